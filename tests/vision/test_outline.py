"""Outlines where colour is no guide become smooth; where colour tells, and in thin parts, they stay."""

import cv2
import numpy as np

from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.coarse import Coarse
from scumble.vision.refine import refine, smoothed, trimap


def ragged(front: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A disc with a jagged edge on dark grey: picture, its jagged matte and the clean disc."""
    yy, xx = np.mgrid[:240, :320].astype(np.float32)
    radius, angle = np.hypot(xx - 160, yy - 120), np.arctan2(yy - 120, xx - 160)
    clean = (radius < 80).astype(np.float32)
    jagged = (radius < 80 + 3 * np.sign(np.sin(60 * angle))).astype(np.float32)
    picture = np.where(clean[:, :, None] > 0, np.array(front), np.array((30, 30, 32))).astype(np.uint8)
    return picture, jagged, clean


def test_black_on_black_gets_a_smooth_outline() -> None:
    picture, jagged, clean = ragged((26, 26, 28))
    found = (smoothed(picture, jagged) > 0.5).astype(np.float32)
    assert float(np.abs(found - clean).sum()) < 0.5 * float(np.abs(jagged - clean).sum())


def test_a_black_foot_before_black_is_as_round_as_a_second_network_clearly_saw_it() -> None:
    picture, _, clean = ragged((26, 26, 28))
    bitten = clean.copy()
    bitten[192:] = 0.0
    edge = np.ones_like(clean)
    foot = clean[192:].sum()
    assert smoothed(picture, bitten, clean, edge)[192:].round().sum() > 0.8 * foot
    assert smoothed(picture, bitten)[192:].round().sum() < 0.2 * foot
    vague = smoothed(picture, bitten, clean, 0 * edge)
    assert np.array_equal(vague, smoothed(picture, bitten))
    # Grey before grey it is the matte's edge that counts, however alike both are.
    lighter = np.clip(picture + np.uint8(80), 0, 255)
    assert np.array_equal(smoothed(lighter, bitten, clean, edge), smoothed(lighter, bitten))


def test_an_outline_that_colour_shows_stays() -> None:
    picture, jagged, _ = ragged((210, 60, 40))
    assert np.array_equal(smoothed(picture, jagged), jagged)


def test_a_thin_part_of_another_colour_stays() -> None:
    matte = np.zeros((240, 320), np.float32)
    cv2.rectangle(matte, (40, 80), (160, 160), (1.0,), -1)
    cv2.line(matte, (160, 120), (300, 120), (1.0,), 3)
    picture = np.where(matte[:, :, None] > 0, np.array((20, 20, 20)), np.array((200, 200, 190))).astype(np.uint8)
    assert float(smoothed(picture, matte)[119:122, 180:280].min()) > 0.9


def test_slats_and_gaps_thinner_than_the_ring_stay_known_along_their_middle() -> None:
    mask = np.zeros((80, 120), np.uint8)
    mask[:, 20:28] = mask[:, 36:44] = mask[:, 52:60] = 1
    free = np.zeros(mask.shape, np.int8)
    loose, held = trimap(mask, 6, free), trimap(mask, 6, free, anchored=True)
    assert (loose[40, 20:60] == 128).all()
    assert held[40, 39] == 255
    assert held[40, 31] == 0
    assert (held[40, 27:29] == 128).all()


def test_a_rim_like_the_ground_stays_where_both_networks_are_sure_of_it() -> None:
    rgb = np.full((480, 640, 3), (118, 120, 126), np.uint8)
    rgb[100:380, 200:440] = (126, 124, 122)
    rgb[100:380, 206:434] = (40, 150, 220)
    rgb = np.clip(rgb + np.random.default_rng(1).normal(0, 2, rgb.shape), 0, 255).astype(np.uint8)
    sure = np.full((480, 640), 0.01, np.float32)
    sure[100:380, 200:440] = 0.99
    box, free = Box(x0=0, y0=0, x1=640, y1=480), np.zeros(sure.shape, np.int8)
    coarse = Coarse(frame=box, rgb=rgb, probability=sure, confidence=1.0, pinned=free, notes=())
    alone, together = (refine(coarse, "hard", CancelToken(), outlined=seen).alpha for seen in (None, sure))
    rim, ground = (slice(140, 340), slice(201, 205)), (slice(140, 340), slice(190, 198))
    assert float(alone[rim].mean()) < 0.1
    assert float(together[rim].mean()) > 0.9
    assert float(together[ground].mean()) < 0.1
