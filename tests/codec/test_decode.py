"""Decoding: sniffing, orientation, colour profiles, conversions, limits."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from scumble.codec.decode import Limits, decode, probe
from scumble.codec.orient import SWAPS, stored, upright
from scumble.codec.profile import colour_space
from scumble.core.errors import InvalidImage, TooLarge, UnsupportedFileType
from tests.codec.heic_maker import heic
from tests.codec.hostile import plain_tags, tiff_file
from tests.codec.pictures import exif, gradient, opaque, save, with_alpha

LIMITS = Limits()
RGB = gradient()
SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
SRGB = SRGB_PROFILE.tobytes()
LOSSLESS = {
    "PNG": {},
    "WEBP": {"lossless": True, "exact": True},
    "TIFF": {"compression": "tiff_lzw"},
}


def _grey_profile() -> bytes:
    """A minimal ICC v2 grey profile: gamma 1.0 (linear light), D50 white."""
    white = b"XYZ \0\0\0\0" + bytes.fromhex("0000f6d6000100000000d32d")
    curve = b"curv\0\0\0\0\0\0\0\0"
    text = b"desc\0\0\0\0\0\0\0\x05grey\0" + bytes(78)
    table, data, at = b"", b"", 128 + 4 + 12 * 3
    for tag, value in ((b"wtpt", white), (b"kTRC", curve), (b"desc", text)):
        body = value + bytes(-len(value) % 4)
        table += tag + (at + len(data)).to_bytes(4, "big") + len(body).to_bytes(4, "big")
        data += body
    size = at + len(data)
    header = size.to_bytes(4, "big") + bytes(4) + bytes.fromhex("02100000") + b"mntrGRAYXYZ " + bytes(12) + b"acsp"
    header += bytes(28) + bytes.fromhex("0000f6d6000100000000d32d") + bytes(48)
    return header + (3).to_bytes(4, "big") + table + data


@pytest.mark.parametrize("kind", LOSSLESS)
def test_colours_under_every_alpha_are_read_exactly(kind: str) -> None:
    picture = with_alpha(RGB)
    source = decode(save(picture, kind, **LOSSLESS[kind]), limits=LIMITS)
    assert (source.image.pixels == picture).all()
    assert source.converted is None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG", "AVIF"])
def test_orientation_is_applied(kind: str, orientation: int) -> None:
    options = {**LOSSLESS, "JPEG": {"quality": 98, "subsampling": 0}, "AVIF": {"quality": 98, "subsampling": "4:4:4"}}
    data = save(np.ascontiguousarray(stored(RGB, orientation)), kind, exif=exif(orientation), **options[kind])
    source, header = decode(data, limits=LIMITS), probe(data, limits=LIMITS)
    assert (header.width, header.height) == (RGB.shape[1], RGB.shape[0])
    assert source.orientation == orientation
    assert np.abs(source.image.rgb.astype(int) - RGB).max() <= (0 if kind in LOSSLESS else 10)


def test_heic_is_turned_by_its_container_once() -> None:
    y, x = np.mgrid[:32, :32]
    luma, chroma = (60 + 4 * x + y).astype(np.uint8), np.full((16, 16), 128, np.uint8)
    for turns in range(4):
        source = decode(heic(luma, chroma, chroma, turns), limits=LIMITS)
        assert (source.format, source.orientation, source.converted) == ("heif", 1, None)
        assert (source.image.rgb == np.rot90(luma, turns)[..., None]).all()


def test_display_p3_by_number_becomes_a_profile() -> None:
    flat, red = np.full((32, 32), 150, np.uint8), np.full((16, 16), 170, np.uint8)
    source = decode(heic(flat, red - 60, red, colours=(12, 13)), limits=LIMITS)
    assert source.notes == ()
    profile = source.image.profile
    assert profile is not None
    assert colour_space(profile) == "RGB"
    # By the primaries' matrices (SMPTE EG 432-1, IEC 61966-2-1): greys stay, this pink is stronger in sRGB numbers.
    swatches = Pillow.fromarray(np.array([[[128, 128, 128], [200, 150, 150]]], np.uint8))
    moved = np.asarray(ImageCms.profileToProfile(swatches, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB_PROFILE))
    assert np.abs(moved[0, 0].astype(int) - 128).max() <= 1
    assert np.abs(moved[0, 1].astype(int) - (209, 147, 149)).max() <= 2


@pytest.mark.parametrize("colours", [(9, 16), (9, 14), (12, 18)])
def test_colours_beyond_reach_are_said(colours: tuple[int, int]) -> None:
    flat = np.full((32, 32), 150, np.uint8)
    source = decode(heic(flat, flat[:16, :16], flat[:16, :16], colours=colours), limits=LIMITS)
    assert source.image.profile is None
    assert "read as sRGB" in source.notes[0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_stored_is_the_inverse_of_upright(orientation: int) -> None:
    assert (upright(stored(RGB, orientation), orientation) == RGB).all()
    assert (stored(RGB, orientation).shape != RGB.shape) == (orientation in SWAPS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG", "AVIF"])
def test_rgb_profile_is_kept_byte_for_byte(kind: str) -> None:
    source = decode(save(RGB, kind, icc_profile=SRGB), limits=LIMITS)
    assert source.image.profile == SRGB
    assert source.notes == ()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG"])
@pytest.mark.parametrize("profile", [b"rubbish" * 40, SRGB[:300], SRGB[:16] + b"CMYK" + SRGB[20:]])
def test_unusable_profile_is_dropped_with_a_note(kind: str, profile: bytes) -> None:
    source = decode(save(RGB, kind, icc_profile=profile), limits=LIMITS)
    assert source.image.profile is None
    assert len(source.notes) == 1
    assert "colour profile" in source.notes[0]


def test_grey_profile_is_converted_to_srgb_and_said() -> None:
    grey = np.arange(256, dtype=np.uint8)[None].repeat(4, axis=0)
    assert colour_space(_grey_profile()) == "GRAY"
    source = decode(save(grey, "PNG", icc_profile=_grey_profile()), limits=LIMITS)
    assert source.converted == "grey profile"
    assert source.image.profile is None
    linear = np.arange(256) / 255
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    # Below a few percent the colour engine's own table of linear light is coarse.
    assert np.abs(source.image.rgb[0, 16:, 1] - 255 * srgb[16:]).max() <= 2


@pytest.mark.parametrize(
    ("mode", "kind", "converted"),
    [
        ("CMYK", "JPEG", "cmyk"),
        ("CMYK", "TIFF", "cmyk"),
        ("LAB", "TIFF", "lab"),
        ("I;16", "PNG", "16-bit"),
        ("I;16", "TIFF", "16-bit"),
        ("L", "PNG", None),
        ("P", "PNG", None),
        ("1", "PNG", None),
        ("P", "GIF", None),
        ("L", "BMP", None),
        ("LA", "PNG", None),
    ],
)
def test_conversions_are_said(mode: str, kind: str, converted: str | None) -> None:
    picture = Pillow.fromarray(RGB)
    if mode == "LAB":
        picture = Pillow.merge("LAB", picture.split())
    elif mode == "I;16":
        picture = Pillow.fromarray(RGB[..., 0].astype(np.uint16) * 257)
    else:
        picture = picture.convert(mode)
    source = decode(save(picture, kind), limits=LIMITS)
    assert source.converted == converted
    assert source.image.pixels.shape == (*RGB.shape[:2], 4)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("white", [0, 1])
def test_grey_tiff_of_every_depth_knows_which_end_is_white(bits: int, white: int) -> None:
    row = b"\xff" * (-(-10 * bits // 8))
    tags = plain_tags(10, 10, 122, 10 * len(row)) | {258: (3, 1, bits), 262: (3, 1, white)}
    pixels = decode(tiff_file(tags, row * 10), limits=LIMITS).image.pixels
    assert (pixels[..., :3] == 255 * white).all()


def test_lab_is_converted_by_colour_management() -> None:
    lab = np.zeros((4, 4, 3), np.uint8)
    lab[..., 0] = 137  # L* = 53.7, the grey of sRGB 128
    data = save(Pillow.fromarray(lab, "LAB"), "TIFF")
    assert np.abs(decode(data, limits=LIMITS).image.rgb.astype(int) - 128).max() <= 2


def test_16_bit_is_rounded_not_cut() -> None:
    wide = np.array([[0, 128, 129, 256, 257, 32768, 65406, 65407, 65535]], np.uint16)
    pixels = decode(save(wide, "PNG"), limits=LIMITS).image.pixels
    assert pixels[0, :, 0].tolist() == [round(v / 257) for v in wide[0].tolist()]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(max_bytes=100), "100 bytes"),
        (Limits(max_pixels=3499), "3,499"),
        (Limits(max_side=69), "69"),
        (Limits(ratio_from=1, max_ratio=1), "bomb"),
    ],
)
def test_limits_name_what_is_allowed(limits: Limits, words: str) -> None:
    data = save(RGB, "PNG")
    for read in (probe, decode):
        with pytest.raises(TooLarge, match=words) as caught:
            read(data, limits=limits, name="mask")
        assert caught.value.param == "mask"


def test_limits_are_inclusive() -> None:
    data = save(RGB, "PNG")
    exact = Limits(max_bytes=len(data), max_pixels=3500, max_side=70)
    assert probe(data, limits=exact).frames == 1


def test_frames_are_counted_and_limited() -> None:
    pictures = [Pillow.fromarray(np.full((9, 9, 3), 40 * i, np.uint8)) for i in range(5)]
    for kind in ("GIF", "WEBP", "TIFF", "PNG", "AVIF"):
        data = save(pictures[0], kind, save_all=True, append_images=pictures[1:])
        assert probe(data, limits=LIMITS).frames == 5
        with pytest.raises(TooLarge, match="frames"):
            decode(data, limits=Limits(max_frames=4))


def test_refusal_names_what_was_found_and_what_is_accepted() -> None:
    with pytest.raises(UnsupportedFileType, match=r"a PDF document.*JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC and AVIF"):
        probe(b"%PDF-1.7 ...", limits=LIMITS)


def test_empty_file_is_named_as_such() -> None:
    with pytest.raises(InvalidImage, match="empty file"):
        probe(b"", limits=LIMITS, name="mask")


def test_pixels_agree_with_an_independent_decoder() -> None:
    for sampling in (0, 1, 2):
        data = save(RGB, "JPEG", quality=80, subsampling=sampling)
        with Pillow.open(io.BytesIO(data)) as picture:
            expected = opaque(np.asarray(picture.convert("RGB")))
        assert (decode(data, limits=LIMITS).image.pixels == expected).all()
