"""Border styles of lines: double, rounded, polaroid, dashed, dotted, art deco, classic scroll, ribbon, film strip."""

import math

import numpy as np

from scumble.engines.cpu.ornaments.layout import Frame, around
from scumble.engines.cpu.ornaments.motifs_party import bow
from scumble.engines.cpu.ornaments.shapes import Motif, Points, Shape, arc, fill, line, moved, oval, path
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
    outer = rounded_box((0, 0, frame.width, frame.height), 1.1 * frame.unit)
    sheet.draw(Shape("ground", (whole, outer)), holes=True, clear=True)


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
            ax, bx = sorted((spot.x - dx * half, spot.x + dx * 2 * long))
            ay, by = sorted((spot.y - dy * half, spot.y + dy * 2 * long))
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


def _fan() -> Motif:
    """The sunburst of an art deco corner, in the upper left of a unit square around the origin."""
    rays = tuple(
        np.array([[r * math.cos(a), r * math.sin(a)] for r in (0.34, 0.72)]) for a in np.radians([9, 27, 45, 63, 81])
    )
    rings = (arc(0, 0, 0.28, 0, 90), arc(0, 0, 0.8, 0, 90), arc(0, 0, 0.88, 0, 90))
    drops = tuple(oval(0.72 * math.cos(a), 0.72 * math.sin(a), 0.03) for a in np.radians([9, 27, 45, 63, 81]))
    wedge = np.concatenate([[[0.0, 0.0]], arc(0, 0, 0.2, 0, 90)])
    edge = path("0.88,0 0,0 0,.88")
    return line("line", 0.03, *rays), line("line", 0.028, *rings, edge), fill("line", wedge, *drops)


def deco(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Fans in the corners, stepped lines between them and a lozenge in the middle of every side."""
    u = frame.unit
    fan = tuple(Shape(s.ink, tuple(o - 0.5 for o in s.outlines), s.width, s.closed) for s in _fan())
    for spot in around(frame, 1e9):
        sheet.put(fan, spot.x, spot.y, 0.86 * u, spot.turn)
    thick = max(1, round(0.035 * u))
    gap = 1.0 * u
    for depth, step in ((0.2, 0.0), (0.32, 0.14), (0.68, 0.14), (0.8, 0.0)):
        _sides(sheet, frame, depth * u, gap + step * u, thick)
    gem = (
        fill("line", path("-.34,0 0,-.2 .34,0 0,.2")),
        fill("ground", path("-.2,0 0,-.118 .2,0 0,.118")),
        fill("line", path("-.1,0 0,-.06 .1,0 0,.06")),
    )
    d = u / 2
    for x, y, turn in (
        (frame.width / 2, d, 0),
        (frame.width - d, frame.height / 2, 90),
        (frame.width / 2, frame.height - d, 180),
        (d, frame.height / 2, 270),
    ):
        if not sheet.over:
            sheet.box("ground", x - 0.5 * u, y - 0.46 * u, x + 0.5 * u, y + 0.46 * u)
        sheet.put(gem if not sheet.over else gem[:1], x, y, 0.95 * u, turn)


def _sides(sheet: Sheet, frame: Frame, depth: float, gap: float, thick: int) -> None:
    """A line on every side at `depth` from the edge, ending `gap` before the corners (all in pixels)."""
    w, h, near = frame.width, frame.height, round(depth - thick / 2)
    for x0, y0, x1, y1 in (
        (gap, near, w - gap, near + thick),
        (gap, h - near - thick, w - gap, h - near),
        (near, gap, near + thick, h - gap),
        (w - near - thick, gap, w - near, h - gap),
    ):
        if x1 > x0 and y1 > y0:
            sheet.box("line", x0, y0, x1, y1)


def taper(points: Points, start: float, end: float) -> Points:
    """The outline of a stroke along points whose width goes from `start` to `end`."""
    way = np.gradient(points, axis=0)
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    half = np.linspace(start, end, len(points))[:, None] / 2
    return np.concatenate([points + normal * half, (points - normal * half)[::-1]])


def _scroll_half() -> tuple[list[Points], list[Points]]:
    """Strokes (as outlines) and leaves along the upper side of a scroll corner that starts at the origin."""
    main = path(
        "0.02,.02 C.25,.3 .55,.34 .86,.18 C1.1,.06 1.34,.1 1.4,.28 C1.45,.44 1.24,.54 1.15,.42 C1.09,.33 1.18,.26 1.25,.31"
    )
    second = path("1.02,.115 C1.3,-.06 1.7,.0 1.96,.16 C2.1,.24 2.24,.2 2.22,.08 C2.2,.0 2.1,.01 2.1,.08")
    third = path("0.5,.285 C.42,.44 .56,.58 .7,.53 C.82,.48 .78,.36 .69,.4")
    strokes = [taper(main, 0.035, 0.05), taper(second, 0.05, 0.02), taper(third, 0.045, 0.03)]
    leaf = path("0,0 C.06,-.1 .2,-.12 .3,-.02 C.2,.02 .08,.06 0,0")
    leaves = [
        moved(leaf, 0.92, 0.155, 0.85, 40),
        moved(leaf, 0.62, 0.265, 0.8, -70),
        moved(leaf, 1.55, 0.01, 0.8, 35),
        moved(leaf, 1.72, 0.05, 0.7, -40),
        moved(leaf, 0.28, 0.21, 0.6, -75),
    ]
    dots = [oval(1.22, 0.36, 0.05), oval(2.14, 0.09, 0.036), oval(0.72, 0.45, 0.04)]
    return [*strokes, *dots], leaves


def scroll(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Scrolls of tapering strokes and leaves from every corner, with a fine double line along the sides."""
    u = frame.unit
    strokes, leaves = _scroll_half()
    swap = np.array([[0.0, 1.0], [1.0, 0.0]])
    both = [*strokes, *leaves, *(o @ swap for o in (*strokes, *leaves))]
    heart = oval(0.12, 0.12, 0.07)
    corner = (fill("line", *both, heart),)
    size = 0.98 * u
    d = 0.16 * u
    reach = 2.3 * size
    fits = min(frame.width, frame.height) - 2 * d
    size *= min(1.0, 0.5 * fits / reach)
    for x, y, turn in (
        (d, d, 0),
        (frame.width - d, d, 90),
        (frame.width - d, frame.height - d, 180),
        (d, frame.height - d, 270),
    ):
        sheet.put(corner, x, y, size, turn)
    thick = max(1, round(0.028 * u))
    _sides(sheet, frame, 0.34 * u, d + 2.42 * size, thick)
    _sides(sheet, frame, 0.24 * u, d + 2.3 * size, thick)
    x0, y0, x1, y1 = frame.hole
    if not sheet.over:
        e = max(1, round(0.05 * u))
        sheet.ring("line", (x0 - 2 * e, y0 - 2 * e, x1 + 2 * e, y1 + 2 * e), thick)


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
        sheet.put(fold, spot.x, spot.y, u, spot.turn if spot.turn in {0.0, 180.0} else spot.turn)
    sheet.put(bow(), frame.width / 2, 0.48 * u, 0.94 * u)
