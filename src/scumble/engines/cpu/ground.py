"""Ground: how far out of focus each row of a background is, where the subject stands on a floor (depth by rows).

A floor comes towards the camera row by row, so that the row the subject stands on is in focus with it and those above
and below are the more out of focus the further they are. Without this a blurred floor has things float over it.
"""

import numpy as np
from numpy.typing import NDArray

from scumble.codec.fit import subject_box
from scumble.core.region import Region

Floats = NDArray[np.float32]

LOWEST_FOOT, HIGHEST_FOOT = 0.985, 0.5
"""Of the picture's height: the subject's lowest point lies between, or it is cut by the edge or stands on nothing."""
CONTACT_UP, CONTACT_DOWN = 0.05, 0.012
"""Of the subject's and of the picture's height: the strip around the lowest point that is as sharp as the subject."""
BEHIND, BEFORE = 0.2, 0.3
"""Of the picture's height: how far behind and before that strip the blur is at its full."""
SUBJECT_BEHIND = 0.45
"""Of the subject's height: the same, for small subjects in large rooms."""


def out_of_focus(subject: Region | None) -> Floats:
    """float32 (H,), 0 sharp .. 1 fully out of focus; all 1 where the subject stands on no visible floor."""
    box = subject_box(subject)
    if subject is None or box is None:
        return np.ones(1, np.float32)
    height = subject.shape[0]
    foot = box.y1
    if not HIGHEST_FOOT * height <= foot <= LOWEST_FOOT * height:
        return np.ones(height, np.float32)
    rows = np.arange(height, dtype=np.float32)
    first, last = foot - CONTACT_UP * box.height, foot + CONTACT_DOWN * height
    behind = (first - rows) / max(4.0, min(BEHIND * height, SUBJECT_BEHIND * box.height))
    before = (rows - last) / max(4.0, BEFORE * height)
    away = np.clip(np.maximum(behind, before), 0, 1)
    return (away * away * (3 - 2 * away)).astype(np.float32)
