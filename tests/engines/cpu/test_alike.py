"""Alike: a soft guess becomes what the picture holds, from usable pixels alone, and nothing outside changes."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import Cancelled
from scumble.core.work import CancelToken
from scumble.engines.cpu.alike import mean_alike
from tests.engines.cpu.pictures import disc, noise

STRIPES = np.repeat((120 + 60 * np.sin(np.mgrid[:120, :160][1] / 3.0))[:, :, None], 3, axis=2).astype(np.float32)
HOLE = disc(120, 160, 60, 80, 7)


def softened(amount: float) -> np.ndarray:
    """The stripes with the hole as a mean of the truth and of grey."""
    return np.where(HOLE[:, :, None], STRIPES + amount * (120 - STRIPES), STRIPES).astype(np.float32)


def test_a_soft_guess_becomes_as_sharp_as_the_picture():
    drawn = mean_alike(softened(0.6), HOLE, ~HOLE, CancelToken())
    before, after = (np.abs(a - STRIPES)[HOLE].mean() for a in (softened(0.6), drawn))
    assert after < 0.4 * before


def test_every_pixel_of_the_hole_is_drawn_and_no_other():
    lurid = STRIPES.copy()
    lurid[HOLE] = 300.0
    drawn = mean_alike(lurid, HOLE, ~HOLE, CancelToken())
    assert drawn[HOLE].max() <= STRIPES.max() + 1e-3
    assert np.array_equal(drawn[~HOLE], STRIPES[~HOLE])


def test_nothing_is_drawn_from_what_is_not_usable():
    rgb = np.clip(noise(120, 160, spread=20), 0, 255).astype(np.float32)
    rgb[:, :80] += (0, 200, 0)
    usable = ~HOLE
    usable[:, :80] = False
    guess = np.where(HOLE[:, :, None], np.float32([120, 320, 120]), rgb).astype(np.float32)
    drawn = mean_alike(guess, HOLE, usable, CancelToken())
    assert drawn[HOLE][:, 1].max() <= rgb[:, 80:, 1].max() + 1e-3


def test_without_a_whole_patch_to_copy_the_guess_stays():
    usable = cv2.dilate(HOLE.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~HOLE
    assert np.array_equal(mean_alike(softened(0.5), HOLE, usable, CancelToken()), softened(0.5))


def test_a_cancelled_one_stops():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        mean_alike(softened(0.5), HOLE, ~HOLE, cancel)
