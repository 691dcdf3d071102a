"""Border styles with ornamental corners: art deco and classic scroll."""

import math

import numpy as np

from scumble.engines.cpu.ornaments.layout import Frame, around
from scumble.engines.cpu.ornaments.shapes import Motif, Points, Shape, arc, fill, line, moved, oval, path
from scumble.engines.cpu.ornaments.sheet import Sheet

Rng = np.random.Generator


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
        sides(sheet, frame, depth * u, gap + step * u, thick)
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


def sides(sheet: Sheet, frame: Frame, depth: float, gap: float, thick: int) -> None:
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
        "0.02,.02 C.25,.3 .55,.34 .86,.18 C1.1,.06 1.34,.1 1.4,.28 C1.45,.44 1.24,.54 1.15,.42 "
        "C1.09,.33 1.18,.26 1.25,.31"
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
    sides(sheet, frame, 0.34 * u, d + 2.42 * size, thick)
    sides(sheet, frame, 0.24 * u, d + 2.3 * size, thick)
    x0, y0, x1, y1 = frame.hole
    if not sheet.over:
        e = max(1, round(0.05 * u))
        sheet.ring("line", (x0 - 2 * e, y0 - 2 * e, x1 + 2 * e, y1 + 2 * e), thick)
