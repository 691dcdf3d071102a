"""Cords: a thin line that leads from the subject to a small part beside it is the subject's, plug and all.

The network sees a lamp and its plug, but no cord between them: cut out, the plug floats. A line counts as a cord only
when it is thin, stands out from the ground on both of its sides, has the colour of the small part, and touches both.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.backdrop import length, predict
from scumble.vision.holes import to_lab
from scumble.vision.tidy import CRUMB, MORSEL

Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SIDES = 21
"""Window of the median that shows the ground without lines thinner than half of it, pixels of the working copy."""
STANDS_OUT = 15.0
"""Distance from that ground from which on a pixel may be a cord's, in CIE Lab."""
THIN = 3.5
"""Largest half width of a cord, in the same pixels: 1.9 for a lamp's; motorcycles' shadows and the gaps of lettering,
which touch two parts as well, have 4.1 to 6.8."""
ALIKE = 25.0
"""Largest distance between the mean colours of the cord and of the part it leads to, in CIE Lab."""
REACH = 0.2
"""How far from the small part its cord is looked for, as a share of the longer side."""
TOUCH = np.ones((5, 5), np.uint8)
"""A cord that comes so near to a part touches it: their edges are soft."""
FULL = 0.8
"""Share of the largest distance nearby from which on a pixel is wholly the cord's."""


def corded(rgb: Pixels, alpha: Weights) -> Weights:
    """The matte with the cords that lead to its small parts: float32 (h, w); the matte itself where there are none.

    rgb: uint8 (h, w, 3), the working copy. alpha: float32 (h, w).
    """
    mask = (alpha > 0.5).astype(np.uint8)
    count, found, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count <= 2:
        return alpha
    labels, stats = np.asarray(found, np.int32), np.asarray(boxes, np.int32)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    largest = int(areas.argmax())
    small = np.flatnonzero((areas >= MORSEL * areas[largest]) & (areas < CRUMB * areas[largest]))
    if not small.size:
        return alpha
    top, left = (int(v[small].min()) for v in (stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_LEFT]))
    bottom = int((stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT])[small].max())
    right = int((stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH])[small].max())
    reach = round(REACH * max(mask.shape))
    window = (slice(max(0, top - reach), bottom + reach), slice(max(0, left - reach), right + reach))
    out = alpha.copy()
    out[window] = np.maximum(out[window], _cords(rgb[window], labels[window], largest, small))
    return out


def _cords(rgb: Pixels, labels: NDArray[np.int32], largest: int, small: NDArray[np.intp]) -> Weights:
    """How much of each pixel is cord: float32 (h, w). labels: int32 (h, w), the subject's parts, 0 = ground."""
    lab = to_lab(rgb)
    outside = np.asarray(cv2.dilate((labels > 0).astype(np.uint8), TOUCH)) == 0
    # Beside a part the median would be the part's colour.
    filled = np.where(outside[:, :, None], rgb, predict(rgb.astype(np.float32), outside)).astype(np.uint8)
    ground = np.dstack([np.asarray(cv2.medianBlur(filled[:, :, c].copy(), SIDES), np.uint8) for c in range(3)])
    apart = length(lab - to_lab(ground))
    lines = ((apart > STANDS_OUT) & (labels == 0)).astype(np.uint8)
    seen = np.asarray(cv2.connectedComponents(lines, connectivity=8)[1], np.int32)
    from_subject = _touching(seen, labels == largest)
    cord = np.zeros(labels.shape, np.uint8)
    for part in small:
        color = lab[labels == part].mean(axis=0)
        for line in from_subject & _touching(seen, labels == part):
            own = (seen == line).astype(np.uint8)
            wide = float(np.asarray(cv2.distanceTransform(own, cv2.DIST_L2, 3), np.float32).max())
            if wide <= THIN and float(np.linalg.norm(lab[own > 0].mean(axis=0) - color)) < ALIKE:
                cord |= own
    most = np.asarray(cv2.dilate(apart * cord, TOUCH), np.float32)
    share = np.clip(apart / np.maximum(np.float32(FULL) * most, np.float32(STANDS_OUT)), 0.0, 1.0)
    near = np.asarray(cv2.dilate(cord, np.ones((3, 3), np.uint8))) > 0
    return np.where(near, share, np.float32(0.0)).astype(np.float32)


def _touching(seen: NDArray[np.int32], part: NDArray[np.bool_]) -> set[int]:
    """The labels of the lines that touch a part."""
    around = np.asarray(cv2.dilate(part.astype(np.uint8), TOUCH)) > 0
    return {int(k) for k in np.unique(seen[around])} - {0}
