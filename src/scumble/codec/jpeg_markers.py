"""JPEG markers: frame header, scans, profile, orientation; and the same file with all metadata left out."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scumble.codec.limits import Limits, broken
from scumble.codec.tags import exif_orientation
from scumble.core.errors import TooLarge

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _EOI, _COM, _TEM = 0xDA, 0xD9, 0xFE, 0x01
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_READABLE_SOF = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})
_MARKS = np.array([0x01 <= code <= 0xCF or 0xD8 <= code <= 0xFE for code in range(256)])
"""Codes behind 0xFF that begin something: not a stuffed byte, a restart or filling."""
_ICC = b"ICC_PROFILE\x00"
_MAX_SEGMENTS = 20_000
_LEAST, _MOST = 1 << 10, 1 << 18
"""Bytes that are looked through at a time."""


@dataclass(frozen=True, kw_only=True)
class Component:
    """One component of the frame: identifier, horizontal and vertical sampling factor (1-4), quantisation slot."""

    identifier: int
    h: int
    v: int
    table: int


@dataclass(frozen=True, kw_only=True)
class JpegFile:
    """What the markers of a JPEG say.

    sof: the frame marker's code (0xC0 baseline, 0xC1 extended, 0xC2 progressive, 0xC9/0xCA arithmetic). width,
    height: as stored. adobe: the APP14 colour transform (0, 1, 2), None without that marker. jfif: density bytes
    (unit, x, y) of JFIF, None without. pieces: tables, frame and scans; no metadata, nothing after the end marker.
    """

    sof: int
    precision: int
    width: int
    height: int
    components: tuple[Component, ...]
    scans: int
    adobe: int | None
    jfif: bytes | None
    orientation: int
    profile: bytes | None = field(repr=False)
    pieces: tuple[bytes | memoryview, ...] = field(repr=False)

    @cached_property
    def body(self) -> bytes:
        """The pieces together: most of the file, so it is put together when somebody needs it."""
        return b"".join(self.pieces)

    @cached_property
    def clean(self) -> bytes:
        """The picture alone as a file: JFIF and Adobe marker (they tell the colour space), tables, frame, scans."""
        return self.with_markers()

    def with_markers(self, *, orientation: int = 1, profile: bytes | None = None) -> bytes:
        """`clean` with a fresh orientation tag where it is not 1, and with a colour profile."""
        markers = [SOI]
        if self.jfif is not None:
            markers.append(jfif_marker(self.jfif))
        if orientation != 1:
            markers.append(orientation_marker(orientation))
        if profile:
            markers.append(profile_markers(profile))
        if self.adobe is not None:
            markers.append(adobe_marker(self.adobe))
        return b"".join((*markers, *self.pieces, EOI))

    @property
    def arithmetic(self) -> bool:
        """True for arithmetic coding."""
        return self.sof >= 0xC9


class _Reader:
    """Collects what the segments say while walking over them once."""

    def __init__(self, data: bytes, limits: Limits, name: str) -> None:
        """See `read_jpeg`."""
        self.data, self.limits, self.name = data, limits, name
        self.kept: list[bytes | memoryview] = []
        self.frame: tuple[int, bytes] | None = None
        self.scans = 0
        self.adobe: int | None = None
        self.jfif: bytes | None = None
        self.orientation: int | None = None
        self.icc: dict[int, bytes] = {}
        self.icc_total = 0

    def walk(self) -> None:
        """From the first segment to the end marker."""
        at, view = 2, memoryview(self.data)
        for _ in range(most := min(_MAX_SEGMENTS, self.limits.max_segments)):
            marker, at = self._next_marker(at)
            if marker == _EOI:
                return
            if marker == _TEM or 0xD0 <= marker <= 0xD8:
                continue
            length = int.from_bytes(self.data[at : at + 2], "big")
            if length < 2 or at + length > len(self.data):
                raise broken(self.name, "the JPEG is damaged or cut off inside its header.")
            end = at + length
            if marker == _SOS:
                end = self._scan_end(end)
            self._segment(marker, self.data[at + 2 : at + length])
            if not (0xE0 <= marker <= 0xEF or marker == _COM):
                self.kept += (bytes((0xFF, marker)), view[at:end])
            at = end
        raise broken(self.name, f"the JPEG consists of more than {most:,} segments.")

    def _next_marker(self, at: int) -> tuple[int, int]:
        """The next marker's code and the offset behind it; bytes that belong to no segment are skipped."""
        data, size = self.data, _LEAST
        while at + 1 < len(data):
            if data[at] == 0xFF and _MARKS[data[at + 1]]:
                return data[at + 1], at + 2
            # In a scan every few hundred bytes are a stuffed one, thousands in all: they are looked at together, in
            # stretches that grow, so that nothing costs more than the bytes up to what is found.
            stretch = np.frombuffer(data, np.uint8, min(size + 1, len(data) - at), at)
            full = np.flatnonzero(stretch[:-1] == 0xFF)
            found = full[_MARKS[stretch[full + 1]]]
            if found.size:
                at += int(found[0])
                return data[at + 1], at + 2
            at, size = at + size, min(4 * size, _MOST)
        raise broken(self.name, "the JPEG is cut off; its end marker is missing. Send the complete file.")

    def _scan_end(self, at: int) -> int:
        """Where the entropy-coded data of a scan ends."""
        self.scans += 1
        if self.scans > self.limits.max_scans:
            raise TooLarge(
                f"'{self.name}' is a JPEG of more than {self.limits.max_scans} scans, which would take unreasonably "
                "long to read. Save it again as an ordinary JPEG.",
                param=self.name,
            )
        return self._next_marker(at)[1] - 2

    def _segment(self, marker: int, body: bytes) -> None:
        """Notes what matters of one segment."""
        if marker in _SOF and self.frame is None:
            self.frame = (marker, body)
        elif marker == 0xE0 and body.startswith(b"JFIF\x00") and len(body) >= 12 and self.jfif is None:
            self.jfif = body[7:12]
        elif marker == 0xE1 and body.startswith(b"Exif\x00") and self.orientation is None:
            self.orientation = exif_orientation(body)
        elif marker == 0xE2 and body.startswith(_ICC) and len(body) > 14:
            self.icc_total += len(body)
            if self.icc_total <= self.limits.max_profile:
                self.icc.setdefault(body[12], body[14:])
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            self.adobe = body[11]

    def finish(self) -> JpegFile:
        """The collected facts."""
        if self.frame is None or not self.scans:
            raise broken(self.name, "the JPEG holds no picture data.")
        sof, body = self.frame
        if sof not in _READABLE_SOF:
            raise broken(self.name, "lossless and hierarchical JPEG are not read here; save it as an ordinary JPEG.")
        if len(body) < 6 or len(body) < 6 + 3 * body[5]:
            raise broken(self.name, "the JPEG's frame header is damaged.")
        if body[0] != 8:
            raise broken(self.name, f"{body[0]}-bit JPEG is not read here; save it as an ordinary 8-bit JPEG.")
        parts = [body[6 + 3 * i : 9 + 3 * i] for i in range(body[5])]
        return JpegFile(
            sof=sof,
            precision=body[0],
            height=int.from_bytes(body[1:3], "big"),
            width=int.from_bytes(body[3:5], "big"),
            components=tuple(Component(identifier=p[0], h=p[1] >> 4, v=p[1] & 15, table=p[2]) for p in parts),
            scans=self.scans,
            adobe=self.adobe,
            jfif=self.jfif,
            orientation=self.orientation or 1,
            profile=b"".join(self.icc[i] for i in sorted(self.icc)) or None,
            pieces=tuple(self.kept),
        )


def jfif_marker(density: bytes) -> bytes:
    """APP0 JFIF 1.01 without a thumbnail. density: 5 bytes (unit, x, y)."""
    return b"\xff\xe0\x00\x10JFIF\x00\x01\x01" + density[:5] + b"\x00\x00"


def adobe_marker(transform: int) -> bytes:
    """APP14 Adobe. transform: 0 = none (RGB, CMYK), 1 = YCbCr, 2 = YCCK."""
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes((transform,))


def profile_markers(profile: bytes) -> bytes:
    """APP2 segments that carry an ICC profile, as ICC.1 annex B.4 splits it. Empty when it is too long for them."""
    size = 65519
    parts = [profile[i : i + size] for i in range(0, len(profile), size)]
    if len(parts) > 255:
        return b""
    head = [_ICC + bytes((i + 1, len(parts))) for i in range(len(parts))]
    return b"".join(
        b"\xff\xe2" + (len(h) + len(p) + 2).to_bytes(2, "big") + h + p for h, p in zip(head, parts, strict=True)
    )


def orientation_marker(orientation: int) -> bytes:
    """APP1 with a fresh EXIF block that holds the orientation tag and nothing else."""
    tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
    tiff += orientation.to_bytes(2, "big") + bytes(2) + bytes(4)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def read_jpeg(data: bytes, limits: Limits, name: str = "image") -> JpegFile:
    """Walks over a JPEG's segments without decoding. Raises InvalidImage when it is damaged, cut off or exotic."""
    reader = _Reader(data, limits, name)
    reader.walk()
    return reader.finish()
