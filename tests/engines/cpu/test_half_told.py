"""A region that is half there over a wide area is doubtful; a soft edge and fur are not; what was drawn is as drawn."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS
from tests.engines.cpu.pictures import opaque

H, W = 300, 400


def thing(*, paw: bool, soft: float) -> Weights:
    """A box with an edge of this softness, px; paw: beside it lies a part that is told by a third."""
    out = np.zeros((H, W), np.float32)
    out[60:240, 120:280] = 1
    out = np.asarray(cv2.GaussianBlur(out, (0, 0), soft), np.float32)
    if paw:
        out[200:240, 80:120] = np.maximum(out[200:240, 80:120], 0.35)
    return out


def doubts(op: Op, weights: Weights, *, drawn: bool = False, **params: object) -> list[bool]:
    """What the operation says of a region, of a thing that was found or drawn."""
    step = Step(op=op, target=Target(kind="object", words="the dog"), params=dict(params))  # type: ignore[arg-type]
    image = opaque(np.full((H, W, 3), 180.0) + np.random.default_rng(2).normal(0, 2, (H, W, 3)))
    work = replace(Task(step=step, image=image, region=Region(weights=weights)), has_drawn=drawn)
    made = OPERATIONS[op][0](work, CancelToken())
    return [v.passed for v in made.verdicts if v.guard == "half_told"]


@pytest.mark.parametrize(
    ("op", "params"),
    [(Op.OBJECT_RECOLOR, {"color": "#000080"}), (Op.OBJECT_BLEND, {"color": "#0000ff"}), (Op.INVERT, {})],
)
def test_a_part_told_by_a_third_is_doubtful_and_a_soft_edge_is_not(op: Op, params: dict[str, object]) -> None:
    assert doubts(op, thing(paw=True, soft=1.5), **params) == [False]
    assert doubts(op, thing(paw=False, soft=1.5), **params) == [True]
    assert doubts(op, thing(paw=False, soft=2.2), **params) == [True]


def test_what_was_drawn_is_as_soft_as_it_was_meant() -> None:
    assert doubts(Op.OBJECT_RECOLOR, thing(paw=True, soft=1.5), drawn=True, color="#000080") == []
