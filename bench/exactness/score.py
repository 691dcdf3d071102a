"""When a picture is exact: equal to the expected one by the rule of its case."""

from dataclasses import dataclass

import cv2
import numpy as np

from bench.exactness.operations import Case
from bench.exactness.shapes import Floats

LEVELS = 2.0
"""Grey levels that an antialiased pixel may be off: shares are read from 8-bit numbers, once in and once out."""
EDGE_SHARE = 0.25
"""Of the contrast of an edge pixel's surroundings, what it may be off where an antialiased outline was resampled; and
the mean over all edge pixels may be a fifth of that."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """exact: by the rule. same: share of pixels that are equal to the number. worst: largest difference. edge_mean and
    edge_worst: differences of resampled edge pixels as shares of their contrast; away: off pixels that are none."""

    exact: bool
    same: float
    worst: float
    edge_mean: float = 0.0
    edge_worst: float = 0.0
    away: int = 0


def score(case: Case, result: Floats) -> Score:
    """Compares a result, (H, W, 3), with the case's expected picture."""
    if result.shape != case.after.shape:
        return Score(exact=False, same=0.0, worst=255.0)
    off = np.abs(result - case.after).max(axis=2)
    same, worst = float((off == 0).mean()), float(off.max())
    if not case.smooth:
        return Score(exact=worst == 0, same=same, worst=worst)
    if not case.resampled:
        return Score(exact=worst <= LEVELS, same=same, worst=worst)
    square = np.ones((3, 3), np.uint8)
    after = case.after.astype(np.float32)
    contrast = np.asarray(cv2.morphologyEx(after, cv2.MORPH_GRADIENT, square), float).max(axis=2)
    edge = contrast > LEVELS
    share = off / np.maximum(contrast, 1)
    away = int((off[~edge] > LEVELS).sum())
    most = float(share[edge].max()) if edge.any() else 0.0
    # The mean over the edges that were drawn anew, not over all that the picture has.
    touched = edge & ((off > 0) | (case.after != case.before).any(axis=2))
    mean = float(share[touched].mean()) if touched.any() else 0.0
    exact = away == 0 and most <= EDGE_SHARE and mean <= EDGE_SHARE / 5
    return Score(exact=exact, same=same, worst=worst, edge_mean=mean, edge_worst=most, away=away)
