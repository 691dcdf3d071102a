"""PNG chunks: header, profile, orientation; and the same file with every other ancillary chunk left out."""

import struct
import zlib
from dataclasses import dataclass, field

from isal import isal_zlib

from scumble.codec.limits import Limits, broken
from scumble.codec.tags import exif_orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_HEAD = struct.Struct(">I4s")
_INDEXED = 3
_MAX_CHUNKS = 100_000
_MAX_PROFILE_NAME = 80
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel by PNG's colour type."""
_SPARE = 65_536


@dataclass(frozen=True, kw_only=True)
class PngFile:
    """What the chunks of a PNG say.

    depth: bits per sample. colour: PNG colour type (0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA). keyed: a tRNS
    chunk makes some colours transparent. frames: of an APNG, else 1. clean: header, palette, transparency and pixels
    alone. notes: what was dropped and why.
    """

    width: int
    height: int
    depth: int
    colour: int
    keyed: bool
    frames: int
    orientation: int
    profile: bytes | None = field(repr=False)
    clean: bytes = field(repr=False)
    notes: tuple[str, ...] = ()


def chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(body, crc32(kind)))


def crc32(data: bytes | memoryview, so_far: int = 0) -> int:
    """The checksum of chunks, by ISA-L: a quarter of zlib's time."""
    return isal_zlib.crc32(data, so_far)  # pyright: ignore[reportUnknownMemberType]


class _Reader:
    """Collects what the chunks say while walking over them once."""

    def __init__(self, limits: Limits, name: str, *, sums: bool) -> None:
        """See `read_png`."""
        self.limits, self.name, self.sums = limits, name, sums
        self.kept: list[bytes | memoryview] = [SIGNATURE]
        self.coded = self.whole = 0  # whole: bytes of a file in which there is nothing to leave out
        self.header = b""
        self.keyed = self.palette = self.ended = False
        self.frames = self.orientation = 1
        self.profile: bytes | None = None
        self.notes: tuple[str, ...] = ()

    def walk(self, data: bytes) -> None:
        """From the header chunk to the end chunk."""
        at, view, size = len(SIGNATURE), memoryview(data), len(data)
        since = at  # what is kept and lies together is kept as one piece: a megabyte is often 128 chunks
        for _ in range(most := min(_MAX_CHUNKS, self.limits.max_segments)):
            if self.ended or at + 12 > size:
                self.kept.append(view[since:at])
                self.whole = at if since == len(SIGNATURE) else 0
                return
            length, kind = _HEAD.unpack_from(data, at)
            end = at + 12 + length
            if end > size:
                raise broken(self.name, "the PNG is cut off. Send the complete file.")
            if kind == b"IDAT" and self.header:
                if self.sums:
                    self._check(kind, view[at + 4 : end - 4], data[end - 4 : end])
                self.coded += end - at
                at = end
                continue
            if not self.header and kind != b"IHDR":
                raise broken(self.name, "the PNG does not start with its header.")
            if kind in _PICTURE:
                self._check(kind, view[at + 4 : end - 4], data[end - 4 : end])
            else:
                self.kept.append(view[since:at])
                since = end
            self._note(kind, view[at + 8 : end - 4])
            at = end
        raise broken(self.name, f"the PNG consists of more than {most:,} chunks.")

    def _check(self, kind: bytes, covered: memoryview, checksum: bytes) -> None:
        """Raises InvalidImage when a picture chunk's checksum is wrong."""
        if crc32(covered) != int.from_bytes(checksum, "big"):
            label = kind.decode("ascii")
            raise broken(self.name, f"the checksum of the PNG's {label} chunk is wrong; the file is damaged.")

    def _note(self, kind: bytes, body: memoryview) -> None:
        """Notes what matters of one chunk."""
        if kind == b"IHDR":
            self.header = bytes(body)
        elif kind == b"PLTE":
            self.palette = True
        elif kind == b"tRNS":
            self.keyed = True
        elif kind == b"acTL" and len(body) >= 4:
            self.frames = max(1, int.from_bytes(body[:4], "big"))
        elif kind == b"eXIf":
            self.orientation = exif_orientation(bytes(body[:65536]))
        elif kind == b"iCCP" and self.profile is None:
            self.profile, self.notes = _profile(bytes(body), self.limits)
        elif kind == b"IEND":
            self.ended = True


def _most_coded(width: int, height: int, bits: int) -> int:
    """Bytes that the pixel data can honestly take: deflate never grows its input by a tenth, and some to spare."""
    raw = height * (-(-width * bits // 8) + 1)
    return raw + raw // 10 + _SPARE


def read_png(data: bytes, limits: Limits, name: str = "image", *, sums: bool = True) -> PngFile:
    """Walks over a PNG's chunks without decoding. Raises InvalidImage when one is damaged or the end is missing.

    sums: whether the checksums of the pixels' chunks are compared; whoever decodes them does so anyway.
    """
    reader = _Reader(limits, name, sums=sums)
    reader.walk(data)
    if not reader.ended:
        raise broken(name, "the PNG is cut off; its end is missing. Send the complete file.")
    if len(reader.header) != 13:
        raise broken(name, "the PNG's header is damaged.")
    width, height, depth, colour = struct.unpack(">IIBB", reader.header[:10])
    if reader.coded > _most_coded(width, height, depth * CHANNELS.get(colour, 4)):
        raise broken(name, "the PNG holds far more compressed data than its picture needs; it looks like a bomb.")
    if colour == _INDEXED and not reader.palette:
        raise broken(name, "the PNG's palette is missing.")
    return PngFile(
        width=width,
        height=height,
        depth=depth,
        colour=colour,
        keyed=reader.keyed,
        frames=reader.frames,
        orientation=reader.orientation,
        profile=reader.profile,
        clean=data if reader.whole == len(data) else b"".join(reader.kept),
        notes=reader.notes,
    )


def _profile(body: bytes, limits: Limits) -> tuple[bytes | None, tuple[str, ...]]:
    """The unpacked ICC profile of an iCCP chunk; never unpacks more than the limit."""
    start = body.find(b"\x00", 0, _MAX_PROFILE_NAME)
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(body[start + 2 :], limits.max_profile) if start >= 0 else b""
    except zlib.error:
        profile = b""
    if not profile:
        return None, ("The colour profile is damaged and was left out.",)
    if not unpacker.eof:
        return None, ("The colour profile is cut off or too large and was left out.",)
    return profile, ()


def with_profile(png: bytes, profile: bytes) -> bytes:
    """The same PNG with an iCCP chunk right behind its header."""
    after = len(SIGNATURE) + 25
    return png[:after] + chunk(b"iCCP", b"ICC profile\x00\x00" + zlib.compress(profile, 6)) + png[after:]
