"""Homography: a picture seen through a 3x3 perspective map, with premultiplied alpha, and masks that lose no pixel.

Maps go from target pixel centres to source pixel centres, float64 (3, 3), as OpenCV counts them (the first pixel's
centre is 0).
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.resample import has_alpha, premultiplied

REACH = 3
"""Source pixels that bicubic interpolation looks at to either side, and one for rounding."""


def warp_array(array: NDArray[Any], to_source: NDArray[np.float64], width: int, height: int) -> NDArray[Any]:
    """(H, W) or (H, W, C) seen through the map: (height, width[, C]) of the same type.

    Bicubic for uint8 (RGBA with premultiplied alpha), linear for float32; bool is conservative. Beyond the picture's
    rim lie the rim's colours.
    """
    size = (width, height)
    if array.dtype == np.bool_:
        return _mask(array, to_source, size)
    kind = cv2.INTER_LINEAR if array.dtype == np.float32 else cv2.INTER_CUBIC

    def resample(plane: NDArray[Any]) -> NDArray[Any]:
        return _warp(plane, to_source, size, kind)

    def reached(mask: NDArray[Any]) -> NDArray[Any]:
        return _mask(mask, to_source, size)

    return premultiplied(array, resample, reached) if has_alpha(array) else resample(array)


def _mask(mask: NDArray[Any], to_source: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Grown by the kernel's reach, then looked up."""
    side = 2 * REACH + 1
    wide = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8))
    return _warp(wide, to_source, size, cv2.INTER_NEAREST) > 0


def _warp(array: NDArray[Any], to_source: NDArray[np.float64], size: tuple[int, int], kind: int) -> NDArray[Any]:
    """OpenCV's perspective warp with an inverse map."""
    source = np.ascontiguousarray(array)
    return cv2.warpPerspective(
        source, to_source, size, flags=kind | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
