"""Outlines of antialiased shapes to less than a pixel: straight sides and ellipses fitted to the shares, else contours.

A straight side: in each column (or row) that it crosses, the sum of the shares is where it runs, exactly; a line is
fitted through these points, and corners are where two lines meet. An ellipse: from area, middle and second moments.
Such an outline is used only where drawing it again gives every pixel's share; otherwise the outline is where the
bilinear interpolation of the shares is a half, which rounds corners by up to half a pixel.
"""

from collections.abc import Callable
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
Inside = Callable[[Doubles, Doubles], Bools]
"""Whether points (x, y) of the shape's box are inside; continuous: pixel k covers k..k+1."""

POINTS: Final = 8
"""Points along each side of a pixel that a fitted outline is checked at."""
WORST, MEAN = 0.16, 0.04
"""Difference between the shares and the fitted outline's, largest and mean over the edge, up to which it is right."""
SIMPLE: Final = 24
"""Corners from which an outline counts as no polygon."""
REACH: Final = 3
"""Pixels on each side of a line in which it is looked for."""


def outline_of(share: Floats) -> Inside:
    """The outline of a shape. share: float32 (h, w), the pixels' shares, in its box."""
    padded = np.pad(share, 4).astype(np.float64)
    parts = [_fitted(part) for part in _boundaries(padded)]
    if all(p is not None for p in parts) and parts:
        outer, holes = cast(Inside, parts[0]), [cast(Inside, p) for p in parts[1:]]

        def exact(x: Doubles, y: Doubles) -> Bools:
            inside = outer(x, y)
            for hole in holes:
                inside &= ~hole(x, y)
            return inside

        if _agrees(exact, padded):
            return lambda x, y: exact(x + 4, y + 4)
    rim = np.pad(share, 1)
    return lambda x, y: bilinear(rim, x, y) >= 0.5


def bilinear(source: Floats, u: Doubles, v: Doubles) -> Doubles:
    """Shares at points of the box; source has a rim of one pixel of 0, beyond which all is 0."""
    height, width = source.shape
    x, y = np.clip(u + 0.5, 0, width - 1.0), np.clip(v + 0.5, 0, height - 1.0)
    x0, y0 = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    fx, fy = x - x0, y - y0
    top = source[y0, x0] * (1 - fx) + source[y0, x0 + 1] * fx
    bottom = source[y0 + 1, x0] * (1 - fx) + source[y0 + 1, x0 + 1] * fx
    return np.asarray(top * (1 - fy) + bottom * fy, np.float64)


def _boundaries(share: Doubles) -> list[Doubles]:
    """The outer boundary as shares with its holes closed, then each hole as shares of its own."""
    connected = cv2.connectedComponents((share < 0.5).astype(np.uint8), connectivity=4)
    count, pieces = int(connected[0]), cast(NDArray[np.int32], connected[1])
    outer, holes = share.copy(), list[Doubles]()
    for k in range(1, count):
        piece = pieces == k
        if k == pieces[0, 0]:
            continue
        near = cv2.dilate(piece.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        holes.append(np.where(near, 1 - share, 0.0))
        outer[near] = 1.0
    return [outer, *holes]


def _fitted(share: Doubles) -> Inside | None:
    """A polygon or an ellipse for one boundary, whichever draws its shares; None for neither."""
    for fit in (_ellipse, _polygon):
        found = fit(share)
        if found is not None and _agrees(found, share):
            return found
    return None


def _agrees(inside: Inside, share: Doubles) -> bool:
    """Whether drawing an outline gives the shares."""
    step = (np.arange(POINTS) + 0.5) / POINTS
    edge = (share > 0) & (share < 1)
    hard = (cv2.morphologyEx((share >= 0.5).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))) > 0
    rows, columns = np.nonzero(cv2.dilate((edge | hard).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    oy, ox = (a.ravel() for a in np.meshgrid(step, step, indexing="ij"))
    drawn = inside(columns[:, None] + ox[None, :], rows[:, None] + oy[None, :]).mean(axis=1)
    off = np.abs(drawn - share[rows, columns])
    return bool(off.max() <= WORST) and float(off[off > 0].mean() if (off > 0).any() else 0) <= MEAN


def _ellipse(share: Doubles) -> Inside | None:
    """The ellipse with the shares' area, middle and moments; pixels' own extent adds a twelfth to their variance."""
    area = float(share.sum())
    if area < 12:
        return None
    ys, xs = np.nonzero(share)
    w = share[ys, xs]
    cx, cy = float((w * (xs + 0.5)).sum() / area), float((w * (ys + 0.5)).sum() / area)
    dx, dy = xs + 0.5 - cx, ys + 0.5 - cy
    spread = np.array([[(w * dx * dx).sum(), (w * dx * dy).sum()], [(w * dx * dy).sum(), (w * dy * dy).sum()]]) / area
    spread -= np.eye(2) * _PIXEL
    values, axes = np.linalg.eigh(spread)
    if values[0] <= 0.25:
        return None
    a, b = 2 * np.sqrt(values)
    # Area is known best: it sets the size, the moments the form.
    scale = np.sqrt(area / (np.pi * a * b))
    a, b = a * scale, b * scale

    def inside(x: Doubles, y: Doubles) -> Bools:
        u, v = x - cx, y - cy
        return ((axes[0, 0] * u + axes[1, 0] * v) / a) ** 2 + ((axes[0, 1] * u + axes[1, 1] * v) / b) ** 2 <= 1

    return inside


_PIXEL: Final = 0.0
"""Edge pixels lie half on each side of the outline: what their extent adds, their place takes away (tried: 0, 1/12)."""


def _polygon(share: Doubles) -> Inside | None:
    """The polygon of the lines along the straight sides; None where it has no straight sides or too many."""
    big = cv2.resize(share, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR)
    contours = cv2.findContours((big >= 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    if len(contours) != 1:
        return None
    for near in (6.0, 4.0):
        rough = np.asarray(cv2.approxPolyDP(contours[0], near, True), float).reshape(-1, 2)
        corners = (_merged(rough) + 0.5) / 4
        if not 3 <= len(corners) <= SIMPLE:
            continue
        lines = [_line(share, a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
        if any(line is None for line in lines):
            continue
        points = _meet([cast(Doubles, line) for line in lines])
        if points is not None:
            found = _in_polygon(points)
            if _agrees(found, share):
                return found
    return None


def _merged(points: Doubles) -> Doubles:
    """Without corners that are none: where the outline started, or a tip that came out blunt."""
    while len(points) > 3:
        a, b = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        line = b - a
        off = np.abs(line[:, 0] * (points[:, 1] - a[:, 1]) - line[:, 1] * (points[:, 0] - a[:, 0]))
        off /= np.maximum(np.linalg.norm(line, axis=1), 1e-6)
        least = int(off.argmin())
        if off[least] >= 5.0:
            break
        points = np.delete(points, least, axis=0)
    return points


def _line(share: Doubles, a: Doubles, b: Doubles) -> Doubles | None:
    """The line (nx, ny, c) with nx x + ny y = c along the side from a to b; None where too little of it is seen."""
    flipped = abs(b[0] - a[0]) < abs(b[1] - a[1])
    if flipped:
        share, a, b = share.T, a[::-1], b[::-1]
    (x0, y0), (x1, y1) = (a, b) if a[0] < b[0] else (b, a)
    slope = (y1 - y0) / max(x1 - x0, 1e-6)
    for inset, least in ((2.0, 3), (1.0, 3), (0.5, 2), (0.0, 2)):
        columns = np.arange(int(np.ceil(x0 + inset)), int(np.floor(x1 - inset)))
        found = _crossings(share, columns, y0 + slope * (columns + 0.5 - x0))
        if len(found) >= least:
            break
    else:
        return None
    x, y = found[:, 0], found[:, 1]
    for _ in range(2):
        k, c = np.polyfit(x, y, 1)
        off = np.abs(y - k * x - c)
        good = off <= max(0.12, 2.5 * float(np.median(off)))
        if good.sum() < 2:
            return None
        x, y = x[good], y[good]
    k, c = np.polyfit(x, y, 1)
    line = np.array([-k, 1.0, c])
    return line[[1, 0, 2]] if flipped else line


def _crossings(share: Doubles, columns: NDArray[np.intp], at: Doubles) -> Doubles:
    """(N, 2): where an edge crosses columns near `at`, from the sums of the shares; columns without a clear edge are
    left out."""
    found: list[tuple[float, float]] = []
    for x, y in zip(columns.tolist(), at.tolist(), strict=True):
        for reach in (REACH, 2, 1):
            low, high = int(np.floor(y)) - reach, int(np.floor(y)) + reach + 1
            if low < 0 or high > share.shape[0]:
                continue
            part = share[low:high, x]
            first, last = part[0], part[-1]
            if {round(float(first), 3), round(float(last), 3)} == {0.0, 1.0} and _one_way(part):
                total = float(part.sum())
                found.append((x + 0.5, high - total if last > first else low + total))
                break
    return np.array(found, float).reshape(-1, 2)


def _one_way(part: Doubles) -> bool:
    """Whether shares only rise, or only fall."""
    steps = np.diff(part)
    return bool((steps >= -0.02).all() or (steps <= 0.02).all())


def _meet(lines: list[Doubles]) -> Doubles | None:
    """Corners: where each line meets the next; None where two are parallel."""
    points: list[Doubles] = []
    for before, after in zip([lines[-1], *lines[:-1]], lines, strict=True):
        system = np.stack([before[:2], after[:2]])
        if abs(np.linalg.det(system)) < 1e-3 * float(np.linalg.norm(before[:2]) * np.linalg.norm(after[:2])):
            return None
        points.append(np.asarray(np.linalg.solve(system, np.array([before[2], after[2]])), np.float64))
    return np.stack(points)


def _in_polygon(points: Doubles) -> Inside:
    """Even-odd rule."""
    ends = np.roll(points, -1, axis=0)

    def inside(x: Doubles, y: Doubles) -> Bools:
        out = np.zeros(np.broadcast(x, y).shape, bool)
        for (x0, y0), (x1, y1) in zip(points.tolist(), ends.tolist(), strict=True):
            if y0 == y1:
                continue
            crosses = (y >= min(y0, y1)) & (y < max(y0, y1))
            out ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
        return out

    return inside
