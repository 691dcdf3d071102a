"""Relighting against the truth: shadows, reflections and glare drawn by known physics and taken off again."""
