"""Rim of a thing, unmixed: how much of the thing's own colour its edge pixels have, where a matte ends a little early.

A pixel of the rim is a mix of the colour just inside and the colour just outside. What it has of the first is changed
with the thing, else its old colour stays around it as a fringe.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Weights

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

INSIDE, OUTSIDE = 0.98, 0.004
"""Alpha from which a pixel is the thing's alone, and up to which the ground's."""
SIGMA = 2.5
"""Pixels over which the colours on either side are averaged."""
ROWS, REACH = 256, 16
"""Rows worked on at a time, and those around them that are looked at."""
APART = 45.0
"""Distance between the two (0..255) from which the mix can be told."""
OFF = 0.25
"""Distance of a pixel from the line between the two, as a share of theirs, up to which it is a mix of them."""
MOST = 0.5
"""Most that is added to a pixel's alpha."""


def unmixed(rgb: Pixels, fore: Pixels, alpha: Weights) -> tuple[Pixels, Weights]:
    """The thing's colours uint8 (h, w, 3) and its share of each pixel (h, w), at least alpha; both are as they were
    where nothing can be told. rgb: what the picture shows; fore: the thing's colours so far."""
    colours, shares = fore.copy(), alpha.astype(np.float32)
    for top in range(0, alpha.shape[0], ROWS):
        around = slice(max(0, top - REACH), top + ROWS + REACH)
        here, band = slice(top - around.start, top - around.start + ROWS), slice(top, top + ROWS)
        made, share = _band(rgb[around], fore[around], np.asarray(alpha[around]))
        colours[band], shares[band] = made[here], share[here]
    return colours, shares


def _band(rgb: Pixels, fore: Pixels, alpha: Weights) -> tuple[Pixels, Weights]:
    """Some rows of `unmixed`."""
    inner, near = _mean(rgb, alpha >= INSIDE)
    outer, far = _mean(rgb, alpha <= OUTSIDE)
    step = inner - outer
    size = np.maximum((step * step).sum(axis=2), 1e-3)
    away = rgb - outer
    share = (away * step).sum(axis=2) / size
    off = np.sqrt(((away - share[..., None] * step) ** 2).sum(axis=2) / size)
    told = (alpha > 0) & (alpha < INSIDE) & near & far & (size > APART * APART) & (off < OFF)
    share = np.clip(share, alpha, np.minimum(alpha + MOST, 1)).astype(np.float32)
    more = told & (share > alpha + 0.02)
    colours = np.where(more[..., None], np.clip(np.rint(inner), 0, 255), fore).astype(np.uint8)
    return colours, np.where(more, share, alpha).astype(np.float32)


def _mean(rgb: Pixels, where: Mask) -> tuple[Floats, Mask]:
    """Means (h, w, 3) of the colours where they are known, weighted by nearness; and where any is near."""
    weight = where.astype(np.float32)
    total = cast(Floats, cv2.GaussianBlur(weight, (0, 0), SIGMA))
    summed = cast(Floats, cv2.GaussianBlur(rgb.astype(np.float32) * weight[..., None], (0, 0), SIGMA))
    return (summed / np.maximum(total, 1e-6)[..., None]).astype(np.float32), total > 1e-3
