"""Tidy a mask: pinholes and clefts that the network believes subject are filled, crumbs go; how a matte falls apart."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.holes import contrast, to_lab

Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]

CRUMB = 0.04
"""Parts below this share of the largest one are crumbs."""
MORSEL, SURE = 0.004, 0.7
"""Parts from this share of the largest one on are no crumbs when the network believes in them this much on average: a
saddle whose seat post got lost, within the box of the rest; not the plank beyond the wheel."""
MANY = 4
"""With this many parts that are no crumbs (lettering, a set) the crumbs belong to it."""
BELIEVED = 0.5
"""Mean probability above which an enclosed patch is subject."""
CLEFT = 0.02
"""Width of the clefts that are closed, as a share of the longer side."""
NOT_NOTHING = 0.25
"""A cleft is closed only where the network sees at least this much."""
FOOT, FOOT_CLEFT, FOOT_ALIKE = 0.12, 0.035, 22.0
"""The foot is so much of the subject's height. What shines there mirrors the ground, and is torn open further and in
more colours: a can's foot on stone."""
HANGING = 0.25
"""Share of the largest part below which one further down hangs there rather than stands: a tail below a seat."""
ALIKE = 14.0
"""A cleft is closed only below this mean distance from the subject's pixels beside it, in CIE Lab."""


def tidy(rgb: Pixels, mask: Bytes, p: Weights, pinned: NDArray[np.int8]) -> Bytes:
    """The mask without pinholes, clefts and crumbs: uint8 (h, w) of 0 and 1.

    rgb: uint8 (h, w, 3). mask: uint8 (h, w). p: float32 (h, w), the network's probability. pinned: int8 (h, w), pixels
    that must stay as they are.
    """
    mask = _without_crumbs(mask, p, pinned)
    mask = mask | _clefts(rgb, mask, p, pinned, CLEFT, ALIKE)
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size:
        foot = int(rows[-1]) - round(FOOT * int(rows[-1] - rows[0]))
        mask[foot:] |= _clefts(rgb, mask, p, pinned, FOOT_CLEFT, FOOT_ALIKE)[foot:]
    return _filled(mask, p, pinned)


def _clefts(rgb: Pixels, mask: Bytes, p: Weights, pinned: NDArray[np.int8], width: float, distance: float) -> Bytes:
    """Narrow clefts of the subject's own colour: where subject and ground look alike, colour models tear them open.

    width: as a share of the longer side. distance: in CIE Lab, see ALIKE.
    """
    radius = max(2, round(width * max(mask.shape) / 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    wide = cv2.copyMakeBorder(mask, radius, radius, radius, radius, cv2.BORDER_REPLICATE)
    closed = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, kernel), np.uint8)[radius:-radius, radius:-radius]
    added = ((closed > mask) & (p > NOT_NOTHING) & (pinned >= 0)).astype(np.uint8)
    if not added.any():
        return added
    labels, edge, _ = contrast(added, to_lab(rgb), mask)
    alike = edge < distance
    alike[0] = False
    return alike[labels].astype(np.uint8)


def _filled(mask: Bytes, p: Weights, pinned: NDArray[np.int8]) -> Bytes:
    """Enclosed patches that the network believes subject become subject; real holes are found afterwards, by colour."""
    count, labels = cv2.connectedComponents(1 - mask, connectivity=4)
    labels = np.asarray(labels, np.int32)
    sizes = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    fill = np.bincount(labels.ravel(), p.ravel(), minlength=count) / sizes > BELIEVED
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1], labels[pinned < 0]):
        fill[side] = False
    fill[0] = False
    return mask | fill[labels].astype(np.uint8)


def _without_crumbs(mask: Bytes, p: Weights, pinned: NDArray[np.int8]) -> Bytes:
    """The mask without loose parts that are small beside its largest; what the network is sure of is no crumb."""
    count, found, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count <= 2:
        return mask
    labels, boxes = np.asarray(found, np.int32), np.asarray(stats, np.int32)
    areas = np.bincount(labels.ravel(), minlength=count)
    areas[0] = 0
    keep = areas >= CRUMB * areas.max()
    if int(keep.sum()) >= MANY:
        return mask
    belief = np.bincount(labels.ravel(), p.ravel(), minlength=count) / np.maximum(np.bincount(labels.ravel()), 1)
    keep |= (areas >= MORSEL * areas.max()) & (belief > SURE) & within(boxes, keep)
    keep[labels[pinned > 0]] = True
    keep[0] = False
    return keep[labels].astype(np.uint8)


def within(stats: NDArray[np.int32], keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which parts have the middle of their box inside the box around the kept ones: bool (count,)."""
    x, y = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = x + stats[:, cv2.CC_STAT_WIDTH], y + stats[:, cv2.CC_STAT_HEIGHT]
    across, down = (x + right) / 2, (y + bottom) / 2
    wide = (across > x[keep].min()) & (across < right[keep].max())
    return wide & (down > y[keep].min()) & (down < bottom[keep].max())


def parts(alpha: Weights) -> int:
    """How many separate things of similar size a matte holds: loose parts of at least a quarter of the largest."""
    count, labels = cv2.connectedComponents((alpha > 0.5).astype(np.uint8), connectivity=8)
    areas = np.bincount(np.asarray(labels, np.int32).ravel(), minlength=count)[1:]
    return int((areas >= 0.25 * areas.max()).sum()) if areas.size else 0


def standing(alpha: Weights) -> Weights:
    """The matte, float32 (H, W), without small parts that hang below the largest one: what something in front cuts off.

    Where they are the ground is not the thing's: nothing there is its shadow. The matte itself where there are none.
    """
    step = max(1, round((alpha.size / 200_000) ** 0.5))
    small = (alpha[::step, ::step] > 0.5).astype(np.uint8)
    count, found, boxes, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    stats = np.asarray(boxes, np.int32)
    if count <= 2:
        return alpha
    areas, bottom = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    main = 1 + int(np.argmax(areas[1:]))
    across = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2 - stats[main, cv2.CC_STAT_LEFT]
    hangs = (stats[:, cv2.CC_STAT_TOP] >= bottom[main]) & (across > 0) & (across < stats[main, cv2.CC_STAT_WIDTH])
    hangs &= areas < HANGING * areas[main]
    if not hangs.any():
        return alpha
    # With its soft rim, up to what is halfway to the part that stands.
    nearest = np.asarray(cv2.distanceTransformWithLabels(1 - small, cv2.DIST_L2, 5)[1], np.int32)
    owner = np.zeros(int(nearest.max()) + 1, np.intp)
    owner[nearest[small > 0]] = np.asarray(found)[small > 0]
    kept = (~hangs[owner[nearest]]).astype(np.float32)
    size = (int(alpha.shape[1]), int(alpha.shape[0]))
    return (alpha * np.asarray(cv2.resize(kept, size, interpolation=cv2.INTER_NEAREST), np.float32)).astype(np.float32)
