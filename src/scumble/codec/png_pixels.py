"""PNG to pixels, strip by strip: rows are inflated by ISA-L, in less than half of zlib's time, and libpng, through
OpenCV, undoes their filters while they lie in the cache.

A strip is handed to libpng as a PNG of its own with 'stored' rows. Filters refer to the row above, so each strip begins
with the last row of the one before, unfiltered. Beside the pixels a strip is held, not the file's rows once more. Where
all rows were filtered by what is above them, as `png_writer.py` does with half of all pictures, they are added up here.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

import cv2
import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from scumble.codec.png_chunks import CHANNELS, SIGNATURE, PngFile, chunk

Bytes = NDArray[np.uint8]

_HEAD: Final = struct.Struct(">I4s")
_INTERLACE: Final = len(SIGNATURE) + 8 + 12
"""Where the header says whether rows come in seven passes."""
_STRIP: Final = 1 << 20
"""Bytes of a strip's rows, about."""
_FED, _MOST = 1 << 16, 1 << 18
"""Bytes that are inflated at a time, and that come of them at once."""
_BLOCK: Final = 65_535
_UP, _LONG = 2, 512
"""The filter that takes the row above away, and bytes of a row from which adding up row by row is the faster way."""
_BROKEN: Final = cast(type[Exception], isal_zlib.error)


def pixels_of(png: PngFile) -> Bytes | None:
    """RGBA, uint8 (H, W, 4), of a PNG of 8-bit RGB or RGBA; None of others, and where its rows are not what its header
    says: whoever decodes the whole file finds out what is wrong with it."""
    if png.depth != 8 or png.colour not in {2, 6} or png.keyed or png.clean[_INTERLACE]:
        return None
    channels = CHANNELS[png.colour]
    strips = _Strips(row=1 + png.width * channels, height=png.height, coded=_coded(memoryview(png.clean)))
    out = np.empty((png.height, png.width, 4), np.uint8)
    code = cv2.COLOR_BGRA2RGBA if channels == 4 else cv2.COLOR_BGR2RGBA
    order = [2, 1, 0, 3][:channels]
    top, above = 0, b""
    for rows in strips.read():
        count = len(rows) // strips.row
        added = _added_up(np.frombuffer(rows, np.uint8).reshape(count, strips.row), above)
        if added is not None:
            colours = added.reshape(count, png.width, channels)
            if channels == 3:
                cv2.cvtColor(colours, cv2.COLOR_RGB2RGBA, dst=out[top : top + count])
            else:
                out[top : top + count] = colours
            above = added[-1].tobytes()
            top += count
            continue
        first = b"\0" + above if above else b""
        data = _file(png, count + bool(above), first + rows)
        read = cast("NDArray[Any] | None", cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
        if read is None or read.shape != (count + bool(above), png.width, channels):
            return None
        cv2.cvtColor(read[bool(above) :], code, dst=out[top : top + count])
        above = read[-1][:, order].tobytes()
        top += count
    return out if strips.whole else None


def _added_up(rows: Bytes, above: bytes) -> Bytes | None:
    """Samples (h, n) of rows (h, 1 + n) that are all less what is above them; None of others. above: the row before."""
    if rows.shape[1] < _LONG or not (rows[:, 0] == _UP).all():
        return None
    out = rows[:, 1:].copy()
    if above:
        out[0] += np.frombuffer(above, np.uint8)
    for before, row in pairwise(out):
        np.add(row, before, out=row)
    return out


@dataclass(kw_only=True, eq=False)
class _Strips:
    """A file's rows, inflated. row: bytes of one, with its filter. whole: all came, and nothing else."""

    row: int
    height: int
    coded: Iterator[memoryview]
    whole: bool = False

    def read(self) -> Iterator[bytes]:
        """Whole rows, about a megabyte at a time; ends early where the file is damaged."""
        room = self.row * max(1, _STRIP // self.row)
        left, have = self.row * self.height, bytearray()
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
                have += raw
                while len(have) >= room:
                    yield bytes(memoryview(have)[:room])
                    del have[:room]
        if have and not len(have) % self.row:
            yield bytes(have)
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


def _file(png: PngFile, height: int, rows: bytes) -> bytes:
    """A PNG of so many rows, stored as they are."""
    head = struct.pack(">IIBBBBB", png.width, height, png.depth, png.colour, 0, 0, 0)
    blocks = [b"\x78\x01"]
    for start in range(0, len(rows), _BLOCK):
        length = min(_BLOCK, len(rows) - start)
        blocks.append(struct.pack("<BHH", start + length == len(rows), length, length ^ 0xFFFF))
        blocks.append(rows[start : start + length])
    blocks.append(struct.pack(">I", isal_zlib.adler32(rows)))  # pyright: ignore[reportUnknownMemberType]
    return b"".join([SIGNATURE, chunk(b"IHDR", head), chunk(b"IDAT", b"".join(blocks)), chunk(b"IEND", b"")])
