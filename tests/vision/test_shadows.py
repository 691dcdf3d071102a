"""The shadow of a found thing: contact and cast ones are taken, dark things of another colour and dark grounds not."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.vision.shadows import Shadow, shadow_mask


def scene(strength: float, tint: tuple[float, float, float] = (1, 1, 1)) -> tuple[Image, NDArray[np.bool_], NDArray]:
    """A blue box on a sandy ground with a soft shadow to its right; the thing's mask, and the shadow's 0..1."""
    rgb = np.full((240, 320, 3), (190, 170, 140), np.float32)
    rgb += np.random.default_rng(3).normal(0, 2, rgb.shape).astype(np.float32)
    fall = np.zeros((240, 320), np.float32)
    cv2.ellipse(fall, (185, 176), (55, 12), 0, 0, 360, 1.0, -1)
    fall = cv2.GaussianBlur(fall, (0, 0), 3)
    rgb *= 1 - strength * fall[:, :, None] * np.array(tint, np.float32)
    mask = np.zeros((240, 320), bool)
    mask[80:180, 120:190] = True
    rgb[mask] = (40, 60, 150)
    pixels = np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), np.full((240, 320), 255, np.uint8)])
    return Image(pixels=pixels), mask, fall


def test_a_cast_shadow_is_taken_and_the_ground_is_not() -> None:
    picture, mask, fall = scene(0.45)
    found = shadow_mask(mask, picture)
    assert found[(fall > 0.6) & ~mask].mean() > 0.95
    assert not found[(fall < 0.01)].any()
    assert not (found & mask).any()


def test_without_a_shadow_nothing_is_taken() -> None:
    picture, mask, _ = scene(0.0)
    assert not shadow_mask(mask, picture).any()


def test_a_dark_thing_of_another_colour_at_the_foot_is_no_shadow() -> None:
    picture, mask, _ = scene(0.7, tint=(1.0, 0.4, 1.0))
    assert not shadow_mask(mask, picture).any()


def test_a_dark_plank_that_goes_on_to_both_sides_is_no_shadow() -> None:
    picture, mask, _ = scene(0.0)
    pixels = picture.pixels.copy()
    pixels[180:200, :, :3] = (pixels[180:200, :, :3] * 0.5).astype(np.uint8)
    assert not shadow_mask(mask, Image(pixels=pixels)).any()


def test_ground_a_little_darker_that_touches_a_deep_shadow_is_no_part_of_it() -> None:
    picture, mask, fall = scene(0.8)
    stain = np.zeros(fall.shape, np.float32)
    cv2.ellipse(stain, (185, 212), (22, 26), 0, 0, 360, 1.0, -1)
    stain = cv2.GaussianBlur(stain, (0, 0), 2)
    pixels = picture.pixels.copy()
    pixels[:, :, :3] = (pixels[:, :, :3] * (1 - 0.15 * stain[:, :, None])).astype(np.uint8)
    found = shadow_mask(mask, Image(pixels=pixels))
    assert found[(fall > 0.6) & ~mask].mean() > 0.95
    assert found[216:236, 170:200].mean() < 0.1


def test_behind_a_thing_that_hangs_there_is_no_ground_for_a_shadow() -> None:
    picture, mask, _ = scene(0.0)
    pixels = picture.pixels.copy()
    # A sign before hedges and bright walls, as dark as a shadow, of one colour, some of them touching it.
    blocks = np.random.default_rng(4).choice([0.03, 0.1, 0.35, 1.0], (16, 20))
    light = cv2.resize(blocks.astype(np.float32), (320, 240), interpolation=cv2.INTER_NEAREST)
    behind = (np.array((190, 180, 170), np.float32) * light[:, :, None]).astype(np.uint8)
    pixels[:, :, :3][~mask] = behind[~mask]
    pixels[160:200, 150:172, :3] = 12
    pixels[:, :, :3][mask] = (40, 60, 150)
    assert not shadow_mask(mask, Image(pixels=pixels)).any()


def told(level: NDArray[np.float32]) -> Shadow:
    """A shadow of these natural logarithms of light, float32 (h, w)."""
    h, w = level.shape
    logs = np.repeat(level[:, :, None], 3, axis=2)
    window = Box(x0=0, y0=0, x1=w, y1=h)
    return Shadow(logs=logs, window=window, scale=1.0, sigma=1.5, noise=0.0, whole=True, residue=0.0)


def test_a_shadow_is_carried_without_the_joints_of_the_floor_that_it_lay_on():
    level = np.zeros((120, 160), np.float32)
    level[30:90, 40:120] = -0.7
    level[30:90, 80:83] = -1.5
    shadow = told(level)
    assert shadow.factor[60, 81] < 0.8 * shadow.factor[60, 70]
    assert shadow.carried[60, 81] == pytest.approx(shadow.carried[60, 70], abs=0.03)
    assert np.abs(shadow.carried - shadow.factor)[np.abs(level - -1.5) > 0.1].max() < 0.05  # its hard edges stay


def test_a_faint_shadow_fades_out_where_it_is_carried_to():
    level = np.zeros((120, 160), np.float32)
    level[30:90, 40:120] = -0.2
    carried = told(level).carried
    assert carried[60, 80] == pytest.approx(told(level).factor[60, 80], abs=0.01)
    assert np.abs(np.diff(carried[60])).max() < 0.3 * np.abs(np.diff(told(level).factor[60])).max()


def test_the_shadow_of_a_fence_is_carried_whole():
    level = np.zeros((120, 160), np.float32)
    level[30:90, 40:120:8] = -0.7
    assert np.array_equal(told(level).carried, told(level).factor)


def test_what_is_dark_on_both_sides_of_a_thing_is_what_it_sits_on() -> None:
    picture, mask, _ = scene(0.0)
    seat = np.zeros(mask.shape, np.float32)
    seat[135:178, 80:235] = 1
    seat = cv2.GaussianBlur(seat, (0, 0), 2)
    pixels = picture.pixels.copy()
    pixels[:, :, :3] = (pixels[:, :, :3] * (1 - 0.5 * seat[:, :, None] * ~mask[:, :, None])).astype(np.uint8)
    assert not shadow_mask(mask, Image(pixels=pixels)).any()
    one_side = picture.pixels.copy()
    seat[:, :120] = 0
    one_side[:, :, :3] = (one_side[:, :, :3] * (1 - 0.5 * seat[:, :, None] * ~mask[:, :, None])).astype(np.uint8)
    assert shadow_mask(mask, Image(pixels=one_side)).any()
