"""Rim: is what lies at the picture's right edge met further in as well, or a thing of its own that the edge cuts?

Place by place along the edge, the outermost band is compared with bands further in at the same height: its colour and
its amount of structure. Grass, water, rocks and walls are met again there; a stack of books or a leaf is not, and
whatever continues it shows it twice or in pieces. On 34 photos the sides that are plain or textured all along stay
below 1.0, books, a leaf and a vase at the edge reach 2.4 to 5.3.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.continued import plainness
from scumble.engines.cpu.plausible import COLOUR, LEAST_STRUCTURE, STRUCTURE, WORK_SIDE, lab_of, structure_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

PLACES = 16
"""Places along the edge that are looked at."""
BAND, LEAST_BAND = 0.06, 8
"""Width of a band: share of the picture's width, and pixels of the copy that is looked at."""
FARTHEST = 5
"""Widths of a band further in that the same is looked for."""
FREE = 0.5
"""Share of a band that has to be free of what is avoided to have a say."""
THING = 2.2
"""From here on a thing of its own lies there: its side is not continued."""


def foreign(rgb: Bytes, avoid: Mask | None) -> float:
    """How unlike everything further in the right edge is, 0 = the same; 1 = as far off as a place may be.

    rgb: uint8 (H, W, 3). avoid: bool (H, W), what has no say (the subject, things that were found). The mean of the
    least kindred quarter of the places; plain ones are kin of anything.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(2 * LEAST_BAND, round(width * scale)), max(PLACES, round(height * scale)))
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb), size, interpolation=cv2.INTER_AREA))
    free = np.ones(small.shape[:2], np.float32)
    if avoid is not None:
        held = np.ascontiguousarray(avoid).astype(np.float32)
        free = 1 - cast(Floats, cv2.resize(held, size, interpolation=cv2.INTER_AREA))
    lab, structure, plain = lab_of(small), structure_of(small), plainness(rgb)
    wide = max(LEAST_BAND, round(BAND * size[0]))
    found: list[float] = []
    for k in range(PLACES):
        top, bottom = round(k * size[1] / PLACES), round((k + 1) * size[1] / PLACES)
        rows = slice(top, bottom)
        quiet = float(np.median(plain[top * height // size[1] : max(1, bottom * height // size[1])]))
        found.append((1 - quiet) * _apart(lab[rows], structure[rows], free[rows], wide))
    return float(np.mean(sorted(found)[-PLACES // 4 :]))


def _apart(lab: Floats, structure: Floats, free: Floats, wide: int) -> float:
    """Distance of the outermost band from the band further in that is most like it; 0 where none can be compared."""
    width = lab.shape[1]
    first = _kind(lab, structure, free, width - wide)
    if first is None:
        return 0.0
    starts = range(width - 3 * wide, max(-1, width - (FARTHEST + 2) * wide), -max(1, wide // 2))
    others = [kind for x in starts if x >= 0 and (kind := _kind(lab, structure, free, x, wide)) is not None]
    return min((float(np.hypot(*_difference(first, other))) for other in others), default=0.0)


def _kind(
    lab: Floats, structure: Floats, free: Floats, start: int, wide: int | None = None
) -> tuple[Floats, float] | None:
    """Mean colour and logarithm of the structure of the columns from `start`; None where too little is free."""
    columns = slice(start, None if wide is None else start + wide)
    weight = free[:, columns]
    if float(weight.mean()) < FREE:
        return None
    total = float(weight.sum())
    colour = (lab[:, columns] * weight[:, :, None]).sum(axis=(0, 1)) / total
    return colour, float(np.log((structure[:, columns] * weight).sum() / total + LEAST_STRUCTURE))


def _difference(one: tuple[Floats, float], other: tuple[Floats, float]) -> tuple[float, float]:
    """Of colour and of structure, each in units of what is allowed."""
    return float(np.linalg.norm(one[0] - other[0])) / COLOUR, abs(one[1] - other[1]) / STRUCTURE
