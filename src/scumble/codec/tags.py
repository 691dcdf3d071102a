"""TIFF tag reader for EXIF orientation and for looking at a TIFF before a decoder does."""

import struct
from dataclasses import dataclass

ORIENTATION = 0x0112
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4}
_CODES = {1: "B", 2: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i"}
_MAX_ENTRIES = 4096
_MAX_VALUES = 64


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The first image file directory. values: tag -> its first integers. counts: tag -> how many there are.
    next_offset: of the following directory, 0 = none."""

    values: dict[int, tuple[int, ...]]
    counts: dict[int, int]
    next_offset: int

    def first(self, tag: int, default: int) -> int:
        """The tag's first value, or `default` when absent."""
        return self.values.get(tag, (default,))[0]


def byte_order(tiff: bytes) -> str | None:
    """'<' or '>' as struct writes it; None when the bytes are no TIFF."""
    return {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])


def read_directory(tiff: bytes, offset: int | None = None) -> Directory | None:
    """The directory at `offset` (None = the first); integer tags only. None when it does not lie within the bytes."""
    order = byte_order(tiff)
    if order is None or len(tiff) < 8:
        return None
    start = struct.unpack_from(order + "I", tiff, 4)[0] if offset is None else offset
    if start < 8 or start + 2 > len(tiff):
        return None
    count = struct.unpack_from(order + "H", tiff, start)[0]
    end = start + 2 + 12 * count
    if count > _MAX_ENTRIES or end + 4 > len(tiff) + 4:
        return None
    values: dict[int, tuple[int, ...]] = {}
    counts: dict[int, int] = {}
    for at in range(start + 2, end, 12):
        tag, kind, n = struct.unpack_from(order + "HHI", tiff, at)
        counts[tag] = n
        read = _entry(tiff, order, at, kind, n)
        if read:
            values[tag] = read
    following = struct.unpack_from(order + "I", tiff, end)[0] if end + 4 <= len(tiff) else 0
    return Directory(values=values, counts=counts, next_offset=following)


def _entry(tiff: bytes, order: str, at: int, kind: int, n: int) -> tuple[int, ...]:
    """The first integers of one entry; empty when it holds none or points outside."""
    if kind not in _SIZES or n == 0:
        return ()
    length = _SIZES[kind] * n
    where = at + 8 if length <= 4 else struct.unpack_from(order + "I", tiff, at + 8)[0]
    take = min(n, _MAX_VALUES)
    if where + _SIZES[kind] * take > len(tiff):
        return ()
    return struct.unpack_from(f"{order}{take}{_CODES[kind]}", tiff, where)


def exif_orientation(exif: bytes) -> int:
    """The orientation tag, 1-8, of an EXIF block (with or without its 'Exif' header); 1 when absent or nonsense."""
    tiff = exif[6:] if exif.startswith(b"Exif\x00") else exif
    try:
        directory = read_directory(tiff)
    except struct.error:
        return 1
    value = directory.first(ORIENTATION, 1) if directory else 1
    return value if 1 <= value <= 8 else 1
