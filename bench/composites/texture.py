"""Light and grain for procedural subjects: noise of several octaves, and shading of a silhouette as a rounded body."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LIGHT = np.array([-0.45, -0.6, 0.66], np.float32)
"""Where the light comes from: left, above, in front."""


def noise(rng: np.random.Generator, height: int, width: int, cell: float, octaves: int = 4) -> Floats:
    """Smooth noise, float32 (h, w), deviation about 1. cell: size of its largest blobs in pixels."""
    out = np.zeros((height, width), np.float32)
    for k in range(octaves):
        step = max(1.0, cell / 2**k)
        grid = rng.standard_normal((int(height / step) + 3, int(width / step) + 3)).astype(np.float32)
        size = (int(grid.shape[1] * step), int(grid.shape[0] * step))
        large = np.asarray(cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC), np.float32)
        out += large[:height, :width] * 0.6**k
    return out / max(float(out.std()), 1e-6)


def shaded(
    shape: Floats,
    color: Sequence[float] | Floats,
    rng: np.random.Generator,
    *,
    round_: float = 40.0,
    gloss: float = 0.15,
    grain: float = 0.04,
    bump: float = 0.0,
) -> Floats:
    """Colours of a rounded body: float32 (h, w, 3), 0..255.

    shape: float32 (h, w), the silhouette. color: RGB, one for all or an array (h, w, 3). round_: how far from its
    outline the body is curved, pixels. gloss: strength of the highlight. grain: deviation of its texture, a share of
    the colour. bump: unevenness of the surface.
    """
    height, width = shape.shape
    inside = np.pad((shape > 0.5).astype(np.uint8), 1)
    far = np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5), np.float32)[1:-1, 1:-1]
    bent = np.minimum(far / round_, 1.0)
    surface = np.sqrt(1.0 - (1.0 - bent) ** 2) * round_
    surface = np.asarray(cv2.GaussianBlur(surface, (0, 0), max(2.0, round_ / 10)), np.float32)
    if bump:
        surface = surface + bump * noise(rng, height, width, round_)
    dx = np.asarray(cv2.Sobel(surface, cv2.CV_32F, 1, 0, scale=1 / 8), np.float32)
    dy = np.asarray(cv2.Sobel(surface, cv2.CV_32F, 0, 1, scale=1 / 8), np.float32)
    normal = np.dstack([-dx, -dy, np.ones_like(dx)])
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    lit = np.clip(normal @ LIGHT, 0.0, 1.0)
    shine = np.clip(normal @ (LIGHT + np.array([0, 0, 1], np.float32)) / 1.79, 0, 1) ** 30
    own = np.broadcast_to(np.asarray(color, np.float32), (height, width, 3))
    light = 0.42 + 0.72 * lit + grain * noise(rng, height, width, 24.0, 5)
    return np.clip(own * light[:, :, None] + 255.0 * gloss * shine[:, :, None], 0.0, 255.0).astype(np.float32)


def lighter(color: Sequence[float] | NDArray[np.floating], share: float) -> list[float]:
    """The colour times a share, at most white."""
    return [min(255.0, float(c) * share) for c in color]
