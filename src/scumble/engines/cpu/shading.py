"""Shading: the slow change of light over the ground that letters stand on, taken off before it is filled and put back.

A label round a can is darker at its side. Patches from its middle, laid there, keep the light of the middle and stand
out as a slab; on ground without its shading they fit anywhere. Whatever is taken off is put back, so that a shading
that is told badly does no harm at the rim.
"""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.backdrop import enlarged_rows
from scumble.engines.cpu.background_blur import filled
from scumble.engines.cpu.blend import membrane
from scumble.engines.cpu.grain import fine_structure
from scumble.vision.channels import mean_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK: Final = 320
"""Longer side in pixels of the copy in which shading is told."""
SOFT: Final = 9.0
"""Sigma in pixels of the copy: what is finer is pattern."""
RIM: Final = 7
"""Side in pixels of the copy of what is around a pixel of the holes: the ground."""
TINT, LIT = 34.0, (0.4, 1.8)
"""Grey levels from the ground's colour, lit as a pixel is, up to which it is ground; and how it may be lit: what is of
another colour is a thing that stands there."""
CALM: Final = 16.0
"""Grey levels of fine structure around the holes, in the copy, from which there is no calm ground to take it off."""
BAND_ROWS: Final = 128
"""Rows that are lit at a time."""
LEAST: Final = 12.0
"""Grey levels by which shading changes over the holes from which it is taken off."""


def shading(rgb: Bytes, hole: Mask) -> Floats | None:
    """float32 (h, w, 3), a small copy: the ground's shading less its mean in the holes; None where there is hardly any.

    rgb: uint8 (H, W, 3). hole: bool (H, W), which has no say.
    """
    scale = min(1.0, WORK / max(hole.shape))
    size = max(4, round(hole.shape[1] * scale)), max(4, round(hole.shape[0] * scale))
    inside = cast(Floats, cv2.resize(hole.view(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)) > 0
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb), size, interpolation=cv2.INTER_AREA)).astype(np.float32)
    # The picture is no ground as a whole: right around the holes it is.
    near = cv2.dilate(inside.astype(np.uint8), np.ones((RIM, RIM), np.uint8)) > 0
    ground = _median(small, near & ~inside)
    if ground is None or fine_structure(small.astype(np.uint8), near & ~inside) > CALM:
        return None
    lit = mean_of(small)[:, :, None] / max(float(ground.mean()), 1.0)
    off = np.abs(small - lit * ground).max(axis=2)
    told = ~inside & (off < TINT * lit[:, :, 0]) & (lit[:, :, 0] > LIT[0]) & (lit[:, :, 0] < LIT[1])
    told &= _reached(told | inside, near)
    surface = membrane(_surface(small, told), inside)
    mean = surface[inside].mean(axis=0)
    if float(np.ptp(surface[inside], axis=0).max()) < LEAST:
        return None
    return (surface - mean).astype(np.float32)


def lifted(rgb: Bytes, shade: Floats, by: float) -> None:
    """Adds `by` times the shading to rgb, uint8 (H, W, 3), in place; by bands of rows."""
    height, width = rgb.shape[:2]
    for top in range(0, height, BAND_ROWS):
        bottom = min(top + BAND_ROWS, height)
        lit = rgb[top:bottom] + np.float32(by) * enlarged_rows(shade, top, bottom, height, width)
        rgb[top:bottom] = np.clip(np.rint(lit), 0, 255).astype(np.uint8)


def _reached(ground: Mask, near: Mask) -> Mask:
    """The places of the ground that begin right at the holes: trees behind a sign are none of it."""
    _, labels = cv2.connectedComponents(ground.astype(np.uint8), connectivity=4)
    places = np.asarray(labels, np.int64)
    at = np.zeros(int(places.max()) + 1, np.bool_)
    at[places[near & ground]] = True
    return at[places]


def _median(small: Floats, where: Mask) -> Floats | None:
    """Median colour (3,) of some pixels; None where there are hardly any."""
    return np.median(small[where], axis=0).astype(np.float32) if int(where.sum()) >= 16 else None


def _surface(small: Floats, told: Mask) -> Floats:
    """The soft mean of the pixels that tell, continued over the others."""
    weight = told.astype(np.float32)
    total = cast(Floats, cv2.GaussianBlur(small * weight[:, :, None], (0, 0), SOFT))
    return filled(total, cast(Floats, cv2.GaussianBlur(weight, (0, 0), SOFT)))
