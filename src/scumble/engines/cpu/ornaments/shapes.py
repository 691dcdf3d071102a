"""Shapes: outlines in unit coordinates (x right, y down), as data: fills and strokes with the role of their colour."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""(N, 2) x and y."""
STEPS = 18
"""Straight pieces a Bezier curve is drawn with: at 400 pixels a curve the error stays under a third of a pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Outlines of one colour. ink: role of the colour; width: of a stroke in units, 0 fills; closed: of a stroke."""

    ink: str
    outlines: tuple[Points, ...]
    width: float = 0.0
    closed: bool = False


Motif = tuple[Shape, ...]


def fill(ink: str, *outlines: Points) -> Shape:
    """The union of the outlines' insides."""
    return Shape(ink, outlines)


def line(ink: str, width: float, *outlines: Points, closed: bool = False) -> Shape:
    """Strokes with round ends."""
    return Shape(ink, outlines, width, closed)


@lru_cache(maxsize=256)
def path(text: str) -> Points:
    """'x,y x,y ...' with 'C' before the three points of a cubic Bezier curve; anything else is a corner."""
    numbers = text.replace("C", " C ").split()
    points: list[tuple[float, float]] = []
    i = 0
    while i < len(numbers):
        if numbers[i] == "C":
            a, b, c = (_pair(n) for n in numbers[i + 1 : i + 4])
            points += _cubic(points[-1], a, b, c)
            i += 4
        else:
            points.append(_pair(numbers[i]))
            i += 1
    return np.array(points)


def _pair(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


Pair = tuple[float, float]


def _cubic(p: Pair, a: Pair, b: Pair, c: Pair) -> list[Pair]:
    """Points of the curve after its first: B(t) = (1-t)^3 p + 3(1-t)^2 t a + 3(1-t) t^2 b + t^3 c."""
    found: list[Pair] = []
    for k in range(1, STEPS + 1):
        t = k / STEPS
        w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        x, y = (sum(share * q[axis] for share, q in zip(w, (p, a, b, c), strict=True)) for axis in (0, 1))
        found.append((x, y))
    return found


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Points:
    """An ellipse around (x, y), turned clockwise by `turn` degrees; a circle without ry."""
    t = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    points = np.stack([rx * np.cos(t), (rx if ry is None else ry) * np.sin(t)], axis=1)
    return moved(points, x, y, 1.0, turn)


def arc(x: float, y: float, r: float, start: float, end: float, steps: int = 24) -> Points:
    """Points of a circle from `start` to `end` degrees, clockwise from the right."""
    t = np.radians(np.linspace(start, end, steps))
    return np.stack([x + r * np.cos(t), y + r * np.sin(t)], axis=1)


def star(tips: int, outer: float, inner: float, turn: float = -90.0) -> Points:
    """A star with `tips` points, the first one up."""
    t = np.radians(turn + np.arange(2 * tips) * 180.0 / tips)
    r = np.where(np.arange(2 * tips) % 2 == 0, outer, inner)
    return np.stack([r * np.cos(t), r * np.sin(t)], axis=1)


def moved(points: Points, x: float, y: float, size: float = 1.0, turn: float = 0.0, *, mirror: bool = False) -> Points:
    """The points mirrored left to right, then scaled, turned clockwise by degrees and moved to (x, y)."""
    c, s = math.cos(math.radians(turn)) * size, math.sin(math.radians(turn)) * size
    sign = -1.0 if mirror else 1.0
    return points @ np.array([[sign * c, sign * s], [-s, c]]) + np.array([x, y])


def placed(
    motif: Iterable[Shape], x: float, y: float, size: float = 1.0, turn: float = 0.0, *, mirror: bool = False
) -> Motif:
    """A motif scaled, turned and moved, its strokes with it."""
    return tuple(
        replace(
            s,
            outlines=tuple(moved(o, x, y, size, turn, mirror=mirror) for o in s.outlines),
            width=s.width * size,
        )
        for s in motif
    )


def inked(motif: Iterable[Shape], **inks: str) -> Motif:
    """A motif with the roles of its colours renamed."""
    return tuple(replace(s, ink=inks.get(s.ink, s.ink)) for s in motif)
