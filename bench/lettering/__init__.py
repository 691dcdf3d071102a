"""Lettering: text on synthetic signs, labels, price tags and papers is changed and read back."""
