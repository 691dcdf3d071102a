"""Pictures that are as hard as photos and drawn by rule: broad light, things with edges, texture at every size."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image


def photo_like(width: int, height: int, seed: int = 0, alpha: NDArray[np.uint8] | None = None) -> Image:
    """An opaque picture, or one with the alpha that is handed in."""
    rng = np.random.default_rng(seed)
    rgb = np.empty((height, width, 3), np.float32)
    rgb[:] = rng.uniform(80, 170, 3)
    for size, strength in ((max(width, height) // 3, 40.0), (24, 18.0), (5, 10.0)):
        cells = rng.normal(0, strength, (height // size + 2, width // size + 2, 3)).astype(np.float32)
        rgb += cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(14):
        centre = int(rng.integers(0, width)), int(rng.integers(0, height))
        axes = int(rng.integers(3, max(5, width // 7))), int(rng.integers(3, max(5, height // 7)))
        tint = tuple(float(v) for v in rng.uniform(20, 235, 3))
        cv2.ellipse(rgb, centre, axes, float(rng.uniform(0, 180)), 0, 360, tint, -1, cv2.LINE_AA)
    rgb += rng.normal(0, 1.5, rgb.shape)
    opaque = np.full((height, width), 255, np.uint8)
    return Image(pixels=np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), opaque if alpha is None else alpha]))


def ellipse(width: int, height: int, share: float = 0.3) -> NDArray[np.bool_]:
    """An ellipse in the middle, its half axes so much of the sides."""
    y, x = np.mgrid[:height, :width]
    across, down = (x - width / 2) / (share * width), (y - height / 2) / (share * height)
    return np.asarray(across**2 + down**2 < 1, np.bool_)
