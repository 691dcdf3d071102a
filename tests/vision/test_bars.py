"""Bars at a picture's edges are found at any side and thickness; plain backdrops and dark skies are none."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.bars import inside_bars


def scene(height: int = 120, width: int = 160) -> NDArray[np.uint8]:
    """Texture all over."""
    return np.random.default_rng(1).integers(40, 220, (height, width, 3)).astype(np.uint8)


@pytest.mark.parametrize("sides", [(12, 0, 12, 0), (0, 30, 0, 30), (3, 2, 1, 4), (1, 0, 0, 0)])
def test_bars_are_found_to_the_pixel(sides: tuple[int, int, int, int]) -> None:
    top, right, bottom, left = sides
    rgb = scene()
    noise = np.random.default_rng(2).integers(-3, 4, rgb.shape)
    bar = np.clip(12 + noise, 0, 255).astype(np.uint8)
    mask = np.ones(rgb.shape[:2], bool)
    mask[top : 120 - bottom, left : 160 - right] = False
    rgb[mask] = bar[mask]
    assert inside_bars(rgb) == Box(x0=left, y0=top, x1=160 - right, y1=120 - bottom)


def test_a_plain_backdrop_a_gradient_and_texture_have_no_bars() -> None:
    studio = np.full((120, 160, 3), 250, np.uint8)
    studio[40:90, 50:110] = 60
    ramp = np.repeat(np.linspace(20, 230, 120)[:, None], 160, axis=1)
    assert inside_bars(studio) is None
    assert inside_bars(np.dstack([ramp] * 3).astype(np.uint8)) is None
    assert inside_bars(scene()) is None
    assert inside_bars(np.full((120, 160, 3), 7, np.uint8)) is None


def test_the_stripes_of_a_flag_are_no_bars() -> None:
    flag = np.zeros((120, 160, 3), np.uint8)
    flag[:40], flag[40:80], flag[80:] = (0, 0, 0), (220, 0, 0), (255, 200, 0)
    assert inside_bars(flag) is None
    flag[80:] = flag[:40] = (200, 30, 30)
    flag[40:80] = 255
    assert inside_bars(flag) is None
