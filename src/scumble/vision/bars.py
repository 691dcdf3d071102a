"""Bars at a picture's edges: letterbox bars and scan borders of one colour, told from plain backdrops by how they end.

A bar is of one colour along its whole side and ends all along it in something else. A plain backdrop ends where the
subject begins, which is only here and there. Thick bars come in pairs, black, white or grey; the stripes of a flag are
none.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box

NEAR: Final = 12
"""Grey levels within which a pixel is of the bar's colour: JPEG noise."""
EVEN: Final = 4
"""Grey levels by which the middle of a bar may differ from its outer line."""
WHOLE: Final = 0.98
"""Share of a line that is of the bar's colour in a bar."""
ENDED: Final = 0.35
"""Share of a line that may still be of it where the bar has ended."""
PASSING: Final = 4
"""Lines within which it has to end: bars that were resized end softly."""
THIN, PAIRED = 0.03, 0.6
"""Share of the side up to which a bar may stand alone (a scan's border); how unlike in thickness two thick ones may
be."""
MOST: Final = 0.4
"""Share of the picture's side that one bar may have."""


def inside_bars(rgb: Pixels) -> Box | None:
    """The picture without its bars; None where there are none. rgb: uint8 (H, W, 3)."""
    height, width = rgb.shape[:2]
    top, bottom = _pair(rgb)
    left, right = _pair(rgb[top : height - bottom].swapaxes(0, 1))
    if left or right:
        # Bars at the sides would hide where the upper and the lower one end.
        top, bottom = _pair(rgb[:, left : width - right])
    if not (top or bottom or left or right):
        return None
    return Box(x0=left, y0=top, x1=width - right, y1=height - bottom)


def _pair(rgb: NDArray[np.uint8]) -> tuple[int, int]:
    """Lines of the bars at the upper and the lower edge."""
    upper, lower = _bar(rgb), _bar(rgb[::-1])
    if max(upper, lower) <= THIN * rgb.shape[0]:
        return upper, lower
    ends = np.stack([np.median(rgb[0], axis=0), np.median(rgb[-1], axis=0)])
    alike = np.ptp(ends, axis=0).max() <= NEAR and np.ptp(ends, axis=1).max() <= NEAR
    if alike and min(upper, lower) >= PAIRED * max(upper, lower):
        return upper, lower
    return 0, 0


def _bar(rgb: NDArray[np.uint8]) -> int:
    """Lines of the bar at the upper edge; 0 for none."""
    most = int(MOST * rgb.shape[0])
    colour = np.median(rgb[0], axis=0).astype(np.int16)

    def share(y: int) -> float:
        return float((np.abs(rgb[y].astype(np.int16) - colour).max(axis=1) <= NEAR).mean())

    lines = 0
    while lines <= most and share(lines) >= WHOLE:
        lines += 1
    if not 0 < lines <= most:
        return 0
    # A gradient leaves its first colour slowly.
    if np.abs(np.median(rgb[lines // 2], axis=0) - colour).max() > EVEN:
        return 0
    ends = (y for y in range(lines, min(lines + PASSING, rgb.shape[0])) if share(y) <= ENDED)
    return next(ends, 0)
