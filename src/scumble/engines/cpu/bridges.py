"""Bridges: straight edges that end on both sides of a hole and are one edge (a rail, a ledge, a horizon).

What fills the hole has to carry them across; where it does not, it is seen at once.
"""

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_SIDE, COARSE_SIDE = 1000, 320
"""Most pixels of a side at which edges are looked for, and at which they are where none of those goes on beyond the
hole: the ragged edge of a stone ledge is no straight line but from afar."""
ENDS, LENGTH = 4.0, 0.25
"""Pixels from the hole at which an edge ends there, and its least length in widths of the hole (the square root of its
area)."""
BENT, OFF, MORE = 3.0, 3.0, 0.02
"""Degrees and pixels by which two edges may miss each other, and how many pixels more for each between them."""
GAP, WITHIN = 10.0, 0.7
"""Least pixels between them, and the share of the way that has to lie in the hole."""
BESIDE = 4.0
"""Pixels to both sides of an edge at which its contrast is measured."""
SOFT = 1.5
"""Standard deviation in pixels by which the picture is softened for that."""
BACK = (4, 24)
"""Pixels back from its end over which it is measured."""
LEAST, ALIKE = 15.0, 0.4
"""Grey levels of contrast from which an edge is seen, and the least ratio of those of two that are one."""
SHIFTS, CLOSE = (-3.0, -1.5, 0.0, 1.5, 3.0), (-1.0, 0.0, 1.0)
"""Pixels across at which an edge is looked for in the fill; and one that is seen from afar, where a pixel is more."""
LIKE, SHARE, NEARLY = 0.4, 0.75, 0.9
"""Share of its contrast that is the edge still, and share of the way on which it has to be; and of one from afar."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Bridge:
    """start, end: float32 (2,), x and y in the copy that was looked at; size: its width and height; contrast: grey
    levels across, signed; coarse: it is straight from afar only."""

    start: Floats
    end: Floats
    contrast: float
    size: tuple[int, int]
    coarse: bool = False

    def enlarged(self, width: float, height: float) -> "Bridge":
        """As it lies in a copy of another width and height."""
        by = np.array([width / self.size[0], height / self.size[1]], np.float32)
        return replace(self, start=self.start * by, end=self.end * by, size=(round(width), round(height)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Straight edges that end at a hole, and those of them that are one edge on its two sides; lines: float32
    (N, 2, 2), all straight edges around it, x and y of their ends in a copy of `size` (width, height)."""

    count: int
    bridges: tuple[Bridge, ...]
    lines: Floats
    size: tuple[int, int]


def edges_into(rgb: Bytes, hole: Mask) -> Edges:
    """The straight edges outside a hole that end at it: structure that a fill would have to continue.

    rgb: uint8 (H, W, 3); hole: bool (H, W).
    """
    found = _looked(rgb, hole, _size(hole, WORK_SIDE))
    if found.bridges or max(hole.shape) <= COARSE_SIDE:
        return found
    coarse = _looked(rgb, hole, _size(hole, COARSE_SIDE)).bridges
    return replace(found, bridges=tuple(replace(bridge, coarse=True) for bridge in coarse))


def _looked(rgb: Bytes, hole: Mask, size: tuple[int, int]) -> Edges:
    """`edges_into` as it is seen at one size."""
    grey = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    small = cast(Bytes, cv2.resize(hole.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST))
    # What the hole holds is about to go: a line through it has to end at its rim to be counted.
    bare = np.where(small > 0, np.mean(grey), grey).astype(np.uint8)
    found = cast("Floats | None", cv2.createLineSegmentDetector().detect(bare)[0])
    if found is None:
        return Edges(count=0, bridges=(), lines=np.zeros((0, 2, 2), np.float32), size=size)
    every = found.reshape(-1, 2, 2).astype(np.float32)
    lines = every
    distance = cast(Floats, cv2.distanceTransform(1 - small, cv2.DIST_L2, 3))
    at = np.rint(lines).astype(np.intp).clip(0, np.array(size) - 1)
    away = distance[at[:, :, 1], at[:, :, 0]]
    into = (away.min(axis=1) < ENDS) & (away.max(axis=1) > LENGTH * np.sqrt(small.sum()))
    lines, away = lines[into], away[into]
    # The end at the hole last.
    lines = np.where((away[:, 0] < away[:, 1])[:, None, None], lines[:, ::-1], lines).astype(np.float32)
    bridges = _paired(lines, _softened(grey), small > 0, size)
    return Edges(count=len(lines), bridges=bridges, lines=every, size=size)


def missing(bridges: tuple[Bridge, ...], rgb: Bytes, hole: Mask) -> int:
    """How many of them a fill does not carry across. rgb: uint8 (H, W, 3), filled; hole: bool (H, W)."""
    if not bridges:
        return 0
    lost = 0
    for size in dict.fromkeys(bridge.size for bridge in bridges):
        soft = _softened(cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY))
        small = cv2.resize(hole.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        lost += sum(not _carried(bridge, soft, small) for bridge in bridges if bridge.size == size)
    return lost


def _size(hole: Mask, side: int) -> tuple[int, int]:
    """Width and height at which is looked."""
    scale = min(1.0, side / max(hole.shape))
    return max(8, round(hole.shape[1] * scale)), max(8, round(hole.shape[0] * scale))


def _softened(grey: NDArray[np.generic]) -> Floats:
    return cast(Floats, cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SOFT))


def _paired(lines: Floats, grey: Floats, hole: Mask, size: tuple[int, int]) -> tuple[Bridge, ...]:
    """The bridges among lines (N, 2, 2) that lead into the hole; each line is part of one at most."""
    ends = lines[:, 1]
    along = lines[:, 1] - lines[:, 0]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    back = np.arange(*BACK, dtype=np.float32)[:, None]
    usual = np.array([np.median(contrast(grey, e - back * a, a)) for e, a in zip(ends, along, strict=True)])
    fits: list[tuple[float, int, int]] = []
    for i in range(len(lines)):
        for j in range(i + 1, len(lines)):
            off = _off(ends[i], along[i], ends[j], along[j])
            # The other edge is met in the other direction, so that its sides are exchanged.
            pair = np.array([usual[i], -usual[j]])
            strong = np.abs(pair).min() >= LEAST and np.abs(pair).min() >= ALIKE * np.abs(pair).max()
            if off is not None and strong and pair.prod() > 0 and _through(ends[i], ends[j], hole):
                fits.append((off, i, j))
    used: set[int] = set()
    found: list[Bridge] = []
    for _, i, j in sorted(fits):
        if i not in used and j not in used:
            used |= {i, j}
            # The weaker side's: a fill need not be stronger than what it leads to.
            least = float(np.copysign(min(abs(usual[i]), abs(usual[j])), usual[i]))
            found.append(Bridge(start=ends[i], end=ends[j], contrast=least, size=size))
    return tuple(found)


def _off(end: Floats, along: Floats, other: Floats, back: Floats) -> float | None:
    """By how many pixels two edges miss each other; None where they are not one edge."""
    way = other - end
    gap = float(np.linalg.norm(way))
    if gap < GAP or float(way @ along) <= 0 or float(along @ back) > -np.cos(np.radians(BENT)):
        return None
    off = max(abs(float(way[0] * d[1] - way[1] * d[0])) for d in (along, back))
    return off if off <= OFF + MORE * gap else None


def _through(start: Floats, end: Floats, hole: Mask) -> bool:
    """True when most of the way from start to end lies in the hole."""
    return float(_inside(_way(start, end), hole).mean()) >= WITHIN


def _way(start: Floats, end: Floats) -> Floats:
    """Points (N, 2) a pixel apart."""
    count = max(2, round(float(np.linalg.norm(end - start))))
    return (start + np.linspace(0, 1, count)[:, None] * (end - start)).astype(np.float32)


def _inside(points: Floats, hole: Mask) -> Mask:
    at = np.rint(points).astype(np.intp).clip(0, np.array(hole.shape[::-1]) - 1)
    return hole[at[:, 1], at[:, 0]]


def _carried(bridge: Bridge, grey: Floats, hole: Mask) -> bool:
    """True when the edge is seen on enough of its way."""
    points = _way(bridge.start, bridge.end)
    points = points[_inside(points, hole)]
    if not len(points):
        return True
    along = (bridge.end - bridge.start) / max(float(np.linalg.norm(bridge.end - bridge.start)), 1e-6)
    across = np.array([-along[1], along[0]], np.float32)
    shifts, share = (CLOSE, NEARLY) if bridge.coarse else (SHIFTS, SHARE)
    seen = np.max(
        [contrast(grey, (points + s * across).astype(np.float32), along) / bridge.contrast for s in shifts], axis=0
    )
    return float((seen > LIKE).mean()) >= share


def contrast(grey: Floats, points: Floats, along: Floats) -> Floats:
    """(N,) grey levels from one side of a line to the other, at points (N, 2) on it."""
    across = BESIDE * np.array([-along[1], along[0]], np.float32)
    limit = np.array([grey.shape[1], grey.shape[0]]) - 1
    one, other = (np.rint(points + s * across).astype(np.intp).clip(0, limit) for s in (1, -1))
    return grey[one[:, 1], one[:, 0]] - grey[other[:, 1], other[:, 0]]
