"""Wedged parts: a dark strut between two white parts, which both networks only hint at, belongs to the subject.

Neither is sure of a black axle before a dark ground, and colour tells nothing there. But the subject encloses most of
it, the network sees something, and beyond its free side both see nothing. The segmenter's logit drops steeply: it has
seen an edge, as it has not in a shadow or on ground that shows through.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

HINTED = 0.15
"""Least probability of a wedged part, and the most that its mean may be beyond its free side: 0.05 beyond a robot's
strut, 0.28 beyond a bay between tufts of fur."""
SEEN, BEYOND = -5.5, -7.0
"""Its least logit, and the most that the mean logit beyond its free side may have: -9.3 beyond a robot's strut, -4.0
and more beyond shadows of a can and a boot that are as thick."""
ENCLOSED = 0.6
"""Least share of the places just around it that are the subject's: along an outline it is a half."""
THICK = 2.0
"""Least half width, in pixels of the network's view (320 along the longer side): thinner, it is the outline's doubt."""
MOST = 0.02
"""Beyond this share of the subject it is another opinion of what the subject is."""


def wedged(p: Weights, logits: Weights) -> Mask:
    """The parts between parts of the subject that both networks hint at, bool (h, w).

    p: float32 (h, w), a probability above 0.5 of which is the subject. logits: float32 (h, w), the segmenter's.
    """
    subject = p > 0.5
    hinted = (p > HINTED) & (logits > SEEN) & ~subject
    found = np.asarray(cv2.morphologyEx(hinted.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    count, labelled, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=4)
    labels, areas = np.asarray(labelled, np.int32), np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA]
    unit = max(p.shape) / 320.0
    half = np.asarray(cv2.distanceTransform(found, cv2.DIST_L2, 3), np.float32)
    out = np.zeros(p.shape, np.bool_)
    for label in range(1, count):
        part = labels == label
        if areas[label] > MOST * int(subject.sum()) or float(half[part].max()) < THICK * unit:
            continue
        near, far = _grown(part, 2), _grown(part, round(3 * unit))
        around, beyond = near & ~part, far & ~near & ~subject
        if float(subject[around].mean()) < ENCLOSED or not beyond.any():
            continue
        if float(logits[beyond].mean()) < BEYOND and float(p[beyond].mean()) < HINTED:
            out |= near & hinted
    return out


def _grown(mask: Mask, radius: int) -> Mask:
    """The mask and all within `radius` pixels of it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc)) > 0
