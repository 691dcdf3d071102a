"""Flat fills and their grain: a smooth surface through the rim with the noise of the surroundings laid over it."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.blend import membrane
from scumble.vision.channels import mean_of

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

FINE_SIGMA = 2.0
"""Pixels; what is finer counts as grain."""
STRUCTURE = 3.0
"""Sigma in pixels; what is finer tells sharp surroundings from blurred ones."""
BAND_ROWS, BAND_RIM = 512, 16
"""Rows looked at together, and pixels around them that the blur sees: float work stays small."""
GRAIN_LIMIT = 12.0
"""Grey levels; larger excursions are details of the picture, not grain, and are not repeated."""
SHIFTS = 24
"""Directions and distances in which grain is looked for."""


def smooth_fill(rgb: Floats, hole: Mask, usable: Mask) -> Floats:
    """rgb float32 (H, W, 3) with the hole filled by a membrane through the denoised rim, plus matching grain."""
    base = denoised(rgb, usable)
    surface = membrane(np.where(usable[:, :, None], base, 0), hole | ~usable)
    return np.where(hole[:, :, None], surface + grain(rgb - base, hole, usable), rgb).astype(np.float32)


def grain(fine: Floats, hole: Mask, usable: Mask) -> Floats:
    """(H, W, 3): `fine` moved into the hole from the nearest usable pixels in a few directions; 0 elsewhere.

    Moved, not invented: so it has the surroundings' own strength, size and colour.
    """
    out = np.zeros_like(fine)
    missing = hole.copy()
    height, width = hole.shape
    ys, xs = np.nonzero(hole)
    if not ys.size:
        return out
    reach = max(int(ys.max() - ys.min()), int(xs.max() - xs.min())) + 1
    for k in range(SHIFTS):
        angle, share = k * 2.39996, (k + 1) / SHIFTS
        distance = min(reach, 16) + reach * share
        dy, dx = round(np.sin(angle) * distance), round(np.cos(angle) * distance)
        ys, xs = np.nonzero(missing)
        sy, sx = ys + dy, xs + dx
        ok = (sy >= 0) & (sy < height) & (sx >= 0) & (sx < width)
        ok[ok] = usable[sy[ok], sx[ok]] & ~hole[sy[ok], sx[ok]]
        out[ys[ok], xs[ok]] = np.clip(fine[sy[ok], sx[ok]], -GRAIN_LIMIT, GRAIN_LIMIT)
        missing[ys[ok], xs[ok]] = False
    return out


def unevenness(rgb: Bytes, where: Mask) -> float:
    """How far pixels of `where` stray from a tilted plane, in grey levels (0.9 quantile, worst channel)."""
    ys, xs = np.nonzero(where)
    if ys.size < 16:
        return 255.0
    plane = np.stack([ys, xs, np.ones_like(ys)], axis=1).astype(np.float64)
    values = rgb[ys, xs].astype(np.float64)
    solution = np.linalg.lstsq(plane, values, rcond=None)[0]
    return float(np.quantile(np.abs(values - plane @ solution), 0.9, axis=0).max())


def fine_structure(rgb: Bytes, where: Mask) -> float:
    """How sharp the pixels of `where` are: what is finer than STRUCTURE, in grey levels of luma (0.95 quantile)."""
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    if not rows.size:
        return 255.0
    left, right = max(0, int(columns[0]) - BAND_RIM), int(columns[-1]) + 1 + BAND_RIM
    found: list[Floats] = []
    for top in range(int(rows[0]), int(rows[-1]) + 1, BAND_ROWS):
        end = min(top + BAND_ROWS, int(rows[-1]) + 1)
        around = slice(max(0, top - BAND_RIM), end + BAND_RIM)
        here = slice(top - around.start, end - around.start)
        luma = mean_of(rgb[around, left:right])
        weight = where[around, left:right].astype(np.float32)
        total = np.maximum(cv2.GaussianBlur(weight, (0, 0), STRUCTURE), 1e-4)
        base = cast(Floats, cv2.GaussianBlur(luma * weight, (0, 0), STRUCTURE)) / total
        found.append(np.abs(luma - base)[here][where[top:end, left:right]])
    return float(np.quantile(np.concatenate(found), 0.95))


def denoised(rgb: Floats, usable: Mask) -> Floats:
    """Gaussian mean over usable pixels alone."""
    weight = usable.astype(np.float32)
    total = cast(Floats, cv2.GaussianBlur(weight, (0, 0), FINE_SIGMA))
    summed = cast(Floats, cv2.GaussianBlur(rgb * weight[:, :, None], (0, 0), FINE_SIGMA))
    return (summed / np.maximum(total, 1e-4)[:, :, None]).astype(np.float32)
