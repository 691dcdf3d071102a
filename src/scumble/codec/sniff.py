"""Magic numbers: which picture format the bytes are, whatever the file's name or content type says."""

from typing import Literal

from scumble.core.errors import UnsupportedFileType

Format = Literal["jpeg", "png", "webp", "gif", "tiff", "bmp", "heif", "avif"]

ACCEPTED = "JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC and AVIF"
"""The accepted formats, as messages name them."""

HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (b"8BPS", "a Photoshop document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\xff\xd8", "a damaged JPEG"),
    (b"II+\x00", "a BigTIFF picture"),
    (b"MM\x00+", "a BigTIFF picture"),
    (b"\x00\x00\x01\x00", "a Windows icon"),
    (b"\x00\x00\x02\x00", "a Windows cursor"),
    (b"gimp xcf", "a GIMP document"),
    (b"qoif", "a QOI picture"),
    (b"DDS ", "a DDS texture"),
    (b"v/1\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance HDR picture"),
    (b"BPG\xfb", "a BPG picture"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"ID3", "an MP3 sound"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC sound"),
    (b"FORM", "an IFF file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
)

_MAX_BRANDS = 64


def sniff(data: bytes, name: str = "image") -> Format:
    """The format of the first bytes. Raises UnsupportedFileType naming what was found and what is accepted."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"BM") and data[6:10] == bytes(4) and len(data) >= 18:
        return "bmp"
    kind = _iso_format(_brands(data))
    if kind is not None:
        return kind
    raise UnsupportedFileType(
        f"'{name}' is {describe(data)}, which is not read here. Accepted are {ACCEPTED}.", param=name
    )


def _iso_format(brands: list[bytes]) -> Format | None:
    """HEIF or AVIF by the major brand; the neutral brands mif1 and msf1 are decided by the compatible ones."""
    if not brands or brands[0] not in HEIF_BRANDS | AVIF_BRANDS:
        return None
    neutral = brands[0] in {b"mif1", b"msf1"}
    return "avif" if brands[0] in AVIF_BRANDS or (neutral and AVIF_BRANDS & set(brands)) else "heif"


def _brands(data: bytes) -> list[bytes]:
    """The major brand and the compatible brands of an ISO base media file; empty when it is none."""
    if data[4:8] != b"ftyp":
        return []
    size = min(int.from_bytes(data[:4], "big"), 16 + 4 * _MAX_BRANDS, len(data))
    return [data[8:12], *(data[i : i + 4] for i in range(16, size - 3, 4))]


def describe(data: bytes) -> str:
    """What the bytes seem to be, as words: 'a PDF document', 'plain text', 'of an unknown type'."""
    for magic, words in _OTHERS:
        if data.startswith(magic):
            return words
    if data[4:8] == b"ftyp":
        return "an MP4 or QuickTime video"
    if data.startswith(b"RIFF"):
        return "a RIFF file (sound or video)"
    return _describe_text(data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower())


def _describe_text(head: bytes) -> str:
    """What a lower-cased beginning reads like."""
    if b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if head.startswith(b"<?xml"):
        return "an XML document"
    readable = bool(head) and all(b >= 32 or b in b"\t\r\n\f" for b in head)
    return "text" if readable else "of an unknown type"
