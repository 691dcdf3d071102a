"""Resampling of pixels with alpha: resize and rotation without dark fringes, and masks that never lose a pixel."""

import math
from collections.abc import Callable
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import is_opaque

_LANCZOS_REACH = 4.0
"""Half the width of OpenCV's 8-tap Lanczos kernel, source pixels."""
_CUBIC_REACH = 2
_ROUNDS = 2
"""Corrections of an enlarged picture."""
_SHARP_REACH = 3 * _ROUNDS
"""Source pixels by which these corrections reach further: cubic interpolation two, area averages one, each round."""
_OVERSHOOT = 4.0
"""Levels of 255 by which an enlarged edge may exceed its neighbours."""
_FULL = 255 * 255 // 2
"""Opaque, and white, where colour x alpha is carried: half of 16 bits, as Lanczos and cubic overshoot beside edges."""
_MASK_ROWS = 128
"""Rows of a mask that are summed up at a time."""


def resize_array(array: NDArray[Any], width: int, height: int, *, sharp: bool = False) -> NDArray[Any]:
    """(H, W) or (H, W, C) at another size: area averages for shrinking, Lanczos (8 taps) for enlarging, per axis.

    sharp: what is enlarged both ways is corrected until it shrinks back to what it was (see `_sharper`).
    uint8 (H, W, 4) is resampled with premultiplied alpha; bool conservatively; float without overshoot.
    """
    if array.shape[:2] == (height, width):
        return array.copy()
    sharp = sharp and width >= array.shape[1] and height >= array.shape[0]

    def resample(plane: NDArray[Any]) -> NDArray[Any]:
        return _resize_plane(plane, width, height, sharp)

    def reached(mask: NDArray[Any]) -> NDArray[Any]:
        side = 2 * _SHARP_REACH + 1
        wide = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0 if sharp else mask
        return _resize_mask(wide, width, height)

    if array.dtype == np.bool_:
        return reached(array)
    return premultiplied(array, resample, reached) if has_alpha(array) else resample(array)


def has_alpha(array: NDArray[Any]) -> bool:
    """True for uint8 RGBA of which some pixel is not opaque."""
    return array.dtype == np.uint8 and array.ndim == 3 and array.shape[2] == 4 and not is_opaque(array)


def _resize_plane(array: NDArray[Any], width: int, height: int, sharp: bool) -> NDArray[Any]:
    """Shrinks what shrinks, then enlarges what grows."""
    rows, columns = array.shape[:2]
    small = (min(width, columns), min(height, rows))
    if small != (columns, rows):
        array = cv2.resize(np.ascontiguousarray(array), small, interpolation=cv2.INTER_AREA)
    if small == (width, height):
        return array
    if array.dtype == np.float32:
        return cv2.resize(np.ascontiguousarray(array), (width, height), interpolation=cv2.INTER_LINEAR)
    return _enlarge(array, width, height, sharp)


def _enlarge(array: NDArray[Any], width: int, height: int, sharp: bool) -> NDArray[Any]:
    """Lanczos in float, channel by channel: OpenCV's whole-number weights do not add up to 1 (white became 254)."""
    out = np.empty((height, width, *array.shape[2:]), array.dtype)
    most = np.iinfo(array.dtype).max
    for c in range(array.shape[2] if array.ndim == 3 else 1):
        plane = (array[:, :, c] if array.ndim == 3 else array).astype(np.float32)
        big = cv2.resize(plane, (width, height), interpolation=cv2.INTER_LANCZOS4)
        if sharp:
            big = _sharper(plane, big, most / 255 * _OVERSHOOT)
        target = out[:, :, c] if array.ndim == 3 else out
        target[...] = np.rint(big, out=big).clip(0, most, out=big)
    return out


def _sharper(plane: NDArray[np.float32], big: NDArray[Any], overshoot: float) -> NDArray[Any]:
    """An enlarged plane corrected by what it lacks when shrunk again, without ringing.

    Iterative back-projection (M. Irani and S. Peleg, 1991), kept within what the pixel's neighbours hold plus
    `overshoot`. On four photos and a drawing, 2 and 3 times, it comes 0.3 dB nearer to the truth on photos and 0.8 to
    1.3 dB on lettering than Lanczos alone; four rounds add 0.01 dB.
    """
    small, size = (plane.shape[1], plane.shape[0]), (big.shape[1], big.shape[0])
    for _ in range(_ROUNDS):
        lack = plane - cv2.resize(big, small, interpolation=cv2.INTER_AREA)
        big = big + cv2.resize(lack, size, interpolation=cv2.INTER_CUBIC)
    kernel = np.ones((3, 3), np.uint8)
    low = cv2.resize(cv2.erode(plane, kernel), size, interpolation=cv2.INTER_LINEAR)
    high = cv2.resize(cv2.dilate(plane, kernel), size, interpolation=cv2.INTER_LINEAR)
    return np.clip(big, low - overshoot, high + overshoot)


def premultiplied(
    rgba: NDArray[Any],
    resample: Callable[[NDArray[Any]], NDArray[Any]],
    reached: Callable[[NDArray[Any]], NDArray[Any]],
) -> NDArray[np.uint8]:
    """Resamples colour x alpha and divides again, plane by plane to keep memory low.

    resample: the plain resampling. reached: the same for masks, conservatively. Pixels that no translucent pixel
    contributes to get the plain result, so that they come out equal whatever the alpha is elsewhere; so does the
    colour of what ends up fully transparent.
    """
    out = cast(NDArray[np.uint8], resample(rgba))
    mixed = cast(NDArray[np.bool_], reached(rgba[:, :, 3] != 255))
    alpha = rgba[:, :, 3].astype(np.uint16)
    weight = cast(NDArray[np.uint16], resample(alpha * np.uint16(255) // 2))[mixed].astype(np.float32)
    visible = np.rint(weight * np.float32(255 / _FULL)).clip(0, 255).astype(np.uint8)
    divisor = np.maximum(weight, 1) / np.float32(255)
    for c in range(3):
        plane = resample(rgba[:, :, c] * alpha // 2)[mixed]
        colour = np.rint(plane / divisor).clip(0, 255).astype(np.uint8)
        channel = out[:, :, c]
        channel[mixed] = np.where(visible > 0, colour, channel[mixed])
    out[:, :, 3][mixed] = visible
    return out


def _reach(source: int, target: int) -> NDArray[np.int64]:
    """(target, 2): first and one-past-last source index that can contribute to each target index."""
    scale = source / target
    # Area averaging covers exactly the pixel's own footprint; Lanczos reaches four source pixels to both sides.
    reach = scale / 2 if target <= source else _LANCZOS_REACH
    centres = (np.arange(target) + 0.5) * scale
    first = np.floor(centres - reach + 1e-6).clip(0, source - 1)
    last = np.ceil(centres + reach - 1e-6).clip(1, source)
    return np.stack([first, np.maximum(last, first + 1)], axis=1).astype(np.int64)


def _resize_mask(mask: NDArray[np.bool_], width: int, height: int) -> NDArray[np.bool_]:
    """True wherever any contributing pixel was True, by sums over rectangles: a band of rows at a time, whose sums stay
    in the cache."""
    rows, columns = mask.shape
    upper, lower = (_reach(rows, height) if rows != height else _same(rows)).T
    left, right = (_reach(columns, width) if columns != width else _same(columns)).T
    out = np.empty((height, width), np.bool_)
    step = max(1, _MASK_ROWS * height // rows)
    for top in range(0, height, step):
        band = slice(top, min(top + step, height))
        first, last = int(upper[band].min()), int(lower[band].max())
        part = np.ascontiguousarray(mask[first:last]).view(np.uint8)
        sums = cast(NDArray[np.int32], cv2.integral(part, sdepth=cv2.CV_32S))
        # Row by row of the sums first: of the rest only the columns that are asked for.
        across = sums[lower[band] - first]
        across -= sums[upper[band] - first]
        out[band] = across[:, right] > across[:, left]
    return out


def _same(size: int) -> NDArray[np.int64]:
    """(size, 2): each index contributes to itself alone."""
    first = np.arange(size, dtype=np.int64)
    return np.stack([first, first + 1], axis=1)


def largest_rectangle(width: int, height: int, degrees: float) -> tuple[int, int]:
    """(W, H) of the largest axis-aligned rectangle inside a W x H picture turned by `degrees`.

    Either two opposite corners touch the long sides (the half-constrained case), or all four corners touch one side
    each; both follow from elementary geometry of the turned rectangle.
    """
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    long, short = max(width, height), min(width, height)
    if short <= 2 * sine * cosine * long or abs(sine - cosine) < 1e-10:
        half = 0.5 * short
        wide, high = (half / sine, half / cosine) if width >= height else (half / cosine, half / sine)
    else:
        double = cosine * cosine - sine * sine
        wide = (width * cosine - height * sine) / double
        high = (height * cosine - width * sine) / double
    return max(1, math.floor(wide + 1e-6)), max(1, math.floor(high + 1e-6))


def rotate_array(array: NDArray[Any], degrees: float, width: int, height: int) -> NDArray[Any]:
    """(H, W) or (H, W, C) turned clockwise about its centre, seen through a centred window of width x height.

    Bicubic for uint8 (premultiplied alpha), linear for float. What lies outside the picture is transparent black (0
    in float arrays); bool arrays are conservative and True there.
    """
    rows, columns = array.shape[:2]
    turn = _window(columns, rows, degrees, width, height)
    if array.dtype == np.bool_:
        return _rotate_mask(array, turn, (width, height))
    kind = cv2.INTER_LINEAR if array.dtype == np.float32 else cv2.INTER_CUBIC
    if array.ndim == 3 and array.shape[2] == 4 and array.dtype == np.uint8:
        return _rotate_rgba(array, turn, (width, height))
    return _warp(array, turn, (width, height), kind, border=0)


def _window(columns: int, rows: int, degrees: float, width: int, height: int) -> NDArray[np.float64]:
    """(2, 3) matrix from target pixel centres to source pixel centres."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy, tx, ty = (columns - 1) / 2, (rows - 1) / 2, (width - 1) / 2, (height - 1) / 2
    return np.array([[c, s, cx - c * tx - s * ty], [-s, c, cy + s * tx - c * ty]])


def _rotate_mask(mask: NDArray[Any], turn: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Grown by the kernel's reach plus one pixel for rounding, then looked up; True beyond the rim."""
    side = 2 * (_CUBIC_REACH + 1) + 1
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8))
    return _warp(grown, turn, size, cv2.INTER_NEAREST, border=1) > 0


def _rotate_rgba(rgba: NDArray[Any], turn: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Colours beyond the rim are the rim's; whether a pixel is seen at all is decided by its centre."""
    shape = rgba.shape[:2]

    def resample(plane: NDArray[Any]) -> NDArray[Any]:
        return _warp(plane, turn, size, cv2.INTER_CUBIC, border=None)

    def reached(mask: NDArray[Any]) -> NDArray[Any]:
        return _rotate_mask(mask, turn, size)

    out = premultiplied(rgba, resample, reached) if has_alpha(rgba) else resample(rgba)
    seen = _warp(np.ones(shape, np.uint8), turn, size, cv2.INTER_NEAREST, border=0)
    out[seen == 0] = 0
    return out


def _warp(
    array: NDArray[Any], turn: NDArray[np.float64], size: tuple[int, int], kind: int, *, border: int | None
) -> NDArray[Any]:
    """OpenCV's affine warp with an inverse map. border: constant beyond the rim, None = the rim's own colour."""
    mode = cv2.BORDER_REPLICATE if border is None else cv2.BORDER_CONSTANT
    source = np.ascontiguousarray(array)
    flags = kind | cv2.WARP_INVERSE_MAP
    value = float(border or 0)
    return cv2.warpAffine(source, turn, size, flags=flags, borderMode=mode, borderValue=(value,) * 4)
