"""Light blur measured and undone: the width of the sharpest edges, and Richardson-Lucy with its halos held back.

The blur is taken for a Gaussian. Its width comes from the strong edges: an edge blurred once more loses the more of its
slope the sharper it was (S. Zhuo and T. Sim, "Defocus map estimation from a single image", 2011).
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

AGAIN = 1.0
"""Pixels of the further blur."""
STRONG = 0.97
"""Quantile of the slopes from which an edge counts."""
FAINT = 1.5
"""Grey levels a pixel below which a slope is no edge."""
SHARPEST = 0.5
"""Quantile of the widths that stands for what is in focus."""
PIXEL = 0.35
"""Pixels of blur that every sharp picture has: the pixel's own."""
WIDEST = 3.0
"""Pixels of blur up to which something can be won back."""
HALO = 6.0
"""Levels by which an edge may exceed what lies around it."""


def blur_of(luma: Floats) -> float:
    """Standard deviation in pixels of the blur at the sharpest edges of luma, float32 (H, W); 0 without any edges."""
    slope = _slope(luma)
    soft = _slope(cast(Floats, cv2.GaussianBlur(luma, (0, 0), AGAIN)))
    kernel = np.ones((3, 3), np.uint8)
    ridge = slope >= cast(Floats, cv2.dilate(slope, kernel)) - 1e-6
    strong = ridge & (slope >= max(float(np.quantile(slope, STRONG)), FAINT))
    if strong.sum() < 50:
        return 0.0
    ratio = slope[strong] / np.maximum(soft[strong], 1e-3)
    width = AGAIN / np.sqrt(np.maximum(ratio**2 - 1, 0.02))
    found = float(np.quantile(width, SHARPEST))
    return float(np.sqrt(max(0.0, min(found, 2 * WIDEST) ** 2 - PIXEL**2)))


def restored(luma: Floats, sigma: float, rounds: int) -> Floats:
    """luma, float32 (H, W) in 0..255, with a Gaussian blur of `sigma` pixels undone: Richardson-Lucy, `rounds` rounds.

    The result stays within what the pixel's neighbourhood held before, plus HALO levels: no ringing beside edges.
    """
    seen = np.maximum(luma, 1.0)
    out = seen
    for _ in range(rounds):
        again = cast(Floats, cv2.GaussianBlur(out, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101))
        correction = cv2.GaussianBlur(seen / np.maximum(again, 1e-3), (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101)
        out = out * cast(Floats, correction)
    side = 2 * max(1, round(1.5 * sigma)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    low, high = cast(Floats, cv2.erode(luma, kernel)), cast(Floats, cv2.dilate(luma, kernel))
    return np.clip(out, low - HALO, high + HALO).astype(np.float32)


def _slope(luma: Floats) -> Floats:
    """Length of the gradient."""
    x = cast(Floats, cv2.Scharr(luma, cv2.CV_32F, 1, 0)) / 32
    y = cast(Floats, cv2.Scharr(luma, cv2.CV_32F, 0, 1)) / 32
    return np.hypot(x, y)
