"""Flat pictures for tests: shapes on a ground, aliased or with 4 x 4 samples a pixel, drawn from inside tests."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image

Floats = NDArray[np.float64]
Inside = Callable[[Floats, Floats], NDArray[np.bool_]]
Rgb = tuple[int, int, int]
WIDTH, HEIGHT = 200, 140
GROUND: Rgb = (240, 238, 230)
RED, BLUE, GREEN, WHITE = (220, 30, 40), (20, 40, 220), (20, 150, 60), (255, 255, 255)


def disc(x: float, y: float, r: float) -> Inside:
    return lambda u, v: (u - x) ** 2 + (v - y) ** 2 <= r * r


def rect(x0: float, y0: float, x1: float, y1: float) -> Inside:
    return lambda u, v: (u >= x0) & (u < x1) & (v >= y0) & (v < y1)


def ring(x: float, y: float, r: float, hole: float) -> Inside:
    return lambda u, v: disc(x, y, r)(u, v) & ~disc(x, y, hole)(u, v)


def triangle(x: float, y: float, r: float) -> Inside:
    """Its tip up, in the square of half side r around (x, y)."""
    return lambda u, v: (v < y + r) & (v - (y - r) > 2 * np.abs(u - x))


def cover(inside: Inside, *, smooth: bool) -> Floats:
    """Shares, float64 (HEIGHT, WIDTH)."""
    n = 4 if smooth else 1
    x, y = (np.arange(WIDTH * n) + 0.5) / n, (np.arange(HEIGHT * n) + 0.5) / n
    return inside(x[None, :], y[:, None]).astype(float).reshape(HEIGHT, n, WIDTH, n).mean(axis=(1, 3))


def flat_picture(shapes: Sequence[tuple[Inside, Rgb]], *, smooth: bool = False, ground: Rgb = GROUND) -> Image:
    """The shapes in order on the ground."""
    out = np.empty((HEIGHT, WIDTH, 3))
    out[:] = ground
    for inside, color in shapes:
        out = np.floor(out + cover(inside, smooth=smooth)[:, :, None] * (np.array(color) - out) + 0.501)
    alpha = np.full((HEIGHT, WIDTH, 1), 255)
    return Image(pixels=np.concatenate([out, alpha], axis=2).astype(np.uint8))


def textured() -> Image:
    """No flat graphics: a photo-like ground with grain, a disc on it, and a burnt-out corner."""
    rng = np.random.default_rng(3)
    out = np.full((HEIGHT, WIDTH, 3), 128.0) + rng.normal(0, 6, (HEIGHT, WIDTH, 1))
    out[cover(disc(100, 70, 40), smooth=False) > 0] += (60, -30, -30)
    out[:60, :60] = 255
    alpha = np.full((HEIGHT, WIDTH, 1), 255)
    return Image(pixels=np.concatenate([np.clip(out, 0, 255), alpha], axis=2).astype(np.uint8))
