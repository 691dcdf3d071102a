"""Coherence transport: continues lines and edges across a thin hole, layer by layer from its rim inwards.

Each pixel of a layer is a mean of the known pixels around it; where the surroundings run in one direction (a roof's
edge, a mast) the mean listens only along that direction, elsewhere it listens to all sides.
Method: Bornemann, Maerz, "Fast Image Inpainting Based on Coherence Transport", Journal of Mathematical Imaging and
Vision 28, 2007, whose constants are kept (epsilon 5, kappa 25, sigma 1.4, rho 4, quantiser 1).
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

REACH = 5
"""Epsilon: pixels around each pixel that it is a mean of."""
STRICT = 25.0
"""Kappa: how strictly a mean keeps to the direction."""
SIGMA, RHO = 1.4, 4.0
"""Pixels over which colours are smoothed before their gradient is taken, and over which gradients are gathered."""
QUANTISER = 1.0
"""Squared grey levels a pixel: a difference of the two directions' energies below it is noise."""

_OFFSETS = np.array(
    [
        (dy, dx)
        for dy in range(-REACH, REACH + 1)
        for dx in range(-REACH, REACH + 1)
        if 0 < dy * dy + dx * dx <= REACH * REACH
    ]
)
_AWAY = np.hypot(_OFFSETS[:, 0], _OFFSETS[:, 1]).astype(np.float32)


def transport(rgb: Bytes, hole: Mask, usable: Mask, cancel: CancelToken) -> Floats:
    """float32 (H, W, 3): rgb with the hole filled from the usable pixels. Raises Cancelled.

    A pixel of the hole with nothing usable in reach, even after its neighbours were filled, keeps its colour.
    """
    out = rgb.astype(np.float32)
    known = usable & ~hole
    depth = cast(Floats, cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5))
    layers = np.ceil(depth).astype(np.int32)
    for layer in range(1, int(layers.max()) + 1):
        cancel.check()
        ys, xs = np.nonzero((layers == layer) & hole)
        if ys.size:
            _fill_layer(out, known, ys, xs)
    return out


def _fill_layer(out: Floats, known: Mask, ys: Places, xs: Places) -> None:
    """Writes the colours of these pixels and marks them known."""
    normal_y, normal_x, strictness = _directions(out, known, ys, xs)
    near_y = np.clip(ys[:, None] + _OFFSETS[:, 0], 0, known.shape[0] - 1)
    near_x = np.clip(xs[:, None] + _OFFSETS[:, 1], 0, known.shape[1] - 1)
    across = normal_y[:, None] * _OFFSETS[:, 0] + normal_x[:, None] * _OFFSETS[:, 1]
    listen = strictness[:, None] * np.exp(-0.5 * (strictness[:, None] * across / REACH) ** 2) + 1e-6
    weights = known[near_y, near_x] * listen / _AWAY
    total = weights.sum(axis=1)
    reached = total > 0
    mean = np.einsum("nk,nkc->nc", weights, out[near_y, near_x])[reached] / total[reached, None]
    out[ys[reached], xs[reached]] = mean
    known[ys[reached], xs[reached]] = True


def _directions(out: Floats, known: Mask, ys: Places, xs: Places) -> tuple[Floats, Floats, Floats]:
    """For each pixel the unit normal of the direction in which its surroundings run, and how strictly to keep to it.

    Strictness is 1 where there is no direction, up to 1 + STRICT where there is one. From the structure tensor of the
    known pixels alone.
    """
    weight: Floats = known.astype(np.float32)
    total = np.maximum(_soft(weight, SIGMA), 1e-4)
    weighed: Floats = (out.mean(axis=2) * weight).astype(np.float32)
    luma = (_soft(weighed, SIGMA) / total).astype(np.float32)
    # A gradient counts only where all of it was taken from known pixels.
    inner = cast(NDArray[np.uint8], cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8))).astype(np.float32)
    gx = cast(Floats, cv2.Sobel(luma, cv2.CV_32F, 1, 0, scale=1 / 8))
    gy = cast(Floats, cv2.Sobel(luma, cv2.CV_32F, 0, 1, scale=1 / 8))
    gathered = np.maximum(_soft(inner, RHO), 1e-4)[ys, xs]
    products = (gx * gx * inner, gx * gy * inner, gy * gy * inner)
    xx, xy, yy = (_soft(p.astype(np.float32), RHO)[ys, xs] / gathered for p in products)
    angle = np.arctan2(2 * xy, xx - yy) / 2
    gap = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    strictness = 1 + STRICT * np.exp(-np.minimum(QUANTISER**2 / np.maximum(gap * gap, 1e-12), 50.0))
    return np.sin(angle), np.cos(angle), strictness.astype(np.float32)


def _soft(values: Floats, sigma: float) -> Floats:
    """Gaussian blur."""
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma))
