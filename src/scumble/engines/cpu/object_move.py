"""Move an object with its shadow and fill behind it (object.move)."""

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.flat_moves import flat_moved
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.whereto import shift_of, shifted

NEARER = "It keeps its size; in a scene with depth, scale it too if it should stand nearer or further away."
"""Said of moves up and down, which in perspective are moves in depth."""
STAYS = "It is there already."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing moved by whole pixels: `direction` with `amount` (share of the side) or `pixels`, or, without
    them, a short way as far as there is room; or `to` a place. Its own pixels are copied as they are. Raises
    InvalidValue, Unsupported (no thing), Cancelled.
    """
    flat = flat_thing(task)
    if flat is not None:
        box = flat.layer.box
        by = shift_of(task.step.params, box, task.image.width, task.image.height)
        if by.x == 0 and by.y == 0:
            return unchanged(task, by.note or STAYS)
        notes = (by.note,) if by.note else ()
        return flat_moved(task, flat, flat.layer.at(box.x0 + by.x, box.y0 + by.y), notes=notes)
    thing = lift(task, cancel)
    by = shift_of(task.step.params, thing.box, task.image.width, task.image.height)
    if by.x == 0 and by.y == 0:
        return unchanged(task, by.note or STAYS)
    notes = ((by.note,) if by.note else ()) + ((NEARER,) if by.y else ())
    return moved(task, thing, shifted(by.x, by.y), cancel, notes=notes)
