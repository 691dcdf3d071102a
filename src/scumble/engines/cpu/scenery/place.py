"""Place: where a cut-out subject stands in its frame, and the stage that a scene is drawn on for it."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Weights
from scumble.engines.cpu.scenery.stage import Stage

LONGEST = 960
"""Longest side of the canvas in pixels: everything on it is out of focus and is enlarged afterwards."""
FAR = 0.024
"""Radius of the blur of the far background, as a share of the longer side."""
LEVEL, RAISED = 0.42, 0.30
"""Height of the horizon, and of a table's far edge, above the foot, in heights of the subject."""


@dataclass(frozen=True, kw_only=True)
class Footing:
    """Where a subject stands, as shares of the frame: rows of its top and foot, columns of its left and right. cut: the
    frame's bottom edge cuts it off."""

    top: float
    foot: float
    left: float
    right: float
    cut: bool


def footing(alpha: Weights) -> Footing | None:
    """Where the subject with this alpha (H, W) stands; None for an empty one."""
    height, width = alpha.shape
    scale = min(1.0, 400 / max(height, width))
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    body = np.asarray(cv2.resize(np.ascontiguousarray(alpha), size, interpolation=cv2.INTER_AREA)) > 0.5
    count, labels, stats, _ = cv2.connectedComponentsWithStats(body.astype(np.uint8), connectivity=8)
    if count < 2:
        return None
    areas = np.asarray(stats)[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    body = cast(NDArray[np.bool_], (areas >= 0.05 * areas.max())[np.asarray(labels)] & body)
    rows, columns = np.flatnonzero(body.any(axis=1)), np.flatnonzero(body.any(axis=0))
    h, w = body.shape
    return Footing(
        top=float(rows[0]) / h,
        foot=float(rows[-1] + 1) / h,
        left=float(columns[0]) / w,
        right=float(columns[-1] + 1) / w,
        cut=float(body[-1].mean()) > 0.01,
    )


def staged(height: int, width: int, stand: Footing | None, *, table: bool, light: float, seed: int) -> Stage:
    """The stage for a picture of height x width. A subject that is cut off, or none, stands on no ground that is seen:
    a table is then below the frame, and the land behind is all far away."""
    scale = min(1.0, LONGEST / max(height, width))
    h, w = max(8, round(height * scale)), max(8, round(width * scale))
    far = FAR * max(h, w)
    if stand is None or stand.cut:
        horizon, foot = (1.12, 1.6) if table else (0.68, 1.7)
        middle, span = 0.5, 0.5
    else:
        tall = stand.foot - stand.top
        foot, middle, span = stand.foot, (stand.left + stand.right) / 2, stand.right - stand.left
        up = float(np.clip(RAISED * tall, 0.10, 0.26)) if table else max(LEVEL * tall, 0.12)
        horizon = float(np.clip(foot - up, 0.26, 0.86))
        horizon = min(horizon, foot - 0.08)
    return Stage(
        height=h,
        width=w,
        unit=max(h, w) / 1000,
        horizon=horizon * h,
        foot=foot * h,
        middle=middle * w,
        span=span * w,
        far=far,
        light=light,
        rng=np.random.default_rng([seed, 4]),
    )
