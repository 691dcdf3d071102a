"""Generate a picture from nothing: a plain colour, a gradient or an empty studio backdrop (canvas)."""

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.background_color import direction
from scumble.engines.cpu.composite import BAND_ROWS
from scumble.engines.cpu.palette import several_colors

KINDS = ("solid", "gradient", "studio")


def render(task: Task, cancel: CancelToken) -> Candidate:
    """A new opaque picture of `task.image`'s size and profile. Raises InvalidValue, Cancelled.

    Parameters: see Op.CANVAS; `kind` defaults to 'solid', `colors` to white.
    """
    image, params = task.image, task.step.params
    band = _band(task, several_colors(params, "colors", ("#ffffff",), image))
    out = np.empty_like(image.pixels)
    for top in range(0, image.height, BAND_ROWS):
        cancel.check()
        bottom = min(top + BAND_ROWS, image.height)
        out[top:bottom] = band(top, bottom)
    return Candidate(image=image.with_pixels(out), blended=True)


def _band(task: Task, colors: tuple[tuple[int, int, int], ...]) -> backdrop.Band:
    """The backdrop that `kind` names. Raises InvalidValue."""
    height, width, params = task.image.height, task.image.width, task.step.params
    kind = params.get("kind") or "solid"
    if kind == "solid":
        return backdrop.solid(width, colors[0])
    if kind == "studio":
        return backdrop.studio(height, width, colors[0])
    if kind == "gradient":
        return backdrop.gradient(height, width, colors, direction(params))
    raise InvalidValue(f"'kind' of a canvas is one of {', '.join(KINDS)}, not {kind!r}.", param="kind")
