"""Enlarging: what is hole and what may be copied at a fraction of the size."""

import numpy as np

from scumble.engines.cpu.enlarge import shrunk
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
