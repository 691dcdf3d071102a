"""A box on a textured floor with a shadow, a reflection or glare drawn by known physics: the picture and its truth."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Region
from scumble.vision.light import to_encoded, to_linear
from tests.engines.cpu.pictures import opaque

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
H, W = 300, 400


@dataclass(frozen=True, kw_only=True, eq=False)
class Lit:
    """image: with the light that is to go. truth: without it. thing: the region of the box. area: where it lies."""

    image: Image
    truth: Image
    thing: Region
    area: Mask


def floor(texture: float = 10.0) -> Floats:
    """(H, W, 3) encoded: a warm floor with grain of a few pixels."""
    rng = np.random.default_rng(5)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (H, W)), (0, 0), 1.2)
    grain *= texture / grain.std()
    slope = np.linspace(-8, 8, W)[None, :, None]
    return np.array([176.0, 160, 138]) + slope + grain[:, :, None]


def box() -> Mask:
    """Where the box stands."""
    mask = np.zeros((H, W), bool)
    mask[90:200, 140:240] = True
    return mask


def painted(rgb: Floats) -> Floats:
    """The floor with the box on it: bands of colour, so that its mirror image can be known."""
    out = rgb.copy()
    out[box()] = (40, 70, 150)
    out[120:135, 140:240] = (220, 60, 50)
    out[150:190, 160:175] = (235, 220, 90)
    out[165:185, 195:230] = (20, 20, 25)
    return out


def shaded(depth: float = 0.6, soft: float = 3.0, texture: float = 10.0, blue: float = 0.1) -> Lit:
    """A cast shadow to the right: linear light times 1 - depth in the umbra; blue keeps a little more, as outdoors."""
    fall = np.zeros((H, W))
    cv2.ellipse(fall, (245, 200), (85, 20), 0, 0, 360, 1.0, -1)
    fall = cv2.GaussianBlur(fall, (0, 0), soft)
    ground = floor(texture)
    keep = 1 - fall[:, :, None] * depth * np.array([1.0, 1 - blue / 3, 1 - blue])
    dark = to_encoded(to_linear(np.clip(ground, 0, 255) / 255) * keep) * 255
    thing = Region.of_mask(box())
    return Lit(image=opaque(painted(dark)), truth=opaque(painted(ground)), thing=thing, area=(fall > 0.05) & ~box())


def mirrored(share: float = 0.4) -> Lit:
    """A glossy smooth floor that mirrors the box, fading within 60 pixels."""
    ground = floor(1.5)
    truth = painted(ground)
    out = truth.copy()
    area = np.zeros((H, W), bool)
    for k in range(60):
        y, part = 200 + k, share * (1 - k / 60)
        out[y, 140:240] = (1 - part) * out[y, 140:240] + part * truth[199 - k, 140:240]
        area[y, 140:240] = True
    return Lit(image=opaque(out), truth=opaque(truth), thing=Region.of_mask(box()), area=area)


def glaring(light: float = 0.45, radius: float = 14.0) -> Lit:
    """A large blue label with fine print and a soft spot of white light on it."""
    rng = np.random.default_rng(2)
    label = np.tile(np.array([38.0, 78, 160]), (H, W, 1)) + rng.normal(0, 1.5, (H, W, 1))
    label[::9, 60:340] *= 0.7
    ys, xs = np.mgrid[:H, :W]
    spot = np.exp(-((ys - 120) ** 2 + (xs - 190) ** 2) / (2 * radius**2))
    lit = to_encoded(np.clip(to_linear(label / 255) + light * spot[:, :, None], 0, 1)) * 255
    mask = np.zeros((H, W), bool)
    mask[20:280, 30:370] = True
    return Lit(image=opaque(lit), truth=opaque(label), thing=Region.of_mask(mask), area=spot > 0.1)


def error(one: Image, two: Image, where: Mask) -> float:
    """Mean absolute difference in grey levels."""
    return float(np.abs(one.rgb.astype(float) - two.rgb)[where].mean())


def texture_kept(one: Image, two: Image, where: Mask) -> float:
    """Correlation of the gradients, -1..1."""
    a, b = (np.diff(x.rgb.mean(axis=2), axis=0, prepend=0)[where] for x in (one, two))
    return float(np.corrcoef(a, b)[0, 1])
