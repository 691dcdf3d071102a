"""Make an object larger or smaller where it stands (object.scale)."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.flat_moves import flat_moved, mapped
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.values import number
from scumble.engines.cpu.whereto import INSET, Matrix, about, most_scaled

SOFT = 1.5
"""Factor from which enlarging is seen."""
LEAST = 1.02
"""Factor below which enlarging as far as there is room is not worth it."""
LIMITED = "It was enlarged {now:.2f} times rather than {asked:.2f} times: the picture has no room for more."
SHIFTED = "It was moved a little, so that all of it lies in the picture."
NO_ROOM = "It fills the picture already, so that it cannot be made larger without being cut; extend the picture first."
SOFTER = "Enlarged this much it looks softer than the picture around it."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing and its shadow scaled by `factor` 0.1..10 about the middle of its lower edge; a flat
    shape about the middle of its box (`flat_moves.py`). A thing that would be cut by the picture's edge is moved back
    and, where it is too large for the picture, enlarged as far as there is room.

    Raises InvalidValue, Unsupported (no thing, no room), Cancelled.
    """
    factor = number(task.step.params, "factor", 0.1, 10, 1.0)
    flat = None if factor == 1 else flat_thing(task)
    if flat is not None:
        return flat_moved(task, flat, mapped(flat.layer, factor * np.eye(2), flat.smooth, cancel))
    thing = lift(task, cancel)
    if factor == 1:
        return unchanged(task)
    box, image = thing.box, task.image
    most, notes = most_scaled(box, image.width, image.height), ()
    if factor > most:
        if most < LEAST:
            raise Unsupported(NO_ROOM, part=task.step.text, nearest=("extend the picture, then make it larger",))
        notes = (LIMITED.format(now=most, asked=factor),)
        factor = most
    notes = (*notes, SOFTER) if factor > SOFT else notes
    matrix = about((box.x0 + box.x1) / 2, box.y1, factor * np.eye(2))
    by = _back(box, matrix, image.width, image.height)
    matrix[:, 2] += by
    notes = (*notes, SHIFTED) if factor != most and max(abs(by)) >= 1 else notes
    return moved(task, thing, matrix, cancel, notes=notes)


def _back(box: Box, matrix: Matrix, width: int, height: int) -> NDArray[np.float64]:
    """(x, y): whole pixels by which the scaled thing moves back into the picture; 0 along an edge that cut it."""
    low, high = matrix @ np.array([box.x0, box.y0, 1.0]), matrix @ np.array([box.x1, box.y1, 1.0])
    size = np.array([width, height], float)
    was_cut = np.array([box.x0 <= 0 or box.x1 >= width, box.y0 <= 0 or box.y1 >= height])
    back = np.maximum(0, np.floor(INSET * size) - low) - np.maximum(0, high - size + np.floor(INSET * size))
    return np.where(was_cut, 0, np.rint(back)).astype(np.float64)
