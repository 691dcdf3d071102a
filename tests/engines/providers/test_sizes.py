"""Sizes: canvases that models take, pictures on them, and the way back to the pixel."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.engines.providers.profiles import GPT_SIZES, PROFILES
from scumble.engines.providers.sizes import Fit, Sizes, fit, laid, laid_mask, middle, taken_off

FIXED = Sizes(fixed=((1024, 1024), (1536, 1024), (1024, 1536)))
sides = st.integers(1, 9000)
rules = st.sampled_from([p.sizes for p in PROFILES.values()] + [FIXED])


@given(sides, sides, rules)
def test_every_canvas_is_one_that_the_model_takes(width: int, height: int, sizes: Sizes) -> None:
    way = fit(width, height, sizes)
    assert 0 <= way.x <= way.x + way.inner_width <= way.width
    assert 0 <= way.y <= way.y + way.inner_height <= way.height
    assert min(way.inner_width, way.inner_height) >= 1
    if sizes.fixed:
        assert (way.width, way.height) in sizes.fixed
        return
    assert way.width % sizes.multiple == way.height % sizes.multiple == 0
    assert max(way.width, way.height) <= sizes.most_side
    assert way.width * way.height <= sizes.most_pixels


@given(sides, sides)
def test_gpt_images_rules_hold(width: int, height: int) -> None:
    way = fit(width, height, GPT_SIZES)
    assert 655_360 <= way.width * way.height <= 8_294_400
    assert max(way.width, way.height) <= 3 * min(way.width, way.height)


@settings(max_examples=30)
@given(st.integers(20, 300), st.integers(20, 300), st.integers(1, 64), st.integers(0, 9))
def test_what_needs_no_scaling_comes_back_to_the_bit(width: int, height: int, multiple: int, seed: int) -> None:
    way = fit(width, height, Sizes(multiple=multiple))
    assert (way.inner_width, way.inner_height) == (width, height)
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    there = laid(pixels, way)
    assert there.shape == (way.height, way.width, 4)
    assert (taken_off(there, way, width, height) == pixels).all()
    weights = np.random.default_rng(seed).random((height, width), np.float32)
    mask = laid_mask(weights, way)
    inner = mask[way.y : way.y + height, way.x : way.x + width]
    assert (inner == weights).all()
    inner[:] = 0
    assert not mask.any()  # the margins are kept


def test_margins_go_on_with_the_edge() -> None:
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[:, 2] = 9
    there = laid(pixels, Fit(width=6, height=2, x=1, y=0, inner_width=3, inner_height=2))
    assert there[0, :, 0].tolist() == [0, 0, 0, 9, 9, 9]


def test_an_answer_at_another_scale_is_taken_off_where_the_picture_lay() -> None:
    way = fit(1000, 700, GPT_SIZES)
    canvas = np.zeros((way.height, way.width, 3), np.uint8)
    canvas[way.y + 350 :, :] = 200
    double = np.repeat(np.repeat(canvas, 2, 0), 2, 1)
    back = taken_off(double, way, 1000, 700)
    assert back.shape == (700, 1000, 3)
    assert (back[:349] == 0).all()
    assert (back[351:] == 200).all()


def test_new_pictures_are_cut_never_stretched() -> None:
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = 50
    assert (middle(wide, 64, 64) == 50).all()


def test_a_large_picture_is_made_smaller_and_a_small_one_larger() -> None:
    large, small = fit(6000, 4000, GPT_SIZES), fit(300, 200, GPT_SIZES)
    assert large.width * large.height > 0.97 * 8_294_400
    assert 655_360 <= small.width * small.height < 700_000
    assert abs(small.inner_width / small.inner_height - 1.5) < 0.01
