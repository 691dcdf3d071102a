"""Image: pixels with straight alpha and their colour profile; Source: an image together with the file it came from."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

BAND_ROWS = 256
"""Rows worked on at a time where numbers wider than a byte are needed, so that memory stays small."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Image:
    """An upright picture.

    pixels: uint8 (H, W, 4), RGBA, straight (not premultiplied) alpha, made C-contiguous and read-only.
    profile: the ICC profile the RGB numbers are in; None means sRGB.
    """

    pixels: Pixels
    profile: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Checks shape and dtype, and freezes the array so that nobody edits a shared picture in place."""
        p = self.pixels
        if p.dtype != np.uint8 or p.ndim != 3 or p.shape[2] != 4 or 0 in p.shape:
            raise ValueError(f"an Image is uint8 (H, W, 4), got {p.dtype} {p.shape}")
        p = np.ascontiguousarray(p)
        p.setflags(write=False)
        object.__setattr__(self, "pixels", p)

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def size(self) -> str:
        """'WIDTHxHEIGHT', as the wire writes it."""
        return f"{self.width}x{self.height}"

    @property
    def rgb(self) -> Pixels:
        """A (H, W, 3) view of the colour channels."""
        return self.pixels[:, :, :3]

    @property
    def alpha(self) -> Pixels:
        """A (H, W) view of the alpha channel."""
        return self.pixels[:, :, 3]

    @cached_property
    def opaque(self) -> bool:
        """True when every alpha is 255."""
        return bool((self.alpha == 255).all())

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over shape, pixels and profile: equal digests are equal pictures."""
        h = hashlib.sha256(f"{self.width}x{self.height}:".encode())
        h.update(self.pixels.data)
        h.update(self.profile or b"")
        return h.hexdigest()

    def over_white(self) -> "Image":
        """The picture laid over white: opaque; itself where it is opaque already."""
        if self.opaque:
            return self
        out = np.full_like(self.pixels, 255)
        for top in range(0, self.height, BAND_ROWS):
            rows = slice(top, top + BAND_ROWS)
            alpha = self.alpha[rows, :, None].astype(np.uint16)
            out[rows, :, :3] = (self.rgb[rows] * alpha + 255 * (255 - alpha) + 127) // 255
        return self.with_pixels(out)

    def with_pixels(self, pixels: Pixels) -> "Image":
        """The same profile over other pixels."""
        return replace(self, pixels=pixels)


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """An input picture as it was sent and as it was read.

    image: upright. data: the bytes as they came. format: 'jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'heif', 'avif'.
    orientation: the EXIF tag, 1-8, of the stored pixels. converted: why `image` is not simply the stored numbers
    ('cmyk', '16-bit', ...), None when it is; exactness is then proved against the converted picture.
    notes: what was left out while reading, as sentences for the caller ('The colour profile is damaged ...').
    """

    image: Image
    data: bytes = field(repr=False)
    format: str
    orientation: int = 1
    converted: str | None = None
    notes: tuple[str, ...] = ()
