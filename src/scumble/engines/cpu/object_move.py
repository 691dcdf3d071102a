"""Move an object with its shadow and fill behind it (object.move)."""

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.whereto import CLAMPED, shift_of, shifted

NEARER = "It keeps its size; in a scene with depth, scale it too if it should stand nearer or further away."
"""Said of moves up and down, which in perspective are moves in depth."""
STAYS = "It is there already."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing moved by whole pixels: `direction` with `amount` (share of the side) or `pixels`, or `to` a
    place. Its own pixels are copied as they are. Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    thing = lift(task, cancel)
    by = shift_of(task.step.params, thing.box, task.image.width, task.image.height)
    if by.x == 0 and by.y == 0:
        return unchanged(task, STAYS)
    notes = ((CLAMPED,) if by.clamped else ()) + ((NEARER,) if by.y else ())
    return moved(task, thing, shifted(by.x, by.y), cancel, notes=notes)
