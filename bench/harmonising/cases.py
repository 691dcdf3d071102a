"""Cases: a thing cut out of a photo with its own colours, altered by a known change of light, and put back.

What harmonising has to find is the photo itself. With the unaltered colours the composite is the photo, to rounding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.work import CancelToken
from scumble.engines.cpu.oklab import encoded, linear_light
from scumble.vision.matting import foreground
from scumble.vision.models import Models
from scumble.vision.subject import UNCLEAR, find_subject

Floats = NDArray[np.float32]

PIXELS = 200_000
"""Photos are shrunk to this."""
LEAST, MOST = 0.03, 0.7
"""Shares of the photo that a thing may cover."""
ALTERATIONS = 6
"""Different lights a photo."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """A photo uint8 (H, W, 3) with a thing in it: its alpha float32 (H, W), its own colours and those behind it."""

    name: str
    photo: Pixels
    alpha: Floats
    front: Pixels
    behind: Pixels


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A cut with the thing in another light: uint8 (H, W, 3)."""

    name: str
    cut: Cut
    altered: Pixels


def cut_out(name: str, photo: Pixels, alpha: Floats) -> Cut:
    """The thing and what is behind it, each with its own colours in the soft band."""
    front = foreground(photo, alpha)
    behind = foreground(photo, np.asarray(1 - alpha, np.float32))
    return Cut(name=name, photo=photo, alpha=alpha, front=front, behind=behind)


def composite(cut: Cut, front: Pixels) -> Pixels:
    """The thing with these colours before what is behind it, uint8 (H, W, 3).

    In the soft band the photo's own remainder is added, so that the unaltered thing gives the photo exactly.
    """
    a = cut.alpha[:, :, None]
    own, behind = cut.front.astype(np.float32), cut.behind.astype(np.float32)
    rest = cut.photo.astype(np.float32) - (a * own + (1 - a) * behind)
    mixed = a * front.astype(np.float32) + (1 - a) * behind + rest
    return np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)


def altered(front: Pixels, alpha: Floats, rng: np.random.Generator) -> Pixels:
    """The colours in another light: red +-18 %, blue +-22 %, exposure +-0.6 stops, contrast +-13 %."""
    gains = np.exp(rng.normal(0, (0.18, 0.04, 0.22)))
    gains = gains / gains.mean() * 2 ** rng.normal(0, 0.6)
    light = encoded((linear_light(front.astype(np.float32)) * gains.astype(np.float32)).astype(np.float32))
    slope = float(np.exp(rng.normal(0, 0.13)))
    mean = float(light[alpha > 0.5].mean()) if (alpha > 0.5).any() else 128.0
    return np.rint(np.clip(mean + (light - mean) * slope, 0, 255)).astype(np.uint8)


def subjects(photos: Path, models: Models) -> Iterator[Cut]:
    """Every photo of a folder whose subject is clear, shrunk."""
    for path in sorted(p for p in photos.iterdir() if p.suffix.lower() in (".jpg", ".png")):
        if "_alpha" in path.stem or "_trimap" in path.stem or "_foreground" in path.stem:
            continue
        bgr = cv2.imread(str(path))
        if bgr is None:
            continue
        scale = min(1.0, (PIXELS / (bgr.shape[0] * bgr.shape[1])) ** 0.5)
        size = (round(bgr.shape[1] * scale), round(bgr.shape[0] * scale))
        rgb = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)[:, :, ::-1], np.uint8, order="C")
        pixels = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
        found = find_subject(Image(pixels=pixels), models, cancel=CancelToken())
        if found.confidence >= UNCLEAR and LEAST <= float(found.alpha.mean()) <= MOST:
            yield cut_out(path.stem, rgb, found.alpha)


def cases(cut: Cut, seed: int) -> Iterator[Case]:
    """The cut in ALTERATIONS other lights."""
    for k in range(ALTERATIONS):
        rng = np.random.default_rng([seed, k, *cut.name.encode()])
        yield Case(name=f"{cut.name}.{k}", cut=cut, altered=altered(cut.front, cut.alpha, rng))
