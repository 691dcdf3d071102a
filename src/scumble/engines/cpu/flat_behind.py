"""What lies behind a shape of flat graphics: the colour around it, and other shapes continued beneath it.

A shape that goes on beneath is continued where it is plain how: as the rectangle of its box, as an ellipse, or as its
convex hull, whichever agrees with all that is seen of it. Otherwise its seen edge is kept and that is said.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.flat import Flat

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

SEEN: Final = 0.985
"""Overlap with what is seen of a shape (intersection over union) from which a guess of all of it is right."""
CONTINUED: Final = "It lay over other shapes; they were continued beneath it."
UNKNOWN: Final = "It lay over other shapes, and how they go on beneath it cannot be told for sure; look at the result."
LEAST: Final = 3
"""Pixels of common edge from which a shape is a neighbour."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Behind:
    """Places (rows, columns) and the premultiplied colours, float32 (N, 4), that are there without the shape."""

    rows: Indices
    columns: Indices
    colors: Floats
    notes: tuple[str, ...]


def behind_of(flat: Flat, hole: Mask, taken: frozenset[int], colors: Floats) -> Behind:
    """What is behind a hole. hole: bool (H, W), all that the shapes covered, with what lay on them. taken: those areas.
    colors: (K + 1, 4), premultiplied, by area."""
    ring = (cv2.dilate(hole.view(np.uint8), np.ones((3, 3), np.uint8)) > 0) & ~hole
    around = np.bincount(flat.labels[ring], minlength=len(flat.areas) + 1)[: len(flat.areas)]
    around[list(taken)] = 0
    neighbours = [int(i) for i in np.argsort(-around, kind="stable") if around[i] >= LEAST]
    rows, columns = np.nonzero(hole)
    under = np.zeros(hole.shape, np.int32)
    nothing_near = next((a.index for a in flat.areas if a.behind), 0)
    ground = _ground(flat, neighbours) if neighbours else nothing_near
    under[hole] = ground
    notes: tuple[str, ...] = ()
    for other in neighbours:
        if flat.areas[other].color == flat.areas[ground].color:
            continue
        guess, sure = _continued(flat, other, hole)
        if guess.any():
            under[guess] = other
            notes = (CONTINUED,) if sure and notes != (UNKNOWN,) else (UNKNOWN,)
    return Behind(rows=rows, columns=columns, colors=colors[under[rows, columns]], notes=notes)


def _ground(flat: Flat, neighbours: list[int]) -> int:
    """What lies deepest: the background where it touches, else the neighbour with the largest box."""
    behind = [i for i in neighbours if flat.areas[i].behind]
    if behind:
        return behind[0]
    return max(neighbours, key=lambda i: flat.areas[i].box.width * flat.areas[i].box.height)


def _continued(flat: Flat, other: int, hole: Mask) -> tuple[Mask, bool]:
    """Where another shape goes on in the hole, and whether that is plain."""
    seen = flat.labels == other
    for m in (flat.mixed.first, flat.mixed.second):
        mixed = m == other
        half = flat.mixed.share[mixed] >= 0.5
        seen[flat.mixed.rows[mixed][half], flat.mixed.columns[mixed][half]] |= m is flat.mixed.first
    b = flat.areas[other].box
    boxed = np.zeros_like(seen)
    boxed[max(0, b.y0) : max(0, b.y1), max(0, b.x0) : max(0, b.x1)] = True
    free = ~hole
    best, overlap = np.zeros_like(seen), 0.0
    for guess in (boxed, _ellipse(seen, hole), _hull(seen)):
        common = float((guess & free & seen).sum()) / max(1.0, float(((guess & free) | seen).sum()))
        if common > max(overlap + 0.003, SEEN):
            best, overlap = guess, common
    return best & hole, overlap > 0


def _hull(seen: Mask) -> Mask:
    """The convex hull of what is seen."""
    points = np.argwhere(seen)[:, ::-1].astype(np.int32)
    out = np.zeros(seen.shape, np.uint8)
    if len(points) > 2:
        cv2.fillConvexPoly(out, np.asarray(cv2.convexHull(points), np.int32), (1,))
    return out > 0


def _ellipse(seen: Mask, hole: Mask) -> Mask:
    """The ellipse through the outline that is seen, the cut along the hole left out."""
    out = np.zeros(seen.shape, np.uint8)
    near = cv2.dilate(hole.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    inner = cv2.erode(seen.view(np.uint8), np.ones((3, 3), np.uint8), borderValue=0) > 0
    points = np.argwhere(seen & ~inner & ~near)[:, ::-1].astype(np.float32)
    if len(points) < 12:
        return out > 0
    (x, y), (w, h), angle = cv2.fitEllipse(points)
    if not (0 < w < 4 * max(seen.shape) and 0 < h < 4 * max(seen.shape)):
        return out > 0
    turn = np.deg2rad(angle)
    gy, gx = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]].astype(np.float32)
    u = (gx - x) * np.cos(turn) + (gy - y) * np.sin(turn)
    v = -(gx - x) * np.sin(turn) + (gy - y) * np.cos(turn)
    # The outline runs through pixels' centres, half a pixel inside.
    return (u / (w / 2 + 0.5)) ** 2 + (v / (h / 2 + 0.5)) ** 2 <= 1
