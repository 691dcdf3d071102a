"""Gloss: the reflection of a standing subject in a polished ground, mirrored under the line it stands on."""

from typing import cast

import cv2
import numpy as np

from scumble.core.image import Pixels
from scumble.core.region import Weights
from scumble.engines.cpu.scenery.stage import Floats, defocused

SIDE = 600
"""Longest side a reflection is worked at; it is blurred."""
REACH = 0.35
"""Depth of a reflection, in heights of the subject, at which it has faded away by two thirds."""


STEEPEST = 0.1
"""Most that the line a subject stands on rises, in heights of the subject."""


def reflection(rgb: Pixels, alpha: Weights, strength: float) -> Floats:
    """float32 (h, w, 4): colours 0..255 times cover, and cover 0..1, of what is seen in the ground; of a size <= SIDE.

    Each column is mirrored at the line between the subject's lowest points, so that the feet meet their reflection.
    """
    height, width = alpha.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = np.asarray(cv2.resize(np.ascontiguousarray(rgb[:, :, :3]), size, interpolation=cv2.INTER_AREA), np.float32)
    cover = cast(Floats, cv2.resize(np.ascontiguousarray(alpha), size, interpolation=cv2.INTER_AREA))
    out = np.zeros((size[1], size[0], 4), np.float32)
    line = standing_line(cover)
    if line is None:
        return out
    rows = np.arange(size[1], dtype=np.float32)[:, None]
    below = rows - line[None, :]
    source_y = np.where(below >= 0, line[None, :] - below, -10).astype(np.float32)
    source_x = np.broadcast_to(np.arange(size[0], dtype=np.float32)[None, :], source_y.shape)
    both = np.dstack([small * cover[:, :, None], cover])
    mirrored = cv2.remap(
        both, np.ascontiguousarray(source_x), source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
    )
    tall = max(1.0, float(np.ptp(np.flatnonzero((cover > 0.5).any(axis=1)))))
    fade = strength * np.exp(-np.clip(below, 0, None) / (REACH * tall)) * (below >= 0)
    out = (np.asarray(mirrored, np.float32) * fade[:, :, None]).astype(np.float32)
    near, wide = defocused(out, 0.004 * max(size)), defocused(out, 0.016 * max(size))
    depth = np.clip(below / (0.3 * tall), 0, 1)[:, :, None]
    return (near * (1 - depth) + wide * depth).astype(np.float32)


def standing_line(cover: Floats) -> Floats | None:
    """(w,) for a cover (h, w): the row on which the subject stands in every column: the lower hull of its silhouette,
    level beyond it; None for hardly any."""
    points = np.argwhere(cover > 0.5)[:, ::-1]
    if len(points) < 3:
        return None
    hull = np.asarray(cv2.convexHull(points.astype(np.int32))).reshape(-1, 2)
    width = cover.shape[1]
    columns = np.arange(width, dtype=np.float64)
    low = np.full(width, -np.inf)
    for a, b in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        x0, x1 = sorted((int(a[0]), int(b[0])))
        if x0 == x1:
            low[x0] = max(low[x0], a[1], b[1])
            continue
        part = columns[x0 : x1 + 1]
        low[x0 : x1 + 1] = np.maximum(low[x0 : x1 + 1], a[1] + (b[1] - a[1]) * (part - a[0]) / (b[0] - a[0]))
    first, last = int(points[:, 0].min()), int(points[:, 0].max())
    low[:first], low[last + 1 :] = low[first], low[last]
    # Under a handle or a rim the ground is no higher than the foot shows.
    tall = float(np.ptp(points[:, 1])) + 1
    return (np.maximum(low, low.max() - STEEPEST * tall) + 1).astype(np.float32)
