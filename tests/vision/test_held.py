"""Held: what holds a thing before a plain backdrop is kept with it; tables, shadows and neighbours are not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.vision.coarse import Coarse
from scumble.vision.held import NOTE, held
from tests.vision.helpers import backdrop

Pixels = NDArray[np.float32]
WIDTH, HEIGHT = 600, 480
WALL, SKIN, BRASS = (185, 195, 200), (190, 115, 75), (210, 170, 40)


def wall() -> Pixels:
    """A lit wall."""
    return backdrop(HEIGHT, WIDTH, WALL)


def looked_at(picture: Pixels) -> tuple[Image, Coarse]:
    """The picture with a clock in it, and a network that saw the clock alone, in a frame around it."""
    cv2.circle(picture, (280, 180), 70, BRASS, -1, cv2.LINE_AA)
    rgb = np.clip(picture, 0, 255).astype(np.uint8)
    frame = Box(x0=190, y0=90, x1=370, y1=270)
    p = np.zeros((180, 180), np.float32)
    cv2.circle(p, (90, 90), 70, 1.0, -1)
    image = Image(pixels=np.dstack([rgb, np.full((HEIGHT, WIDTH), 255, np.uint8)]))
    part = np.ascontiguousarray(rgb[frame.y0 : frame.y1, frame.x0 : frame.x1])
    pinned = np.zeros(p.shape, np.int8)
    return image, Coarse(frame=frame, rgb=part, probability=p, confidence=1.0, pinned=pinned, notes=())


def arm(picture: Pixels) -> Pixels:
    """An arm from below that holds it."""
    cv2.fillPoly(picture, [np.array([[240, 200], [320, 200], [370, HEIGHT], [290, HEIGHT]])], SKIN, cv2.LINE_AA)
    return picture


def test_the_arm_that_holds_it_is_kept_in_a_frame_that_holds_both() -> None:
    image, coarse = looked_at(arm(wall()))
    found = held(image, coarse)
    assert found.frame.y1 == HEIGHT
    assert found.notes == (NOTE,)
    assert found.rgb.shape[:2] == found.probability.shape == found.pinned.shape
    fy, fx = found.probability.shape[0] / found.frame.height, found.probability.shape[1] / found.frame.width

    def at(x: int, y: int) -> float:
        return float(found.probability[int((y - found.frame.y0) * fy), int((x - found.frame.x0) * fx)])

    assert at(280, 180) > 0.9
    assert at(300, 300) > 0.9
    assert at(325, 460) > 0.9
    assert at(230, 300) < 0.1


def table(picture: Pixels) -> Pixels:
    """It stands on a table as wide as the picture."""
    picture[245:] = (120, 80, 50)
    return picture


def shadow(picture: Pixels) -> Pixels:
    """Its shadow falls on the wall, down to the border."""
    picture[240:, 240:330] *= 0.6
    return picture


def plant(picture: Pixels) -> Pixels:
    """A plant stands beside it."""
    picture[200:, 480:560] = (40, 90, 50)
    return picture


def papered(picture: Pixels) -> Pixels:
    """The wall has broad stripes."""
    for x in range(0, WIDTH, 60):
        picture[:, x : x + 30] = (120, 40, 40)
    return arm(picture)


@pytest.mark.parametrize("ground", [wall, lambda: table(wall()), lambda: shadow(wall()), lambda: plant(wall())])
def test_nothing_else_is_kept(ground: Callable[[], Pixels]) -> None:
    image, coarse = looked_at(ground())
    assert held(image, coarse) is coarse


def test_a_patterned_wall_tells_nothing() -> None:
    image, coarse = looked_at(papered(wall()))
    assert held(image, coarse) is coarse
