"""Gap colours: gaps of a see-through subject that colour alone tells, where what is behind cannot be foretold.

Once gaps are known, so is what frames them: slats, spokes, blades. Behind the other gaps of the same subject something
else may be seen than beside it: a kerb, a shadow, a leaf. But that has colours which are common in the background and
foreign to the frame. Both are counted in a colour histogram (CIE Lab), as in Swain and Ballard, "Color indexing"
(1991), and a place is open where the background's count outweighs the frame's.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.backdrop import Foretold

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]
Bins = NDArray[np.intp]

SIDE = 64
"""Bins along lightness 0..100 and along a and b, -64..64."""
NEVER = 1e-6
"""Share at which a colour counts as never seen."""
FRAME = 10
"""How far from a gap its frame is taken from, pixels of the working copy."""
AROUND = 60
"""How far from the subject the background's colours are counted, in the same pixels."""
OPEN = 1.5
"""Least logarithm of the shares' ratio in an open place: 4.5 times as common in the background."""
OWN = -1.5
"""Largest one in what belongs to the frame."""
CLEAR = 2.0
"""Least mean of it over an open place."""
LEAST, LARGE = 12, 0.06
"""Pixels of a place that may be open; and its largest share of the subject: a flower pot is no gap."""
ROUNDS = 2
"""What opened tells of the frame beside it, and so of more gaps."""
APART = 0.75
"""Least share of the frame that leans to its own side, and of the background to its: 0.85 to 0.99 where colour tells
them apart, 0.6 for a grey bicycle before a grey wall and for a face in hair before houses."""
STRONG = 5.0
"""By how many tolerances half of the frame differs from the background at least: 6 to 27; a feather of grey barbs
before grey cloth, whose own mixed colours are the background's, 4."""
AGAINST = 0.15
"""Largest share of the known gaps that may lean to the frame: up to 0.14; 0.19 for dark tyres before a dark street
(all measured on the composites that are not held out)."""
BORDER = 5
"""How far from a place its border is looked at, pixels of the working copy."""
BARED = 0.3
"""A place whose border is, for more than this share, an edge towards what is outside the subject is no gap but an outer
part, a tyre, in a colour that the background has too."""
OPEN_ENDED = 0.25
"""Largest share of a gap's border at which there is neither frame nor background: a cheek fades into the face."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Opened:
    """gaps, known: bool (h, w), those given with what was added. added: bool (h, w). leaning: float32 (h, w), the
    logarithm of how much more common a pixel's colour is in the background than in the frame; 0 when that tells
    nothing."""

    gaps: Mask
    known: Mask
    added: Mask
    leaning: Weights


def open_by_color(lab: Weights, edges: Mask, subject: Mask, ground: Foretold, known: Mask, gaps: Mask) -> Opened:
    """More gaps, by their colour; none when colour does not tell frame and background apart.

    lab: float32 (h, w, 3). edges: bool (h, w), where it is not even. subject, known, gaps: bool (h, w), as in
    `SeeThrough`. ground: the background foretold from what is known.
    """
    bins, near = _bins(lab), _near(subject, AROUND)
    outside, first = known & ~subject, gaps
    frame = _frame(ground, subject, known, gaps)
    leaning = _leaning(bins, outside & near, frame)
    if not _apart(leaning, frame, outside & near, gaps, ground):
        return Opened(gaps=gaps, known=known, added=np.zeros_like(gaps), leaning=np.zeros_like(leaning))
    for _ in range(ROUNDS):
        frame = _frame(ground, subject, known, gaps)
        if not frame.any():
            break
        leaning = _leaning(bins, known & near, frame)
        added = _places(leaning, edges, subject & ~known, known | ~subject, outside, int(subject.sum()))
        if not added.any():
            break
        gaps, known = gaps | added, known | added
    return Opened(gaps=gaps, known=known, added=gaps & ~first, leaning=leaning)


def _apart(leaning: Weights, frame: Mask, background: Mask, gaps: Mask, ground: Foretold) -> bool:
    """True when colour tells frame and background apart: each leans to its own side, gaps do not lean to the frame."""
    if not (frame.any() and background.any() and gaps.any()):
        return False
    own, open_ = float((leaning[frame] < OWN).mean()), float((leaning[background] > OPEN).mean())
    clear = float(np.median(ground.distance[frame] / ground.tolerance[frame]))
    return min(own, open_) > APART and clear > STRONG and float((leaning[gaps] < 0.0).mean()) < AGAINST


def _frame(ground: Foretold, subject: Mask, known: Mask, gaps: Mask) -> Mask:
    """What lies around the gaps and differs clearly from the background; not the mixed pixels right beside them."""
    beside = _near(gaps, FRAME) & ~_near(gaps, 1) & subject & ~known
    return beside & (ground.distance > 3.0 * ground.tolerance)


def _places(leaning: Weights, edges: Mask, rest: Mask, bounds: Mask, outside: Mask, area: int) -> Mask:
    """Connected places of the background's colours that are bordered as gaps are, and not large."""
    places = (rest & (leaning > OPEN)).astype(np.uint8)
    # Mixed pixels along a bar look like much: what is thin stays.
    places = np.asarray(cv2.morphologyEx(places, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    count, found, stats, _ = cv2.connectedComponentsWithStats(places, connectivity=4)
    labels, sizes = np.asarray(found, np.int32), np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA]
    rim = (labels > 0) & (np.asarray(cv2.erode(places, np.ones((3, 3), np.uint8))) == 0)
    length = np.maximum(np.bincount(labels[rim], minlength=count), 1)

    def share(where: Mask) -> NDArray[np.float64]:
        return np.bincount(labels[rim & where], minlength=count) / length

    keep = (sizes >= LEAST) & (sizes < LARGE * area)
    keep &= share(_near(outside, BORDER) & _near(edges, 2)) <= BARED
    keep &= share(~_near(bounds | (leaning < OWN), BORDER)) <= OPEN_ENDED
    keep &= np.bincount(labels.ravel(), leaning.ravel(), minlength=count) > CLEAR * sizes
    keep[0] = False
    return keep[labels]


def _leaning(bins: Bins, ground: Mask, frame: Mask) -> Weights:
    """Logarithm of the ratio of shares, smoothed a little: float32 (h, w).

    Taken twice: a gap not found yet, beside one that is, has got into the frame, and is left out the second time.
    """
    common = np.log(_shares(bins, ground) + NEVER)
    first = _ratio(bins, common, frame)
    own = frame & (first < 0.0)
    return _ratio(bins, common, own if own.any() else frame)


def _ratio(bins: Bins, common: NDArray[np.float64], frame: Mask) -> Weights:
    """Logarithm of the background's shares, (SIDE ** 3,), less that of the frame's, at every pixel: float32 (h, w)."""
    ratio = (common - np.log(_shares(bins, frame) + NEVER)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(ratio[bins], (0, 0), 1.0), np.float32)


def _bins(lab: Weights) -> Bins:
    """Number of every pixel's bin: (h, w)."""
    scale = np.array([100.0, 128.0, 128.0], np.float32)
    cell = ((lab + np.array([0.0, 64.0, 64.0], np.float32)) / scale * np.float32(SIDE)).astype(np.intp)
    low, a, b = np.moveaxis(np.clip(cell, 0, SIDE - 1), 2, 0)
    return (low * SIDE + a) * SIDE + b


def _shares(bins: Bins, mask: Mask) -> NDArray[np.float64]:
    """Share of the masked pixels in each bin, smoothed over the neighbouring bins: (SIDE ** 3,)."""
    counts = np.bincount(bins[mask], minlength=SIDE**3).astype(np.float64).reshape(SIDE, SIDE, SIDE)
    for axis in range(3):
        for _ in range(2):
            wide = np.moveaxis(
                np.pad(counts, [(1, 1) if k == axis else (0, 0) for k in range(3)], mode="edge"), axis, 0
            )
            counts = np.moveaxis((wide[:-2] + 2.0 * wide[1:-1] + wide[2:]) / 4.0, 0, axis)
    return counts.ravel() / max(float(counts.sum()), 1.0)


def _near(mask: Mask, radius: int) -> Mask:
    """The mask and what lies within `radius` pixels of it."""
    far = np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3), np.float32)
    return far <= radius
