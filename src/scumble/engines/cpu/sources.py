"""Sources: which pixels may be copied into a hole. A fill continues what touches the hole, it does not bring in more.

Pixels whose colour occurs nowhere at the hole's rim belong to something else (a telescope behind the fence, a bird
beside the leaves); copied into the hole they would be a second one of it. Neither does anything sharp
belong where all around is blurred.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.grain import STRUCTURE, denoised
from scumble.engines.cpu.holes import ring
from scumble.vision.channels import mean_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

RIM = 0.12
"""Width of the rim whose colours count, as a share of the hole's width (the square root of its area)."""
RIM_PIXELS = (8, 40)
"""Narrowest and widest rim, in pixels."""
STEP = 9.0
"""Side of a bin of colours in Lab units; a bin next to one that occurs counts as well."""
RARE = 0.002
"""Share of the rim below which a colour does not occur there."""
PATCH = 7
FOREIGN = 0.3
"""Share of a patch that may be of foreign colour: texture has rare colours of its own."""
SHARPER, GRAIN = 1.5, 3.0
"""A source may be this much sharper than the rim's sharp places (standard deviation of luma in a patch)."""
LEAST_RIM = 60
"""Pixels of a rim below which nothing is told from it."""
ENOUGH, LEAST = 1.5, 0.12
"""Sources left, per pixel of the hole and as a share of the window, below which nothing is left out."""

NEARER = (1.5, 1.4)
"""How much sharper the middle third of the rim's rows is than the upper, and the lower than the middle, from which the
ground comes out of the blur towards the camera: gravel before and behind a toy has 3.1 and 1.9; of thirty photos'
subjects on a plain, a wall or a floor that is sharp, or blurred, all over one of the two is below."""


def nearing(rgb: Bytes, hole: Mask, usable: Mask) -> bool:
    """Whether what is around the hole is the sharper the lower it lies: a fill has to be so, too."""
    width = int(np.clip(RIM * np.sqrt(float(hole.sum())), *RIM_PIXELS))
    rim = ring(hole, width) & usable
    rows = np.nonzero(rim)[0]
    if rows.size < LEAST_RIM:
        return False
    sharp, at = _sharpness(rgb)[rim], np.quantile(rows, (1 / 3, 2 / 3))
    upper, middle, lower = (
        float(np.median(sharp[part])) for part in (rows < at[0], (rows >= at[0]) & (rows <= at[1]), rows > at[1])
    )
    return middle > NEARER[0] * upper and lower > NEARER[1] * middle


def kindred(rgb: Bytes, hole: Mask, usable: Mask) -> Mask:
    """The usable pixels, bool (H, W), that look like something at the hole's rim; all when those are too few."""
    width = int(np.clip(RIM * np.sqrt(float(hole.sum())), *RIM_PIXELS))
    rim = ring(hole, width) & usable
    if not rim.any():
        return usable
    bins = _bins(rgb, usable)
    side = int(bins.max()) + 1
    flat = (bins[:, :, 0] * side + bins[:, :, 1]) * side + bins[:, :, 2]
    counts = np.bincount(flat[rim], minlength=side**3).reshape(side, side, side)
    occurs = _widened(counts >= max(1.0, RARE * float(rim.sum())))
    foreign = (~occurs.ravel()[flat] & usable).astype(np.float32)
    share = cast(Floats, cv2.boxFilter(foreign, cv2.CV_32F, (PATCH, PATCH)))
    sharp = _sharpness(rgb)
    left = usable & (share <= FOREIGN) & (sharp <= SHARPER * float(np.quantile(sharp[rim], 0.95)) + GRAIN)
    enough = left.sum() >= ENOUGH * hole.sum() and left.mean() >= LEAST
    return left if enough else usable


def _bins(rgb: Bytes, usable: Mask) -> NDArray[np.int32]:
    """(H, W, 3): the bin of each pixel's colour, its grain taken away; what is not usable lends no colour."""
    soft = np.clip(denoised(rgb.astype(np.float32), usable) / 255, 0, 1)
    lab = cast(Floats, cv2.cvtColor(soft, cv2.COLOR_RGB2LAB))
    return np.rint((lab + np.array([0, 128, 128], np.float32)) / STEP).astype(np.int32)


def _sharpness(rgb: Bytes) -> Floats:
    """(H, W): standard deviation in grey levels of what is fine around each pixel."""
    luma = mean_of(rgb)
    fine = luma - cast(Floats, cv2.GaussianBlur(luma, (0, 0), STRUCTURE))
    return np.sqrt(np.maximum(cast(Floats, cv2.boxFilter(fine * fine, cv2.CV_32F, (PATCH, PATCH))), 0))


def _widened(occurs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A cube of bins with every neighbour of a bin that occurs."""
    out = occurs.copy()
    for axis in range(3):
        grown = out.copy()
        for shift in (-1, 1):
            moved = np.roll(out, shift, axis)
            edge = [slice(None)] * 3
            edge[axis] = slice(-1, None) if shift < 0 else slice(0, 1)
            moved[tuple(edge)] = False
            grown |= moved
        out = grown
    return out
