"""Finding the subject: outlines, hair, holes, hints, clicks, transparency, refusal, cancelling."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import Cancelled
from scumble.core.image import Image
from scumble.core.instruction import Click
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.vision.models import Models
from scumble.vision.subject import UNCLEAR, find_subject
from tests.vision.helpers import backdrop, compose, furry, iou, mug, two_balls


def test_a_product_is_cut_out_with_a_hard_edge(models: Models) -> None:
    image, true = mug()
    found = find_subject(image, models, cancel=CancelToken())
    assert found.edges == "hard"
    assert found.confidence > 0.8
    assert iou(found.alpha, true) > 0.97
    assert float(np.abs(found.alpha - true).mean()) < 0.006


def test_sure_pixels_are_exactly_zero_or_one(models: Models) -> None:
    image, true = mug()
    alpha = find_subject(image, models, cancel=CancelToken()).alpha
    far = cv2.dilate(((true > 0) & (true < 1)).astype(np.uint8), np.ones((25, 25), np.uint8)) == 0
    assert alpha.dtype == np.float32
    assert set(np.unique(alpha[far])) <= {0.0, 1.0}
    assert float(((alpha > 0) & (alpha < 1)).mean()) < 0.03


def test_the_wall_seen_through_a_handle_is_background(models: Models) -> None:
    image, true = mug()
    alpha = find_subject(image, models, cancel=CancelToken()).alpha
    hole = np.zeros(true.shape, bool)
    hole[225:275, 405:445] = True
    assert float(true[hole].max()) == 0.0
    assert float(alpha[hole].mean()) < 0.05


def test_fur_is_found_with_soft_edges_and_beats_a_hard_mask(models: Models) -> None:
    image, true = furry()
    found = find_subject(image, models, cancel=CancelToken())
    hard = find_subject(image, models, edges="hard", cancel=CancelToken())
    assert found.edges == "soft"
    band = (true > 0.02) & (true < 0.98)
    assert iou(found.alpha, true) > 0.92
    assert float(np.abs(found.alpha - true)[band].mean()) < float(np.abs(hard.alpha - true)[band].mean())


@pytest.mark.parametrize("scale", [2, 4])
def test_large_pictures_keep_the_outline(models: Models, scale: int) -> None:
    image, true = mug(480 * scale, 640 * scale)
    alpha = find_subject(image, models, cancel=CancelToken()).alpha
    assert alpha.shape == true.shape
    assert iou(alpha, true) > 0.97


def test_small_and_narrow_pictures_do_not_fail(models: Models) -> None:
    for height, width in ((1, 1), (3, 200), (200, 3), (16, 16)):
        wall = backdrop(height, width, (120, 130, 140))
        image = compose(wall, np.ones((height, width), np.float32), wall)
        found = find_subject(image, models, cancel=CancelToken())
        assert found.alpha.shape == (height, width)
        assert 0.0 <= float(found.alpha.min()) <= float(found.alpha.max()) <= 1.0


def test_equal_pictures_give_equal_mattes(models: Models) -> None:
    image, _ = mug()
    first = find_subject(image, models, cancel=CancelToken()).alpha
    assert np.array_equal(first, find_subject(image, models, cancel=CancelToken()).alpha)


def test_transparency_is_the_subject(models: Models) -> None:
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[5:15, 5:15, 3] = 255
    pixels[5, 5, 3] = 51
    found = find_subject(Image(pixels=pixels), models, cancel=CancelToken())
    assert found.edges == "alpha"
    assert found.confidence == 1.0
    assert np.array_equal(found.alpha, pixels[:, :, 3].astype(np.float32) / np.float32(255))


def test_a_little_transparency_is_no_cut_out(models: Models) -> None:
    image, alpha = mug(240, 320)
    one, rounded = image.pixels.copy(), image.pixels.copy()
    one[0, 0, 3] = 254
    for corner in (rounded[:20, :20], rounded[:20, -20:], rounded[-20:, :20], rounded[-20:, -20:]):
        corner[..., 3] = 0
    for pixels in (one, rounded):
        found = find_subject(Image(pixels=pixels), models, cancel=CancelToken())
        assert iou(found.alpha, alpha) > 0.9
        assert (found.alpha[pixels[:, :, 3] == 0] == 0).all()


def test_an_empty_picture_has_no_clear_subject(models: Models) -> None:
    for image in (
        Image(pixels=np.full((300, 400, 4), 255, np.uint8)),
        Image(pixels=np.zeros((300, 400, 4), np.uint8)),
    ):
        assert find_subject(image, models, cancel=CancelToken()).confidence < UNCLEAR


def test_a_box_says_which_of_two(models: Models) -> None:
    image, left, right = two_balls()
    for true in (left, right):
        bounds = Region(weights=true).bounds
        assert bounds is not None
        box = np.zeros(true.shape, bool)
        box[bounds.y0 - 8 : bounds.y1 + 8, bounds.x0 - 8 : bounds.x1 + 8] = True
        found = find_subject(image, models, hint=Region.of_mask(box), cancel=CancelToken())
        assert iou(found.alpha, true) > 0.95


def test_clicks_say_which_of_two(models: Models) -> None:
    image, left, right = two_balls()
    on_left = find_subject(image, models, clicks=(Click(x=170, y=200),), cancel=CancelToken())
    on_right = find_subject(
        image, models, clicks=(Click(x=470, y=200), Click(x=170, y=200, label=0)), cancel=CancelToken()
    )
    assert iou(on_left.alpha, left) > 0.95
    assert iou(on_right.alpha, right) > 0.95


def test_a_cancelled_search_stops(models: Models) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        find_subject(mug()[0], models, cancel=token)
