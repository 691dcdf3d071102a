"""Language: what words are alike. Sentence embeddings in plain numpy, and nouns that name the same thing."""
