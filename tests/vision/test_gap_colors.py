"""Gaps with something else behind them are opened by their colour; look-alikes that are no gaps stay."""

import cv2
import numpy as np

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.see_through import see_through
from tests.vision.helpers import Alpha, lattice

SIGN = (30, 60, 120)
BAR = (150, 60, 50)


def scene(*signs: tuple[int, int, int, int]) -> tuple[Pixels, Alpha, Alpha]:
    """A red lattice before a grey wall with blue signs (left, top, right, bottom): picture, true alpha, network."""
    _, alpha, network = lattice(BAR)
    wall = np.full((*alpha.shape, 3), (170, 175, 165), np.float32)
    for x0, y0, x1, y1 in signs:
        wall[y0:y1, x0:x1] = SIGN
    wall += np.random.default_rng(4).normal(0, 1.5, (*alpha.shape, 1)).astype(np.float32)
    picture = np.array(BAR, np.float32) * alpha[:, :, None] + wall * (1.0 - alpha[:, :, None])
    return np.clip(picture, 0, 255).astype(np.uint8), alpha, network


BESIDE, INSIDE = (20, 20, 110, 460), (250, 205, 390, 275)


def test_gaps_before_something_that_is_seen_beside_the_subject_are_opened() -> None:
    picture, alpha, network = scene(BESIDE, INSIDE)
    found = see_through(picture, network, CancelToken())
    assert found is not None
    inner = np.asarray(cv2.erode((alpha == 0).astype(np.uint8), np.ones((7, 7), np.uint8))) > 0
    shown = np.zeros_like(inner)
    shown[210:270, 255:385] = True
    assert found.opened[shown & inner].mean() > 0.8
    assert not found.gaps[alpha == 1].any()


def test_what_has_a_colour_that_is_seen_nowhere_else_stays() -> None:
    picture, _, network = scene(INSIDE)
    found = see_through(picture, network, CancelToken())
    assert found is not None
    assert not found.gaps[215:265, 260:380].any()


def test_an_outer_part_of_the_backgrounds_colour_is_no_gap() -> None:
    """A saddle in the colour of a sign: its border is an edge towards the outside."""
    picture, _, network = scene(BESIDE)
    picture[20:58, 285:355] = SIGN
    network[20:58, 285:355] = 1.0
    found = see_through(picture, network, CancelToken())
    assert found is not None
    assert not found.gaps[24:50, 290:350].any()
