"""Images that go on behind others: the floor mirrors a haunch also where a fore paw, wider than its leg, is before it.

A floor mirrors column by column, and a foot further back has a line of its own. Where its columns begin its image would
begin with a straight cut. In the columns before it, the thing is seen in two pieces with ground between them: the upper
one is the same haunch, so that its image goes on there, as far as nothing in front covers it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.shadow import WORK_SIDE

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

JUMP = 0.02
"""Rise of the foot line over a few columns, as a share of the thing's size, at which a foot further back begins."""
STEEP = 0.5
"""Rise in a column from which on it belongs to the step, as a share of what it would rise evenly."""


def go_on_behind(rows: Floats, line: Floats, cover: Floats, size: float) -> None:
    """Lets the images of what stands further back go on behind those of what stands in front; changes `rows` in place.

    rows: float32 (H, W), the row of the thing that each pixel mirrors, -1 = none. line: float32 (W,), the foot line.
    cover: the thing's alpha, float32 (H, W). size: of the thing, in pixels.
    """
    solid, wide = cover > 0.5, 2 + math.ceil(max(cover.shape) / WORK_SIDE)
    for way in (1, -1):
        for start, stop in _steps(line[::way], wide, JUMP * size):
            _carry_on(rows[:, ::way], float(line[::way][stop]), start, stop, solid[:, ::way])


def _steps(line: Floats, wide: int, least: float) -> list[tuple[int, int]]:
    """First and last column of each step from left to right up to a foot further back, of at most `wide` columns and at
    least so many pixels."""
    rise = line[:-wide] - line[wide:]
    found: list[tuple[int, int]] = []
    columns = np.flatnonzero(rise >= least)
    for run in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
        if not run.size:
            continue
        first, last = int(run[0]), int(run[-1]) + wide
        steep = np.flatnonzero(-np.diff(line[first : last + 1]) > STEEP / wide * float(rise[run].max()))
        if steep.size:
            found.append((first + int(steep[0]), first + int(steep[-1]) + 1))
    return found


def _carry_on(rows: Floats, row: float, start: int, stop: int, solid: Mask) -> None:
    """Carries the image about `row`, which begins at column `stop`, on to the left while a piece further back is seen.

    The step's own columns, whose line is neither, get it too.
    """
    height = rows.shape[0]
    if not _upper(solid[:, start]).any():
        return  # the rounded end of an underside, with nothing behind it
    y = np.arange(height, dtype=np.float32)
    other = 2 * np.float32(row) - y
    below = (y > row) & (other >= 0)
    at = np.clip(np.rint(other), 0, height - 1).astype(np.intp)
    for x in range(start + 1, stop):
        rows[:, x] = np.where(below, other, np.float32(-1))
    for x in range(start, -1, -1):
        upper = _upper(solid[:, x])
        if not upper.any():
            break
        front = np.clip(np.rint(rows[:, x]), 0, height - 1).astype(np.intp)
        here = below & upper[at] & ((rows[:, x] < 0) | ~solid[front, x])
        rows[here, x] = other[here]


def _upper(column: Mask) -> Mask:
    """The pieces of a column, bool (H,), that have ground and another piece below them."""
    up = column[::-1]
    gap = np.logical_or.accumulate(up) & ~up
    return (up & np.logical_or.accumulate(gap))[::-1]
