"""Things with holes and hard edges: mug, shoe, bottle, basket, net bag, chair, bicycle."""

import cv2
import numpy as np

from bench.composites.canvas import Canvas, Cut, curve
from bench.composites.strands import Points
from bench.composites.texture import lighter, noise, shaded


def mug(rng: np.random.Generator) -> Cut:
    """A glazed mug with a handle."""
    canvas = Canvas(640, 560)
    glaze = np.asarray(((206, 74, 58), (232, 228, 218), (52, 86, 120), (60, 58, 62))[int(rng.integers(4))], np.float32)
    handle = canvas.mask().stroke(curve([(410, 170), (520, 150), (575, 250), (530, 370), (400, 400)], 60), 44)
    canvas.paint(handle.on, shaded(handle.small, glaze, rng, round_=22, gloss=0.35, grain=0.01))
    body = canvas.mask().fill([(80, 100), (430, 100), (418, 470), (92, 470)]).ellipse(255, 470, 163, 46)
    rows = np.arange(560)[:, None, None]
    band = np.where((rows > 250) & (rows < 330), lighter(glaze, 0.6), glaze).astype(np.float32)
    canvas.paint(
        body.on, shaded(body.small, np.broadcast_to(band, (560, 640, 3)), rng, round_=150, gloss=0.4, grain=0.01)
    )
    rim = canvas.mask().ellipse(255, 100, 175, 48)
    canvas.paint(rim.on, shaded(rim.small, glaze * 1.1, rng, round_=6, gloss=0.3, grain=0.01))
    inside = canvas.mask().ellipse(255, 103, 163, 40)
    canvas.paint(inside.on, shaded(inside.small, glaze * 0.55, rng, round_=60, gloss=0.0, grain=0.02))
    return canvas.cut()


def shoe(rng: np.random.Generator) -> Cut:
    """A running shoe from the side."""
    canvas = Canvas(860, 480)
    cloth = ((196, 60, 66), (54, 92, 150), (228, 224, 216), (58, 60, 64))[int(rng.integers(4))]
    upper = curve(
        [
            (70, 120),
            (110, 60),
            (200, 70),
            (270, 96),
            (360, 108),
            (470, 190),
            (620, 250),
            (770, 290),
            (800, 350),
            (760, 390),
            (80, 390),
            (60, 240),
        ],
        160,
        closed=True,
    )
    body = canvas.mask().fill(upper)
    canvas.paint(body.on, shaded(body.small, cloth, rng, round_=70, gloss=0.05, grain=0.05, bump=1.5))
    sole = canvas.mask().fill(
        curve(
            [(50, 360), (300, 378), (600, 384), (815, 352), (838, 392), (780, 436), (420, 442), (80, 440), (44, 410)],
            120,
            closed=True,
        )
    )
    canvas.paint(sole.on, shaded(sole.small, (232, 230, 224), rng, round_=26, gloss=0.15, grain=0.02))
    canvas.stroke(curve([(60, 412), (300, 420), (640, 420), (800, 398)], 50), lighter(cloth, 0.7), 7)
    for k in range(6):
        x, y = 330 + 44 * k, 122 + 26 * k
        canvas.stroke([(x, y), (x + 34, y + 52)], (244, 242, 236), 9)
    swoosh = curve([(250, 330), (330, 300), (480, 250), (560, 236), (470, 300), (340, 352)], 60, closed=True)
    canvas.fill(swoosh, lighter(cloth, 1.6) if sum(cloth) < 500 else (40, 60, 110))
    collar = canvas.mask().stroke(curve([(78, 128), (110, 66), (200, 74), (268, 100)], 40), 22)
    canvas.paint(collar.on, shaded(collar.small, lighter(cloth, 0.6), rng, round_=11, gloss=0.0, grain=0.04))
    loop = curve([(72, 130), (40, 90), (62, 60), (92, 84)], 30)
    canvas.stroke(loop, lighter(cloth, 0.8), 9)
    return canvas.cut()


def bottle(rng: np.random.Generator) -> Cut:
    """A bottle of tinted glass: label and cap opaque, the glass a little see-through, its outline soft."""
    canvas = Canvas(360, 900)
    tint = ((48, 92, 58), (122, 70, 30), (70, 110, 130), (150, 60, 80))[int(rng.integers(4))]
    side = [(136, 40), (138, 250), (96, 340), (78, 420), (78, 820), (100, 862)]
    outline = np.concatenate([curve(side, 80), curve([(360 - x, y) for x, y in side[::-1]], 80)])
    glass = canvas.mask().fill(outline)
    canvas.paint(glass.on, shaded(glass.small, tint, rng, round_=90, gloss=0.5, grain=0.015))
    canvas.stroke(curve([(112, 420), (106, 600), (112, 800)], 40), lighter(tint, 2.4), 9)
    clear = canvas.cut()
    cap = canvas.mask().fill([(126, 24), (234, 24), (236, 104), (124, 104)])
    canvas.paint(cap.on, shaded(cap.small, (198, 176, 110), rng, round_=40, gloss=0.3, grain=0.02))
    label = canvas.mask().fill([(78, 480), (282, 480), (282, 720), (78, 720)])
    canvas.paint(label.on, shaded(label.small, (236, 228, 208), rng, round_=90, gloss=0.02, grain=0.02))
    for y, width in ((530, 60), (560, 90), (600, 40), (660, 80)):
        canvas.stroke([(180 - width, y), (180 + width, y)], (90, 40, 40), 8)
    cut = canvas.cut()
    solid = np.maximum(cap.small, label.small)

    soft = np.asarray(cv2.GaussianBlur(clear.alpha, (0, 0), 1.6), np.float32)
    deep = np.clip(1.0 - 0.16 * np.asarray(cv2.erode(clear.alpha, np.ones((31, 31))), np.float32), 0.0, 1.0)
    alpha = np.maximum(np.minimum(soft, clear.alpha + soft * 0.5) * deep, solid)
    color = np.where(cut.alpha[:, :, None] > 0.5, cut.color, np.asarray(cv2.blur(cut.color, (5, 5)), np.float32))
    return Cut(alpha=alpha.astype(np.float32), color=np.where(cut.alpha[:, :, None] > 0.05, color, np.float32(tint)))


def basket(rng: np.random.Generator) -> Cut:
    """A basket of open weave with a handle; the background shows through it."""
    canvas = Canvas(720, 760)
    cane = np.asarray(((176, 130, 76), (120, 84, 54), (206, 178, 132))[int(rng.integers(3))], np.float32)
    ring = [canvas.mask().stroke(curve([(130, 330), (150, 120), (360, 30), (570, 120), (590, 330)], 70), 26)]
    ring += [canvas.mask().stroke([(110, y), (610, y)], 30) for y in (340,)]
    ring += [canvas.mask().stroke([(170, 720), (550, 720)], 34)]

    def at(u: float, v: float) -> tuple[float, float]:
        half = 250 - 62 * v
        return 360 + (u - 0.5) * 2 * half, 340 + 380 * v

    for k in range(15):
        u = (k + 0.5) / 15
        line = curve([at(u, v) for v in np.linspace(0, 1, 6)], 24)
        tone = lighter(cane, float(0.8 + 0.35 * np.sin(np.pi * (0.2 + 0.6 * u)) + 0.05 * rng.standard_normal()))
        canvas.stroke(line, tone, 11)
        canvas.stroke(_beside(line, -2.5, 0), lighter(tone, 1.3), 2.5)
    for k in range(9):
        v = (k + 0.7) / 9.4
        row = np.asarray([at(u, v + 0.012 * (-1) ** (j + k)) for j, u in enumerate(np.linspace(0, 1, 31))])
        tone = lighter(cane, float(0.95 + 0.08 * rng.standard_normal()))
        canvas.stroke(row, lighter(tone, 0.75), 14)
        canvas.stroke(_beside(row, -0, -2), tone, 9)
    for part in ring:
        grain = np.clip(1 + 0.14 * noise(rng, 760, 720, 9), 0.5, 1.5)[:, :, None]
        canvas.paint(part.on, shaded(part.small, cane * grain, rng, round_=14, gloss=0.1, grain=0.05))
    return canvas.cut()


def net_bag(rng: np.random.Generator) -> Cut:
    """A shopping net with oranges at its bottom; above them the background shows through the meshes."""
    canvas = Canvas(620, 880)
    string = ((226, 214, 186), (60, 90, 70), (150, 50, 50))[int(rng.integers(3))]
    for x, y, r in ((200, 720, 88), (365, 745, 92), (450, 640, 80), (285, 600, 90)):
        fruit = canvas.mask().ellipse(x, y, r, r * 0.97)
        canvas.paint(fruit.on, shaded(fruit.small, (232, 130, 32), rng, round_=80, gloss=0.25, grain=0.05, bump=0.8))

    def at(u: float, v: float) -> tuple[float, float]:
        half = 70 + 190 * np.sin(np.pi * (0.12 + 0.66 * v)) ** 1.2
        return 320 + (u - 0.5) * 2 * half * (1 - 0.25 * v**8), 250 + 600 * v

    for lean in (-1, 1):
        for k in range(-9, 20):
            t = np.linspace(0, 1, 60)
            u = k / 10 + lean * 0.55 * t + (0.0 if lean > 0 else 0.55)
            keep = (u >= 0) & (u <= 1)
            if int(keep.sum()) < 3:
                continue
            line = np.asarray([at(a, b) for a, b in zip(u[keep], t[keep], strict=True)])
            canvas.stroke(line, lighter(string, 0.7), 5.0)
            canvas.stroke(line - 0.8, string, 3.2)
    edge = np.asarray([at(0, v) for v in np.linspace(0, 1, 50)] + [at(1, v) for v in np.linspace(1, 0, 50)])
    canvas.stroke(edge, string, 6)
    for x in (250, 390):
        strap = curve([(x, 262), (x - 20, 130), (320, 34), (x + 20, 130), (x + 4, 262)], 60)
        canvas.stroke(strap, lighter(string, 0.8), 9)
        canvas.stroke(strap - 1.5, string, 5)
    return canvas.cut()


def chair(rng: np.random.Generator) -> Cut:
    """A wooden chair with a slatted back."""
    canvas = Canvas(560, 900)
    wood = np.asarray(((150, 98, 56), (92, 62, 44), (214, 178, 128), (196, 60, 50))[int(rng.integers(4))], np.float32)

    def plank(points: Points | list[tuple[float, float]], tone: float) -> None:
        part = canvas.mask().fill(points)
        streaks = np.clip(1 + 0.1 * noise(rng, 900, 560, 40), 0.6, 1.4)[:, :, None]
        canvas.paint(part.on, shaded(part.small, wood * tone * streaks, rng, round_=10, gloss=0.12, grain=0.03))

    plank([(150, 540), (176, 540), (170, 800), (150, 800)], 0.7)
    plank([(410, 540), (436, 540), (440, 800), (420, 800)], 0.7)
    plank([(96, 40), (128, 36), (126, 520), (98, 520)], 1.0)
    plank([(432, 36), (464, 40), (462, 520), (434, 520)], 1.0)
    for k in range(7):
        x = 150 + 42 * k
        plank([(x, 96), (x + 17, 96), (x + 17, 490), (x, 490)], 0.92 + 0.03 * k)
    plank(
        np.concatenate([curve([(104, 70), (280, 52), (456, 70)], 20), curve([(456, 112), (280, 96), (104, 112)], 20)]),
        1.05,
    )
    plank([(112, 470), (448, 470), (448, 500), (112, 500)], 0.95)
    plank([(92, 520), (468, 520), (508, 586), (52, 586)], 1.12)
    plank([(52, 586), (508, 586), (506, 616), (54, 616)], 0.85)
    plank([(62, 612), (96, 612), (88, 880), (66, 880)], 1.0)
    plank([(464, 612), (498, 612), (494, 880), (472, 880)], 1.0)
    plank([(86, 730), (474, 730), (474, 748), (86, 748)], 0.9)
    return canvas.cut()


def bicycle(rng: np.random.Generator) -> Cut:
    """A bicycle from the side: tyres, thin spokes, frame, chain, saddle, drop bar."""
    canvas = Canvas(1100, 720)
    paint = ((196, 44, 48), (40, 110, 120), (226, 176, 40), (40, 42, 48))[int(rng.integers(4))]
    hubs = np.array([[240.0, 480.0], [860.0, 480.0]])
    crank, seat, head = np.array([500.0, 500.0]), np.array([420.0, 210.0]), np.array([770.0, 200.0])
    turn = np.linspace(0, 2 * np.pi, 120)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for hub in hubs:
        start = rng.uniform(0, 0.2)
        for k in range(28):
            a = start + 2 * np.pi * k / 28
            foot = hub + 11 * np.array([np.cos(a + (-1) ** k * 1.2), np.sin(a + (-1) ** k * 1.2)])
            canvas.stroke(np.stack([foot, hub + 194 * np.array([np.cos(a), np.sin(a)])]), (188, 190, 194), 1.7)
        canvas.stroke(hub + 212 * circle, (34, 34, 36), 17, closed=True)
        canvas.stroke(hub + 212 * circle, (70, 68, 68), 5, closed=True)
        canvas.stroke(hub + 198 * circle, (176, 178, 182), 8, closed=True)
        canvas.fill(hub + 15 * circle, (120, 122, 126))
    canvas.stroke(crank + 52 * circle, (60, 60, 64), 6, closed=True)
    canvas.stroke([_beside(hubs[0], 0, -16), _beside(crank, 0, -52)], (46, 44, 44), 4)
    canvas.stroke([_beside(hubs[0], 0, 16), _beside(crank, 0, 52)], (46, 44, 44), 4)
    tubes = (
        (seat, crank),
        (crank, _beside(head, 10, 30)),
        (_beside(seat, 14, 34), head),
        (hubs[0], crank),
        (hubs[0], _beside(seat, 12, 40)),
    )
    frame = canvas.mask()
    for (a, b), wide in zip(tubes, (20, 24, 20, 13, 11), strict=True):
        frame.stroke(np.stack([a, b]), wide)
    frame.stroke(curve([(768, 190), (790, 300), (820, 400), tuple(hubs[1])], 40), 15)
    canvas.paint(frame.on, shaded(frame.small, paint, rng, round_=11, gloss=0.45, grain=0.01))
    canvas.stroke([seat, _beside(seat, -16, -58)], (150, 152, 156), 12)
    saddle = canvas.mask().fill(
        curve([(318, 150), (350, 128), (420, 140), (500, 146), (500, 160), (420, 170), (340, 176)], 60, closed=True)
    )
    canvas.paint(saddle.on, shaded(saddle.small, (44, 36, 34), rng, round_=16, gloss=0.2, grain=0.03))
    canvas.stroke(curve([(770, 200), (760, 140), (830, 128), (900, 140), (906, 190), (850, 210)], 50), (36, 34, 36), 14)
    canvas.stroke([crank, _beside(crank, 60, 62)], (150, 152, 156), 11)
    canvas.stroke([_beside(crank, 38, 66), _beside(crank, 88, 62)], (50, 50, 52), 11)
    canvas.stroke([crank, _beside(crank, -60, -62)], (130, 132, 136), 10)
    canvas.stroke([_beside(crank, -88, -60), _beside(crank, -38, -66)], (50, 50, 52), 11)
    return canvas.cut()


def _beside(points: Points, dx: float, dy: float) -> Points:
    """The same points, moved."""
    return points + np.array([dx, dy])
