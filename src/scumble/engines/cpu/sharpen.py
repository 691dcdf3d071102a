"""Sharpen: unsharp mask on luma with a noise floor and a halo limit; below 0 it softens."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.engines.cpu.curves import LUMA

Floats = NDArray[np.float32]

STRENGTH = 1.8
"""Detail added at amount 1."""
NOISE_FLOOR = 1.5
"""Detail below this many levels is taken for noise and not strengthened."""
OVERSHOOT = 10.0
"""Levels by which an edge may exceed its surroundings: more is a visible halo."""


def sharpen(rgb: Floats, alpha: NDArray[np.uint8], amount: float, sigma: float) -> Floats:
    """rgb float32 (H, W, 3) of 0..255 sharpened by amount -1..1 at a Gaussian of `sigma` pixels; same shape.

    alpha, uint8 (H, W), keeps colours hidden under full transparency out of their visible neighbours.
    """
    if amount < 0:
        return (rgb + (visible_blur(rgb, alpha, sigma * 2) - rgb) * np.float32(-amount)).astype(np.float32)
    luma = cast(Floats, cv2.transform(rgb, LUMA.reshape(1, 3)))
    detail = luma - visible_blur(luma, alpha, sigma)
    detail = np.sign(detail) * np.maximum(np.abs(detail) - NOISE_FLOOR, 0)
    kernel = np.ones((3, 3), np.uint8)
    low, high = cv2.erode(luma, kernel), cv2.dilate(luma, kernel)
    wanted = luma + detail * np.float32(STRENGTH * amount)
    limited = np.clip(wanted, cast(Floats, low) - OVERSHOOT, cast(Floats, high) + OVERSHOOT)
    return rgb + (limited - luma)[:, :, None].astype(np.float32)


def visible_blur(values: Floats, alpha: Pixels | NDArray[np.uint8], sigma: float) -> Floats:
    """Gaussian blur of float32 (H, W[, C]) that counts each pixel by its alpha; where nothing is visible, as it was."""
    if (alpha == 255).all():
        return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    weight = alpha.astype(np.float32) / np.float32(255)
    shaped = weight if values.ndim == 2 else weight[:, :, None]
    total = cast(Floats, cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    summed = cast(Floats, cv2.GaussianBlur(values * shaped, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    total = total if values.ndim == 2 else total[:, :, None]
    return np.where(total > 1e-3, summed / np.maximum(total, 1e-3), values)
