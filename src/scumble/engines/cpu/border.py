"""Border: a plain frame around the picture; the canvas grows, nothing of the picture is covered."""

from scumble.codec import geometry
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.values import color, number

USUAL = 0.04
"""Width as a share of the shorter side when none is asked for."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with a border on all four sides. Parameters: see Op.BORDER; white and 4 % by default.

    Raises InvalidValue, InvalidSize, Cancelled.
    """
    params, image = task.step.params, task.image
    share = number(params, "amount", 0, 1, USUAL)
    usual = max(1, round(share * min(image.width, image.height)))
    width = round(number(params, "pixels", 1, 8_000, usual))
    step = geometry.pad(width, width, width, width, color(params) or "#ffffff")
    grown = geometry.size_after(step, image.width, image.height)
    note = f"The border of {width} pixels was added around the picture: it is now {grown[0]}x{grown[1]}."
    return moved(image, (step,), cancel, (note,))
