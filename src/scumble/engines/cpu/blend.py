"""Membrane: the smoothest surface through what surrounds a hole (Laplace's equation); blends a fill to its rim."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.channels import largest_of, mean_of

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SWEEPS = 40
"""Relaxation sweeps a level; from the coarser level's answer that leaves about a hundredth of the range."""
HALVINGS = 5
"""Levels of which each is exactly half of the one before."""
RIM_SIGMA = 3.0
"""Pixels over which both sides of the rim are averaged before they are compared."""
MAX_STEP = 14.0
"""Grey levels: a larger step at the rim is an edge of the picture, not a mismatch, and is left alone."""
TEXTURE = 7.0
"""Standard deviation in grey levels at which a step is half hidden by texture."""

_CROSS = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)


def membrane(values: Floats, hole: Mask, *, sweeps: int = SWEEPS) -> Floats:
    """float32 (H, W, C) with the hole replaced by the harmonic surface through the pixels right around it.

    What the hole held before does not matter, nor does anything further away than its rim. A hole without a rim
    (everything is hole) is returned as it was. sweeps: of relaxation a level; few do where only the rim's next pixels
    matter.
    """
    around = _around(hole, 1)
    gap = hole[around]
    rim = cv2.dilate(gap.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~gap
    if not rim.any():
        return values
    out = values.astype(np.float32)
    sides = _even(gap)
    whole = (*sides, (0, 0))
    solved = _solve(np.pad(out[around], whole), np.pad(rim.astype(np.float32), sides), np.pad(gap, sides), sweeps)
    inner = tuple(slice(before, length + before) for (before, _), length in zip(sides, gap.shape, strict=True))
    np.copyto(out[around], solved[inner], where=gap[:, :, None])
    return out


def _even(hole: Mask) -> tuple[tuple[int, int], tuple[int, int]]:
    """How much is added to each end of both sides, so that they can be halved HALVINGS times: halves of odd sides lie
    a little beside what they are halves of. Nothing is added where the hole ends with the picture."""
    ends = ((bool(hole[0].any()), bool(hole[-1].any())), (bool(hole[:, 0].any()), bool(hole[:, -1].any())))
    found: list[tuple[int, int]] = []
    for length, (first, last) in zip(hole.shape, ends, strict=True):
        lacks = -int(length) % (1 << HALVINGS)
        found.append((0, 0) if first and last else (lacks, 0) if last else (0, lacks))
    return found[0], found[1]


def _around(hole: Mask, by: int) -> tuple[slice, slice]:
    """Rows and columns of the hole and `by` pixels around it: nothing else plays a part."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    top, left = max(0, int(rows[0]) - by), max(0, int(columns[0]) - by)
    return slice(top, int(rows[-1]) + 1 + by), slice(left, int(columns[-1]) + 1 + by)


def _solve(values: Floats, weight: Floats, hole: Mask, sweeps: int) -> Floats:
    """Cascadic multigrid: the same problem at half size gives the start, then a few Jacobi sweeps.

    weight: float32 (H, W), how much of each pixel is rim; a pixel is hole or rim or plays no part.
    """
    start = _coarser(values, weight, hole, sweeps)
    out, inside = np.where(hole[:, :, None], start, values).astype(np.float32), hole.view(np.uint8)
    flat = out[:, :, 0] if out.shape[2] == 1 else out
    for _ in range(sweeps):
        cv2.copyTo(cv2.filter2D(flat, -1, _CROSS, borderType=cv2.BORDER_REPLICATE), inside, flat)
    return out


def blend_to_rim(fill: Floats, hole: Mask, known: Mask) -> Floats:
    """A fill, float32 (H, W, 3), shifted smoothly so that no step in colour shows along the hole's rim.

    Steps are measured between averages of the known and of the filled side; where the picture is busy, or the step is
    so large that it is an edge of the picture itself, nothing is shifted.
    """
    around = _around(hole, round(4 * RIM_SIGMA) + 2)
    part, gap, good = fill[around], hole[around], known[around]
    if not gap.size:
        return fill
    outside, spread = _average(part, good)
    inside, inner_spread = _average(part, gap)
    ring = cv2.dilate(gap.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & good & ~gap
    step = outside - inside
    size = largest_of(np.abs(step))[:, :, None]
    trust = np.clip(2 - size / MAX_STEP, 0, 1) / (1 + ((spread + inner_spread) / (2 * TEXTURE)) ** 2)
    bounds = np.where(ring[:, :, None], step * trust, 0).astype(np.float32)
    out = fill.copy()
    out[around] = np.where(gap[:, :, None], part + membrane(bounds, gap), part)
    return out


def _average(values: Floats, where: Mask) -> tuple[Floats, Floats]:
    """Gaussian mean (H, W, 3) over the pixels of `where`, and their standard deviation (H, W, 1)."""
    weight = where.astype(np.float32)
    total = np.maximum(_soft(weight), 1e-4)[:, :, None]
    mean = _soft(values * weight[:, :, None]) / total
    luma = mean_of(values)
    square = _soft(luma * luma * weight)[:, :, None] / total
    first = _soft(luma * weight)[:, :, None] / total
    return mean.astype(np.float32), np.sqrt(np.maximum(square - first * first, 0)).astype(np.float32)


def _soft(values: Floats) -> Floats:
    """Gaussian blur at RIM_SIGMA."""
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), RIM_SIGMA))


def _coarser(values: Floats, weight: Floats, hole: Mask, sweeps: int) -> Floats:
    """The answer at half size, enlarged; a coarse pixel that holds any rim is rim. The rim's mean once it is all."""
    height, width = hole.shape
    half = ((width + 1) // 2, (height + 1) // 2)
    if min(half) < 2:
        mean = (values * weight[:, :, None]).sum(axis=(0, 1)) / weight.sum()
        return np.broadcast_to(mean, values.shape).astype(np.float32)
    total = cast(Floats, cv2.resize(weight, half, interpolation=cv2.INTER_AREA))
    summed = cast(Floats, cv2.resize(values * weight[:, :, None], half, interpolation=cv2.INTER_AREA))
    known = (summed.reshape(half[1], half[0], -1) / np.maximum(total, 1e-6)[:, :, None]).astype(np.float32)
    share = cast(Floats, cv2.resize(hole.astype(np.float32), half, interpolation=cv2.INTER_AREA))
    gap = (share > 0) & (total <= 1e-6)
    small = _solve(known, total, gap, sweeps) if gap.any() else known
    reached = (gap | (total > 1e-6)).astype(np.float32)
    return _enlarged(small, reached, width, height)


def _enlarged(small: Floats, reached: Floats, width: int, height: int) -> Floats:
    """Linear interpolation between the pixels that were solved or known; the others lend nothing."""
    size = (width, height)
    total = cast(Floats, cv2.resize(reached, size, interpolation=cv2.INTER_LINEAR))
    summed = cast(Floats, cv2.resize(small * reached[:, :, None], size, interpolation=cv2.INTER_LINEAR))
    return (summed.reshape(height, width, -1) / np.maximum(total, 1e-6)[:, :, None]).astype(np.float32)
