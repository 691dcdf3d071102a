"""Detail re-synthesis: gives a coarse or slightly blurred fill the fine texture of the surroundings it resembles.

For a grid of patches in the hole the most similar patch outside is found exactly (a matrix product over a few cosine
coefficients of every patch), and what the surroundings hold beyond the coarse picture is carried over, weighed so that
each pixel listens almost only to its nearest patch. The coarse colours stay; only detail is added.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken, ahead
from scumble.vision.channels import mean_of

Bytes = NDArray[np.uint8]
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
BATCH, SOURCES_BATCH = 64, 8192
"""Patches in the hole that are compared with so many outside at a time: their scores stay in the cache."""
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
    middle = len(targets) // 2
    beside = ahead(lambda: _nearest(wanted[middle:], known, norms, cancel))
    best = _nearest(wanted[:middle], known, norms, cancel)
    return targets, sources[np.concatenate([best, beside.result()])]


def _nearest(wanted: Floats, known: Floats, norms: Floats, cancel: CancelToken) -> Whole:
    """int64 (N,): which of `known` (M, F) is nearest to each of `wanted` (N, F). norms: half their squares, (M,)."""
    best = np.zeros(len(wanted), np.int64)
    top = np.full(len(wanted), -np.inf, np.float32)
    for first in range(0, len(known), SOURCES_BATCH):
        cancel.check()
        part = np.ascontiguousarray(known[first : first + SOURCES_BATCH].T)
        half_norms = norms[first : first + SOURCES_BATCH]
        for start in range(0, len(wanted), BATCH):
            scores = wanted[start : start + BATCH] @ part
            scores -= half_norms
            nearest = scores.argmax(axis=1)
            score = scores[np.arange(len(nearest)), nearest]
            better = score > top[start : start + BATCH]
            best[start : start + BATCH][better] = nearest[better] + first
            top[start : start + BATCH][better] = score[better]
    return best


def carry(
    values: Floats | Bytes,
    hole: Mask,
    targets: Whole,
    sources: Whole,
    *,
    scale: int = 1,
    steepness: int = STEEP,
    origin: tuple[int, int] = (0, 0),
    gains: Floats | None = None,
    less: Bytes | None = None,
) -> Floats:
    """float32 (h, w, 3): values around the sources laid over the targets; 0 outside the hole.

    values: (H, W, 3) of `scale` times the size the centres refer to. hole: bool (h, w), the part of it whose upper
    left pixel is `origin` (y, x). steepness: power of the cosine window; low ones average neighbouring patches (for
    colours, whose edges should meet), high ones hardly do (averaging kills detail). gains: float32 (N,), by how much
    each patch's values are multiplied; 1 when absent. less: of the values' shape, taken off them first.
    """
    rows, columns = int(values.shape[0]), int(values.shape[1])
    height, width = hole.shape
    reach = STRIDE * scale
    window = _window(reach, steepness)
    total = np.zeros((height, width, 1), np.float32)
    summed = np.zeros((height, width, 3), np.float32)
    placed = targets * scale - np.array(origin)
    strength = [1.0] * len(targets) if gains is None else gains.tolist()
    for (ty, tx), (sy, sx), gain in zip(placed.tolist(), (sources * scale).tolist(), strength, strict=True):
        up, left = min(reach, ty, sy), min(reach, tx, sx)
        down, right = min(reach, height - ty, rows - sy), min(reach, width - tx, columns - sx)
        if up + down <= 0 or left + right <= 0:
            continue
        weight = window[reach - up : reach + down, reach - left : reach + right]
        there = (slice(sy - up, sy + down), slice(sx - left, sx + right))
        part = values[there] if less is None else cv2.subtract(values[there], less[there], dtype=cv2.CV_16S)
        summed[ty - up : ty + down, tx - left : tx + right] += part * (weight * np.float32(gain))
        total[ty - up : ty + down, tx - left : tx + right] += weight
    return np.where(hole[:, :, None], summed / np.maximum(total, 1e-6), 0).astype(np.float32)


def features(rgb: Floats) -> Floats:
    """(H, W, F): low cosine coefficients of the luma patch around each pixel, and its two colour differences.

    Whole numbers, from mid grey. Their products and sums are exact in float32, so the nearest patch is the same in
    whatever order a number of threads adds them up: the sum of squares is below 2**24, since by Parseval luma adds at
    most (127.5 PATCH)^2 and each tint (170 PATCH)^2.
    """
    luma = mean_of(rgb)
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
    bands[0] -= np.float32(127.5 * PATCH)
    return np.rint(np.stack(bands, axis=2))


def _cosine(frequency: int) -> Floats:
    """One row of the orthonormal DCT-II of length PATCH."""
    row = np.cos(np.pi * (np.arange(PATCH) + 0.5) * frequency / PATCH)
    return (row / np.linalg.norm(row)).astype(np.float32)


def _window(reach: int, steepness: int) -> Floats:
    """(2 reach, 2 reach, 1) weights: a bell that is nowhere quite 0."""
    position = (np.arange(2 * reach) + 0.5 - reach) / reach
    row = np.cos(np.pi / 2 * position) ** steepness + 1e-4
    return np.outer(row, row)[:, :, None].astype(np.float32)
