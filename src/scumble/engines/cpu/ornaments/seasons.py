"""Border styles of seasons: christmas, winter, autumn, spring, easter."""

import numpy as np

from scumble.engines.cpu.ornaments import motifs_flowers as flowers
from scumble.engines.cpu.ornaments import motifs_leaves as leaves
from scumble.engines.cpu.ornaments import motifs_winter as cold
from scumble.engines.cpu.ornaments.layout import Frame, Spot, around
from scumble.engines.cpu.ornaments.motifs_party import gem_star
from scumble.engines.cpu.ornaments.shapes import fill, inked, oval
from scumble.engines.cpu.ornaments.sheet import Sheet

Rng = np.random.Generator


def keylines(sheet: Sheet, frame: Frame, ink: str = "line") -> None:
    """A fine line around the picture and one near the outer edge; none over a picture."""
    if sheet.over:
        return
    fine = max(1, round(0.03 * frame.unit))
    x0, y0, x1, y1 = frame.hole
    sheet.ring(ink, (x0 - fine, y0 - fine, x1 + fine, y1 + fine), fine)
    sheet.ring(ink, frame.inset(0.05), fine)


def christmas(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """A garland of fir with baubles and stars hung on it, holly in the corners."""
    u = frame.unit
    keylines(sheet, frame)
    twig = cold.twig()
    for spot in around(frame, 0.4, between=True):
        lean = -20.0 if spot.nth % 2 else 20.0
        sheet.put(twig, spot.x, spot.y, 0.98 * u, spot.turn + (180 - lean if spot.mirror else lean))
    for spot in around(frame, 1.02):
        if spot.nth == 0:
            for lean in (-45, 45, 135, 225):
                sheet.put(twig, spot.x, spot.y, 0.9 * u, spot.turn + lean)
            sheet.put(cold.holly(), spot.x, spot.y, 0.82 * u, spot.turn - 45)
        elif spot.nth % 3 == 0:
            sheet.put(gem_star(), spot.x, spot.y, 0.7 * u, 0)
        else:
            kind = spot.nth % 3
            ball = cold.bauble(kind) if kind == 1 else inked(cold.bauble(0), ball="ball_two", ball_dark="ball_two_dark")
            sheet.put(ball, spot.x, spot.y, 0.8 * u, 0)
    for spot in around(frame, 1.02, between=True):
        sheet.put(cold.berries(), spot.x, spot.y, 0.5 * u, spot.turn, mirror=spot.mirror)


def winter(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Snowflakes of three kinds, large and small, with snow between them."""
    u = frame.unit
    keylines(sheet, frame)
    for spot in around(frame, 0.98):
        large = spot.nth % 2 == 0
        kind = 0 if spot.nth == 0 else spot.nth % 3
        sheet.put(cold.snowflake(kind), spot.x, spot.y, (0.8 if large else 0.62) * u, float(rng.uniform(-14, 14)))
    for spot in around(frame, 0.98, between=True):
        side = 0.24 if spot.nth % 2 else 0.76
        x, y = across(frame, spot.x, spot.y, spot.turn, side - 0.5)
        sheet.put(cold.snowflake(1), x, y, 0.3 * u, float(rng.uniform(0, 60)))
        x, y = across(frame, spot.x, spot.y, spot.turn, 0.5 - side)
        sheet.put((fill("flake", oval(0, 0, 0.04)),), x, y, u)
    snow(sheet, frame, rng)


def across(frame: Frame, x: float, y: float, turn: float, share: float) -> tuple[float, float]:
    """A place moved inwards by a share of the border's width; `turn` tells the side."""
    dx, dy = {0.0: (0, 1), 90.0: (-1, 0), 180.0: (0, -1), 270.0: (1, 0)}[turn]
    return x + dx * share * frame.unit, y + dy * share * frame.unit


def snow(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Small dots in the gaps along both edges."""
    for depth in (0.17, 0.83):
        for spot in around(frame, 0.49, depth, between=True):
            if spot.nth % 2 == (depth > 0.5):
                x, y = across(frame, spot.x, spot.y, spot.turn, float(rng.uniform(-0.03, 0.03)))
                sheet.put((fill("flake", oval(0, 0, float(rng.uniform(0.016, 0.03)))),), x, y, frame.unit)


def autumn(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Leaves as they fall: maple, oak and beech in four colours, acorns and berries between them."""
    u = frame.unit
    keylines(sheet, frame)
    kinds = (leaves.maple, leaves.oak, leaves.maple, leaves.beech)
    for spot in around(frame, 0.74):
        tone = int(rng.integers(4))
        leaf = inked(kinds[spot.nth % 4](), autumn=f"fall{tone}", autumn_dark=f"fall{tone}_dark")
        turn = float(rng.uniform(-70, 70)) + spot.turn
        size = 0.84 if spot.nth == 0 else 0.72
        x, y = across(frame, spot.x, spot.y, spot.turn, 0.0 if spot.nth == 0 else float(rng.uniform(-0.05, 0.05)))
        sheet.put(leaf, x, y, size * u, turn)
    for spot in around(frame, 0.74, between=True):
        out = -0.29 if spot.nth % 2 else 0.29
        x, y = across(frame, spot.x, spot.y, spot.turn, out)
        if spot.nth % 3 == 2:
            sheet.put(leaves.acorn(), x, y, 0.3 * u, spot.turn + float(rng.uniform(-40, 40)))
        else:
            tone = int(rng.integers(4))
            small = inked(leaves.beech(), autumn=f"fall{tone}", autumn_dark=f"fall{tone}_dark")
            sheet.put(small, x, y, 0.32 * u, float(rng.uniform(0, 360)))
        x, y = across(frame, spot.x, spot.y, spot.turn, -out)
        sheet.put((fill("seed", oval(0, 0, 0.032)),), x, y, u)


def spring(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Cherry blossoms on leafy sprigs."""
    u = frame.unit
    keylines(sheet, frame)
    for spot in around(frame, 0.8, between=True):
        lean = 10.0 if spot.nth % 2 else -10.0
        sheet.put(
            flowers.sprig(), spot.x, spot.y, 0.86 * u, spot.turn + (-lean if spot.mirror else lean), mirror=spot.mirror
        )
    for spot in around(frame, 0.8):
        size = 0.72 if spot.nth == 0 else 0.56 if spot.nth % 2 == 0 else 0.46
        lift = 0.0 if spot.nth == 0 else 0.07 if spot.nth % 2 else -0.07
        x, y = across(frame, spot.x, spot.y, spot.turn, lift)
        sheet.put(flowers.blossom(), x, y, size * u, spot.turn + (-45 if spot.nth == 0 else 0), mirror=spot.mirror)


def easter(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Painted eggs and tulips on a meadow, rabbits in the corners."""
    u = frame.unit
    keylines(sheet, frame)
    grass(sheet, frame, rng)
    order = ("egg0", "tulip", "egg1", "daisy", "egg2", "tulip")
    for spot in around(frame, 0.72):
        if spot.nth == 0:
            sheet.put((fill("leaf_light", oval(0, 0, 0.41)),), spot.x, spot.y, u)
            sheet.put(flowers.hare(), spot.x, spot.y, 0.74 * u, 0)
            continue
        turn, mirror = upright(spot)
        name = order[(spot.nth - 1) % len(order)]
        if name.startswith("egg"):
            k = int(name[-1])
            painted = inked(
                flowers.egg(k), egg=f"egg{k}", egg_dark=f"egg{k}_dark", paint=f"paint{k}", paint_two="white"
            )
            sheet.put(painted, spot.x, spot.y, 0.62 * u, turn + (8 if mirror else -8), mirror=mirror)
        elif name == "daisy":
            sheet.put(flowers.daisy(), spot.x, spot.y, 0.46 * u, spot.turn)
        else:
            sheet.put(flowers.tulip(), spot.x, spot.y, 0.72 * u, turn, mirror=mirror)


def grass(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Blades of grass between the motifs, growing from the picture outwards."""
    for spot in around(frame, 0.72, between=True):
        if spot.nth > 1:
            turn, mirror = upright(spot)
            x, y = across(frame, spot.x, spot.y, turn, 0.37)
            sheet.put(leaves.grass(), x, y, 0.42 * frame.unit, turn, mirror=mirror)


def upright(spot: Spot) -> tuple[float, bool]:
    """Turn and mirror of what grows: upwards on the lower side too, elsewhere away from the picture."""
    return (0.0, not spot.mirror) if spot.turn == 180.0 else (spot.turn, spot.mirror)
