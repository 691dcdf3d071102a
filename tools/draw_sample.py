"""Draw the sample picture that `scumble serve --first-key` edits: a mug on a table, 800x600, wholly ours.

    python tools/draw_sample.py

Deterministic: the same file every time. A small ray of realism (perspective table, defocused wall, soft shadow,
shaded cylinder, grain) so that the subject is found as in a photo.
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).resolve().parent.parent / "src" / "scumble" / "cli" / "sample.jpg"
WIDTH, HEIGHT, SCALE = 800, 600, 2
"""Final size in pixels; drawn SCALE times larger for smooth edges."""

Picture = NDArray[Any]
"""Floats (H, W, 3), or (3,) for one colour; BGR, 0..255."""
Mask = NDArray[Any]
"""Floats (H, W)."""


def draw() -> NDArray[np.uint8]:
    """The picture, uint8 (H, W, 3), BGR."""
    rng = np.random.default_rng(7)
    h, w = HEIGHT * SCALE, WIDTH * SCALE
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = x / SCALE, y / SCALE
    picture = _room(x, y, rng)
    picture = _over(picture, np.array([14, 18, 26]), 0.75 * _shadow(x, y))
    picture = _mug(picture, x, y)
    small: Picture = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    grain = _noise(rng, small.shape, 0.7, 0.7) * 3.0
    return np.asarray(np.clip(small + grain, 0, 255), np.uint8)


def _noise(rng: np.random.Generator, shape: tuple[int, ...], across: float, down: float) -> Mask:
    """Normal noise, blurred by so many pixels."""
    return cv2.GaussianBlur(rng.standard_normal(shape, np.float32), (0, 0), sigmaX=across, sigmaY=down)


def _over(below: Picture, above: Picture, alpha: Mask) -> Picture:
    return (below + (above - below) * alpha[:, :, None]).astype(np.float32)


def _smooth(edge: Mask, width: float = 1.0) -> Mask:
    """0..1 across an edge given as a signed distance in pixels (positive = inside)."""
    return np.clip(edge / width + 0.5, 0, 1)


def _room(x: Mask, y: Mask, rng: np.random.Generator) -> Picture:
    """A defocused wall with a window's light, and a wooden table."""
    light = np.exp(-(((x - 170) / 330) ** 2 + ((y - 120) / 260) ** 2))[:, :, None]
    wall = np.array([128, 138, 140], np.float32) + light * np.array([62, 72, 78], np.float32)
    for cx, cy, r, colour in (
        (640, 150, 70, (70, 120, 60)),
        (705, 90, 55, (80, 140, 75)),
        (590, 70, 45, (60, 105, 60)),
    ):
        blob = np.exp(-((((x - cx) / r) ** 2 + ((y - cy) / r) ** 2) ** 2))
        wall = _over(wall, np.array(colour), 0.75 * blob)
    depth = np.clip((y - 350) / 250, 0, 1)
    plank = (x - 400) / (0.55 + 0.9 * depth)
    rings = np.sin(plank * 0.055 + 2.2 * np.sin(y * 0.012)) + 0.5 * np.sin(plank * 0.21 + y * 0.02)
    fibre = 9 * _noise(rng, x.shape, 22, 1.2)
    tone = (0.74 + 0.26 * depth + 0.05 * rings + 0.02 * fibre)[:, :, None]
    table = np.array([62, 104, 156], np.float32) * tone + 24 * light
    seam = np.abs((plank + 1000) % 170 - 85) > 83.6
    table = _over(table, table * 0.55, 0.8 * cv2.GaussianBlur(seam.astype(np.float32), (0, 0), 1.5))
    both = _over(wall.astype(np.float32), table.astype(np.float32), _smooth(y - 352, 14))
    blurred = cv2.GaussianBlur(both, (0, 0), 9 * SCALE)
    return _over(blurred, both, np.clip((y - 380) / 120, 0, 1))


def _shadow(x: Mask, y: Mask) -> Mask:
    """Dark where the mug touches the table, and a long soft one to the right, away from the window."""
    contact = np.exp(-((((x - 404) / 122) ** 2 + ((y - 505) / 24) ** 2) ** 2))
    cast = np.exp(-((((x - 500 - (505 - y) * 0.9) / 150) ** 2 + ((y - 496) / 34) ** 2) ** 1.5))
    return np.clip(contact * 0.7 + cast * 0.4, 0, 1)


def _mug(picture: Picture, x: Mask, y: Mask) -> Picture:
    """A glazed cylinder with a handle, a rim, and coffee in it."""
    cx, top, bottom, radius = 400.0, 215.0, 480.0, 118.0
    r = radius - 10 * np.clip((y - top) / (bottom - top), 0, 1) ** 2
    u = np.clip((x - cx) / r, -1, 1)
    bend = 30 * np.sqrt(1 - u**2)
    body = _smooth(np.minimum.reduce([r - np.abs(x - cx), y - top, bottom + bend - y]))
    ring = np.hypot((x - 526) / 62, (y - 342) / 82)
    handle = _smooth((0.19 - np.abs(ring - 0.82)) * 62) * (x > cx + 60)
    glaze = np.array([92, 58, 24], np.float32)
    normal = np.clip(-u * 0.75 + 0.66 * np.sqrt(1 - u**2), 0, 1)
    shade = (0.38 + 0.95 * normal)[:, :, None] * glaze
    shade = shade + 175 * np.exp(-(((u + 0.55) / 0.10) ** 2) - ((y - 330) / 120) ** 2 * 0.9)[:, :, None]
    stripe = _smooth(17 - np.abs(y - bend * 0.9 - 400)) * body
    tube = 0.45 + 0.75 * np.clip(1 - np.abs(ring - 0.77) / 0.2, 0, 1)
    picture = _over(picture, tube[:, :, None] * glaze, handle)
    picture = _over(picture, shade, body)
    cream = (0.5 + 0.62 * normal)[:, :, None] * np.array([176, 208, 226], np.float32)
    picture = _over(picture, cream, stripe)
    rim = (1 - np.hypot((x - cx) / radius, (y - top) / 31)) * 31
    lip = 0.85 + 0.5 * np.clip(-(x - cx) / radius, -1, 1)
    picture = _over(picture, lip[:, :, None] * np.array([150, 108, 66], np.float32), _smooth(rim))
    inner = (1 - np.hypot((x - cx) / (radius - 9), (y - top - 1) / 25)) * 25
    picture = _over(picture, np.array([44, 28, 16]), _smooth(inner))
    coffee = (1 - np.hypot((x - cx) / (radius - 13), (y - top - 9) / 18)) * 18
    gleam = 60 * np.exp(-(((x - 350) / 34) ** 2 + ((y - 221) / 5) ** 2))
    brew = np.array([16, 32, 58], np.float32) + gleam[:, :, None]
    return _over(picture, brew, _smooth(coffee) * _smooth(inner))


if __name__ == "__main__":
    ok, data = cv2.imencode(".jpg", draw(), [cv2.IMWRITE_JPEG_QUALITY, 90])
    if not ok:
        raise SystemExit("the sample could not be encoded")
    TARGET.write_bytes(data.tobytes())
    print(f"{TARGET}: {len(data):,} bytes")
