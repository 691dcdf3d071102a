"""Wide areas of which the segmenter says neither yes nor no are left out; straps and soft edges stay."""

import numpy as np
import pytest

from scumble.regions.outlined import settled

SHAPE = (160, 256)


def answer(level: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A thing that is sure, 60 x 60, on a saucer of that level with the grid that upscaling leaves."""
    rng = np.random.default_rng(3)
    logits = np.full(SHAPE, -12, np.float32)
    logits[90:140, 60:200] = level + rng.normal(0, 1.0, (50, 140)).astype(np.float32)
    logits[40:100, 100:160] = 5
    return logits


@pytest.mark.parametrize("level", [-1.0, 0.0, 0.5])
def test_a_saucer_that_is_half_meant_is_left_out(level: float) -> None:
    given = answer(level)
    out = settled(given)
    assert (out[40:100, 100:160] == 5).all()
    assert (out[110:136, 64:196] <= -4).all()
    assert (given[110:136, 64:196] > -0.5).any()


def test_what_is_sure_is_left_as_it_is() -> None:
    given = answer(5)
    assert np.array_equal(settled(given), given)


def test_a_strap_of_which_it_is_less_sure_stays() -> None:
    given = np.full(SHAPE, -12, np.float32)
    given[40:100, 100:160] = 5
    given[20:40, 120:124] = 0.6
    assert np.array_equal(settled(given), given)


def test_an_answer_without_a_thing_is_nothing_still() -> None:
    given = np.full(SHAPE, -3, np.float32)
    assert np.array_equal(settled(given), given)
