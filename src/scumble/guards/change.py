"""Nothing-changed guard: an edit that left every pixel of its region as it was is told, not sold as done."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Verdict
from scumble.guards.preservation import differing


def verdict(after: Image, reference: Image, touched: NDArray[np.bool_], *, moved: bool) -> Verdict:
    """Share of the region's pixels that differ from the reference; passed when any does.

    moved: the plan had geometric steps, which change the picture without changing any pixel's value.
    """
    area = int(np.count_nonzero(touched))
    changed = differing(after.pixels, reference.pixels) & touched
    share = float(np.count_nonzero(changed)) / area if area else 0.0
    if share == 0.0 and not moved:
        sentence = "The picture is as it was: the edit found nothing to change."
    elif share == 0.0:
        sentence = "The picture was moved or resized; no pixel was redrawn."
    else:
        sentence = f"{share:.0%} of the edited region changed."
    return Verdict(guard="change", passed=moved or share > 0.0, value=share, limit=0.0, sentence=sentence)
