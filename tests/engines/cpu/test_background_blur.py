"""Background blur: no subject colour around the subject, colours kept, bright points become discs."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.engines.cpu.scan_border import BARS
from tests.engines.cpu.scenes import composed, draw, soft_disc, speckled, task

RED, BLUE = (240, 20, 20), (20, 40, 220)


def redness_outside(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> int:
    """The most red in any pixel that is wholly background."""
    return int(rgb[:, :, 0][alpha == 0].max())


def test_no_halo_of_the_subject_in_the_background() -> None:
    """A red subject on blue: the blurred background stays blue. Blurring the whole picture fails this measure."""
    alpha = soft_disc(240, 320, 60, band=8)
    image = composed(alpha, RED, BLUE)
    made = draw(task(Op.BACKGROUND_BLUR, image, alpha, {"amount": 1.0})).image
    assert redness_outside(made.rgb, alpha) <= BLUE[0] + 2
    naive = np.asarray(cv2.GaussianBlur(np.ascontiguousarray(image.rgb), (0, 0), 6))
    assert redness_outside(naive, alpha) > 60


def test_the_edge_stays_the_subject_over_the_background() -> None:
    """Over a flat background a blur changes nothing, in the soft edge either."""
    alpha = soft_disc(480, 640, 120, band=8)
    image = composed(alpha, RED, BLUE)
    made = draw(task(Op.BACKGROUND_BLUR, image, alpha, {"amount": 0.7})).image
    assert np.abs(made.rgb.astype(int) - image.rgb).max() <= 12
    assert np.abs(made.rgb.astype(int) - image.rgb).mean() < 1.2


@pytest.mark.parametrize("size", [(240, 320), (1200, 1600)])
def test_detail_goes_with_the_amount(size: tuple[int, int]) -> None:
    """Contrast of a checkered background falls with the amount, at small and at large sizes."""
    height, width = size
    alpha = soft_disc(height, width, height / 5)
    y, x = np.mgrid[:height, :width]
    cell = max(2, width // 100)
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[:, :, :3] = np.where(((x // cell + y // cell) % 2)[:, :, None], 220, 30)
    contrasts: list[float] = []
    for amount in (0.1, 0.4, 1.0):
        made = draw(task(Op.BACKGROUND_BLUR, Image(pixels=pixels), alpha, {"amount": amount})).image
        corner = made.rgb[: height // 4, : width // 4]
        contrasts.append(float(corner.astype(np.float64).std()))
    assert contrasts[0] > contrasts[1] > contrasts[2]
    assert contrasts[2] < 12


def test_bars_at_the_edge_stay_and_do_not_glow_into_the_background() -> None:
    alpha = soft_disc(240, 320, 60, band=8)
    pixels = composed(alpha, RED, BLUE).pixels.copy()
    pixels[:, :3, :3] = pixels[:2, :, :3] = 240
    made = draw(task(Op.BACKGROUND_BLUR, Image(pixels=pixels), alpha, {"amount": 1.0}))
    assert BARS in made.notes
    assert np.array_equal(made.image.pixels[:, :3], pixels[:, :3])
    beside = made.image.rgb[20:, 8:40].astype(int)
    assert np.abs(beside - np.array(BLUE)).max() <= 6


def test_a_bright_point_becomes_a_disc() -> None:
    """As out of focus through a round lens: an even disc with a rim, where a Gaussian would have a peak."""
    pixels = np.full((400, 400, 4), 255, np.uint8)
    pixels[:, :, :3] = 5
    pixels[99:102, 99:102, :3] = 255
    alpha = np.zeros((400, 400), np.float32)
    alpha[300:350, 180:220] = 1
    made = draw(task(Op.BACKGROUND_BLUR, Image(pixels=pixels), alpha, {"amount": 0.5})).image.rgb[:, :, 0].astype(int)
    inside, outside = made[100, 100:105], made[100, 112:]
    assert inside.min() > 25
    assert np.ptp(inside) <= 6
    assert outside.max() <= 7


def test_amount_zero_changes_nothing_and_out_of_range_is_refused() -> None:
    """0 is the source; 1.5 is an error that names the parameter."""
    alpha = soft_disc(60, 60, 20)
    image = speckled(composed(alpha, RED, BLUE))
    same = draw(task(Op.BACKGROUND_BLUR, image, alpha, {"amount": 0})).image
    np.testing.assert_array_equal(same.pixels, image.pixels)
    with pytest.raises(InvalidValue) as caught:
        draw(task(Op.BACKGROUND_BLUR, image, alpha, {"amount": 1.5}))
    assert caught.value.param == "amount"


def test_a_transparent_background_stays_transparent() -> None:
    """Blur of a cut-out: its clear part lends no hidden colour."""
    pixels = np.zeros((80, 80, 4), np.uint8)
    pixels[:, :40] = (40, 80, 120, 255)
    pixels[:, 40:, 0] = 255
    alpha = np.zeros((80, 80), np.float32)
    alpha[30:50, 10:20] = 1
    made = draw(task(Op.BACKGROUND_BLUR, Image(pixels=pixels), alpha, {"amount": 1})).image
    assert (made.alpha[:, 60:] == 0).all()
    seen = made.alpha > 40
    assert made.rgb[seen][:, 0].max() < 60


def test_a_floor_is_sharp_where_the_subject_stands_and_soft_far_from_it() -> None:
    """A block on a checkered floor: at its foot the floor is as it was, at its top as soft as can be."""
    height, width = 400, 500
    y, x = np.mgrid[:height, :width]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[:, :, :3] = np.where(((x // 5 + y // 5) % 2)[:, :, None], 220, 30)
    alpha = np.zeros((height, width), np.float32)
    alpha[120:300, 200:300] = 1
    image = Image(pixels=pixels)
    made = draw(task(Op.BACKGROUND_BLUR, image, alpha, {"amount": 0.8})).image
    contrast = [float(made.rgb[row : row + 6, 20:150].astype(np.float64).std()) for row in (20, 294, 390)]
    own = float(image.rgb[290:296, 20:150].astype(np.float64).std())
    assert contrast[1] > 0.9 * own
    assert contrast[0] < 0.15 * own
    assert contrast[2] < 0.75 * own
    cut = alpha.copy()
    cut[120:, 200:300] = 1
    all_soft = draw(task(Op.BACKGROUND_BLUR, image, cut, {"amount": 0.8})).image
    assert all_soft.rgb[294:300, 20:150].astype(np.float64).std() < 0.15 * own, "cut by the edge: no floor is seen"


def test_a_glint_outshines_a_wall_of_the_same_white() -> None:
    """A clipped point amid the dark was brighter than white; a white wall was not."""
    pixels = np.full((300, 300, 4), 255, np.uint8)
    pixels[:, :, :3] = 10
    pixels[60:64, 60:64, :3] = 255
    pixels[200:, :, :3] = 200
    alpha = np.zeros((300, 300), np.float32)
    alpha[100:180, 200:260] = 1
    made = draw(task(Op.BACKGROUND_BLUR, Image(pixels=pixels), alpha, {"amount": 0.5})).image.rgb.astype(int)
    even = (16 * 1.0 / (np.pi * (0.5 * 0.035 * 300) ** 2)) ** (1 / 2.2) * 255
    assert made[62, 62, 0] > 1.2 * even
    assert abs(made[270, 60, 0] - 200) <= 3
