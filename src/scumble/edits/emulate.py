"""Crop to the region: what an engine without masks cannot be told is shown to it instead.

It is sent a part of the picture, the region's box with its surroundings, in a shape that engines draw in; what it gives
back is put where the part was cut out. Only where the region is small against the picture: a part that is nearly all of
it would lose context and gain nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineFailed
from scumble.core.outcome import Candidate
from scumble.core.plan import BEYOND, GEOMETRIC, TEXT, Step
from scumble.core.region import Box, Region
from scumble.engines import Task

SHAPES: Final = ((1.0, 1.0), (3.0, 2.0), (2.0, 3.0))
"""Width to height that every engine can draw in."""
CONTEXT: Final = 0.6
"""Surroundings on each side, as a share of the box's longer side."""
MOST: Final = 0.5
"""Share of the picture from which all of it is sent."""
WHOLE: Final = GEOMETRIC | BEYOND | TEXT
"""Operations that need all of the picture: they move it, write elsewhere, or have to find lines of text in it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sent:
    """What the engine gets. box: where it was cut out; None for the whole picture."""

    task: Task
    box: Box | None = None


def sent(task: Task, can: Capabilities) -> Sent:
    """The task itself, or for an engine without masks the part of it around the region."""
    box = None if can.masks else crop_box(task.step, task.region, can.useful_side)
    if box is None:
        return Sent(task=task)
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    part = replace(
        task,
        image=task.image.with_pixels(task.image.pixels[rows, columns]),
        region=_cut(task.region, box),
        subject=None if task.subject is None else _cut(task.subject, box),
        avoid=None if task.avoid is None else _cut(task.avoid, box),
        lines=(),
        lettering=(),
    )
    return Sent(task=part, box=box)


def crop_box(step: Step, region: Region, useful: int) -> Box | None:
    """Where to cut: around the region with its surroundings, at least `useful` pixels a side as far as the picture has
    them; None where the whole picture is to be sent."""
    inner = region.bounds
    if inner is None or step.op in WHOLE:
        return None
    height, width = region.shape
    around = 2 * CONTEXT * max(inner.width, inner.height)
    wide, tall = min(
        (_shaped(shape, inner.width + around, inner.height + around, useful) for shape in SHAPES),
        key=lambda size: size[0] * size[1],
    )
    wide, tall = min(wide, width), min(tall, height)
    if wide * tall > MOST * width * height:
        return None
    x0 = _start(inner.x0, inner.x1, wide, width)
    y0 = _start(inner.y0, inner.y1, tall, height)
    return Box(x0=x0, y0=y0, x1=x0 + wide, y1=y0 + tall)


def placed(candidate: Candidate, part: Sent, task: Task) -> Candidate:
    """The candidate of a part as one of the whole picture. Raises EngineFailed when it has another size."""
    box = part.box
    if box is None:
        return candidate
    if candidate.image.pixels.shape != part.task.image.pixels.shape:
        raise EngineFailed(f"The engine returned {candidate.image.size} for a picture of {part.task.image.size}.")
    pixels = task.image.pixels.copy()
    pixels[box.y0 : box.y1, box.x0 : box.x1] = candidate.image.pixels
    thing = None if candidate.thing is None else _put(candidate.thing, box, task.region.shape)
    return replace(candidate, image=task.image.with_pixels(pixels), region=None, thing=thing)


def placed_region(region: Region, part: Sent, task: Task) -> Region:
    """A region of the part as one of the whole picture; 0 beyond the part."""
    return region if part.box is None else _put(region, part.box, task.region.shape)


def _shaped(shape: tuple[float, float], wide: float, tall: float, useful: int) -> tuple[int, int]:
    """The smallest size of a shape that holds wide x tall and has no side below `useful`."""
    across, down = shape
    unit = max(wide / across, tall / down, useful / min(across, down))
    return round(unit * across), round(unit * down)


def _start(low: int, high: int, length: int, side: int) -> int:
    """Where a length begins that has low..high in its middle, within the side."""
    return int(np.clip((low + high - length) // 2, 0, side - length))


def _cut(region: Region, box: Box) -> Region:
    """The part of a region in the box."""
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    if region.is_hard:
        return Region.of_mask(region.inside[rows, columns])
    return Region(weights=region.weights[rows, columns].copy())


def _put(region: Region, box: Box, shape: tuple[int, int]) -> Region:
    """A part's region in the whole."""
    weights = np.zeros(shape, np.float32)
    weights[box.y0 : box.y1, box.x0 : box.x1] = region.weights
    return Region(weights=weights)
