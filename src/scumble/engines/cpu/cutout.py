"""Remove the background: cut the subject out onto transparency (background.remove)."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import before
from scumble.engines.cpu.flat_paint import flat_areas, painted


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject with straight alpha; edge colours are the subject's own. Raises Cancelled.

    Under alpha 0 the colours are zero: the file is smaller and nothing of the removed background stays in it.
    """
    flat = flat_areas(task)
    if flat is not None and task.step.target.kind == "background":
        return painted(task, *flat, _clear)
    return before(task, backdrop.clear(task.image.width), cancel)


def _clear(rows: NDArray[np.intp], columns: NDArray[np.intp], old: NDArray[np.float32]) -> NDArray[np.float32]:
    """Nothing: flat graphics keep each edge pixel's exact share."""
    return np.zeros_like(old)
