"""Motifs of spring, Easter and autumn: blossoms, leaves, acorns, eggs, hares. One unit is the motif's size."""

import math
from functools import cache

import numpy as np

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
def blade() -> Motif:
    """A plain leaf from (0, 0) to (1, 0), its lower half in the shade."""
    upper = path("0,0 C.2,-.3 .65,-.36 1,0")
    lower = path("1,0 C.65,.36 .2,.3 0,0")
    return (
        fill("leaf", np.concatenate([upper, lower])),
        fill("leaf_dark", lower),
        line("leaf_light", 0.03, path("0,0 .85,0")),
    )


@cache
def grass() -> Motif:
    """A tuft of five blades growing up from the origin."""
    blades = [
        path("-.05,0 C-.04,-.2 {0},-.4 {1},{2} C{3},-.4 .04,-.2 .05,0".format(lean * 0.4, lean, -high, lean * 0.55))
        for lean, high in ((-0.3, 0.5), (0.3, 0.52), (-0.13, 0.75), (0.15, 0.7), (0.02, 0.9))
    ]
    return fill("leaf_dark", *blades[:2]), fill("leaf", *blades[2:])


@cache
def maple() -> Motif:
    """A maple leaf of five lobes, one half shaded, with veins."""
    right = path(
        "0,-.5 .07,-.36 .13,-.385 .115,-.2 C.125,-.17 .15,-.17 .17,-.19 .24,-.27 .27,-.2 .37,-.21 .345,-.12 "
        ".36,-.08 .47,-.03 .35,.06 .24,.13 .255,.2 .05,.16 .02,.19"
    )
    left = (right * (-1, 1))[::-1]
    veins = (
        path("0,.2 0,-.4"),
        path("0,.15 .3,-.12"),
        path("0,.15 -.3,-.12"),
        path("0,.16 .2,.14"),
        path("0,.16 -.2,.14"),
    )
    return (
        line("vein", 0.03, path("0,.15 C.01,.3 .02,.36 .05,.46")),
        fill("autumn", np.concatenate([right, left])),
        fill("autumn_dark", np.concatenate([right, [[0.0, -0.5]]])),
        line("vein", 0.014, *veins),
    )


@cache
def oak() -> Motif:
    """An oak leaf with round lobes."""
    right = path(
        "0,-.5 C.1,-.5 .14,-.42 .1,-.36 C.2,-.38 .26,-.28 .15,-.2 C.27,-.2 .32,-.07 .18,-.02 C.28,.0 .28,.14 .14,.15 "
        "C.18,.2 .14,.28 .07,.28 .015,.34"
    )
    left = (right * (-1, 1))[::-1]
    veins = tuple(
        path(f"0,{y + 0.09:.2f} {s * x:.2f},{y:.2f}")
        for y, x in ((-0.3, 0.08), (-0.15, 0.12), (0.02, 0.13))
        for s in (-1, 1)
    )
    return (
        line("vein", 0.03, path("0,.3 C.0,.38 .01,.42 .04,.5")),
        fill("autumn", np.concatenate([right, left])),
        fill("autumn_dark", np.concatenate([right, [[0.0, -0.5]]])),
        line("vein", 0.014, path("0,.33 0,-.42"), *veins),
    )


@cache
def beech() -> Motif:
    """A pointed oval leaf with side veins."""
    right = path("0,-.5 C.2,-.32 .28,-.02 .2,.16 C.14,.28 .06,.33 0,.36")
    left = (right * (-1, 1))[::-1]
    veins = tuple(
        path(f"0,{y + 0.12:.2f} {s * x:.2f},{y:.2f}")
        for y, x in ((-0.28, 0.09), (-0.15, 0.15), (0.0, 0.17), (0.14, 0.13))
        for s in (-1, 1)
    )
    return (
        line("vein", 0.03, path("0,.3 C.0,.4 .0,.44 .03,.5")),
        fill("autumn", np.concatenate([right, left])),
        fill("autumn_dark", np.concatenate([right, [[0.0, -0.5]]])),
        line("vein", 0.014, path("0,.33 0,-.42"), *veins),
    )


@cache
def acorn() -> Motif:
    """An acorn in its cup."""
    nut = path("-.2,-.06 C-.22,.2 -.1,.34 0,.42 C.1,.34 .22,.2 .2,-.06")
    cup = path("-.25,-.04 C-.27,-.2 -.15,-.28 0,-.28 C.15,-.28 .27,-.2 .25,-.04 C.12,.02 -.12,.02 -.25,-.04")
    return (
        line("vein", 0.045, path("0,-.26 C.0,-.34 .02,-.38 .05,-.42")),
        fill("nut_dark", nut),
        fill("nut", moved(nut, -0.015, -0.02, 0.86)),
        fill("light", path("-.11,.06 C-.12,.14 -.09,.22 -.05,.26 C-.05,.18 -.06,.1 -.07,.05")),
        fill("vein", cup),
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
