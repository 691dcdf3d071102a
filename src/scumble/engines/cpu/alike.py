"""Alike: a filled hole drawn again, each place as the mean of the places of the picture that are most like it.

What a mean of several fills leaves soft becomes what the picture itself holds; where several places are equally likely
their mean is taken, which is nearer to the truth than any one of them.
Method: Buades, Coll, Morel, "A Non-Local Algorithm for Image Denoising", CVPR 2005, turned to filling.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.detail import PATCH, features

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

STRIDE, REACH = 3, 2
"""Pixels: distance of the places in the hole, and how far around its centre each is drawn."""
NEAREST = 8
"""Places that a mean is taken of."""
MAX_SOURCES = 4_000
"""Places that are compared, at most; five times as many score the same."""
NOISE = 200.0
"""Squared difference of two patches' cosine coefficients that is no difference: grain of about four grey levels."""
BATCH = 256


def mean_alike(filled: Floats, hole: Mask, usable: Mask, cancel: CancelToken) -> Floats:
    """float32 (H, W, 3): `filled` with the hole drawn from the usable pixels alone; as it was where none are whole.

    Raises Cancelled.
    """
    height, width = hole.shape
    sources = np.flatnonzero(_whole(usable))
    grid = np.zeros_like(hole)
    grid[::STRIDE, ::STRIDE] = True
    near = cv2.dilate(hole.astype(np.uint8), np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)) > 0
    ys, xs = np.nonzero(near & grid)
    if sources.size <= NEAREST or not ys.size:
        return filled
    if sources.size > MAX_SOURCES:
        sources = sources[:: -(-sources.size // MAX_SOURCES)]
    described = features(filled).reshape(height * width, -1)
    known, wanted = described[sources], described[ys * width + xs]
    half = np.einsum("ij,ij->i", known, known) * np.float32(0.5)
    steps = np.arange(-REACH, REACH + 1)
    dy, dx = (a.ravel() for a in np.meshgrid(steps, steps, indexing="ij"))
    bell = np.exp(-(dy * dy + dx * dx) / np.float32(REACH * REACH)).astype(np.float32)
    colours = filled.reshape(-1, 3)
    summed = np.zeros((height + 2 * REACH, width + 2 * REACH, 3), np.float32)
    total = np.zeros((height + 2 * REACH, width + 2 * REACH, 1), np.float32)
    for start in range(0, ys.size, BATCH):
        cancel.check()
        batch = slice(start, start + BATCH)
        best, weight = _nearest(wanted[batch], known, half)
        patches = colours[sources[best][:, :, None] + (dy * width + dx)]
        drawn = np.einsum("nk,nkoc->noc", weight, patches)
        for i in range(bell.size):
            place = ys[batch] + REACH + dy[i], xs[batch] + REACH + dx[i]
            summed[place] += drawn[:, i] * bell[i]
            total[place] += bell[i]
    inner = np.s_[REACH : REACH + height, REACH : REACH + width]
    mean = summed[inner] / np.maximum(total[inner], np.float32(1e-6))
    return np.where(hole[:, :, None] & (total[inner] > 0), mean, filled).astype(np.float32)


def _nearest(wanted: Floats, known: Floats, half: Floats) -> tuple[NDArray[np.intp], Floats]:
    """For each wanted description the NEAREST known ones and their weights, which add up to 1: two (N, NEAREST).

    half: half of the squared length of each known one.
    """
    scores = half - wanted @ known.T
    best = np.argpartition(scores, NEAREST - 1, axis=1)[:, :NEAREST]
    own = np.einsum("ij,ij->i", wanted, wanted)[:, None]
    apart = np.maximum(2 * np.take_along_axis(scores, best, axis=1) + own, 0)
    least = apart.min(axis=1, keepdims=True)
    weight = np.exp(-(apart - least) / (least + np.float32(NOISE)))
    return best, (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)


def _whole(usable: Mask) -> Mask:
    """Centres of patches that are usable all over and lie within the picture."""
    kernel = np.ones((PATCH, PATCH), np.uint8)
    eroded = cv2.erode(usable.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return cast(NDArray[np.uint8], eroded) > 0
