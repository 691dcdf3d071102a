"""EXIF orientation 1-8: turns stored pixels upright, and upright pixels back into stored order."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

SWAPS = frozenset({5, 6, 7, 8})
"""Orientations in which width and height change places."""


def upright(stored: NDArray[T], orientation: int) -> NDArray[T]:
    """Stored (H, W, ...) pixels as they are meant to be seen. A view where numpy allows it.

    Source of the eight cases: EXIF 2.32, tag 274 (row 0 / column 0 of the stored picture are the visual top / left,
    top / right, bottom / right, bottom / left, left / top, right / top, right / bottom, left / bottom).
    """
    turned = np.swapaxes(stored, 0, 1) if orientation in SWAPS else stored
    if orientation in {3, 4, 7, 8}:
        turned = turned[::-1]
    if orientation in {2, 3, 6, 7}:
        turned = turned[:, ::-1]
    return turned


_INVERSE = {6: 8, 8: 6}


def stored(pixels: NDArray[T], orientation: int) -> NDArray[T]:
    """The inverse of `upright`."""
    return upright(pixels, _INVERSE.get(orientation, orientation))
