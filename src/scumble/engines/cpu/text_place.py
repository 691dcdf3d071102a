"""Where added words stand clear: the calmest spot near the place that was asked for, off faces, people and things.

The place that was said is kept where it is calm already; else the block of words gives way inside its zone: words at
the top or the bottom along the edge and a little inwards, words in a corner hardly at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.engines.cpu.whereto import PLACES

Floats = NDArray[np.float32]

SIDE: Final = 240
"""Longer side of the copy that is looked at, pixels."""
BUSY: Final = 4.0
"""Steps of lightness (0..100) a pixel of the copy at which a place is as busy as any."""
THING: Final = 2.0
"""What standing on a face or a thing costs, in units of the busiest ground."""
AWAY: Final = 0.5
"""What going as far as the picture's longer side costs."""
LINE: Final = 0.1
"""What one more line of words costs."""
WORTH: Final = 0.08
"""Gain from which the words give way."""
FREE, INWARDS, NARROW = 1.0, 0.14, 0.05
"""How far the words may go, as shares of the picture's sides: along an edge where no corner was said, away from that
edge, and out of a corner."""
OUTWARDS: Final = 0.4
"""Share of the usual room to the edge that may be given up."""
STEPS: Final = 48
"""Places tried across the picture, at most."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """option: which of the blocks; x, y: its left upper corner in pixels; moved: it is not where it was asked for."""

    option: int
    x: float
    y: float
    moved: bool


def spot_for(
    rgb: NDArray[np.uint8], avoid: Region | None, sizes: Sequence[tuple[float, float]], place: str, edge: float
) -> Spot:
    """The calmest spot for one of the blocks of words, sizes (width, height), in a picture uint8 (H, W, 3).

    avoid: faces and things. place: of `PLACES`. edge: room to keep to the picture's edges, pixels.
    """
    height, width = rgb.shape[:2]
    scale = SIDE / max(height, width)
    summed = cast(NDArray[np.float64], cv2.integral(_cost(rgb, avoid, scale)))
    whole = Box(x0=0, y0=0, x1=width, y1=height)
    homes = [home(size, whole, place, edge) for size in sizes]
    asked = [_mean(summed, *at, *size, scale) + LINE * k for k, (at, size) in enumerate(zip(homes, sizes, strict=True))]
    first = int(np.argmin(asked))
    best = Spot(option=first, x=homes[first][0], y=homes[first][1], moved=False)
    least = asked[first] - WORTH
    for k, (w, h) in enumerate(sizes):
        home_x, home_y = homes[k]
        for y in _range(home_y, place, 1, height, h, edge):
            for x in _range(home_x, place, 0, width, w, edge):
                far = float(np.hypot(x - home_x, y - home_y)) / max(width, height)
                found = _mean(summed, x, y, w, h, scale) + LINE * k + AWAY * far
                if found < least:
                    least, best = found, Spot(option=k, x=x, y=y, moved=True)
    return best


def home(size: tuple[float, float], box: Box, place: str, edge: float) -> tuple[float, float]:
    """Left upper corner of a block at a place in a box, where nothing is in its way."""
    across, down = (0.5 if share is None else share for share in PLACES[place])
    free = box.height - 2 * edge - size[1]
    top = box.y0 + edge + down * max(0.0, free) + min(0.0, free) / 2
    return box.x0 + edge + across * (box.width - 2 * edge - size[0]), top


def _cost(rgb: NDArray[np.uint8], avoid: Region | None, scale: float) -> Floats:
    """float32 (h, w) at `scale`: how much words would disturb, and be disturbed, at each place."""
    size = max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(rgb, size, interpolation=how), np.float32) / 255
    light = cast(Floats, cv2.cvtColor(small.astype(np.float32), cv2.COLOR_RGB2LAB))[:, :, 0]
    x, y = (cast(Floats, cv2.Sobel(light, cv2.CV_32F, dx, dy, scale=1 / 8)) for dx, dy in ((1, 0), (0, 1)))
    busy = np.clip(np.hypot(x, y) / BUSY, 0, 1)
    if avoid is not None:
        there = cast(Floats, cv2.resize(avoid.weights, size, interpolation=cv2.INTER_AREA))
        busy = busy + THING * there
    return busy.astype(np.float32)


def _mean(summed: NDArray[np.float64], x: float, y: float, w: float, h: float, scale: float) -> float:
    """Mean cost in a rectangle of the picture, from the summed table."""
    rows, columns = summed.shape
    x0, x1 = (int(np.clip(round(v * scale), 0, columns - 1)) for v in (x, x + w))
    y0, y1 = (int(np.clip(round(v * scale), 0, rows - 1)) for v in (y, y + h))
    if x1 <= x0 or y1 <= y0:
        return 0.0
    total = summed[y1, x1] - summed[y0, x1] - summed[y1, x0] + summed[y0, x0]
    return float(total) / ((x1 - x0) * (y1 - y0))


def _range(start: float, place: str, axis: int, side: int, long: float, edge: float) -> list[float]:
    """Places along one axis, the asked one among them."""
    said = PLACES[place]
    if said[axis] is None:
        reach = FREE
    elif said[1 - axis] is None:
        reach = INWARDS
    else:
        reach = INWARDS if said == (0.5, 0.5) else NARROW
    room = (1 - OUTWARDS) * edge
    low, high = max(room, start - reach * side), min(side - long - room, start + reach * side)
    if high <= low:
        return [start]
    return [start, *np.linspace(low, high, max(3, round(STEPS * (high - low) / side))).tolist()]
