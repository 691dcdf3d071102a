"""Encode a picture as PNG, JPEG or WebP: pixels and colour profile, no other metadata."""

import io

import numpy as np
import simplejpeg
from PIL import Image as Pillow

from scumble.codec.jpeg_markers import SOI, profile_markers
from scumble.codec.png_chunks import with_profile
from scumble.codec.png_writer import write_png
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from scumble.core.instruction import OutputFormat

JPEG_QUALITY = 92
"""Quality of a JPEG when none is asked for; chroma is then kept at full resolution."""
_FULL_CHROMA_FROM = 90
_MAX_WEBP = 16383
_MAX_JPEG = 65500


def encode(image: Image, *, format: OutputFormat, compression: int | None = None) -> bytes:
    """The bytes of a picture file.

    format: 'png' (lossless), 'jpeg' (flattened on white) or 'webp'. compression: 0..100 as in `output_compression`,
    the quality of JPEG and WebP; None = 92 for JPEG, lossless for WebP; 100 is lossless for WebP too, including the
    colours under full transparency; PNG takes no notice. The profile is embedded, nothing else. Raises InvalidValue
    for a compression outside its range, InvalidSize when the format cannot hold a picture that large.
    """
    if compression is not None and not 0 <= compression <= 100:
        raise InvalidValue("'output_compression' is a number from 0 to 100.", param="output_compression")
    if format == "png":
        return _png(image)
    if format == "jpeg":
        return _jpeg(image, JPEG_QUALITY if compression is None else compression)
    return _webp(image, compression)


def _png(image: Image) -> bytes:
    """PNG: RGB when every pixel is opaque, else RGBA."""
    png = write_png(image.pixels, alpha=not image.opaque)
    return with_profile(png, image.profile) if image.profile else png


def _jpeg(image: Image, quality: int) -> bytes:
    """JPEG, full chroma resolution from quality 90 on, 4:2:0 below."""
    if max(image.width, image.height) > _MAX_JPEG:
        raise InvalidSize(f"A JPEG has at most {_MAX_JPEG} pixels a side; ask for 'png'.", param="size")
    chroma = "444" if quality >= _FULL_CHROMA_FROM else "420"
    data = simplejpeg.encode_jpeg(image.over_white().pixels, max(quality, 1), "RGBX", chroma)
    return with_jpeg_profile(data, image.profile)


def with_jpeg_profile(jpeg: bytes, profile: bytes | None) -> bytes:
    """The same JPEG with the profile right behind its JFIF segment."""
    if not profile:
        return jpeg
    after = len(SOI)
    if jpeg[after : after + 2] == b"\xff\xe0":
        after += 2 + int.from_bytes(jpeg[after + 2 : after + 4], "big")
    return jpeg[:after] + profile_markers(profile) + jpeg[after:]


def _webp(image: Image, compression: int | None) -> bytes:
    """WebP: lossless and exact without a compression or at 100, else lossy at that quality."""
    if max(image.width, image.height) > _MAX_WEBP:
        raise InvalidSize(f"A WebP has at most {_MAX_WEBP} pixels a side; ask for 'png'.", param="size")
    picture = Pillow.fromarray(np.ascontiguousarray(image.rgb) if image.opaque else image.pixels)
    out = io.BytesIO()
    profile = image.profile or b""
    if compression is None or compression == 100:
        picture.save(out, "WEBP", lossless=True, exact=True, quality=0, method=0, icc_profile=profile)
    else:
        picture.save(out, "WEBP", quality=compression, method=2, icc_profile=profile)
    return out.getvalue()
