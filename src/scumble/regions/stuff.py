"""Areas without a form of their own: grass, water, trees, ground, wall, clouds ..., by colour, texture and place.

The picture is cut into some dozens of segments; each gets a likeness to every kind of area from its mean colour, its
local contrast, its height in the picture and the edges it touches. A kind has the segments that are like it and not
much more like another one. The rules are what such areas look like in general, not what was learned; likeness is
therefore told as a confidence that seldom reaches certainty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.regions.segments import Segments

Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]

SEGMENTS = 60
"""Into how many segments a picture is cut."""
LIKE = 0.45
"""Likeness from which a segment belongs to a kind."""
RATHER = 0.8
"""A segment goes to a kind that is at least this share as like it as the likest one."""
CRUMB = 0.12
"""Share of the largest part of an area below which another part is left out."""
NEAR_SKY = 9
"""Side in pixels of the neighbourhood in which an area lies close to the sky."""
SMALLEST = 0.004
"""Share of the picture below which an area is not told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """A connected area of a kind. mask: bool (h, w). like: mean likeness 0..1. share: of the picture."""

    mask: Mask
    like: float
    share: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """What is known of each segment, arrays (n,).

    light 0..100, chroma, hue in degrees, contrast (local deviation of lightness), down: middle's height 0 = top, 1 =
    bottom; low: lowest row, high: highest row, both as shares; wide: width of the box as a share of the picture's; top,
    bottom, sides: share of the picture's edge it touches; thing: share covered by what is known to be a thing;
    sky: share of it that is sky; skyline: how much of it lies close to the sky. lying: share
    of the fine gradient that goes up or down: 0.5 for gravel, more for waves seen from the shore.
    """

    light: Doubles
    chroma: Doubles
    hue: Doubles
    contrast: Doubles
    down: Doubles
    low: Doubles
    high: Doubles
    wide: Doubles
    top: Doubles
    bottom: Doubles
    sides: Doubles
    thing: Doubles
    sky: Doubles
    skyline: Doubles
    lying: Doubles


def cut(tree: Segments, count: int = SEGMENTS) -> list[int]:
    """The nodes that remain when the last joins are undone: about `count` segments that fill the picture; all of them
    where there are fewer (a cartoon)."""
    limit = max(len(tree.parent) - count, int(tree.labels.max()))
    return [i for i in range(len(tree.parent)) if i <= limit and (tree.parent[i] < 0 or tree.parent[i] > limit)]


def measure(tree: Segments, nodes: list[int], light: NDArray[np.float32], things: Mask, sky: Mask) -> Features:
    """The features of nodes. light: lightness (h, w). things: pixels of known things. sky: pixels of the sky."""
    h, w = tree.labels.shape
    at = np.array(nodes)
    near = np.asarray(cv2.dilate(sky.astype(np.uint8), np.ones((NEAR_SKY, NEAR_SKY), np.uint8))) > 0
    a, b = tree.lab[at, 1], tree.lab[at, 2]
    boxes = tree.boxes[at]
    rows = np.repeat(np.arange(h, dtype=np.float64)[:, None], w, axis=1)
    upright = tree.mean(np.abs(np.asarray(cv2.Sobel(light, cv2.CV_32F, 1, 0))))[at]
    level = tree.mean(np.abs(np.asarray(cv2.Sobel(light, cv2.CV_32F, 0, 1))))[at]
    return Features(
        light=tree.lab[at, 0],
        chroma=np.hypot(a, b),
        hue=np.degrees(np.arctan2(b, a)) % 360.0,
        contrast=tree.contrast[at],
        down=tree.mean(rows)[at] / h,
        low=boxes[:, 3] / h,
        high=boxes[:, 1] / h,
        wide=(boxes[:, 2] - boxes[:, 0]) / w,
        top=tree.rims[at, 1] / w,
        bottom=tree.rims[at, 3] / w,
        sides=np.maximum(tree.rims[at, 0], tree.rims[at, 2]) / h,
        thing=tree.mean(things)[at],
        sky=tree.mean(sky)[at],
        skyline=tree.mean(near)[at],
        lying=level / np.maximum(level + upright, 1e-6),
    )


def between(values: Doubles, low: float, full: float, until: float = np.inf, high: float = np.inf) -> Doubles:
    """0 up to `low`, rising to 1 at `full`, 1 up to `until`, falling to 0 at `high`."""
    rising = np.clip((values - low) / (full - low), 0.0, 1.0) if full > low else (values >= low).astype(np.float64)
    if not np.isfinite(high):
        return rising
    return rising * np.clip((high - values) / max(high - until, 1e-9), 0.0, 1.0)


def _sky(f: Features) -> Doubles:
    blue = between(f.hue, 190, 215, 290, 310) * between(f.chroma, 1.5, 5)
    pale = between(f.light, 40, 55) * between(-f.chroma, -18, -10)
    lit = between(f.light, 28, 42)
    return np.maximum(blue, 0.75 * pale) * lit * between(-f.contrast, -9, -4) * between(-f.down, -0.66, -0.5)


def _green(f: Features) -> Doubles:
    return between(f.hue, 84, 100, 138, 158) * between(f.chroma, 5, 10)


def _grass(f: Features) -> Doubles:
    dry = between(f.hue, 55, 68, 100, 110) * between(f.chroma, 9, 15, 50, 60) * between(f.contrast, 1.2, 2.5)
    textured = 0.6 + 0.4 * between(f.contrast, 0.8, 2.0)
    return np.maximum(_green(f), 0.75 * dry) * textured * between(f.down, 0.4, 0.6) * (1.0 - f.sky)


def _trees(f: Features) -> Doubles:
    dark = between(-f.light, -36, -24) * between(f.contrast, 1.5, 3) * between(-f.chroma, -22, -12) * 0.75
    autumn = between(f.hue, 45, 60, 85, 95) * between(f.chroma, 8, 14) * between(f.contrast, 3.5, 6) * 0.6
    upper = 0.4 + 0.6 * between(-f.down, -0.72, -0.5)
    return np.maximum(np.maximum(_green(f), dark), autumn) * _leafy(f) * upper * (1.0 - f.sky)


def _leafy(f: Features) -> Doubles:
    return 0.45 + 0.55 * between(f.contrast, 1.2, 3.0)


def _bushes(f: Features) -> Doubles:
    return _green(f) * _leafy(f) * (1.0 - f.sky)


def _water(f: Features) -> Doubles:
    blue = between(f.hue, 138, 158, 285, 305) * between(f.chroma, 3, 7) * between(f.light, 5, 12)
    grey = between(-f.chroma, -12, -6) * between(f.contrast, 0.8, 2.5, 11, 16) * between(-f.light, -85, -72) * 0.75
    grey = grey * between(f.lying, 0.5, 0.56)
    reach = np.maximum(between(f.sides, 0.02, 0.1), between(f.wide, 0.3, 0.6))
    return np.maximum(blue, grey) * between(f.down, 0.2, 0.34) * (0.4 + 0.6 * reach) * (1.0 - f.sky)


def _ground(f: Features) -> Doubles:
    dull = between(-f.chroma, -24, -10)
    reach = np.maximum(between(f.bottom, 0.02, 0.2), 0.8 * between(f.wide, 0.4, 0.8))
    return dull * between(f.low, 0.6, 0.85) * between(f.down, 0.45, 0.62) * (0.35 + 0.65 * reach) * (1.0 - f.sky)


def _sand(f: Features) -> Doubles:
    warm = between(f.hue, 50, 62, 95, 108) * between(f.chroma, 7, 12, 36, 46) * between(f.light, 42, 55)
    return warm * between(-f.contrast, -6, -4) * between(f.down, 0.4, 0.6) * (0.4 + 0.6 * between(f.wide, 0.2, 0.5))


def _snow(f: Features) -> Doubles:
    return between(f.light, 72, 84) * between(-f.chroma, -12, -7) * between(f.down, 0.3, 0.5) * (1.0 - f.sky)


def _wall(f: Features) -> Doubles:
    plain = between(-f.contrast, -6.5, -2.0) * between(-f.chroma, -45, -25)
    reach = np.maximum(np.maximum(f.top * 2, f.sides * 2), between(f.wide, 0.4, 0.8))
    return plain * between(-f.down, -0.8, -0.55) * (0.3 + 0.7 * np.clip(reach, 0, 1))


def _clouds(f: Features) -> Doubles:
    return f.sky * between(-f.chroma, -16, -9) * between(f.light, 55, 75)


def _mountain(f: Features) -> Doubles:
    far = np.maximum(between(f.hue, 200, 225, 300, 320), between(-f.chroma, -24, -14))
    return far * between(f.skyline, 0.0, 0.04) * between(-f.down, -0.55, -0.35) * (1.0 - f.sky) * 0.9


def _rock(f: Features) -> Doubles:
    earth = between(-f.chroma, -30, -20) * np.maximum(between(f.hue, 30, 45, 95, 110), between(-f.chroma, -10, -6))
    return earth * between(f.contrast, 1.5, 3.5) * between(f.down, 0.3, 0.5) * between(f.light, 12, 25, 80, 90)


KINDS: Mapping[str, Callable[[Features], Doubles]] = {
    "sky": _sky,
    "grass": _grass,
    "trees": _trees,
    "bushes": _bushes,
    "water": _water,
    "ground": _ground,
    "sand": _sand,
    "snow": _snow,
    "wall": _wall,
    "clouds": _clouds,
    "mountain": _mountain,
    "rock": _rock,
}
"""Kind of area -> likeness of each segment to it, 0..1."""
RIVALS: Mapping[str, tuple[str, ...]] = {
    "sky": (),
    "grass": ("water",),
    "trees": ("water", "rock"),
    "bushes": ("water", "rock"),
    "water": ("grass", "trees"),
    "ground": ("grass", "water"),
    "sand": ("grass", "water"),
    "snow": ("water",),
    "wall": ("trees", "grass"),
    "clouds": (),
    "mountain": ("trees",),
    "rock": ("trees", "grass"),
}
"""Kind -> the kinds that a segment may be instead; ground and sand, walls and skies are near synonyms."""


def areas(tree: Segments, kind: str, light: NDArray[np.float32], things: Mask, sky: Mask) -> list[Area]:
    """The connected areas of a kind, the largest first; small crumbs are left out."""
    nodes = cut(tree)
    features = measure(tree, nodes, light, things, sky)
    free = 1.0 - between(features.thing, 0.35, 0.65)
    like = KINDS[kind](features) * free
    others = np.max([KINDS[k](features) for k in RIVALS[kind]], axis=0) if RIVALS[kind] else np.zeros(len(nodes))
    kept = (like >= LIKE) & (like >= RATHER * others)
    mask = np.zeros(tree.labels.shape, bool)
    likeness = np.zeros(tree.labels.shape, np.float32)
    for node, taken, value in zip(nodes, kept, like, strict=True):
        if taken:
            inside = tree.mask(node)
            mask |= inside
            likeness[inside] = value
    return connected(mask, likeness)


def connected(mask: Mask, likeness: NDArray[np.float32]) -> list[Area]:
    """The connected parts of a mask, the largest first."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    found: list[Area] = []
    for k in range(1, count):
        share = float(np.asarray(stats)[k, cv2.CC_STAT_AREA]) / mask.size
        part = (np.asarray(labels) == k) & mask
        if share >= SMALLEST and part.any():
            found.append(Area(mask=part, like=float(likeness[part].mean()), share=share))
    found.sort(key=lambda a: -a.share)
    return [a for a in found if a.share >= CRUMB * found[0].share]
