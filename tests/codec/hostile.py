"""Hostile files: broken, odd and malicious pictures, each with what reading it must end in.

`hostile_files()` is used by the codec's own tests and by the HTTP tests, which send the same files to a real server.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms

from scumble.core.errors import InvalidImage, ScumbleError, TooLarge, UnsupportedFileType
from tests.codec.heic_maker import heic
from tests.codec.pictures import Pixels, exif, gradient, jpeg, opaque, save, with_alpha

Expect = Literal["ok"] | type[ScumbleError]

W, H = 70, 50
RGB = gradient(W, H)


@dataclass(frozen=True, kw_only=True, eq=False)
class HostileFile:
    """One file. expect: 'ok', or the error it must raise. picture: for 'ok', the RGBA it must decode to, within
    `tolerance` per channel; None when only its decoding without an error counts."""

    name: str
    data: bytes = field(repr=False)
    expect: Expect
    picture: Pixels | None = field(default=None, repr=False)
    tolerance: int = 0


def hostile_files() -> list[HostileFile]:
    """All of them, in a stable order, with unique names."""
    return [*_truncated(), *_png(), *_jpeg(), *_webp_gif(), *_tiff_bmp(), *_heif(), *_not_pictures(), *_polyglots()]


def _ok(name: str, data: bytes, picture: Pixels | None = None, tolerance: int = 0) -> HostileFile:
    """A file that must be read."""
    return HostileFile(name=name, data=data, expect="ok", picture=picture, tolerance=tolerance)


def _bad(name: str, data: bytes, error: type[ScumbleError] = InvalidImage) -> HostileFile:
    """A file that must be refused."""
    return HostileFile(name=name, data=data, expect=error)


def _truncated() -> Iterator[HostileFile]:
    """Each format cut off at several places."""
    files = {
        "jpeg": jpeg(RGB, "420"),
        "jpeg-progressive": jpeg(RGB, "444", progressive=True),
        "png": save(RGB, "PNG"),
        "png-rgba": save(with_alpha(RGB), "PNG"),
        "webp-lossy": save(RGB, "WEBP"),
        "webp-lossless": save(RGB, "WEBP", lossless=True),
        "gif": save(RGB, "GIF"),
        "tiff": save(RGB, "TIFF"),
        "tiff-lzw": save(RGB, "TIFF", compression="tiff_lzw"),
        "bmp": save(RGB, "BMP"),
        "avif": save(RGB, "AVIF"),
        "heic": _heic()[0],
    }
    for name, data in files.items():
        for share in (0.1, 0.35, 0.6, 0.85):
            yield _bad(f"{name}-cut-at-{round(share * 100)}-percent", data[: max(int(len(data) * share), 20)])
        yield _bad(f"{name}-last-byte-missing", data[:-1])
        yield _bad(f"{name}-first-2-bytes", data[:2], UnsupportedFileType)


def png_chunk(kind: bytes, body: bytes, checksum: int | None = None) -> bytes:
    """One PNG chunk; `checksum` overrides the right one."""
    crc = zlib.crc32(kind + body) if checksum is None else checksum
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def png_file(
    width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"", interlace: int = 0
) -> bytes:
    """A PNG from raw filtered rows, with further chunks before the pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    pixels = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + header + extra + pixels + png_chunk(b"IEND", b"")


def _rows(samples: np.ndarray) -> bytes:
    """(H, bytes per row) as PNG rows with filter 0."""
    return np.pad(samples, ((0, 0), (1, 0))).tobytes()


def _png() -> Iterator[HostileFile]:
    """PNG: bombs, lies, checksums, odd depths."""
    whole = save(RGB, "PNG")
    raw = _rows(RGB.reshape(H, -1))
    flat = bytes(100)
    yield _bad("png-30000-wide", png_file(30_000, 10, 8, 0, bytes(30_001 * 10)), TooLarge)
    yield _bad("png-400-megapixels-declared", png_file(20_000, 20_000, 8, 2, flat), TooLarge)
    yield _bad("png-2-billion-wide", png_file(2**31 - 1, 2**31 - 1, 8, 6, flat), TooLarge)
    yield _bad("png-bomb-49-megapixels-in-6-kilobytes", png_file(7000, 7000, 1, 0, bytes(876 * 7000)), TooLarge)
    yield _bad("png-pixel-data-that-never-ends", png_file(W, H, 8, 2, raw + bytes(120_000_000)))
    yield _bad("png-zero-wide", png_file(0, 10, 8, 2, flat))
    yield _bad("png-zero-high", png_file(10, 0, 8, 2, flat))
    yield _bad("png-too-few-rows", png_file(W, H, 8, 2, raw[: len(raw) // 2]))
    yield _bad("png-without-pixels", whole[:33] + png_chunk(b"IEND", b""))
    yield _bad("png-without-header", whole[:8] + whole[33:])
    yield _bad("png-depth-3", png_file(W, H, 3, 2, raw))
    yield _bad("png-colour-type-5", png_file(W, H, 8, 5, raw))
    yield _bad("png-palette-missing", png_file(W, H, 8, 3, _rows(RGB[..., 0])))
    yield _bad("png-header-of-5-bytes", whole[:8] + png_chunk(b"IHDR", b"\0\0\0\x01\0") + whole[33:])
    yield _bad("png-compressed-data-is-noise", whole[:33] + png_chunk(b"IDAT", b"\xa5" * 500) + png_chunk(b"IEND", b""))
    yield _bad("png-wrong-checksum-of-header", whole[:29] + b"\0\0\0\0" + whole[33:])
    at = whole.index(b"IDAT") + 40
    yield _bad("png-one-bit-flipped", whole[:at] + bytes((whole[at] ^ 4,)) + whole[at + 1 :])
    yield _bad("png-chunk-longer-than-the-file", whole[:33] + b"\x7f\xff\xff\xff" + whole[37:])
    yield _bad("png-200000-chunks", whole[:33] + png_chunk(b"tEXt", b"a\0b") * 200_000 + whole[33:])
    yield _bad("png-signature-and-noise", whole[:8] + np.random.default_rng(1).bytes(3000))
    yield _ok("png-ordinary", whole, opaque(RGB))
    yield _ok("png-rgba", save(with_alpha(RGB), "PNG"), with_alpha(RGB))
    bomb = zlib.compress(bytes(100_000_000), 9)
    text = png_chunk(b"zTXt", b"Comment\0\0" + bomb)
    yield _ok("png-text-bomb", png_file(W, H, 8, 2, raw, text), opaque(RGB))
    long = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + bomb)
    yield _ok("png-xmp-bomb", png_file(W, H, 8, 2, raw, long), opaque(RGB))
    profile = png_chunk(b"iCCP", b"p\0\0" + bomb)
    yield _ok("png-profile-bomb", png_file(W, H, 8, 2, raw, profile), opaque(RGB))
    noise = png_chunk(b"iCCP", b"p\0\0" + zlib.compress(b"no profile at all" * 30))
    yield _ok("png-profile-is-nonsense", png_file(W, H, 8, 2, raw, noise), opaque(RGB))
    wrong = png_chunk(b"tEXt", b"a\0b", checksum=0)
    yield _ok("png-wrong-checksum-of-a-comment", png_file(W, H, 8, 2, raw, wrong), opaque(RGB))
    wide = (RGB.astype(">u2") * 257).reshape(H, -1)
    yield _ok("png-16-bit", png_file(W, H, 16, 2, _rows(wide.view(np.uint8).reshape(H, -1))), opaque(RGB))
    grey = np.repeat(RGB[..., :1], 3, axis=2)
    pair = np.stack([RGB[..., 0], RGB[..., 1]], axis=-1)
    both = np.dstack([grey, RGB[..., 1]])
    yield _ok("png-grey-alpha", png_file(W, H, 8, 4, _rows(pair.reshape(H, -1))), both)
    wide = (pair.astype(">u2") * 257).view(np.uint8).reshape(H, -1)
    yield _ok("png-grey-alpha-16-bit", png_file(W, H, 16, 4, _rows(wide)), both)
    keyed = np.dstack([RGB, np.where((RGB[0, 0] == RGB).all(axis=2), 0, 255)]).astype(np.uint8)
    key = png_chunk(b"tRNS", RGB[0, 0].astype(">u2").tobytes())
    yield _ok("png-colour-key", png_file(W, H, 8, 2, raw, key), keyed)
    bits = np.packbits(RGB[..., 0] > 120, axis=1)
    black = np.repeat(np.where(RGB[..., :1] > 120, 255, 0), 3, axis=2).astype(np.uint8)
    yield _ok("png-1-bit", png_file(W, H, 1, 0, _rows(bits)), opaque(black))
    frames = [Pillow.fromarray(RGB), Pillow.fromarray(255 - RGB)]
    animated = save(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=50)
    yield _ok("apng-first-frame", animated, opaque(RGB))


def segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def frame(sof: int, precision: int, width: int, height: int, parts: int = 3, sampling: int = 0x11) -> bytes:
    """A JPEG frame header."""
    body = struct.pack(">BHHB", precision, height, width, parts)
    return segment(sof, body + b"".join(bytes((i + 1, sampling, 0)) for i in range(parts)))


def _with_frame(data: bytes, header: bytes) -> bytes:
    """The same JPEG with another frame header."""
    at = data.index(b"\xff\xc0")
    return data[:at] + header + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def _jpeg() -> Iterator[HostileFile]:
    """JPEG: header lies, scans without end, inks, profiles, metadata without measure."""
    whole = jpeg(RGB, "444", quality=95)
    near = 8
    scan = segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00")
    yield _ok("jpeg-ordinary", whole, opaque(RGB), near)
    yield _bad("jpeg-65535-square-without-data", b"\xff\xd8" + frame(0xC0, 8, 65535, 65535) + b"\xff\xd9")
    yield _bad("jpeg-65535-square", b"\xff\xd8" + frame(0xC0, 8, 65535, 65535) + scan + b"\0\xff\xd9", TooLarge)
    yield _bad("jpeg-30000-wide", save(Pillow.new("L", (30_000, 8)), "JPEG"), TooLarge)
    yield _bad("jpeg-49-megapixels-without-data", _with_frame(whole, frame(0xC0, 8, 7000, 7000)), TooLarge)
    yield _bad("jpeg-larger-than-its-data", _with_frame(whole, frame(0xC0, 8, 700, 900)))
    yield _bad("jpeg-height-0", _with_frame(whole, frame(0xC0, 8, W, 0)))
    yield _bad("jpeg-width-0", _with_frame(whole, frame(0xC0, 8, 0, H)))
    yield _bad("jpeg-12-bit", _with_frame(whole, frame(0xC1, 12, W, H)))
    yield _bad("jpeg-lossless", _with_frame(whole, frame(0xC3, 8, W, H)))
    yield _bad("jpeg-2-components", _with_frame(whole, frame(0xC0, 8, W, H, parts=2)))
    yield _bad("jpeg-7-components", _with_frame(whole, frame(0xC0, 8, W, H, parts=7)))
    yield _bad("jpeg-sampling-factor-0", _with_frame(whole, frame(0xC0, 8, W, H, sampling=0)))
    yield _bad("jpeg-sampling-factor-15", _with_frame(whole, frame(0xC0, 8, W, H, sampling=0xFF)))
    yield _bad("jpeg-frame-header-cut-off", b"\xff\xd8" + segment(0xC0, b"\x08\0") + scan + b"\xff\xd9")
    yield _bad("jpeg-segment-of-length-0", whole[:2] + b"\xff\xe1\0\0" + whole[2:])
    yield _bad("jpeg-segment-longer-than-the-file", b"\xff\xd8\xff\xe1\xff\xff" + bytes(90))
    yield _bad("jpeg-start-marker-only", b"\xff\xd8\xff\xd9")
    yield _bad("jpeg-40000-comments", whole[:2] + segment(0xFE, b"x") * 40_000 + whole[2:])
    progressive = jpeg(RGB, "420", progressive=True)
    tail = progressive.rindex(b"\xff\xda")
    yield _bad("jpeg-3000-scans", progressive[:-2] + progressive[tail:-2] * 3000 + b"\xff\xd9", TooLarge)
    head = whole.index(b"\xff\xda") + 14
    rubbish = np.random.default_rng(3).integers(0, 255, 600, dtype=np.uint8).tobytes()
    yield _bad("jpeg-scan-is-noise", whole[:head] + rubbish + b"\xff\xd9")
    yield _bad("jpeg-start-and-noise", b"\xff\xd8\xff" + rubbish)
    yield _bad("jpeg-second-half-missing-but-ended", whole[: len(whole) // 2] + b"\xff\xd9")
    yield _ok("jpeg-stray-bytes-before-the-end", whole[:-2] + b"\0\0\0" + whole[-2:], opaque(RGB), near)
    sloppy = whole.replace(b"\x00\x3f\x00", b"\x00\x00\x00", 1)
    yield _ok("jpeg-sloppy-scan-header", sloppy, opaque(RGB), near)
    yield _ok("jpeg-fill-bytes", whole[:2] + b"\xff" * 50 + whole[2:], opaque(RGB), near)
    yield _ok("jpeg-orientation-99", _insert(whole, segment(0xE1, bytes(exif(1).tobytes()[:-6]))), opaque(RGB), near)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>" + b"<a>" * 15_000
    yield _ok("jpeg-3-megabytes-of-nested-xmp", _insert(whole, segment(0xE1, xmp) * 66), opaque(RGB), near)
    circle = b"Exif\0\0MM\0*\0\0\0\x08" + b"\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08" + b"\0\0\0\x08"
    yield _ok("jpeg-exif-in-a-circle", _insert(whole, segment(0xE1, circle)), opaque(RGB), near)
    inside = _insert(whole, segment(0xE1, b"Exif\0\0" + whole[:60_000]))
    yield _ok("jpeg-in-jpeg-in-jpeg", _insert(whole, segment(0xE1, b"Exif\0\0" + inside[:60_000])), opaque(RGB), near)
    icc = b"ICC_PROFILE\0\x01\x01"
    yield _ok("jpeg-profile-is-noise", _insert(whole, segment(0xE2, icc + rubbish)), opaque(RGB), near)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lie = srgb[:16] + b"CMYK" + srgb[20:]
    yield _ok("jpeg-profile-of-other-colours", _insert(whole, segment(0xE2, icc + lie)), opaque(RGB), near)
    yield _ok("jpeg-profile-cut-off", _insert(whole, segment(0xE2, icc + srgb[:200])), opaque(RGB), near)
    inks = save(Pillow.fromarray(RGB).convert("CMYK"), "JPEG", quality=95, subsampling=0)
    yield _ok("jpeg-cmyk-adobe", inks, opaque(RGB), near)
    plain = save(Pillow.fromarray(255 - np.asarray(Pillow.fromarray(RGB).convert("CMYK")), "CMYK"), "JPEG", quality=95)
    at = plain.index(b"\xff\xee")
    bare = plain[:at] + plain[at + 2 + int.from_bytes(plain[at + 2 : at + 4], "big") :]
    yield _ok("jpeg-cmyk-without-adobe-marker", bare, opaque(RGB), near + 8)
    grey = np.repeat(RGB[..., :1], 3, axis=2)
    yield _ok("jpeg-grey", jpeg(RGB, "grey", quality=95), opaque(grey), near)


def _insert(data: bytes, segments: bytes) -> bytes:
    """Segments right behind the start marker."""
    return data[:2] + segments + data[2:]


def _webp_gif() -> Iterator[HostileFile]:
    """WebP and GIF: canvases that lie, animations."""
    still = save(RGB, "WEBP", lossless=True)
    other = 255 - RGB
    pictures = [Pillow.fromarray(RGB), Pillow.fromarray(other)]
    moving = save(pictures[0], "WEBP", save_all=True, append_images=pictures[1:], lossless=True)
    yield _ok("webp-animated-first-frame", moving, opaque(RGB))
    large = save(Pillow.new("RGB", (9000, 9000)), "WEBP", lossless=True, method=0, quality=0)
    yield _bad("webp-bomb-81-megapixels", large, TooLarge)
    middle = save(Pillow.new("RGB", (6000, 6000)), "WEBP", lossless=True, method=0, quality=0)
    yield _bad("webp-bomb-36-megapixels-in-few-bytes", middle, TooLarge)
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (9).to_bytes(3, "little") * 2
    lie = b"WEBP" + canvas + middle[12:]
    yield _bad("webp-canvas-smaller-than-its-frame", b"RIFF" + struct.pack("<I", len(lie)) + lie)
    empty = b"WEBP" + canvas
    yield _bad("webp-without-frames", b"RIFF" + struct.pack("<I", len(empty)) + empty)
    yield _bad("webp-noise", b"RIFF" + struct.pack("<I", 996) + b"WEBPVP8 " + np.random.default_rng(5).bytes(988))
    yield _bad("webp-frame-of-zeros", still[:20] + bytes(len(still) - 20))
    two = save(pictures[0], "GIF", save_all=True, append_images=pictures[1:])
    yield _ok("gif-animated-first-frame", two, opaque(RGB), 30)
    tiny = save(Pillow.new("P", (1, 1)), "GIF")
    body = tiny[tiny.index(b"\x2c") : -1]
    yield _bad("gif-1500-frames", tiny[:-1] + body * 1500 + b";", TooLarge)
    screen = bytearray(tiny)
    screen[6:10] = struct.pack("<HH", 65535, 65535)
    yield _bad("gif-65535-square-screen", bytes(screen), TooLarge)
    area = bytearray(tiny)
    at = area.index(b"\x2c")
    area[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    yield _bad("gif-frame-larger-than-its-screen", bytes(area), TooLarge)
    area[at + 5 : at + 9] = struct.pack("<HH", 0, 0)
    screen[6:10] = bytes(4)
    yield _bad("gif-zero-sized", bytes(screen[:at]) + bytes(area[at:]))
    yield _bad("gif-without-frames", tiny[:13] + b";")
    yield _bad("gif-noise", b"GIF89a" + np.random.default_rng(6).bytes(400))


def tiff_file(tags: dict[int, tuple[int, int, int]], data: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF: tag -> (type, count, value or offset); picture data behind the directory."""
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + struct.pack("<I", following) + data


def plain_tags(width: int, height: int, offset: int, size: int) -> dict[int, tuple[int, int, int]]:
    """An 8-bit grey page in one strip."""
    return {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, offset),
        277: (3, 1, 1),
        278: (4, 1, height),
        279: (4, 1, size),
    }


def _tiff_bmp() -> Iterator[HostileFile]:
    """TIFF and BMP: offsets out of the file, circles, other files inside."""
    tags = plain_tags(10, 10, 122, 100)
    start = 8 + 2 + 12 * len(tags) + 4
    tags = plain_tags(10, 10, start, 100)
    flat = opaque(np.full((10, 10, 3), 7, np.uint8))
    yield _ok("tiff-by-hand", tiff_file(tags, b"\x07" * 100), flat)
    yield _ok("tiff-pages-in-a-circle", tiff_file(tags, b"\x07" * 100, following=8), flat)
    yield _bad("tiff-60000-square", tiff_file(tags | {256: (4, 1, 60_000), 257: (4, 1, 60_000)}, bytes(100)), TooLarge)
    yield _bad("tiff-strip-outside", tiff_file(tags | {273: (4, 1, 0xFFFFFFF0)}, bytes(100)))
    yield _bad("tiff-directory-at-minus-1", b"II*\0\xff\xff\xff\xff" + bytes(60))
    yield _bad("tiff-directory-in-the-header", b"II*\0\x04\0\0\0" + bytes(60))
    yield _bad("tiff-65535-entries", b"MM\0*\0\0\0\x08\xff\xff" + bytes(600))
    yield _bad("tiff-zero-sized", tiff_file(tags | {256: (4, 1, 0)}, bytes(100)))
    yield _bad("tiff-negative-size", tiff_file(tags | {256: (9, 1, 0xFFFFFFF6)}, bytes(100)))
    yield _bad("tiff-old-jpeg", tiff_file(tags | {259: (3, 1, 6)}, bytes(100)))
    yield _bad("tiff-12-bit", tiff_file(tags | {258: (3, 1, 12)}, bytes(150)))
    yield _bad("tiff-unknown-compression", tiff_file(tags | {259: (3, 1, 65000)}, bytes(100)))
    yield _bad("tiff-lzw-is-noise", tiff_file(tags | {259: (3, 1, 5)}, b"\xff" * 100))
    yield _bad("tiff-100-channels", tiff_file(tags | {277: (3, 1, 100)}, bytes(100)))
    yield _bad("tiff-without-strips", tiff_file({k: v for k, v in tags.items() if k not in {273, 279}}, bytes(100)))
    yield _bad("tiff-camera-raw", tiff_file(tags | {50706: (1, 4, 0x0401)}, bytes(100)))
    yield _bad("tiff-preview-only", tiff_file(tags | {254: (4, 1, 1)}, bytes(100)))
    yield _bad("tiff-float", cv2.imencode(".tiff", RGB.astype(np.float32))[1].tobytes())
    yield _bad("tiff-big", b"II+\0\x08\0\0\0" + bytes(40), UnsupportedFileType)
    wide = cv2.imencode(".tiff", (RGB.astype(np.uint16) * 257)[..., ::-1])[1].tobytes()
    yield _ok("tiff-16-bit", wide, opaque(RGB))
    yield _ok("tiff-cmyk", save(Pillow.fromarray(RGB).convert("CMYK"), "TIFF"), opaque(RGB), 1)
    turned = save(np.rot90(RGB).copy(), "TIFF", exif=exif(6))
    yield _ok("tiff-on-its-side", turned, opaque(RGB))
    pages = [Pillow.fromarray(RGB), Pillow.fromarray(255 - RGB)]
    yield _ok("tiff-two-pages", save(pages[0], "TIFF", save_all=True, append_images=pages[1:]), opaque(RGB))
    bmp = save(RGB, "BMP")
    yield _ok("bmp-ordinary", bmp, opaque(RGB))
    yield _bad("bmp-2-billion-wide", bmp[:18] + struct.pack("<ii", 2**31 - 1, 2**31 - 1) + bmp[26:], TooLarge)
    yield _bad("bmp-negative-width", bmp[:18] + struct.pack("<ii", -W, H) + bmp[26:])
    yield _bad("bmp-zero-sized", bmp[:18] + struct.pack("<ii", 0, 0) + bmp[26:])
    yield _bad("bmp-jpeg-inside", bmp[:30] + struct.pack("<I", 4) + bmp[34:])
    yield _bad("bmp-pixels-outside", bmp[:10] + struct.pack("<I", 2**31) + bmp[14:])
    yield _bad("bmp-header-size-0", bmp[:14] + bytes(4) + bmp[18:])


def _box(kind: bytes, body: bytes) -> bytes:
    """One ISO media box."""
    return struct.pack(">I", len(body) + 8) + kind + body


def _heic() -> tuple[bytes, Pixels]:
    """A HEIC, and what it shows by the JFIF formulas (full range BT.601)."""
    y, x = np.mgrid[:32, :32]
    luma = (60 + 4 * x + y).astype(np.uint8)
    blue, red = np.full((16, 16), 112, np.uint8), np.full((16, 16), 140, np.uint8)
    shown = np.stack([luma + 1.402 * 12, luma + 0.344136 * 16 - 0.714136 * 12, luma - 1.772 * 16], axis=-1)
    return heic(luma, blue, red), opaque(np.rint(shown).astype(np.uint8))


def _heif() -> Iterator[HostileFile]:
    """HEIC and AVIF: brands that lie."""
    video = _box(b"moov", _box(b"mvhd", bytes(100))) + _box(b"mdat", bytes(500))
    yield _bad("mp4-says-heic", _box(b"ftyp", b"heic\0\0\0\0mif1heic") + video)
    yield _bad("mp4-says-avif", _box(b"ftyp", b"avif\0\0\0\0mif1avif") + video)
    yield _bad("heic-nothing-behind-the-brand", _box(b"ftyp", b"heic\0\0\0\0mif1heic"))
    yield _bad("heic-empty-meta", _box(b"ftyp", b"mif1\0\0\0\0mif1heic") + _box(b"meta", bytes(4)))
    nested = b""
    for _ in range(400):
        nested = _box(b"meta", bytes(4) + nested)
    yield _bad("heic-400-nested-boxes", _box(b"ftyp", b"heic\0\0\0\0mif1heic") + nested)
    yield _bad("heic-box-of-2-gigabytes", _box(b"ftyp", b"heic\0\0\0\0heic") + b"\x7f\xff\xff\xffmeta" + bytes(50))
    yield _bad("mp4-video", _box(b"ftyp", b"isom\0\0\2\0isommp41") + video, UnsupportedFileType)
    data, shown = _heic()
    yield _ok("heic-ordinary", data, shown, 2)
    at = data.index(b"ispe") + 8
    yield _bad("heic-20000-square-declared", data[:at] + struct.pack(">II", 20_000, 20_000) + data[at + 8 :], TooLarge)
    at = data.index(b"mdat") + 8
    yield _bad("heic-coded-as-noise", data[:at] + np.random.default_rng(7).bytes(len(data) - at))
    at = data.index(b"iloc") + 20
    yield _bad("heic-picture-outside-the-file", data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :])
    picture = save(RGB, "AVIF", quality=98, subsampling="4:4:4")
    yield _ok("avif-ordinary", picture, opaque(RGB), 10)
    at = picture.index(b"ispe") + 8
    yield _bad("avif-2-billion-wide", picture[:at] + b"\x7f\xff\xff\xff" * 2 + picture[at + 8 :], TooLarge)
    yield _bad(
        "avif-12000-square-declared", picture[:at] + struct.pack(">II", 12_000, 12_000) + picture[at + 8 :], TooLarge
    )
    yield _bad("avif-coded-as-noise", picture[: picture.index(b"mdat") + 4] + bytes(len(picture)))


def _not_pictures() -> Iterator[HostileFile]:
    """Files that are no picture, or one of a kind that is not read."""
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.png", save(RGB, "PNG"))
    others = {
        "svg": svg,
        "svg-with-declaration": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- -->" + svg,
        "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n(r) file run\n",
        "html": b"\n<!DOCTYPE html><html><body><img src=x onerror=alert(1)></body></html>",
        "text": b"just some words\n",
        "json": b'{"image": "data:image/png;base64,iVBORw0KGgo="}',
        "base64-of-a-png": b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "zip": archive.getvalue(),
        "icon": save(RGB, "ICO", sizes=[(16, 16)]),
        "photoshop": b"8BPS\0\x01" + bytes(60),
        "jpeg-xl": b"\xff\x0a" + bytes(60),
        "jpeg-2000": save(RGB, "JPEG2000"),
        "netpbm": save(RGB, "PPM"),
        "targa": save(RGB, "TGA"),
        "program": b"\x7fELF" + bytes(60),
        "shell-script": b"#!/bin/sh\nrm -rf /\n",
        "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(28),
        "zeros": bytes(1000),
        "one-byte": b"\xff",
        "noise": np.random.default_rng(9).bytes(2000),
    }
    for name, data in others.items():
        yield _bad(name, data, UnsupportedFileType)
    yield _bad("0-bytes", b"")
    yield _bad("51-megabytes-of-jpeg", jpeg(RGB, "420") + bytes(51 * 1024 * 1024), TooLarge)


def _polyglots() -> Iterator[HostileFile]:
    """Files that are two things at once: the format of the first bytes decides, what follows is ignored."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("payload.js", "alert(1)")
    photo = jpeg(RGB, "444", quality=95)
    yield _ok("jpeg-and-zip", photo + archive.getvalue(), opaque(RGB), 8)
    yield _ok("jpeg-and-motion-video", photo + _box(b"ftyp", b"mp42\0\0\0\0isom") + bytes(900), opaque(RGB), 8)
    yield _ok("jpeg-and-second-jpeg", photo + jpeg(255 - RGB, "420"), opaque(RGB), 8)
    html = b"<html><script>alert(1)</script></html>"
    yield _ok("png-and-html", save(RGB, "PNG") + html, opaque(RGB))
    yield _ok("jpeg-with-html-comment", _insert(photo, segment(0xFE, html)), opaque(RGB), 8)
    yield _ok("png-and-png", save(RGB, "PNG") + save(255 - RGB, "PNG"), opaque(RGB))
    script = bytearray(save(np.full((1, 1), 9, np.uint8), "GIF"))
    script[6:10] = b"/*\x01\x00"  # a screen of 10,799 x 1 pixels opens a JavaScript comment
    yield _ok("gif-and-javascript", bytes(script) + b"*/=1;alert(1)//")
    yield _ok("webp-and-zip", save(RGB, "WEBP", lossless=True) + archive.getvalue(), opaque(RGB))
    yield _bad("pdf-with-jpeg-inside", b"%PDF-1.4\n" + photo, UnsupportedFileType)
    yield _bad("html-with-png-inside", html + save(RGB, "PNG"), UnsupportedFileType)
