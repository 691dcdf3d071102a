"""Enlarging by rows: a small smooth map at a picture's size, some rows at a time, so that it is never held whole."""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WHOLE: Final = 3_000_000
"""Pixels up to which a map is enlarged at once."""


class Enlarged:
    """values float32 (h, w) or (h, w, C), linearly enlarged to `size` (W, H), as OpenCV does it."""

    def __init__(self, values: Floats, size: tuple[int, int]) -> None:
        """size: (W, H); nothing is made yet but the columns."""
        width, height = size
        self._height = height
        self._whole = width * height <= WHOLE
        shape = (width, height) if self._whole else (width, int(values.shape[0]))
        self._values = cast(Floats, cv2.resize(values, shape, interpolation=cv2.INTER_LINEAR))

    def rows(self, top: int, bottom: int) -> Floats:
        """float32 (bottom - top, W) or (bottom - top, W, C): some of the rows."""
        if self._whole:
            return self._values[top:bottom]
        count = int(self._values.shape[0])
        at = ((np.arange(top, bottom) + 0.5) * (count / self._height) - 0.5).clip(0, count - 1)
        upper = np.floor(at).astype(np.intp)
        share = (at - upper).astype(np.float32).reshape(-1, *(1 for _ in self._values.shape[1:]))
        lower = np.minimum(upper + 1, count - 1)
        first = self._values[upper]
        return np.asarray(first + (self._values[lower] - first) * share, np.float32)
