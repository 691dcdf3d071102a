"""Scoring of one answer: right, confidently wrong, asked or refused, by overlap with boxes drawn by eye."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.finding.phrases import Fractions, Phrase

Outcome = Literal["right", "wrong", "asked", "refused"]
OVERLAP = 0.5
"""Intersection over union that counts as the same thing (PASCAL VOC's limit; Everingham and others, IJCV 2010)."""
SPECKS = 0.001
"""Share of a mask's weight left out at each side when it is boxed, so that one stray pixel does not move the box."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the finder said. box: of the region, in fractions; None: nothing found. confident: it would act on it."""

    box: Fractions | None
    confident: bool
    candidates: tuple[Fractions, ...] = ()
    sentence: str = ""
    seconds: float = 0.0


def overlap(a: Fractions, b: Fractions) -> float:
    """Intersection over union, 0..1."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def hits(box: Fractions, phrase: Phrase) -> bool:
    """Whether a box is one of the right ones. For tiny things the centre must lie in the drawn box or the reverse."""
    if any(overlap(box, true) > OVERLAP for true in phrase.boxes):
        return True
    if phrase.kind != "tiny":
        return False
    small = (box[2] - box[0]) * (box[3] - box[1])
    return any(_centre_in(box, t) and small < 9 * (t[2] - t[0]) * (t[3] - t[1]) for t in phrase.boxes)


def _centre_in(box: Fractions, around: Fractions) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return around[0] <= x <= around[2] and around[1] <= y <= around[3]


def judge(phrase: Phrase, answer: Answer) -> Outcome:
    """right | wrong (it would have acted on the wrong pixels) | asked (unsure, with something to show) | refused.

    For what is not there, not acting is right. For an ambiguous phrase asking is right, and so is any acceptable box.
    """
    if answer.box is not None and answer.confident:
        return "right" if hits(answer.box, phrase) else "wrong"
    asked = answer.box is not None or bool(answer.candidates)
    if phrase.kind == "absent" or (phrase.kind == "ambiguous" and asked):
        return "right"
    return "asked" if asked else "refused"


def offered(phrase: Phrase, answer: Answer) -> bool:
    """Whether an asking answer shows the right thing among what it shows."""
    shown = (*answer.candidates, *((answer.box,) if answer.box else ()))
    return any(hits(box, phrase) for box in shown)


def box_of(weights: NDArray[np.float32]) -> Fractions | None:
    """The box of a mask (H, W) in fractions, without its outermost `SPECKS` of weight; None for an empty mask."""
    if not weights.any():
        return None
    x0, x1 = _extent(weights.sum(axis=0, dtype=np.float64))
    y0, y1 = _extent(weights.sum(axis=1, dtype=np.float64))
    return x0, y0, x1, y1


def _extent(profile: NDArray[np.float64]) -> tuple[float, float]:
    """Where a profile begins and ends, as fractions of its length."""
    share = np.cumsum(profile) / profile.sum()
    first = int(np.searchsorted(share, SPECKS, side="right"))
    last = int(np.searchsorted(share, 1 - SPECKS, side="left"))
    return first / len(profile), (last + 1) / len(profile)
