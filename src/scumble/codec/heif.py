"""HEIC and AVIF: opened by decoders that read the header first and the pixels on demand."""

import io
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pi_heif
from PIL import Image as Pillow

from scumble.codec.limits import Limits, broken, check_size
from scumble.codec.sniff import Format
from scumble.codec.tags import exif_orientation
from scumble.codec.wide_colour import described_colours

_HEADER = 1 << 20
_MAX_SIZES = 4096


@dataclass(frozen=True, kw_only=True)
class HeifFile:
    """An opened HEIC or AVIF, no pixel decoded yet.

    frames: pictures in the file. depth: bits per sample. orientation: still to be applied (HEIC: the decoder has done
    so, always 1; AVIF: the container's rotation, told as an EXIF tag). picture: its `load` decodes.
    """

    width: int
    height: int
    frames: int
    depth: int
    orientation: int
    profile: bytes | None = field(repr=False)
    opened: Any = field(repr=False)
    notes: tuple[str, ...] = ()

    def picture(self) -> Pillow.Image:
        """Decodes. May raise whatever the decoder raises."""
        if isinstance(self.opened, Pillow.Image):
            self.opened.load()
            return self.opened
        heif = self.opened
        heif.load()
        return Pillow.frombytes(heif.mode, heif.size, cast(bytes, heif.data), "raw", heif.mode, heif.stride)


def open_heif(data: bytes, kind: Format, limits: Limits, name: str = "image") -> HeifFile:
    """Reads the boxes. Raises InvalidImage when the file is damaged, cut off or holds something else (video)."""
    for width, height in _declared_sizes(data):
        check_size(width, height, len(data), limits, name)
    try:
        file = _open_avif(data) if kind == "avif" else _open_heic(data)
    except Exception as error:  # the decoders raise RuntimeError, ValueError, EOFError, OSError, SyntaxError, ...
        label = "AVIF" if kind == "avif" else "HEIC"
        raise broken(name, f"it says it is {label}, but holds no complete {label} picture.") from error
    if file.profile is not None:
        return file
    profile, notes = described_colours(_header(data))
    return replace(file, profile=profile, notes=notes)


def _header(data: bytes) -> bytes:
    """What lies before the picture data, as far as that comes first."""
    end = data.find(b"mdat")
    return data[: end if end >= 0 else _HEADER]


def _declared_sizes(data: bytes) -> list[tuple[int, int]]:
    """(W, H) of every picture the header declares ('ispe' boxes), so that limits are checked before a decoder looks.

    Source: ISO/IEC 23008-12, 6.5.3.
    """
    header = _header(data)
    found: list[tuple[int, int]] = []
    at = header.find(b"ispe")
    while at >= 4 and len(found) < _MAX_SIZES:
        if header[at - 4 : at] == b"\x00\x00\x00\x14" and at + 16 <= len(header):
            found.append(
                (int.from_bytes(header[at + 8 : at + 12], "big"), int.from_bytes(header[at + 12 : at + 16], "big"))
            )
        at = header.find(b"ispe", at + 4)
    return found


def _open_heic(data: bytes) -> HeifFile:
    """libheif by way of pi-heif (decoders only)."""
    opened = cast(Any, pi_heif).open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    primary = opened[opened.primary_index]
    return HeifFile(
        width=int(primary.size[0]),
        height=int(primary.size[1]),
        frames=len(opened),
        depth=int(primary.info.get("bit_depth", 8)),
        orientation=1,
        profile=primary.info.get("icc_profile"),
        opened=primary,
    )


def _open_avif(data: bytes) -> HeifFile:
    """libavif by way of Pillow."""
    opened = Pillow.open(io.BytesIO(data), formats=["AVIF"])
    exif = cast(bytes | None, opened.info.get("exif"))
    return HeifFile(
        width=opened.width,
        height=opened.height,
        frames=int(getattr(opened, "n_frames", 1)),
        depth=_av1_depth(data),
        orientation=exif_orientation(exif) if exif else 1,
        profile=cast(bytes | None, opened.info.get("icc_profile")),
        opened=opened,
    )


def _av1_depth(data: bytes) -> int:
    """8, or 10 when the configuration box says high bit depth. Source: AV1-ISOBMFF, section 2.3.3."""
    at = data.find(b"av1C", 0, 65536)
    return 10 if at >= 0 and at + 6 < len(data) and data[at + 6] & 0x40 else 8
