"""Faces: anchors decoded into boxes, and faces found where they are and nowhere else."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from scumble.core.image import Image
from scumble.vision.faces import decode, find_faces
from scumble.vision.models import Models

BROW_TO_CHIN = (172, 74, 278, 178)
"""The astronaut's face in scikit-image's photograph."""


def photo(pixels: NDArray[np.uint8]) -> Image:
    """An opaque image of (H, W, 3)."""
    return Image(pixels=np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))


def test_an_anchor_is_decoded_around_the_centre_of_its_cell() -> None:
    """The second anchor of the cell in row 1, column 2 of the coarse map of a 64 x 64 input."""
    fine, coarse = 8 * 8 * 2, 4 * 4 * 6
    out = np.full((17, fine + coarse), -50, np.float32)
    at = fine + 16 + 1 * 4 + 2
    out[:5, at] = (0.0, 4, -2, 20, 10)
    boxes, scores = decode(out, 64, 64, 0.5)
    assert scores.tolist() == [0.5]
    x, y = 2.5 * 16 + 4, 1.5 * 16 - 2
    np.testing.assert_allclose(boxes, [[x - 10, y - 5, x + 10, y + 5]])


@pytest.mark.parametrize("least", [0.6, 0.99])
def test_only_what_is_sure_enough_is_decoded(least: float) -> None:
    out = np.zeros((17, 8 * 8 * 2 + 4 * 4 * 6), np.float32)
    out[0, 7] = math.log(0.9 / 0.1)
    assert decode(out, 64, 64, least)[1].size == (1 if least < 0.9 else 0)


def test_a_face_is_found_where_it_is(models: Models) -> None:
    (box,) = find_faces(photo(data.astronaut()), models)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(BROW_TO_CHIN, abs=12)


def test_two_faces_beside_each_other_are_two(models: Models) -> None:
    twice = np.hstack([data.astronaut(), data.astronaut()[:, ::-1]])
    found = sorted(find_faces(photo(twice), models), key=lambda b: b.x0)
    assert [box.x0 // 512 for box in found] == [0, 1]
    assert found[1].x0 == pytest.approx(1024 - BROW_TO_CHIN[2], abs=15)


def test_a_large_picture_tells_the_same_face(models: Models) -> None:
    (small,) = find_faces(photo(data.astronaut()), models)
    (large,) = find_faces(photo(np.repeat(np.repeat(data.astronaut(), 4, axis=0), 4, axis=1)), models)
    assert (large.x0 / 4, large.y1 / 4) == pytest.approx((small.x0, small.y1), abs=4)


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket"])
def test_no_face_is_seen_in_a_cat_a_cup_and_a_rocket(name: str, models: Models) -> None:
    assert find_faces(photo(getattr(data, name)()), models) == ()


def test_no_face_is_seen_in_one_pixel_or_behind_full_transparency(models: Models) -> None:
    hidden = photo(data.astronaut()).pixels.copy()
    hidden[:, :, 3] = 0
    assert find_faces(Image(pixels=hidden), models) == ()
    assert find_faces(photo(np.zeros((1, 1, 3), np.uint8)), models) == ()
