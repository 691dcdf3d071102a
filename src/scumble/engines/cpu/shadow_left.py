"""What stays dark where a shadow was taken off: the narrow dark band under a thing, told less dark than it is.

How dark a shadow is gets told on a coarse copy, so that a narrow band beside a thing is averaged with the shade around
it. Relit by that it stays nearly black, as if the shadow were still there; too little light is left in it for more than
noise to come back, so that it is filled.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.channels import mean_of
from scumble.vision.ground import DIM, blurred
from scumble.vision.light import LINEAR
from scumble.vision.shadows import FAINT

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

HEART = -0.5
"""Log of the light let through below which the ground was in the shadow's heart."""
DARK = -0.6
"""Log of relit ground over the lit ground beside it, from which it still looks shaded."""
USUAL, MORE = 0.02, 1.2
"""Quantile of the lit ground's own unevenness, and how many times of it what stays dark has to be darker: chips and
gravel have dark places of their own."""
SMOOTH, BESIDE, WIDE = 2.5, 0.15, 4.0
"""Sigma in pixels of the copy over which texture is averaged; that of the ground beside, as a share of the heart's
size; and how many times wider it is where no lit ground is near."""
SEEN = 0.05
"""Share of lit ground within the narrow window from which it is enough."""
MUCH = 0.15
"""Share of the heart that has to stay dark; less is a contact or the ground's own, and relit it looks truer than filled
(a shoe on granite 0.03, a car on gravel 0.41)."""
ROOM = 2
"""Pixels of the copy around what stays dark that go with it: its own soft edge."""


def left_dark(lit: Bytes, now: Floats, free: Floats, size: tuple[int, int], sigma: float) -> Mask:
    """bool (H, W): ground that is plainly darker than the ground around it though its shadow was taken off.

    lit: uint8 (H, W, 3), relit. now: float32 (H, W), log of the light that was let through. free: float32 (H, W), how
    much of each pixel is ground. size: width and height of the copy; sigma: in its pixels, how finely the shadow is
    known.
    """
    small = cast(Bytes, cv2.resize(lit, size, interpolation=cv2.INTER_AREA))
    shade = cast(Floats, cv2.resize(now, size, interpolation=cv2.INTER_AREA))
    ground = cast(Floats, cv2.resize(free, size, interpolation=cv2.INTER_AREA)) > 0.9
    heart = ground & (shade < HEART)
    beside = ground & ~_grown(shade < -FAINT, round(sigma))
    if not heart.any() or not beside.any():
        return np.zeros(now.shape, bool)
    light = mean_of(LINEAR[small])
    wide = max(2.0, BESIDE * float(heart.sum()) ** 0.5)
    near, sure = _averaged(light, beside, wide)
    far, _ = _averaged(light, beside, WIDE * wide)
    sure = np.clip(sure / SEEN, 0, 1)
    around = near * sure + far * (1 - sure)
    off = np.log((_averaged(light, ground, SMOOTH)[0] + DIM) / (around + DIM)).astype(np.float32)
    limit = min(DARK, MORE * float(np.quantile(off[beside], USUAL)))
    left = heart & (off < limit)
    if int(left.sum()) < MUCH * int(heart.sum()):
        return np.zeros(now.shape, bool)
    dark = _grown(left, ROOM).astype(np.float32)
    height, width = now.shape
    return (cast(Floats, cv2.resize(dark, (width, height), interpolation=cv2.INTER_LINEAR)) > 0.4) & (free > 0.98)


def _averaged(values: Floats, where: Mask, sigma: float) -> tuple[Floats, Floats]:
    """Mean of the values around each pixel where they count, and the share of the window where they do."""
    weight = where.astype(np.float32)
    share = blurred(weight, sigma)
    return (blurred((values * weight).astype(np.float32), sigma) / (share + 1e-6)).astype(np.float32), share


def _grown(mask: Mask, by: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0
