"""PNG unpacked: the same picture with its rows inflated beforehand, for a decoder that then has only filters to undo.

ISA-L inflates in less than half of zlib's time. What it gives is wrapped again as 'stored' deflate blocks with the
file's own checksum behind them, so that libpng still compares every byte.
"""

import struct
from collections.abc import Iterator
from typing import Final, cast

from isal import isal_zlib

from scumble.codec.png_chunks import CHANNELS, SIGNATURE, PngFile, chunk, crc32

_HEAD: Final = struct.Struct(">I4s")
_INTERLACE: Final = len(SIGNATURE) + 8 + 12
"""Where the header says whether rows come in seven passes."""
_MOST: Final = 1 << 30
"""Bytes of rows that fit into one chunk, and then some."""
_BLOCK: Final = 65_535
_ZLIB: Final = b"\x78\x01"
_BROKEN: Final = cast(type[Exception], isal_zlib.error)


def unpacked(png: PngFile) -> bytes:
    """The file with stored rows; `clean` itself where that cannot be or its rows are not what the header says: whoever
    decodes that finds out what is wrong with it."""
    rows = png.height * (1 + -(-png.width * png.depth * CHANNELS[png.colour] // 8))
    if rows > _MOST or png.clean[_INTERLACE]:
        return png.clean
    view = memoryview(png.clean)
    bodies = [body for kind, body in _chunks(view) if kind == b"IDAT"]
    packed = b"".join(bodies)
    inflater = isal_zlib.decompressobj()  # pyright: ignore[reportUnknownMemberType]
    try:
        # Never more than one byte beyond: a bomb stays packed.
        raw = inflater.decompress(packed, rows + 1)  # pyright: ignore[reportUnknownMemberType]
    except _BROKEN:
        return png.clean
    if len(raw) != rows or not inflater.eof or inflater.unused_data:
        return png.clean
    head = [chunk(kind, bytes(body)) for kind, body in _chunks(view) if kind not in {b"IDAT", b"IEND"}]
    size = len(_ZLIB) + rows + 5 * -(-rows // _BLOCK) + 4
    stored = [b"IDAT", *_stored(raw), packed[-4:]]
    crc = 0
    for part in stored:
        crc = crc32(part, crc)
    return b"".join([SIGNATURE, *head, struct.pack(">I", size), *stored, struct.pack(">I", crc), chunk(b"IEND", b"")])


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Kind and body of each chunk of a file that was walked over before."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _stored(raw: bytes) -> Iterator[bytes | memoryview]:
    """A zlib stream of stored blocks, without its checksum."""
    view, size = memoryview(raw), len(raw)
    yield _ZLIB
    for start in range(0, size, _BLOCK):
        length = min(_BLOCK, size - start)
        yield struct.pack("<BHH", start + length == size, length, length ^ 0xFFFF)
        yield view[start : start + length]
