"""Stray things in an extension: what stands in rows that are calm where the picture ends.

A piece of a thing that was copied there, or a thing a second time.

On 47 sides of 26 photos those that looked continued had at most 0.5 of what is allowed, nearly all of them nothing; a
sail without its ship, a rope's end, a sign without its post and seals that were seen twice had 1.1 to 47.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.plausible import WORK_SIDE, lab_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

BESIDE, ALL = (0.3, 0.98), (1.0, 0.85)
"""Share of the picture's width at the rim whose rows are looked at, and the share of their pixels that has to be calm;
in the second a thing in them is allowed."""
CALM = 8.0
"""Lab units from their row's median up to which they are."""
OFF, TIMES, CLEAR = 10.0, 1.5, 22.0
"""Lab units from its row's median from which a pixel of the strip is stray (and times what the picture's own have); and
what a whole thing in calm surroundings has in the mean."""
FINE, REACH = 1.2, 9
"""Pixels of the copy of softening, and rows that speak for their neighbours."""
AREA, THING = 40, 100
"""Stray pixels of the copy that are too many, and those of a thing that is."""
MOSTLY = 0.5
"""Share of the rows that has to be calm for a thing to be told in them."""
FEW = 6
"""Pixels of a row that tell nothing."""


def stray(strip: Bytes, rgb: Bytes, avoid: Mask | None) -> float:
    """How much stands in the strip that should not; 1 = as much as is allowed.

    strip: uint8 (H, N, 3), added at the right of rgb, uint8 (H, W, 3). avoid: bool (H, W), what has no say.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    rows = max(8, round(height * scale))
    new = _small(strip, rows, scale)
    off = np.linalg.norm(new - np.median(new, axis=1, keepdims=True), axis=2)
    beside = max(8, min(int(strip.shape[1]), round(BESIDE[0] * width)))
    usual = _usual(rgb, avoid, beside, rows, scale, BESIDE[1])
    many = sum(area for area, _ in _parts(off, usual)) / AREA
    usual = _usual(rgb, avoid, width, rows, scale, ALL[1])
    if float((usual < CALM).mean()) < MOSTLY:
        return many
    return max(many, max((area for area, clear in _parts(off, usual) if clear > CLEAR), default=0) / THING)


def _parts(off: Floats, usual: Floats) -> list[tuple[int, float]]:
    """Pixels and mean of each place that is off in calm rows, and ends where the strip does not: edges that slant go on
    from the rim, or out of it. off: (H, N), Lab units; usual: (H,), of the picture."""
    apart = (off > np.maximum(OFF, TIMES * usual)[:, None]) & (usual < CALM)[:, None]
    count, parts, stats, _ = cv2.connectedComponentsWithStats(apart.astype(np.uint8))
    first, last = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    inner = [k for k in range(1, count) if first[k] > 0 and last[k] < off.shape[1]]
    return [(int(stats[k, cv2.CC_STAT_AREA]), float(off[parts == k].mean())) for k in inner]


def _usual(rgb: Bytes, avoid: Mask | None, wide: int, rows: int, scale: float, share: float) -> Floats:
    """(rows,): Lab units from their median that this share of the picture's outermost pixels keeps, row by row."""
    start = rgb.shape[1] - min(wide, rgb.shape[1])
    own = _small(rgb[:, start:], rows, scale)
    free = np.ones(own.shape[:2], np.bool_)
    if avoid is not None:
        held = avoid[:, start:].astype(np.uint8)
        held = cv2.resize(held, (own.shape[1], rows), interpolation=cv2.INTER_NEAREST)
        free = cv2.dilate(held, np.ones((5, 5), np.uint8)) == 0
    found = np.full(rows, np.inf, np.float32)
    for y in np.flatnonzero(free.sum(axis=1) >= FEW):
        row = own[y, free[y]]
        found[y] = np.quantile(np.linalg.norm(row - np.median(row, axis=0), axis=1), share)
    return cast(Floats, cv2.dilate(found[:, None], np.ones((REACH, 1), np.uint8)))[:, 0]


def _small(part: Bytes, rows: int, scale: float) -> Floats:
    """Softened Lab of a copy with so many rows."""
    size = (max(4, round(part.shape[1] * scale)), rows)
    small = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    return cast(Floats, cv2.GaussianBlur(lab_of(cast(Bytes, small)), (0, 0), FINE))
