"""Furry subjects: a ball of long fur, a sitting cat, a plush bear."""

import numpy as np

from bench.composites.canvas import Canvas, Cut, curve
from bench.composites.strands import comb
from bench.composites.texture import lighter, noise, shaded

COATS = ((150, 112, 76), (92, 90, 94), (206, 188, 158), (62, 48, 42))


def fur_ball(rng: np.random.Generator) -> Cut:
    """A round animal of long fur with two eyes."""
    canvas = Canvas(640, 620)
    body = canvas.mask().ellipse(320, 330, 205, 195).ellipse(320, 210, 130, 110)
    coat = np.asarray(COATS[int(rng.integers(len(COATS)))], np.float32)
    patches = np.clip(1.0 + 0.18 * noise(rng, 620, 640, 120), 0.5, 1.5)
    colors = shaded(body.small, coat * patches[:, :, None], rng, round_=150, gloss=0.0, grain=0.08)
    canvas.paint(body.on, colors)
    comb(canvas, body, colors, rng, count=9000, length=58, gravity=0.45, curl=0.5, width=1.6)
    for x in (268, 372):
        eye = canvas.mask().ellipse(x, 232, 20, 22)
        canvas.paint(eye.on, shaded(eye.small, (26, 20, 18), rng, round_=14, gloss=0.7, grain=0.0))
    nose = canvas.mask().ellipse(320, 278, 17, 12)
    canvas.paint(nose.on, shaded(nose.small, (70, 44, 44), rng, round_=8, gloss=0.5, grain=0.0))
    return canvas.cut()


def cat(rng: np.random.Generator) -> Cut:
    """A cat sitting, seen from the front, its tail beside it, with whiskers."""
    canvas = Canvas(640, 860)
    body = canvas.mask().ellipse(310, 590, 165, 225).ellipse(310, 300, 128, 112)
    body.fill([(196, 262), (190, 130), (290, 212)]).fill([(330, 212), (430, 130), (424, 262)])
    body.ellipse(240, 780, 62, 46).ellipse(380, 780, 62, 46)
    body.stroke(curve([(430, 770), (540, 760), (575, 650), (540, 560), (560, 500)], 40), 52)
    coat = np.asarray(COATS[int(rng.integers(len(COATS)))], np.float32)
    rows = np.linspace(0, 26, 860, dtype=np.float32)[:, None]
    stripes = np.sin(rows * np.pi + 1.2 * noise(rng, 860, 640, 150)) > 0.55
    pattern = np.where(stripes, 0.62, 1.0).astype(np.float32)[:, :, None] * coat
    colors = shaded(body.small, pattern, rng, round_=90, gloss=0.0, grain=0.07)
    canvas.paint(body.on, colors)
    comb(canvas, body, colors, rng, count=13000, length=24, gravity=0.35, curl=0.25, width=1.3)
    for side in (-1, 1):
        eye = canvas.mask().ellipse(310 + side * 50, 296, 24, 20)
        canvas.paint(eye.on, shaded(eye.small, (176, 168, 70), rng, round_=14, gloss=0.4, grain=0.02))
        pupil = canvas.mask().ellipse(310 + side * 50, 296, 7, 17)
        canvas.paint(pupil.on, shaded(pupil.small, (16, 14, 14), rng, round_=8, gloss=0.5, grain=0.0))
        for k in range(5):
            end = (310 + side * (205 + 14 * k), 300 + 26 * k + float(rng.normal(0, 8)))
            canvas.stroke(
                curve([(310 + side * 40, 340 + 4 * k), (310 + side * 120, 322 + 14 * k), end], 14), (232, 230, 226), 0.8
            )
    nose = canvas.mask().fill([(294, 332), (326, 332), (310, 348)])
    canvas.paint(nose.on, shaded(nose.small, (190, 120, 116), rng, round_=8, gloss=0.2, grain=0.0))
    canvas.stroke(curve([(310, 348), (306, 366), (284, 370)], 10), lighter(coat, 0.4), 2)
    canvas.stroke(curve([(310, 348), (314, 366), (336, 370)], 10), lighter(coat, 0.4), 2)
    return canvas.cut()


def plush(rng: np.random.Generator) -> Cut:
    """A plush bear of short pile."""
    canvas = Canvas(620, 780)
    base = np.asarray(
        ((176, 128, 84), (214, 150, 160), (128, 152, 178), (226, 214, 192))[int(rng.integers(4))], np.float32
    )
    parts = (
        ((180, 110, 58, 56),),
        ((440, 110, 58, 56),),
        ((150, 470, 66, 120, 28),),
        ((470, 470, 66, 120, -28),),
        ((200, 690, 92, 74),),
        ((420, 690, 92, 74),),
        ((310, 520, 150, 180),),
        ((310, 220, 165, 150),),
    )
    for (shape,) in parts:
        body = canvas.mask().ellipse(*shape)
        colors = shaded(body.small, base, rng, round_=70, gloss=0.0, grain=0.07, bump=2.0)
        canvas.paint(body.on, colors)
        comb(
            canvas, body, colors, rng, count=int(shape[2] * shape[3] / 9), length=9, gravity=0.1, spread=0.8, width=1.3
        )
    for x, y, rx, ry, share in ((310, 266, 66, 52, 1.25), (200, 696, 46, 40, 1.25), (420, 696, 46, 40, 1.25)):
        pad = canvas.mask().ellipse(x, y, rx, ry)
        canvas.paint(pad.on, shaded(pad.small, base * share, rng, round_=40, gloss=0.0, grain=0.06))
    for x, y, rx, ry in ((250, 200, 15, 17), (370, 200, 15, 17), (310, 246, 24, 17)):
        bead = canvas.mask().ellipse(x, y, rx, ry)
        canvas.paint(bead.on, shaded(bead.small, (24, 20, 20), rng, round_=12, gloss=0.8, grain=0.0))
    return canvas.cut()
