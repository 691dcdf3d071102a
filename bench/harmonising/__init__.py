"""Harmonising: composites whose true light is known: a thing of a photo, altered by a known light, brought back."""
