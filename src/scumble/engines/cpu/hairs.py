"""Hairs beyond a thing's outline: whiskers and single hairs that its matte missed stay behind in the air when it goes.

Only on smooth ground are they told from it, and only there are they seen: thin lines near the outline that are much
stronger than any on the same ground a little further away.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WORK_SIDE = 1600
"""Most pixels of a side at which is looked."""
SOFT = 0.7
"""Sigma in pixels by which grain is softened."""
REACH, BEGINS = 0.12, 0.04
"""How far from the hole hairs reach and the farthest that they begin from it (they fade in between), as shares of the
thing's size; as far again as they reach lies the ground that is compared."""
ENDS = 0.95
"""Share of that within which a hair ends."""
WIDE = 0.012
"""Widest hair, as a share of the thing's size; two pixels at least."""
QUIET, STRONGER, LEAST = 0.99, 1.5, 8.0
"""Quantile of the ground's own thin structure, how much stronger than it a hair is, and grey levels that it has at
least."""
SMOOTH = 16.0
"""Grey levels of the ground's own thin structure up to which it is smooth: a studio's paper has 5, stone out of focus
27, cloth, gravel and grass 67 to 145."""
WEAK = 0.55
"""Share of that which its faint end has."""
LONG = 4.0
"""Least length of a hair in its widths: a speck is none."""
RIM = 3
"""Pixels around a hair that go with it: its soft edge."""


def hairs(rgb: Bytes, hole: Mask, size: float) -> Mask:
    """The hairs beside a hole, bool (H, W). rgb: uint8 (H, W, 3); hole: bool (H, W), the thing that goes with its rim;
    size: of the thing in pixels."""
    out = np.zeros_like(hole)
    bounds = Region.of_mask(hole).bounds
    if bounds is None:
        return out
    w = _around(bounds, round(2 * REACH * size), int(hole.shape[1]), int(hole.shape[0]))
    here = (slice(w.y0, w.y1), slice(w.x0, w.x1))
    scale = min(1.0, WORK_SIDE / max(w.width, w.height))
    to = (max(1, round(w.width * scale)), max(1, round(w.height * scale)))
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb[here]), to, interpolation=cv2.INTER_AREA))
    gone = cv2.resize(hole[here].astype(np.uint8), to, interpolation=cv2.INTER_NEAREST) > 0
    found = _found(small, gone, size * scale)
    if found.any():
        full = cv2.resize(found.astype(np.uint8), (w.width, w.height), interpolation=cv2.INTER_NEAREST) > 0
        out[here] = full & ~hole[here]
    return out


def _found(rgb: Bytes, gone: Mask, size: float) -> Mask:
    """`hairs` in a copy of the window."""
    none, reach = np.zeros_like(gone), round(REACH * size)
    away = cast(NDArray[np.float32], cv2.distanceTransform((~gone).astype(np.uint8), cv2.DIST_L2, 3))
    near, ground = ~gone & (away <= reach), (away > reach) & (away <= 2 * reach)
    if reach < 2 or not near.any() or not ground.any():
        return none
    grey = cast(Bytes, cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), SOFT))
    side = 2 * max(2, round(WIDE * size)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    thin = cv2.max(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel), cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel))
    quiet = float(np.quantile(thin[ground], QUIET))
    if quiet > SMOOTH:
        return none
    limit = max(LEAST, STRONGER * quiet)
    weak = near & (thin > WEAK * limit)
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(weak.astype(np.uint8), connectivity=8)
    labels, boxes = np.asarray(numbers, np.int32), np.asarray(stats, np.int32)
    strong = np.bincount(labels[near & (thin > limit)], minlength=count) > 0
    strong &= np.bincount(labels[near & (away <= BEGINS * size)], minlength=count) > 0
    # A line that goes on is the ground's: a joint between planks.
    strong &= np.bincount(labels[near & (away > ENDS * reach)], minlength=count) == 0
    length = np.hypot(boxes[:, 2], boxes[:, 3])
    strong &= (length * length >= LONG * boxes[:, 4]) & (length >= side)
    strong[0] = False
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * RIM + 1, 2 * RIM + 1))
    return cv2.dilate(strong[labels].astype(np.uint8), disc) > 0


def _around(box: Box, by: int, width: int, height: int) -> Box:
    """The box with `by` pixels more on each side, within the picture."""
    return Box(x0=max(0, box.x0 - by), y0=max(0, box.y0 - by), x1=min(width, box.x1 + by), y1=min(height, box.y1 + by))
