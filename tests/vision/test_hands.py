"""Hands: palms decoded, votes put together, the square turned to the fingers, and no hand where there is none."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision import hands
from scumble.vision.hands import MIDDLE, SIDE, WRIST, Palms, cut_out, decode, find_hands, grouped, like_skin, square
from scumble.vision.models import Models


def photo(pixels: NDArray[np.uint8]) -> Image:
    """An opaque image of (H, W, 3)."""
    return Image(pixels=np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))


def palm(x: float, y: float, side: float, score: float, up: tuple[float, float] = (0.0, -1.0)) -> Palms:
    """One palm around a place; its middle finger's root lies `up` from the wrist."""
    points = np.full((1, 7, 2), (x, y), np.float32)
    points[0, MIDDLE] += np.array(up, np.float32) * side / 2
    half = side / 2
    boxes = np.array([[x - half, y - half, x + half, y + half]], np.float32)
    return Palms(boxes=boxes, points=points, scores=np.array([score], np.float32))


def test_a_palm_is_decoded_around_the_centre_of_its_cell() -> None:
    """The third anchor of the cell in row 1, column 2 of the coarse map of a 64 x 64 input."""
    fine, coarse = 8 * 8 * 2, 4 * 4 * 6
    out = np.full((19, fine + coarse), -50, np.float32)
    at = fine + 2 * 16 + 1 * 4 + 2
    out[:5, at] = (math.log(0.8 / 0.2), 4, -2, 20, 10)
    out[5:, at] = np.arange(14)
    found = decode(out, 64, 64, 0.5)
    x, y = 2.5 * 16, 1.5 * 16
    np.testing.assert_allclose(found.scores, [0.8], atol=1e-6)
    np.testing.assert_allclose(found.boxes, [[x + 4 - 10, y - 2 - 5, x + 4 + 10, y - 2 + 5]])
    np.testing.assert_allclose(found.points[0, [0, 6]], [[x, y + 1], [x + 12, y + 13]])


def test_votes_for_one_palm_are_one_group_the_surest_first() -> None:
    groups = grouped([palm(50, 50, 40, 0.6), palm(52, 51, 40, 0.9), palm(150, 50, 40, 0.7)])
    assert [group.scores.tolist() for group in groups] == [pytest.approx([0.9, 0.6]), pytest.approx([0.7])]


@pytest.mark.parametrize("up", [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-0.6, -0.8)])
def test_the_square_is_turned_to_the_fingers_and_moved_towards_them(up: tuple[float, float]) -> None:
    one = palm(100, 80, 40, 0.9, up)
    place = square(one.boxes[0], one.points[0])
    middle = place @ np.array([SIDE / 2, SIDE / 2, 1.0])
    np.testing.assert_allclose(middle, [100 + 20 * up[0], 80 + 20 * up[1]], atol=1e-6)
    top = place @ np.array([SIDE / 2, 0.0, 1.0])
    np.testing.assert_allclose(top - middle, np.array(up) * 2.6 * 40 / 2, atol=1e-5)
    assert WRIST != MIDDLE


def test_a_cut_out_shows_its_square_in_the_networks_order() -> None:
    rgb = np.zeros((100, 100, 3), np.uint8)
    rgb[20:40, 60:80] = (255, 128, 0)
    crop = cut_out(rgb, np.array([[20 / 64, 0.0, 60.0], [0.0, 20 / 64, 20.0]]), 64)
    assert crop.shape == (1, 3, 64, 64)
    np.testing.assert_allclose(crop[0, :, 10:50, 10:50].mean(axis=(1, 2)), [1.0, 128 / 255, 0.0], atol=0.01)
    far = cut_out(rgb, np.array([[1.0, 0.0, 500.0], [0.0, 1.0, 500.0]]), 64)
    assert not far.any()


def test_grey_is_coloured_like_skin_and_made_bright() -> None:
    rgb = np.full((8, 8, 3), 60, np.uint8)
    rgb[:, :4] = 120
    red, green, blue = (int(v) for v in like_skin(rgb)[0, 0])
    assert red == 255
    assert red > green > blue > 150
    assert like_skin(rgb)[0, 7, 0] == pytest.approx(140, abs=1)
    assert not like_skin(np.zeros((2, 2, 3), np.uint8)).any()


def told(
    patch: pytest.MonkeyPatch, palms: float, presence: float, *, skin_only: bool = False
) -> tuple[hands.Hand, ...]:
    """The hands of a picture in which both networks see one hand with these scores, 40 pixels wide at (100, 80)."""
    fan = np.stack([np.linspace(80, 120, 21), np.linspace(100, 60, 21)], axis=1).astype(np.float32)
    none = Palms(
        boxes=np.zeros((0, 4), np.float32), points=np.zeros((0, 7, 2), np.float32), scores=np.zeros(0, np.float32)
    )

    def look(rgb: NDArray[np.uint8], *_: object) -> Palms:
        coloured = bool((rgb[:, :, 0] > rgb[:, :, 2]).any())
        return none if skin_only and not coloured else palm(100, 80, 40, palms)

    patch.setattr(hands, "_look", look)
    patch.setattr(hands, "_landmarks", lambda *_: (presence, fan))
    return find_hands(photo(np.full((160, 200, 3), 90, np.uint8)), Models(), cancel=CancelToken())


def test_both_networks_have_to_believe_in_a_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    (hand,) = told(monkeypatch, 0.95, 0.9)
    assert (hand.box, hand.score > 0.9) == (Box(x0=80, y0=60, x1=120, y1=100), True)
    assert hand.palm[0] < 100 < hand.palm[1] + 20
    assert told(monkeypatch, 0.9, 0.01) == ()
    assert told(monkeypatch, 0.55, 0.6) == ()


def test_what_only_the_picture_coloured_like_skin_shows_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(told(monkeypatch, 0.95, 0.6)) == 1
    assert told(monkeypatch, 0.9, 0.6, skin_only=True) == ()
    assert len(told(monkeypatch, 0.95, 0.98, skin_only=True)) == 1


def test_small_hands_are_looked_for_in_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a part that is 80 pixels wide shows a hand: it comes back in the picture's pixels."""
    fan = np.stack([np.linspace(10, 30, 21), np.linspace(30, 10, 21)], axis=1).astype(np.float32)
    none = Palms(
        boxes=np.zeros((0, 4), np.float32), points=np.zeros((0, 7, 2), np.float32), scores=np.zeros(0, np.float32)
    )
    monkeypatch.setattr(hands, "_look", lambda rgb, *_: palm(20, 20, 20, 0.97) if rgb.shape[1] == 80 else none)
    monkeypatch.setattr(hands, "_landmarks", lambda *_: (0.99, fan))
    image = photo(np.full((300, 400, 3), 90, np.uint8))
    assert find_hands(image, Models(), cancel=CancelToken()) == ()
    person, tiny = Box(x0=200, y0=100, x1=280, y1=280), Box(x0=200, y0=100, x1=280, y1=180)
    assert find_hands(image, Models(), cancel=CancelToken(), people=[tiny]) == ()
    (hand,) = find_hands(image, Models(), cancel=CancelToken(), people=[person])
    assert hand.box == Box(x0=210, y0=110, x1=230, y1=130)
    assert hand.points[0].tolist() == [210, 130]


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_no_hand_is_seen_where_there_is_none(name: str, models: Models) -> None:
    assert find_hands(photo(getattr(data, name)()), models, cancel=CancelToken()) == ()


def test_no_hand_is_seen_in_one_pixel(models: Models) -> None:
    assert find_hands(photo(np.zeros((1, 1, 3), np.uint8)), models, cancel=CancelToken()) == ()
