"""Layers beside a hole: whether the same grounds follow each other, top to bottom, on its left and on its right.

A wall above a table, sky above the sea. A smooth surface through a hole's rim would mix them; what is beside the hole
tells how they go on.
"""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SAMPLE = 0.06
"""Width of what is looked at on each side, as a share of the hole's width."""
TILT = 0.08
"""Most by which the layers may lie higher on one side, as a share of the hole's width: about five degrees."""
SPANNED = 0.6
"""Share of the hole's rows that have to have both sides."""
STEP = 6.0
"""Grey levels (root mean square) by which the rows have to stray from an even gradient, on either side."""
ALIKE = 0.85
"""Least correlation of how both sides stray from their gradients."""


def layered(rgb: Bytes, hole: Mask, usable: Mask) -> bool:
    """True where both sides of the hole, looked at row by row, change alike and not evenly.

    rgb: uint8 (H, W, 3). hole, usable: bool (H, W); only usable pixels are looked at.
    """
    rows = np.flatnonzero(hole.any(axis=1))
    if rows.size < 8:
        return False
    columns = np.flatnonzero(hole.any(axis=0))
    width = int(columns[-1] - columns[0]) + 1
    reach = max(2, round(SAMPLE * width))
    left, left_seen = _beside(rgb, hole, usable, rows, reach)
    right, right_seen = _beside(rgb[:, ::-1], hole[:, ::-1], usable[:, ::-1], rows, reach)
    if float((left_seen & right_seen).mean()) < SPANNED:
        return False
    most = round(TILT * width)
    return any(_alike(left, left_seen, right, right_seen, by) for by in range(-most, most + 1, max(1, most // 4)))


def _beside(rgb: Bytes, hole: Mask, usable: Mask, rows: NDArray[np.intp], reach: int) -> tuple[Floats, Mask]:
    """Per row the mean colour of the usable pixels left of the hole, float32 (n, 3), and whether there are any."""
    first = hole[rows].argmax(axis=1)
    at = first[:, None] - 1 - np.arange(reach)[None, :]
    inside = at >= 0
    at = np.maximum(at, 0)
    good = inside & usable[rows[:, None], at]
    count = good.sum(axis=1)
    total = (rgb[rows[:, None], at].astype(np.float32) * good[:, :, None]).sum(axis=1)
    return (total / np.maximum(count, 1)[:, None]).astype(np.float32), count > 0


def _alike(left: Floats, left_seen: Mask, right: Floats, right_seen: Mask, by: int) -> bool:
    """The same with the right side's rows moved down by `by`."""
    n = len(left)
    ours, theirs = slice(max(0, by), min(n, n + by)), slice(max(0, -by), min(n, n - by))
    both = left_seen[ours] & right_seen[theirs]
    if int(both.sum()) < SPANNED * n:
        return False
    one, other = _strays(left[ours][both]), _strays(right[theirs][both])
    sizes = float(np.sqrt((one**2).mean())), float(np.sqrt((other**2).mean()))
    if min(sizes) < STEP:
        return False
    return float((one * other).mean()) >= ALIKE * sizes[0] * sizes[1]


def _strays(values: Floats) -> Floats:
    """How far each row's colour is from an even gradient over all rows: float (n, 3)."""
    at = np.stack([np.arange(len(values)), np.ones(len(values))], axis=1)
    return (values - at @ np.linalg.lstsq(at, values.astype(np.float64), rcond=None)[0]).astype(np.float32)
