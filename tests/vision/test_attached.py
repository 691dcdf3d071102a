"""Attached parts: a handle in the subject's own strong colour is found; colours that lie around are left alone."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.attached import attached
from scumble.vision.coarse import Coarse

Pixels = NDArray[np.uint8]
SIDE = 360
BLUE = (30, 70, 170)


def bag() -> tuple[Pixels, NDArray[np.float32]]:
    """A grey bag with a blue zip before a beige wall, and a network that saw all of it but its handle."""
    picture = np.full((SIDE, SIDE, 3), (205, 190, 165), np.uint8)
    p = np.zeros((SIDE, SIDE), np.float32)
    picture[140:320, 90:270] = (130, 120, 120)
    p[140:320, 90:270] = 1.0
    picture[200:206, 110:250] = BLUE
    return picture, p


def coarse_of(picture: Pixels, p: NDArray[np.float32]) -> Coarse:
    """As the first look gives it."""
    pinned = np.zeros(p.shape, np.int8)
    frame = Box(x0=0, y0=0, x1=SIDE, y1=SIDE)
    return Coarse(frame=frame, rgb=picture, probability=p, confidence=1.0, pinned=pinned, notes=())


def with_handle() -> tuple[Pixels, NDArray[np.float32]]:
    """The bag with a blue loop on top."""
    picture, p = bag()
    cv2.ellipse(picture, (180, 140), (40, 60), 0, 180, 360, BLUE, 8, cv2.LINE_AA)
    return picture, p


def test_the_handle_comes_with_the_bag_and_what_is_seen_through_it_does_not() -> None:
    found = attached(coarse_of(*with_handle())).probability
    assert float(found[78:82, 178:182].min()) > 0.9
    assert float(found[110:136, 142:144].mean()) > 0.6
    assert float(found[100:130, 170:190].max()) < 0.1


def test_a_bag_without_such_a_part_stays_as_it_is() -> None:
    coarse = coarse_of(*bag())
    assert attached(coarse) is coarse


def test_a_colour_that_the_surroundings_have_too_tells_nothing() -> None:
    picture, p = with_handle()
    picture[20:60, 20:60] = picture[20:60, 300:340] = BLUE
    coarse = coarse_of(picture, p)
    assert attached(coarse) is coarse


def test_a_glow_along_the_ground_is_no_part() -> None:
    picture, p = bag()
    picture[300:320, 90:270] = BLUE
    picture[320:332, 90:270] = (60, 95, 180)
    coarse = coarse_of(picture, p)
    assert attached(coarse) is coarse


def test_a_strap_in_another_colour_is_not_taken() -> None:
    picture, p = bag()
    cv2.ellipse(picture, (180, 133), (40, 60), 0, 180, 360, (200, 30, 40), 8, cv2.LINE_AA)
    coarse = coarse_of(picture, p)
    assert attached(coarse) is coarse


def strap(ends: bool) -> tuple[Pixels, NDArray[np.float32]]:
    """The bag before black with a strap at its side, broad below; above, seen from its edge, it is thin and fades."""
    picture, p = bag()
    picture[p == 0] = (34, 34, 36)
    if ends:
        cv2.ellipse(picture, (270, 210), (40, 50), 0, 270, 360, (33, 37, 46), 3, cv2.LINE_AA)
    cv2.ellipse(picture, (270, 210), (40, 50), 0, -15, 90, BLUE, 7, cv2.LINE_AA)
    return picture, p


def test_a_strap_is_followed_back_to_the_bag_where_it_is_thin_and_fades() -> None:
    found = attached(coarse_of(*strap(ends=True))).probability
    assert float(found[215:225, 308:312].min()) > 0.8
    # A third of its way back, where nothing but a faint blue line is left of it.
    assert float(found[172:182, 294:306].max()) > 0.8
    assert float(found[156:166, 272:284].max()) > 0.8
    assert float(found[190:220, 280:296].max()) < 0.2


def test_a_part_that_ends_is_not_led_back() -> None:
    found = attached(coarse_of(*strap(ends=False))).probability
    assert float(found[215:225, 308:312].min()) > 0.8
    assert float(found[150:190, 272:300].max()) < 0.1
