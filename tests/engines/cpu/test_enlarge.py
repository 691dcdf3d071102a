"""Enlarging: what is hole and what may be copied at a fraction of the size."""

import numpy as np
import pytest

from scumble.core.work import CancelToken
from scumble.engines.cpu import enlarge, holes
from scumble.engines.cpu.enlarge import Coarse, fill_coarsely, shrunk
from scumble.engines.cpu.grain import smooth_fill
from tests.engines.cpu.pictures import noise, opaque


def test_a_block_is_hole_if_any_pixel_is_and_usable_only_if_all_are():
    hole = np.zeros((9, 10), bool)
    hole[4, 4] = True
    usable = ~hole
    usable[0, 9] = False
    rgb, small_hole, small_good = shrunk(opaque(noise(9, 10)).rgb.copy(), hole, usable, 2)
    assert rgb.shape == (5, 5, 3)
    assert np.argwhere(small_hole).tolist() == [[2, 2]]
    assert not small_good[2, 2]
    assert not small_good[0, 4]
    assert not small_good[4].any()
    assert small_good[:4].sum() == 18


def _smoothly() -> Coarse:
    return lambda rgb, hole, usable: smooth_fill(rgb.astype(np.float32), hole, usable)


def test_a_fill_by_tiles_is_that_of_one_tile_and_has_no_seams(monkeypatch: pytest.MonkeyPatch):
    rgb = opaque(noise(203, 300)).rgb.copy()
    hole = np.zeros(rgb.shape[:2], bool)
    hole[40:170, 50:260] = True
    whole = fill_coarsely(rgb, hole, ~hole, 2, _smoothly(), CancelToken())
    monkeypatch.setattr(enlarge, "TILE", 64)
    tiled = fill_coarsely(rgb, hole, ~hole, 2, _smoothly(), CancelToken())
    assert np.array_equal(tiled[~hole], rgb[~hole])
    apart = np.abs(tiled.astype(int) - whole)
    assert apart.max() <= 8
    assert (apart > 1).mean() < 0.01


def test_a_mask_grows_by_about_as_much_with_a_wide_disc_as_with_a_narrow_one(monkeypatch: pytest.MonkeyPatch):
    mask = np.zeros((90, 120), bool)
    mask[40:44, 50:70] = True
    mask[0, 0] = True
    laid = holes.grown(mask, 12)
    monkeypatch.setattr(holes, "WIDE", 0)
    told = holes.grown(mask, 12)
    assert told[mask].all()
    assert (told ^ laid).sum() <= 0.02 * laid.sum()
    assert laid[44 + 11, 60]
    assert not told[44 + 13, 60]
