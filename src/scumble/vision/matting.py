"""Foreground colours: what the subject's own colour is in the soft band, without the old background's spill.

Sure colours are spread into the band from coarse to fine on a small copy, then corrected by the compositing equation at
full size for the pixels of the band only, as in Forte, "Approximate fast foreground colour estimation" (ICIP 2021). His
weights (alpha) let the background's colour in where alpha is low; a high power of it keeps it out.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision import guided

Weights = NDArray[np.float32]

SMALL_PIXELS = 300_000
"""Size of the copy on which colours are spread."""
REACHES = (0.25, 0.06, 0.015)
"""Radii of the spreading as shares of the longer side: each level fills what the finer one cannot reach."""
POWER = 6
HOLD = np.float32(0.03)
"""Weight of the coarser level: where the near surroundings hold no sure colour, it decides."""


def foreground(rgb: Pixels, alpha: Weights) -> Pixels:
    """The subject's own colours: uint8 (H, W, 3).

    rgb: uint8 (H, W, 3). alpha: float32 (H, W) in [0, 1]. Where alpha is exactly 1 or exactly 0 the source pixels
    are returned untouched; in between the background's share is taken out.
    """
    out = np.array(rgb[:, :, :3], np.uint8, copy=True)
    soft = (alpha > 0.0) & (alpha < 1.0)
    if not soft.any() or not (alpha == 1.0).any():
        return out
    height, width = alpha.shape
    scale = min(1.0, (SMALL_PIXELS / (height * width)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(out, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255.0)
    small_alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    front, back = _spread(small, small_alpha)
    both = np.dstack([front, back])
    for top in range(0, height, 512):
        rows, columns = np.nonzero(soft[top : top + 512])
        if not rows.size:
            continue
        rows += top
        colours = guided.sample(both, rows, columns, (height, width))
        a = alpha[rows, columns][:, None]
        seen = out[rows, columns].astype(np.float32) / np.float32(255.0)
        f, b = colours[:, :3], colours[:, 3:]
        corrected = f + a * (seen - a * f - (1.0 - a) * b)
        out[rows, columns] = np.clip(corrected * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8)
    return out


def _spread(rgb: Weights, alpha: Weights) -> tuple[Weights, Weights]:
    """Foreground and background colours everywhere: float32 (h, w, 3) each, 0..1."""
    return _spread_one(rgb, alpha**POWER), _spread_one(rgb, (1.0 - alpha) ** POWER)


def _spread_one(rgb: Weights, weight: Weights) -> Weights:
    """Colours averaged by weight, from the whole picture down to the nearest few pixels."""
    side = max(weight.shape)
    w = weight[:, :, None]
    out = (rgb * w).mean(axis=(0, 1), keepdims=True) / max(float(weight.mean()), 1e-6)
    for share in REACHES:
        radius = max(2, round(share * side))
        near = guided.box(weight, radius)[:, :, None]
        out = (guided.box(rgb * w, radius) + HOLD * out) / (near + HOLD)
    return np.clip(out, 0.0, 1.0).astype(np.float32)
