"""Sources of a fill: what resembles the hole's rim, and nothing sharp where all around is blurred."""

import cv2
import numpy as np

from scumble.core.work import CancelToken
from scumble.engines.cpu.fill import fill_window
from scumble.engines.cpu.sources import kindred, nearing
from tests.engines.cpu.pictures import disc, noise, opaque


def gravel(height: int = 240, width: int = 320):
    """Gravel of which the lower rows are sharp and the upper ones far out of focus, uint8 (H, W, 3)."""
    sharp = noise(height, width, mean=120, spread=110).astype(np.float32)
    blurs = [cv2.GaussianBlur(sharp, (0, 0), sigma) for sigma in (0.6, 1.2, 2.4, 4.8)]
    # The further up, the more of the next blurred copy.
    at = np.clip(np.linspace(3.4, -0.4, height), 0, 2.999)
    rows = [blurs[int(a)][y] * (1 - a % 1) + np.clip(blurs[int(a) + 1][y], 0, 255) * (a % 1) for y, a in enumerate(at)]
    return np.clip(np.rint(np.stack(rows)), 0, 255).astype(np.uint8)


def test_ground_that_comes_out_of_the_blur_is_told():
    hole = disc(240, 320, 120, 160, 50)
    assert nearing(gravel(), hole, ~hole)
    assert not nearing(noise(240, 320, mean=120, spread=110), hole, ~hole)
    assert not nearing(gravel()[::-1].copy(), hole, ~hole)


def test_a_hole_in_it_is_filled_as_sharp_as_its_rows_are():
    rgb = gravel()
    hole = disc(240, 320, 120, 160, 50)
    filled = fill_window(rgb.copy(), hole, ~hole, 0, CancelToken()).astype(np.float32)
    fine = np.abs(filled - cv2.GaussianBlur(filled, (0, 0), 2)).mean(axis=2)
    wanted = np.abs(rgb - cv2.GaussianBlur(rgb.astype(np.float32), (0, 0), 2)).mean(axis=2)
    for rows in (slice(76, 96), slice(110, 130), slice(144, 164)):
        assert 0.6 < fine[rows][hole[rows]].mean() / wanted[rows][hole[rows]].mean() < 1.6


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
