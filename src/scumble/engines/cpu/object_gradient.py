"""Fill a thing with a gradient of colours (object.gradient)."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.background_color import direction
from scumble.engines.cpu.flat_paint import flat_areas
from scumble.engines.cpu.palette import Rgb, several_colors
from scumble.engines.cpu.tinting import Rule, tinted

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
FLATTENED = "The gradient replaces all of its colours and its shading; tinting it (blend) keeps them."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region in `colors` (two or more '#rrggbb'), evenly spaced along `direction` over the box of its pixels.

    Horizontal: the first column of the box has the first colour, the last one the last; between them the colours are
    interpolated in the picture's own numbers and rounded half up. Vertical and diagonal alike; radial runs from the
    middle of the box to its corners. Raises InvalidValue, Cancelled.
    """
    params, box = task.step.params, task.region.bounds
    colors = several_colors(params, "colors", ("#000000", "#ffffff"), task.image)
    rule = _rule(colors, direction(params), box or Box(x0=0, y0=0, x1=1, y1=1))
    made = tinted(task, rule, cancel)
    return made if flat_areas(task) is not None else replace(made, notes=(*made.notes, FLATTENED))


def _rule(colors: tuple[Rgb, ...], way: str, b: Box) -> Rule:
    """The colour at a place."""
    table = np.array(colors if len(colors) > 1 else colors * 2, np.float64)
    last = len(table) - 1

    def rule(rows: Indices, columns: Indices, old: Floats) -> Floats:
        x, y = (columns - b.x0) / max(1, b.width - 1), (rows - b.y0) / max(1, b.height - 1)
        if way == "horizontal":
            t = x
        elif way == "vertical":
            t = y
        elif way == "diagonal":
            t = (x + y) / 2
        else:
            t = np.hypot(x - 0.5, y - 0.5) / np.hypot(0.5, 0.5)
        at = np.clip(t, 0, 1) * last
        low = np.minimum(at.astype(int), last - 1)
        f = (at - low)[:, None]
        return (table[low] * (1 - f) + table[low + 1] * f).astype(np.float32)

    return rule
