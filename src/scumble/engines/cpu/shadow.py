"""Contact shadow of a cut-out subject: dark where it touches the ground, a soft pool under it, nothing that floats.

The shadow is worked out from the silhouette alone, at no more than 700 px:

1. the lower envelope (lowest subject row of each column) and its convex hull;
2. contact = columns that are local lowest points (feet, wheels), or lie on a long straight and not too steep side of
   the hull (the base edge of a box seen at an angle), and are not high above the lowest point of all;
3. a tight core and a soft skirt along the contact, and a wide pool along the ground line between the contacts,
   weaker where the envelope hangs higher above it;
4. weaker for a subject that does not stand: its centre lies outside the contacts, or they are narrow (in flight);
5. none for a subject that the bottom of the frame cuts off, and none where much of it hangs in the air: lettering,
   a print, things seen from above.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Weights

WORK_SIDE = 700
"""Longest side the shadow is worked at; it is smooth, so more would not be seen."""
CORE, SKIRT, POOL = 0.85, 0.55, 0.42
"""Darkness of the three parts at strength 1, at the contact."""
FLOOR = 0.006
"""Density taken off everywhere, so that the shadow ends for good and white stays exactly white."""

HANGS, IN_THE_AIR = 0.1, 0.12
"""Height above the ground from which a loose part hangs, as a share of the subject's size; and the share of the
silhouette in such parts from which on it does not stand. Of 33 photographs calligraphy has 0.29, a flower beside
sunglasses 0.04, all others nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Footing:
    """The silhouette's underside; arrays are float32 with one entry a column of x0..x1-1, in working pixels.

    low: lowest subject row. unit: size of the subject. contact: 0..1. ground: row of the ground line. standing: 0..1.
    """

    x0: int
    low: Weights
    unit: float
    contact: Weights
    ground: Weights
    standing: float


def ground_shadow(alpha: Weights, strength: float) -> Weights | None:
    """Shadow density, float32 (h, w) in [0, 1] at <= 700 px for an alpha (H, W); None where none belongs.

    strength: 0..1. Light is neutral: from above, a little to the front.
    """
    small = shrunk(alpha)
    f = footing(main_parts(small > 0.5))
    if f is None:
        return None
    height, width = int(small.shape[0]), int(small.shape[1])
    u, zero = f.unit, np.zeros((height, width), np.float32)
    lit = 0.35 + 0.65 * f.standing
    gap = np.maximum(f.ground - f.low, 0)
    near = np.maximum(f.contact, np.exp(-gap / (0.025 * u)))
    core = _smeared(zero, f.x0, f.low, f.contact, 0.010 * u, 0.007 * u)
    skirt = _smeared(zero, f.x0, np.where(f.contact > 0.2, f.low, f.ground), near, 0.030 * u, 0.020 * u)
    pool = _smeared(zero, f.x0, f.ground - 0.015 * u, np.exp(-gap / (0.12 * u)), 0.10 * u, 0.045 * u)
    light = (1 - CORE * lit * core) * (1 - SKIRT * lit * skirt) * (1 - POOL * f.standing * pool)
    density = np.clip((1 - light - FLOOR) / (1 - FLOOR), 0, 1) * _vignette(height, width, small)
    return (strength * density).astype(np.float32)


def shrunk(alpha: Weights) -> Weights:
    """Alpha with its longest side at most WORK_SIDE."""
    height, width = alpha.shape
    factor = WORK_SIDE / max(height, width)
    if factor >= 1:
        return alpha
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cast(Weights, cv2.resize(alpha, size, interpolation=cv2.INTER_AREA))


def main_parts(body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The silhouette without crumbs: connected parts of at least 2 % of the largest."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(body.astype(np.uint8), connectivity=8)
    if count <= 2:
        return body
    areas = np.asarray(stats)[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return (areas >= 0.02 * areas.max())[np.asarray(labels)] & body


def footing(body: NDArray[np.bool_]) -> Footing | None:
    """Where and how the silhouette (h, w) stands; None for an empty one, one cut by the frame's bottom, and one of
    which much hangs in the air."""
    columns = np.flatnonzero(body.any(axis=0))
    height = body.shape[0]
    if columns.size < 3:
        return None
    x0, x1 = int(columns[0]), int(columns[-1]) + 1
    part = body[:, x0:x1]
    filled = part.any(axis=0)
    low = (height - 1 - np.argmax(part[::-1], axis=0)).astype(np.float32)
    top = int(np.flatnonzero(part.any(axis=1))[0])
    low[~filled] = top
    tall = max(1.0, float(low.max()) - top)
    unit = float(np.sqrt(tall * (x1 - x0)))
    if float((low >= height - 1 - max(1.0, 0.004 * height)).mean()) > 0.01:
        return None
    contact = _contact(low, unit, tall) * filled
    ground = _ground(low, contact)
    if _hanging(part, ground, unit) > IN_THE_AIR:
        return None
    mass = part.sum(axis=0, dtype=np.float64)
    centre = float((mass * np.arange(x1 - x0)).sum() / mass.sum())
    return Footing(
        x0=x0,
        low=low,
        unit=unit,
        contact=contact.astype(np.float32),
        ground=ground,
        standing=_standing(contact, centre),
    )


def _contact(low: Weights, unit: float, tall: float) -> Weights:
    """How surely each column touches the ground, 0..1."""
    n, x = low.size, np.arange(low.size, dtype=np.float32)
    window = np.ones((1, 2 * max(1, round(0.07 * unit)) + 1), np.uint8)
    lowest = np.asarray(cv2.dilate(low[None, :], window))[0]
    stands = np.asarray(cv2.dilate(_prominence(low, lowest)[None, :] / unit, window))[0]
    foot = np.exp(-(lowest - low) / (0.012 * unit)) * _ease(stands, 0.005, 0.02)
    knots = _hull(low)
    hull = np.interp(x, knots, low[knots])
    side = np.clip(np.searchsorted(knots, np.arange(n), side="right") - 1, 0, len(knots) - 2)
    runs = np.diff(knots).astype(np.float32)
    slopes = np.abs(np.diff(low[knots]) / runs)
    straight = _ease(runs / unit, 0.18, 0.34) * _ease(-slopes, -0.75, -0.45)
    edge = np.exp(-(hull - low) / (0.010 * unit)) * straight[side]
    # What stands further back stands higher up: in a wide thing seen from a corner far more than its height says.
    reach = max(tall, unit)
    depth = _ease(low - low.max(), -0.32 * reach, -0.14 * reach)
    return (np.maximum(foot, edge) * depth).astype(np.float32)


def _prominence(low: Weights, lowest: Weights) -> Weights:
    """For local lowest columns (low == lowest): how far the envelope rises on both sides before it goes lower.

    Between two legs it never rises, so a belly or a crotch is no foot. A side that never goes lower counts as high.
    """
    found = np.zeros(low.size, np.float32)
    peaks = np.flatnonzero((low >= lowest) & (np.diff(low, prepend=-1.0) != 0))
    for peak in peaks:
        height, rises = low[peak], [float(low.max())]
        left, right = np.flatnonzero(low[:peak] > height), np.flatnonzero(low[peak:] > height)
        if left.size:
            rises.append(float(height - low[left[-1] + 1 : peak + 1].min()))
        if right.size:
            rises.append(float(height - low[peak : peak + right[0]].min()))
        found[peak] = min(rises)
    return found


def _hull(low: Weights) -> NDArray[np.intp]:
    """Columns of the corners of the envelope's convex hull on the ground side, left to right, slightly simplified."""
    corners: list[int] = []
    for x in range(low.size):
        while len(corners) > 1 and _above(low, corners[-2], corners[-1], x):
            corners.pop()
        corners.append(x)
    return np.array(corners, np.intp)


def _above(low: Weights, a: int, b: int, c: int) -> bool:
    """True when the envelope at column b lies on or above the line from a to c (within a third of a pixel)."""
    line = low[a] + (low[c] - low[a]) * (b - a) / (c - a)
    return bool(low[b] <= line + 0.34)


def _ground(low: Weights, contact: Weights) -> Weights:
    """Row of the ground under each column: straight between the outermost contacts, level beyond them."""
    touching = np.flatnonzero(contact > 0.5)
    if not touching.size:
        return np.full(low.size, low.max(), np.float32)
    first, last = int(touching[0]), int(touching[-1]) + 1
    knots = first + _hull(np.where(contact > 0.5, low, -1e6)[first:last]) if last - first > 1 else touching[:1]
    return np.interp(np.arange(low.size), knots, low[knots]).astype(np.float32)


def _hanging(part: NDArray[np.bool_], ground: Weights, unit: float) -> float:
    """Share of the silhouette (h, columns of the footing) in loose parts that hang above the ground, see HANGS."""
    count, found, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
    if count <= 2:
        return 0.0
    labels, boxes = np.asarray(found, np.int32), np.asarray(stats, np.int32)
    hanging = 0
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in boxes[label])
        own = labels[y : y + h, x : x + w] == label
        low = y + h - 1 - np.argmax(own[::-1], axis=0)
        hanging += area if float((ground[x : x + w] - low).min()) > HANGS * unit else 0
    return hanging / max(1, int(part.sum()))


def _standing(contact: Weights, centre: float) -> float:
    """1 for a subject that rests on its contacts, down to 0.25 for one that would fall over or flies."""
    touching = np.flatnonzero(contact > 0.5)
    if not touching.size:
        return 0.25
    wide = float(touching[-1] - touching[0]) / contact.size
    off = max(0.0, float(touching[0]) - centre, centre - float(touching[-1])) / contact.size
    steady = 1 - float(_ease(np.float32(off), 0.05, 0.30))
    return 0.25 + 0.75 * steady * min(1.0, 0.55 + wide)


def _smeared(zero: Weights, x0: int, rows: Weights, weights: Weights, across: float, down: float) -> Weights:
    """A line of `weights` along `rows`, blurred by Gaussians of `across` x `down` pixels; a level line peaks at 1."""
    canvas = zero.copy()
    down, across = max(down, 0.7), max(across, 0.7)
    y = np.clip(rows, 0, canvas.shape[0] - 1)
    upper = np.floor(y).astype(np.intp)
    share = (y - upper).astype(np.float32)
    x = x0 + np.arange(rows.size)
    np.add.at(canvas, (upper, x), weights * (1 - share))
    np.add.at(canvas, (np.minimum(upper + 1, canvas.shape[0] - 1), x), weights * share)
    soft = cv2.GaussianBlur(canvas, (0, 0), across, sigmaY=down, borderType=cv2.BORDER_CONSTANT)
    return np.clip(cast(Weights, soft) * np.float32(np.sqrt(2 * np.pi) * down), 0, 1)


def _vignette(height: int, width: int, alpha: Weights) -> Weights:
    """1 inside, falling to 0 at the frame, so that the shadow is not cut off; not at a side that cuts the subject."""
    margin = 0.05 * max(height, width)
    x = np.arange(width, dtype=np.float32)
    left = np.ones(width) if alpha[:, 0].max() > 0.5 else _ease(x / margin, 0, 1)
    right = np.ones(width) if alpha[:, -1].max() > 0.5 else _ease(x[::-1] / margin, 0, 1)
    bottom = _ease(np.arange(height, dtype=np.float32)[::-1] / margin, 0, 1)
    return (np.minimum(left, right)[None, :] * bottom[:, None]).astype(np.float32)


def _ease(value: Weights | np.float32, low: float, high: float) -> Weights:
    """Smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((np.asarray(value, np.float32) - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
