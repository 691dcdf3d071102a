"""Trim: the transparent, plain or barred rim around what a picture shows, found so that it can be cropped off."""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.vision.bars import NEAR, inside_bars

Mask = NDArray[np.bool_]

CLEAR: Final = 2
"""Alpha up to which a pixel is empty: what encoders and resampling leave of nothing."""
SOFT, MIXED = 3, 0.75
"""Lines in which a bar may end, and what share of the difference to it that comes behind them they have at most:
resampling mixes the bar with the picture there."""
PLAIN: Final = 0.98
"""Share of a picture's outermost lines that is of one colour where a plain rim surrounds it all."""


def inside_rim(image: Image) -> Box | None:
    """The picture without its rim; None where it has none, or is nothing but rim."""
    seen = image.alpha > CLEAR
    if not seen.all():
        return _around(seen, image)
    bars = inside_bars(image.rgb)
    if bars is not None:
        top, right, bottom, left = (
            _soft_end(np.rot90(image.rgb, turns), lines)
            for turns, lines in enumerate((bars.y0, image.width - bars.x1, image.height - bars.y1, bars.x0))
        )
        return Box(x0=bars.x0 + left, y0=bars.y0 + top, x1=bars.x1 - right, y1=bars.y1 - bottom)
    lines = np.concatenate([image.rgb[0], image.rgb[-1], image.rgb[:, 0], image.rgb[:, -1]]).astype(np.int16)
    colour = np.median(lines, axis=0)
    if float((np.abs(lines - colour).max(axis=1) <= NEAR).mean()) < PLAIN:
        return None
    low, high = np.clip(colour - NEAR, 0, 255), np.clip(colour + NEAR, 0, 255)
    plain = cast(NDArray[np.uint8], cv2.inRange(np.ascontiguousarray(image.rgb), low, high))
    # A grain of noise, less than 2 x 2 pixels, is nothing that is shown.
    square = np.ones((2, 2), np.uint8)
    shown = cv2.dilate(cv2.erode(255 - plain, square, anchor=(0, 0)), square, anchor=(1, 1))
    return _around(shown > 0, image)


def _soft_end(rgb: Pixels, lines: int) -> int:
    """Lines below a bar of so many lines at the upper edge that are a mix of it and the picture. rgb: (H, W, 3)."""
    if not lines:
        return 0
    colour = np.median(rgb[0], axis=0)
    off = [float(np.abs(line - colour).mean()) for line in rgb[lines : lines + SOFT + 1].astype(np.float32)]
    return next((k for k in range(len(off) - 1, 0, -1) if off[k - 1] < MIXED * off[-1]), 0)


def _around(seen: Mask, image: Image) -> Box | None:
    """The box around what is seen; None where that is nothing or reaches every edge."""
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    box = Box(x0=int(columns[0]), y0=int(rows[0]), x1=int(columns[-1]) + 1, y1=int(rows[-1]) + 1)
    return None if (box.width, box.height) == (image.width, image.height) else box
