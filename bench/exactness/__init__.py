"""Exactness: flat graphics edited by words, compared to the pixel with the scene drawn again with the shape changed."""
