"""Straighten: the measured angle is the true one, level pictures stay, and no lines means a clear refusal."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.work import CancelToken
from scumble.engines.cpu.horizon import measure_tilt
from tests.engines.cpu.pictures import do, noise, opaque


def sea(degrees: float, height: int = 400, width: int = 600) -> Image:
    """Sky over sea, the horizon turned clockwise, with waves and grain."""
    ys, xs = np.mgrid[:height, :width].astype(float)
    below = (ys - height / 2) - np.tan(np.radians(degrees)) * (xs - width / 2)
    sky = np.clip(below + 0.5, 0, 1)[:, :, None]
    base = (1 - sky) * [170, 200, 240] + sky * [30, 70, 110]
    return opaque(base + noise(height, width, mean=0, spread=3))


@pytest.mark.parametrize("degrees", [-11.0, -4.2, 1.5, 6.0])
def test_a_horizon_is_measured_to_a_fifth_of_a_degree(degrees: float):
    assert measure_tilt(sea(degrees), CancelToken()) == pytest.approx(degrees, abs=0.2)


def test_straightened_horizons_are_level_and_the_note_says_the_angle():
    done = do(Op.STRAIGHTEN, sea(5.0))
    assert abs(measure_tilt(done.image, CancelToken()) or 0.0) < 0.2
    assert "5.0 degrees clockwise" in done.notes[0]
    assert done.image.opaque
    assert done.geometry[0].kind == "rotate"


def test_a_level_picture_is_left_as_it_is():
    picture = sea(0.0)
    done = do(Op.STRAIGHTEN, picture)
    assert done.image.digest == picture.digest
    assert done.geometry == ()


def test_leaning_houses_are_measured_by_their_walls():
    wall = np.full((400, 400, 3), 220.0)
    for x in range(60, 400, 70):
        cv2.line(wall, (x, 20), (x - 20, 380), (60.0, 60.0, 60.0), 6, cv2.LINE_AA)
    tilt = measure_tilt(opaque(wall), CancelToken())
    assert tilt == pytest.approx(np.degrees(np.arctan(20 / 360)), abs=0.3)


def test_a_frame_along_the_rim_does_not_count_as_level():
    pixels = sea(6.0).pixels.copy()
    pixels[:3], pixels[-3:], pixels[:, :3], pixels[:, -3:] = 0, 0, 0, 0
    pixels[:, :, 3] = 255
    assert measure_tilt(Image(pixels=pixels), CancelToken()) == pytest.approx(6.0, abs=0.2)


@pytest.mark.parametrize(
    "picture", [opaque(noise(300, 300)), opaque(np.full((300, 300, 3), 90.0))], ids=["noise", "flat"]
)
def test_without_lines_it_is_refused_and_says_what_works(picture: Image):
    with pytest.raises(Unsupported) as refused:
        do(Op.STRAIGHTEN, picture)
    assert "rotate" in refused.value.nearest[0]


def boats() -> Image:
    """A level picture of a fleet: masts that lean, all of them alike, between two level banks."""
    pixels = np.full((500, 400, 3), 200.0) + noise(500, 400, mean=0, spread=3)[:, :, :3]
    cv2.rectangle(pixels, (0, 400), (120, 404), (40.0, 60.0, 40.0), -1)
    cv2.rectangle(pixels, (300, 400), (400, 404), (40.0, 60.0, 40.0), -1)
    for x in (150, 170, 190, 235):
        cv2.line(pixels, (x, 100), (x - 18, 400), (60.0, 60.0, 60.0), 4, cv2.LINE_AA)
    return opaque(pixels)


def quay() -> Image:
    """A level picture of a quay's edge that recedes: one line over half the width, before a level far bank."""
    pixels = np.full((500, 500, 3), 90.0) + noise(500, 500, mean=0, spread=3)[:, :, :3]
    cv2.line(pixels, (100, 250), (400, 270), (180.0, 180.0, 180.0), 6, cv2.LINE_AA)
    cv2.rectangle(pixels, (150, 90), (370, 94), (20.0, 20.0, 20.0), -1)
    return opaque(pixels)


@pytest.mark.parametrize("picture", [boats(), quay()], ids=["leaning masts", "a receding quay"])
def test_lines_that_do_not_agree_make_no_tilt(picture: Image):
    with pytest.raises(Unsupported, match="No tilt is certain"):
        do(Op.STRAIGHTEN, picture)
