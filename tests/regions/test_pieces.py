"""Pieces: the segmenter's answers all over a picture or in one thing, each once, on the scene's small copy."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import Cancelled
from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.regions.pieces import Piece, everywhere, inside_of
from scumble.vision.models import Models
from tests.vision.helpers import backdrop

Mask = NDArray[np.bool_]
SMALL = (200, 300)


def picture() -> tuple[Image, dict[str, Mask]]:
    """A white bottle with a red cap and a blue box, 600 x 400, and their true shapes on a copy of half the size."""
    rgb = np.rint(backdrop(400, 600, (150, 160, 150))).astype(np.uint8)
    parts = {
        "bottle": ((120, 140), (220, 350), (235, 235, 230)),
        "cap": ((145, 70), (195, 140), (190, 40, 40)),
        "box": ((380, 180), (540, 340), (40, 70, 160)),
    }
    shapes: dict[str, Mask] = {}
    for name, (first, last, colour) in parts.items():
        mask = np.zeros((400, 600), np.uint8)
        cv2.rectangle(mask, first, last, 1, -1)
        rgb[mask > 0] = colour
        shapes[name] = mask[::2, ::2] > 0
    return Image(pixels=np.dstack([rgb, np.full((400, 600), 255, np.uint8)])), shapes


def best(pieces: list[Piece], truth: Mask) -> float:
    """The best intersection over union of any piece with a shape."""
    return max((float((p.shape & truth).sum() / (p.shape | truth).sum()) for p in pieces), default=0.0)


@pytest.fixture(scope="module")
def pieces(models: Models) -> list[Piece]:
    return everywhere(picture()[0], models, SMALL, CancelToken())


def test_every_thing_is_a_piece(pieces: list[Piece]) -> None:
    shapes = picture()[1]
    for name in ("bottle", "box"):
        assert best(pieces, shapes[name]) > 0.85, name
    assert all(p.shape.shape == SMALL and p.shape.any() and 0 < p.sure <= 1 for p in pieces)


def test_no_piece_comes_twice(pieces: list[Piece]) -> None:
    for i, a in enumerate(pieces):
        for b in pieces[i + 1 :]:
            assert (a.shape & b.shape).sum() / (a.shape | b.shape).sum() < 0.83


def test_parts_of_one_thing_lie_inside_it(models: Models) -> None:
    image, shapes = picture()
    whole = shapes["bottle"] | shapes["cap"]
    parts = inside_of(whole, image, models, CancelToken())
    assert best(parts, shapes["cap"]) > 0.8
    assert all((p.shape & whole).sum() > 0.8 * p.shape.sum() for p in parts)
    assert best(parts, shapes["box"]) == 0


def test_nothing_has_no_parts(models: Models) -> None:
    assert inside_of(np.zeros(SMALL, bool), picture()[0], models, CancelToken()) == []


def test_a_cancelled_search_ends(models: Models) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        everywhere(picture()[0], models, SMALL, cancel)
