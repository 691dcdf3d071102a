"""Channels reduced plane by plane: numpy's own numbers."""

import numpy as np
import pytest

from scumble.vision.channels import largest_of, least_of, mean_of


@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_the_same_numbers_as_numpys(kind: type, channels: int) -> None:
    values = np.random.default_rng(channels).uniform(0, 255, (37, 23, channels)).astype(kind)
    for part in (values, values[::2, 3:], values.transpose(1, 0, 2)):
        before = part.copy()
        assert np.array_equal(largest_of(part), part.max(axis=2))
        assert np.array_equal(least_of(part), part.min(axis=2))
        wide = np.float64 if kind is np.float64 else np.float32
        assert np.array_equal(mean_of(part), part.mean(axis=2, dtype=wide).astype(np.float32))
        assert np.array_equal(part, before)
