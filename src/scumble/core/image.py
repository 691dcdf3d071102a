"""Image: pixels with straight alpha and their colour profile; Source: an image together with the file it came from."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

BAND_ROWS = 256
"""Rows worked on at a time where numbers wider than a byte are needed, so that memory stays small."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A picture file without metadata that decodes to the very pixels of the image that has it, in sRGB and opaque."""

    format: Literal["png", "jpeg"]
    data: bytes = field(repr=False)


class Image:
    """An upright picture.

    pixels: uint8 (H, W, 4), RGBA, straight (not premultiplied) alpha, made C-contiguous and read-only.
    profile: the ICC profile the RGB numbers are in; None means sRGB.
    file: the bytes that these pixels were decoded from, so that they need not be encoded anew; None = there are none.
    """

    def __init__(self, *, pixels: Pixels, profile: bytes | None = None, file: File | None = None) -> None:
        """Checks shape and dtype, and freezes the array so that nobody edits a shared picture in place."""
        self._pixels: Pixels | None = _frozen(pixels)
        self.profile, self.file = profile, file
        self.height, self.width = int(pixels.shape[0]), int(pixels.shape[1])
        self._read: Callable[[], Pixels] | None = None
        self._reading = threading.Lock()

    @classmethod
    def unread(cls, *, width: int, height: int, file: File, read: Callable[[], Pixels]) -> "Image":
        """A picture that is decoded when somebody looks at its pixels, which takes a while: on the pool. read: decodes
        `file`, whose header says `width` and `height`; raises core errors."""
        image = cls.__new__(cls)
        image._pixels, image._read, image._reading = None, read, threading.Lock()
        image.profile, image.file, image.width, image.height = None, file, width, height
        return image

    @property
    def is_read(self) -> bool:
        """Whether looking at the pixels costs nothing."""
        return self._pixels is not None

    @property
    def pixels(self) -> Pixels:
        """Decoded now, by whoever asks first, where that was not done yet. Raises what reading raises."""
        if (held := self._pixels) is not None:
            return held
        with self._reading:
            if self._pixels is None:
                assert self._read is not None  # noqa: S101 - one of the two is there
                self._pixels, self._read = _frozen(self._read()), None
            return self._pixels

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
        return self.file is not None or is_opaque(self.pixels)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over shape, pixels and profile: equal digests are equal pictures."""
        h = hashlib.sha256(f"{self.width}x{self.height}:".encode())
        h.update(self.pixels.data)
        h.update(self.profile or b"")
        return h.hexdigest()

    @cached_property
    def key(self) -> str:
        """What tells the picture from others: the same of its file, where it has one, of far fewer bytes; else its
        digest. Equal keys are equal pictures; the same picture in two files has two."""
        if self.file is None:
            return self.digest
        return hashlib.sha256(f"{self.file.format}:".encode() + self.file.data).hexdigest()

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
        return Image(pixels=pixels, profile=self.profile)


def is_opaque(pixels: Pixels) -> bool:
    """True when every alpha of uint8 (H, W, 4) is 255."""
    if not pixels.flags.c_contiguous:
        return bool((pixels[:, :, 3] == 255).all())
    # The bits that all pixels have: four times as fast as looking at every fourth byte.
    common = np.bitwise_and.reduce(pixels.view(np.uint32), axis=None, keepdims=True)
    return bool(common.view(np.uint8).reshape(-1)[3] == 255)


def _frozen(pixels: Pixels) -> Pixels:
    """C-contiguous and read-only. Raises ValueError for what is no picture."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or 0 in pixels.shape:
        raise ValueError(f"an Image is uint8 (H, W, 4), got {pixels.dtype} {pixels.shape}")
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return pixels


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
