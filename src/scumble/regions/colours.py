"""Colours by name in a photo: how much of an area looks red, navy, white ..., and blobs of one colour.

A pixel belongs to a name by its lightness, chroma and hue in CIELAB (D65); the limits are wide, as people name colours
under warm and cool light, and neighbours overlap (what is orange to one is red to another).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_SIDE = 400
"""Longer side in pixels of the copy that colours are looked for in."""
SMALLEST, LARGEST = 0.002, 0.5
"""Share of the picture that a blob of a colour may have: below is noise, above is a backdrop."""


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a colour: lightness 0..100, chroma, hue in degrees (may wrap over 360)."""

    light: tuple[float, float]
    chroma: tuple[float, float]
    hue: tuple[float, float] = (0.0, 360.0)


MOST = 200.0
RANGES: Mapping[str, tuple[Range, ...]] = {
    "red": (Range((12, 68), (28, MOST), (8, 48)), Range((10, 40), (18, MOST), (350, 50))),
    "orange": (Range((40, 85), (36, MOST), (42, 76)),),
    "yellow": (Range((50, 100), (32, MOST), (74, 114)),),
    "gold": (Range((35, 85), (28, MOST), (62, 98)),),
    "green": (Range((12, 96), (14, MOST), (112, 182)), Range((8, 40), (9, MOST), (106, 182))),
    "turquoise": (Range((25, 95), (12, MOST), (170, 240)),),
    "blue": (Range((8, 90), (12, MOST), (228, 308)),),
    "purple": (Range((10, 80), (14, MOST), (292, 345)),),
    "pink": (
        Range((48, 96), (12, MOST), (325, 400)),
        Range((58, 96), (12, 44), (325, 412)),
        Range((35, 75), (38, MOST), (325, 365)),
    ),
    "brown": (Range((14, 62), (10, 48), (30, 92)),),
    "beige": (Range((58, 97), (7, 36), (50, 105)),),
    "white": (Range((70, 101), (0, 15)),),
    "black": (Range((0, 30), (0, 16)),),
    "grey": (Range((24, 84), (0, 12)),),
}
CLEAR_CHROMA = 24.0
"""Mean chroma from which a blob has a colour rather than a tint."""
VIVID = frozenset({"red", "orange", "yellow", "gold", "green", "turquoise", "blue", "purple", "pink"})
"""Colours that a thing can be found by alone; walls, streets and shadows have the others."""


@dataclass(frozen=True, kw_only=True)
class Blob:
    """A connected area of one colour. box: in the picture's pixels. share: of the picture. fill: of its box."""

    box: Box
    share: float
    fill: float


def lab_copy(rgb: Pixels) -> Floats:
    """float32 (h, w, 3): L 0..100, a, b of a copy whose longer side is at most WORK_SIDE."""
    height, width = rgb.shape[:2]
    factor = min(1.0, WORK_SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(np.ascontiguousarray(rgb[:, :, :3]), size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB), np.float32)


def looks(lab: Floats, colour: str) -> Mask:
    """bool (h, w): which pixels of a Lab picture look like a colour of RANGES."""
    return looks_in(lab, RANGES[colour])


def looks_in(lab: Floats, ranges: tuple[Range, ...]) -> Mask:
    """bool (h, w): which pixels of a Lab picture lie in one of the ranges."""
    light, a, b = lab[:, :, 0], lab[:, :, 1], lab[:, :, 2]
    chroma = np.hypot(a, b)
    hue = np.degrees(np.arctan2(b, a)) % 360.0
    out = np.zeros(light.shape, bool)
    for r in ranges:
        low, high = r.hue
        in_light = (light >= r.light[0]) & (light <= r.light[1])
        out |= in_light & (chroma >= r.chroma[0]) & (chroma <= r.chroma[1]) & ((hue - low) % 360.0 <= high - low)
    return out


def share_in(lab: Floats, colour: str, box: Box, size: tuple[int, int]) -> float:
    """Share 0..1 of a box that looks like a colour, the middle of the box counting most.

    box: in a picture of `size` (width, height); lab: its small copy.
    """
    h, w = lab.shape[:2]
    fx, fy = w / size[0], h / size[1]
    x0, y0 = min(int(box.x0 * fx), w - 1), min(int(box.y0 * fy), h - 1)
    part = lab[y0 : max(y0 + 1, round(box.y1 * fy)), x0 : max(x0 + 1, round(box.x1 * fx))]
    weights = np.outer(_hill(part.shape[0]), _hill(part.shape[1]))
    return float((looks(part, colour) * weights).sum() / weights.sum())


def _hill(length: int) -> Floats:
    """Weights along one side of a box: 1 in the middle, small at both ends."""
    at = (np.arange(length, dtype=np.float32) + 0.5) / length * 2.0 - 1.0
    return np.exp(-1.5 * at * at).astype(np.float32)


def blobs(lab: Floats, colour: str, size: tuple[int, int]) -> tuple[Blob, ...]:
    """Connected areas of a colour, the largest first; areas that are a backdrop are left out."""
    mask = looks(lab, colour).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc), np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    h, w = mask.shape
    fx, fy = size[0] / w, size[1] / h
    found: list[Blob] = []
    for k in range(1, count):
        x, y, bw, bh, area = (int(v) for v in np.asarray(stats)[k])
        share = area / (h * w)
        spans = (x == 0 and x + bw == w) or (y == 0 and y + bh == h)
        if not SMALLEST <= share <= LARGEST or spans:
            continue
        if float(np.hypot(lab[:, :, 1], lab[:, :, 2])[labels == k].mean()) < CLEAR_CHROMA:
            continue
        x1, y1 = min(size[0], round((x + bw) * fx)), min(size[1], round((y + bh) * fy))
        box = Box(x0=int(x * fx), y0=int(y * fy), x1=x1, y1=y1)
        found.append(Blob(box=box, share=share, fill=area / (bw * bh)))
    return tuple(sorted(found, key=lambda blob: -blob.share))
