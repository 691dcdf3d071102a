"""Flip: mirrors the picture left-right or top-bottom, exactly."""

from scumble.codec import geometry
from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The mirrored picture. Parameters: see Op.FLIP; horizontal by default. Raises InvalidValue, Cancelled."""
    axis = task.step.params.get("axis") or "horizontal"
    if axis == "horizontal":
        return moved(task.image, (geometry.flip("horizontal"),), cancel)
    if axis == "vertical":
        return moved(task.image, (geometry.flip("vertical"),), cancel)
    raise InvalidValue(f"'axis' is horizontal or vertical, not {axis!r}.", param="axis")
