"""Backgrounds: parts of real photos that hold no subject of their own, sharp or out of focus."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Background:
    """A part of a photo. box: left, top, right, bottom as shares of the photo. defocus: radius of the circle of
    confusion as a share of the composite's longer side; 0 leaves it as sharp as the photo is."""

    file: str
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    defocus: float = 0.0


PLAIN = (
    Background(file="product_clock.jpg", box=(0.0, 0.0, 1.0, 0.37)),
    Background(file="subject_lamp2.jpg", box=(0.0, 0.0, 0.26, 0.3), defocus=0.004),
    Background(file="product_dog6.jpg", box=(0.0, 0.0, 1.0, 0.25)),
    Background(file="product_pink_sunglasses.jpg", box=(0.0, 0.85, 0.28, 1.0)),
    Background(file="product_can.jpg", box=(0.0, 0.0, 0.33, 0.6)),
)
"""Walls and cloth, as behind products."""
SOFT = (
    Background(file="kodak_13.png", defocus=0.018),
    Background(file="kodak_21.png", defocus=0.022),
    Background(file="product_backpack_dog.jpg", box=(0.0, 0.0, 0.34, 0.6), defocus=0.016),
    Background(file="scene_animal_3.jpg", box=(0.5, 0.0, 1.0, 0.5), defocus=0.012),
    Background(file="kodak_23.png", box=(0.42, 0.0, 0.58, 0.25), defocus=0.006),
    Background(file="subject_bike.jpg", box=(0.0, 0.0, 0.25, 0.36), defocus=0.014),
    Background(file="kodak_11.png", box=(0.0, 0.0, 0.62, 1.0), defocus=0.02),
)
"""Out of focus, as behind portraits."""
NATURAL = (
    Background(file="scene_dog_bench.jpg", box=(0.0, 0.0, 0.4, 0.47)),
    Background(file="product_colorful_sneaker.jpg", box=(0.0, 0.0, 1.0, 0.42)),
    Background(file="kodak_01.png", defocus=0.006),
    Background(file="scene_car_3.jpg", box=(0.0, 0.0, 1.0, 0.52), defocus=0.006),
    Background(file="scene_plants_1.jpg", box=(0.0, 0.0, 1.0, 0.28), defocus=0.003),
    Background(file="kodak_07.png", box=(0.0, 0.0, 0.48, 1.0), defocus=0.008),
)
"""Less so, as in snapshots."""
HARD = (
    Background(file="product_fancy_boot.jpg", box=(0.62, 0.0, 1.0, 0.5)),
    Background(file="product_duck_toy.jpg", box=(0.0, 0.0, 1.0, 0.2)),
    Background(file="kodak_13.png", box=(0.0, 0.4, 1.0, 1.0), defocus=0.002),
    Background(file="scene_stop_sign.jpg", box=(0.0, 0.55, 1.0, 1.0), defocus=0.003),
    Background(file="product_robot_toy.jpg", box=(0.0, 0.0, 0.3, 0.3)),
    Background(file="kodak_19.png", box=(0.0, 0.5, 1.0, 1.0), defocus=0.003),
)
"""In focus, busy."""


def load(background: Background, photos: Path, width: int, height: int, mirrored: bool) -> Floats:
    """float32 (height, width, 3), RGB 0..255: the largest part of the wanted ratio from the box's middle, scaled."""
    bgr = cv2.imread(str(photos / background.file))
    if bgr is None:
        raise FileNotFoundError(photos / background.file)
    h, w = bgr.shape[:2]
    x0, y0, x1, y1 = background.box
    part = bgr[round(y0 * h) : round(y1 * h), round(x0 * w) : round(x1 * w), ::-1]
    scale = min(part.shape[1] / width, part.shape[0] / height)
    cw, ch = max(8, int(width * scale)), max(8, int(height * scale))
    left, top = (part.shape[1] - cw) // 2, (part.shape[0] - ch) // 2
    part = part[top : top + ch, left : left + cw]
    if mirrored:
        part = part[:, ::-1]
    way = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    out = np.asarray(cv2.resize(np.ascontiguousarray(part), (width, height), interpolation=way), np.float32)
    return _defocused(out, background.defocus * max(width, height))


def _defocused(rgb: Floats, radius: float) -> Floats:
    """Blurred by a disc, in linear light, so that bright spots bloom as they do behind a lens."""
    if radius < 1:
        return rgb
    r = int(np.ceil(radius))
    yy, xx = np.mgrid[-r : r + 1, -r : r + 1]
    disc = np.clip(radius + 0.5 - np.hypot(xx, yy), 0.0, 1.0).astype(np.float32)
    linear = (rgb / np.float32(255.0)) ** np.float32(2.2)
    blurred = np.asarray(cv2.filter2D(linear, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT), np.float32)
    return (np.clip(blurred, 0.0, 1.0) ** np.float32(1 / 2.2) * np.float32(255.0)).astype(np.float32)
