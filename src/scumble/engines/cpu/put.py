"""Putting a lifted thing down again: moved, scaled, mirrored or turned, with its shadow, over the picture behind.

Whole-pixel moves, mirrors and quarter turns copy pixels as they are; everything else is resampled once (Lanczos,
premultiplied; averaged first where it shrinks). What is enlarged gets grain like its own back.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box, Weights
from scumble.engines.cpu.lift import Lifted

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]

GRAIN_LIMIT = 6.0
"""Grey levels; what is larger is detail, not grain."""
ROOM = 5
"""Pixels around a thing for the resampling kernel."""
CUT, SEEN = 0.2, 0.08
"""Share of a shadow's window over which it fades beyond the picture's edge that cuts it off, and the density there from
which it is one that is cut off."""
BAND_ROWS = 512
"""Rows put down at a time, so that float work on a large picture stays small."""
NOTHING = 1 / 512
"""Alpha and shadow below this are left out: they would change no 8-bit number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Put:
    """image: with the thing in its new place. alpha: float32 (H, W) of the thing there. touched: bool (H, W), what was
    written."""

    image: Image
    alpha: Weights
    touched: Mask


def put(behind: Image, thing: Lifted, matrix: Matrix, *, shadow: bool) -> Put:
    """The thing on the picture `behind`; matrix: float (2, 3), where a pixel (x, y) of the picture goes."""
    pixels = behind.pixels.copy()
    alpha, touched = put_on(pixels, thing, matrix, shadow=shadow)
    return Put(image=behind.with_pixels(pixels), alpha=alpha, touched=touched)


def put_on(pixels: Pixels, thing: Lifted, matrix: Matrix, *, shadow: bool) -> tuple[Weights, Mask]:
    """`put` on uint8 (H, W, 4) in place: the thing's alpha there and what was written."""
    height, width = thing.alpha.shape
    crop = _crop(thing)
    density, under, sources = None, crop, [crop]
    if shadow and thing.shadow is not None:
        factor = thing.shadow.carried
        np.subtract(1, factor, out=factor)
        density, under = continued(factor, thing.shadow.window, width, height)
        del factor
        sources.append(under)
    window = _reached(sources, matrix, width, height)
    there, touched = np.zeros((height, width), np.float32), np.zeros((height, width), bool)
    if window is None:
        return there, touched
    source = (slice(crop.y0, crop.y1), slice(crop.x0, crop.x1))
    alpha = np.ascontiguousarray(thing.alpha[source])
    grain = _grain(thing, source, matrix)
    columns = slice(window.x0, window.x1)
    for top in range(window.y0, window.y1, BAND_ROWS):
        rows = slice(top, min(top + BAND_ROWS, window.y1))
        size = (window.width, rows.stop - top)
        to = np.array([[1, 0, -window.x0], [0, 1, -top], [0, 0, 1]], float) @ _square(matrix)
        part = _needed(crop, to, size)
        own = alpha[part.y0 - crop.y0 : part.y1 - crop.y0]
        moved = np.clip(_warped(own, to, part, size), 0, 1)
        moved[moved < NOTHING] = 0
        laid = np.empty((*moved.shape, 3), np.float32)
        for c in range(3):
            plane = thing.colors[part.y0 : part.y1, part.x0 : part.x1, c].astype(np.float32)
            plane *= own
            laid[:, :, c] = _warped(plane, to, part, size)
        if grain is not None:
            laid += _tiled(grain, top - window.y0, size) * moved[:, :, None]
        factor = np.ones(moved.shape, np.float32)
        if density is not None:
            factor = np.clip(1 - _warped(density, to, under, size), 0, 1)
        there[rows, columns] = moved
        touched[rows, columns] = (moved > 0) | (factor < 1 - NOTHING)
        pixels[rows, columns] = _over(pixels[rows, columns], factor, laid, moved)
    return there, touched


def alpha_after(thing: Lifted, matrix: Matrix) -> Weights:
    """float32 (H, W): how much of each pixel the thing covers once it is put there; see `put`."""
    height, width = thing.alpha.shape
    out = np.zeros((height, width), np.float32)
    crop = _crop(thing)
    window = _reached([crop], matrix, width, height)
    if window is not None:
        to = np.array([[1, 0, -window.x0], [0, 1, -window.y0], [0, 0, 1]], float) @ _square(matrix)
        alpha = np.ascontiguousarray(thing.alpha[crop.y0 : crop.y1, crop.x0 : crop.x1])
        moved = np.clip(_warped(alpha, to, crop, (window.width, window.height)), 0, 1)
        moved[moved < NOTHING] = 0
        out[window.y0 : window.y1, window.x0 : window.x1] = moved
    return out


def continued(density: Floats, window: Box, width: int, height: int) -> tuple[Floats, Box]:
    """A shadow that the picture's edge cuts off, going on beyond it and fading there: elsewhere the cut would show.
    With its box, which then reaches beyond the picture. As it is where the edge cuts nothing off."""
    size = max(density.shape)
    by = max(8, round(CUT * size))
    sides = (
        window.y0 == 0 and _cut(density[0]),
        window.y1 == height and _cut(density[-1]),
        window.x0 == 0 and _cut(density[:, 0]),
        window.x1 == width and _cut(density[:, -1]),
    )
    top, bottom, left, right = (by if cut else 0 for cut in sides)
    if not any(sides):
        return density, window
    out = cast(Floats, cv2.copyMakeBorder(density, top, bottom, left, right, cv2.BORDER_REPLICATE))
    fading = np.cos(np.linspace(0, np.pi / 2, by, dtype=np.float32)) ** 2
    if top:
        out[:top] *= fading[::-1, None]
    if bottom:
        out[-bottom:] *= fading[:, None]
    if left:
        out[:, :left] *= fading[::-1]
    if right:
        out[:, -right:] *= fading
    box = Box(x0=window.x0 - left, y0=window.y0 - top, x1=window.x1 + right, y1=window.y1 + bottom)
    return out, box


def _cut(edge: Floats) -> bool:
    """Whether a shadow reaches the picture's edge: its density along there."""
    return bool((edge > SEEN).any())


def _over(base: Pixels, factor: Floats, laid: Floats, alpha: Floats) -> Pixels:
    """Porter-Duff 'over' of premultiplied colours on a straight RGBA base darkened by `factor`; pixels that neither
    reaches are the base's own."""
    # Where it covers all there is only its own colour.
    solid = alpha >= 1
    out = base.copy()
    np.copyto(out[:, :, :3], cv2.convertScaleAbs(np.maximum(laid, 0)), where=solid[:, :, None])
    out[:, :, 3][solid] = 255
    touched = ((alpha > 0) | (factor < 1 - NOTHING)) & ~solid
    a, below = alpha[touched][:, None], base[touched].astype(np.float32)
    under = below[:, 3:] / 255 * (1 - a)
    total = a + under
    lit = below[:, :3] * factor[touched][:, None]
    colour = (np.clip(laid[touched], 0, 255 * a) + lit * under) / np.maximum(total, 1e-6)
    out[touched] = np.clip(np.rint(np.concatenate([colour, 255 * total], axis=1)), 0, 255)
    return out


def _square(matrix: Matrix) -> Matrix:
    """(3, 3) of an affine (2, 3)."""
    return np.concatenate([matrix, [[0, 0, 1]]])


def _reached(sources: list[Box], matrix: Matrix, width: int, height: int) -> Box | None:
    """The part of the picture in which the sources come to lie; None when all of it is outside."""
    corners = np.array([(x, y, 1) for b in sources for x in (b.x0, b.x1) for y in (b.y0, b.y1)], float) @ matrix.T
    low, high = np.floor(corners.min(axis=0)) - ROOM, np.ceil(corners.max(axis=0)) + ROOM
    x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
    x1, y1 = min(width, int(high[0])), min(height, int(high[1]))
    return Box(x0=x0, y0=y0, x1=x1, y1=y1) if x1 > x0 and y1 > y0 else None


def _crop(thing: Lifted) -> Box:
    """The box that holds all of the thing, with room for the resampling kernel."""
    ys, xs = np.flatnonzero((thing.alpha > 0).any(axis=1)), np.flatnonzero((thing.alpha > 0).any(axis=0))
    height, width = thing.alpha.shape
    x0, y0 = max(0, int(xs[0]) - ROOM), max(0, int(ys[0]) - ROOM)
    return Box(x0=x0, y0=y0, x1=min(width, int(xs[-1]) + 1 + ROOM), y1=min(height, int(ys[-1]) + 1 + ROOM))


def _needed(crop: Box, to: Matrix, size: tuple[int, int]) -> Box:
    """The rows of a box that come to lie in a window of `size` (W, H); all of them where they are made smaller, which
    averages them first."""
    if abs(np.linalg.det(to[:2, :2])) < 1:
        return crop
    corners = np.array([(x, y, 1) for x in (-1, size[0] + 1) for y in (-1, size[1] + 1)], float)
    ys = (corners @ np.linalg.inv(to).T)[:, 1]
    y0 = min(max(crop.y0, int(np.floor(ys.min())) - ROOM), crop.y1 - 1)
    return Box(x0=crop.x0, y0=y0, x1=crop.x1, y1=max(y0 + 1, min(crop.y1, int(np.ceil(ys.max())) + ROOM)))


def _warped(values: Floats, to: Matrix, box: Box, size: tuple[int, int]) -> Floats:
    """values (h, w) or (h, w, C) of the picture's `box`, carried by (3, 3) `to` into `size` (W, H); 0 beyond."""
    matrix = (to @ np.array([[1, 0, box.x0], [0, 1, box.y0], [0, 0, 1]], float))[:2]
    linear, shift = matrix[:, :2], matrix[:, 2]
    if np.abs(matrix - np.rint(matrix)).max() < 1e-6 and np.abs(linear).max() <= 1:
        return cast(Floats, cv2.warpAffine(values, np.rint(matrix), size, flags=cv2.INTER_NEAREST))
    scale = float(np.sqrt(abs(np.linalg.det(linear))))
    if scale < 1:
        small = (max(1, round(values.shape[1] * scale)), max(1, round(values.shape[0] * scale)))
        fx, fy = small[0] / values.shape[1], small[1] / values.shape[0]
        values = cast(Floats, cv2.resize(values, small, interpolation=cv2.INTER_AREA))
        # Pixel centres: x of the small copy is (x + 1/2) / fx - 1/2 of the large one.
        shift = shift + linear @ np.array([0.5 / fx - 0.5, 0.5 / fy - 0.5])
        linear = linear @ np.array([[1 / fx, 0], [0, 1 / fy]])
    full = np.concatenate([linear, shift[:, None]], axis=1)
    return cast(Floats, cv2.warpAffine(values, full, size, flags=cv2.INTER_LANCZOS4))


def _grain(thing: Lifted, source: tuple[slice, slice], matrix: Matrix) -> Floats | None:
    """(h, w, 3): the thing's own finest grain, unscaled, as strong as enlarging takes it away; None for other moves."""
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    if scale < 1.2:
        return None
    part = thing.colors[source].astype(np.float32)
    fine = np.clip(part - cast(Floats, cv2.GaussianBlur(part, (0, 0), 1.0)), -GRAIN_LIMIT, GRAIN_LIMIT)
    sure = cv2.erode((thing.alpha[source] >= 1).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    fine[~sure] = 0
    fine *= np.float32(min(0.8, 1 - 1 / scale))
    return fine


def _tiled(grain: Floats, top: int, size: tuple[int, int]) -> Floats:
    """(H, W, 3): rows of the grain repeated over a window, from row `top` of the window on."""
    rows, columns = np.arange(top, top + size[1]) % grain.shape[0], np.arange(size[0]) % grain.shape[1]
    return grain[rows[:, None], columns[None, :]]
