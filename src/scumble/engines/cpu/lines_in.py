"""Lines into a fill: does a long straight edge that ends at a filled place (a ledge, a horizon) go on inside it?"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Verdict
from scumble.engines.cpu.bridges import Edges, contrast

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

GUARD = "fill_edges"
WORK_SIDE = 1000
"""Pixels of the longer side at which is looked."""
LONG = (0.05, 32.0)
"""Share of the longer side, and pixels at least: a shorter line may end where it does."""
NEAR, AWAY = 6.0, 0.6
"""Pixels from the filled place at which a line ends there, and the share of its length by which it leads away."""
LEAST = 20.0
"""Grey levels of contrast from which a break is seen."""
TOLD, AHEAD = (8, 40), (4, 40)
"""Pixels along the line, back from its end and on from it, over which it is measured."""
SEEN = 12
"""Pixels of its way on that have to lie in the filled place and be seen."""
LIKE, SHARE = 0.4, 0.2
"""Share of its contrast that is the line still, and share of the way on below which it is broken."""
WANDER, FOLLOWED = 8, 0.8
"""Pixels aside of the straight way to which an edge may wander, one pixel for two of the way (the foot of a grassy bank
bends), and share of the way on which it has to be met so."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """Where an edge that ends at a hole has to go on. points: float32 (N, 2), x and y of what is seen of it; along:
    float32 (2,), its direction; contrast: its grey levels across, signed."""

    points: Floats
    along: Floats
    contrast: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Ending:
    """Edges that end at a hole, in a copy of the picture of `size` (width, height)."""

    ways: tuple[Way, ...]
    size: tuple[int, int]


def ending(before: Bytes, hole: Mask, seen: Mask) -> Ending:
    """The edges that end at the hole and of whose way on enough would be seen.

    before: uint8 (H, W, 3). hole: bool (H, W), what will be filled. seen: bool (H, W), what of it is seen, not covered
    again.
    """
    scale = min(1.0, WORK_SIDE / max(hole.shape))
    size = (max(8, round(hole.shape[1] * scale)), max(8, round(hole.shape[0] * scale)))
    old = _grey(before, size)
    filled, open_ = (cv2.resize(m.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0 for m in (hole, seen))
    # What the hole held says nothing: a line through it has to end at its rim to be counted.
    bare = np.where(filled, np.mean(old), old).astype(np.uint8)
    found = cast("Floats | None", cv2.createLineSegmentDetector().detect(bare)[0])
    lines = np.zeros((0, 2, 2), np.float32) if found is None else found.reshape(-1, 2, 2).astype(np.float32)
    return Ending(ways=_ways(lines, old, filled, open_), size=size)


def broken(edges: Ending, after: Bytes) -> int:
    """How many of the edges do not go on in what is filled now. after: uint8 (H, W, 3)."""
    if not edges.ways:
        return 0
    grey = _grey(after, edges.size)
    return sum(_is_broken(way, grey) for way in edges.ways)


def broken_off(edges: Edges, filled: Bytes, hole: Mask) -> int:
    """The same of edges that were found before, uint8 (H, W, 3), filled; hole: bool (H, W), all of it is seen."""
    if not len(edges.lines):
        return 0
    # Outside the hole nothing has changed.
    grey = _grey(filled, edges.size)
    small = cv2.resize(hole.astype(np.uint8), edges.size, interpolation=cv2.INTER_NEAREST) > 0
    return sum(_is_broken(way, grey) for way in _ways(edges.lines, grey, small, small))


def verdict(count: int) -> Verdict:
    """The number of broken edges in words; passed when there is none."""
    sentence = (
        "The straight edges that ended at it go on where it stood before."
        if count == 0
        else f"Where it stood before, straight edges (a ledge, a horizon) break off: {count}. Look at it closely; "
        "another seed gives another result, and a generative engine (such as gpt-image or FLUX Fill) would do better."
    )
    return Verdict(guard=GUARD, passed=count == 0, value=float(count), limit=0.0, sentence=sentence)


def _ways(lines: Floats, old: Floats, hole: Mask, seen: Mask) -> tuple[Way, ...]:
    """Those of the lines (N, 2, 2) that end at the hole."""
    distance = cast(Floats, cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 3))
    found = (_way(line, old, seen, distance) for line in lines)
    return tuple(way for way in found if way is not None)


def _way(line: Floats, old: Floats, seen: Mask, distance: Floats) -> Way | None:
    """The way on of a line (2, 2) that ends at the hole; None of others, and where too little of it is seen."""
    length = float(np.linalg.norm(line[1] - line[0]))
    limit = np.array([old.shape[1], old.shape[0]]) - 1
    ends = np.clip(np.rint(line).astype(np.intp), 0, limit)
    away = distance[ends[:, 1], ends[:, 0]]
    near = int(away.argmin())
    if length < max(LONG[0] * max(old.shape), LONG[1]) or away[near] > NEAR or away[1 - near] < AWAY * length:
        return None
    along = (line[near] - line[1 - near]) / length
    usual = float(np.median(contrast(old, line[near] - along * np.arange(*TOLD, dtype=np.float32)[:, None], along)))
    if abs(usual) < LEAST:
        return None
    on = line[near] + along * np.arange(*AHEAD, dtype=np.float32)[:, None]
    at = np.rint(on).astype(np.intp)
    inside = ((at >= 0) & (at <= limit)).all(axis=1)
    on, at = on[inside], at[inside]
    on = on[seen[at[:, 1], at[:, 0]]]
    return Way(points=on, along=along, contrast=usual) if len(on) >= SEEN else None


def _is_broken(way: Way, grey: Floats) -> bool:
    """True when an edge does not go on, in the filled picture's grey: neither straight on nor in a gentle bend."""
    straight = float((contrast(grey, way.points, way.along) / way.contrast > LIKE).mean())
    return straight < SHARE and _followed(way, grey) < FOLLOWED


def _followed(way: Way, grey: Floats) -> float:
    """The most of its way on, 0..1, on which an edge is met that starts where it ended and wanders."""
    across = np.array([-way.along[1], way.along[0]], np.float32)
    shifts = np.arange(-WANDER, WANDER + 1, dtype=np.float32)
    beside = (shifts[:, None, None] * across).astype(np.float32)
    met = np.stack([contrast(grey, way.points + b, way.along) / way.contrast > LIKE for b in beside], axis=1)
    # The best path so far to each shift; where the way begins, the edge may have wandered by as much as it did before.
    best = np.where(np.abs(shifts) <= AHEAD[0] // 2, 0.0, -np.inf)
    for k, row in enumerate(met):
        if k % 2:
            best = np.maximum(best, np.maximum(np.append(best[1:], -np.inf), np.append(-np.inf, best[:-1])))
        best = best + row
    return float(best.max()) / len(met)


def _grey(rgb: Bytes, size: tuple[int, int]) -> Floats:
    """Softened luma at another size."""
    small = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return cast(Floats, cv2.GaussianBlur(small, (0, 0), 1.5)).astype(np.float32)
