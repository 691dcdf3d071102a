"""Encoding: exact round trips, profiles, and no trace of the source's metadata."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.codec.jpeg_blocks import splice
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from tests.codec.hostile import png_chunk, segment
from tests.codec.pictures import exif, gradient, opaque, save, texture, with_alpha

LIMITS = Limits()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
THUMBNAIL = save(np.full((40, 60, 3), (250, 3, 77), np.uint8), "JPEG", quality=70)
"""The unedited copy that must not leave; searched for in the output by a stretch of its coded data."""
SECRET = b"GPS 48.2082N 16.3738E owner Jane Doe"


@st.composite
def pictures(draw: st.DrawFn) -> Image:
    """Any small picture: opaque or not, with or without a profile."""
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    noise = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pixels = noise.integers(0, 256, (height, width, 4), dtype=np.uint8)
    alpha = draw(st.sampled_from(["any", "opaque", "none", "hard"]))
    if alpha != "any":
        pixels[..., 3] = {"opaque": 255, "none": 0, "hard": 255 * (pixels[..., 3] > 99)}[alpha]
    return Image(pixels=pixels, profile=draw(st.sampled_from([None, SRGB])))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(image=pictures(), form=st.sampled_from([("png", None), ("png", 0), ("webp", None), ("webp", 100)]))
def test_lossless_formats_change_no_pixel(image: Image, form: tuple[str, int | None]) -> None:
    source = decode(encode(image, format=form[0], compression=form[1]), limits=LIMITS)
    assert source.image.digest == image.digest
    assert source.format == form[0]
    assert source.converted is None


@settings(max_examples=25, deadline=None, derandomize=True)
@given(image=pictures(), quality=st.sampled_from([None, 0, 50, 89, 90, 100]))
def test_jpeg_keeps_size_and_profile(image: Image, quality: int | None) -> None:
    source = decode(encode(image, format="jpeg", compression=quality), limits=LIMITS)
    assert source.image.size == image.size
    assert source.image.profile == image.profile
    assert source.image.opaque


def test_jpeg_is_flattened_on_white() -> None:
    image = Image(pixels=with_alpha(gradient()))
    alpha = image.alpha[..., None] / 255
    expected = np.rint(image.rgb * alpha + 255 * (1 - alpha))
    assert np.abs(image.over_white().rgb - expected).max() <= 1
    decoded = decode(encode(image, format="jpeg"), limits=LIMITS).image.rgb
    assert np.abs(decoded - expected).mean() < 2


@pytest.mark.parametrize("form", ["jpeg", "webp"])
def test_compression_trades_size_for_error(form: str) -> None:
    image = Image(pixels=opaque(texture(120, 90)))
    sizes, errors = [], []
    for quality in (10, 50, 90):
        data = encode(image, format=form, compression=quality)
        sizes.append(len(data))
        errors.append(np.abs(decode(data, limits=LIMITS).image.rgb.astype(int) - image.rgb).mean())
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)


def test_opaque_png_has_no_alpha_channel() -> None:
    for pixels, mode in ((opaque(gradient()), "RGB"), (with_alpha(gradient()), "RGBA")):
        with Pillow.open(io.BytesIO(encode(Image(pixels=pixels), format="png"))) as picture:
            assert picture.mode == mode
            assert picture.info == {}


@pytest.mark.parametrize("compression", [-1, 101])
def test_compression_outside_0_to_100_is_refused(compression: int) -> None:
    with pytest.raises(InvalidValue, match="0 to 100"):
        encode(Image(pixels=opaque(gradient())), format="webp", compression=compression)


def test_formats_refuse_sides_they_cannot_hold() -> None:
    with pytest.raises(InvalidSize, match="16383"):
        encode(Image(pixels=np.zeros((1, 16384, 4), np.uint8)), format="webp")
    with pytest.raises(InvalidSize, match="65500"):
        encode(Image(pixels=np.zeros((1, 65501, 4), np.uint8)), format="jpeg")


def _needle() -> bytes:
    """A stretch of the thumbnail's coded picture."""
    return THUMBNAIL[-40:-4]


def _planted_jpeg() -> bytes:
    """A JPEG with every known place in which an unedited copy or a history travels."""
    block = exif(1)
    block[0x010E] = SECRET.decode()
    ifd = block.tobytes() + b"\0\0" + THUMBNAIL
    mpf = segment(0xE2, b"MPF\0II*\0" + SECRET)
    jfxx = segment(0xE0, b"JFXX\0\x10" + THUMBNAIL)
    photoshop = b"8BIM\x04\x0c\0\0" + struct.pack(">I", len(THUMBNAIL)) + THUMBNAIL
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><xmpMM:History>" + SECRET + b"</xmpMM:History></x:xmpmeta>"
    gain = b"urn:iso:std:iso:ts:21496:-1\0" + SECRET
    planted = [
        segment(0xE1, ifd),
        jfxx,
        segment(0xED, b"Photoshop 3.0\0" + photoshop),
        mpf,
        segment(0xE1, xmp),
        segment(0xE2, gain),
        segment(0xEB, b"HDR_RI ver=11 " + SECRET),
        segment(0xE3, b"Meta\0\0" + SECRET),
        segment(0xFE, SECRET),
    ]
    base = save(gradient(), "JPEG", quality=90, icc_profile=SRGB)
    # Behind the end: an MPF second picture, a gain map, a depth map, a motion photo.
    video = b"\0\0\0\x18ftypmp42" + SECRET
    return base[:2] + b"".join(planted) + base[2:] + THUMBNAIL + THUMBNAIL + video


def _planted_png() -> bytes:
    """A PNG with text, XMP, EXIF thumbnail, private chunks and a second animation frame."""
    data = save(gradient(), "PNG", icc_profile=SRGB)
    chunks = [
        png_chunk(b"tEXt", b"Comment\0" + SECRET),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET),
        png_chunk(b"eXIf", exif(1).tobytes()[6:] + THUMBNAIL),
        png_chunk(b"prVW", THUMBNAIL),
        png_chunk(b"caBX", SECRET),
    ]
    return data[:33] + b"".join(chunks) + data[33:] + THUMBNAIL


def _planted_webp() -> bytes:
    """A WebP with EXIF and XMP."""
    return save(gradient(), "WEBP", lossless=True, exif=exif(1).tobytes() + THUMBNAIL, xmp=SECRET, icc_profile=SRGB)


def _planted_tiff() -> bytes:
    """A TIFF with description, XMP and Photoshop blocks."""
    tags = {270: SECRET.decode(), 700: SECRET, 34377: THUMBNAIL}
    return save(gradient(), "TIFF", tiffinfo=tags, icc_profile=SRGB)


PLANTED = {"jpeg": _planted_jpeg, "png": _planted_png, "webp": _planted_webp, "tiff": _planted_tiff}


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_no_unedited_copy_and_no_history_leaves(kind: str, form: str) -> None:
    data = PLANTED[kind]()
    assert _needle() in data
    assert SECRET in data
    source = decode(data, limits=LIMITS)
    assert np.abs(source.image.rgb.astype(int) - gradient()).max() < 20
    for compression in (None, 70):
        out = encode(source.image, format=form, compression=compression)
        _assert_clean(out)
        assert decode(out, limits=LIMITS).image.profile == SRGB


@pytest.mark.parametrize("touch", [False, True])
def test_no_unedited_copy_leaves_through_a_splice(touch: bool) -> None:
    source = decode(_planted_jpeg(), limits=LIMITS)
    pixels = source.image.pixels.copy()
    if touch:
        pixels[10:20, 10:20, :3] = 9
    spliced = splice(source, source.image.with_pixels(pixels), np.ones(pixels.shape[:2], np.bool_))
    assert spliced is not None
    _assert_clean(spliced.data)
    assert decode(spliced.data, limits=LIMITS).image.profile == SRGB


def _assert_clean(out: bytes) -> None:
    """Neither the thumbnail nor the words, and none of the containers they travelled in."""
    words = (
        SECRET,
        b"JFXX",
        b"Photoshop",
        b"8BIM",
        b"MPF\0",
        b"xmpmeta",
        b"HDR_RI",
        b"21496",
        b"ftyp",
        b"tEXt",
        b"prVW",
    )
    for needle in (_needle(), SECRET[:12], *words):
        assert needle not in out
