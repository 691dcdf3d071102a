"""Pictures left unread: what their header says, decoded once somebody looks, and what cannot be left unread."""

import cv2
import numpy as np
import pytest

from scumble.codec.decode import Limits, decode, unread
from scumble.codec.encode import encode
from scumble.core.errors import InvalidImage, ScumbleError, TooLarge
from scumble.core.image import Image

LIMITS = Limits(max_bytes=10**7, max_pixels=10**6, max_side=2_000)


def photo(*, alpha: int = 255, profile: bytes | None = None) -> Image:
    pixels = np.random.default_rng(3).integers(0, 256, (48, 64, 4), np.uint8)
    pixels[:, :, 3] = alpha
    return Image(pixels=pixels, profile=profile)


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_it_is_decoded_when_somebody_looks_and_is_then_what_decoding_gives(kind: str) -> None:
    data = encode(photo(), format=kind)  # type: ignore[arg-type]
    source = unread(data, limits=LIMITS)
    assert source is not None
    image = source.image
    assert (image.width, image.height, image.opaque, image.profile) == (64, 48, True, None)
    assert not image.is_read
    assert np.array_equal(image.pixels, decode(data, limits=LIMITS).image.pixels)
    assert image.is_read
    assert image.pixels is image.pixels
    assert not image.pixels.flags.writeable


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_its_file_has_no_metadata_and_the_very_pixels(kind: str) -> None:
    data = encode(photo(), format=kind)  # type: ignore[arg-type]
    if kind == "png":
        text = b"\x00\x00\x00\x0btEXtSecret\x00here" + b"\x00\x00\x00\x00"
        planted = data[:33] + text + data[33:]
    else:
        planted = data[:2] + b"\xff\xfe\x00\x0dSecret here" + data[2:]
    for source in (unread(planted, limits=LIMITS), decode(planted, limits=LIMITS)):
        assert source is not None
        assert source.image.file is not None
        assert source.image.file.format == kind
        assert b"Secret" not in source.image.file.data
        again = cv2.imdecode(np.frombuffer(source.image.file.data, np.uint8), cv2.IMREAD_COLOR)
        assert again is not None
        if kind == "png":
            assert np.array_equal(cv2.cvtColor(again, cv2.COLOR_BGR2RGB), source.image.rgb)


def test_pixels_of_ones_own_have_no_file() -> None:
    source = decode(encode(photo(), format="png"), limits=LIMITS)
    assert source.image.file is not None
    assert source.image.with_pixels(source.image.pixels).file is None


def turned() -> bytes:
    jpeg = encode(photo(), format="jpeg")
    tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" + bytes(6)
    body = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


@pytest.mark.parametrize(
    "data",
    [
        encode(photo(alpha=90), format="png"),
        encode(photo(profile=b"no profile at all, but somebody has to look"), format="png"),
        encode(photo(), format="webp"),
        turned(),
    ],
    ids=["transparent", "profile", "webp", "turned"],
)
def test_what_the_header_does_not_tell_all_of_is_not_left_unread(data: bytes) -> None:
    assert unread(data, limits=LIMITS) is None
    assert decode(data, limits=LIMITS).image.file is None


def test_limits_hold_before_anything_is_decoded() -> None:
    data = encode(photo(), format="png")
    with pytest.raises(TooLarge):
        unread(data, limits=Limits(max_bytes=10**7, max_pixels=1_000, max_side=2_000))
    with pytest.raises(InvalidImage):
        unread(data[:-30], limits=LIMITS)


def test_damage_is_told_by_whoever_looks() -> None:
    data = bytearray(encode(photo(), format="png"))
    data[80:90] = bytes(10)

    class OtherFaultError(ScumbleError):
        """Somebody else's."""

    source = unread(bytes(data), limits=LIMITS)
    blamed = unread(bytes(data), limits=LIMITS, fault=lambda error: OtherFaultError(error.message))
    assert source is not None
    assert blamed is not None
    with pytest.raises(InvalidImage):
        _ = source.image.pixels
    with pytest.raises(OtherFaultError):
        _ = blamed.image.pixels
