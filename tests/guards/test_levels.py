"""Levels by which pixels differ: as numpy's own maximum says it."""

import numpy as np

from scumble.guards.levels import farther, largest

RNG = np.random.default_rng(3)


def test_the_largest_difference_of_each_pixel() -> None:
    apart = RNG.normal(0, 9, (7, 5, 4)).astype(np.float32)
    assert np.array_equal(largest(apart), np.abs(apart).max(axis=2))
    assert np.array_equal(largest(apart[:, :, :3]), np.abs(apart[:, :, :3]).max(axis=2))


def test_pixels_that_are_farther_apart_than_so_many_levels() -> None:
    one = RNG.integers(0, 256, (9, 8, 4)).astype(np.uint8)
    other = (one.astype(int) + RNG.integers(-3, 4, one.shape)).clip(0, 255).astype(np.uint8)
    expected = np.abs(one.astype(int) - other).max(axis=2) > 2
    assert np.array_equal(farther(one, other, 2), expected)
    assert 0 < expected.sum() < expected.size
