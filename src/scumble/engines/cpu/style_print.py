"""Styles of print: comic, poster, duotone, halftone and pixel art."""

from typing import cast

import cv2
import numpy as np

from scumble.engines.cpu.style_flow import details, lines, painted, tangents
from scumble.engines.cpu.style_sheet import (
    Floats,
    Reals,
    Sheet,
    from_lab,
    lifted,
    luma,
    modelled,
    nearest,
    palette,
    saturated,
    soft,
    stretched,
    to_lab,
)

POSTER_COLORS = 9
ROUNDED = 3.0
"""How far a poster's outlines are rounded, in units: with half of it wool, skin and skies get ragged edges, with more
the eyes and mouth of a face that fills the picture go."""
PIXEL_COLORS = 28
PIXEL = 8.0
"""Side of a block of pixel art, in units: 125 blocks along the longer side."""
PITCH = 6.6
"""Distance of halftone dots in units; in a small picture finer ones would be grey instead of dots."""
INK_AND_PAPER = ((0.08, 0.08, 0.11), (0.98, 0.965, 0.93))
NAVY_AND_PINK = ((0.07, 0.09, 0.36), (1.0, 0.70, 0.78))


def duotone(sheet: Sheet) -> Floats:
    """Tones as mixes of two colours: the darker for the shadows, the lighter for the lights."""
    dark, light = _pair(sheet, NAVY_AND_PINK)
    tone = stretched(luma(sheet.rgb))
    tone = (0.6 * tone + 0.4 * tone * tone * (3 - 2 * tone))[:, :, None]
    return (dark + (light - dark) * tone).astype(np.float32)


def halftone(sheet: Sheet) -> Floats:
    """Dots of one ink on paper, on a screen turned by 45 degrees; as much ink as the tone asks for."""
    ink, paper = _pair(sheet, INK_AND_PAPER)
    grey = luma(sheet.rgb)
    crisp = np.clip(lifted(stretched(grey), 0.45) + 0.5 * (grey - soft(grey, 6 * sheet.unit)), 0, 1)
    return (paper + (ink - paper) * dots(sheet, 1 - crisp, 45.0, PITCH)[:, :, None]).astype(np.float32)


def dots(sheet: Sheet, cover: Reals, angle: float, pitch: float) -> Floats:
    """0..1 (H, W), how much of a pixel is ink: a clustered-dot screen whose inked share is `cover` (H, W).

    The spot function is (cos u + cos v) / 2 with its values replaced by their rank (Ulichney 1987), which makes the
    ink's share exact; the tone is taken at the size of a dot. pitch: units; edges of dots are a pixel soft.
    """
    height, width = sheet.shape
    period = max(4.0, pitch * sheet.unit)
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    turn, scale = np.deg2rad(angle), 2 * np.pi / period
    u = (xs * np.cos(turn) + ys * np.sin(turn)) * scale
    v = (ys * np.cos(turn) - xs * np.sin(turn)) * scale
    spot = (np.cos(u) + np.cos(v)) / 2
    grid = np.cos(np.linspace(0, 2 * np.pi, 128, endpoint=False))
    ranked = np.sort(((grid[:, None] + grid[None, :]) / 2).ravel())
    limit = np.interp(1 - soft(cover, 0.18 * period), np.linspace(0, 1, ranked.size), ranked)
    # One pixel changes the spot function by about this much where it is steepest along a dot's edge.
    return np.clip((spot - limit) / (0.6 * scale) + 0.5, 0, 1).astype(np.float32)


def pixel_art(sheet: Sheet) -> Floats:
    """Large square pixels of few colours, crisp where the picture has edges."""
    height, width = sheet.shape
    block = max(2, round(PIXEL * sheet.unit))
    size = -(-width // block), -(-height // block)
    wide = cv2.copyMakeBorder(sheet.rgb, 0, size[1] * block - height, 0, size[0] * block - width, cv2.BORDER_REPLICATE)
    small = cast(Floats, cv2.resize(wide, size, interpolation=cv2.INTER_AREA))
    small = saturated(np.clip(small + 0.7 * (small - soft(small, 1.0)), 0, 1), 1.25)
    lab = to_lab(small)
    flat = lab.reshape(-1, 3)
    colors = palette(flat, PIXEL_COLORS, sheet.seed)
    drawn = from_lab(colors[nearest(flat, colors)].reshape(lab.shape))
    return np.repeat(np.repeat(drawn, block, axis=0), block, axis=1)[:height, :width]


def poster(sheet: Sheet) -> Floats:
    """A few flat colours of the picture itself, with smooth outlines."""
    unit = sheet.unit
    lab = to_lab(saturated(painted(sheet.rgb, 3.5 * unit), 1.25))
    lab[:, :, 0] = 100 * modelled(lab[:, :, 0] / 100, unit)
    # Hue counts for more than light: a coloured detail is worth one of the few inks.
    apart = lab * np.array([1.0, 1.9, 1.9], np.float32)
    colors = palette(apart[::2, ::2].reshape(-1, 3), POSTER_COLORS, sheet.seed)
    own = nearest(apart.reshape(-1, 3), colors).reshape(sheet.shape)
    rounded = np.stack([soft((own == k).astype(np.float32), ROUNDED * unit) for k in range(len(colors))])
    # A sharp share instead of the largest one alone: outlines get a soft pixel instead of stairs.
    share = (rounded / np.maximum(rounded.max(axis=0), 1e-6)) ** max(4.0, 6 * ROUNDED * unit)
    share /= share.sum(axis=0)
    inks = from_lab((colors / np.array([1.0, 1.9, 1.9], np.float32))[None])[0]
    return np.einsum("khw,kc->hwc", share, inks).astype(np.float32)


def comic(sheet: Sheet) -> Floats:
    """Comic: strong flat colours in steps of light, black outlines, dots in the half-shade (Winnemoeller 2006)."""
    unit = sheet.unit
    flat = painted(sheet.rgb, 4 * unit, 2, rounded=True)
    lab = to_lab(flat)
    low, high = (float(v) for v in np.percentile(lab[::3, ::3, 0], (1, 99)))
    light = np.clip((lab[:, :, 0] - low) / max(high - low, 25.0), 0, 1)
    light = lifted(light, 0.55) * 100
    step = 20.0
    middle = np.rint(light / step) * step
    lab[:, :, 0] = np.clip(4 + 0.96 * (middle + step / 2 * np.tanh((light - middle) * 0.45)), 0, 100)
    lab[:, :, 1:] *= 1.45
    colored = from_lab(lab)
    tone = soft(light / 100, 2 * unit)
    shade = np.where((tone > 0.16) & (tone < 0.60), np.clip((0.60 - tone) * 0.75, 0, 0.4), 0).astype(np.float32)
    printed = colored * (1 - 0.30 * dots(sheet, shade, 30.0, 6.0) * (shade > 0.01))[:, :, None]
    grey = stretched(luma(sheet.rgb))
    flow = tangents(soft(grey, 0.6 * unit), 3 * unit)
    drawn = np.clip((lines(grey, flow, 1.25 * unit, gain=45, floor=0.017) - 0.3) * 1.8, 0, 1)
    black = np.clip((0.07 - tone) * 25 + 0.3, 0, 1)
    fine = details(grey, unit)
    inked = np.maximum(np.maximum(drawn, black), np.clip((-fine - 0.03) * 9, 0, 1))
    white = np.clip((fine - 0.05) * 4, 0, 0.8)[:, :, None]
    return (printed * (1 - inked)[:, :, None] * (1 - white) + white).astype(np.float32)


def _pair(sheet: Sheet, usual: tuple[tuple[float, float, float], ...]) -> tuple[Floats, Floats]:
    """The two colours asked for, or the usual two: the darker first."""
    given = sheet.colors if len(sheet.colors) == 2 else usual
    first, second = (np.array(c, np.float32) for c in given)
    weights = np.array([0.299, 0.587, 0.114])
    return (first, second) if first @ weights <= second @ weights else (second, first)
