"""Layouts: the most natural of several sizes wins, full size is not traded for a coarser one, blocks shrink safely."""

import numpy as np
import pytest

from scumble.core.work import CancelToken
from scumble.engines.cpu import layouts
from scumble.engines.cpu.detail import strangeness
from scumble.engines.cpu.enlarge import shrunk
from tests.engines.cpu.pictures import disc, noise, opaque


def test_a_fill_of_real_patches_is_less_strange_than_a_foreign_one():
    ys, xs = np.mgrid[:120, :160]
    stripes = np.repeat((120 + 60 * np.sin(xs / 4.0 + ys * 0))[:, :, None], 3, axis=2).astype(np.float32)
    hole = disc(120, 160, 60, 80, 22)
    foreign = np.where(hole[:, :, None], 120 + 60 * np.sin(ys / 4.0)[:, :, None], stripes).astype(np.float32)
    real = strangeness(stripes, hole, ~hole, CancelToken())
    assert strangeness(foreign, hole, ~hole, CancelToken()) > 3 * real + 10


@pytest.mark.parametrize("winner", [2, 3, 4])
def test_the_least_strange_size_is_chosen(winner: int, monkeypatch: pytest.MonkeyPatch):
    marks = iter([1.0 if s == winner else 2.0 for s in (2, 3, 4, 3, 4)])
    monkeypatch.setattr(layouts, "strangeness", lambda *_: next(marks))
    monkeypatch.setattr(layouts, "SMALLEST", 100)
    rgb, hole = opaque(noise(160, 200)).rgb.copy(), disc(160, 200, 80, 100, 25)
    scale, fill = layouts.best_layout(rgb, hole, ~hole, 2, 0, CancelToken())
    assert scale == winner
    assert fill.shape[:2] == (-(-160 // winner), -(-200 // winner))


def test_full_size_is_taken_without_asking():
    rgb, hole = opaque(noise(80, 100)).rgb.copy(), disc(80, 100, 40, 50, 12)
    scale, fill = layouts.best_layout(rgb, hole, ~hole, 1, 0, CancelToken())
    assert scale == 1
    assert np.array_equal(fill[~hole], rgb[~hole])


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
