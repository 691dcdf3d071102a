"""Layers beside a hole go on through it: a soft horizon stays one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.engines.cpu import surroundings
from scumble.engines.cpu.grain import fine_structure
from scumble.engines.cpu.holes import ring
from scumble.engines.cpu.layers_beside import layered
from tests.engines.cpu.pictures import disc, do, noise, opaque

H, W = 240, 320
WALL, TABLE = (190.0, 185.0, 175.0), (150.0, 95.0, 55.0)
HOLE = disc(H, W, 110, 160, 50)


def horizon(tilt: float = 0.0, *, right: bool = True) -> NDArray[np.uint8]:
    """A wall above a table, passing over softly, `tilt` rows higher at the right; right: seen there, too."""
    ys, xs = np.mgrid[0:H, 0:W].astype(np.float64)
    share = 1 / (1 + np.exp(-(ys - H / 2 + tilt * xs / W) / 4))
    share = np.where((xs < W / 2) | right, share, 0)[:, :, None]
    picture = (1 - share) * WALL + share * TABLE + noise(H, W, mean=0, spread=1)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("tilt", [0.0, 12.0, -12.0])
def test_a_horizon_seen_on_both_sides_counts(tilt: float):
    assert layered(horizon(tilt), HOLE, ~HOLE)


def test_no_layers_are_seen_in_a_gradient_a_picture_that_lies_on_its_side_or_on_one_side_only():
    ys, xs = np.mgrid[0:H, 0:W]
    gradient = np.stack([ys, xs * 0.5, 255 - ys], axis=2).astype(np.uint8)
    assert not layered(gradient, HOLE, ~HOLE)
    assert not layered(horizon(right=False), HOLE, ~HOLE)
    turned, hole = np.ascontiguousarray(horizon().transpose(1, 0, 2)), np.ascontiguousarray(HOLE.T)
    assert not layered(turned, hole, ~hole)


def test_what_may_not_be_copied_or_is_beyond_the_picture_is_not_looked_at():
    at_the_left = np.roll(HOLE, -120, axis=1)
    assert not layered(horizon(), at_the_left, ~at_the_left)
    usable = ~HOLE
    usable[:, : W // 2] = False
    assert not layered(horizon(), HOLE, usable)
    assert not layered(horizon(), np.zeros_like(HOLE), usable)


def test_a_soft_horizon_goes_on_where_a_thing_stood():
    truth = horizon(6.0)
    rgb = truth.copy()
    rgb[HOLE] = (20, 40, 120)
    assert fine_structure(rgb, ring(HOLE, 10)) < surroundings.BLURRED
    got = do(Op.FILL, opaque(rgb), region=Region.of_mask(HOLE), kind="region").image.pixels[:, :, :3]
    off = np.abs(got.astype(np.float64) - truth).mean(axis=2)
    assert off[HOLE].mean() < 5  # a membrane through the rim: 11
