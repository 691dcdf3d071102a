"""Shapes of the exactness set as mathematics: inside tests over points, moved by affine maps; nothing of the product.

A picture is drawn by asking for each sample point whether it is inside: one sample in each pixel's centre (aliased), or
4 x 4 in a pixel (antialiased).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rgb = tuple[int, int, int]
SAMPLES = 4
"""Samples along each side of a pixel, antialiased."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """kind: its name. rings: outlines as polygons, even-odd; round: half axes of an ellipse around 0 (and, for a ring,
    those of its hole). matrix: (2, 3), from the shape's own coordinates to the picture's."""

    kind: str
    color_name: str
    color: Rgb
    matrix: tuple[tuple[float, float, float], tuple[float, float, float]]
    points: tuple[tuple[float, float], ...] = ()
    axes: tuple[tuple[float, float], ...] = ()
    on_top_of: int | None = None

    def inside(self, x: Floats, y: Floats) -> Bools:
        """Whether points of the picture lie inside."""
        m = np.array([*self.matrix, (0, 0, 1)], float)
        back = np.linalg.inv(m)
        u, v = back[0, 0] * x + back[0, 1] * y + back[0, 2], back[1, 0] * x + back[1, 1] * y + back[1, 2]
        if self.axes:
            out = (u / self.axes[0][0]) ** 2 + (v / self.axes[0][1]) ** 2 <= 1
            for a, b in self.axes[1:]:
                out &= (u / a) ** 2 + (v / b) ** 2 > 1
            return out
        return _in_polygon(u, v, self.points)

    def reach(self) -> tuple[int, int, int, int]:
        """A box of pixels, x0, y0, x1, y1, that holds all of it."""
        a, b = max((a for a, _ in self.axes), default=0.0), max((b for _, b in self.axes), default=0.0)
        corners = np.array([(x, y, 1) for x, y in (*self.points, (a, b), (-a, b), (a, -b), (-a, -b))], float)
        at = corners @ np.array(self.matrix, float).T
        low, high = np.floor(at.min(axis=0)).astype(int) - 2, np.ceil(at.max(axis=0)).astype(int) + 2
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def moved(self, by: Floats) -> "Shape":
        """The shape after a (3, 3) affine map of the picture."""
        m = by @ np.array([*self.matrix, (0, 0, 1)], float)
        return replace(self, matrix=(tuple(m[0]), tuple(m[1])))  # type: ignore[arg-type]


def _in_polygon(u: Floats, v: Floats, points: tuple[tuple[float, float], ...]) -> Bools:
    """Even-odd rule."""
    out = np.zeros(np.broadcast(u, v).shape, bool)
    for (x0, y0), (x1, y1) in zip(points, (*points[1:], points[0]), strict=True):
        if y0 == y1:
            continue
        crosses = (v >= min(y0, y1)) & (v < max(y0, y1))
        out ^= crosses & (u < x0 + (v - y0) * (x1 - x0) / (y1 - y0))
    return out


def cover(shape: Shape, width: int, height: int, *, smooth: bool) -> Floats:
    """How much of each pixel the shape covers, float64 (H, W): 0 or 1, or in sixteenths."""
    n = SAMPLES if smooth else 1
    out = np.zeros((height, width))
    x0, y0, x1, y1 = shape.reach()
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
    if x1 > x0 and y1 > y0:
        x = x0 + (np.arange((x1 - x0) * n) + 0.5) / n
        y = y0 + (np.arange((y1 - y0) * n) + 0.5) / n
        inside = shape.inside(x[None, :], y[:, None]).astype(float)
        out[y0:y1, x0:x1] = inside.reshape(y1 - y0, n, x1 - x0, n).mean(axis=(1, 3))
    return out


def over(base: Floats, color: Floats | Rgb, share: Floats) -> Floats:
    """A colour (or picture) laid over a picture by shares, rounded as 8-bit pictures are (a half up)."""
    return np.floor(base + share[:, :, None] * (np.asarray(color, float) - base) + 0.501)


Points = tuple[tuple[float, float], ...]


def outline(kind: str, rng: np.random.Generator, size: float) -> tuple[Points, Points]:  # noqa: PLR0911
    """(points, axes) of a kind about `size` across, around 0."""
    r = size / 2
    tall = float(rng.uniform(0.45, 0.7))
    if kind == "circle":
        return (), ((r, r),)
    if kind == "ellipse":
        return (), ((r, r * tall),)
    if kind == "ring":
        w = float(rng.uniform(0.5, 0.68))
        return (), ((r, r), (r * w, r * w))
    if kind in POLYGONS:
        n = POLYGONS[kind]
        turn = -np.pi / 2 + (np.pi / n if n in (4, 8) else 0)
        return tuple((r * np.cos(turn + 2 * np.pi * k / n), r * np.sin(turn + 2 * np.pi * k / n)) for k in range(n)), ()
    if kind == "square":
        return ((-r, -r), (r, -r), (r, r), (-r, r)), ()
    if kind == "rectangle":
        return ((-r, -r * tall), (r, -r * tall), (r, r * tall), (-r, r * tall)), ()
    if kind == "triangle":
        return ((0, -r), (r, r * 0.9), (-r, r * 0.9)), ()
    if kind == "diamond":
        return ((0, -r), (r * 0.7, 0), (0, r), (-r * 0.7, 0)), ()
    if kind == "star":
        return tuple(
            (q * np.cos(-np.pi / 2 + np.pi * k / 5), q * np.sin(-np.pi / 2 + np.pi * k / 5))
            for k in range(10)
            for q in ((r,) if k % 2 == 0 else (r * 0.45,))
        ), ()
    if kind == "cross":
        t = r / 3
        return (
            (-t, -r),
            (t, -r),
            (t, -t),
            (r, -t),
            (r, t),
            (t, t),
            (t, r),
            (-t, r),
            (-t, t),
            (-r, t),
            (-r, -t),
            (-t, -t),
        ), ()
    if kind == "arrow":
        t = r * 0.28
        return ((-r, -t), (0.1 * r, -t), (0.1 * r, -0.7 * r), (r, 0), (0.1 * r, 0.7 * r), (0.1 * r, t), (-r, t)), ()
    if kind == "line":
        return ((-r, -2.5), (r, -2.5), (r, 2.5), (-r, 2.5)), ()
    raise ValueError(kind)


POLYGONS = {"pentagon": 5, "hexagon": 6, "octagon": 8}
KINDS = (
    "circle",
    "square",
    "rectangle",
    "triangle",
    "star",
    "hexagon",
    "ellipse",
    "line",
    "ring",
    "cross",
    "arrow",
    "pentagon",
    "diamond",
)
"""Kinds that are drawn."""
