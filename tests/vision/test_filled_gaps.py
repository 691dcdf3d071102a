"""Filled gaps: ground left between fringes is said with its place; shade, one gap, and dark things are not doubted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box
from scumble.vision.coarse import Coarse
from scumble.vision.filled_gaps import GUARD, doubts, filled_gaps

Weights = NDArray[np.float32]
LEATHER, GRAVEL, SHADE = (225, 215, 200), (110, 105, 95), (150, 120, 95)


def fringed(gap: tuple[int, int, int] = GRAVEL, *, count: int = 12, thing: tuple[int, int, int] = LEATHER) -> Coarse:
    """A thing on gravel with gaps of a colour at its lower left, in each of which the network's belief dips."""
    noise = np.random.default_rng(1).normal(0.0, 10.0, (320, 320, 1))
    rgb = np.full((320, 320, 3), GRAVEL, np.float64) + noise
    rgb[60:260, 60:260] = thing
    p = np.zeros((320, 320), np.float32)
    p[60:260, 60:260] = 1.0
    for k in range(count):
        here = (slice(200, 250), slice(70 + 8 * k, 73 + 8 * k))
        rgb[here] = np.array(gap) + noise[here]
        p[here] = 0.8
    return coarse(np.clip(rgb, 0, 255).astype(np.uint8), p)


def coarse(rgb: Pixels, p: Weights) -> Coarse:
    """A network that sees `p`."""
    pinned = np.zeros(p.shape, np.int8)
    frame = Box(x0=0, y0=0, x1=p.shape[1], y1=p.shape[0])
    return Coarse(frame=frame, rgb=rgb, probability=p, confidence=1.0, pinned=pinned, notes=())


def solid() -> Weights:
    """A matte in which all gaps are filled."""
    out = np.zeros((320, 320), np.float32)
    out[60:260, 60:260] = 1.0
    return out


def test_ground_between_fringes_is_said_with_its_place() -> None:
    seen = fringed()
    found = filled_gaps(seen.rgb, seen.probability, solid())
    assert found[205:245, 71].mean() > 0.8
    assert not found[60:190].any()
    (doubt,) = doubts(solid(), seen)
    assert (doubt.guard, doubt.passed) == (GUARD, False)
    assert "in 12 places" in doubt.sentence
    assert "at the subject's bottom" in doubt.sentence


def test_a_matte_at_full_size_is_compared_at_the_working_size() -> None:
    large = np.repeat(np.repeat(solid(), 2, axis=0), 2, axis=1)
    assert doubts(large, fringed()) == doubts(solid(), fringed())


def test_gaps_that_are_open_in_the_matte_are_no_doubt() -> None:
    seen = fringed()
    assert doubts((solid() * (seen.probability > 0.9)).astype(np.float32), seen) == ()


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(fringed(SHADE), id="the thing's own shade"),
        pytest.param(fringed(count=2), id="two gaps"),
        pytest.param(fringed(thing=(112, 107, 97)), id="a thing in the ground's colours"),
        pytest.param(fringed(count=0), id="no gap"),
    ],
)
def test_nothing_is_said_without_many_gaps_of_ground(seen: Coarse) -> None:
    assert doubts(solid(), seen) == ()
