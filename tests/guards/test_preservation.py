"""The preservation guard, seen passing and seen failing; the nothing-changed guard likewise."""

import numpy as np
import pytest

from scumble.core.image import Image
from scumble.guards import change, preservation


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
    image = Image(pixels=np.full((300, 40, 4), 100, np.uint8))
    kept = preservation.measure(changed(image, 5, 3, 7), image, np.zeros((300, 40), bool), mode="reencoded")
    assert preservation.verdict(kept).passed
    assert "lossy" in preservation.verdict(kept).sentence


def test_colour_below_full_transparency_is_not_looked_at() -> None:
    image = picture(alpha=0)
    kept = preservation.measure(changed(image, 5, 3, 7), image, np.zeros((300, 40), bool), mode="exact")
    assert kept.changed == 0


def test_an_edit_that_changed_nothing_is_told() -> None:
    image, touched = picture(), np.ones((300, 40), bool)
    assert not change.verdict(image, image, touched, moved=False).passed
    assert change.verdict(image, image, touched, moved=True).passed
    assert change.verdict(changed(image, 1, 1, 5), image, touched, moved=False).passed
