"""PNG unpacked: the same picture with its rows inflated beforehand, for a decoder that then has only filters to undo.

ISA-L inflates in less than half of zlib's time. What it gives is wrapped again as 'stored' deflate blocks with the
file's own checksum behind them, so that libpng still compares every byte.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final, cast

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from scumble.codec.png_chunks import CHANNELS, SIGNATURE, PngFile, chunk, crc32

Bytes = NDArray[np.uint8]

_HEAD: Final = struct.Struct(">I4s")
_INTERLACE: Final = len(SIGNATURE) + 8 + 12
"""Where the header says whether rows come in seven passes."""
_MOST: Final = 1 << 30
"""Bytes of rows that fit into one chunk, and then some."""
_BLOCK: Final = 65_535
_FED: Final = 1 << 16
"""Bytes that are inflated at a time."""
_END: Final = chunk(b"IEND", b"")
_ZLIB: Final = b"\x78\x01"
_BROKEN: Final = cast(type[Exception], isal_zlib.error)


def unpacked(png: PngFile) -> Bytes:
    """The file with stored rows; `clean` itself where that cannot be or its rows are not what the header says: whoever
    decodes that finds out what is wrong with it.

    Beside the file's own bytes and the ones given back, only some hundred kilobytes are held.
    """
    clean = np.frombuffer(png.clean, np.uint8)
    rows = png.height * (1 + -(-png.width * png.depth * CHANNELS[png.colour] // 8))
    if rows > _MOST or png.clean[_INTERLACE]:
        return clean
    view = memoryview(png.clean)
    head = [chunk(kind, bytes(body)) for kind, body in _chunks(view) if kind not in {b"IDAT", b"IEND"}]
    before = b"".join([SIGNATURE, *head])
    size = len(_ZLIB) + rows + 5 * -(-rows // _BLOCK) + 4
    out = np.empty(len(before) + 8 + size + 4 + len(_END), np.uint8)
    inner = out.data[len(before) :][: 8 + size]
    if not _stored((body for kind, body in _chunks(view) if kind == b"IDAT"), rows, inner[8:]):
        return clean
    _HEAD.pack_into(inner, 0, size, b"IDAT")
    out[: len(before)] = np.frombuffer(before, np.uint8)
    out[-4 - len(_END) :] = np.frombuffer(struct.pack(">I", crc32(inner[4:])) + _END, np.uint8)
    return out


def _stored(bodies: Iterable[memoryview], rows: int, out: memoryview) -> bool:
    """Writes a zlib stream of stored blocks that holds what the bodies are when inflated, `rows` bytes; False where
    that is not what they are."""
    inflater = isal_zlib.decompressobj()  # pyright: ignore[reportUnknownMemberType]
    out[: len(_ZLIB)] = _ZLIB
    at, done, tail = len(_ZLIB), 0, b""
    for body in bodies:
        for start in range(0, len(body), _FED):
            fed = body[start : start + _FED]
            tail = (tail + bytes(fed[-4:]))[-4:]
            try:
                # Never more than one byte beyond: a bomb stays packed.
                raw = memoryview(inflater.decompress(fed, rows + 1 - done))  # pyright: ignore[reportUnknownMemberType]
            except _BROKEN:
                return False
            if done + len(raw) > rows:
                return False
            while raw:
                if done % _BLOCK == 0:
                    length = min(_BLOCK, rows - done)
                    struct.pack_into("<BHH", out, at, done + length == rows, length, length ^ 0xFFFF)
                    at += 5
                part = raw[: _BLOCK - done % _BLOCK]
                out[at : at + len(part)] = part
                at, done, raw = at + len(part), done + len(part), raw[len(part) :]
    if done != rows or not inflater.eof or inflater.unused_data:
        return False
    out[at:] = tail
    return True


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Kind and body of each chunk of a file that was walked over before."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length
