"""Make an object larger or smaller where it stands (object.scale)."""

import numpy as np

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import moved, unchanged
from scumble.engines.cpu.lift import lift
from scumble.engines.cpu.values import number
from scumble.engines.cpu.whereto import about

SOFT = 1.5
"""Factor from which enlarging is seen."""
SOFTER = "Enlarged this much it looks softer than the picture around it."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing and its shadow scaled by `factor` 0.1..10 about the middle of its lower edge.

    Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    factor = number(task.step.params, "factor", 0.1, 10, 1.0)
    thing = lift(task, cancel)
    if factor == 1:
        return unchanged(task)
    foot = (thing.box.x0 + thing.box.x1) / 2
    notes = (SOFTER,) if factor > SOFT else ()
    return moved(task, thing, about(foot, thing.box.y1, factor * np.eye(2)), cancel, notes=notes)
