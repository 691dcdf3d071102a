"""Motifs of spring and Easter: blossoms, sprigs, tulips, daisies, eggs, rabbits. One unit is the motif's size."""

import math
from functools import cache

import numpy as np

from scumble.engines.cpu.ornaments.motifs_leaves import blade
from scumble.engines.cpu.ornaments.shapes import Motif, Points, Shape, fill, line, moved, oval, path, placed

_PETAL = path(
    "0,0 C-.16,-.1 -.24,-.32 -.13,-.45 C-.08,-.5 -.03,-.48 0,-.42 C.03,-.48 .08,-.5 .13,-.45 C.24,-.32 .16,-.1 0,0"
)


@cache
def blossom() -> Motif:
    """A cherry blossom: five notched petals, deeper towards the heart, with stamens."""
    turns = tuple(72.0 * k for k in range(5))
    stamens = tuple(
        np.array([[0.0, 0.0], [0.17 * math.sin(a), -0.17 * math.cos(a)]]) for a in np.radians(np.arange(10) * 36 + 18)
    )
    return (
        fill("petal_rim", *(moved(_PETAL, 0, 0, 1, t) for t in turns)),
        *(fill("petal", moved(_PETAL, 0, 0, 0.92, t)) for t in turns),
        fill(
            "petal_deep",
            *(moved(path("0,0 C-.07,-.05 -.08,-.16 0,-.26 C.08,-.16 .07,-.05 0,0"), 0, 0, 1, t) for t in turns),
        ),
        line("stamen", 0.014, *stamens),
        fill("pollen", *(oval(float(s[1, 0]), float(s[1, 1]), 0.024) for s in stamens), oval(0, 0, 0.05)),
    )


@cache
def sprig() -> Motif:
    """A small branch from (-0.5, 0) to (0.5, 0) with leaves and buds."""
    leaf = blade()
    return (
        line("bark", 0.028, path("-.5,.02 C-.2,-.04 .2,.05 .5,-.02")),
        *placed(leaf, -0.22, -0.02, 0.3, -52),
        *placed(leaf, 0.0, 0.01, 0.28, 48),
        *placed(leaf, 0.2, 0.0, 0.26, -48),
        *placed(leaf, 0.45, -0.02, 0.26, -8),
        fill("petal_deep", oval(-0.03, -0.12, 0.05, 0.065), oval(0.3, 0.11, 0.045, 0.06)),
        line("bark", 0.02, path("-.03,-.06 -.05,0"), path(".3,.06 .26,.01")),
    )


@cache
def tulip() -> Motif:
    """A tulip on its stem with two leaves."""
    return (
        line("leaf", 0.045, path("0,0 C.01,.2 .0,.35 0,.5")),
        fill("leaf", path("0,.5 C-.06,.35 -.2,.28 -.24,.02 C-.1,.12 -.01,.28 0,.5")),
        fill("leaf_dark", path("0,.5 C.06,.35 .2,.28 .24,.02 C.1,.12 .01,.28 0,.5")),
        fill(
            "tulip_dark",
            path("-.2,-.42 C-.08,-.34 .08,-.34 .2,-.42 C.28,-.16 .18,.06 0,.06 C-.18,.06 -.28,-.16 -.2,-.42"),
        ),
        fill("tulip", path("-.2,-.42 C-.1,-.32 .02,-.2 .02,.05 C-.2,.06 -.28,-.16 -.2,-.42")),
        fill("tulip_light", path("0,-.48 C.12,-.36 .14,-.1 0,.06 C-.14,-.1 -.12,-.36 0,-.48")),
    )


@cache
def daisy() -> Motif:
    """A daisy seen from above."""
    petal = oval(0, -0.31, 0.085, 0.19)
    return (
        fill("petal_rim", *(moved(petal, 0, 0, 1, 30.0 * k) for k in range(12))),
        *(fill("white", moved(oval(0, -0.31, 0.07, 0.175), 0, 0, 1, 30.0 * k)) for k in range(12)),
        fill("pollen_dark", oval(0, 0, 0.15)),
        fill("pollen", oval(-0.008, -0.01, 0.132)),
    )


@cache
def egg(kind: int) -> Motif:
    """A painted egg: waves, dots or zigzag between bands."""
    outline = _egg(0.0, 0.0)
    shapes: list[Shape] = [fill("egg_dark", outline), fill("egg", moved(outline, -0.012, -0.015, 0.93))]
    if kind % 3 == 0:
        shapes += [fill("paint", _band(-0.05, 0.1)), fill("paint_two", _band(-0.16, -0.11), _band(0.16, 0.21))]
        shapes.append(fill("egg", *(oval(x, 0.03, 0.035) for x in (-0.22, -0.11, 0.0, 0.11, 0.22))))
    elif kind % 3 == 1:
        shapes.append(
            fill(
                "paint",
                *(
                    oval(x, y, 0.042)
                    for x, y in (
                        (0, -0.3),
                        (-0.12, -0.15),
                        (0.12, -0.15),
                        (0, 0),
                        (-0.2, 0.04),
                        (0.2, 0.04),
                        (-0.11, 0.19),
                        (0.11, 0.19),
                        (0, 0.33),
                    )
                ),
            )
        )
        shapes.append(
            fill(
                "paint_two",
                *(
                    oval(x, y, 0.026)
                    for x, y in ((0, -0.16), (-0.11, -0.02), (0.11, -0.02), (0, 0.16), (-0.2, 0.2), (0.2, 0.2))
                ),
            )
        )
    else:
        for y, ink in ((-0.12, "paint"), (0.08, "paint_two")):
            half = _half(y + 0.02) - 0.02
            xs = np.linspace(-half, half, 11)
            shapes.append(line(ink, 0.045, np.stack([xs, y + np.where(np.arange(11) % 2 == 0, 0.045, -0.035)], axis=1)))
        shapes.append(fill("paint", _band(0.22, 0.3)))
    shapes.append(
        fill(
            "light",
            path("-.2,-.1 C-.19,-.25 -.12,-.34 -.05,-.36 C-.1,-.28 -.14,-.2 -.15,-.09 C-.16,-.06 -.2,-.06 -.2,-.1"),
        )
    )
    return tuple(shapes)


def _half(y: float) -> float:
    """Half an egg's width at a height: an ellipse that is fuller below."""
    v = (y + 0.02) / 0.46
    return 0.345 * math.sqrt(max(0.0, 1 - v * v)) * (1 + 0.14 * v)


def _egg(dx: float, dy: float) -> Points:
    ys = -0.02 + 0.46 * np.sin(np.linspace(-math.pi / 2, math.pi / 2, 40))
    xs = np.array([_half(float(y)) for y in ys])
    return np.concatenate([np.stack([xs + dx, ys + dy], axis=1), np.stack([-xs + dx, ys + dy], axis=1)[::-1]])


def _band(top: float, bottom: float) -> Points:
    """A stripe around an egg."""
    ys = np.linspace(top, bottom, 8)
    xs = np.array([_half(float(y)) - 0.012 for y in ys])
    return np.concatenate([np.stack([xs, ys], axis=1), np.stack([-xs, ys], axis=1)[::-1]])


@cache
def hare() -> Motif:
    """A rabbit's face with upright ears."""
    ears = tuple(oval(s * 0.14, -0.26, 0.085, 0.25, s * 10) for s in (-1, 1))
    inner = tuple(oval(s * 0.14, -0.24, 0.042, 0.18, s * 10) for s in (-1, 1))
    whiskers = tuple(path(f"{s * 0.07:.2f},.25 {s * 0.27:.2f},{y:.2f}") for s in (-1, 1) for y in (0.21, 0.27, 0.33))
    return (
        fill("fur_dark", *(moved(e, 0, 0, 1.0) for e in ears), oval(0, 0.2, 0.285, 0.255)),
        fill("fur", *(oval(s * 0.14, -0.26, 0.07, 0.235, s * 10) for s in (-1, 1)), oval(0, 0.195, 0.268, 0.238)),
        fill("pink", *inner, oval(-0.15, 0.27, 0.05, 0.035), oval(0.15, 0.27, 0.05, 0.035)),
        fill("dark", oval(-0.1, 0.14, 0.03, 0.038), oval(0.1, 0.14, 0.03, 0.038)),
        fill("pink_deep", path("-.04,.215 .04,.215 0,.255")),
        line(
            "dark",
            0.012,
            path("0,.25 0,.28 C-.02,.31 -.06,.31 -.07,.28"),
            path("0,.28 C.02,.31 .06,.31 .07,.28"),
            *whiskers,
        ),
    )
