"""Masks: pinholes and clefts of the subject's own colour are closed, crumbs go, real gaps and lettering stay."""

import numpy as np
import pytest

from scumble.vision.tidy import parts, standing, tidy

GREY, RED = (120, 120, 120), (200, 30, 30)


def scene(boxes: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Red boxes (x0, y0, x1, y1) on grey: picture, mask, the network's probability, no pins."""
    picture = np.full((300, 400, 3), GREY, np.uint8)
    mask = np.zeros((300, 400), np.uint8)
    for x0, y0, x1, y1 in boxes:
        picture[y0:y1, x0:x1] = RED
        mask[y0:y1, x0:x1] = 1
    return picture, mask, mask.astype(np.float32) * 0.98, np.zeros((300, 400), np.int8)


def test_a_pinhole_that_the_network_believes_subject_is_filled() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220)])
    mask[140:150, 190:200] = 0
    picture[140:150, 190:200] = GREY
    assert tidy(picture, mask, p, pins)[140:150, 190:200].all()


def test_a_hole_that_the_network_sees_stays_open() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220)])
    mask[130:170, 180:220], p[130:170, 180:220] = 0, 0.05
    assert not tidy(picture, mask, p, pins)[130:170, 180:220].any()


def test_a_cleft_of_the_subjects_own_colour_is_closed() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220)])
    mask[180:184, 100:180], p[180:184, 100:180] = 0, 0.4
    assert tidy(picture, mask, p, pins)[181:183, 110:170].all()


def test_a_gap_of_another_colour_stays() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220)])
    mask[180:184, 100:180], p[180:184, 100:180] = 0, 0.4
    picture[180:184, 100:180] = GREY
    assert not tidy(picture, mask, p, pins)[181:183, 110:170].any()


def test_a_wider_cleft_in_a_foot_that_mirrors_its_ground_is_closed_and_higher_up_it_stays() -> None:
    picture, mask, p, pins = scene([(100, 20, 300, 280)])
    for top in (120, 262):
        cleft = np.s_[top : top + 8, 100:180]
        picture[cleft], mask[cleft], p[cleft] = (170, 45, 40), 0, 0.4
    made = tidy(picture, mask, p, pins)
    assert made[264:268, 115:175].all()
    assert not made[122:126, 115:175].any()
    picture[262:270, 100:180] = GREY
    assert not tidy(picture, mask, p, pins)[264:268, 115:175].any()


def test_a_crumb_beside_the_subject_goes_unless_it_was_clicked() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220), (350, 250, 365, 265)])
    assert not tidy(picture, mask, p, pins)[250:265, 350:365].any()
    pins[257, 357] = 1
    assert tidy(picture, mask, p, pins)[250:265, 350:365].all()


def test_lettering_keeps_its_dots() -> None:
    letters = [(40 + 70 * k, 100, 80 + 70 * k, 180) for k in range(5)]
    picture, mask, p, pins = scene([*letters, (50, 70, 58, 78)])
    assert tidy(picture, mask, p, pins)[70:78, 50:58].all()


def test_similar_things_are_counted_and_crumbs_are_not() -> None:
    _, mask, _, _ = scene([(20, 80, 150, 220), (200, 80, 300, 220), (350, 250, 365, 265)])
    assert parts(mask.astype(np.float32)) == 2
    assert parts(np.zeros((30, 40), np.float32)) == 0


def test_a_small_loose_part_stays_only_when_the_network_is_sure_of_it() -> None:
    picture, mask, p, pins = scene([(100, 80, 300, 220), (100, 40, 110, 80), (130, 60, 155, 74)])
    assert tidy(picture, mask, p, pins)[67, 140] == 1
    p[60:74, 130:155] = 0.6
    assert tidy(picture, mask, p, pins)[67, 140] == 0


def matte(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Boxes (x0, y0, x1, y1) with a soft rim, float32."""
    out = np.zeros((300, 400), np.float32)
    for x0, y0, x1, y1 in boxes:
        out[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] = 0.4
    for x0, y0, x1, y1 in boxes:
        out[y0:y1, x0:x1] = 1.0
    return out


def test_a_tail_below_a_seat_does_not_stand_and_is_left_out_with_its_rim() -> None:
    body = matte((100, 40, 200, 180))
    assert np.array_equal(standing(matte((100, 40, 200, 180), (140, 195, 160, 260))), body)


@pytest.mark.parametrize(
    "other",
    [(220, 195, 240, 260), (140, 10, 160, 25), (110, 195, 190, 280)],
    ids=["beside", "above", "as large as legs"],
)
def test_other_parts_stand(other: tuple[int, int, int, int]) -> None:
    whole = matte((100, 40, 200, 180), other)
    assert standing(whole) is whole
