"""Motifs of parties: stars, sparkles, hearts, balloons, flags, confetti, fireworks, bows, in units of their size."""

import math
from functools import cache

import numpy as np

from scumble.engines.cpu.ornaments.shapes import Motif, Points, fill, line, moved, oval, path, star


@cache
def gem_star() -> Motif:
    """A five-pointed star cut like a gem: every ray has a lit and a shaded side."""
    whole = star(5, 0.5, 0.2)
    shade = tuple(np.array([[0.0, 0.0], whole[2 * k], whole[2 * k + 1]]) for k in range(5))
    return fill("gold", whole), fill("gold_dark", *shade)


@cache
def sparkle() -> Motif:
    """A four-pointed glint with hollow sides."""
    arm = "C{a} {b} {c} "
    text = "0,-.5 " + arm.format(a=".03,-.14", b=".14,-.03", c=".5,0") + arm.format(a=".14,.03", b=".03,.14", c="0,.5")
    text += arm.format(a="-.03,.14", b="-.14,.03", c="-.5,0") + arm.format(a="-.14,-.03", b="-.03,-.14", c="0,-.5")
    return (fill("glint", path(text)),)


@cache
def heart() -> Motif:
    """A heart with a shaded rim and a light."""
    outline = path(
        "0,.42 C-.2,.22 -.5,.06 -.5,-.17 C-.5,-.36 -.36,-.44 -.25,-.44 C-.13,-.44 -.04,-.36 0,-.26 "
        "C.04,-.36 .13,-.44 .25,-.44 C.36,-.44 .5,-.36 .5,-.17 C.5,.06 .2,.22 0,.42"
    )
    glint = path(
        "-.39,-.17 C-.4,-.28 -.33,-.35 -.24,-.35 C-.2,-.35 -.18,-.31 -.22,-.3 "
        "C-.29,-.28 -.32,-.24 -.33,-.17 C-.34,-.13 -.38,-.13 -.39,-.17"
    )
    return (
        fill("heart_dark", outline),
        fill("heart", moved(outline, -0.012, -0.02, 0.9)),
        fill("light", glint),
    )


@cache
def open_heart() -> Motif:
    """A heart drawn as a line."""
    return (line("line", 0.07, moved(heart()[0].outlines[0], 0, 0, 0.9), closed=True),)


@cache
def balloon() -> Motif:
    """A balloon with its knot and a curling string."""
    body = path(
        "0,.2 C-.18,.12 -.28,-.06 -.28,-.22 C-.28,-.4 -.15,-.5 0,-.5 C.15,-.5 .28,-.4 .28,-.22 C.28,-.06 .18,.12 0,.2"
    )
    glint = path(
        "-.19,-.24 C-.19,-.34 -.13,-.41 -.06,-.42 C-.03,-.42 -.03,-.39 -.06,-.375 "
        "C-.11,-.35 -.14,-.31 -.145,-.24 C-.15,-.2 -.185,-.2 -.19,-.24"
    )
    return (
        line("string", 0.018, path("0,.22 C.05,.3 -.06,.36 0,.5")),
        fill("tint_dark", body, path("-.05,.25 0,.17 .05,.25")),
        fill("tint", moved(body, -0.01, -0.03, 0.92)),
        fill("light", glint),
    )


@cache
def flag() -> Motif:
    """A pennant hanging from (-0.5, 0) .. (0.5, 0), its tip down; the string bends with its neighbours'."""
    return (
        fill("tint", path("-.4,.03 .4,.03 0,.72")),
        fill("tint_dark", path("-.4,.03 .4,.03 .345,.125 -.345,.125")),
    )


@cache
def curl() -> Motif:
    """A curled paper streamer."""
    t = np.linspace(0, 1, 60)
    x = -0.45 + 0.9 * t
    wave = np.stack([x + 0.05 * np.sin(t * 6 * math.pi), 0.1 * np.cos(t * 6 * math.pi)], axis=1)
    return (line("tint", 0.07, wave),)


def confetto(kind: int) -> Motif:
    """A piece of confetti: strip, disc, triangle or crescent."""
    shapes: tuple[Points, ...] = (
        path("-.5,-.2 .5,-.2 .5,.2 -.5,.2"),
        oval(0, 0, 0.32),
        path("-.4,.34 0,-.4 .4,.34"),
        path("-.5,-.1 C-.2,.3 .2,.3 .5,-.1 .4,-.25 C.15,.05 -.15,.05 -.4,-.25"),
    )
    return (fill("tint", shapes[kind % len(shapes)]),)


@cache
def burst(rays: int) -> Motif:
    """A firework: rays that swell outwards, sparks at their ends, a second ring between them."""
    ray = path("0,-.13 C.012,-.2 .024,-.3 .02,-.36 C.012,-.385 -.012,-.385 -.02,-.36 C-.024,-.3 -.012,-.2 0,-.13")
    long = tuple(moved(ray, 0, 0, 1, 360 / rays * k) for k in range(rays))
    short = tuple(moved(ray, 0, 0, 0.62, 360 / rays * (k + 0.5)) for k in range(rays))
    ends = tuple(moved(oval(0, -0.45, 0.028), 0, 0, 1, 360 / rays * k) for k in range(rays))
    inner = tuple(moved(oval(0, -0.31, 0.018), 0, 0, 1, 360 / rays * (k + 0.5)) for k in range(rays))
    return (
        fill("spark", *long),
        fill("spark_two", *short, *inner),
        fill("spark", *ends),
        fill("spark_two", oval(0, 0, 0.035)),
    )


@cache
def bow() -> Motif:
    """A ribbon's bow seen from the front: two loops, two tails, a knot."""
    loop = path("0,-.02 C.08,-.2 .3,-.32 .43,-.25 C.52,-.19 .52,.14 .43,.19 C.3,.24 .1,.12 0,.04")
    inside = path("0,0 C.12,-.1 .28,-.17 .37,-.14 C.42,-.1 .42,.06 .37,.09 C.28,.11 .12,.06 0,.02")
    tail = path("0,.0 C.12,.1 .25,.24 .45,.36 .36,.37 .33,.46 C.18,.32 .07,.17 -.04,.06")
    both = (False, True)
    return (
        fill("ribbon_dark", *(moved(tail, 0, 0, mirror=m) for m in both)),
        fill("ribbon", *(moved(loop, 0, 0, mirror=m) for m in both)),
        fill("ribbon_dark", *(moved(inside, 0, 0, mirror=m) for m in both)),
        fill(
            "ribbon_light",
            *(moved(path("0,-.02 C.1,-.17 .28,-.28 .4,-.23 C.27,-.23 .13,-.14 0,0"), 0, 0, mirror=m) for m in both),
        ),
        fill(
            "ribbon",
            path(
                "-.075,-.09 C-.03,-.11 .03,-.11 .075,-.09 C.1,-.03 .1,.05 .075,.1 "
                "C.03,.12 -.03,.12 -.075,.1 C-.1,.05 -.1,-.03 -.075,-.09"
            ),
        ),
        line(
            "ribbon_dark",
            0.014,
            path("-.03,-.09 C-.015,-.03 -.015,.03 -.03,.1"),
            path("0.03,-.09 C.015,-.03 .015,.03 .03,.1"),
        ),
    )
