"""Styles of paint: watercolour (washes on paper) and oil (brush strokes in relief)."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.style_flow import along, details, painted, tangents
from scumble.engines.cpu.style_sheet import Floats, Sheet, luma, noise, saturated, soft

LAYERS = (12.0, 6.0, 3.2, 1.9, 1.1)
"""Half widths of the brushes in units, coarse first."""
LEAST_BRUSH = 0.7
"""Half width in pixels below which the finest brush is left out: it would paint a small picture pixel by pixel."""
POINTS = 7
"""Most points of a stroke."""


def watercolour(sheet: Sheet) -> Floats:
    """Washes with wandering edges, pigment gathered at their rims and in the grain of the paper, paper left white.

    Pigment density by Bousseau, Kaplan, Thollot and Sillion 2006: C' = C (1 - (1 - C)(d - 1)).
    """
    unit = sheet.unit
    height, width = sheet.shape
    washes = painted(painted(sheet.rgb, 4.5 * unit), 3 * unit)
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    shift = 0.8 * unit
    x = xs + shift * (noise(sheet, 14, 1) + 0.5 * noise(sheet, 5, 2))
    y = ys + shift * (noise(sheet, 14, 3) + 0.5 * noise(sheet, 5, 4))
    washes = cast(Floats, cv2.remap(washes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))
    pale = saturated(1 - 0.80 * (1 - washes) ** 1.3, 1.35)
    grey = luma(washes)
    rim = np.clip(soft(grey, 3.2 * unit) - soft(grey, 0.7 * unit), 0, 1) * 4
    edge = np.clip(cv2.magnitude(*(cv2.Sobel(soft(grey, unit), cv2.CV_32F, k, 1 - k) for k in (1, 0))) * unit, 0, 0.5)
    paper = 0.6 * noise(sheet, 1.6, 5) + 0.5 * noise(sheet, 3.5, 6)
    pools = 0.6 * noise(sheet, 60, 7) + 0.35 * noise(sheet, 22, 8)
    density = 0.9 + 0.22 * pools + 0.08 * paper + rim + 0.5 * edge
    out = pale * (1 - (1 - pale) * (density[:, :, None] - 1))
    sheet_white = np.array([0.995, 0.985, 0.96], np.float32) * (1 - 0.012 * np.abs(paper))[:, :, None]
    # Last the finest brush: letters, eyes and spokes in line, lights left out as with gum.
    fine = details(luma(sheet.rgb), unit)[:, :, None]
    out = np.clip(out, 0, 1) * np.clip(1 + 1.7 * np.minimum(fine, 0), 0, 1)
    out = out + (1 - out) * np.clip(1.2 * fine, 0, 1)
    return (out * sheet_white).astype(np.float32)


def oil(sheet: Sheet) -> Floats:
    """Brush strokes from coarse to fine where the picture needs it (Hertzmann 1998), bristles and relief in one light.

    Strokes follow the edges of the picture; a stroke ends where another colour begins.
    """
    unit = sheet.unit
    rich = saturated(sheet.rgb, 1.22)
    flow = tangents(soft(luma(sheet.rgb), 1.2 * unit), 5 * unit)
    rng = np.random.default_rng([sheet.seed, 7])
    start = soft(rich, 6 * unit)
    canvas = np.dstack([start * 255, np.full(sheet.shape, 128)]).astype(np.uint8)
    for radius in LAYERS:
        if radius == LAYERS[-1] and radius * unit < LEAST_BRUSH:
            continue
        _layer(canvas, rich, flow, radius * unit, first=radius == LAYERS[0], rng=rng)
    bristle = along(noise(sheet, 1.0, 1), flow, 9 * unit)
    height = canvas[:, :, 3].astype(np.float32) / 255 + 0.42 * bristle
    relief = soft(height, 0.5 * unit)
    slope = sum(cv2.Sobel(relief, cv2.CV_32F, k, 1 - k, ksize=3) for k in (1, 0)) * np.float32(unit / 8)
    lit = canvas[:, :, :3].astype(np.float32) / 255 * (1 - 0.5 * np.clip(slope, -0.5, 0.5))[:, :, None]
    return (lit + 0.10 * np.clip(-slope - 0.08, 0, 0.5)[:, :, None]).astype(np.float32)


def _layer(
    canvas: NDArray[np.uint8], rich: Floats, flow: Floats, radius: float, *, first: bool, rng: np.random.Generator
) -> None:
    """Paints one brush's strokes into canvas, uint8 (H, W, 4): colour and height of the paint."""
    height, width = canvas.shape[:2]
    aim = soft(rich, 0.55 * radius)
    step = max(1.5, radius * (0.9 if first else 1.15))
    ys, xs = np.meshgrid(np.arange(step / 2, height, step), np.arange(step / 2, width, step), indexing="ij")
    at = np.stack([xs.ravel(), ys.ravel()], axis=1) + rng.uniform(-step / 2, step / 2, (xs.size, 2))
    if not first:
        off = np.abs(aim - canvas[:, :, :3].astype(np.float32) / 255)
        error = soft(off[:, :, 0] + off[:, :, 1] + off[:, :, 2], radius / 2)
        at = at[_read(error, at) > 0.14]
    rng.shuffle(at)
    if not len(at):
        return
    path, lengths, colors = _paths(aim, flow, at, radius)
    light = rng.normal(1, 0.035, (len(at), 1))
    inks = np.clip(np.column_stack([colors * 255 * light, rng.uniform(60, 200, len(at))]), 0, 255)
    thick = max(1, round(2 * radius))
    fixed = np.rint(path * 8).astype(np.int32)
    for points, used, ink in zip(fixed, lengths.tolist(), inks.tolist(), strict=True):
        cv2.polylines(canvas, [points[:used]], False, ink, thick, cv2.LINE_AA, 3)


def _paths(
    aim: Floats, flow: Floats, at: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.intp], Floats]:
    """Points (N, POINTS, 2) of strokes that start at `at`, how many of them count, and the colours (N, 3)."""
    colors = _read(aim, at)
    path = [at]
    alive = np.ones(len(at), bool)
    lengths = np.full(len(at), 2)
    way = _read(flow, at).astype(np.float64)
    for i in range(1, POINTS):
        path.append(path[-1] + way * radius)
        off = np.abs(_read(aim, path[-1]) - colors).sum(axis=1) > 0.16
        alive &= ~off
        lengths[alive] = max(2, i + 1)
        ahead = _read(flow, path[-1])
        way = np.where((ahead * way).sum(axis=1, keepdims=True) < 0, -ahead, ahead)
    return np.stack(path, axis=1), lengths, colors


def _read(values: Floats, at: NDArray[np.float64]) -> Floats:
    """Values at (N, 2) points (x, y), the nearest pixel's."""
    height, width = values.shape[:2]
    x = np.clip(np.rint(at[:, 0]), 0, width - 1).astype(np.intp)
    y = np.clip(np.rint(at[:, 1]), 0, height - 1).astype(np.intp)
    return values[y, x]
