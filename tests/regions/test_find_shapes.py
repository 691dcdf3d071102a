"""Shapes by words in flat pictures: kind, colour, place, order, size, relation; what is not clear is asked."""

import numpy as np
import pytest

from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.regions.find import find
from scumble.regions.found import LEAST, Found
from scumble.vision.models import Models
from tests.flat_pictures import BLUE, GREEN, RED, cover, disc, flat_picture, rect, ring, triangle

PICTURE = flat_picture(
    [
        (disc(30, 30, 18), RED),
        (disc(80, 30, 12), BLUE),
        (rect(130, 14, 166, 50), BLUE),
        (rect(20, 80, 90, 112), GREEN),
        (triangle(150, 95, 20), RED),
        (ring(112, 96, 14, 8), GREEN),
        (disc(40, 96, 7), RED),
    ],
    smooth=True,
)
PLACES = {
    "big red circle": (12, 12), "blue circle": (68, 18), "square": (130, 14), "rectangle": (20, 80),
    "triangle": (130, 75), "ring": (98, 82), "small red circle": (33, 89),
}  # fmt: skip


def look(words: str) -> Found:
    return find(words, PICTURE, Models(), cancel=CancelToken())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the blue circle", "blue circle"),
        ("the square", "square"),
        ("the rectangle", "rectangle"),
        ("the triangle", "triangle"),
        ("the red triangle", "triangle"),
        ("the ring", "ring"),
        ("the largest red circle", "big red circle"),
        ("the smallest circle", "small red circle"),
        ("the top left circle", "big red circle"),
        ("the second circle from the right", "small red circle"),
        ("the rightmost circle", "blue circle"),
        ("the circle on the rectangle", "small red circle"),
        ("the circle left of the square", "blue circle"),
        ("the shape below the square", "triangle"),
        ("the largest shape", "rectangle"),
        ("the blue square", "square"),
        ("the disc in the top left", "big red circle"),
        ("the #dc1e28 triangle", "triangle"),
    ],
)
def test_words_that_fit_one_shape_find_it(words: str, name: str) -> None:
    found = look(words)
    assert found.region is not None, found.sentence
    assert found.box is not None
    x, y = PLACES[name]
    assert abs(found.box.x0 - x) <= 1
    assert abs(found.box.y0 - y) <= 1
    assert found.confidence > 0.85


def test_the_region_has_the_shares_that_were_drawn() -> None:
    found = look("the blue circle")
    assert found.region is not None
    assert np.abs(found.region.weights - cover(disc(80, 30, 12), smooth=True)).max() < 0.01


def test_orange_is_a_colour_before_a_shape() -> None:
    shapes = [(disc(40, 40, 20), (255, 136, 0)), (disc(100, 40, 20), BLUE), (rect(20, 90, 60, 130), RED)]
    picture = flat_picture([*shapes, (rect(90, 90, 130, 130), (255, 136, 0))])
    for words, left in (("the orange circle", 20), ("the square below the orange circle", 20)):
        found = find(words, picture, Models(), cancel=CancelToken())
        assert found.box is not None, found.sentence
        assert found.box.x0 == left


def test_several_that_fit_are_asked_about() -> None:
    found = look("the red circle")
    assert found.region is None
    assert found.confidence < LEAST
    assert "2 shapes fit" in found.sentence
    assert "(30, 30)" in found.sentence
    assert look("the circle").region is None


def test_all_of_a_kind_are_taken_together() -> None:
    found = look("all red circles")
    assert found.region is not None
    assert len(found.chosen) == 2
    assert look("the circles").box == Box(x0=12, y0=12, x1=92, y1=103)


def test_what_is_not_there_is_said_with_what_is() -> None:
    found = look("the yellow star")
    assert found.region is None
    assert '"yellow star" was not found' in found.sentence
    assert "green ring" in found.sentence
    assert "Only 3 were found" in look("the fifth circle from the left").sentence
