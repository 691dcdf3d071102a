"""Shear a thing in place: slant it sideways or up and down (object.shear)."""

import math

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.flat_moves import flat_moved, mapped
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.values import number
from scumble.engines.cpu.whereto import about


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing slanted by `degrees` -80..80 about the middle of its box. `axis` 'horizontal' (default): the
    top leans to the right for positive angles, and what it casts on the ground goes with it; 'vertical': its right side
    goes down, and the shadow that it cast is gone.

    Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    params = task.step.params
    degrees = number(params, "degrees", -80, 80)
    axis = params.get("axis") or "horizontal"
    if axis not in ("horizontal", "vertical"):
        raise InvalidValue(f"'axis' is horizontal or vertical, not {axis!r}.", param="axis")
    slope = math.tan(math.radians(degrees))
    linear = np.array([[1.0, -slope], [0.0, 1.0]]) if axis == "horizontal" else np.array([[1.0, 0.0], [slope, 1.0]])
    flat = None if degrees == 0 else flat_thing(task)
    if flat is not None:
        return flat_moved(task, flat, mapped(flat.layer, linear, flat.smooth, cancel))
    thing = lift(task, cancel)
    if degrees == 0:
        return unchanged(task)
    box = thing.box
    matrix = about((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, linear)
    # Sideways every row of the ground stays where it is: feet, contact shadow and cast shadow move alike.
    return moved(task, thing, matrix, cancel, shadow=axis == "horizontal")
