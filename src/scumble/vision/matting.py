"""Foreground colours: what the subject's own colour is in the soft band, without the old background's spill.

Forte, "Approximate fast foreground colour estimation" (ICIP 2021): blurred foreground and background colours, weighted
by alpha, and one correction by the compositing equation. The blurs run on a small copy; the correction is made for the
pixels of the soft band only, at full size.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision import guided

Weights = NDArray[np.float32]

SMALL_PIXELS = 300_000
"""Size of the copy on which colours are spread."""
FAR, NEAR = 0.06, 0.01
"""Radii of the two blurs as shares of the longer side: far to reach across the band, near to follow local colour."""


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
    """Foreground and background colours everywhere, far blur first, then near: float32 (h, w, 3) each."""
    side = max(alpha.shape)
    front, back = rgb, rgb
    for share in (FAR, NEAR):
        radius = max(2, round(share * side))
        front, back = _blur_fusion(rgb, front, back, alpha, radius)
    return front, back


def _blur_fusion(rgb: Weights, front: Weights, back: Weights, alpha: Weights, radius: int) -> tuple[Weights, Weights]:
    """One step of the paper (its listing 1)."""
    a = alpha[:, :, None]
    weight = guided.box(alpha, radius)[:, :, None]
    spread_front = guided.box(front * a, radius) / (weight + 1e-5)
    spread_back = guided.box(back * (1.0 - a), radius) / ((1.0 - weight) + 1e-5)
    corrected = spread_front + a * (rgb - a * spread_front - (1.0 - a) * spread_back)
    return np.clip(corrected, 0.0, 1.0).astype(np.float32), spread_back.astype(np.float32)
