"""Words of each language as data: class of meaning -> the phrases that carry it."""
