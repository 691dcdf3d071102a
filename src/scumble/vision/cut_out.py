"""Doubt about a cut-out: how far two ways of finding the subject differ, said as a verdict with where to look.

Where the first network hesitated and the segmenter was asked (see `second_look`), a stable answer that agrees with the
matte is the best sign there is that no part was lost and nothing else taken along. The limits were set on 21 photos
graded by eye: of 16 whose cut-out a shop would not publish it finds 12, the second look settles 2, and none of
the 5 good ones is doubted. It does not see what neither network hints at (a strap), nor a backdrop's colour on the
subject. Hard outlines that follow the segmenter's nearest answer (see `second_look.outlined`) are measured against
that one, so that a fringe whose gaps both networks filled is no longer doubted. On the composites, on which nothing
was set, it doubted 29 of 39 below 0.95 overlap and 8 of 32 above before they were.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Verdict
from scumble.vision.coarse import Coarse
from scumble.vision.second_look import Opinion, disputed

Weights = NDArray[np.float32]

GUARD = "cut_out"
LIMIT = 1.0
"""Doubt above which the verdict is 'doubtful'."""
UNSTABLE = 0.025
"""Instability of the segmenter's answer (1 - stability) that makes a doubt of 1: clear products have 0.01 to 0.016."""
DISPUTED = 0.02
"""Share of the subject on which both differ that makes a doubt of 1: good cut-outs have up to 0.012."""
SAID = 0.005
"""Least share of the subject in dispute for which the sentence names a place."""
ROWS, COLUMNS = ("top", "middle", "bottom"), ("left", "centre", "right")


def verdict(alpha: Weights, coarse: Coarse, opinion: Opinion) -> Verdict:
    """The doubt in words; passed when it is within the limit. alpha: float32 (H, W), of the coarse subject's frame."""
    h, w = coarse.probability.shape
    matte = np.asarray(cv2.resize(alpha, (w, h), interpolation=cv2.INTER_AREA), np.float32)
    patches = disputed(matte, coarse.probability, opinion.logits)
    # Of a pixel of fur that the matte half covers, only half is in dispute.
    apart = np.abs(matte - (opinion.logits > 0))[patches]
    share = float(apart.sum()) / max(int((matte > 0.5).sum()), 1)
    doubt = max((1.0 - opinion.stability) / UNSTABLE, share / DISPUTED)
    if doubt <= LIMIT:
        sentence = "Two ways of finding the subject agree on its outline."
    else:
        where = f" The largest such place is at the subject's {place(patches, matte > 0.5)}." if share > SAID else ""
        sentence = (
            "The cut-out is doubtful: it may miss parts of the subject or hold more than the subject, as two ways of "
            f"finding it differ.{where} Look at its edges; a mask or points on what belongs to it say it exactly."
        )
    return Verdict(guard=GUARD, passed=doubt <= LIMIT, value=round(doubt, 3), limit=LIMIT, sentence=sentence)


def place(patches: NDArray[np.bool_], subject: NDArray[np.bool_]) -> str:
    """Where most of the largest patch lies, by thirds of the subject's box: 'top left', 'middle', ..."""
    _, found, stats, _ = cv2.connectedComponentsWithStats(patches.astype(np.uint8), connectivity=8)
    largest = 1 + int(np.argmax(np.asarray(stats, np.int32)[1:, cv2.CC_STAT_AREA]))
    rows, columns = np.flatnonzero(subject.any(axis=1)), np.flatnonzero(subject.any(axis=0))
    if not rows.size:
        return "middle"
    # Its centre may lie outside of it: a rim of ground bends around the subject.
    ys, xs = np.nonzero(np.asarray(found, np.int32) == largest)
    cells = 3 * _thirds(ys, int(rows[0]), int(rows[-1])) + _thirds(xs, int(columns[0]), int(columns[-1]))
    row, column = divmod(int(np.bincount(cells, minlength=9).argmax()), 3)
    return ROWS[row] if COLUMNS[column] == "centre" else f"{ROWS[row]} {COLUMNS[column]}"


def _thirds(values: NDArray[np.intp], low: int, high: int) -> NDArray[np.intp]:
    """0, 1 or 2 each, (N,): in which third of low..high values lie."""
    return np.clip((values - low) / max(high - low, 1) * 3, 0, 2).astype(np.intp)
