"""The preservation guard, seen passing and seen failing; the nothing-changed guard likewise."""

import cv2
import numpy as np
import pytest

from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.core.image import Image
from scumble.guards import change, fidelity, preservation


def picture(seed: int = 0, alpha: int = 255) -> Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (300, 40, 4), dtype=np.uint8)
    pixels[:, :, 3] = alpha
    return Image(pixels=pixels)


def changed(image: Image, y: int, x: int, by: int) -> Image:
    pixels = image.pixels.copy()
    pixels[y, x, 1] = (int(pixels[y, x, 1]) + by) % 256
    return image.with_pixels(pixels)


def test_untouched_pixels_pass() -> None:
    image = picture()
    touched = np.zeros((300, 40), bool)
    touched[10, 10] = True
    kept = preservation.measure(changed(image, 10, 10, 9), image, touched, mode="exact")
    assert (kept.outside, kept.changed, kept.maximum) == (300 * 40 - 1, 0, 0)
    assert preservation.verdict(kept).passed


@pytest.mark.parametrize("y", [0, 255, 256, 299])
def test_one_changed_pixel_anywhere_fails(y: int) -> None:
    image = Image(pixels=np.full((300, 40, 4), 100, np.uint8))
    kept = preservation.measure(changed(image, y, 3, 7), image, np.zeros((300, 40), bool), mode="exact")
    verdict = preservation.verdict(kept)
    assert (kept.changed, kept.maximum, verdict.passed) == (1, 7, False)
    assert "1 of 12,000" in verdict.sentence


def test_lossy_output_is_told_but_not_failed() -> None:
    image, nothing = Image(pixels=np.full((300, 40, 4), 100, np.uint8)), np.zeros((300, 40), bool)
    kept = preservation.measure(changed(image, 5, 3, 7), image, nothing, mode="reencoded")
    drawn = preservation.measure(image, image, nothing, mode="exact")
    assert preservation.verdict(kept, drawn).passed
    assert "lossy" in preservation.verdict(kept, drawn).sentence


def test_a_redrawn_pixel_fails_also_behind_a_lossy_format() -> None:
    image, nothing = Image(pixels=np.full((300, 40, 4), 100, np.uint8)), np.zeros((300, 40), bool)
    redrawn = changed(image, 5, 3, 7)
    kept = preservation.measure(redrawn, image, nothing, mode="reencoded")
    drawn = preservation.measure(redrawn, image, nothing, mode="exact")
    assert not preservation.verdict(kept, drawn).passed


def test_an_encoding_of_another_picture_fails() -> None:
    white = Image(pixels=np.full((300, 40, 4), 255, np.uint8))
    black = Image(pixels=np.full((300, 40, 4), [0, 0, 0, 255], np.uint8))
    assert not fidelity.verdict(black, white, None).passed
    assert not fidelity.verdict(black, white, 0).passed
    assert fidelity.verdict(changed(white, 1, 1, 9), white, None).passed


@pytest.mark.parametrize("quality", [0, 10, 50, 92, 100])
def test_real_encodings_of_hard_pictures_stay_within_the_limit(quality: int) -> None:
    rng = np.random.default_rng(0)
    smooth = cv2.GaussianBlur(rng.integers(0, 256, (120, 160, 3)).astype(np.uint8), (0, 0), 1.2)
    image = Image(pixels=np.dstack([smooth, np.full((120, 160), 255, np.uint8)]))
    sent = decode(encode(image, format="jpeg", compression=quality), limits=Limits()).image
    assert fidelity.verdict(sent, image, quality).passed


def test_colour_below_full_transparency_is_not_looked_at() -> None:
    image = picture(alpha=0)
    kept = preservation.measure(changed(image, 5, 3, 7), image, np.zeros((300, 40), bool), mode="exact")
    assert kept.changed == 0


def test_an_edit_that_changed_nothing_is_told() -> None:
    image, touched = picture(), np.ones((300, 40), bool)
    assert not change.verdict(image, image, touched, moved=False).passed
    assert change.verdict(image, image, touched, moved=True).passed
    assert change.verdict(changed(image, 1, 1, 5), image, touched, moved=False).passed
