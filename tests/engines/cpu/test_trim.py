"""The rim that is cut off: transparent, plain, bars; and pictures that have none."""

import numpy as np
import pytest

from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Box
from scumble.engines.cpu.trim import inside_rim
from tests.engines.cpu.pictures import do, noise, opaque, plain

GROUND = (250, 248, 247)


def scene(height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Something to see, everywhere."""
    return np.clip(noise(height, width, mean=120, spread=60), 0, 255).astype(np.uint8)


def framed(top: int, right: int, bottom: int, left: int, ground: tuple[int, int, int] = GROUND) -> Image:
    """A scene of 90 x 120 in a rim of one colour, as JPEG leaves it: up to 3 levels off."""
    rgb = plain(90 + top + bottom, 120 + left + right, ground).rgb.astype(np.int16)
    rgb += np.random.default_rng(5).integers(-3, 4, rgb.shape, np.int16)
    rgb = np.clip(rgb, 0, 255).astype(np.uint8)
    rgb[top : top + 90, left : left + 120] = scene(90, 120)
    return opaque(rgb)


def test_transparent_edges_are_cut_off() -> None:
    pixels = plain(80, 100, (10, 200, 30)).pixels.copy()
    pixels[..., 3] = 0
    pixels[20:60, 15:90, 3] = 255
    pixels[19, 15:90, 3] = 40
    pixels[2, 2, 3] = 1
    assert inside_rim(Image(pixels=pixels)) == Box(x0=15, y0=19, x1=90, y1=60)


def test_a_plain_rim_is_cut_off_whatever_its_widths() -> None:
    assert inside_rim(framed(4, 31, 12, 7)) == Box(x0=7, y0=4, x1=127, y1=94)
    assert inside_rim(framed(0, 20, 0, 0)) is None  # A side that the scene reaches is no rim.


def test_a_thing_on_a_plain_ground_is_cut_out_tightly() -> None:
    rgb = plain(100, 140, (255, 255, 255)).rgb.copy()
    rgb[30:70, 50:90] = (20, 40, 160)
    rgb[5, 5] = (180, 180, 180)
    assert inside_rim(opaque(rgb)) == Box(x0=50, y0=30, x1=90, y1=70)


@pytest.mark.parametrize("bars", [(12, 0, 12, 0), (0, 20, 0, 20), (9, 9, 9, 9)])
def test_bars_are_cut_off_where_they_end(bars: tuple[int, int, int, int]) -> None:
    top, _, _, left = bars
    assert inside_rim(framed(*bars, ground=(0, 0, 0))) == Box(x0=left, y0=top, x1=left + 120, y1=top + 90)


def test_what_resampling_mixes_of_a_bar_and_the_picture_goes_with_the_bar() -> None:
    image = framed(12, 0, 12, 0, ground=(0, 0, 0))
    mixed = image.rgb.copy()
    mixed[12] = mixed[12] // 3
    mixed[101] = mixed[101] // 2
    assert inside_rim(opaque(mixed)) == Box(x0=0, y0=13, x1=120, y1=101)


def test_a_scene_and_an_empty_picture_have_no_rim() -> None:
    assert inside_rim(opaque(scene(60, 80))) is None
    assert inside_rim(plain(60, 80, (255, 255, 255))) is None


def test_the_crop_keeps_every_pixel_inside_and_says_when_there_is_nothing_to_cut() -> None:
    image = framed(9, 9, 9, 9)
    done = do(Op.CROP, image, trim=True).image
    assert np.array_equal(done.pixels, image.pixels[9:99, 9:129])
    with pytest.raises(Unsupported, match="no transparent or plain rim"):
        do(Op.CROP, opaque(scene(60, 80)), trim=True)
