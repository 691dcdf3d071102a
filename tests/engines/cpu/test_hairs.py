"""Hairs that a matte missed: taken from smooth ground, with their faint ends; specks and textured ground are left."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import object_flip
from scumble.engines.cpu.hairs import hairs
from tests.engines.cpu.pictures import opaque

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
HEIGHT, WIDTH, RADIUS = 420, 560, 100
HAIRS = (((168, 200), (147, 194)), ((169, 215), (146, 220)))


def animal(*, texture: float = 1.5) -> tuple[Bytes, Mask, Mask]:
    """A dark disc with two whiskers, which reach into its hole's surroundings, and a speck; its hole; the whiskers."""
    rng = np.random.default_rng(2)
    rgb = np.array([225.0, 115, 45]) + rng.normal(0, texture, (HEIGHT, WIDTH, 1))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    body = np.hypot(y - 210, x - 270) < RADIUS
    lines = np.zeros((HEIGHT, WIDTH), np.uint8)
    for start, end in HAIRS:
        cv2.line(lines, start, end, 255, 2, cv2.LINE_AA)
    share = (lines / 255.0)[:, :, None]
    rgb = rgb * (1 - share) + 40 * share
    rgb[300:306, 390:396] = 60
    rgb = np.where(body[:, :, None], 50, rgb)
    hole = np.hypot(y - 210, x - 270) < RADIUS + 5
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8), hole, lines > 100


def test_whiskers_are_found_and_a_speck_is_not() -> None:
    rgb, hole, lines = animal()
    found = hairs(rgb, hole, 2.0 * RADIUS)
    beyond = lines & ~hole
    assert (found & beyond).sum() > 0.9 * beyond.sum()
    assert not (found & hole).any()
    assert found.sum() < 12 * beyond.sum(), "a hair and its soft edge, no more"
    assert not found[295:312, 385:402].any()


def test_on_textured_ground_nothing_is_a_hair() -> None:
    rgb, hole, _ = animal(texture=14)
    assert not hairs(rgb, hole, 2.0 * RADIUS).any()


def test_a_line_that_goes_on_is_the_grounds() -> None:
    rgb, hole, _ = animal()
    rgb[208:210, :] = 60
    assert not hairs(rgb, hole, 2.0 * RADIUS)[200:218, 380:].any()


def test_a_thing_without_hairs_has_none() -> None:
    rgb, hole, lines = animal()
    rgb[cv2.dilate(lines.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = (225, 115, 45)
    assert not hairs(rgb, hole, 2.0 * RADIUS).any()


def test_a_mirrored_things_whiskers_do_not_stay() -> None:
    rgb, hole, lines = animal()
    weights = np.zeros((HEIGHT, WIDTH), np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    weights[np.hypot(y - 210, x - 270) < RADIUS] = 1
    step = Step(op=Op.OBJECT_FLIP, target=Target(kind="object"), params={"axis": "horizontal"})
    made = object_flip.render(Task(step=step, image=opaque(rgb), region=Region(weights=weights)), CancelToken())
    beyond = lines & ~hole
    assert np.abs(made.image.rgb[beyond].astype(float) - (225, 115, 45)).mean() < 12
