"""Colour difference as people see it: CIEDE2000 between two pictures, and sRGB numbers as CIELAB.

Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005. About 1 is just seen side by side; 2 is seen by
nobody who does not look for it.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_FAR = 25.0**7


def to_lab(rgb: NDArray[np.uint8] | Floats) -> Floats:
    """sRGB numbers (H, W, 3), 0..255, as float32 CIELAB: L 0..100, a and b about -100..100."""
    return cast(Floats, cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))


def delta_e(one: Floats, other: Floats) -> Floats:
    """CIEDE2000 of CIELAB colours (..., 3), pixel by pixel: float32 (...)."""
    l1, a1, b1 = np.moveaxis(one.astype(np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(other.astype(np.float64), -1, 0)
    mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    grow = 1 + 0.5 * (1 - np.sqrt(mean7 / (mean7 + _FAR)))
    c1, c2 = np.hypot(grow * a1, b1), np.hypot(grow * a2, b2)
    h1, h2 = np.arctan2(b1, grow * a1) % (2 * np.pi), np.arctan2(b2, grow * a2) % (2 * np.pi)
    coloured = c1 * c2 != 0
    turn = np.where(coloured, (h2 - h1 + np.pi) % (2 * np.pi) - np.pi, 0.0)
    across = 2 * np.sqrt(c1 * c2) * np.sin(turn / 2)
    far: NDArray[np.bool_] = np.abs(h1 - h2) > np.pi
    around = np.asarray(np.where(far, np.where(h1 + h2 < 2 * np.pi, np.pi, -np.pi), 0.0), np.float64)
    hue = np.asarray(np.where(coloured, (h1 + h2) / 2 + around, h1 + h2), np.float64)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    tint = (
        1
        - 0.17 * np.cos(hue - np.pi / 6)
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * tint
    chroma7 = chroma**7
    rotate = -2 * np.sqrt(chroma7 / (chroma7 + _FAR))
    rotate *= np.sin(np.radians(60) * np.exp(-(((np.degrees(hue) - 275) / 25) ** 2)))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, across / s_h
    return np.asarray(np.sqrt(np.maximum(dl * dl + dc * dc + dh * dh + rotate * dc * dh, 0)), np.float32)
