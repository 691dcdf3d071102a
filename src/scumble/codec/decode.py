"""Decode picture files to upright RGBA: sniffing, limits before decoding, EXIF orientation, ICC, CMYK, 16-bit."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, cast

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image as Pillow

from scumble.codec.containers import Header, read_bmp, read_gif, read_webp
from scumble.codec.heif import HeifFile, open_heif
from scumble.codec.jpeg_markers import JpegFile, read_jpeg
from scumble.codec.limits import Limits, broken, check_bytes, check_frames, check_size
from scumble.codec.orient import SWAPS, upright
from scumble.codec.png_chunks import PngFile, read_png
from scumble.codec.png_pixels import pixels_of
from scumble.codec.profile import colour_space, to_srgb
from scumble.codec.sniff import Format, sniff
from scumble.codec.tiff_header import WHITE_IS_ZERO, TiffHeader, read_tiff
from scumble.core.errors import ScumbleError, TooLarge
from scumble.core.image import File, Image, Pixels, Source
from scumble.core.work import LIGHT

__all__ = ["Limits", "Probe", "decode", "glance", "probe", "unread"]

_Parsed = JpegFile | PngFile | Header | TiffHeader | HeifFile

_QUICK = (b"\xff\xd8\xff", b"\x89PNG")
FEW = 1_000
"""Segments or chunks that are walked over on the event loop; an ordinary file of a few megabytes has fewer."""
SMALL_PROFILE = 64 * 1024
"""Bytes of a profile that are unpacked there; what it says is not asked for."""
_HARMLESS = ("extraneous bytes", "Invalid SOS parameters")
"""libjpeg's warnings about stray bytes between segments and sloppy scan headers: common, and no pixel is lost."""
_NOT_RGB = {"CMYK": "cmyk", "LAB": "lab"}


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a file's header says. width, height: of the upright picture. frames: pages or animation frames. parsed: all
    that was found, of a glance."""

    format: Format
    width: int
    height: int
    frames: int
    parsed: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Read:
    """Stored pixels as RGBA, the raw profile they came with, and how they had to be converted."""

    pixels: Pixels
    profile: bytes | None = field(default=None, repr=False)
    converted: str | None = None
    notes: tuple[str, ...] = ()


def probe(data: bytes, *, limits: Limits, name: str = "image") -> Probe:
    """Reads the header of a picture file; no pixel is decoded.

    name: the request parameter, for messages. Raises UnsupportedFileType for anything but the accepted formats,
    InvalidImage when the file is empty, damaged or cut off, TooLarge over any limit.
    """
    kind, parsed = _parse(data, limits, name)
    height, width = _upright_size(parsed)
    return Probe(format=kind, width=width, height=height, frames=_frames(parsed))


def glance(data: bytes, *, limits: Limits, name: str = "image") -> Probe | None:
    """The same for an ordinary small file, in so little time that it need not leave the event loop. None for any other
    one, among them all that `probe` would refuse."""
    if len(data) > LIGHT or not data.startswith(_QUICK):
        return None
    few = replace(limits, max_segments=FEW)
    if data.startswith(b"\x89"):  # where a profile has to be unpacked; a larger one is noted as left out
        few = replace(few, max_profile=min(limits.max_profile, SMALL_PROFILE))
    try:
        kind, parsed = _parse(data, few, name)
    except ScumbleError:
        return None
    height, width = _upright_size(parsed)
    return Probe(format=kind, width=width, height=height, frames=_frames(parsed), parsed=parsed)


def decode(data: bytes, *, limits: Limits, name: str = "image") -> Source:
    """Reads a picture file completely.

    The format is what the bytes are, never what a name or content type says; bytes after the picture's end are
    ignored. Raises what `probe` raises, and InvalidImage when the pixels cannot be decoded.
    """
    kind, parsed = _parse(data, limits, name)
    read, pixels = _pixels(data, kind, parsed, name)
    frames = _frames(parsed)
    more = (f"Only the first of {frames} frames or pages of '{name}' is used.",) if frames > 1 else ()
    return Source(
        image=Image(pixels=pixels, profile=read.profile, file=_file(data, parsed)),
        data=data,
        format=kind,
        orientation=parsed.orientation,
        converted=read.converted,
        notes=(*read.notes, *more),
    )


def unread(
    data: bytes,
    *,
    limits: Limits,
    name: str = "image",
    fault: Callable[[ScumbleError], Exception] | None = None,
    glanced: Probe | None = None,
) -> Source | None:
    """A picture file whose pixels are decoded when they are looked at: of an ordinary JPEG or PNG, opaque and in sRGB,
    the header says all that has to be known before. None for any other one.

    fault: what is raised in place of an error that is found when the pixels are looked at. glanced: what `glance` said
    of it. Raises what `probe` raises.
    """
    if glanced is not None and isinstance(glanced.parsed, JpegFile | PngFile):
        kind, parsed = glanced.format, glanced.parsed
    else:
        kind, parsed = _parse(data, limits, name, sums=False)
    file = _file(data, parsed)
    if file is None:
        return None
    height, width = _upright_size(parsed)

    def read() -> Pixels:
        try:
            return decode(file.data, limits=limits, name=name).image.pixels
        except ScumbleError as error:
            raise (error if fault is None else fault(error)) from error

    return Source(image=Image.unread(width=width, height=height, file=file, read=read), data=data, format=kind)


def _pixels(data: bytes, kind: Format, parsed: _Parsed, name: str) -> tuple[_Read, Pixels]:
    """What was read, and its pixels upright. Raises InvalidImage, TooLarge."""
    try:
        read = _decode(data, parsed)
    except ScumbleError:
        raise
    except MemoryError as error:
        raise TooLarge(f"'{name}' needs more memory than there is. Scale it down first.", param=name) from error
    except Exception as error:  # decoders raise many kinds; whatever it was, the file is at fault
        raise broken(name, f"its {_label(kind)} data is damaged or cut off.") from error
    # Pillow turns a TIFF upright by itself while loading it.
    turned = read.pixels if kind == "tiff" else upright(read.pixels, parsed.orientation)
    if turned.shape[:2] != _upright_size(parsed):
        raise broken(name, f"its {_label(kind)} header and its picture data disagree about the size.")
    return read, np.ascontiguousarray(turned)


def _file(data: bytes, parsed: _Parsed) -> File | None:
    """The file without metadata, where that is all there is to the picture: opaque, in sRGB, 8-bit, upright as stored,
    and nothing converted or left out while it is read."""
    if isinstance(parsed, JpegFile):
        plain = len(parsed.components) == 3 or (len(parsed.components) == 1 and parsed.profile is None)
        kind: Literal["png", "jpeg"] = "jpeg"
    elif isinstance(parsed, PngFile):
        plain = parsed.depth == 8 and parsed.colour == 2 and not parsed.keyed and not parsed.notes
        plain, kind = plain and parsed.frames == 1, "png"
    else:
        return None
    if not plain or parsed.profile is not None or parsed.orientation != 1:
        return None
    return File(format=kind, data=data if data == parsed.clean else parsed.clean)


def _label(kind: Format) -> str:
    """The format as people write it."""
    return {"webp": "WebP", "heif": "HEIC"}.get(kind, kind.upper())


def _parse(data: bytes, limits: Limits, name: str, *, sums: bool = True) -> tuple[Format, _Parsed]:
    """Sniffs, reads the header and applies every limit. sums: see `read_png`."""
    check_bytes(data, limits, name)
    kind = sniff(data, name)
    parsers: dict[Format, Callable[[bytes, Limits, str], _Parsed]] = {
        "jpeg": read_jpeg,
        "png": partial(read_png, sums=sums),
        "webp": read_webp,
        "gif": read_gif,
        "bmp": read_bmp,
        "tiff": read_tiff,
    }
    parsed = parsers[kind](data, limits, name) if kind in parsers else open_heif(data, kind, limits, name)
    check_size(parsed.width, parsed.height, len(data), limits, name)
    check_frames(_frames(parsed), limits, name)
    return kind, parsed


def _upright_size(parsed: _Parsed) -> tuple[int, int]:
    """(H, W) after the orientation is applied."""
    if parsed.orientation in SWAPS:
        return parsed.width, parsed.height
    return parsed.height, parsed.width


def _frames(parsed: _Parsed) -> int:
    """Pages or animation frames; a JPEG has one."""
    return 1 if isinstance(parsed, JpegFile) else parsed.frames


def _decode(data: bytes, parsed: _Parsed) -> _Read:
    """Stored pixels. Raises whatever a decoder raises."""
    if isinstance(parsed, JpegFile):
        return _decode_jpeg(parsed)
    if isinstance(parsed, PngFile):
        return _decode_png(parsed)
    if isinstance(parsed, HeifFile):
        converted = f"{parsed.depth}-bit" if parsed.depth > 8 else None
        return _from_pillow(parsed.picture(), parsed.profile, converted, parsed.notes)
    if isinstance(parsed, TiffHeader):
        return _decode_tiff(data, parsed)
    kind = "WEBP" if data.startswith(b"RIFF") else "GIF" if data.startswith(b"GIF") else "BMP"
    return _from_pillow(_open(data, kind), parsed.profile, None)


def _open(data: bytes, kind: str) -> Pillow.Image:
    """Pillow, told which one decoder to use, first frame loaded."""
    picture = Pillow.open(io.BytesIO(data), formats=[kind])
    picture.load()
    return picture


def decode_jpeg_pixels(clean: bytes) -> Pixels:
    """RGBA (H, W, 4) of a grey, YCbCr or RGB JPEG: accurate DCT, smooth chroma, as `jpeg_blocks` promises it.

    Raises ValueError when the entropy-coded data is damaged or ends early.
    """
    try:
        return simplejpeg.decode_jpeg(clean, "RGBA")
    except ValueError as error:
        if not any(words in str(error) for words in _HARMLESS):
            raise
        return simplejpeg.decode_jpeg(clean, "RGBA", strict=False)


def _decode_jpeg(jpeg: JpegFile) -> _Read:
    """JPEG by simplejpeg; CMYK goes through colour management."""
    if len(jpeg.components) == 4:
        inks = cast(Pixels, simplejpeg.decode_jpeg(jpeg.clean, "CMYK"))
        # Adobe writes inks inverted and says so by its marker; without the marker the numbers are plain inks.
        inks = 255 - inks if jpeg.adobe is not None else inks
        return _from_pillow(Pillow.fromarray(inks, "CMYK"), jpeg.profile, None)
    pixels = decode_jpeg_pixels(jpeg.clean)
    if len(jpeg.components) == 1 and colour_space(jpeg.profile) == "GRAY":
        return _from_pillow(Pillow.fromarray(pixels[:, :, 0].copy()), jpeg.profile, None)
    return _with_profile(pixels, jpeg.profile, None)


def _decode_png(png: PngFile) -> _Read:
    """PNG: true colour by OpenCV (fast, and keeps 16 bits to round them properly), the rest by Pillow."""
    if (pixels := pixels_of(png)) is not None:
        return _with_profile(pixels, png.profile, None, png.notes)
    if png.depth == 16 or (png.colour in {2, 6} and not png.keyed):
        clean = np.frombuffer(png.clean, np.uint8)
        samples = cast(NDArray[Any] | None, cv2.imdecode(clean, cv2.IMREAD_UNCHANGED))
        if samples is None:
            raise ValueError("PNG data damaged")
        if samples.ndim == 2 and colour_space(png.profile) == "GRAY":
            return _from_pillow(Pillow.fromarray(_to_8_bit(samples)), png.profile, "16-bit")
        return _with_profile(_rgba(_to_8_bit(samples)), png.profile, "16-bit" if png.depth == 16 else None, png.notes)
    return _from_pillow(_open(png.clean, "PNG"), png.profile, None, png.notes)


def _decode_tiff(data: bytes, tiff: TiffHeader) -> _Read:
    """TIFF by Pillow, which leaves two things to do: YCbCr, and 16-bit grey in which 0 is white."""
    picture = _open(data, "TIFF")
    profile = cast(bytes | None, picture.info.get("icc_profile"))
    if picture.mode == "YCbCr":
        picture = picture.convert("RGB")
    elif picture.mode.startswith("I;16") and tiff.photometric == WHITE_IS_ZERO:
        picture = Pillow.fromarray(65535 - np.asarray(picture).astype(np.uint16))
    return _from_pillow(picture, profile, "16-bit" if tiff.bits > 8 else None)


def _to_8_bit(samples: NDArray[Any]) -> Pixels:
    """16-bit samples to 8 bits by round(v / 257), exact inverse of the usual widening; 8-bit ones as they are."""
    if samples.dtype == np.uint8:
        return cast(Pixels, samples)
    wide = samples.astype(np.uint32)
    return ((wide * 255 + 32895) >> 16).astype(np.uint8)


def _rgba(bgr: Pixels) -> Pixels:
    """OpenCV's grey, BGR or BGRA as RGBA."""
    if bgr.ndim == 2:
        return cast(Pixels, cv2.cvtColor(bgr, cv2.COLOR_GRAY2RGBA))
    return cast(Pixels, cv2.cvtColor(bgr, cv2.COLOR_BGRA2RGBA if bgr.shape[2] == 4 else cv2.COLOR_BGR2RGBA))


def _from_pillow(
    picture: Pillow.Image, profile: bytes | None, converted: str | None, notes: tuple[str, ...] = ()
) -> _Read:
    """Any Pillow picture as RGBA. Replicating grey and looking up a palette are lossless and not 'converted'."""
    space = colour_space(profile)
    if picture.mode in {"CMYK", "LAB"} or (picture.mode in {"L", "1"} and space == "GRAY"):
        picture = picture.convert("L") if picture.mode == "1" else picture
        fits = space == {"CMYK": "CMYK", "LAB": "Lab", "L": "GRAY"}[picture.mode]
        why = _NOT_RGB.get(picture.mode, "grey profile")
        rgb = to_srgb(picture, profile if fits else None)
        return _Read(pixels=np.asarray(rgb.convert("RGBA")), converted=why, notes=notes)
    if picture.mode.startswith("I;16") or picture.mode == "I":
        wide = np.asarray(picture).astype(np.uint16)
        return _with_profile(_rgba(_to_8_bit(wide)), profile, converted or "16-bit", notes)
    if picture.mode in {"RGBa", "La"}:
        converted = converted or "premultiplied alpha"
    pixels = np.asarray(picture.convert("RGBA"))
    return _with_profile(pixels, profile, converted, notes)


def _with_profile(pixels: Pixels, profile: bytes | None, converted: str | None, notes: tuple[str, ...] = ()) -> _Read:
    """Keeps an RGB profile; drops any other with a note."""
    if profile is None:
        return _Read(pixels=pixels, converted=converted, notes=notes)
    space = colour_space(profile)
    if space == "RGB":
        return _Read(pixels=pixels, profile=profile, converted=converted, notes=notes)
    why = "is damaged" if space is None else f"is for {space}, not for this picture's colours,"
    note = f"The colour profile {why} and was left out; the picture is read as sRGB."
    return _Read(pixels=pixels, converted=converted, notes=(*notes, note))
