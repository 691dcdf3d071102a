"""Closed-form matting, the guided carry-up and foreground colours on composites with a known answer."""

import cv2
import numpy as np

from scumble.core.work import CancelToken
from scumble.vision import guided
from scumble.vision.closed_form import solve
from scumble.vision.matting import foreground
from scumble.vision.subject import carry_up
from tests.vision.helpers import furry, mug


def test_hair_is_solved_from_a_trimap() -> None:
    image, true = furry(360)
    trimap = np.full(true.shape, 128, np.uint8)
    trimap[cv2.erode((true > 0.99).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0] = 255
    trimap[cv2.dilate((true > 0.01).astype(np.uint8), np.ones((7, 7), np.uint8)) == 0] = 0
    prior = cv2.GaussianBlur((true > 0.5).astype(np.float32), (0, 0), 6).astype(np.float32)
    found = solve(np.ascontiguousarray(image.rgb), trimap, prior, CancelToken())
    unknown = trimap == 128
    assert np.array_equal(found[trimap == 255], np.ones(int((trimap == 255).sum()), np.float32))
    assert not found[trimap == 0].any()
    assert np.abs(found - true)[unknown].mean() < 0.1
    assert np.abs(found - true)[unknown].mean() < 0.5 * np.abs(prior - true)[unknown].mean()


def test_a_trimap_without_unknowns_is_returned() -> None:
    trimap = np.zeros((5, 6), np.uint8)
    trimap[:, 3:] = 255
    found = solve(np.zeros((5, 6, 3), np.uint8), trimap, np.zeros((5, 6), np.float32), CancelToken())
    assert np.array_equal(found, (trimap == 255).astype(np.float32))


def test_samples_between_pixels_are_bilinear() -> None:
    small = np.arange(12, dtype=np.float32).reshape(3, 4)
    rows, columns = np.indices((3, 4)).reshape(2, -1)
    assert np.array_equal(guided.sample(small, rows, columns, (3, 4)), small.ravel())
    rows, columns = np.indices((6, 8)).reshape(2, -1)
    grown = guided.sample(small, rows, columns, (6, 8)).reshape(6, 8)
    assert np.allclose(grown, cv2.resize(small, (8, 6), interpolation=cv2.INTER_LINEAR), atol=0.05)


def test_a_small_matte_is_carried_up_to_the_full_size_edge() -> None:
    image, true = mug(960, 1280)
    small_rgb = np.asarray(cv2.resize(np.ascontiguousarray(image.rgb), (427, 320), interpolation=cv2.INTER_AREA))
    small = cv2.resize(true, (427, 320), interpolation=cv2.INTER_AREA).astype(np.float32)
    found = carry_up(image.pixels, small_rgb, small, radius=2, cancel=CancelToken())
    plain = cv2.resize(small, (1280, 960), interpolation=cv2.INTER_LINEAR)
    assert np.abs(found - true).mean() < 0.6 * np.abs(plain - true).mean()
    assert np.abs(found - true).mean() < 0.002


def test_foreground_colours_lose_the_old_background() -> None:
    alpha = np.zeros((200, 300), np.float32)
    alpha[:, 150:] = 1.0
    alpha[:, 130:150] = np.linspace(0.05, 0.95, 20, dtype=np.float32)
    front, back = np.array((200.0, 60.0, 40.0)), np.array((20.0, 160.0, 60.0))
    rgb = np.rint(front * alpha[:, :, None] + back * (1 - alpha[:, :, None])).astype(np.uint8)
    found = foreground(rgb, alpha)
    soft = (alpha > 0.1) & (alpha < 1)
    assert np.abs(found[soft] - front).mean() < 20
    assert np.abs(found[soft] - front).mean() < 0.35 * np.abs(rgb[soft] - front).mean()


def test_sure_pixels_keep_their_colour() -> None:
    image, alpha = furry(200)
    found = foreground(np.ascontiguousarray(image.rgb), alpha)
    sure = (alpha == 0) | (alpha == 1)
    assert np.array_equal(found[sure], image.rgb[sure])
    nothing = np.zeros_like(alpha)
    assert np.array_equal(foreground(np.ascontiguousarray(image.rgb), nothing), image.rgb)


def test_grey_stripes_are_carried_up_unharmed() -> None:
    """Greys have no variance across their axis: rounding once turned the model's sign around."""
    rng = np.random.default_rng(3)
    true = np.zeros((240, 320), np.float32)
    for x in range(20, 300, 24):
        true[:, x : x + 12] = 1.0
    true = cv2.GaussianBlur(true, (0, 0), 0.8)
    cream, shade = np.array((236, 230, 222), np.float32), np.array((14, 13, 12), np.float32)
    rgb = cream * true[:, :, None] + shade * (1 - true[:, :, None]) + rng.integers(-1, 2, (240, 320, 1))
    full = cv2.resize(np.clip(rgb, 0, 255).astype(np.uint8), (720, 540), interpolation=cv2.INTER_CUBIC)
    small = cv2.resize(full, (320, 240), interpolation=cv2.INTER_AREA)
    found = carry_up(full, small, true, radius=2, cancel=CancelToken())
    assert float(np.abs(found - cv2.resize(true, (720, 540), interpolation=cv2.INTER_LINEAR)).max()) < 0.3
