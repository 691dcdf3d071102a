"""Pictures and files the codec tests make for themselves."""

import io
from typing import Any

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image as Pillow

from scumble.codec.jpeg_markers import orientation_marker

Pixels = NDArray[np.uint8]


def gradient(width: int = 70, height: int = 50) -> Pixels:
    """A smooth RGB (H, W, 3) picture without any symmetry."""
    y, x = np.mgrid[:height, :width]
    red = 30 + 180 * x / max(width - 1, 1)
    green = 220 - 170 * y / max(height - 1, 1)
    blue = 60 + 120 * abs((x + 2 * y) % 180 - 90) / 90
    return np.rint(np.stack([red, green, blue], axis=-1)).astype(np.uint8)


def texture(width: int, height: int, seed: int = 0) -> Pixels:
    """Noise over a gradient: RGB (H, W, 3) with detail in every block."""
    noise = np.random.default_rng(seed).integers(-40, 41, (height, width, 3))
    return (gradient(width, height).astype(int) + noise).clip(0, 255).astype(np.uint8)


def with_alpha(rgb: Pixels) -> Pixels:
    """RGBA with alpha from 0 to 255 across the picture."""
    ramp = np.linspace(0, 255, rgb.shape[1]).round().astype(np.uint8)
    return np.dstack([rgb, np.broadcast_to(ramp, rgb.shape[:2])])


def opaque(rgb: Pixels) -> Pixels:
    """RGBA with alpha 255."""
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def save(pixels: NDArray[Any] | Pillow.Image, kind: str, **options: Any) -> bytes:
    """A file by Pillow."""
    picture = pixels if isinstance(pixels, Pillow.Image) else Pillow.fromarray(pixels)
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int) -> Pillow.Exif:
    """EXIF with an orientation tag."""
    block = Pillow.Exif()
    block[274] = orientation
    return block


SAMPLINGS = ("444", "422", "420", "440", "411", "rgb", "grey")


def jpeg(rgb: Pixels, sampling: str, quality: int = 85, orientation: int = 1, **options: Any) -> bytes:
    """A JPEG of any chroma sampling; `rgb` stores R, G, B themselves, `grey` the first channel."""
    rgb = np.ascontiguousarray(rgb)
    if sampling in {"440", "411"}:
        data = simplejpeg.encode_jpeg(rgb, quality, "RGB", sampling)
        return data[:2] + orientation_marker(orientation) + data[2:]
    options |= {"quality": quality, "exif": exif(orientation)}
    if sampling == "grey":
        return save(rgb[..., 0].copy(), "JPEG", **options)
    if sampling == "rgb":
        return save(rgb, "JPEG", keep_rgb=True, subsampling=0, **options)
    return save(rgb, "JPEG", subsampling={"444": 0, "422": 1, "420": 2}[sampling], **options)
