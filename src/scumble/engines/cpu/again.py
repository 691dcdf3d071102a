"""What the operations on a thing share: lift it, make the picture behind, put it down, and say where was written."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.lift import Lifted, without
from scumble.engines.cpu.put import put

Matrix = NDArray[np.float64]

DRAWN = "It was also drawn where it is now, outside of what was marked."
CUT = "Part of it now lies beyond the picture's edge."
EDGE = "The picture's edge cut it off before, so the cut shows where it is now."
SHOWN = 0.97
"""Share of a thing that has to be in the picture for nothing to be said."""


def moved(
    task: Task, thing: Lifted, matrix: Matrix, cancel: CancelToken, *, shadow: bool = True, notes: tuple[str, ...] = ()
) -> Candidate:
    """The thing taken away from where it was and put where the affine (2, 3) matrix says. Raises Cancelled.

    shadow: it is taken along.
    """
    behind, touched, said = without(task, thing, cancel, shadow=shadow)
    cancel.check()
    laid = put(behind, thing, matrix, shadow=shadow)
    wrote = Region.of_mask(touched | laid.touched)
    notes = (*notes, *_edges(thing, matrix, laid.visible), *said, *_marked(task, wrote))
    thing_now = Region(weights=laid.alpha)
    return Candidate(image=laid.image, blended=True, region=wrote, thing=thing_now, notes=tuple(dict.fromkeys(notes)))


def added(task: Task, thing: Lifted, matrix: Matrix, *, notes: tuple[str, ...] = ()) -> Candidate:
    """A second one put where the matrix says, behind the first where they meet."""
    laid = put(task.image, thing, matrix, shadow=True)
    first = put(laid.image, thing, np.eye(2, 3), shadow=False)
    pixels = laid.image.pixels.copy()
    meet = laid.touched & (thing.alpha > 0)
    pixels[meet] = first.image.pixels[meet]
    pixels[thing.alpha >= 1] = task.image.pixels[thing.alpha >= 1]
    wrote = Region.of_mask(laid.touched & (thing.alpha < 1))
    notes = (*notes, *_edges(thing, matrix, laid.visible), *_marked(task, wrote))
    second = Region(weights=laid.alpha)
    return Candidate(image=task.image.with_pixels(pixels), blended=True, region=wrote, thing=second, notes=notes)


def unchanged(task: Task, *notes: str) -> Candidate:
    """Nothing to do: nothing is written."""
    nowhere = Region.empty_of(task.image.height, task.image.width)
    return Candidate(image=task.image, blended=True, region=nowhere, notes=notes)


def _marked(task: Task, wrote: Region) -> tuple[str, ...]:
    """Says that more than the drawn region was written."""
    outside = task.has_drawn and bool((wrote.inside & ~task.region.inside).any())
    return (DRAWN,) if outside else ()


def _edges(thing: Lifted, matrix: Matrix, visible: float) -> tuple[str, ...]:
    """Says what the picture's edges cut off, now or before."""
    height, width = thing.alpha.shape
    box, notes = thing.box, [CUT] if visible < SHOWN else []
    corner = matrix @ np.array([[box.x0, box.x1], [box.y0, box.y1], [1, 1]])
    (x0, x1), (y0, y1) = np.sort(corner[0]), np.sort(corner[1])
    cut = ((box.x0 <= 0 and x0 > 2), (box.x1 >= width and x1 < width - 2), (box.y0 <= 0 and y0 > 2))
    if any(cut) or (box.y1 >= height and y1 < height - 2):
        notes.append(EDGE)
    return tuple(notes)
