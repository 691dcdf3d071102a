"""Motifs of Halloween: jack-o'-lanterns, bats, ghosts, webs. One unit is the motif's size."""

import math
from functools import cache

import numpy as np

from scumble.engines.cpu.ornaments.shapes import Motif, Points, fill, line, moved, oval, path, placed


@cache
def pumpkin(*, face: bool) -> Motif:
    """A pumpkin of five ribs; with a carved face, a jack-o'-lantern."""
    ribs = [fill("pumpkin_dark", oval(0, 0.08, 0.47, 0.34))]
    for x, rx in ((-0.27, 0.2), (0.27, 0.2)):
        ribs.append(fill("pumpkin", oval(x, 0.08, rx - 0.015, 0.315)))
    ribs.append(fill("pumpkin_dark", oval(0, 0.08, 0.245, 0.345)))
    ribs.append(fill("pumpkin_light", oval(0, 0.08, 0.215, 0.33)))
    stem = fill("stem", path("-.06,-.22 C-.05,-.32 -.02,-.38 .08,-.44 .15,-.37 C.08,-.33 .06,-.28 .07,-.22"))
    if not face:
        return (*ribs, stem)
    eyes = tuple(moved(path("-.25,.03 -.15,-.12 -.06,.05"), 0, 0, mirror=m) for m in (False, True))
    mouth = path(
        "-.33,.12 C-.2,.2 .2,.2 .33,.12 C.28,.28 .16,.34 .1,.345 .08,.285 .0,.29 -.02,.35 C-.2,.35 -.29,.27 -.33,.12"
    )
    return (*ribs, stem, fill("carved", *eyes, path("-.045,.115 0,.045 .045,.115"), mouth))


@cache
def bat() -> Motif:
    """A bat with its wings spread."""
    half = (
        "0,-.1 C.02,-.1 .03,-.11 .035,-.13 .055,-.22 .095,-.12 C.1,-.06 .12,-.04 .16,-.06 C.22,-.1 .26,-.16 .27,-.22 "
        "C.36,-.18 .46,-.08 .5,.1 C.44,.03 .38,.03 .34,.1 C.29,.02 .22,.03 .18,.12 C.13,.06 .06,.08 0,.22"
    )
    right = path(half)
    left = (right * (-1, 1))[::-1]
    eyes = (oval(-0.04, -0.06, 0.014), oval(0.04, -0.06, 0.014))
    return fill("night", np.concatenate([right, left])), fill("eye", *eyes)


@cache
def ghost() -> Motif:
    """A ghost with a wavy hem."""
    body = path(
        "-.3,.42 C-.34,.1 -.34,-.46 0,-.46 C.34,-.46 .34,.1 .3,.42 C.26,.34 .2,.34 .15,.41 C.1,.33 .05,.33 0,.41 "
        "C-.05,.33 -.1,.33 -.15,.41 C-.2,.34 -.26,.34 -.3,.42"
    )
    return (
        fill("sheet", body),
        fill("carved", oval(-0.1, -0.16, 0.045, 0.065), oval(0.1, -0.16, 0.045, 0.065), oval(0, 0.02, 0.055, 0.075)),
    )


@cache
def web() -> Motif:
    """A spider's web in the upper left corner of a unit square around the origin."""
    spokes = [np.array([[0.0, 0.0], [math.cos(a), math.sin(a)]]) for a in np.radians([0.5, 22.5, 45, 67.5, 89.5])]
    threads: list[Points] = []
    for r in (0.22, 0.4, 0.6, 0.8, 0.97):
        for a in (0.0, 22.5, 45.0, 67.5):
            p, q = ([r * math.cos(math.radians(a + d)), r * math.sin(math.radians(a + d))] for d in (0, 22.5))
            m = [0.86 * r * math.cos(math.radians(a + 11.25)), 0.86 * r * math.sin(math.radians(a + 11.25))]
            threads.append(
                path(f"{p[0]:.4f},{p[1]:.4f} C{m[0]:.4f},{m[1]:.4f} {m[0]:.4f},{m[1]:.4f} {q[0]:.4f},{q[1]:.4f}")
            )
    return placed((line("web", 0.018, *spokes, *threads),), -0.5, -0.5)
