"""Harmonising: the measured light, how much of it is taken over, limits, sides of the light, softness, grain."""

import cv2
import numpy as np
import pytest

from scumble.engines.cpu.harmonise import (
    BRIGHTER,
    DARKER,
    INTO_SCENE,
    MOST_CAST,
    change,
    grain_of,
    grained,
    light_of,
    relit,
    shaded,
    side_of_light,
    softness,
)
from tests.engines.cpu.pictures import disc, noise

ALL = np.ones((120, 160), np.float32)


def photo(gains: tuple[float, float, float] = (1, 1, 1), seed: int = 1) -> np.ndarray:
    """Soft coloured patches in a light of these gains."""
    rng = np.random.default_rng(seed)
    small = rng.uniform(20, 190, (9, 12, 3)).astype(np.float32)
    wide = cv2.resize(small, (160, 120), interpolation=cv2.INTER_CUBIC)
    linear = (np.clip(wide, 0, 255) / 255) ** 2.2 * np.array(gains)
    return np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def test_the_same_light_changes_nothing() -> None:
    light = light_of(photo(), ALL)
    assert change(light, light).none
    assert np.array_equal(relit(photo(), change(light, light)), photo())


@pytest.mark.parametrize(("gains", "channel"), [((1.0, 0.8, 0.6), 0), ((0.6, 0.8, 1.0), 2)])
def test_a_thing_takes_some_of_the_cast_and_not_all(gains: tuple[float, float, float], channel: int) -> None:
    own, other = light_of(photo(), ALL), light_of(photo(gains), ALL)
    by = change(own, other, INTO_SCENE)
    ratio = by.gains / by.gains[1]
    full = (other.colour / own.colour) / (other.colour / own.colour)[1]
    assert 1 < ratio[channel] < full[channel]


def test_darker_surroundings_darken_and_lighter_ones_lighten() -> None:
    own = light_of(photo(), ALL)
    for gain, sign in ((0.2, -1), (1.6, 1)):
        made = relit(photo(), change(own, light_of(photo((gain, gain, gain)), ALL), INTO_SCENE))
        assert sign * (made.astype(float).mean() - photo().mean()) > 3


def test_no_light_however_strange_goes_beyond_the_limits() -> None:
    own = light_of(photo(), ALL)
    for strange in ((1.0, 0.01, 0.01), (0.01, 0.01, 1.0), (0.003, 0.003, 0.003)):
        by = change(own, light_of(photo(strange), ALL), INTO_SCENE)
        assert by.gains.max() / by.gains.min() <= MOST_CAST * 1.01
        luma = float(by.gains @ np.array([0.2126, 0.7152, 0.0722]))
        assert DARKER - 1e-3 <= luma <= BRIGHTER + 1e-3


def test_curves_rise_and_keep_black_and_white_apart() -> None:
    by = change(light_of(photo(), ALL), light_of(photo((0.9, 0.5, 0.3)), ALL), INTO_SCENE, soft=1.0)
    assert (np.diff(by.curves.astype(int), axis=0) >= 0).all()
    assert (by.curves[0] <= 1).all()
    assert (by.curves[255].astype(int) > 180).all()


def test_soft_light_lowers_contrast() -> None:
    light = light_of(photo(), ALL)
    made = relit(photo(), change(light, light, INTO_SCENE, soft=1.0))
    assert made.std() < 0.97 * photo().std()


@pytest.mark.parametrize(("side", "wanted"), [(-1, -1), (1, 1), (0, 0)])
def test_the_side_of_the_light_is_read_from_the_shading(side: int, wanted: int) -> None:
    alpha = disc(120, 160, 60, 80, 44).astype(np.float32)
    across = np.clip((np.arange(160) - 80) / 44, -1, 1)
    ball = np.clip(120 + 70 * side * across[None, :, None] + noise(120, 160, spread=6), 0, 255).astype(np.uint8)
    assert np.sign(side_of_light(ball, alpha)) == wanted


def test_turned_light_darkens_one_flank_and_lightens_the_other() -> None:
    alpha = disc(120, 160, 60, 80, 44).astype(np.float32)
    grey = np.full((120, 160, 4), 128, np.uint8)
    made = shaded(grey, alpha, 2.0)
    assert made[60, 40, 0] < 128 < made[60, 120, 0]
    assert (made[:, :, 3] == 128).all()


@pytest.mark.parametrize("sigma", [0.8, 1.5])
def test_softness_tells_how_blurred_edges_are(sigma: float) -> None:
    sharp = np.where(disc(120, 160, 60, 80, 40)[:, :, None], 220.0, 40.0) * np.ones(3)
    seen = cv2.GaussianBlur(sharp.astype(np.float32), (0, 0), sigma)
    assert abs(softness(np.rint(seen).astype(np.uint8), ALL) - sigma) < 0.5


@pytest.mark.parametrize("sigma", [2.0, 5.0])
def test_grain_is_measured_as_strong_as_it_was_laid(sigma: float) -> None:
    made = grained(np.full((200, 300, 3), 120, np.uint8), sigma, seed=3)
    assert abs(made.astype(float).std(axis=(0, 1)).mean() - sigma) < 0.25 * sigma
    assert 0.35 * sigma < grain_of(made, np.ones((200, 300), np.float32)) < 1.2 * sigma
    assert grain_of(np.full((200, 300, 3), 120, np.uint8), np.ones((200, 300), np.float32)) == 0
