"""Grow, shrink and feather: distances are right and what is 0 stays 0."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scumble.core.region import Region
from scumble.regions.morph import feather_inward, grow, shrink

maps = arrays(np.float32, (12, 15), elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0]))


def dot() -> Region:
    """One pixel in the middle of 21 x 21."""
    mask = np.zeros((21, 21), bool)
    mask[10, 10] = True
    return Region.of_mask(mask)


def test_growing_a_pixel_makes_a_disc() -> None:
    grown = grow(dot(), 4)
    yy, xx = np.indices((21, 21)) - 10
    assert np.array_equal(grown.weights > 0, yy**2 + xx**2 <= 16)


def test_shrinking_undoes_growing_of_a_disc() -> None:
    back = shrink(grow(dot(), 6), 4)
    assert back.weights[10, 10] == 1.0
    assert 0 < float(back.weights.sum()) < 25
    assert shrink(dot(), 1).is_empty


def test_the_pictures_border_is_no_rim() -> None:
    half = np.zeros((20, 20), bool)
    half[:, :10] = True
    shrunk = shrink(Region.of_mask(half), 3).weights
    assert shrunk[:, :7].all()
    assert not shrunk[:, 7:].any()
    feathered = feather_inward(Region.of_mask(half), 4).weights
    assert (feathered[:, 0] == 1.0).all()
    assert feathered[0, 9] < 0.3


@settings(max_examples=60, deadline=None)
@given(maps, st.floats(0, 6))
def test_feathering_only_reduces_and_keeps_zero_and_support(weights: "np.ndarray", pixels: float) -> None:
    before = Region(weights=weights)
    after = feather_inward(before, pixels)
    assert (after.weights <= before.weights).all()
    assert np.array_equal(after.inside, before.inside)


@settings(max_examples=60, deadline=None)
@given(maps, st.floats(0, 6))
def test_growing_never_reduces_and_shrinking_never_raises(weights: "np.ndarray", pixels: float) -> None:
    before = Region(weights=weights)
    assert (grow(before, pixels).weights >= before.weights).all()
    assert (shrink(before, pixels).weights <= before.weights).all()


@pytest.mark.parametrize("region", [Region.full(5, 5), Region.empty_of(5, 5)])
def test_all_or_nothing_has_no_edge_to_feather(region: Region) -> None:
    assert feather_inward(region, 3) is region
