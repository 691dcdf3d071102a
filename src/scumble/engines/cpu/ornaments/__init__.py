"""Ornaments of borders as vectors: paths in unit coordinates, laid out around four sides and rasterised."""
