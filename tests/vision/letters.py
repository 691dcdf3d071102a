"""Drawn pictures with text in the font that Pillow carries, and where its ink is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pil
from PIL import ImageDraw, ImageFont

from scumble.core.image import Image, Pixels

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Text:
    """A line of text around (x, y), `size` pixels high, turned counter-clockwise by degrees, of an opacity 0..1."""

    says: str
    x: float
    y: float
    size: int
    angle: float = 0
    colour: Colour | None = None
    opacity: float = 1.0


def ink_of(text: Text, width: int, height: int) -> NDArray[np.float32]:
    """float32 (height, width) in [0, 1]: how much of each pixel the letters cover."""
    layer = Pil.new("L", (width, height), 0)
    font = ImageFont.load_default(text.size)
    ImageDraw.Draw(layer).text((text.x, text.y), text.says, fill=255, font=font, anchor="mm")
    layer = layer.rotate(text.angle, resample=Pil.Resampling.BICUBIC, center=(text.x, text.y))
    return np.asarray(layer, np.float32) / np.float32(255)


def drawn_on(rgb: Pixels, *texts: Text, ink: Colour = (245, 245, 240)) -> tuple[Image, NDArray[np.bool_]]:
    """The texts drawn over a picture (H, W, 3), and bool (H, W): where their ink is."""
    out, mask = rgb.astype(np.float32), np.zeros(rgb.shape[:2], bool)
    for text in texts:
        cover = ink_of(text, rgb.shape[1], rgb.shape[0])
        mask |= cover > 0.5
        share = cover[:, :, None] * np.float32(text.opacity)
        out = out * (1 - share) + np.array(text.colour or ink, np.float32) * share
    pixels = np.clip(np.rint(out), 0, 255).astype(np.uint8)
    return Image(pixels=np.dstack([pixels, np.full(mask.shape, 255, np.uint8)])), mask


def grainy(ground: Colour, width: int, height: int) -> Pixels:
    """A plain ground with a little noise, uint8 (height, width, 3)."""
    noise = np.random.default_rng(7).normal(0, 3, (height, width, 1))
    return np.clip(np.array(ground) + noise, 0, 255).astype(np.uint8)


def written(
    *texts: Text, width: int = 640, height: int = 300, ink: Colour = (245, 245, 240), ground: Colour = (60, 90, 110)
) -> tuple[Image, NDArray[np.bool_]]:
    """Text on a plain, slightly noisy ground, and where its ink is."""
    return drawn_on(grainy(ground, width, height), *texts, ink=ink)
