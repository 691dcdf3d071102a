"""The segmenter: boxes and points to masks, on drawn pictures whose true masks are known."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import Cancelled
from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.models import Models
from scumble.vision.segmenter import GRID, Embedding, Point, Segment, embed, segment
from tests.vision.helpers import backdrop

Mask = NDArray[np.bool_]


def disc_and_square() -> tuple[Image, Mask, Mask]:
    """A red disc and a blue square on a grainy wall, 600 x 400, and their true masks."""
    rgb = backdrop(400, 600, (170, 165, 155))
    disc, square = np.zeros((400, 600), np.uint8), np.zeros((400, 600), np.uint8)
    cv2.circle(disc, (180, 200), 90, (1,), -1)
    cv2.rectangle(square, (380, 120), (520, 290), (1,), -1)
    rgb[disc > 0] = (190, 40, 45)
    rgb[square > 0] = (40, 60, 170)
    alpha = np.full((400, 600), 255, np.uint8)
    return Image(pixels=np.dstack([np.rint(rgb).astype(np.uint8), alpha])), disc > 0, square > 0


def overlap(answer: Segment, truth: Mask) -> float:
    """Intersection over union at the picture's size."""
    mask = answer.at(truth.shape[1], truth.shape[0]) > 0
    return float((mask & truth).sum() / (mask | truth).sum())


@pytest.fixture(scope="module")
def seen(models: Models) -> tuple[Embedding, Mask, Mask]:
    image, disc, square = disc_and_square()
    return embed(image, models, cancel=CancelToken()), disc, square


def test_a_box_means_the_thing_in_it(models: Models, seen: tuple[Embedding, Mask, Mask]) -> None:
    embedding, disc, square = seen
    answer = segment(embedding, models, box=Box(x0=88, y0=108, x1=272, y1=292))
    assert overlap(answer, disc) > 0.93
    assert overlap(answer, square) == 0
    assert answer.quality > 0.85
    assert answer.logits.shape == (round(GRID * 400 / 600), GRID)


def test_a_point_means_the_thing_under_it(models: Models, seen: tuple[Embedding, Mask, Mask]) -> None:
    embedding, disc, square = seen
    answer = segment(embedding, models, points=(Point(x=450, y=200),))
    assert overlap(answer, square) > 0.9
    both = segment(embedding, models, points=(Point(x=180, y=200), Point(x=450, y=200, wanted=False)))
    assert overlap(both, disc) > 0.9


def test_a_question_needs_a_place(models: Models, seen: tuple[Embedding, Mask, Mask]) -> None:
    with pytest.raises(ValueError, match="a box or at least one point"):
        segment(seen[0], models)


def test_a_picture_is_embedded_once(models: Models) -> None:
    image, _, _ = disc_and_square()
    first = embed(image, models, cancel=CancelToken())
    assert embed(image, models, cancel=CancelToken()) is first
    other, _, _ = disc_and_square()
    assert embed(other, models, cancel=CancelToken()) is not first


def test_a_cancelled_edit_is_not_embedded(models: Models) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        embed(disc_and_square()[0], models, cancel=cancel)
