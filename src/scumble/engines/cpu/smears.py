"""Smears: where PatchMatch averaged two structures into a blur that the picture holds nowhere, real patches replace it.

The fill is drawn a second time from the most similar real patches alone. Where that differs in colour from a fill that
is itself smooth, the fill was a smear and the second drawing is taken; where the fill has texture it is left alone,
because the second drawing is the softer one.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.detail import best_sources, carry
from scumble.vision.channels import largest_of, mean_of

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

COARSE_STRIDE = 4
"""Distance of the patches while smears are looked for."""
STRIDE = 2
"""Distance of the patches while they are replaced."""
ROUNDS = 2
MAX_SOURCES = 20_000
SOFT = 2
"""Power of the window for colours."""
FINE = 1.2
"""Sigma in pixels: what is finer is carried as detail."""
SCALE = 3.0
"""Sigma in pixels at which colours are compared."""
FROM, FULL = 2.0, 6.0
"""Grey levels of difference, beyond the fill's own texture, at which replacing begins and is complete."""


def mend(fill: Floats, rgb: Floats, hole: Mask, usable: Mask, cancel: CancelToken) -> Floats:
    """The fill, float32 (H, W, 3), with its smears replaced; rgb is the picture it fills. Raises Cancelled."""
    drawn = _draw(fill, rgb, hole, usable, COARSE_STRIDE, cancel)
    doubtful = _smeared(fill, drawn, hole)[:, :, 0] > 0
    area = cv2.dilate(doubtful.astype(np.uint8), np.ones((13, 13), np.uint8)).astype(bool) & hole
    if not area.any():
        return fill
    for _ in range(ROUNDS):
        drawn = _draw(drawn, rgb, area, usable, STRIDE, cancel)
    weight = _smeared(fill, drawn, area)
    targets, sources = best_sources(drawn, area, usable, cancel, stride=STRIDE, most=MAX_SOURCES)
    crisp = _blur(drawn, FINE) + carry(rgb - _blur(rgb, FINE), area, targets, sources)
    return np.where(area[:, :, None], fill + (crisp - fill) * weight, fill).astype(np.float32)


def _draw(now: Floats, rgb: Floats, hole: Mask, usable: Mask, stride: int, cancel: CancelToken) -> Floats:
    """`now` with the hole drawn anew from the real patches that resemble it most; as it was when there are none."""
    targets, sources = best_sources(now, hole, usable, cancel, stride=stride, most=MAX_SOURCES)
    if not len(targets):
        return now
    return np.where(hole[:, :, None], carry(rgb, hole, targets, sources, steepness=SOFT), now)


def _smeared(fill: Floats, drawn: Floats, hole: Mask) -> Floats:
    """(H, W, 1) in 0..1: how surely the fill is a smear."""
    base = _blur(fill, SCALE)
    apart = largest_of(np.abs(_blur(drawn, SCALE) - base))
    rough = mean_of(fill - base)
    texture = np.sqrt(_blur(rough * rough, SCALE))
    weight = np.clip((apart - texture - FROM) / (FULL - FROM), 0, 1) * hole
    wide = cv2.dilate(weight.astype(np.float32), np.ones((7, 7), np.uint8))
    return _blur(cast(Floats, wide), 2.0)[:, :, None]


def _blur(values: Floats, sigma: float) -> Floats:
    """Gaussian."""
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma))
