"""Border styles of lines: double, rounded, polaroid, dashed, dotted, ribbon, film strip."""

import numpy as np

from scumble.engines.cpu.ornaments.layout import Frame, around
from scumble.engines.cpu.ornaments.motifs_party import bow
from scumble.engines.cpu.ornaments.shapes import Points, Shape, arc, fill, moved, oval, path
from scumble.engines.cpu.ornaments.sheet import Sheet

Rng = np.random.Generator


def plain(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Nothing but the ground."""


def double(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """A broad line with a fine one inside it."""
    sheet.ring("line", frame.inset(0.22), 0.2 * frame.unit)
    sheet.ring("line", frame.inset(0.62), 0.08 * frame.unit)


def rounded(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """The outer corners cut off round; over a picture, its corners covered round."""
    x0, y0, x1, y1 = frame.hole
    whole = np.array([[0.0, 0.0], [frame.width, 0], [frame.width, frame.height], [0, frame.height]])
    if sheet.over:
        inner = rounded_box((x0, y0, x1, y1), 1.4 * frame.unit)
        sheet.draw(Shape("ground", (whole, inner)), holes=True)
        return
    w, h = frame.width, frame.height
    r = min(1.1 * frame.unit, w / 2, h / 2)
    for x, y, turn in ((0, 0, 0), (w, 0, 90), (w, h, 180), (0, h, 270)):
        corner = np.concatenate([[[0.0, 0.0]], arc(1, 1, 1, 180, 270)])
        sheet.draw(Shape("ground", (moved(corner, x, y, r, turn),)), clear=True)


def rounded_box(box: tuple[float, float, float, float], radius: float) -> Points:
    """A rectangle with round corners."""
    x0, y0, x1, y1 = box
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    return np.concatenate(
        [
            arc(x1 - r, y0 + r, r, -90, 0),
            arc(x1 - r, y1 - r, r, 0, 90),
            arc(x0 + r, y1 - r, r, 90, 180),
            arc(x0 + r, y0 + r, r, 180, 270),
        ]
    )


def polaroid(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """White card with a fine edge around it and around the picture."""
    fine = 0.02 * frame.unit
    sheet.ring("edge", (0, 0, frame.width, frame.height), fine)
    x0, y0, x1, y1 = frame.hole
    d = max(1, round(fine))
    sheet.ring("shade", (x0 - d, y0 - d, x1 + d, y1 + d), fine)


def dashed(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Even dashes, with an angle of two half dashes in every corner."""
    u, thick = frame.unit, max(1, round(0.14 * frame.unit))
    for spot in around(frame, 0.62):
        level = spot.turn % 180 == 0
        long, half = 0.17 * u, thick / 2
        if spot.nth == 0:
            dx, dy = (1 if spot.turn in {0.0, 270.0} else -1), (1 if spot.turn in {0.0, 90.0} else -1)
            ax, bx = sorted((spot.x - dx * half, spot.x + dx * long))
            ay, by = sorted((spot.y - dy * half, spot.y + dy * long))
            sheet.box("line", ax, spot.y - half, bx, spot.y - half + thick)
            sheet.box("line", spot.x - half, ay, spot.x - half + thick, by)
        elif level:
            sheet.box("line", spot.x - long, spot.y - half, spot.x + long, spot.y - half + thick)
        else:
            sheet.box("line", spot.x - half, spot.y - long, spot.x - half + thick, spot.y + long)


def dotted(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Even dots, one in every corner."""
    dot = (fill("line", oval(0, 0, 0.13)),)
    for spot in around(frame, 0.46):
        sheet.put(dot, spot.x, spot.y, frame.unit)


def film(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Perforated along the longer sides; the holes have round corners, as those of 35 mm film."""
    u, level = frame.unit, frame.sides[0] >= frame.sides[1]
    length = frame.width if level else frame.height
    count = max(1, round(length / (0.62 * u)))
    hole = rounded_box((-0.17, -0.25, 0.17, 0.25), 0.08)
    for i in range(count):
        at = (i + 0.5) * length / count
        for far in (0.5 * u, (frame.height if level else frame.width) - 0.5 * u):
            x, y = (at, far) if level else (far, at)
            sheet.put((fill("hole", hole),), x, y, u, 0 if level else 90)


def ribbon(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """A satin ribbon around the picture, folded at the corners, with a bow at the top."""
    u = frame.unit
    a, b = round(0.28 * u), round(0.72 * u)
    sheet.ring("ribbon", (a, a, frame.width - a, frame.height - a), b - a)
    fine = max(1, round(0.035 * u))
    for at in (0.32, 0.68 - 0.035):
        sheet.ring("ribbon_light", frame.inset(at), fine)
    sheet.ring("ribbon_dark", frame.inset(0.28), max(1, round(0.015 * u)))
    sheet.ring("ribbon_dark", frame.inset(0.72 - 0.015), max(1, round(0.015 * u)))
    fold = (fill("ribbon_dark", path("-.22,-.22 .22,.22 -.22,.22")),)
    for spot in around(frame, 1e9):
        sheet.put(fold, spot.x, spot.y, u, spot.turn)
    sheet.put(bow(), frame.width / 2, 0.48 * u, 0.94 * u)
