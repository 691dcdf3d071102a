"""Motifs of autumn: maple, oak and beech leaves, acorns; and the plain leaf of spring. One unit is the motif's size."""

from functools import cache

import numpy as np

from scumble.engines.cpu.ornaments.shapes import Motif, fill, line, moved, path


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
        path(f"-.05,0 C-.04,-.2 {lean * 0.4},-.4 {lean},{-high} C{lean * 0.55},-.4 .04,-.2 .05,0")
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
