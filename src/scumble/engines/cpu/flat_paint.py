"""Flat areas painted anew exactly: every pixel of the area, and in antialiased edge pixels only the area's own share.

An edge pixel p = s A + (1 - s) B becomes s A' + (1 - s) B, rounded half up; with pictures whose shares are exact to the
rounding of 8 bits, the result is within two grey levels of the same scene drawn with the new colour.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.engines import Task
from scumble.engines.cpu.flat_thing import exactly_in
from scumble.vision.flat import Flat, flat_of
from scumble.vision.flat_edges import HALF, straight

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Paint = Callable[[Indices, Indices, Floats], Floats]
"""(rows, columns, old colours (N, 4) straight) -> new colours, straight, 0..255, float32 (N, 4)."""

BAND_ROWS = 256


def flat_areas(task: Task) -> tuple[Flat, frozenset[int]] | None:
    """The picture taken apart and the areas that the task's region is made of; None for anything else."""
    flat = flat_of(task.image)
    taken = frozenset[int]() if flat is None else exactly_in(flat, task)
    return (flat, taken) if flat is not None and taken else None


def plain(color: tuple[int, int, int]) -> Paint:
    """One colour; alpha stays, but what was clear becomes opaque: it gets a colour to be seen in."""
    value = np.array(color, np.float32)

    def paint(rows: Indices, columns: Indices, old: Floats) -> Floats:
        new = np.empty_like(old)
        new[:, :3] = value
        new[:, 3] = np.where(old[:, 3] == 0, 255, old[:, 3])
        return new

    return paint


def painted(task: Task, flat: Flat, taken: frozenset[int], paint: Paint) -> Candidate:
    """The areas painted anew."""
    pixels, touched = repainted(task.image, flat, taken, paint)
    return Candidate(image=task.image.with_pixels(pixels), blended=True, region=Region.of_mask(touched))


def repainted(image: Image, flat: Flat, taken: frozenset[int], paint: Paint) -> tuple[Pixels, Mask]:
    """The picture with the areas painted anew, and where it was written."""
    wanted = np.zeros(len(flat.areas) + 1, bool)
    wanted[list(taken)] = True
    colors = np.array([*(a.color for a in flat.areas), (0, 0, 0, 0)], np.uint8)
    pixels, touched = image.pixels.copy(), np.zeros(flat.labels.shape, bool)
    for top in range(0, flat.labels.shape[0], BAND_ROWS):
        labels = flat.labels[top : top + BAND_ROWS]
        here = wanted[labels]
        rows, columns = np.nonzero(here)
        if len(rows):
            new = paint(rows + top, columns, colors[labels[here]].astype(np.float32))
            pixels[top : top + BAND_ROWS][here] = np.clip(np.floor(new + HALF), 0, 255).astype(np.uint8)
        touched[top : top + BAND_ROWS] = here
    m = flat.mixed
    edge = wanted[m.first] | wanted[m.second]
    rows, columns, share = m.rows[edge], m.columns[edge], m.share[edge][:, None]
    if len(rows):
        mix = share * _side(m.first[edge], wanted, colors, rows, columns, paint)
        mix += (1 - share) * _side(m.second[edge], wanted, colors, rows, columns, paint)
        pixels[rows, columns] = straight(mix)
        touched[rows, columns] = True
    return pixels, touched


def _side(
    areas: NDArray[np.int32], wanted: Mask, colors: Pixels, rows: Indices, columns: Indices, paint: Paint
) -> Floats:
    """One side of edge pixels, premultiplied: painted anew where its area is."""
    old = colors[areas].astype(np.float32)
    new = paint(rows, columns, old)
    side = np.where(wanted[areas][:, None], new, old)
    side[:, :3] *= side[:, 3:] / 255
    return side.astype(np.float32)
