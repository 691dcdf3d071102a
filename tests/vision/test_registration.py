"""Registration: shifts and zooms found on what lies outside an edit, and doubt where nothing tells."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import Cancelled
from scumble.core.work import CancelToken
from scumble.vision import registration
from scumble.vision.registration import Registration, register
from tests.hostile import Habits, redrawn
from tests.photo_like import ellipse, photo_like

Grey = NDArray[np.uint8]
Numbers = NDArray[np.float64]


def grey(rgb: NDArray[np.uint8]) -> Grey:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)


def found(habits: Habits, width: int = 360, height: int = 240, seed: int = 1) -> Registration:
    image, inside = photo_like(width, height, seed), ellipse(width, height)
    moving = redrawn(image, inside, habits)
    told = register(grey(moving.rgb), grey(image.rgb), ~inside, CancelToken())
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("zoom", "shift"),
    [
        ((1.0, 1.0), (0.0, 0.0)),
        ((1.03, 1.03), (7.0, -3.0)),
        ((1.08, 1.08), (-18.0, 12.0)),
        ((0.92, 0.92), (18.0, 12.0)),
        ((1.01, 0.98), (-5.5, 0.4)),
    ],
)
def test_shift_and_zoom_are_found_beside_something_new(zoom: tuple[float, float], shift: tuple[float, float]) -> None:
    told = found(Habits(zoom=zoom, shift=shift))
    assert abs(told.shift_x - shift[0]) < 0.3
    assert abs(told.shift_y - shift[1]) < 0.3
    assert abs(told.zoom_x - zoom[0]) < 0.002
    assert abs(told.zoom_y - zoom[1]) < 0.002
    assert told.certainty > 0.9


@pytest.mark.parametrize("size", [(90, 60), (300, 500)])
def test_small_and_tall_pictures(size: tuple[int, int]) -> None:
    told = found(Habits(zoom=(1.02, 1.02), shift=(2.0, 1.0)), *size)
    assert abs(told.shift_x - 2) < 0.3
    assert abs(told.shift_y - 1) < 0.3


@pytest.mark.parametrize("size", [(1024, 700), (640, 1000)])
@pytest.mark.parametrize(("zoom", "shift"), [((1.0, 1.0), (0.0, 0.0)), ((1.04, 0.99), (-30.0, 45.0))])
def test_of_large_pictures_stripes_tell_as_much(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], zoom: tuple[float, float], shift: tuple[float, float]
) -> None:
    told = found(Habits(zoom=zoom, shift=shift), *size)
    assert abs(told.shift_x - shift[0]) < 0.15
    assert abs(told.shift_y - shift[1]) < 0.15
    assert abs(told.zoom_x - zoom[0]) < 0.0005
    assert abs(told.zoom_y - zoom[1]) < 0.0005
    assert told.certainty > 0.9
    monkeypatch.setattr(registration, "striped", lambda copy, _: registration.whole(copy))
    whole = found(Habits(zoom=zoom, shift=shift), *size)
    assert abs(told.shift_x - whole.shift_x) < 0.1
    assert abs(told.shift_y - whole.shift_y) < 0.1
    assert told.error < 2 * whole.error


def test_what_lies_between_the_stripes_is_looked_at_where_there_is_nothing_else() -> None:
    image = photo_like(1024, 700, 1)
    moving, known = (
        redrawn(image, np.zeros((700, 1024), bool), Habits(shift=(5.0, 0.0), zoom=(1.0, 1.0))),
        np.zeros((700, 1024), bool),
    )
    known[34:70] = True
    told = register(grey(moving.rgb), grey(image.rgb), known, CancelToken())
    assert told is not None
    assert abs(told.shift_x - 5) < 0.3


def test_another_picture_is_not_laid_over() -> None:
    one, other = photo_like(360, 240, 1), photo_like(360, 240, 2)
    told = register(grey(other.rgb), grey(one.rgb), ~ellipse(360, 240), CancelToken())
    assert told is not None
    assert told.certainty < 0.1


def test_a_plain_picture_stays_where_it_is_and_is_not_sure() -> None:
    plain = np.full((200, 300), 120, np.uint8)
    told = register(plain, plain, np.ones((200, 300), bool), CancelToken())
    assert told is not None
    assert (round(told.shift_x, 3), round(told.shift_y, 3), round(told.zoom_x, 4)) == (0, 0, 1)
    assert told.certainty < 0.1


def test_too_little_outside_is_told() -> None:
    plain = np.full((200, 300), 120, np.uint8)
    assert register(plain, plain, np.zeros((200, 300), bool), CancelToken()) is None


def test_the_matrix_says_the_same_as_the_numbers() -> None:
    told = Registration(shift_x=7, shift_y=-3, zoom_x=1.03, zoom_y=0.98)
    centre = np.array([(301 - 1) / 2, (201 - 1) / 2, 1])
    assert np.allclose(told.to_moving(301, 201) @ centre, [150 + 7, 100 - 3, 1])
    wide = told.scaled(2, 3)
    assert (wide.shift_x, wide.shift_y, wide.zoom_x) == (14, -9, 1.03)


def test_it_stops_when_nobody_waits() -> None:
    cancel = CancelToken()
    cancel.cancel()
    image = grey(photo_like(360, 240).rgb)
    with pytest.raises(Cancelled):
        register(image, image, np.ones(image.shape, bool), cancel)


def test_where_both_are_plainly_the_same_nothing_else_is_tried_and_the_answer_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[bool] = []
    search: Callable[[object], list[Numbers]] = vars(registration)["_beginnings"]

    def counted(level: object) -> list[Numbers]:
        tried.append(True)
        return search(level)

    monkeypatch.setattr(registration, "_beginnings", counted)
    near = Habits(zoom=(1.01, 1.01), shift=(3.0, -2.0))
    short = found(near)
    assert not tried
    monkeypatch.setattr(registration, "CLEAR", 2.0)
    long = found(near)
    assert tried == [True]
    assert (short.shift_x, short.shift_y) == pytest.approx((long.shift_x, long.shift_y), abs=0.02)
    assert short.certainty == pytest.approx(long.certainty, abs=0.01)
