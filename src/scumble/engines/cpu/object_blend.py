"""Blend a thing with a colour: tint it by a share (object.blend)."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.palette import one_color
from scumble.engines.cpu.tinting import tinted
from scumble.engines.cpu.values import number

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


def render(task: Task, cancel: CancelToken) -> Candidate:
    """Each colour C of the region becomes (1 - amount) C + amount `color`, in the picture's own numbers.

    `color` '#rrggbb'; `amount` 0..1, 0.5 when absent. Raises InvalidValue, Cancelled.
    """
    params = task.step.params
    if params.get("color") is None:
        raise InvalidValue("Say which colour to blend with, as '#rrggbb'.", param="color")
    wanted = np.array(one_color(params, "color", "#000000", task.image), np.float32)
    amount = np.float32(number(params, "amount", 0, 1, 0.5))

    def rule(rows: Indices, columns: Indices, old: Floats) -> Floats:
        return (old + amount * (wanted - old)).astype(np.float32)

    return tinted(task, rule, cancel)
