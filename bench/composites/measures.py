"""Errors of a matte against the true alpha, as Rhemann and others define them (CVPR 2009), and overlap."""

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BAND = 0.01
"""Half width of the edge band around the true transition, as a share of the longer side."""


@dataclass(frozen=True, kw_only=True)
class Errors:
    """iou at 0.5. sad: sum of differences / 1000. mse x 1000. gradient: squared difference of the slopes / 1000.
    band: mean difference x 1000 within the band around the true alpha's transition."""

    iou: float
    sad: float
    mse: float
    gradient: float
    band: float


def measure(found: Floats, true: Floats) -> Errors:
    """found, true: float32 (H, W) in [0, 1]."""
    difference = np.abs(found - true)
    a, b = found > 0.5, true > 0.5
    near = band(true)
    return Errors(
        iou=float((a & b).sum() / max(int((a | b).sum()), 1)),
        sad=float(difference.sum(dtype=np.float64) / 1000),
        mse=float((difference**2).mean(dtype=np.float64) * 1000),
        gradient=float(((slope(found) - slope(true)) ** 2).sum(dtype=np.float64) / 1000),
        band=float(difference[near].sum(dtype=np.float64) / max(int(near.sum()), 1) * 1000),
    )


def slope(alpha: Floats) -> Floats:
    """Length of the gradient after a blur of 1.4 pixels, per pixel."""
    smooth = cv2.GaussianBlur(alpha, (0, 0), 1.4)
    dx, dy = (np.asarray(cv2.Sobel(smooth, cv2.CV_32F, i, 1 - i), np.float32) / 8 for i in (1, 0))
    return np.hypot(dx, dy)


def band(true: Floats) -> NDArray[np.bool_]:
    """Where the true alpha is neither 0 nor 1, and what lies near."""
    between = ((true > 0.02) & (true < 0.98)).astype(np.uint8)
    hard = (true > 0.5).astype(np.uint8)
    between |= hard - np.asarray(cv2.erode(hard, np.ones((3, 3), np.uint8)), np.uint8)
    radius = max(2, round(BAND * max(true.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.dilate(between, disc)) > 0


def mean(rows: list[Errors]) -> Errors:
    """The mean of each error."""
    return Errors(**{f.name: float(np.mean([getattr(r, f.name) for r in rows])) for f in fields(Errors)})


def lost(rows: list[Errors], least: float = 0.8) -> float:
    """Share of the cut-outs whose overlap is below `least`."""
    return float(np.mean([r.iou < least for r in rows])) if rows else 0.0
