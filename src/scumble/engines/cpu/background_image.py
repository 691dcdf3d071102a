"""Replace the background with another input picture, scaled to cover and centred (background.image)."""

from dataclasses import replace
from typing import Final

import numpy as np

from scumble.codec.convert import into_profile
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import before, subject_alpha
from scumble.engines.cpu.references import reference_of
from scumble.engines.cpu.shadow import footing, main_parts, shrunk
from scumble.vision.bars import inside_bars

SOFT: Final = 2
"""Lines next to a bar that are mixed with it."""
CUT_OFF: Final = "The bars at the edges of the picture that became the background were cut off."
STANDS: Final = (
    "It stands where it stood in its own picture, and as large; whether that fits the new scene was not looked at, and"
    " no shadow was drawn: 'add a soft shadow' draws one."
)
"""Said of a thing that stood on ground: before a wall or over water it hangs in the air."""
STANDING: Final = 0.6
"""`shadow.Footing.standing` from which it does."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject before input picture `image` (1-based; 2 when absent), whose colours and transparency are kept.

    A reference in another colour profile is converted to the edited picture's. Its bars (a scan's border, letterbox)
    are no part of the scene and are cut off. Raises InvalidValue, Cancelled.
    """
    image = task.image
    reference = into_profile(reference_of(task, "The background")[0], image.profile)
    cancel.check()
    pixels = _without_bars(reference)
    band = backdrop.picture(pixels, image.height, image.width)
    notes = () if pixels.shape == reference.pixels.shape else (CUT_OFF,)
    foot = footing(main_parts(shrunk(subject_alpha(task)) > 0.5))
    if foot is not None and foot.standing >= STANDING:
        notes = (*notes, STANDS)
    laid = before(task, band, cancel)
    return replace(laid, notes=(*laid.notes, *notes))


def _without_bars(picture: Image) -> Pixels:
    """A picture's pixels without bars at its edges, uint8 (h, w, 4)."""
    inner = inside_bars(picture.rgb) if picture.opaque else None
    if inner is None:
        return picture.pixels
    x0, y0 = inner.x0 + SOFT * (inner.x0 > 0), inner.y0 + SOFT * (inner.y0 > 0)
    x1 = inner.x1 - SOFT * (inner.x1 < picture.width)
    y1 = inner.y1 - SOFT * (inner.y1 < picture.height)
    return np.ascontiguousarray(picture.pixels[y0:y1, x0:x1])
