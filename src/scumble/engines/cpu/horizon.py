"""Horizon: measures how far a picture is tilted from its long, nearly level or upright straight lines."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.work import CancelToken

WORK_SIDE = 1000
"""Pixels of the longer side lines are looked for at."""
LIMIT = 15.0
"""Degrees: a line further from level (or upright) says nothing about the tilt."""
SHORTEST = 0.05
"""Share of the shorter side below which a line does not count."""
UPRIGHT_WEIGHT = 0.6
"""Upright lines lean by perspective as well; they count less than level ones."""
RIM = 0.02
"""Share of the shorter side next to the picture's rim in which lines along it are ignored."""
BIN = 0.1
SPREAD = 0.5
"""Degrees within which lines are taken to say the same."""
MIN_SHARE = 0.28
"""Share of all votes that has to agree; by chance it would be a twentieth."""
MIN_VOTES = 1.5
"""Votes that have to agree, in units of the shorter side: one line of about 0.27 of it, or many shorter ones."""

Floats = NDArray[np.float64]


def measure_tilt(image: Image, cancel: CancelToken) -> float | None:
    """Degrees clockwise by which the picture's content is turned, within 15; None when its lines do not agree."""
    grey = _grey(image)
    cancel.check()
    found = cast("NDArray[np.float32] | None", cv2.createLineSegmentDetector().detect(grey)[0])
    if found is None:
        return None
    lines = found.reshape(-1, 4).astype(np.float64)
    lines = lines[~_along_rim(lines, int(grey.shape[1]), int(grey.shape[0]))]
    angles, weights = _votes(lines, SHORTEST * min(grey.shape))
    if not angles.size:
        return None
    peak = _peak(angles, weights)
    near = np.abs(angles - peak) < SPREAD * 1.5
    agreeing = float(weights[near].sum())
    if agreeing < MIN_SHARE * float(weights.sum()) or agreeing < MIN_VOTES * min(grey.shape):
        return None
    return float(np.average(angles[near], weights=weights[near]))


def edges_into(rgb: NDArray[np.uint8], hole: NDArray[np.bool_]) -> int:
    """How many straight edges outside a hole end at it: structure that a fill would have to continue.

    rgb: uint8 (H, W, 3); looked at with at most WORK_SIDE pixels a side. An edge counts from a quarter of the hole's
    width (the square root of its area).
    """
    scale = min(1.0, WORK_SIDE / max(hole.shape))
    size = (max(8, round(hole.shape[1] * scale)), max(8, round(hole.shape[0] * scale)))
    grey = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    small = cast(NDArray[np.uint8], cv2.resize(hole.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST))
    # What the hole holds is about to go: a line through it has to end at its rim to be counted.
    bare = np.where(small > 0, np.mean(grey), grey).astype(np.uint8)
    found = cast("NDArray[np.float32] | None", cv2.createLineSegmentDetector().detect(bare)[0])
    if found is None:
        return 0
    distance = cast(NDArray[np.float32], cv2.distanceTransform(1 - small, cv2.DIST_L2, 3))
    ends = np.rint(found.reshape(-1, 2, 2)).astype(np.int64).clip(0, np.array(size) - 1)
    away = np.sort(distance[ends[:, :, 1], ends[:, :, 0]], axis=1)
    return int(((away[:, 0] < 4) & (away[:, 1] > 0.25 * np.sqrt(small.sum()))).sum())


def _grey(image: Image) -> NDArray[np.uint8]:
    """Luma at WORK_SIDE, transparent pixels white."""
    scale = min(1.0, WORK_SIDE / max(image.width, image.height))
    size = (max(8, round(image.width * scale)), max(8, round(image.height * scale)))
    small = cast(NDArray[np.uint8], cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA))
    grey = cast(NDArray[np.uint8], cv2.cvtColor(small, cv2.COLOR_RGBA2GRAY))
    return np.where(small[:, :, 3] > 127, grey, 255).astype(np.uint8)


def _along_rim(lines: Floats, width: int, height: int) -> NDArray[np.bool_]:
    """Lines that run along the picture's own rim: a frame or a scan's edge, not part of the scene."""
    rim = max(3.0, RIM * min(width, height))
    ends = lines.reshape(-1, 2, 2)
    near = np.stack([ends < rim, ends > np.array([width - 1, height - 1]) - rim], axis=1)
    return np.asarray(near.all(axis=2).reshape(len(lines), -1).any(axis=1))


def _votes(lines: Floats, shortest: float) -> tuple[Floats, Floats]:
    """Tilt in degrees (clockwise positive, y points down) and votes of each line that counts.

    A line votes with its length squared over the shortest that counts: one long edge outvotes many short ones.
    """
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    length = np.hypot(dx, dy)
    direction = np.degrees(np.arctan2(dy, dx))
    level = (direction + 90) % 180 - 90
    upright = direction % 180 - 90
    is_level = np.abs(level) <= LIMIT
    counts = (is_level | (np.abs(upright) <= LIMIT)) & (length >= shortest)
    angles = np.where(is_level, level, upright)[counts]
    return angles, (length**2 / shortest * np.where(is_level, 1.0, UPRIGHT_WEIGHT))[counts]


def _peak(angles: Floats, weights: Floats) -> float:
    """The angle around which most votes agree: the top of a smoothed histogram."""
    edges = np.arange(-LIMIT - BIN / 2, LIMIT + BIN, BIN)
    histogram = np.histogram(angles, bins=edges, weights=weights)[0]
    reach = np.arange(-3 * SPREAD, 3 * SPREAD + BIN / 2, BIN)
    smooth = np.convolve(histogram, np.exp(-0.5 * (reach / (SPREAD / 2)) ** 2), mode="same")
    return float(edges[int(smooth.argmax())] + BIN / 2)
