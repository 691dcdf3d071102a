"""Neutralize the background: take its colour away and leave the subject's (background.desaturate)."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.composite import BAND_ROWS, edge_colors, subject_alpha
from scumble.engines.cpu.values import number

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Rec. 601 luma of gamma-coded numbers, as cv2.cvtColor uses: linear, so a pixel's share of background has its own."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The background's colour drawn towards grey of the same luma by `amount` 0..1 (1 when absent).

    In the soft edge I = a F + (1 - a) B only the part (1 - a) B = I - a F is greyed, so hair keeps its colour and the
    old background's tint leaves it. Alpha is kept. Raises InvalidValue, Cancelled.
    """
    image, region = task.image, task.region.weights
    amount = number(task.step.params, "amount", 0, 1, 1.0)
    if amount == 0:
        return Candidate(image=image, blended=True)
    alpha = subject_alpha(task)
    fore = edge_colors(image, alpha, region)
    out = image.pixels.copy()
    for top in range(0, image.height, BAND_ROWS):
        cancel.check()
        rows = slice(top, top + BAND_ROWS)
        _neutralize(out[rows], fore[rows], alpha[rows], region[rows], amount)
    return Candidate(image=image.with_pixels(out), blended=True)


def _neutralize(rows: Pixels, fore: Pixels, alpha: Weights, region: Weights, amount: float) -> None:
    """Greys the background's share of uint8 rows (n, W, 4) in place, where the region is above 0."""
    rgb = np.ascontiguousarray(rows[:, :, :3])
    grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    plain = cast(Pixels, cv2.addWeighted(rgb, 1 - amount, grey, amount, 0))
    np.copyto(rows[:, :, :3], plain, where=((region >= 1) & (alpha <= 0))[:, :, None])
    mixed = (region > 0) & ((region < 1) | (alpha > 0))
    if mixed.any():
        weights = (alpha[mixed][:, None], region[mixed][:, None])
        rows[mixed, :3] = _edge(rgb[mixed].astype(np.float32), fore[mixed].astype(np.float32), *weights, amount)


def _edge(old: NDArray[np.float32], fore: NDArray[np.float32], a: Weights, w: Weights, amount: float) -> Pixels:
    """The same for edge pixels (n, 3) with subject alpha a and region w, each (n, 1)."""
    own = np.minimum(fore * a, old)
    rest = old - own
    new = own + rest + amount * ((rest @ LUMA)[:, None] - rest)
    share = np.clip(w / np.maximum(1 - a, 1e-4), 0, 1)
    return np.rint(np.clip(old + share * (new - old), 0, 255)).astype(np.uint8)
