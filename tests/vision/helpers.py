"""Pictures drawn for the vision tests: a mug with a handle, a furry ball, two boxes; each with its true alpha."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels

Alpha = NDArray[np.float32]


def backdrop(height: int, width: int, color: tuple[int, int, int], seed: int = 0) -> NDArray[np.float32]:
    """A softly lit, slightly grainy wall: float32 (H, W, 3), 0..255."""
    rng = np.random.default_rng(seed)
    light = np.linspace(1.1, 0.85, height, dtype=np.float32)[:, None, None]
    grain = cv2.GaussianBlur(rng.normal(0, 12, (height, width, 3)).astype(np.float32), (0, 0), 1.5)
    return np.clip(np.array(color, np.float32) * light + grain, 0, 255)


def compose(front: NDArray[np.float32], alpha: Alpha, back: NDArray[np.float32]) -> Image:
    """An opaque image of front over back."""
    rgb = front * alpha[:, :, None] + back * (1 - alpha[:, :, None])
    pixels = np.dstack([np.rint(rgb), np.full(alpha.shape, 255)]).astype(np.uint8)
    return Image(pixels=pixels)


def _drawn(height: int, width: int, draw: list[tuple[str, tuple[float, ...], int]]) -> Alpha:
    """Shapes drawn four times as large and averaged: ('ellipse', (cx, cy, rx, ry), v), ('box', (x0, y0, x1, y1), v)."""
    big = np.zeros((height * 4, width * 4), np.uint8)
    for kind, numbers, value in draw:
        a, b, c, d = (round(n * 4) for n in numbers)
        if kind == "ellipse":
            cv2.ellipse(big, (a, b), (c, d), 0, 0, 360, (value,), -1)
        else:
            cv2.rectangle(big, (a, b), (c, d), (value,), -1)
    return cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def mug(height: int = 480, width: int = 640) -> tuple[Image, Alpha]:
    """A red mug with a handle through which the wall is seen, and its alpha."""
    s = height / 480
    shapes = [
        ("ellipse", (410 * s, 250 * s, 75 * s, 85 * s), 255),
        ("ellipse", (412 * s, 250 * s, 45 * s, 55 * s), 0),
        ("box", (220 * s, 130 * s, 390 * s, 370 * s), 255),
        ("ellipse", (305 * s, 370 * s, 85 * s, 22 * s), 255),
        ("ellipse", (305 * s, 130 * s, 85 * s, 22 * s), 255),
    ]
    alpha = _drawn(height, width, shapes)
    front = np.empty((height, width, 3), np.float32)
    shade = np.clip(1.15 - np.abs(np.linspace(-1, 1, width, dtype=np.float32))[None, :, None] * 0.6, 0.3, 1.2)
    front[:] = np.array((190, 40, 35), np.float32) * shade
    return compose(np.clip(front, 0, 255), alpha, backdrop(height, width, (185, 195, 200))), alpha


def furry(side: int = 480) -> tuple[Image, Alpha]:
    """A brown ball of fur (2,600 fine hairs) before a green wall, and its alpha."""
    rng = np.random.default_rng(7)
    big = np.zeros((side * 2, side * 2), np.uint8)
    centre, radius = side, 0.5 * side
    cv2.circle(big, (centre, centre), round(radius), (255,), -1)
    for angle in rng.uniform(0, 2 * np.pi, 2600):
        reach = radius * rng.uniform(1.02, 1.2)
        bend = angle + rng.normal(0, 0.06)
        start = (round(centre + 0.95 * radius * np.cos(angle)), round(centre + 0.95 * radius * np.sin(angle)))
        stop = (round(centre + reach * np.cos(bend)), round(centre + reach * np.sin(bend)))
        cv2.line(big, start, stop, (255,), 1, cv2.LINE_AA)
    alpha = cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    grain = cv2.GaussianBlur(rng.normal(0, 40, (side, side, 3)).astype(np.float32), (0, 0), 1.0)
    front = np.clip(np.array((120, 75, 40), np.float32) + grain, 0, 255).astype(np.float32)
    return compose(front, alpha, backdrop(side, side, (110, 170, 90))), alpha


def two_balls(height: int = 400, width: int = 640) -> tuple[Image, Alpha, Alpha]:
    """A red ball on the left, a blue one on the right, and the alpha of each."""
    left = _drawn(height, width, [("ellipse", (170, 200, 90, 90), 255)])
    right = _drawn(height, width, [("ellipse", (470, 200, 90, 90), 255)])
    front = np.empty((height, width, 3), np.float32)
    front[:, : width // 2] = (200, 40, 40)
    front[:, width // 2 :] = (40, 60, 190)
    return compose(front, np.maximum(left, right), backdrop(height, width, (200, 200, 190))), left, right


def iou(found: Alpha, true: Alpha) -> float:
    """Intersection over union of the two at one half."""
    a, b = found > 0.5, true > 0.5
    return float((a & b).sum() / max((a | b).sum(), 1))


def soft_wall(height: int, width: int, seed: int = 0) -> NDArray[np.float32]:
    """A backdrop whose colour runs from warm to cold and dark, as behind a portrait, with a sensor's noise."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    base = np.dstack([120 + 60 * x / width, 130 + 30 * np.sin(x / 120) + 20 * y / height, 170 - 50 * y / height])
    noise = np.random.default_rng(seed).normal(0, 1.5, (height, width, 1)).astype(np.float32)
    return (base + noise).astype(np.float32)


def lattice(bar: tuple[int, int, int], height: int = 480, width: int = 640) -> tuple[Pixels, Alpha, Alpha]:
    """A round lattice before a soft wall: picture, true alpha, and what a network that paints it solid would say."""
    true = np.zeros((height * 4, width * 4), np.uint8)
    for k in range(-5, 6):
        for ends in (((40 * k + 320, 0), (40 * k + 320, height)), ((0, 40 * k + 240), (width, 40 * k + 240))):
            (x0, y0), (x1, y1) = ends
            cv2.line(true, (x0 * 4, y0 * 4), (x1 * 4, y1 * 4), (255,), 20)
    disc = np.zeros_like(true)
    cv2.circle(disc, (width * 2, height * 2), 180 * 4, (255,), -1)
    true[disc == 0] = 0
    cv2.circle(true, (width * 2, height * 2), 180 * 4, (255,), 40)
    alpha = np.asarray(cv2.resize(true, (width, height), interpolation=cv2.INTER_AREA), np.float32) / np.float32(255.0)
    solid = np.zeros((height, width), np.uint8)
    cv2.circle(solid, (width // 2, height // 2), 184, (1,), -1)
    front = np.full((height, width, 3), bar, np.float32)
    picture = front * alpha[:, :, None] + soft_wall(height, width) * (1 - alpha[:, :, None])
    return np.clip(picture, 0, 255).astype(np.uint8), alpha, solid.astype(np.float32)
