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
                turned = (ahead * way).sum(axis=2, keepdims=True) < 0
                way = np.where(turned, -ahead, ahead)
    return (total / weight).astype(np.float32)


def lines(grey: Floats, flow: Floats, sigma: float, *, gain: float, floor: float) -> Floats:
    """float32 (H, W) 0..1, how much of a dark line goes through a pixel: flow-based difference of Gaussians.

    Kang, Lee and Chui 2007, in the cheaper order of an isotropic difference smoothed along the flow. sigma: half the
    line's width in pixels. floor: the least difference that counts, 0..1; gain: how fast lines become black.
    """
    difference = soft(grey, sigma * 1.6) - soft(grey, sigma)
    smooth = along(difference.astype(np.float32), flow, sigma * 4)
    return np.tanh(np.maximum(smooth - floor, 0) * gain).astype(np.float32)


def painted(rgb: Floats, radius: float, passes: int = 1) -> Floats:
    """Kuwahara (1976) with eight overlapping boxes blended by their variance (Papari 2007): flat areas, kept edges.

    radius: pixels of a box's side.
    """
    out = rgb
    side = max(2, round(radius))
    for _ in range(passes):
        out = _kuwahara(out, side)
    return out


def _kuwahara(rgb: Floats, side: int) -> Floats:
    """One pass."""
    mean = cast(Floats, cv2.boxFilter(rgb, -1, (side, side), borderType=cv2.BORDER_REFLECT))
    grey = luma(rgb)
    square = cv2.boxFilter(grey * grey, -1, (side, side), borderType=cv2.BORDER_REFLECT)
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
