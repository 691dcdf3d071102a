"""Gaps of see-through subjects are found before a soft background; look-alikes are left whole."""

import cv2
import numpy as np

from scumble.core.work import CancelToken
from scumble.vision.see_through import repeats, see_through
from tests.vision.helpers import lattice, soft_wall


def test_the_gaps_of_a_lattice_are_found_and_its_bars_kept() -> None:
    picture, alpha, network = lattice((40, 44, 48))
    found = see_through(picture, network, CancelToken())
    assert found is not None
    gaps, bars = (alpha == 0) & (network > 0.5), alpha == 1
    assert found.gaps[gaps].mean() > 0.6
    assert not found.gaps[bars].any()
    assert not (found.known & bars).any()


def test_a_solid_subject_has_no_gaps() -> None:
    picture, _, network = lattice((40, 44, 48))
    picture[network > 0.5] = (40, 44, 48)
    assert see_through(picture, network, CancelToken()) is None


def printed(outline: int) -> tuple[np.ndarray, np.ndarray]:
    """A plate of the wall's own colour, printed with a dark grid, that differs from the wall only by its faint rim."""
    picture = soft_wall(480, 640)
    plate = np.zeros((480, 640), np.uint8)
    cv2.circle(plate, (320, 240), 180, (1,), -1)
    inner = np.asarray(cv2.erode(plate, np.ones((9, 9), np.uint8)))
    rim = (plate > 0) & (inner == 0)
    picture[rim] -= outline
    grid = np.zeros_like(plate)
    for k in range(-3, 4):
        cv2.line(grid, (320 + 40 * k, 140), (320 + 40 * k, 340), (1,), 4)
        cv2.line(grid, (220, 240 + 40 * k), (420, 240 + 40 * k), (1,), 4)
    picture[grid > 0] = (50, 50, 60)
    return np.clip(picture, 0, 255).astype(np.uint8), plate.astype(np.float32)


def test_a_thing_of_the_walls_own_colour_is_not_eaten() -> None:
    assert see_through(*printed(8), CancelToken()) is None


def test_few_gaps_are_no_pattern() -> None:
    picture, alpha, network = lattice((40, 44, 48))
    keep = np.zeros_like(alpha)
    keep[200:280, 280:360] = 1
    whole = np.where((network > 0.5) & (keep == 0), np.float32(0), np.float32(1))
    picture = np.where(whole[:, :, None] > 0, picture, np.uint8(45)).astype(np.uint8)
    assert see_through(picture, network, CancelToken()) is None


def test_a_pattern_is_many_gaps_and_a_fair_share() -> None:
    subject = np.ones((100, 100), np.bool_)
    gaps = np.zeros_like(subject)
    gaps[10:40, 10:40] = True
    assert not repeats(gaps, subject)
    gaps = np.zeros_like(subject)
    for k in range(6):
        gaps[5 + 15 * k : 15 + 15 * k, 10:30] = True
    assert repeats(gaps, subject)


def test_a_busy_background_tells_nothing() -> None:
    picture, _, network = lattice((40, 44, 48))
    noise = np.random.default_rng(3).integers(0, 255, picture.shape).astype(np.uint8)
    assert see_through(noise, network, CancelToken()) is None
