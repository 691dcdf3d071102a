"""Scenes and moods by name: the defocused backgrounds that can be drawn, and what a light can be like."""

from typing import Final

SCENES: Final = (
    "winter",
    "forest",
    "autumn",
    "spring",
    "garden",
    "meadow",
    "beach",
    "sunset",
    "city night",
    "wood table",
    "marble",
    "kitchen",
    "office",
    "living room",
    "christmas",
    "halloween",
)
"""Every scene that can be drawn."""
MOODS: Final = ("soft", "warm", "cool", "golden hour", "night", "moody", "bright")
"""Every light that a scene can be seen in; several may be combined."""
TABLES: Final = frozenset({"wood table", "marble", "kitchen", "office", "living room", "christmas", "halloween"})
"""Scenes in which the subject stands on a table."""
