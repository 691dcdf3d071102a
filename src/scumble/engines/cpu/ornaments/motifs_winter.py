"""Motifs of winter and Christmas: snowflakes, fir twigs, holly, baubles, candy canes. One unit is the motif's size."""

import math
from functools import cache
from itertools import pairwise

import numpy as np

from scumble.engines.cpu.ornaments.shapes import Motif, Points, Shape, arc, fill, line, moved, oval, path, placed

_ARMS = (
    ((0.0, 0.5), ((0.17, 0.12), (0.3, 0.16), (0.41, 0.09))),
    ((0.0, 0.48), ((0.2, 0.19), (0.34, 0.12))),
    ((0.1, 0.5), ((0.14, 0.1), (0.26, 0.14), (0.37, 0.14))),
)
"""An arm of each snowflake: from and to, and where along it branches grow and how long they are."""


@cache
def snowflake(kind: int) -> Motif:
    """Six arms with branches at 60 degrees, as ice grows; three kinds."""
    (start, end), branches = _ARMS[kind % len(_ARMS)]
    strokes: list[Points] = [np.array([[0.0, -start], [0.0, -end]])]
    for at, long in branches:
        for sign in (-1, 1):
            tip = (sign * long * math.sin(math.radians(60)), -at - long * math.cos(math.radians(60)))
            strokes.append(np.array([[0.0, -at], tip]))
    arms = tuple(moved(s, 0, 0, 1, 60.0 * k) for k in range(6) for s in strokes)
    hub = arc(0, 0, 0.1, -90, 270, 7)
    shapes = [line("flake", 0.036, *arms)]
    if kind % len(_ARMS) != 1:
        shapes.append(line("flake", 0.034, hub, closed=True))
    else:
        shapes.append(
            fill("flake", *(moved(path("0,-.18 .05,-.09 0,0 -.05,-.09"), 0, 0, 1, 60 * k + 30) for k in range(6)))
        )
    return tuple(shapes)


@cache
def twig() -> Motif:
    """A fir twig from (-0.5, 0) to its tip at (0.5, 0): needles in two greens on a brown stem."""
    under: list[Points] = []
    over: list[Points] = []
    needle = path("0,0 C.3,-.07 .7,-.05 1,0 C.7,.05 .3,.07 0,0")
    for k in range(15):
        x = -0.46 + k * 0.058
        long = 0.26 - 0.1 * k / 14
        bow = 0.03 * math.sin(k * 1.9)
        for sign in (-1, 1):
            under.append(moved(needle, x, 0, long, sign * (48 - 10 * k / 14) + 8 * bow))
            over.append(moved(needle, x + 0.03, 0, long * 0.86, sign * (27 - 8 * k / 14) - 60 * bow))
    under.append(moved(needle, 0.34, 0, 0.18, 0))
    return (
        fill("fir_dark", *under),
        line("twig", 0.03, path("-.5,0 C-.2,.015 .1,-.01 .36,0")),
        fill("fir", *over),
    )


def _holly_leaf() -> tuple[Points, Points]:
    """Outline and lower half of a leaf from (0, 0) to (1, 0): its edge hollow between thorns."""
    thorns = [(0.0, 0.0), (0.16, 0.2), (0.44, 0.31), (0.74, 0.23), (1.0, 0.0)]
    edge: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in pairwise(thorns):
        middle = ((ax + bx) / 2, (ay + by) / 2 * 0.6)
        for t in np.linspace(0, 1, 10):
            u = 1 - t
            edge.append(
                (u * u * ax + 2 * u * t * middle[0] + t * t * bx, u * u * ay + 2 * u * t * middle[1] + t * t * by)
            )
    lower = np.array(edge)
    upper = lower[::-1] * (1, -1)
    return np.concatenate([lower, upper]), lower


@cache
def holly() -> Motif:
    """Two leaves and three berries, its own mirror image; the berries sit at the centre."""
    whole, half = _holly_leaf()
    shapes: list[Motif] = []
    leaf: Motif = (
        fill("leaf", whole),
        fill("leaf_dark", half),
        line("leaf_light", 0.022, path("0,0 .9,0")),
    )
    for turn, flip in ((-18.0, False), (-162.0, True)):
        shapes.append(placed(placed(leaf, 0, 0, 1, 0), 0, 0.02, 0.56, turn if not flip else 18.0, mirror=flip))
    flat = tuple(s for group in shapes for s in group)
    return (*flat, *berries())


@cache
def berries() -> Motif:
    """Three berries, each with a light on it."""
    shapes: list[Motif] = []
    for x, y in ((-0.085, 0.05), (0.085, 0.05), (0.0, -0.09)):
        shapes.append(
            (
                fill("berry_dark", oval(x, y, 0.105)),
                fill("berry", oval(x - 0.008, y - 0.01, 0.088)),
                fill("light", oval(x - 0.03, y - 0.035, 0.024)),
            )
        )
    return tuple(s for group in shapes for s in group)


@cache
def bauble(kind: int) -> Motif:
    """A tree ball hanging from its cap: striped, with a zigzag, or with dots."""
    r, y = 0.34, 0.1
    shapes: list[Shape] = [fill("ball_dark", oval(0, y, r)), fill("ball", oval(-0.02, y - 0.022, r * 0.915))]
    if kind % 3 == 0:
        for top, bottom in ((-0.05, 0.05), (0.1, 0.15), (-0.15, -0.1)):
            shapes.append(fill("trim", _belt(r, y, top, bottom)))
    elif kind % 3 == 1:
        xs = np.linspace(-0.3, 0.3, 13)
        ys = y + np.where(np.arange(13) % 2 == 0, 0.05, -0.05)
        shapes.append(line("trim", 0.035, np.stack([xs, ys], axis=1)))
        shapes.append(fill("trim", *(oval(x, y + d, 0.022) for x in (-0.2, -0.1, 0, 0.1, 0.2) for d in (0.15, -0.15))))
    else:
        shapes.append(
            fill(
                "trim",
                *(
                    oval(dx, y + dy, 0.04)
                    for dx, dy in (
                        (0, 0),
                        (-0.17, -0.1),
                        (0.17, -0.1),
                        (-0.17, 0.12),
                        (0.17, 0.12),
                        (0, -0.21),
                        (0, 0.22),
                    )
                ),
            )
        )
    shapes += [
        fill(
            "light",
            path("-.21,-.02 C-.18,-.12 -.12,-.17 -.04,-.185 C-.1,-.12 -.14,-.07 -.16,.01 C-.17,.03 -.2,.02 -.21,-.02"),
        ),
        fill("cap", path("-.085,-.3 .085,-.3 .085,-.205 .0,-.19 -.085,-.205")),
        line("cap", 0.028, arc(0, -0.34, 0.05, 0, 360), closed=True),
    ]
    return tuple(shapes)


def _belt(r: float, y: float, top: float, bottom: float) -> Points:
    """A band across a ball between two heights from its centre, bent as on a sphere."""
    a, b = (math.sqrt(r * r - h * h) - 0.004 for h in (top, bottom))
    return np.concatenate([_bent(a, y + top), _bent(b, y + bottom)[::-1]])


def _bent(half: float, y: float) -> Points:
    """A curve from (-half, y) to (half, y) that hangs a little."""
    start, end, low = f"{-half:.4f},{y:.4f}", f"{half:.4f},{y:.4f}", f"{y + 0.05:.4f}"
    return path(f"{start} C{-half / 2:.4f},{low} {half / 2:.4f},{low} {end}")
