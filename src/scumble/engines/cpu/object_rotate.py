"""Turn an object in place (object.rotate)."""

import math

import numpy as np

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.flat_moves import flat_moved, turned
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.values import number
from scumble.engines.cpu.whereto import about


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing turned by `degrees` clockwise about the middle of its box; the shadow that it cast is gone.

    Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    degrees = number(task.step.params, "degrees", -3600, 3600) % 360
    flat = None if degrees == 0 else flat_thing(task)
    if flat is not None:
        return flat_moved(task, flat, turned(flat.layer, degrees, flat.smooth, cancel))
    thing = lift(task, cancel)
    if degrees == 0:
        return unchanged(task)
    turn = math.radians(degrees)
    linear = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    linear = np.where(np.abs(linear - np.rint(linear)) < 1e-12, np.rint(linear), linear)
    box = thing.box
    matrix = about((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, linear)
    return moved(task, thing, matrix, cancel, shadow=False)
