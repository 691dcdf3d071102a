"""Flow of a picture: the direction along its edges, smoothing along it, lines drawn by it, and flat painted areas."""

from typing import cast

import cv2
import numpy as np

from scumble.engines.cpu.style_sheet import Floats, luma, soft

SHARPNESS = 8
"""Power of the variance in Kuwahara's weights: how surely the flattest neighbour wins."""


def tangents(grey: Floats, sigma: float) -> Floats:
    """float32 (H, W, 2): unit vectors (x, y) along the edges, from the structure tensor averaged over sigma pixels."""
    dx, dy = (cv2.Sobel(grey, cv2.CV_32F, x, 1 - x, ksize=3) for x in (1, 0))
    tensor = soft(np.stack([dx * dx, dx * dy, dy * dy], axis=2).astype(np.float32), sigma)
    angle = 0.5 * np.arctan2(2 * tensor[:, :, 1], tensor[:, :, 0] - tensor[:, :, 2]) + np.pi / 2
    return np.stack([np.cos(angle), np.sin(angle)], axis=2).astype(np.float32)


def along(values: Floats, flow: Floats, reach: float, steps: int = 5) -> Floats:
    """Line integral convolution (Cabral and Leedom 1993): the mean of values along the flow, reach pixels each way."""
    height, width = values.shape[:2]
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    total, weight = values.copy(), 1.0
    for sign in (1.0, -1.0):
        x, y, way = xs.copy(), ys.copy(), flow * np.float32(sign)
        for i in range(1, steps + 1):
            x += way[:, :, 0] * (reach / steps)
            y += way[:, :, 1] * (reach / steps)
            share = float(np.exp(-2 * (i / steps) ** 2))
            total += share * cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            weight += share
            if i < steps:
                ahead = cv2.remap(flow, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
                # The field has no sign: a half turn between two steps is no turn at all.
                turned = ahead[:, :, 0] * way[:, :, 0] + ahead[:, :, 1] * way[:, :, 1] < 0
                way = np.where(turned[:, :, None], -ahead, ahead)
    return (total / weight).astype(np.float32)


def lines(grey: Floats, flow: Floats, sigma: float, *, gain: float, floor: float) -> Floats:
    """float32 (H, W) 0..1, how much of a dark line goes through a pixel: flow-based difference of Gaussians.

    Kang, Lee and Chui 2007, in the cheaper order of an isotropic difference smoothed along the flow. sigma: half the
    line's width in pixels. floor: the least difference that counts, 0..1; gain: how fast lines become black.
    """
    difference = soft(grey, sigma * 1.6) - soft(grey, sigma)
    smooth = along(difference.astype(np.float32), flow, sigma * 4)
    return np.tanh(np.maximum(smooth - floor, 0) * gain).astype(np.float32)


def details(grey: Floats, unit: float, *, apart: float = 1.8) -> Floats:
    """float32 (H, W), what a coarse brush would lose and an eye would miss: letters, eyes, spokes, whiskers.

    Below 0 for dark strokes, above 0 for light ones; 0 elsewhere. apart: how far a stroke stands out of what is usual
    around it, so that grass and gravel are none. unit: of the sheet.
    """
    fine = (soft(grey, 0.35 * unit) - soft(grey, 2.4 * unit)).astype(np.float32)
    fine = along(fine, tangents(soft(grey, 0.5 * unit), 1.6 * unit), 1.2 * unit, 3)
    size = np.abs(fine)
    clear = np.clip((size - 0.02 - apart * soft(size, 16 * unit)) / 0.05, 0, 1).astype(np.float32)
    return fine * clear * without_crumbs(clear, 4 * unit, 0.1)


def without_crumbs(drawn: Floats, least: float, limit: float = 0.3) -> Floats:
    """float32 (H, W), 1 near lines whose extent is at least `least` pixels, 0 elsewhere: specks are no outlines."""
    mask = (drawn > limit).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = extent >= least
    keep[0] = False
    near = cv2.dilate(keep[np.asarray(labels, np.intp)].astype(np.uint8), np.ones((3, 3), np.uint8))
    return near.astype(np.float32)


def painted(rgb: Floats, radius: float, passes: int = 1, *, rounded: bool = False) -> Floats:
    """Kuwahara (1976) with eight overlapping boxes blended by their variance (Papari 2007): flat areas, kept edges.

    radius: pixels of a box's side. rounded: with round weights in place of boxes, which leave square blocks in grass.
    """
    out = rgb
    side = max(2, round(radius))
    for _ in range(passes):
        out = _kuwahara(out, side, rounded)
    return out


def _kuwahara(rgb: Floats, side: int, rounded: bool) -> Floats:
    """One pass."""

    def mean_of(values: Floats) -> Floats:
        if rounded:
            # The deviation of a box of that side.
            return cast(Floats, cv2.GaussianBlur(values, (0, 0), 0.29 * side, borderType=cv2.BORDER_REFLECT))
        return cast(Floats, cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT))

    mean = mean_of(rgb)
    grey = luma(rgb)
    square = mean_of(grey * grey)
    spread = np.maximum(square - luma(mean) ** 2, 0) + 1e-5
    packed = np.dstack([mean, spread]).astype(np.float32)
    height, width = grey.shape
    half = max(1, side // 2)
    wide = cv2.copyMakeBorder(packed, half, half, half, half, cv2.BORDER_REFLECT)
    total = np.zeros_like(rgb)
    weights = np.zeros((height, width, 1), np.float32)
    for dy, dx in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)):
        part = wide[dy * half : dy * half + height, dx * half : dx * half + width]
        weight = np.power(np.float32(1e-3) / part[:, :, 3:], np.float32(SHARPNESS / 2))
        total += part[:, :, :3] * weight
        weights += weight
    return (total / weights).astype(np.float32)
