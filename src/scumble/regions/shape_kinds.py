"""Kinds of flat shapes by their outline: circle, square, triangle, star, arrow, ring ... from a mask of exact pixels.

Convex outlines are told by whether few straight sides or an ellipse cover them better, hollow ones by the number and
depth of their dents. Widths are compared in pixels, so that small shapes are not asked for more than they can show.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Points = NDArray[np.int32]

LINE = 5.0
"""Length by width from which a rectangle is a line."""
ROUND = 0.94
"""Short by long axis from which an ellipse is a circle."""
EVEN = 0.93
"""Short by long side from which a rectangle is a square."""
STEP = 3.0
"""Depth of a dent, in half pixels, that is no step between two pixels."""
LONGEST = 400
"""Longer side in pixels at which outlines are compared."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is measured of a shape. sides: corners of its simplified outline; hull: those of its hull; dents: hollows by
    depth, as a share of its size; solid: its area by its hull's; ellipse: how well an ellipse covers it (overlap by
    union); straight: how well its simplified outline does; long: long by short side of the narrowest box around it."""

    sides: Points
    hull: Points
    dents: tuple[float, ...]
    solid: float
    ellipse: float
    straight: float
    long: float
    boxed: float


def kinds_of(filled: Mask, hollow: Mask) -> tuple[str, ...]:
    """The kinds that a shape may be called by, the best first. filled: its mask (h, w) with its holes closed; hollow:
    the holes that show what is behind it."""
    if max(filled.shape) > LONGEST:
        by = LONGEST / max(filled.shape)
        size = max(1, round(filled.shape[1] * by)), max(1, round(filled.shape[0] * by))
        filled = cv2.resize(filled.view(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
        hollow = cv2.resize(hollow.view(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    found = measure(filled)
    if found is None:
        return ("shape",)
    inner = int(hollow.sum()) / max(1, int(filled.sum()))
    if inner > 0.08 and _concentric(filled, hollow):
        return ("ring", "circle") if found.ellipse > 0.93 and found.ellipse >= found.straight - 0.02 else ("frame",)
    if found.long > LINE and found.boxed * found.solid > 0.7:
        return ("line", "rectangle")
    if found.solid > 0.9 or not found.dents:
        return _convex(found, filled)
    return _hollow(found)


def _concentric(filled: Mask, hollow: Mask) -> bool:
    """Whether the hole lies in the middle."""
    size = filled.shape
    (y, x), (v, u) = np.argwhere(filled).mean(axis=0), np.argwhere(hollow).mean(axis=0)
    return abs(y - v) < 0.1 * size[0] + 1 and abs(x - u) < 0.1 * size[1] + 1


def measure(filled: Mask) -> Outline | None:
    """The measures of a mask; None for less than a handful of pixels."""
    # Twice as large: outlines run through pixels' centres, which takes half a pixel off each side.
    large = np.pad(filled.view(np.uint8), 2).repeat(2, axis=0).repeat(2, axis=1)
    contours = cv2.findContours(large, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    if not contours or int(filled.sum()) < 6:
        return None
    outline = np.asarray(max(contours, key=cv2.contourArea), np.int32)
    hull = np.asarray(cv2.convexHull(outline), np.int32)
    area, hulled = float(cv2.contourArea(outline)), max(1.0, float(cv2.contourArea(hull)))
    size = hulled**0.5
    near = max(3.0, 0.045 * size)
    sides = _corners(np.asarray(cv2.approxPolyDP(outline, near, True), np.int32), near)
    corners = _corners(np.asarray(cv2.approxPolyDP(hull, near, True), np.int32), max(3.0, 0.08 * size))
    (_, (w, h), _) = cv2.minAreaRect(hull)
    straight = np.zeros_like(large)
    cv2.fillPoly(straight, [sides], (1,))
    return Outline(
        sides=sides,
        hull=corners,
        dents=_dents(outline, size),
        solid=area / hulled,
        ellipse=_overlap(large, _ellipse(large)),
        straight=_overlap(large, straight),
        long=max(w, h) / max(1.0, min(w, h)),
        boxed=hulled / max(1.0, w * h),
    )


def _corners(points: Points, near: float) -> Points:
    """A simplified outline without the corners that are none: nearer to the line between their neighbours than `near`
    (the outline has to start somewhere, and that point is always kept)."""
    p = points.reshape(-1, 2)
    while len(p) > 3:
        a, b = np.roll(p, 1, axis=0).astype(float), np.roll(p, -1, axis=0).astype(float)
        line = b - a
        off = np.abs(line[:, 0] * (p[:, 1] - a[:, 1]) - line[:, 1] * (p[:, 0] - a[:, 0]))
        off /= np.maximum(np.linalg.norm(line, axis=1), 1e-6)
        least = int(off.argmin())
        if off[least] >= near:
            break
        p = np.delete(p, least, axis=0)
    return p.reshape(-1, 1, 2)


def _dents(outline: Points, size: float) -> tuple[float, ...]:
    """Depths of the hollows between outline and hull, the deepest first."""
    try:
        found = cast(
            NDArray[np.int32] | None, cv2.convexityDefects(outline, cv2.convexHull(outline, returnPoints=False))
        )
    except cv2.error:
        return ()
    if found is None:
        return ()
    depths = found.reshape(-1, 4)[:, 3] / 256.0 / size
    least = max(0.07, STEP / size)
    return tuple(sorted((float(d) for d in depths if d > least), reverse=True))


def _ellipse(large: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ellipse with the mask's area, middle and second moments."""
    ys, xs = np.nonzero(large)
    x, y = xs.mean(), ys.mean()
    spread = np.cov(np.stack([xs, ys]))
    gy, gx = np.mgrid[0 : large.shape[0], 0 : large.shape[1]]
    d = np.stack([gx - x, gy - y])
    inverse = np.linalg.pinv(spread)
    far = inverse[0, 0] * d[0] ** 2 + 2 * inverse[0, 1] * d[0] * d[1] + inverse[1, 1] * d[1] ** 2
    return (far <= 4.0).astype(np.uint8)


def _overlap(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Intersection over union."""
    return float((a & b).sum()) / max(1.0, float((a | b).sum()))


def _convex(o: Outline, filled: Mask) -> tuple[str, ...]:  # noqa: PLR0911
    """Circle, ellipse, line, and polygons without dents."""
    n = len(o.hull)
    if o.boxed > 0.93 or (n == 4 and o.boxed > 0.9 and o.long > LINE):
        return _rectangle(o, filled)
    angular = n <= 6 and o.straight > o.ellipse + 0.01
    if (o.ellipse >= 0.955 and not angular) or (n >= 6 and o.ellipse >= o.straight):
        return ("circle", "ellipse") if 1 / o.long >= ROUND else ("ellipse", "circle")
    if n == 3:
        return ("triangle",)
    if n == 4:
        return _four(o)
    if o.long > LINE:
        return ("line",)
    if _is_half_disc(o):
        return ("semicircle",)
    names = {5: "pentagon", 6: "hexagon", 7: "heptagon", 8: "octagon"}
    if o.ellipse > 0.93 and n > 8:
        return ("circle", "ellipse") if 1 / o.long >= ROUND else ("ellipse", "circle")
    if n > 6 and o.ellipse > o.straight - 0.03:
        # As small as this a circle is no rounder.
        return ("circle", names.get(n, "ellipse")) if 1 / o.long >= ROUND else ("ellipse", names.get(n, "circle"))
    return (names[n],) if n in names else ("shape",)


def _is_half_disc(o: Outline) -> bool:
    """One side as long as the diameter, and half of a circle's area over it."""
    points = o.hull.reshape(-1, 2).astype(float)
    sides = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)
    area = float(cv2.contourArea(o.hull))
    half = np.pi * sides.max() ** 2 / 8
    return bool(0.88 < area / half < 1.08) and 1.7 < o.long < 2.3


def _rectangle(o: Outline, filled: Mask) -> tuple[str, ...]:
    """Square, rectangle or line; a turned square is a diamond, too."""
    tilted = float(filled.mean()) < 0.75
    height, width = filled.shape
    near = o.long <= 1 / EVEN or (not tilted and abs(height - width) <= 1)
    if near:
        return ("diamond", "square", "rectangle") if tilted else ("square", "rectangle")
    return ("line", "rectangle") if o.long >= LINE else ("rectangle", "line") if o.long > 3.5 else ("rectangle",)


def _four(o: Outline) -> tuple[str, ...]:
    """Four-sided without right angles."""
    p = o.hull.reshape(-1, 2).astype(float)
    sides = np.roll(p, -1, axis=0) - p
    lengths = np.linalg.norm(sides, axis=1)
    unit = sides / lengths[:, None]
    turn = [abs(float(unit[i][0] * unit[i + 2][1] - unit[i][1] * unit[i + 2][0])) for i in (0, 1)]
    parallel = [t < 0.12 for t in turn]
    if all(parallel):
        even = lengths.min() / lengths.max()
        if even > 0.75:
            return ("diamond", "parallelogram") if even > 0.88 else ("parallelogram", "diamond")
        return ("parallelogram",)
    return ("trapezoid",) if any(parallel) else ("shape",)


def _hollow(o: Outline) -> tuple[str, ...]:  # noqa: PLR0911
    """Shapes with dents: star, cross, arrow, heart, crescent."""
    deep, n = o.dents, len(o.hull)
    if not deep:
        return ("shape",)
    alike = [d for d in deep if d > 0.45 * deep[0]]
    if len(alike) >= 5:
        return ("star",)
    if len(alike) == 4:
        return ("star",) if n == 4 and len(o.sides) <= 9 and not _right_angled(o.sides) else ("cross",)
    if len(alike) == 3 and n == 3:
        return ("star",)
    if len(alike) == 2:
        return ("arrow",)
    if o.solid < 0.72 and n > 4:
        return ("crescent",)
    return ("heart",) if len(alike) == 1 and len(o.sides) > 5 else ("shape",)


def _right_angled(sides: Points) -> bool:
    """Whether most corners are right ones, as a cross has."""
    p = sides.reshape(-1, 2).astype(float)
    a, b = np.roll(p, 1, axis=0) - p, np.roll(p, -1, axis=0) - p
    cosine = np.abs((a * b).sum(axis=1)) / np.maximum(np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), 1e-6)
    return float((cosine < 0.25).mean()) > 0.7
