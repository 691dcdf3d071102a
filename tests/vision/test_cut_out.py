"""Doubt about a cut-out: agreement passes, a lost part or an unstable answer does not, and the sentence says where."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.coarse import Coarse
from scumble.vision.cut_out import GUARD, verdict
from scumble.vision.second_look import Opinion

Weights = NDArray[np.float32]
SIDE = 320


def square() -> Weights:
    """A subject: float32 (SIDE, SIDE)."""
    out = np.zeros((SIDE, SIDE), np.float32)
    out[80:240, 80:240] = 1.0
    return out


def coarse(p: Weights) -> Coarse:
    """A network that sees `p`."""
    return Coarse(
        frame=Box(x0=0, y0=0, x1=SIDE, y1=SIDE),
        rgb=np.zeros((SIDE, SIDE, 3), np.uint8),
        probability=p,
        confidence=1.0,
        pinned=np.zeros((SIDE, SIDE), np.int8),
        notes=(),
    )


def opinion(mask: Weights, stability: float = 0.99) -> Opinion:
    """A segmenter that sees `mask`."""
    return Opinion(logits=np.where(mask > 0.5, 8.0, -8.0).astype(np.float32), stability=stability)


def test_agreement_passes() -> None:
    found = verdict(square(), coarse(square()), opinion(square()))
    assert found.guard == GUARD
    assert found.passed
    assert found.value <= found.limit


def test_an_outline_s_width_is_no_doubt() -> None:
    wider = square()
    wider[79:241, 79:241] = 1.0
    assert verdict(square(), coarse(square()), opinion(wider)).passed


def test_a_part_that_only_the_segmenter_sees_fails_and_is_located() -> None:
    whole = square()
    whole[205:235, 240:270] = 1.0
    found = verdict(square(), coarse(square()), opinion(whole))
    assert not found.passed
    assert found.value > found.limit
    assert "at the subject's bottom right" in found.sentence


def test_the_place_is_where_most_of_a_bent_patch_lies() -> None:
    """A rim of ground around three sides of a subject has its centre inside the subject, where nothing is in doubt."""
    matte = square()
    matte[80:270, 60:80] = matte[80:270, 240:275] = 1.0
    matte[240:270, 60:275] = 1.0
    found = verdict(matte, coarse(matte), opinion(square()))
    assert not found.passed
    assert "at the subject's bottom right." in found.sentence


def test_fur_that_the_matte_half_covers_is_disputed_by_half() -> None:
    matte = square()
    matte[120:150, 240:258] = 0.9
    sure = np.where(matte > 0.5, np.float32(1), matte)
    assert not verdict(sure, coarse(sure), opinion(square())).passed
    assert verdict(matte, coarse(matte), opinion(square())).passed


def test_ground_that_only_the_matte_holds_fails() -> None:
    matte = square()
    matte[240:260, 140:180] = 1.0
    found = verdict(matte, coarse(matte), opinion(square()))
    assert not found.passed
    assert "at the subject's bottom." in found.sentence


def test_an_unstable_answer_fails_without_a_place() -> None:
    found = verdict(square(), coarse(square()), opinion(square(), stability=0.95))
    assert not found.passed
    assert " at the " not in found.sentence


def test_a_full_size_matte_is_compared_at_the_working_size() -> None:
    large = np.repeat(np.repeat(square(), 3, axis=0), 3, axis=1)
    assert verdict(large, coarse(square()), opinion(square())).passed
