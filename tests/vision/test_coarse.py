"""Which loose parts of the network's answer belong to the subject."""

import numpy as np

from scumble.vision.coarse import _components, _with_people  # pyright: ignore[reportPrivateUsage]

PINS = np.zeros((300, 400), np.int8)


def bicycle() -> np.ndarray:
    """A large part with an arm that makes its box tall: float32 (300, 400)."""
    p = np.zeros((300, 400), np.float32)
    p[150:260, 60:340] = p[60:150, 320:330] = 0.98
    return p


def test_a_believed_part_beside_the_subject_and_inside_its_box_stays() -> None:
    p = bicycle()
    p[130:144, 150:190] = 0.95
    assert _components(p, PINS)[137, 170] > 0.9


def test_a_part_beside_the_subject_but_outside_its_box_goes() -> None:
    p = bicycle()
    p[262:276, 150:190] = 0.95
    assert _components(p, PINS)[269, 170] == 0.0


def test_a_hesitant_part_beside_the_subject_goes() -> None:
    p = bicycle()
    p[130:144, 150:190] = 0.5
    assert _components(p, PINS)[137, 170] == 0.0


def test_spots_in_haze_do_not_take_the_haze_with_them() -> None:
    p = bicycle()
    p[90:148, 100:300] = 0.3
    p[140:144, 200:204] = 0.45
    assert float(_components(p, PINS)[100:146, 110:290].min()) > 0.25


def test_what_the_person_network_sees_of_a_fading_shoulder_is_added_and_a_clear_no_stays() -> None:
    salient, people = np.zeros((200, 300), np.float32), np.zeros((200, 300), np.float32)
    salient[20:120, 80:220] = 0.98
    salient[120:190, 80:140] = 0.98
    salient[120:190, 140:200] = 0.06
    people[20:190, 80:220] = 0.98
    people[20:60, 265:290] = 0.98
    joined = _with_people(salient, people, lambda: True)
    assert joined[130:180, 145:195].min() > 0.5
    assert joined[20:60, 265:290].max() < 0.2
    assert np.array_equal(_with_people(salient, np.zeros_like(people), lambda: True), salient)
    assert _with_people(salient, people, lambda: False)[130:180, 145:195].max() < 0.2
