"""Mirror an object in place (object.flip)."""

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved
from scumble.engines.cpu.flat_moves import flat_moved, mirrored
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.whereto import about

BACKWARDS = "The lettering on it ({said}) reads {way} now."
SOME = 3
"""Lines of lettering that are quoted."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing mirrored about the middle of its box: `axis` 'horizontal' (left-right, its shadow with it) or
    'vertical' (upside down). Pixels are copied as they are. Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    axis = task.step.params.get("axis") or "horizontal"
    if axis not in ("horizontal", "vertical"):
        raise InvalidValue(f"'axis' is horizontal or vertical, not {axis!r}.", param="axis")
    across = axis == "horizontal"
    flat = flat_thing(task)
    if flat is not None:
        return flat_moved(task, flat, mirrored(flat.layer, across=across))
    thing = lift(task, cancel)
    box = thing.box
    mirror = np.diag([-1.0, 1.0] if across else [1.0, -1.0])
    matrix = about((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, mirror)
    said = ", ".join(f'"{line.text}"' for line in task.lettering[:SOME])
    notes = (BACKWARDS.format(said=said, way="backwards" if across else "upside down"),) if said else ()
    return moved(task, thing, matrix, cancel, shadow=across, notes=notes)
