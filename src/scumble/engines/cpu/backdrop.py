"""Backdrops: solid colour, gradient, studio sweep and picture, drawn row band by row band and dithered against banding.

A backdrop is a function `band(top, bottom)` that returns rows top..bottom-1 as uint8 (rows, W, 4), straight alpha.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Weights
from scumble.engines.cpu.palette import Rgb

Band = Callable[[int, int], Pixels]
Direction = Literal["vertical", "horizontal", "diagonal", "radial"]
DIRECTIONS: tuple[Direction, ...] = ("vertical", "horizontal", "diagonal", "radial")

RAMP_STEPS = 4096
"""Entries of a gradient's colour ramp: 16 a grey level, so the ramp itself never shows."""
NOISE_SIDE = 128
"""Side of the dither tile; at this size its repetition is invisible at an amplitude of one level."""
PURE_WHITE = 250
"""A studio colour whose every channel reaches this is kept flat: shops ask for real white, not for atmosphere."""


@lru_cache(maxsize=1)
def _noise() -> Weights:
    """A (128, 128) tile uniform in [0, 1), high-passed so that its grain is fine (an approximate blue noise)."""
    white = np.random.default_rng(7).random((NOISE_SIDE, NOISE_SIDE)).astype(np.float32)
    around = cast(Weights, cv2.GaussianBlur(np.tile(white, (3, 3)), (0, 0), 1.5))
    fine = white - around[NOISE_SIDE : 2 * NOISE_SIDE, NOISE_SIDE : 2 * NOISE_SIDE]
    ranks = np.argsort(np.argsort(fine, axis=None)).reshape(fine.shape)
    tile = (ranks / fine.size).astype(np.float32)
    tile.setflags(write=False)
    return tile


def dither(values: NDArray[np.float32], top: int) -> Pixels:
    """Float rows (rows, W, 3) of 0..255 as uint8, fractions turned into fine grain; whole numbers stay exact.

    top: the row of the picture that values[0] is, so that bands join.
    """
    rows, width = int(values.shape[0]), int(values.shape[1])
    lines = np.take(_noise(), np.arange(top, top + rows) % NOISE_SIDE, axis=0)
    noise = np.tile(lines, (1, -(-width // NOISE_SIDE)))[:, :width, None]
    return np.clip(np.floor(values + noise), 0, 255).astype(np.uint8)


def enlarged_rows(small: NDArray[np.float32], top: int, bottom: int, height: int, width: int) -> NDArray[np.float32]:
    """Rows top..bottom-1 of a small map (h, w) or (h, w, C) enlarged to (height, width); cubic, so no facets show."""
    y_scale, x_scale = small.shape[0] / height, small.shape[1] / width
    matrix = np.array([[x_scale, 0, x_scale / 2 - 0.5], [0, y_scale, (top + 0.5) * y_scale - 0.5]])
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (width, bottom - top)
    return cast(NDArray[np.float32], cv2.warpAffine(small, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE))


def opaque(rgb: Pixels) -> Pixels:
    """(rows, W, 3) with a full alpha channel added."""
    return cast(Pixels, cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA))


def solid(width: int, color: Rgb) -> Band:
    """One colour everywhere."""
    pixel = np.array([*color, 255], np.uint8)
    return lambda top, bottom: np.broadcast_to(pixel, (bottom - top, width, 4)).copy()


def shaded(height: int, width: int, color: Rgb, shadow: Weights) -> Band:
    """One colour, darkened by a shadow (see `studio`); exactly that colour wherever no shadow falls."""
    plain, base = solid(width, color), np.array(color, np.float32)

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        dark = np.clip(enlarged_rows(shadow, top, bottom, height, width), 0, 1)
        if not dark.any():
            return plain(top, bottom)
        return opaque(dither((1 - dark)[:, :, None] * base, top))

    return band


def clear(width: int) -> Band:
    """Full transparency; the colours under it are zero, so nothing of the old background stays hidden in the file."""
    return lambda top, bottom: np.zeros((bottom - top, width, 4), np.uint8)


def gradient(height: int, width: int, colors: Sequence[Rgb], direction: Direction) -> Band:
    """Evenly spaced colours: top to bottom, left to right, top left to bottom right, or centre to corner."""
    table = ramp(colors)
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y_all = np.linspace(0, 1, height, dtype=np.float32)[:, None]

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        y = y_all[top:bottom]
        if direction == "vertical":
            t = np.broadcast_to(y, (bottom - top, width))
        elif direction == "horizontal":
            t = np.broadcast_to(x, (bottom - top, width))
        elif direction == "diagonal":
            t = (x + y) / 2
        else:
            t = np.hypot((x - 0.5) * width, (y - 0.5) * height) / np.float32(0.5 * np.hypot(width, height))
        index = np.clip(np.rint(t * (RAMP_STEPS - 1)), 0, RAMP_STEPS - 1).astype(np.int32)
        return opaque(dither(table[index], top))

    return band


def ramp(colors: Sequence[Rgb]) -> NDArray[np.float32]:
    """(4096, 3) float colours 0..255 from the first to the last, mixed in OKLab so that the middle is not muddy.

    OKLab: Björn Ottosson, 2020 (bottosson.github.io/posts/oklab). The ends are the colours themselves.
    """
    stops = np.array(colors, np.float64) / 255
    if len(stops) == 1:
        stops = np.repeat(stops, 2, axis=0)
    linear = np.where(stops <= 0.04045, stops / 12.92, ((stops + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    where = np.linspace(0, len(stops) - 1, RAMP_STEPS)
    mixed = np.stack([np.interp(where, np.arange(len(stops)), lab[:, c]) for c in range(3)], axis=1)
    back = np.clip(((mixed @ np.linalg.inv(_TO_LAB).T) ** 3) @ np.linalg.inv(_TO_LMS).T, 0, 1)
    coded = np.where(back <= 0.0031308, back * 12.92, 1.055 * back ** (1 / 2.4) - 0.055) * 255
    coded[0], coded[-1] = colors[0], colors[-1]
    near = np.rint(coded)
    return np.where(np.abs(coded - near) < 1e-3, near, coded).astype(np.float32)


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def studio(height: int, width: int, color: Rgb, shadow: Weights | None = None) -> Band:
    """A seamless paper sweep in one colour, darkened by a shadow; white stays exactly white outside the shadow.

    shadow: float32 (h, w) of any size, enlarged to the picture's; 0 = none, 1 = black. Other colours get the light of
    a softbox above: brightest behind the subject, a floor slightly lighter than the wall, corners down by a tenth.
    """
    if min(color) >= PURE_WHITE:
        return solid(width, color) if shadow is None else shaded(height, width, color, shadow)
    base = np.array(color, np.float32)
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(width)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5)) / np.float32(height)

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        light = _sweep(x, y[top:bottom])
        if shadow is not None:
            light = light * (1 - np.clip(enlarged_rows(shadow, top, bottom, height, width), 0, 1))
        return opaque(dither(np.minimum(light[:, :, None] * base, 255), top))

    return band


def _sweep(x: Weights, y: Weights) -> Weights:
    """Brightness factor of the sweep at column shares x and row shares y, about 0.88 (corners) to 1.05 (centre)."""
    away = ((x - 0.5) / 0.75)[None, :] ** 2 + ((y - 0.52) / 0.72)[:, None] ** 2
    rise = np.clip((y - 0.55) / 0.3, 0, 1)
    floor = 0.03 * rise * rise * (3 - 2 * rise)
    return (0.87 + 0.17 * np.exp(-1.1 * away) + floor[:, None]).astype(np.float32)


def picture(reference: Pixels, height: int, width: int) -> Band:
    """Another picture (uint8 (h, w, 4)) scaled to cover and centred; its colours and transparency are kept."""
    h, w = int(reference.shape[0]), int(reference.shape[1])
    scale = max(height / h, width / w)
    part_h, part_w = min(h, max(1, round(height / scale))), min(w, max(1, round(width / scale)))
    y0, x0 = (h - part_h) // 2, (w - part_w) // 2
    part = reference[y0 : y0 + part_h, x0 : x0 + part_w]
    fitted = _resized(part, height, width, cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        rows = fitted[top:bottom].copy()
        rows[rows[:, :, 3] == 0] = 0
        return rows

    return band


def _resized(part: Pixels, height: int, width: int, how: int) -> Pixels:
    """uint8 (h, w, 4) at another size; colours are averaged by their alpha when there is transparency."""
    if part.shape[:2] == (height, width):
        return part
    if (part[:, :, 3] == 255).all():
        return cast(Pixels, cv2.resize(part, (width, height), interpolation=how))
    weight = part[:, :, 3:].astype(np.float32) / 255
    premultiplied = np.concatenate([part[:, :, :3] * weight, weight], axis=2)
    sized = cast(NDArray[np.float32], cv2.resize(premultiplied, (width, height), interpolation=how))
    alpha = np.clip(sized[:, :, 3:], 0, 1)
    colors = np.where(alpha > 1 / 512, sized[:, :, :3] / np.maximum(alpha, 1 / 512), 0)
    return np.rint(np.clip(np.concatenate([colors, alpha * 255], axis=2), 0, 255)).astype(np.uint8)
