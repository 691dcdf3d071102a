"""Plants and a feather: fern, leafy branch, grass in a pot, and a quill with split barbs."""

import numpy as np

from bench.composites.canvas import Canvas, Cut, curve
from bench.composites.strands import Points, draw, grow
from bench.composites.texture import lighter, shaded

GREENS = ((72, 118, 48), (58, 98, 62), (118, 140, 52), (44, 84, 40))


def fern(rng: np.random.Generator) -> Cut:
    """Three fronds from one foot, each a stem with feathered leaflets."""
    canvas = Canvas(1180, 820)
    green = GREENS[int(rng.integers(len(GREENS)))]
    for lean in (-0.75, 0.7, -0.05):
        angle = -np.pi / 2 + lean + 0.08 * rng.standard_normal()
        length = 600 + 40 * rng.standard_normal()
        foot = np.array([[590.0 + 10 * lean, 790.0]])
        stem = grow(foot, np.array([angle]), np.array([length]), bend=lean * 0.8, steps=44)[0]
        canvas.stroke(stem, lighter(green, 0.6), 5)
        for k in range(5, 43):
            along = stem[k] - stem[k - 1]
            heading = float(np.arctan2(along[1], along[0]))
            reach = 128 * np.sin(np.pi * min(1.0, (k + 3) / 44) ** 0.8) + 8
            for side in (-1, 1):
                _pinna(canvas, stem[k], heading + side * 1.12 + 0.06 * rng.standard_normal(), reach, green, rng)
    return canvas.cut()


def _pinna(
    canvas: Canvas, root: Points, heading: float, reach: float, green: tuple[int, ...], rng: np.random.Generator
) -> None:
    """One side leaf of a frond: a rib with leaflets."""
    count = max(4, int(reach / 9))
    rib = grow(root[None], np.array([heading]), np.array([reach]), bend=0.25 * rng.standard_normal(), steps=count + 1)[
        0
    ]
    tone = lighter(green, float(np.clip(1.0 + 0.2 * rng.standard_normal(), 0.6, 1.6)))
    canvas.stroke(rib, lighter(tone, 0.7), 1.6)
    for j in range(1, count):
        size = 13 * (1 - j / count) ** 0.7 + 3
        for side in (-1, 1):
            _leaf(canvas, rib[j], heading + side * 1.0, size, size * 0.42, lighter(tone, 1.1 if side > 0 else 0.9))


def _leaf(canvas: Canvas, root: Points, heading: float, length: float, width: float, color: list[float]) -> None:
    """A pointed leaf; its two halves are lit differently."""
    t = np.linspace(0.0, 1.0, 14)
    out = np.sin(np.pi * t**0.8) * width / 2
    ahead, aside = np.array([np.cos(heading), np.sin(heading)]), np.array([-np.sin(heading), np.cos(heading)])
    rib = root + length * t[:, None] * ahead
    canvas.fill(np.concatenate([rib + out[:, None] * aside, rib[::-1]]), lighter(color, 1.12))
    canvas.fill(np.concatenate([rib - out[:, None] * aside, rib[::-1]]), lighter(color, 0.86))


def branch(rng: np.random.Generator) -> Cut:
    """A forked twig with pointed leaves."""
    canvas = Canvas(980, 700)
    green = GREENS[int(rng.integers(len(GREENS)))]
    bark = (96, 74, 56)
    main = curve([(30, 640), (250, 520), (460, 390), (660, 250), (840, 110)], 60)
    forks = [
        curve([main[18], (330, 380), (380, 240), (450, 120)], 40),
        curve([main[30], (600, 450), (760, 480), (860, 440)], 40),
    ]
    for line, wide in ((main, 15.0), (forks[0], 9.0), (forks[1], 9.0)):
        draw(canvas, line[None], bark, rng, width=wide, end=3.0, vary=0.1)
        canvas.stroke(line - 1.5, lighter(bark, 1.4), 2)
    for line in (*forks, main):
        for k in range(6, len(line), 3):
            for side in (-1, 1):
                if rng.random() < 0.2:
                    continue
                along = line[k] - line[k - 1]
                heading = float(np.arctan2(along[1], along[0])) + side * (0.75 + 0.25 * rng.standard_normal())
                length = float(np.clip(82 + 18 * rng.standard_normal(), 40, 120))
                tone = lighter(green, float(np.clip(1.05 + 0.25 * rng.standard_normal(), 0.6, 1.8)))
                foot = line[k] + 10 * np.array([np.cos(heading), np.sin(heading)])
                canvas.stroke(np.stack([line[k], foot]), lighter(bark, 1.1), 2.5)
                _leaf(canvas, foot, heading, length, length * 0.4, tone)
                tip = foot + length * np.array([np.cos(heading), np.sin(heading)])
                canvas.stroke(np.stack([foot, tip]), lighter(tone, 1.4), 1.2)
    return canvas.cut()


def grass(rng: np.random.Generator) -> Cut:
    """Ornamental grass with plumes in a pot."""
    canvas = Canvas(1000, 900)
    green = GREENS[int(rng.integers(len(GREENS)))]
    count = 260
    roots = np.stack([500 + 55 * rng.standard_normal(count), np.full(count, 690.0)], axis=1)
    lean = (roots[:, 0] - 500) / 110 + 0.28 * rng.standard_normal(count)
    blades = grow(roots, -np.pi / 2 + lean * 0.5, rng.uniform(300, 720, count), bend=lean * 0.9, gravity=0.25, steps=20)
    draw(canvas, blades, green, rng, width=6.0, end=0.7, vary=0.25, tips=1.3)
    for tip in blades[:26, -1]:
        barbs = 90
        spine = np.stack([np.full(barbs, tip[0]), tip[1] + np.linspace(-8, 70, barbs)], axis=1)
        hairs = grow(spine, rng.uniform(-3.0, -0.14, barbs), rng.uniform(10, 34, barbs), gravity=0.4, steps=7)
        draw(canvas, hairs, (206, 184, 150), rng, width=0.9, vary=0.15)
    pot = (
        canvas.mask()
        .fill([(358, 676), (642, 676), (602, 884), (398, 884)])
        .fill([(346, 650), (654, 650), (654, 692), (346, 692)])
    )
    clay = ((176, 98, 66), (226, 222, 214), (70, 78, 88))[int(rng.integers(3))]
    canvas.paint(pot.on, shaded(pot.small, clay, rng, round_=110, gloss=0.1, grain=0.04))
    return canvas.cut()


def feather(rng: np.random.Generator) -> Cut:
    """A quill with barbs on both sides, split in places, downy at its foot."""
    canvas = Canvas(520, 900)
    color = ((226, 222, 214), (88, 72, 60), (64, 96, 140), (176, 120, 70))[int(rng.integers(4))]
    stem = curve([(200, 880), (236, 700), (262, 480), (280, 250), (316, 40)], 240)
    splits = rng.uniform(0.25, 0.95, 5)
    for side in (-1, 1):
        for k in range(40, 236):
            t = k / 240
            along = stem[k + 1] - stem[k - 1]
            heading = float(np.arctan2(along[1], along[0])) + side * (0.55 + 0.35 * t)
            torn = float(np.min(np.abs(splits - t))) < 0.012
            heading -= side * (0.2 if torn else 0.0)
            reach = (150 if side < 0 else 105) * np.sin(np.pi * min(1.0, t * 1.02)) ** 0.6 + 6
            bars = lighter(color, 0.72 if np.sin(t * 40 + 0.6 * side) > 0.5 else 1.0)
            number = 4
            roots = stem[k] + rng.uniform(-0.7, 0.7, (number, 2))
            barbs = grow(
                roots,
                heading + 0.02 * rng.standard_normal(number),
                reach * rng.uniform(0.92, 1.02, number),
                bend=-side * 0.35,
                steps=9,
            )
            draw(canvas, barbs, bars, rng, width=1.3, end=0.5, vary=0.1, tips=1.05)
    count = 320
    roots = stem[rng.integers(16, 60, count)]
    down = grow(
        roots,
        rng.uniform(-3.4, 0.2, count),
        rng.uniform(20, 62, count),
        curl=0.8,
        turns=1.5,
        gravity=0.3,
        phase=rng.uniform(0, 6, count),
    )
    draw(canvas, down, lighter(color, 1.1), rng, width=0.8)
    canvas.strand(stem[::-1][::-1], (232, 222, 200), (200, 190, 170), 6.0, 1.0)
    return canvas.cut()
