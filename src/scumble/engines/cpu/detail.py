"""Detail re-synthesis: gives a coarse or slightly blurred fill the fine texture of the surroundings it resembles.

For a grid of patches in the hole the most similar patch outside is found exactly (a matrix product over a few cosine
coefficients of every patch), and what the surroundings hold beyond the coarse picture is carried over, weighed so that
each pixel listens almost only to its nearest patch. The coarse colours stay; only detail is added.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

PATCH = 9
"""Side of the compared patches in coarse pixels."""
STRIDE = 4
"""Distance of the patches in the hole."""
FREQUENCIES = 4
"""Cosine frequencies a direction that describe the luma of a patch; colour is described by its mean alone."""
CUBIC = 2
"""Reach of the enlargement's kernel in coarse pixels: detail nearer to a hole is not the surroundings' own."""
MAX_SOURCES = 60_000
"""Patches outside that are compared, at most; more are thinned on a grid."""
BATCH = 128
STEEP = 8
"""Power of the window for detail."""


def best_sources(
    coarse: Floats,
    hole: Mask,
    usable: Mask,
    cancel: CancelToken,
    *,
    stride: int = STRIDE,
    most: int = MAX_SOURCES,
) -> tuple[Whole, Whole]:
    """Centres of patches that cover the hole and of the most similar fully usable patch: two (N, 2) arrays of (y, x).

    coarse: float32 (H, W, 3), filled. usable: pixels that may be copied. stride: distance of the patches in the hole.
    most: patches outside that are compared, at most. Empty arrays when there is no such patch.
    """
    half = PATCH // 2
    side = PATCH + 2 * CUBIC
    whole = cv2.erode(usable.astype(np.uint8), np.ones((side, side), np.uint8)).astype(bool)
    whole[:half], whole[-half:], whole[:, :half], whole[:, -half:] = False, False, False, False
    sources = np.argwhere(whole)
    near = cv2.dilate(hole.astype(np.uint8), np.ones((2 * stride - 1, 2 * stride - 1), np.uint8)).astype(bool)
    grid = np.zeros_like(hole)
    grid[::stride, ::stride] = True
    targets = np.argwhere(near & grid)
    if not len(sources) or not len(targets):
        return np.zeros((0, 2), np.int64), np.zeros((0, 2), np.int64)
    if len(sources) > most:
        sources = sources[:: -(-len(sources) // most)]
    described = features(coarse)
    known = described[sources[:, 0], sources[:, 1]]
    wanted = described[targets[:, 0], targets[:, 1]]
    norms = np.einsum("ij,ij->i", known, known) * np.float32(0.5)
    best = np.empty(len(targets), np.int64)
    for start in range(0, len(targets), BATCH):
        cancel.check()
        scores = wanted[start : start + BATCH] @ known.T
        scores -= norms
        best[start : start + BATCH] = scores.argmax(axis=1)
    return targets, sources[best]


def carry(
    values: NDArray[np.float32] | NDArray[np.int16],
    hole: Mask,
    targets: Whole,
    sources: Whole,
    *,
    scale: int = 1,
    steepness: int = STEEP,
    origin: tuple[int, int] = (0, 0),
) -> Floats:
    """float32 (h, w, 3): values around the sources laid over the targets; 0 outside the hole.

    values: (H, W, 3) of `scale` times the size the centres refer to. hole: bool (h, w), the part of it whose upper
    left pixel is `origin` (y, x). steepness: power of the cosine window; low ones average neighbouring patches (for
    colours, whose edges should meet), high ones hardly do (averaging kills detail).
    """
    rows, columns = int(values.shape[0]), int(values.shape[1])
    height, width = hole.shape
    reach = STRIDE * scale
    window = _window(reach, steepness)
    total = np.zeros((height, width, 1), np.float32)
    summed = np.zeros((height, width, 3), np.float32)
    placed = targets * scale - np.array(origin)
    for (ty, tx), (sy, sx) in zip(placed.tolist(), (sources * scale).tolist(), strict=True):
        up, left = min(reach, ty, sy), min(reach, tx, sx)
        down, right = min(reach, height - ty, rows - sy), min(reach, width - tx, columns - sx)
        if up + down <= 0 or left + right <= 0:
            continue
        weight = window[reach - up : reach + down, reach - left : reach + right]
        summed[ty - up : ty + down, tx - left : tx + right] += (
            values[sy - up : sy + down, sx - left : sx + right] * weight
        )
        total[ty - up : ty + down, tx - left : tx + right] += weight
    return np.where(hole[:, :, None], summed / np.maximum(total, 1e-6), 0).astype(np.float32)


def features(rgb: Floats) -> Floats:
    """(H, W, F): low cosine coefficients of the luma patch around each pixel, and its two colour differences."""
    luma = rgb.mean(axis=2, dtype=np.float32)
    bands: list[Floats] = []
    for v in range(FREQUENCIES):
        for u in range(FREQUENCIES - v):
            across, down = _cosine(u), _cosine(v)
            band = cv2.sepFilter2D(luma, cv2.CV_32F, across, down, borderType=cv2.BORDER_REPLICATE)
            bands.append(cast(Floats, band))
    for channel in (0, 2):
        tint = rgb[:, :, channel] - luma
        mean = cast(Floats, cv2.boxFilter(tint, cv2.CV_32F, (PATCH, PATCH), borderType=cv2.BORDER_REPLICATE))
        bands.append(mean * np.float32(PATCH))
    return np.stack(bands, axis=2)


def _cosine(frequency: int) -> Floats:
    """One row of the orthonormal DCT-II of length PATCH."""
    row = np.cos(np.pi * (np.arange(PATCH) + 0.5) * frequency / PATCH)
    return (row / np.linalg.norm(row)).astype(np.float32)


def _window(reach: int, steepness: int) -> Floats:
    """(2 reach, 2 reach, 1) weights: a bell that is nowhere quite 0."""
    position = (np.arange(2 * reach) + 0.5 - reach) / reach
    row = np.cos(np.pi / 2 * position) ** steepness + 1e-4
    return np.outer(row, row)[:, :, None].astype(np.float32)
