"""Recolouring a region by a rule on colours, on photos and flat graphics alike: only the region's own share changes.

On photos p' = p + a (f(F) - F): F is the region's own colour in its soft rim (`edge_colors`), so that an inverted or
tinted thing gets no rim of half-changed surroundings. On flat graphics the exact areas are painted (`flat_paint.py`).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.composite import edge_colors
from scumble.engines.cpu.flat_paint import flat_areas, painted
from scumble.engines.cpu.half_told import half_told
from scumble.vision.flat_edges import HALF

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Rule = Callable[[Indices, Indices, Floats], Floats]
"""(rows, columns, colours (N, 3) 0..255) -> new colours (N, 3)."""

BAND_ROWS = 256
NOTHING = "Nothing could be changed: the region is empty."


def tinted(task: Task, rule: Rule, cancel: CancelToken) -> Candidate:
    """The task's region with its colours changed by a rule; alpha is kept. Raises Cancelled."""
    found = flat_areas(task)
    if found is not None and task.step.target.kind != "whole":
        return painted(task, *found, _with_alpha(rule))
    box = task.region.bounds
    if box is None:
        return Candidate(image=task.image, blended=True, notes=(NOTHING,))
    return Candidate(image=_changed(task, rule, box, cancel), blended=True, verdicts=half_told(task))


def _with_alpha(rule: Rule) -> Callable[[Indices, Indices, Floats], Floats]:
    """The rule on RGBA; alpha stays."""

    def paint(rows: Indices, columns: Indices, old: Floats) -> Floats:
        return np.concatenate([rule(rows, columns, old[:, :3]), old[:, 3:]], axis=1).astype(np.float32)

    return paint


def _changed(task: Task, rule: Rule, box: Box, cancel: CancelToken) -> Image:
    """The rule on a photo, inside a box, weighed by the region."""
    image = task.image
    part = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    weights = np.ascontiguousarray(task.region.weights[part])
    cut = Image(pixels=np.ascontiguousarray(image.pixels[part]), profile=image.profile)
    fore = edge_colors(cut, weights, weights)
    out = image.pixels.copy()
    target = out[part]
    for top in range(0, box.height, BAND_ROWS):
        cancel.check()
        rows = slice(top, top + BAND_ROWS)
        inside = weights[rows] > 0
        ys, xs = np.nonzero(inside)
        if not len(ys):
            continue
        own = fore[rows][inside].astype(np.float32)
        change = (rule(ys + top + box.y0, xs + box.x0, own) - own) * weights[rows][inside][:, None]
        target[rows][inside, :3] = np.clip(np.floor(target[rows][inside, :3] + change + HALF), 0, 255)
    return image.with_pixels(out)
