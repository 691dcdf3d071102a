"""Language: what words are alike. Sentence embeddings in plain numpy."""
