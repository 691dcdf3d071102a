"""TIFF header: size, pages, compression and sample layout, checked before the TIFF decoder sees the file."""

import struct
from dataclasses import dataclass

from scumble.codec.limits import Limits, broken
from scumble.codec.tags import ORIENTATION, Directory, read_directory

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _SAMPLES, _STRIP_BYTES, _SAMPLE_FORMAT = 273, 277, 279, 339
_TILES, _TILE_BYTES, _TILE_WIDTH, _TILE_HEIGHT = 324, 325, 322, 323
_NEW_SUBFILE, _SUB_IFDS, _DNG_VERSION = 254, 330, 50706

_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})
"""None, CCITT, LZW, JPEG, Deflate, PackBits. Others (old JPEG, ZSTD, JPEG 2000, scanner specials) are refused."""
_PHOTOMETRICS = frozenset({0, 1, 2, 3, 5, 6, 8})
"""White-is-0, black-is-0, RGB, palette, CMYK, YCbCr, Lab."""
WHITE_IS_ZERO = 0
"""The photometric interpretation of scans in which 0 is white."""
_MAX_PARTS = 200_000


@dataclass(frozen=True, kw_only=True)
class TiffHeader:
    """Size as stored, pages, bits per sample, photometric interpretation and orientation of the first page."""

    width: int
    height: int
    frames: int
    bits: int
    photometric: int
    orientation: int


def read_tiff(data: bytes, limits: Limits, name: str = "image") -> TiffHeader:
    """Looks at the first page's tags. Raises InvalidImage for damaged, raw, float or exotic files."""
    try:
        page = read_directory(data)
    except struct.error:
        page = None
    if page is None:
        raise broken(name, "the TIFF's directory lies outside the file; it is damaged or cut off.")
    if data[8:10] == b"CR" or _DNG_VERSION in page.counts or page.first(_NEW_SUBFILE, 0) & 1:
        raise broken(name, "camera raw files are not read here; develop it to JPEG, TIFF or PNG first.")
    _check_layout(page, data, name)
    return TiffHeader(
        width=page.first(_WIDTH, 0),
        height=page.first(_HEIGHT, 0),
        frames=_pages(data, page, limits),
        bits=max(page.values.get(_BITS, (1,))),
        photometric=page.first(_PHOTOMETRIC, 0),
        orientation=page.first(ORIENTATION, 1),
    )


def _check_layout(page: Directory, data: bytes, name: str) -> None:
    """Refuses what the decoder is not trusted with."""
    if page.first(_COMPRESSION, 1) not in _COMPRESSIONS:
        raise broken(name, "the TIFF's compression is not read here; save it with LZW, Deflate or none.")
    if page.first(_PHOTOMETRIC, 0) not in _PHOTOMETRICS:
        raise broken(name, "the TIFF's colour model is not read here; save it as RGB.")
    if max(page.values.get(_BITS, (1,))) > 16 or set(page.values.get(_SAMPLE_FORMAT, (1,))) - {1, 4}:
        raise broken(name, "TIFF with float, signed or more than 16-bit samples is not read here; save it as 16-bit.")
    if set(page.values.get(_BITS, (1,))) - {1, 2, 4, 8, 16}:
        raise broken(name, "the TIFF's samples have an unusual number of bits; save it with 8 or 16 bits.")
    if not 1 <= page.first(_SAMPLES, 1) <= 5:
        raise broken(name, "the TIFF has more than five channels; save it as RGB.")
    offsets, sizes = (_TILES, _TILE_BYTES) if _TILES in page.counts else (_STRIPS, _STRIP_BYTES)
    if not 1 <= page.counts.get(offsets, 0) <= _MAX_PARTS:
        raise broken(name, "the TIFF holds no picture data, or splits it into absurdly many parts.")
    if offsets == _TILES and max(page.first(_TILE_WIDTH, 0), page.first(_TILE_HEIGHT, 0)) > 8192:
        raise broken(name, "the TIFF's tiles are absurdly large; save it without tiles.")
    for start, size in zip(page.values.get(offsets, ()), page.values.get(sizes, ()), strict=False):
        if start + size > len(data):
            raise broken(name, "the TIFF is cut off; part of its picture data lies outside the file.")


def _pages(data: bytes, page: Directory, limits: Limits) -> int:
    """Number of pages, counted until the limit is passed or the chain turns in a circle."""
    seen: set[int] = set()
    following = page.next_offset
    while following and following not in seen and len(seen) <= limits.max_frames:
        seen.add(following)
        try:
            directory = read_directory(data, following)
        except struct.error:
            break
        if directory is None:
            break
        following = directory.next_offset
    return 1 + len(seen)
