"""Sources of a fill: what resembles the hole's rim, and nothing sharp where all around is blurred."""

import cv2
import numpy as np

from scumble.engines.cpu.sources import kindred
from tests.engines.cpu.pictures import disc, noise, opaque


def test_a_colour_that_does_not_touch_the_hole_is_no_source():
    rgb = noise(240, 320, mean=120, spread=8)
    bird = disc(240, 320, 60, 250, 25)
    rgb[bird] = (200, 30, 30)
    hole = disc(240, 320, 140, 120, 30)
    left = kindred(opaque(rgb).rgb.copy(), hole, ~hole)
    assert not left[disc(240, 320, 60, 250, 22)].any()
    assert left[~hole & ~disc(240, 320, 60, 250, 32)].mean() > 0.95


def test_what_the_hole_touches_stays_a_source():
    rgb = noise(240, 320, mean=120, spread=8)
    rgb[:, 160:] = (200, 30, 30)
    hole = disc(240, 320, 120, 160, 30)
    left = kindred(opaque(rgb).rgb.copy(), hole, ~hole)
    assert left[:, 200:].mean() > 0.95


def test_a_sharp_thing_is_no_source_for_a_hole_in_blur():
    rgb = cv2.GaussianBlur(noise(240, 320, mean=120, spread=120).astype(np.float32), (0, 0), 9)
    checks = np.indices((240, 320)).sum(0) // 2 % 2 * 30 - 15
    rgb[20:80, 220:300] += checks[20:80, 220:300, None]
    hole = disc(240, 320, 150, 110, 28)
    left = kindred(opaque(rgb).rgb.copy(), hole, ~hole)
    assert not left[30:70, 230:290].any()
    assert left[100:, 20:60].mean() > 0.8


def test_when_little_is_left_everything_may_be_copied():
    rgb = noise(120, 160, mean=120, spread=4)
    rgb[:, :] = (30, 60, 200)
    hole = disc(120, 160, 60, 80, 40)
    rim = disc(120, 160, 60, 80, 54) & ~hole
    rgb[rim] = (200, 180, 20)
    left = kindred(opaque(rgb).rgb.copy(), hole, ~hole)
    assert np.array_equal(left, ~hole)
