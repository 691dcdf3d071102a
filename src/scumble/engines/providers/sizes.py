"""Sizes that models take: the canvas a picture is sent on, where it lies on it, and the way back.

A picture is sent as it is wherever the model lets it: a side that has to be a multiple of something is filled up at the
rim with the edge's own pixels rather than scaled. Only what is too large or too small is scaled, only a ratio that the
model does not have gets wider margins.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.resample import resize_array


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What a model takes. multiple: of both sides. ratio: the longer side by the shorter, at most. fixed: these sizes
    (width, height) alone. ratios: these (width, height) alone, at any size."""

    multiple: int = 1
    least_side: int = 1
    most_side: int = 16_384
    least_pixels: int = 1
    most_pixels: int = 16_000_000
    ratio: float = 1_000.0
    fixed: tuple[tuple[int, int], ...] = ()
    ratios: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A canvas of width x height pixels, on which the picture lies at x, y with inner_width x inner_height pixels."""

    width: int
    height: int
    x: int
    y: int
    inner_width: int
    inner_height: int

    @property
    def whole(self) -> bool:
        """Nothing but the picture."""
        return (self.inner_width, self.inner_height) == (self.width, self.height)


def fit(width: int, height: int, sizes: Sizes) -> Fit:
    """The canvas for a picture of width x height pixels."""
    if sizes.fixed:
        return _centred(width, height, *nearest_ratio(width, height, sizes.fixed))
    wide, high = max(float(width), height / sizes.ratio), max(float(height), width / sizes.ratio)
    if sizes.ratios:
        across, down = nearest_ratio(width, height, sizes.ratios)
        wide, high = max(wide, high * across / down), max(high, wide * down / across)
    scale = min(1.0, math.sqrt(sizes.most_pixels / (wide * high)), sizes.most_side / max(wide, high))
    if scale == 1.0:
        scale = max(1.0, math.sqrt(sizes.least_pixels / (wide * high)), sizes.least_side / min(wide, high))
    while True:
        canvas_w, canvas_h = _up(wide * scale, sizes.multiple), _up(high * scale, sizes.multiple)
        over = canvas_w * canvas_h > sizes.most_pixels or max(canvas_w, canvas_h) > sizes.most_side
        if not over or max(canvas_w, canvas_h) <= sizes.multiple:
            return _centred(width, height, canvas_w, canvas_h, scale=scale)
        scale *= 0.995


def nearest_ratio(width: int, height: int, ratios: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The ratio, or size, that is nearest to a picture's own."""
    return min(ratios, key=lambda r: (abs(math.log(r[0] / r[1] * height / width)), r[0] * r[1]))


def _up(side: float, multiple: int) -> int:
    """The next multiple; what is a thousandth of a pixel above one is that one."""
    return max(multiple, math.ceil((side - 1e-3) / multiple) * multiple)


def _centred(width: int, height: int, canvas_w: int, canvas_h: int, *, scale: float | None = None) -> Fit:
    """The picture in the middle of a canvas. scale: None = as large as there is room."""
    scale = min(canvas_w / width, canvas_h / height) if scale is None else scale
    w = min(canvas_w, max(1, round(width * scale)))
    h = min(canvas_h, max(1, round(height * scale)))
    return Fit(
        width=canvas_w, height=canvas_h, x=(canvas_w - w) // 2, y=(canvas_h - h) // 2, inner_width=w, inner_height=h
    )


def laid(pixels: NDArray[Any], way: Fit) -> NDArray[Any]:
    """A picture (H, W, C) on its canvas; its edges go on into the margins."""
    inner = resize_array(pixels, way.inner_width, way.inner_height)
    if way.whole:
        return inner
    right, bottom = way.width - way.x - way.inner_width, way.height - way.y - way.inner_height
    return np.asarray(cv2.copyMakeBorder(inner, way.y, bottom, way.x, right, cv2.BORDER_REPLICATE))


def laid_mask(weights: NDArray[np.float32], way: Fit) -> NDArray[np.float32]:
    """Weights (H, W) of a region on the canvas; the margins are 0. Themselves where the region covers it as it is."""
    if way.whole and weights.shape == (way.height, way.width):
        return weights
    out = np.zeros((way.height, way.width), np.float32)
    inner = np.clip(resize_array(weights, way.inner_width, way.inner_height), 0.0, 1.0)
    out[way.y : way.y + way.inner_height, way.x : way.x + way.inner_width] = inner
    return out


def taken_off(pixels: NDArray[Any], way: Fit, width: int, height: int) -> NDArray[Any]:
    """The picture (H, W, C) off a canvas that came back at any size, at width x height pixels (Lanczos)."""
    rows, columns = pixels.shape[0] / way.height, pixels.shape[1] / way.width
    top, left = round(way.y * rows), round(way.x * columns)
    bottom, right = round((way.y + way.inner_height) * rows), round((way.x + way.inner_width) * columns)
    inner = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    return np.ascontiguousarray(resize_array(inner, width, height))


def middle(pixels: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    """A new picture at width x height pixels: cut to that ratio around its middle, never stretched."""
    rows, columns = pixels.shape[:2]
    w = min(columns, max(1, round(rows * width / height)))
    h = min(rows, max(1, round(columns * height / width)))
    x, y = (columns - w) // 2, (rows - h) // 2
    return np.ascontiguousarray(resize_array(pixels[y : y + h, x : x + w], width, height))
