"""PNG to pixels, strip by strip: rows are inflated by ISA-L, in less than half of zlib's time, and Rust's png, through
kornia, undoes their filters while they lie in the cache, in a third of libpng's time.

A strip is handed over as a PNG of its own with 'stored' rows. Filters refer to the row above, so each strip begins with
the last row of the one before, unfiltered. Beside the pixels a strip is held, not the file's rows once more; and other
threads wait for no longer than a strip takes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final, cast

import cv2
import numpy as np
from isal import isal_zlib
from kornia_rs.io import decode_image_png_u8  # pyright: ignore[reportMissingModuleSource]
from numpy.typing import NDArray

from scumble.codec.png_chunks import CHANNELS, SIGNATURE, PngFile, chunk, crc32

Bytes = NDArray[np.uint8]
Rows = list[memoryview]
"""Rows with their filters, one after the other, in pieces as they were inflated: put together once, for the decoder."""

_HEAD: Final = struct.Struct(">I4s")
_INTERLACE: Final = len(SIGNATURE) + 8 + 12
"""Where the header says whether rows come in seven passes."""
_STRIP: Final = 1 << 20
"""Bytes of a strip's rows, about."""
_FED, _MOST = 1 << 16, 1 << 18
"""Bytes that are inflated at a time, and that come of them at once."""
_BLOCK: Final = 65_535
_BROKEN: Final = cast(type[Exception], isal_zlib.error)


def pixels_of(png: PngFile) -> Bytes | None:
    """RGBA, uint8 (H, W, 4), of a PNG of 8-bit RGB or RGBA; None of others, and where its rows are not what its header
    says: whoever decodes the whole file finds out what is wrong with it."""
    if png.depth != 8 or png.colour not in {2, 6} or png.keyed or png.clean[_INTERLACE]:
        return None
    channels = CHANNELS[png.colour]
    strips = _Strips(row=1 + png.width * channels, height=png.height, coded=_coded(memoryview(png.clean)))
    out = np.empty((png.height, png.width, 4), np.uint8)
    top, above = 0, b""
    for rows in strips.read():
        count = sum(map(len, rows)) // strips.row
        samples = _unfiltered(png, rows, above)
        if samples is None:
            return None
        colours = samples.reshape(count, png.width, channels)
        if channels == 3:
            cv2.cvtColor(colours, cv2.COLOR_RGB2RGBA, dst=out[top : top + count])
        else:
            out[top : top + count] = colours
        above = samples[-1].tobytes()
        top += count
    return out if strips.whole else None


def _unfiltered(png: PngFile, rows: Rows, above: bytes) -> Bytes | None:
    """Samples (h, n) of rows of any filters; None where there are other filters than PNG's. above: the row before."""
    channels = CHANNELS[png.colour]
    height = sum(map(len, rows)) // (1 + png.width * channels) + bool(above)
    parts = [memoryview(b"\0" + above), *rows] if above else rows
    try:
        read: Bytes = decode_image_png_u8(
            _file(png, height, parts), (height, png.width), "rgb" if channels == 3 else "rgba"
        )
    except Exception:
        # It raises no other.
        return None
    return read.reshape(height, -1)[bool(above) :]


@dataclass(kw_only=True, eq=False)
class _Strips:
    """A file's rows, inflated. row: bytes of one, with its filter. whole: all came, and nothing else."""

    row: int
    height: int
    coded: Iterator[memoryview]
    whole: bool = False

    def read(self) -> Iterator[Rows]:
        """Whole rows, about a megabyte at a time; ends early where the file is damaged."""
        room = self.row * max(1, _STRIP // self.row)
        left, size = self.row * self.height, 0
        have: Rows = []
        inflater = isal_zlib.decompressobj()  # pyright: ignore[reportUnknownMemberType]
        for fed in self.coded:
            body: bytes | memoryview = fed
            more = True
            while more:
                try:
                    # Never much more than is wanted: a bomb stays packed.
                    raw = inflater.decompress(body, _MOST)  # pyright: ignore[reportUnknownMemberType]
                except _BROKEN:
                    return
                body = inflater.unconsumed_tail
                # What was taken in may hold more than was given out.
                more = bool(body) or len(raw) == _MOST
                if len(raw) > left:
                    return
                left -= len(raw)
                rest = memoryview(raw)
                while size + len(rest) >= room:
                    have.append(rest[: room - size])
                    rest = rest[room - size :]
                    yield have
                    have, size = [], 0
                if rest:
                    have.append(rest)
                    size += len(rest)
        if size and not size % self.row:
            yield have
        self.whole = left == 0 and inflater.eof and not inflater.unused_data


def _coded(data: memoryview) -> Iterator[memoryview]:
    """The coded rows of a file that was walked over before, in pieces of at most _FED bytes."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        if kind == b"IDAT":
            for start in range(at + 8, at + 8 + length, _FED):
                yield data[start : min(start + _FED, at + 8 + length)]
        at += 12 + length


def _file(png: PngFile, height: int, rows: Rows) -> bytes:
    """A PNG of so many rows, stored as they are."""
    head = struct.pack(">IIBBBBB", png.width, height, png.depth, png.colour, 0, 0, 0)
    views = [part[at : at + _BLOCK] for part in rows for at in range(0, len(part), _BLOCK)]
    packed: list[bytes | memoryview] = [b"\x78\x01"]
    for view in views:
        packed += [struct.pack("<BHH", view is views[-1], len(view), len(view) ^ 0xFFFF), view]
    packed.append(struct.pack(">I", reduce(lambda so_far, part: _sum(part, so_far), rows, 1)))
    checked = reduce(lambda so_far, part: crc32(part, so_far), packed, crc32(b"IDAT"))
    # Put together once: each copy of the rows would take as long as their checksums.
    data = [_HEAD.pack(sum(map(len, packed)), b"IDAT"), *packed, struct.pack(">I", checked)]
    return b"".join([SIGNATURE, chunk(b"IHDR", head), *data, chunk(b"IEND", b"")])


def _sum(data: memoryview, so_far: int) -> int:
    """zlib's checksum of rows."""
    return isal_zlib.adler32(data, so_far)  # pyright: ignore[reportUnknownMemberType]
