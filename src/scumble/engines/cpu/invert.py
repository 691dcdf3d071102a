"""Invert: the negative of the picture, of a thing or of the background (invert)."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.tinting import tinted

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


def render(task: Task, cancel: CancelToken) -> Candidate:
    """Each colour number v of the region becomes 255 - v; alpha is kept. No parameters. Raises Cancelled."""
    return tinted(task, _negative, cancel)


def _negative(rows: Indices, columns: Indices, old: Floats) -> Floats:
    return 255 - old
