"""Styles drawn with lines: pencil, ink, line art and engraving."""

from typing import cast

import cv2
import numpy as np

from scumble.engines.cpu.style_flow import along, details, lines, tangents
from scumble.engines.cpu.style_sheet import Floats, Reals, Sheet, lifted, luma, modelled, noise, soft, stretched

GRAPHITE = np.array([0.20, 0.20, 0.22], np.float32)
INK = np.array([0.06, 0.06, 0.09], np.float32)
PAPER = np.array([0.985, 0.975, 0.95], np.float32)
FAINT, SURE, SURE_SHARE = 0.2, 0.55, 0.14
"""Of line art: where a line begins, where it is one for sure, and the share of it that has to be sure."""


def pencil(sheet: Sheet) -> Floats:
    """Graphite on paper: outlines, and hatching as dense as the tone asks (after Lu, Xu and Jia 2012)."""
    unit = sheet.unit
    grey = stretched(luma(sheet.rgb))
    flow = tangents(soft(grey, 0.5 * unit), 2 * unit)
    fine = lines(grey, flow, 0.7 * unit, gain=14, floor=0.006)
    broad = lines(grey, flow, 1.5 * unit, gain=10, floor=0.012)
    tone = 0.14 + 0.86 * soft(grey, 1.2 * unit) ** 0.62
    shade = np.ones_like(grey)
    for salt, (angle, upto) in enumerate(((52, 1.0), (38, 0.72), (118, 0.5))):
        wanted = np.clip(tone / upto, 0.05, 1) ** 0.62
        hatch = np.clip(0.66 + 0.19 * _hatching(sheet, angle, salt + 1), 0.08, 0.97)
        # The texture's power is chosen so that its mean is the tone that is wanted.
        shade *= hatch ** (np.log(wanted) / np.log(0.64))
    grain = np.clip(1 - 0.05 * noise(sheet, 1.0, 9), 0, 1.2)
    # Strokes lie on a rubbed tone: without it a face is all scratches.
    shade = 0.6 * shade + 0.4 * tone
    dark = np.clip((1 - shade) * grain + 0.85 * fine + 0.5 * broad, 0, 1)
    return (PAPER + (GRAPHITE - PAPER) * dark[:, :, None]).astype(np.float32)


def line_art(sheet: Sheet) -> Floats:
    """Clean black outlines on white, no shading."""
    unit = sheet.unit
    grey = modelled(stretched(luma(sheet.rgb)) ** 0.6, unit)
    calm = cast(Floats, cv2.bilateralFilter(grey, max(5, round(5 * unit) | 1), 0.10, 2.5 * unit))
    flow = tangents(soft(calm, 0.7 * unit), 3.5 * unit)
    sigma = 1.0 * unit
    difference = (soft(calm, sigma * 1.6) - soft(calm, sigma)).astype(np.float32)
    # Against what is usual around it: a lash counts in a face, a grain of sand does not on a beach.
    usual = 0.010 + 1.5 * soft(np.abs(difference), 22 * unit)
    smooth = along(difference, flow, sigma * 7) / usual
    drawn = np.clip((smooth - FAINT) * 3.5, 0, 1).astype(np.float32) * _outlines(
        np.asarray(smooth, np.float32), 14 * unit
    )
    small = np.clip((-details(luma(sheet.rgb), unit, apart=2.0) - 0.05) * 9, 0, 1)
    return np.repeat((1 - np.maximum(drawn, small))[:, :, None], 3, axis=2).astype(np.float32)


def _outlines(lines_: Floats, least: float) -> Floats:
    """0..1 (H, W), 1 along faint lines that are sure in part: an outline goes on where it fades (Canny's hysteresis).

    least: pixels of its extent; what is shorter is texture.
    """
    sure = lines_ > SURE
    _, labels, stats, _ = cv2.connectedComponentsWithStats((lines_ > FAINT).astype(np.uint8), connectivity=8)
    numbers = np.asarray(labels, np.intp)
    share = np.bincount(numbers[sure], minlength=len(stats)) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = (share > SURE_SHARE) & (extent >= least)
    keep[0] = False
    return np.clip(2 * soft(keep[numbers].astype(np.float32), 0.6), 0, 1).astype(np.float32)


def ink(sheet: Sheet) -> Floats:
    """Pen and brush: outlines, shadows filled with black, mid-tones cross-hatched, paper left bare in the lights."""
    unit = sheet.unit
    grey = modelled(lifted(stretched(luma(sheet.rgb)), 0.45), unit)
    flow = tangents(soft(grey, 0.6 * unit), 2.5 * unit)
    drawn = np.clip((lines(grey, flow, 0.95 * unit, gain=40, floor=0.010) - 0.3) * 2, 0, 1)
    tone = soft(grey, 1.6 * unit)
    black = np.clip((0.13 - tone) * 18 + 0.5, 0, 1)
    dark = np.maximum(drawn, black)
    for angle, upto, salt in ((45.0, 0.62, 1), (-40.0, 0.40, 2), (5.0, 0.26, 3)):
        width = np.clip((upto - tone) / upto, 0, 1) * 0.75
        dark = np.maximum(dark, _ruled(sheet, angle, 5.2, width, wobble=0.22, salt=salt))
    return (PAPER + (INK - PAPER) * dark[:, :, None]).astype(np.float32)


def engraving(sheet: Sheet) -> Floats:
    """Copperplate: lines that swell with the shade and bend over the forms, crossed in the darks, and outlines."""
    unit = sheet.unit
    grey = lifted(stretched(luma(sheet.rgb)), 0.45)
    form = soft(grey, 9 * unit)
    tone = np.clip(grey + 0.6 * (grey - soft(grey, 5 * unit)), 0, 1) ** 0.72
    dark = _ruled(sheet, 22.0, 4.6, np.clip(1.02 - tone, 0.0, 0.86), bend=5.0 * form, salt=1)
    crossed = np.clip((0.42 - tone) * 1.5, 0, 0.7)
    dark = np.maximum(dark, _ruled(sheet, -48.0, 4.6, crossed, bend=4.0 * form, salt=2))
    flow = tangents(soft(grey, 0.6 * unit), 2 * unit)
    drawn = lines(grey, flow, 0.8 * unit, gain=30, floor=0.012)
    dark = np.maximum(dark, drawn)
    plate = np.array([0.09, 0.10, 0.15], np.float32)
    cream = np.array([0.97, 0.945, 0.89], np.float32)
    return (cream + (plate - cream) * dark[:, :, None]).astype(np.float32)


def _ruled(
    sheet: Sheet,
    angle: float,
    pitch: float,
    width: Reals,
    *,
    bend: Reals | float = 0.0,
    wobble: float = 0.0,
    salt: int = 0,
) -> Floats:
    """0..1 (H, W): parallel lines. pitch: units; width: share of the pitch that is ink; bend: pitches of shift."""
    height, across = sheet.shape
    ys, xs = np.mgrid[:height, :across].astype(np.float32)
    turn = np.deg2rad(angle)
    period = max(3.0, pitch * sheet.unit)
    phase = (xs * np.sin(turn) + ys * np.cos(turn)) / period + bend
    if wobble:
        phase = phase + wobble * noise(sheet, 30, salt)
    # Distance to the line's middle in pixels; a line's edge is one pixel soft.
    away = np.abs(phase - np.floor(phase) - 0.5) * period
    return np.where(width > 0.02, np.clip(width * period / 2 - away + 0.5, 0, 1), 0).astype(np.float32)


def _hatching(sheet: Sheet, angle: float, salt: int) -> Floats:
    """Streaks of noise at an angle, mean 0 and deviation 1."""
    rough = noise(sheet, 1.0, salt)
    length = max(3, round(18 * sheet.unit) | 1)
    kernel = np.zeros((length, length), np.float32)
    middle = length // 2
    x, y = (round(middle * f(np.deg2rad(angle))) for f in (np.cos, np.sin))
    cv2.line(kernel, (middle - x, middle + y), (middle + x, middle - y), 1.0, 1, cv2.LINE_AA)
    drawn = cast(Floats, cv2.filter2D(rough, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT))
    return drawn / max(1e-6, float(drawn.std()))
