"""Nothing-changed guard: an edit that left every pixel of its region as it was is told, not sold as done."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Verdict


def verdict(after: Image, reference: Image, touched: NDArray[np.bool_], *, moved: bool) -> Verdict:
    """Share of the region's pixels that differ from the reference; passed when any does.

    moved: the plan had geometric steps, which change the picture without changing any pixel's value.
    """
    differs = (after.pixels != reference.pixels).any(axis=2)
    area = int(touched.sum())
    share = float((differs & touched).sum()) / area if area else 0.0
    if share == 0.0 and not moved:
        sentence = "The picture is as it was: the edit found nothing to change."
    elif share == 0.0:
        sentence = "The picture was moved or resized; no pixel was redrawn."
    else:
        sentence = f"{share:.0%} of the edited region changed."
    return Verdict(guard="change", passed=moved or share > 0.0, value=share, limit=0.0, sentence=sentence)
