"""Border styles of feasts: halloween, valentine, birthday, new year, festive."""

import numpy as np

from scumble.engines.cpu.ornaments import motifs_halloween as eerie
from scumble.engines.cpu.ornaments import motifs_party as party
from scumble.engines.cpu.ornaments.layout import Frame, Spot, around
from scumble.engines.cpu.ornaments.seasons import across, keylines
from scumble.engines.cpu.ornaments.shapes import Motif, fill, inked, oval
from scumble.engines.cpu.ornaments.sheet import Sheet

Rng = np.random.Generator
TINTS = 6


def tinted(motif: Motif, k: int) -> Motif:
    """A motif in one of the style's bright colours."""
    return inked(motif, tint=f"tint{k % TINTS}", tint_dark=f"tint{k % TINTS}_dark")


def confetti(
    sheet: Sheet,
    frame: Frame,
    rng: Rng,
    keep_off: float,
    apart: float,
    depths: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8),
) -> None:
    """Paper thrown over the whole border. keep_off: widths kept free around the spots `apart` widths apart."""
    spots = [(s.x, s.y) for s in around(frame, apart)]
    taken = np.array(spots)
    for depth in depths:
        for spot in around(frame, 0.36, depth, between=True):
            x, y = across(frame, spot.x, spot.y, spot.turn, float(rng.uniform(-0.07, 0.07)))
            slide = float(rng.uniform(-0.1, 0.1)) * frame.unit
            x, y = (x + slide, y) if spot.turn % 180 == 0 else (x, y + slide)
            kind, tint, turn, size = (
                int(rng.integers(4)),
                int(rng.integers(TINTS)),
                float(rng.uniform(0, 360)),
                float(rng.uniform(0.1, 0.15)),
            )
            if np.hypot(taken[:, 0] - x, taken[:, 1] - y).min() >= keep_off * frame.unit:
                sheet.put(tinted(party.confetto(kind), tint), x, y, size * frame.unit, turn)


def festive(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Gold stars, large and small, among confetti and streamers."""
    u = frame.unit
    keylines(sheet, frame)
    confetti(sheet, frame, rng, 0.36, 0.9)
    for spot in around(frame, 0.9, between=True):
        x, y = across(frame, spot.x, spot.y, spot.turn, 0.22 if spot.nth % 2 else -0.22)
        if spot.nth % 2 == 0:
            sheet.put(
                tinted(party.curl(), int(rng.integers(TINTS))), x, y, 0.34 * u, spot.turn + float(rng.uniform(-35, 35))
            )
    for spot in around(frame, 0.9):
        size = 0.86 if spot.nth == 0 else 0.5 if spot.nth % 2 else 0.7
        sheet.put(party.gem_star(), spot.x, spot.y, size * u, float(rng.uniform(-18, 18)))


def birthday(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Bunting along every side, balloons in the corners, confetti under it."""
    u = frame.unit
    keylines(sheet, frame)
    confetti(sheet, frame, rng, 0.46, 1e9, (0.58, 0.72, 0.85))
    for spot in around(frame, 0.5, 0.14, between=True):
        if spot.nth < 2:
            continue
        sheet.put(tinted(party.flag(), spot.nth), spot.x, spot.y, 0.46 * u, spot.turn)
    cord = max(1, round(0.03 * u))
    d, far = round(0.13 * u), round(0.75 * u)
    sheet.box("string", far, d, frame.width - far, d + cord)
    sheet.box("string", far, frame.height - d - cord, frame.width - far, frame.height - d)
    sheet.box("string", d, far, d + cord, frame.height - far)
    sheet.box("string", frame.width - d - cord, far, frame.width - d, frame.height - far)
    for spot in around(frame, 1e9):
        for k, (dx, dy, lean, size) in enumerate(
            ((-0.17, 0.04, -14, 0.68), (0.17, 0.04, 14, 0.68), (0.0, 0.0, 0, 0.8))
        ):
            sheet.put(tinted(party.balloon(), (0, 2, 4)[k]), spot.x + dx * u, spot.y + dy * u, size * u, lean)


def valentine(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Hearts, filled and drawn, with dots between them."""
    u = frame.unit
    keylines(sheet, frame)
    for spot in around(frame, 0.62):
        turn = {0: 0.0}.get(spot.nth, (-12.0 if spot.nth % 2 else 12.0) * (-1 if spot.mirror else 1))
        if spot.middle:
            turn = 0.0
        if spot.nth == 0:
            sheet.put(party.heart(), spot.x, spot.y + 0.02 * u, 0.74 * u, 0)
        elif spot.nth % 2 == 0:
            sheet.put(party.heart(), spot.x, spot.y, 0.5 * u, turn, mirror=spot.mirror)
        else:
            sheet.put(party.open_heart(), spot.x, spot.y, 0.34 * u, turn, mirror=spot.mirror)
    dot: Motif = (fill("line", oval(0, 0, 0.035)),)
    for spot in around(frame, 0.62, between=True):
        if spot.nth == 1:
            continue
        for share in (-0.27, 0.27):
            sheet.put(dot, *across(frame, spot.x, spot.y, spot.turn, share), u)


def newyear(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Fireworks in gold and two more colours, glints and stars in the night between them."""
    u = frame.unit
    keylines(sheet, frame)
    for spot in around(frame, 0.98):
        large = spot.nth % 2 == 0
        k = spot.nth % 3
        fire = inked(party.burst(14 if large else 10), spark=f"spark{k}", spark_two=f"spark{(k + 1) % 3}")
        sheet.put(fire, spot.x, spot.y, (0.86 if large else 0.66) * u, float(rng.uniform(0, 25)))
    for spot in around(frame, 0.98, between=True):
        for share, size in ((-0.26, 0.26), (0.26, 0.17)):
            flip = share if spot.nth % 2 else -share
            sheet.put(party.sparkle(), *across(frame, spot.x, spot.y, spot.turn, flip), size * u)


def halloween(sheet: Sheet, frame: Frame, rng: Rng) -> None:
    """Jack-o'-lanterns, bats and ghosts; webs in the corners."""
    u = frame.unit
    keylines(sheet, frame)
    for spot in around(frame, 1e9):
        sheet.put(eerie.web(), spot.x, spot.y, 0.88 * u, spot.turn)
    for spot in around(frame, 0.86):
        if spot.nth == 0:
            continue
        which = spot.nth % 4
        if which in {1, 3}:
            _bat(sheet, frame, spot)
        elif which == 2:
            sheet.put(eerie.pumpkin(face=True), spot.x, spot.y, 0.7 * u, 0, mirror=spot.mirror)
        else:
            sheet.put(eerie.ghost(), spot.x, spot.y, 0.72 * u, 0, mirror=spot.mirror)
    moon = inked(party.sparkle(), glint="moon")
    for spot in around(frame, 0.86, between=True):
        share = 0.27 if spot.nth % 2 else -0.27
        sheet.put(moon, *across(frame, spot.x, spot.y, spot.turn, share), 0.12 * u)


def _bat(sheet: Sheet, frame: Frame, spot: Spot) -> None:
    """A bat that leans away from the corner."""
    sheet.put(eerie.bat(), spot.x, spot.y, 0.74 * frame.unit, 10.0 if spot.mirror else -10.0)
