"""Styles of light: film look, vintage and neon cyberpunk. Colour grading, glow and grain."""

from typing import cast

import cv2
import numpy as np

from scumble.engines.cpu.style_flow import along, tangents
from scumble.engines.cpu.style_sheet import Floats, Sheet, lifted, luma, mapped, noise, saturated, soft, stretched

NIGHT, DIMMED = 0.34, 0.5
"""Mean tone of a night, and how much of their light wide bright places lose."""


def film(sheet: Sheet) -> Floats:
    """Colour negative film: soft shoulder, lifted blacks, teal shadows and warm lights, red halation, grain."""
    rgb = sheet.rgb
    glow = soft(np.clip((luma(rgb) - 0.72) / 0.28, 0, 1), 9 * sheet.unit)[:, :, None]
    bent = rgb * rgb * (3 - 2 * rgb) * 0.55 + rgb * 0.45
    lit = bent + glow * np.array([0.16, 0.05, 0.0], np.float32)
    grey = luma(lit.astype(np.float32))[:, :, None]
    shade = (1 - np.clip(grey * 1.6, 0, 1)) * np.array([-0.012, 0.018, 0.03], np.float32)
    light = np.clip(grey * 1.5 - 0.45, 0, 1) * np.array([0.035, 0.012, -0.045], np.float32)
    toned = saturated(np.clip(0.035 + 0.93 * lit + shade + light, 0, 1).astype(np.float32), 0.92)
    return (toned * _vignette(sheet, 0.16) + _grain(sheet, luma(toned), 0.028)).astype(np.float32)


def vintage(sheet: Sheet) -> Floats:
    """A print that lay in the sun for decades: little colour, yellowed whites, brown blacks, dark corners, grain."""
    faded = saturated(soft(sheet.rgb, 0.35 * sheet.unit), 0.5)
    tone = lifted(stretched(luma(faded)), 0.5)
    sepia = mapped(tone, (0, 0.25, 0.6, 1), ("#2b1c16", "#6a4a35", "#c9a67c", "#fbeccb"))
    mixed = 0.42 * (0.12 + 0.8 * faded * np.array([1.08, 1.0, 0.82], np.float32)) + 0.58 * sepia
    blotch = 1 + 0.022 * noise(sheet, 160, 3)[:, :, None]
    return (mixed * blotch * _vignette(sheet, 0.34) + _grain(sheet, tone, 0.03)).astype(np.float32)


def neon(sheet: Sheet) -> Floats:
    """Neon cyberpunk: night, two coloured lights (magenta, cyan), glowing edges, bloom."""
    unit = sheet.unit
    grey = _at_night(sheet, lifted(stretched(soft(luma(sheet.rgb), 0.4 * unit)), 0.4))
    warm = soft(sheet.rgb[:, :, 0] - sheet.rgb[:, :, 2], 5 * unit)
    height, width = sheet.shape
    ys, xs = np.mgrid[:height, :width].astype(np.float32) / (1000 * unit)
    side = 1 / (1 + np.exp(-(warm * 7 + 1.6 * np.sin(5.2 * xs - 2.3 * ys + 0.6))))
    dark = grey**1.15
    stops = (0.0, 0.22, 0.48, 0.75, 1.0)
    pink = mapped(dark, stops, ("#07020f", "#2b0a4a", "#a0127f", "#ff3fa4", "#ffd9f2"))
    blue = mapped(dark, stops, ("#03040f", "#0d1a52", "#0b62a8", "#16d6e8", "#dcfdff"))
    light = side[:, :, None]
    base = 0.82 * (pink * light + blue * (1 - light)) + 0.18 * saturated(sheet.rgb, 1.6) * dark[:, :, None]
    edge = _edges(sheet, grey)[:, :, None]
    cyan, magenta = np.array([0.1, 1.0, 1.0], np.float32), np.array([1.0, 0.15, 0.85], np.float32)
    tube = edge * (cyan * light + magenta * (1 - light))
    shine = base * np.clip(dark * 1.8 - 1.0, 0, 1)[:, :, None]
    bloom = 0.9 * soft(tube, 3 * unit) + 0.7 * soft(tube, 10 * unit) + 0.5 * soft(shine, 14 * unit)
    out = 1 - (1 - np.clip(base, 0, 1)) * (1 - np.clip(0.75 * tube, 0, 1)) * (1 - np.clip(bloom, 0, 1))
    return (out * _vignette(sheet, 0.3)).astype(np.float32)


def _at_night(sheet: Sheet, grey: Floats) -> Floats:
    """Tones 0..1 with wide bright places (a day's sky, a light wall) dimmed: small ones stay, as lamps do."""
    calm = cast(Floats, cv2.bilateralFilter(grey, max(3, round(3 * sheet.unit) | 1), 0.07, 1.5 * sheet.unit))
    wide = np.clip((soft(calm, 25 * sheet.unit) - 0.45) / 0.4, 0, 1)
    dim = calm * (1 - DIMMED * wide)
    mean = float(np.clip(dim.mean(), 0.05, 0.95))
    return (dim ** float(np.clip(np.log(NIGHT) / np.log(mean), 1.0, 1.8))).astype(np.float32)


def _edges(sheet: Sheet, grey: Floats) -> Floats:
    """0..1: outlines, smooth along themselves; texture finer than the tube is left out."""
    sigma = 1.1 * sheet.unit
    difference = np.abs(soft(grey, sigma) - soft(grey, sigma * 1.8)).astype(np.float32)
    smooth = along(difference, tangents(grey, 2.5 * sheet.unit), 6 * sheet.unit)
    return np.tanh(np.maximum(smooth - 0.018, 0) * 16).astype(np.float32)


def _vignette(sheet: Sheet, depth: float) -> Floats:
    """(H, W, 1) factor: 1 in the middle, 1 - depth in the corners."""
    height, width = sheet.shape
    ys = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    xs = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return (1 - depth * ((xs * xs + ys * ys) / 2) ** 1.5)[:, :, None].astype(np.float32)


def _grain(sheet: Sheet, tone: Floats, amount: float) -> Floats:
    """(H, W, 1) to add: lumps of two sizes, most in the mid-tones, where film shows it."""
    lumps = 0.8 * noise(sheet, 1.1, 1) + 0.45 * noise(sheet, 2.4, 2)
    return (lumps * amount * (0.35 + 2.6 * tone * (1 - tone)))[:, :, None].astype(np.float32)
