"""Scan lines: the thin grey or black lines that scans of photos have at their edges, painted over by what lies inside.

In a scene, behind a new background, in a drawing's strokes or within a border they stand in the picture as a strip that
nobody drew; where a picture keeps its size they cannot be left out (`scan_border.py`), so the picture is continued over
them by its mirror image: they are a few pixels wide.
"""

from dataclasses import replace
from typing import Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box, Region
from scumble.engines import Task
from scumble.engines.cpu.scan_border import SOFT_END, inside_border
from scumble.vision.bars import NEAR
from scumble.vision.drawn import is_drawn

Mask = NDArray[np.bool_]
Number = TypeVar("Number", np.uint8, np.float32)

MOST: Final = 0.01
"""Share of the side up to which lines are a scan's: 1 to 5 pixels of 512 and of 768 in eleven scans. Wider strips are a
frame that somebody wanted."""
NEUTRAL: Final = 24
"""Most by which the channels of such a line differ: scanners leave black, grey and white."""
EVEN: Final = 1
"""Pixels by which the four sides of a frame that somebody drew may differ; a scan's differ by more, or in colour."""
NOTE: Final = "The thin lines that a scan left at the picture's edge were painted over."


def painted_over(image: Image) -> tuple[Image, Box] | None:
    """The picture with its scan lines painted over, and the box of what was not written; None where there are none.

    Graphics and drawings have none: there a line at the edge was drawn. Transparent pictures have none either.
    """
    box = inside_border(image)
    if box is None or min(box.width, box.height) < max(image.width, image.height) / 2:
        return None
    cut = (box.y0, image.width - box.x1, image.height - box.y1, box.x0)
    colours = [_outermost(image.rgb, side) if cut[side] else None for side in range(4)]
    if not all(c is None or _scanned(c, cut[k], (image.height, image.width)[k % 2]) for k, c in enumerate(colours)):
        return None
    if _framed(cut, colours) or is_drawn(image.rgb[box.y0 : box.y1, box.x0 : box.x1]):
        return None
    return image.with_pixels(_mirrored(image.pixels, box)), box


def without_lines(task: Task) -> tuple[Task, Mask | None]:
    """The task on the picture without its scan lines, with the subject's alpha continued over them as well; and where
    they were, bool (H, W), None where there are none."""
    found = painted_over(task.image)
    if found is None:
        return task, None
    image, box = found
    lines = written(image, box)
    alpha = task.subject.weights if task.subject is not None else np.float32(1) - task.region.weights
    subject = Region(weights=_mirrored(np.ascontiguousarray(alpha, np.float32), box))
    region = Region(weights=_mirrored(task.region.weights, box))
    return replace(task, image=image, region=region, subject=subject), lines


def written(image: Image, box: Box) -> Mask:
    """Where the lines were: bool (H, W), all that is outside of the box."""
    lines = np.ones((image.height, image.width), np.bool_)
    lines[box.y0 : box.y1, box.x0 : box.x1] = False
    return lines


def _outermost(rgb: Pixels, side: int) -> NDArray[np.float64]:
    """The colour of the outermost line of a side (top, right, bottom, left): float64 (3,), 0..255."""
    line = (rgb[0], rgb[:, -1], rgb[-1], rgb[:, 0])[side]
    return np.asarray(np.median(line, axis=0), np.float64)


def _scanned(colour: NDArray[np.float64], lines: int, length: int) -> bool:
    """Whether lines of this colour, so many with their soft end on a side of this length, are a scan's."""
    return float(np.ptp(colour)) <= NEUTRAL and lines - SOFT_END <= max(1.0, MOST * length)


def _framed(cut: tuple[int, ...], colours: list[NDArray[np.float64] | None]) -> bool:
    """Whether the lines are a frame: on all four sides, equally wide and of one colour."""
    seen = [c for c in colours if c is not None]
    if len(seen) < 4 or max(cut) - min(cut) > EVEN:
        return False
    return float(np.ptp(np.stack(seen), axis=0).max()) <= NEAR


def _mirrored(values: NDArray[Number], box: Box) -> NDArray[Number]:
    """What lies in the box, continued to the size of `values` by its mirror image."""
    height, width = values.shape[:2]
    inner = np.ascontiguousarray(values[box.y0 : box.y1, box.x0 : box.x1])
    sides = (box.y0, height - box.y1, box.x0, width - box.x1)
    out = cv2.copyMakeBorder(inner, *sides, borderType=cv2.BORDER_REFLECT)
    return np.asarray(out, values.dtype)
