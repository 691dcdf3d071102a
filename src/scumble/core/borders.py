"""Border styles by name: how wide each is when no width is asked for, and how far it reaches on the four sides."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PLAIN: Final = "plain"

USUAL: Final[Mapping[str, float]] = MappingProxyType(
    {
        PLAIN: 0.04,
        "double": 0.05,
        "rounded": 0.05,
        "polaroid": 0.06,
        "dashed": 0.05,
        "dotted": 0.05,
        "deco": 0.09,
        "scroll": 0.1,
        "ribbon": 0.09,
        "film": 0.1,
        "christmas": 0.11,
        "winter": 0.1,
        "autumn": 0.11,
        "spring": 0.11,
        "easter": 0.11,
        "halloween": 0.11,
        "valentine": 0.1,
        "birthday": 0.11,
        "newyear": 0.11,
        "festive": 0.1,
    }
)
"""Every style: its width as a share of the shorter side where none is asked for."""

SPOKEN: Final[Mapping[str, str]] = MappingProxyType({"deco": "art deco", "film": "film strip", "newyear": "new year"})
"""What people call the styles whose own name is short."""

SIMPLE: Final = frozenset({PLAIN, "double", "rounded", "polaroid", "deco", "scroll", "ribbon"})
"""Styles of a few shapes, which can be of any width; the others repeat motifs along the sides."""
LEAST: Final = 6
"""Pixels that a border with motifs is wide at least."""
MOST_REPEATS: Final = 400
"""A border with motifs is at least the longer side divided by this wide."""

POLAROID_FOOT: Final = 3.2
"""Lower margin of an instant photo in widths of its other margins (88 x 107 mm print around a 79 mm square)."""
FILM_ENDS: Final = 0.22
"""Frame lines of a film strip, across which no holes run, in widths of the perforated sides."""

Margins = tuple[int, int, int, int]


def spoken(style: str) -> str:
    """The style as people call it: 'art deco'."""
    return SPOKEN.get(style, style)


def margins(style: str, pixels: int, width: int, height: int) -> Margins:
    """(top, right, bottom, left) in pixels of a border `pixels` wide around a width x height picture."""
    if style == "polaroid":
        return pixels, pixels, round(pixels * POLAROID_FOOT), pixels
    if style == "film":
        end = max(1, round(pixels * FILM_ENDS))
        return (pixels, end, pixels, end) if width >= height else (end, pixels, end, pixels)
    return pixels, pixels, pixels, pixels


def pixels_of(style: str, pixels: float | None, share: float | None, width: int, height: int) -> int:
    """Width in whole pixels: as asked for, else a share (None: the style's own) of the shorter side.

    At least 1, and of styles that repeat motifs at least LEAST: smaller ones could not be seen, and would be thousands.
    """
    wide = round(pixels) if pixels else round((USUAL[style] if share is None else share) * min(width, height))
    least = 1 if style in SIMPLE else max(LEAST, -(-max(width, height) // MOST_REPEATS))
    return max(wide, least)
