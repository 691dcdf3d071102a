"""Hair and fur: strands grown from roots, bent, curled, pulled down, and combed outwards over a silhouette."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.composites.canvas import Canvas, Mask
from bench.composites.texture import lighter

Points = NDArray[np.float64]
STEPS = 13


def grow(
    roots: Points,
    angles: Points,
    lengths: Points,
    *,
    bend: Points | float = 0.0,
    curl: float = 0.0,
    turns: float = 2.0,
    gravity: float = 0.0,
    phase: Points | float = 0.0,
    steps: int = STEPS,
) -> Points:
    """Strands (N, steps, 2). angles: first direction in radians (0 right, pi / 2 down). lengths: pixels.

    bend: radians that the direction turns from root to tip. curl: amplitude in radians of a wave of `turns` periods.
    gravity: share by which the tip's direction is pulled down.
    """
    t = np.linspace(0.0, 1.0, steps)[None, :]
    turned = angles[:, None] + np.reshape(bend, (-1, 1)) * t
    turned = turned + curl * np.sin(2 * np.pi * turns * t + np.reshape(phase, (-1, 1)))
    dx, dy = np.cos(turned), np.sin(turned)
    pull = np.clip(gravity * t, 0.0, 1.0)
    dx, dy = dx * (1 - pull), dy * (1 - pull) + pull
    step = (lengths / (steps - 1))[:, None]
    x = roots[:, :1] + np.cumsum(dx * step, axis=1) - dx[:, :1] * step
    y = roots[:, 1:] + np.cumsum(dy * step, axis=1) - dy[:, :1] * step
    return np.stack([x, y], axis=2)


def draw(
    canvas: Canvas,
    strands: Points,
    color: Sequence[float] | Points,
    rng: np.random.Generator,
    *,
    width: float = 1.4,
    end: float = 0.34,
    vary: float = 0.16,
    tips: float = 1.15,
) -> None:
    """Paints strands in their order. color: RGB for all, or (N, 3). vary: deviation of their brightness."""
    colors = np.broadcast_to(np.asarray(color, np.float64), (len(strands), 3))
    shares = np.clip(1.0 + vary * rng.standard_normal(len(strands)), 0.5, 1.6)
    widths = width * np.clip(1.0 + 0.3 * rng.standard_normal(len(strands)), 0.5, 1.8)
    for points, own, share, wide in zip(strands, colors, shares, widths, strict=True):
        root = lighter(own, float(share))
        canvas.strand(points, root, lighter(root, tips), float(wide), end)


def comb(
    canvas: Canvas,
    body: Mask,
    colors: NDArray[np.float32],
    rng: np.random.Generator,
    *,
    count: int,
    length: float,
    gravity: float = 0.3,
    curl: float = 0.25,
    spread: float = 0.35,
    width: float = 1.3,
) -> None:
    """Fur on a body: strands from its inside, combed towards its outline and down.

    colors: float32 (h, w, 3), the shaded body; each strand takes the colour at its root.
    """
    small = body.small
    inside = np.pad((small > 0.5).astype(np.uint8), 1)
    far = np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5), np.float32)[1:-1, 1:-1]
    smooth = np.asarray(cv2.GaussianBlur(far, (0, 0), 6.0), np.float32)
    gx = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), np.float32)
    gy = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 0, 1), np.float32)
    ys, xs = np.nonzero(far > 1.0)
    weight = np.where(far[ys, xs] < 1.2 * length, 3.0, 1.0)
    pick = rng.choice(len(ys), size=count, p=weight / weight.sum())
    y, x = ys[pick], xs[pick]
    angles = np.arctan2(-gy[y, x], -gx[y, x]) + spread * rng.standard_normal(count)
    lengths = length * np.clip(1.0 + 0.35 * rng.standard_normal(count), 0.3, 2.0)
    # Deep roots first, so that the rim's strands lie over what they grow out of only along the rim.
    order = np.argsort(far[y, x] + rng.uniform(0, length, count))
    roots = np.stack([x, y], axis=1).astype(np.float64)
    strands = grow(
        roots[order],
        angles[order],
        lengths[order],
        curl=curl,
        turns=0.8,
        gravity=gravity,
        phase=rng.uniform(0, 6.28, count),
        bend=0.3 * rng.standard_normal(count),
    )
    draw(canvas, strands, colors[y[order], x[order]].astype(np.float64), rng, width=width)
