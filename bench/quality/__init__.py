"""The quality table: each part's bench against its goals; `python -m bench.quality` writes it."""
