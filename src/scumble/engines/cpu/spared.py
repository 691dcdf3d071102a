"""What an extension does not copy: the subject, other things, and the deep shadow that the subject casts."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Region
from scumble.engines import Task
from scumble.vision.shadows import find_shadow

Mask = NDArray[np.bool_]

AROUND = 0.012
"""Share of the longer side around the subject from which nothing is copied either: its shadow and soft edge."""
LETS, DEEP = 0.95, 0.7
"""Share of encoded light that a shadow lets through at most, and that deep ones let through in the median: those of 8
photos in soft light had 0.76 to 0.92, two in the sun 0.37 and 0.65."""
SOLID = 0.5
"""Alpha from which the subject casts it."""


def things(task: Task) -> Mask | None:
    """bool (H, W): what must not be copied into the strips; None when there is nothing of the kind."""
    found = None
    if task.subject is not None:
        mask = (task.subject.weights > 0.1).astype(np.uint8)
        side = 2 * max(2, round(AROUND * max(mask.shape))) + 1
        found = cv2.dilate(mask, np.ones((side, side), np.uint8)) > 0
    if task.avoid is not None:
        found = task.avoid.inside if found is None else found | task.avoid.inside
    return found if found is not None and found.any() else None


def shade(task: Task) -> Mask | None:
    """bool (H, W): a deep shadow that the subject casts; without the subject it would be a shadow of nothing. None for
    none: faint shade is not told from ground that is a little darker."""
    if task.subject is None:
        return None
    solid = task.subject.weights > SOLID
    bounds = Region.of_mask(solid).bounds
    found = None if bounds is None else find_shadow(task.image.rgb, solid.astype(np.float32), bounds)
    if found is None:
        return None
    let = np.ones(solid.shape, np.float32)
    w = found.window
    let[w.y0 : w.y1, w.x0 : w.x1] = found.factor
    seen = (let < LETS) & ~solid
    return seen if seen.any() and float(np.median(let[seen])) < DEEP else None
