"""Levels by which pixels differ: the largest of a pixel's channels."""

import cv2
import numpy as np
from numpy.typing import NDArray


def largest(differences: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (H, W): the size of the largest of each pixel's differences, float32 (H, W, C)."""
    # Plane by plane: numpy's own maximum over so few numbers takes twenty times as long.
    out = np.abs(differences[:, :, 0])
    for c in range(1, differences.shape[2]):
        np.maximum(out, np.abs(differences[:, :, c]), out=out)
    return out


def farther(one: NDArray[np.uint8], other: NDArray[np.uint8], levels: int) -> NDArray[np.bool_]:
    """bool (H, W): where any of the four channels of two pictures, uint8 (H, W, 4), differs by more than so many
    levels of 255."""
    within = cv2.inRange(cv2.absdiff(one, other), np.zeros(4), np.full(4, float(levels)))
    return np.asarray(within) == 0
