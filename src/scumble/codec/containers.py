"""WebP, GIF and BMP headers: size, frames, profile and orientation, read before any decoder sees the file."""

from dataclasses import dataclass, field

from scumble.codec.limits import Limits, broken
from scumble.codec.tags import exif_orientation

_MAX_CHUNKS = 100_000


@dataclass(frozen=True, kw_only=True)
class Header:
    """Size as stored, number of frames, EXIF orientation and raw ICC profile of a picture file."""

    width: int
    height: int
    frames: int = 1
    orientation: int = 1
    profile: bytes | None = field(default=None, repr=False)


def _le(data: bytes, at: int, size: int) -> int:
    """Little-endian unsigned integer."""
    return int.from_bytes(data[at : at + size], "little")


def read_webp(data: bytes, limits: Limits, name: str = "image") -> Header:
    """The header of a WebP. Raises InvalidImage when chunks are missing or cut off."""
    total = _le(data, 4, 4) + 8
    if total > len(data):
        raise broken(name, "the WebP is cut off. Send the complete file.")
    size, frames, orientation, profile = (0, 0), 0, 1, None
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > total:
            break
        kind, length, body = data[at : at + 4], _le(data, at + 4, 4), at + 8
        if body + length > total:
            raise broken(name, "the WebP is cut off inside a chunk. Send the complete file.")
        if kind == b"VP8X" and length >= 10:
            size = (_le(data, body + 4, 3) + 1, _le(data, body + 7, 3) + 1)
        elif kind in {b"VP8 ", b"VP8L"}:
            frames += 1
            size = size if size[0] else _frame_size(data, kind, body)
        elif kind == b"ANMF":
            frames += 1
        elif kind == b"EXIF":
            orientation = exif_orientation(data[body : body + min(length, 65536)])
        elif kind == b"ICCP" and length <= limits.max_profile:
            profile = data[body : body + length]
        at = body + length + (length & 1)
    if not frames or not size[0]:
        raise broken(name, "the WebP holds no picture data.")
    return Header(width=size[0], height=size[1], frames=frames, orientation=orientation, profile=profile)


def _frame_size(data: bytes, kind: bytes, at: int) -> tuple[int, int]:
    """Width and height out of the bit stream. Source: RFC 9649, sections 2.5 and 3.4; RFC 6386, section 9.1."""
    if kind == b"VP8L":
        bits = _le(data, at + 1, 4)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return _le(data, at + 6, 2) & 0x3FFF, _le(data, at + 8, 2) & 0x3FFF


def read_gif(data: bytes, limits: Limits, name: str = "image") -> Header:
    """The header of a GIF: the larger of its screen and its first frame, because decoders grow the one to the other."""
    if len(data) < 13:
        raise broken(name, "the GIF is cut off inside its header.")
    width, height = _le(data, 6, 2), _le(data, 8, 2)
    at = 13 + _palette_bytes(data[10])
    frames = 0
    while frames <= limits.max_frames and at < len(data) and data[at] != 0x3B:
        if data[at] == 0x2C and at + 10 <= len(data):
            if frames == 0:
                width = max(width, _le(data, at + 1, 2) + _le(data, at + 5, 2))
                height = max(height, _le(data, at + 3, 2) + _le(data, at + 7, 2))
            frames += 1
            at = _gif_blocks_end(data, at + 11 + _palette_bytes(data[at + 9]))
        elif data[at] == 0x21:
            at = _gif_blocks_end(data, at + 2)
        else:
            break
    if not frames:
        raise broken(name, "the GIF holds no picture data.")
    if frames == 1 and at >= len(data):
        raise broken(name, "the GIF is cut off. Send the complete file.")
    return Header(width=width, height=height, frames=frames)


def _palette_bytes(flags: int) -> int:
    """Bytes of the colour table that a GIF flag byte announces."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, at: int) -> int:
    """The offset behind a chain of sub-blocks; the file's length when the chain is cut off."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return min(at + 1, len(data)) if at < len(data) else len(data)


def read_bmp(data: bytes, limits: Limits, name: str = "image") -> Header:
    """The header of a BMP. Raises InvalidImage for compressions that carry another file inside."""
    size = _le(data, 14, 4)
    if size == 12 and len(data) >= 26:
        return Header(width=_le(data, 18, 2), height=_le(data, 20, 2))
    if size < 40 or len(data) < 14 + 40:
        raise broken(name, "the BMP's header is damaged.")
    width = int.from_bytes(data[18:22], "little", signed=True)
    height = abs(int.from_bytes(data[22:26], "little", signed=True))
    if _le(data, 30, 4) not in {0, 1, 2, 3, 6}:
        raise broken(name, "this BMP wraps another file format; send that picture itself.")
    row = (width * _le(data, 28, 2) + 31) // 32 * 4
    if _le(data, 30, 4) not in {1, 2} and width > 0 and width <= limits.max_side and height <= limits.max_side:
        _check_bmp_end(data, _le(data, 10, 4) + row * height, name)
    return Header(width=width, height=height)


def _check_bmp_end(data: bytes, end: int, name: str) -> None:
    """Raises InvalidImage when the rows of an uncompressed BMP end behind the file."""
    if end > len(data):
        raise broken(name, "the BMP is cut off. Send the complete file.")
