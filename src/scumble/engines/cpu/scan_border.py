"""Scan border: the thin lines of another colour that scans and frame grabs have at the picture's edge, left out.

Cropped into a new shape, turned or continued they would stand in the picture, where nobody takes them for its edge.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.engines import Task
from scumble.vision.bars import THIN, inside_bars

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

MOST_LINES, SOFT_END = 3, 3
"""Lines of different colours that a scan's border may have, and pixels in which it ends."""
ODD = 4.0
"""By how much more the outermost line may differ from the next, along its whole length, than lines further in do from
theirs. On the 4 sides of 37 photos: 0.0 to 3.5, and 4.3 and more where such a line is seen."""
LINES, FIRST = 20, 2
"""Lines that tell the usual difference, and the first of them."""
RUN = 16
"""Of a line's length: the part over which it is averaged, so that grain has no say."""
LEAST = 0.1
"""Grey levels of difference that are taken for granted: plain backdrops have none."""
BARS: Final = "The bars at the picture's edge were left as they are."
NOTE: Final = "The thin border at the picture's edge was left out: it would stand in the middle of the new picture."


def inside_border(image: Image, sides: Sequence[object] = (True,) * 4, *, faint: bool = False) -> Box | None:
    """The picture without thin borders at the sides (top, right, bottom, left) that count; None where there are none.

    faint: a single odd line, such as resampling leaves, is left out as well: of what is continued, where it would be
    seen as a line across the picture.
    """
    if not image.opaque:
        return None
    box = Box(x0=0, y0=0, x1=image.width, y1=image.height)
    # A scan's border may be of several lines, each of another colour.
    for _ in range(MOST_LINES):
        found = inside_bars(image.rgb[box.y0 : box.y1, box.x0 : box.x1])
        if found is None:
            break
        box = Box(x0=box.x0 + found.x0, y0=box.y0 + found.y0, x1=box.x0 + found.x1, y1=box.y0 + found.y1)
    bars = (box.y0, image.width - box.x1, image.height - box.y1, box.x0)
    cut = [0, 0, 0, 0]
    for side, counts in enumerate(sides):
        length = image.width if side % 2 else image.height
        if not counts:
            continue
        if 0 < bars[side] <= THIN * length:
            # Its last line is often a mix of border and picture.
            cut[side] = bars[side] + SOFT_END
        elif faint and bars[side] == 0 and _odd(np.rot90(image.rgb, side)):
            cut[side] = 1
    if not any(cut):
        return None
    return Box(x0=cut[3], y0=cut[0], x1=image.width - cut[1], y1=image.height - cut[2])


def cropped(task: Task, box: Box) -> Task:
    """The task on a part of its picture."""
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)

    def part(region: Region | None) -> Region | None:
        return None if region is None else Region(weights=np.ascontiguousarray(region.weights[rows, columns]))

    image = task.image.with_pixels(np.ascontiguousarray(task.image.pixels[rows, columns]))
    region = Region(weights=np.ascontiguousarray(task.region.weights[rows, columns]))
    return replace(task, image=image, region=region, subject=part(task.subject), avoid=part(task.avoid))


def _odd(rgb: Bytes) -> bool:
    """Whether the uppermost line is none of the scene. rgb: uint8 (H, W, 3)."""
    lines = np.ascontiguousarray(rgb[: FIRST + LINES]).astype(np.float32)
    if len(lines) < FIRST + LINES:
        return False
    apart = cast(Floats, cv2.blur(lines[1:] - lines[:-1], (max(3, lines.shape[1] // RUN), 1)))
    found = np.abs(apart).mean(axis=(1, 2))
    return float(found[0]) > ODD * (float(np.median(found[FIRST:])) + LEAST)
