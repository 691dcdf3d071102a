"""Flood fill: one connected area of a colour filled with another, from a point or a named shape (flood.fill)."""

from typing import Final

import cv2
import numpy as np

from scumble.core.errors import InvalidValue, MissingParameter
from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.flat_paint import flat_areas, painted, plain
from scumble.engines.cpu.palette import Rgb, one_color
from scumble.engines.cpu.values import number, numbers
from scumble.vision.flat import flat_of

TOLERANCE: Final = 0.06
"""Share of 255 by which a photo's pixel may differ from the one at the point, in each channel."""
SHADED: Final = "The picture has shades: every pixel within {levels} levels of the one at the point was filled."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The area around `point` [x, y] in pixels (or the region's own areas) in `color` '#rrggbb'.

    On flat graphics the area is the connected pixels of exactly that colour, its antialiased edge in its own share. On
    photos it is what is connected within `tolerance` 0..1 (0.06 when absent) of the pixel at the point.
    Raises InvalidValue, MissingParameter (neither a point nor a region), Cancelled.
    """
    params, image = task.step.params, task.image
    if params.get("color") is None:
        raise InvalidValue("Say which colour to fill with, as '#rrggbb'.", param="color")
    color = one_color(params, "color", "#000000", image)
    point = numbers(params, "point", 2)
    if point is None:
        return _region(task, color)
    x, y = round(point[0]), round(point[1])
    if not (0 <= x < image.width and 0 <= y < image.height):
        raise InvalidValue(f"The point ({x}, {y}) lies outside the picture of {image.size}.", param="point")
    cancel.check()
    flat = flat_of(image)
    index = -1 if flat is None else int(flat.labels[y, x])
    if flat is not None and index < len(flat.areas):
        return painted(task, flat, frozenset({index}), plain(color))
    return _photo(task, x, y, color)


def _region(task: Task, color: Rgb) -> Candidate:
    """The areas that the region is made of."""
    found = flat_areas(task)
    if found is None or task.step.target.kind == "whole":
        raise MissingParameter(
            "A flood fill needs a point to start from, such as 'at 120, 80', or a shape of flat graphics; to give a "
            "thing in a photo another colour say 'make it ...'.",
            param="prompt",
        )
    return painted(task, *found, plain(color))


def _photo(task: Task, x: int, y: int, color: Rgb) -> Candidate:
    """Connected pixels that differ little from the one at the point."""
    image = task.image
    levels = round(255 * number(task.step.params, "tolerance", 0, 1, TOLERANCE))
    mask = np.zeros((image.height + 2, image.width + 2), np.uint8)
    rgb = np.ascontiguousarray(image.rgb)
    how = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    cv2.floodFill(rgb, mask, (x, y), (0, 0, 0), (levels,) * 3, (levels,) * 3, how)
    inside = mask[1:-1, 1:-1] > 0
    pixels = image.pixels.copy()
    pixels[inside, :3] = color
    note = SHADED.format(levels=levels)
    return Candidate(image=image.with_pixels(pixels), blended=True, region=Region.of_mask(inside), notes=(note,))
