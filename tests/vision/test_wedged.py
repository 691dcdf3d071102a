"""Wedged parts: a strut that both networks hint at between two parts is kept, shadows and soft outlines are not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.coarse import Coarse
from scumble.vision.second_look import Opinion, outlined
from scumble.vision.wedged import wedged

Weights = NDArray[np.float32]

STRUT = (slice(144, 156), slice(135, 165))
CORE = (slice(146, 154), slice(138, 162))


def scene(belief: float = 0.35, logit: float = -3.0, beyond: float = -9.0) -> tuple[Weights, Weights]:
    """Two balls, one above the other, and a strut between them, 30 pixels wide: probability and logits of 320."""
    p, logits = np.zeros((320, 320), np.float32), np.full((320, 320), beyond, np.float32)
    for part in (slice(60, 144), slice(156, 240)):
        p[part, 80:220], logits[part, 80:220] = 1.0, 8.0
    p[STRUT], logits[STRUT] = belief, logit
    return p, logits


def test_a_strut_between_two_parts_belongs_to_them() -> None:
    found = wedged(*scene())
    assert found[CORE].all()
    assert not found[144:156, :130].any()
    assert not found[144:156, 170:].any()


@pytest.mark.parametrize(
    ("belief", "logit", "beyond"), [(0.05, -3.0, -9.0), (0.35, -8.0, -9.0), (0.35, -3.0, -4.0), (0.35, -3.0, -6.0)]
)
def test_nothing_is_added_that_one_of_them_does_not_see_or_that_has_no_edge(
    belief: float, logit: float, beyond: float
) -> None:
    """The last two are a shadow: beyond it the segmenter is hardly surer."""
    assert not wedged(*scene(belief, logit, beyond)).any()


def test_nothing_is_added_beyond_which_the_first_network_sees_as_much() -> None:
    p, logits = scene()
    p[144:156, 80:220] = 0.35
    assert not wedged(p, logits).any()


def test_what_lies_along_the_outline_is_not_wedged() -> None:
    p, logits = scene(0.0, -9.0)
    p[90:120, 220:232], logits[90:120, 220:232] = 0.35, -3.0
    assert not wedged(p, logits).any()


def test_a_thin_seam_is_left_to_colour() -> None:
    p, logits = scene(0.0, -9.0)
    p[144:156, 80:220] = 1.0
    p[148:151, 80:220], logits[148:151, 80:220] = 0.35, -3.0
    assert not wedged(p, logits).any()


def test_another_opinion_of_the_subject_is_not_wedged() -> None:
    p, logits = scene()
    p[144:156, 90:210], logits[144:156, 90:210] = 0.35, -3.0
    assert not wedged(p, logits).any()


def test_the_outline_of_a_believed_answer_holds_the_strut() -> None:
    p, logits = scene()
    rgb, pinned = np.zeros((320, 320, 3), np.uint8), np.zeros((320, 320), np.int8)
    frame = Box(x0=0, y0=0, x1=320, y1=320)
    coarse = Coarse(frame=frame, rgb=rgb, probability=p, confidence=1.0, pinned=pinned, notes=())
    answer = Opinion(logits=logits, stability=1.0)
    found = outlined(coarse, Opinion(logits=logits, stability=1.0, nearest=answer))
    assert found is not None
    assert float(found[CORE].min()) > 0.9
    assert float(found[144:156, 170:].max()) < 0.1
