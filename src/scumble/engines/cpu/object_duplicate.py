"""A second one of an object, beside it (object.duplicate)."""

from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import added
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.values import Params
from scumble.engines.cpu.whereto import WAYS, clamped, distance_of, shifted, way_of

GAP = 0.06
"""Free space between the two, as a share of the thing's side."""
TIGHT = "There is little room beside it, so the second one stands partly behind the first or beyond the edge."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing once more, with its shadow: to the side with more room, or in `direction`; just beside it, or
    `amount` (share of the picture's side) or `pixels` away from it.

    Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    image, params = task.image, task.step.params
    thing = lift(task, cancel)
    box = thing.box
    dx, dy = way_of(params) or _roomier(params, box, image.width)
    far = distance_of(params, image.width if dx else image.height)
    if far is None:
        far = (1 + GAP) * (box.width if dx else box.height)
    by = clamped(box, round(dx * far), round(dy * far), image.width, image.height)
    notes = (TIGHT,) if by.clamped else ()
    return added(task, thing, shifted(by.x, by.y), notes=notes)


def _roomier(params: Params, box: Box, width: int) -> tuple[int, int]:
    """To the right, unless there is more room on the left."""
    return WAYS["left"] if box.x0 > width - box.x1 else WAYS["right"]
