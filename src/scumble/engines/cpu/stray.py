"""Stray things in an extension: what stands clearly in it where the picture is calm: a seal on paper, seen twice.

On 47 sides of 26 photos two have the like: seals beside a sign on paper, with 1.1 and 7 times what is allowed. Clouds,
pebbles and leaves are too faint for it, or what they lie in is not calm.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.plausible import WORK_SIDE, lab_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

CALM, SHARE = 8.0, 0.85
"""Lab units from its row's median that this share of a calm row's pixels keeps: a thing in it is allowed."""
OFF, TIMES, CLEAR = 10.0, 1.5, 22.0
"""Lab units from its row's median from which a pixel of the strip is apart (and times what the picture's own have); and
what a thing has in the mean."""
FINE, REACH = 1.2, 9
"""Pixels of the copy of softening, and rows that speak for their neighbours."""
THING = 100
"""Pixels of the copy that a thing has which is seen at once."""
MOSTLY = 0.5
"""Share of the rows that has to be calm."""
FEW = 6
"""Pixels of a row that tell nothing."""


def stray(strip: Bytes, rgb: Bytes, avoid: Mask | None) -> float:
    """How large a thing stands in the strip that should not; 1 = as large as is allowed.

    strip: uint8 (H, N, 3), added at the right of rgb, uint8 (H, W, 3). avoid: bool (H, W), what has no say.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    rows = max(8, round(height * scale))
    usual = _usual(rgb, avoid, rows, scale)
    if float((usual < CALM).mean()) < MOSTLY:
        return 0.0
    new = _small(strip, rows, scale)
    off = np.linalg.norm(new - np.median(new, axis=1, keepdims=True), axis=2)
    return max((area for area, clear in _parts(off, usual) if clear > CLEAR), default=0) / THING


def _parts(off: Floats, usual: Floats) -> list[tuple[int, float]]:
    """Pixels and mean of each place that is off in calm rows, and ends where the strip does not: edges that slant go on
    from the rim, or out of it. off: (H, N), Lab units; usual: (H,), of the picture."""
    apart = (off > np.maximum(OFF, TIMES * usual)[:, None]) & (usual < CALM)[:, None]
    count, parts, stats, _ = cv2.connectedComponentsWithStats(apart.astype(np.uint8))
    first, last = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    inner = [k for k in range(1, count) if first[k] > 0 and last[k] < off.shape[1]]
    return [(int(stats[k, cv2.CC_STAT_AREA]), float(off[parts == k].mean())) for k in inner]


def _usual(rgb: Bytes, avoid: Mask | None, rows: int, scale: float) -> Floats:
    """(rows,): Lab units from their median that most of the picture's own pixels keep, row by row."""
    own = _small(rgb, rows, scale)
    free = np.ones(own.shape[:2], np.bool_)
    if avoid is not None:
        held = cv2.resize(avoid.astype(np.uint8), (own.shape[1], rows), interpolation=cv2.INTER_NEAREST)
        free = cv2.dilate(held, np.ones((5, 5), np.uint8)) == 0
    found = np.full(rows, np.inf, np.float32)
    for y in np.flatnonzero(free.sum(axis=1) >= FEW):
        row = own[y, free[y]]
        found[y] = np.quantile(np.linalg.norm(row - np.median(row, axis=0), axis=1), SHARE)
    return cast(Floats, cv2.dilate(found[:, None], np.ones((REACH, 1), np.uint8)))[:, 0]


def _small(part: Bytes, rows: int, scale: float) -> Floats:
    """Softened Lab of a copy with so many rows."""
    size = (max(4, round(part.shape[1] * scale)), rows)
    small = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    return cast(Floats, cv2.GaussianBlur(lab_of(cast(Bytes, small)), (0, 0), FINE))
