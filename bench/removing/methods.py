"""What fills the holes: this engine, and OpenCV's two methods as everybody calls them."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Method = Callable[[Bytes, Mask], Bytes]

RADIUS = 3
"""OpenCV's neighbourhood, as in its tutorial."""


def candidate(rgb: Bytes, mask: Mask) -> Candidate:
    """This engine's whole answer, as a caller with a drawn mask gets it; holes it refuses are an error of the bench."""
    pixels = np.dstack([rgb, np.full(mask.shape, 255, np.uint8)])
    step = Step(op=Op.FILL, target=Target(kind="region"))
    task = Task(step=step, image=Image(pixels=pixels), region=Region.of_mask(mask), has_drawn=True)
    return fill.render(task, CancelToken())


def scumble(rgb: Bytes, mask: Mask) -> Bytes:
    """This engine."""
    return candidate(rgb, mask).image.pixels[:, :, :3]


def telea(rgb: Bytes, mask: Mask) -> Bytes:
    """OpenCV, Telea's method."""
    return cv2.inpaint(np.ascontiguousarray(rgb), mask.astype(np.uint8), RADIUS, cv2.INPAINT_TELEA)


def navier_stokes(rgb: Bytes, mask: Mask) -> Bytes:
    """OpenCV, Bertalmio's method."""
    return cv2.inpaint(np.ascontiguousarray(rgb), mask.astype(np.uint8), RADIUS, cv2.INPAINT_NS)


OURS = "scumble"
METHODS: Mapping[str, Method] = {OURS: scumble, "Telea": telea, "NS": navier_stokes}
