"""Unmix: the matte of a see-through subject's bars and strands at full size, from the background foretold behind them.

As in keying, a mixed pixel's share of subject is its distance from the background's colour over the largest distance
found within a few pixels; only that here the background's colour differs from place to place. Done in strips, and only
near gaps and thin parts: elsewhere the ordinary matte stays.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.backdrop import LEAST, length
from scumble.vision.holes import to_lab
from scumble.vision.see_through import SeeThrough

Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]

REACH = 16
"""How far around gaps and thin parts the matte is made anew, pixels of the working copy: a tube, a tyre."""
MIXED = 5
"""How far from known background a pixel may be mixed, pixels of the working copy: half a strand and its blur,
and the bits of gap between strands that are too small for a cell."""
FULL = 0.9
"""Share of the largest distance from which on a pixel is wholly subject: the largest is a highlight or a deep shade."""
FAINT = 12.0
"""Least distance of what counts as wholly subject, in CIE Lab."""
TOLD = 8.0
"""Tolerance of the background up to which it overrules the ordinary matte behind the mixed pixels, in CIE Lab."""
HELD = 0.1
"""What the ordinary matte holds at least where a part of the subject can be."""
NOISE = 3.0
"""Mean errors of the background beside known pixels up to which a distance from it is nothing but noise."""
STRIP = 512


def unmix(pixels: Pixels, matte: Weights, found: SeeThrough, cancel: CancelToken) -> Weights:
    """The matte with the gaps open and thin parts added: float32 (H, W).

    pixels: uint8 (H, W, 3 or 4), the frame at full size. matte: float32 (H, W), the ordinary one. Raises Cancelled.
    """
    height, width = matte.shape
    scale = max(height, width) / max(found.known.shape)
    # Gaps known by their colour alone tell less of what lies around them.
    zone = _grown((found.gaps & ~found.opened) | found.thin, REACH) | _grown(found.opened, MIXED)
    # What the ordinary matte left out, and is no thin part, is something else: a twig behind the wheel.
    small = np.asarray(cv2.resize(matte, zone.shape[::-1], interpolation=cv2.INTER_AREA), np.float32)
    held = np.asarray(cv2.dilate(((small > HELD) | found.thin).astype(np.uint8), np.ones((5, 5), np.uint8))) > 0
    zone &= (held | found.known).astype(np.uint8)
    thin = np.asarray(cv2.dilate(found.thin.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    plan = zone + 2 * found.known.astype(np.uint8) + 4 * thin
    full = np.asarray(cv2.resize(plan, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    ground = found.background
    maps = np.dstack([ground.color, ground.far, ground.tolerance, found.errors[0]])
    out = matte.copy()
    reach = max(1, round(MIXED * scale))
    for top in range(0, height, STRIP):
        cancel.check()
        last = min(top + STRIP, height)
        columns = np.flatnonzero((full[top:last] & 1).any(axis=0))
        if not columns.size:
            continue
        left, right = max(0, int(columns[0]) - 2 * reach), min(width, int(columns[-1]) + 1 + 2 * reach)
        first, end = max(0, top - 2 * reach), min(height, last + 2 * reach)
        grown = _stretched(maps, (first, end, left, right), (height, width))
        part = (slice(first, end), slice(left, right))
        alpha = _shares(pixels[part], matte[part], full[part], grown, scale, reach)
        out[top:last, left:right] = alpha[top - first : last - first]
    return out


def _grown(mask: NDArray[np.bool_], radius: int) -> Bytes:
    """The mask with a rim of `radius` pixels: uint8 (h, w)."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc), np.uint8)


def _stretched(small: Weights, window: tuple[int, int, int, int], shape: tuple[int, int]) -> Weights:
    """A window (top, bottom, left, right) of a small map (h, w, C) at full size (bilinear): float32 (h', w', C)."""
    top, bottom, left, right = window
    fy, fx = small.shape[0] / shape[0], small.shape[1] / shape[1]
    x = (np.arange(left, right, dtype=np.float32) + np.float32(0.5)) * np.float32(fx) - np.float32(0.5)
    y = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5)) * np.float32(fy) - np.float32(0.5)
    grid = np.meshgrid(x, y)
    parts = [
        cv2.remap(np.ascontiguousarray(small[:, :, k]), *grid, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for k in range(small.shape[2])
    ]
    return np.dstack(parts).astype(np.float32, copy=False)


def _shares(pixels: Pixels, matte: Weights, plan: Bytes, maps: Weights, scale: float, reach: int) -> Weights:
    """The matte of a part. plan: bits 1 zone, 2 known background, 4 thin part. maps: colour, far, tolerance, error."""
    color, far, tolerance, noise = maps[:, :, :3], maps[:, :, 3], maps[:, :, 4], maps[:, :, 5]
    lab = to_lab(np.ascontiguousarray(pixels[:, :, :3]))
    # Not smoothed: a blade of grass is a pixel wide.
    distance = length(lab - color)
    window = (2 * reach + 1, 2 * reach + 1)
    most = np.asarray(cv2.blur(cv2.dilate(distance, np.ones(window, np.uint8)), window), np.float32)
    low = np.clip(NOISE * noise, LEAST, 4 * LEAST).astype(np.float32)
    rise = np.maximum(np.float32(FULL) * np.maximum(most, np.float32(FAINT)) - low, np.float32(4.0))
    mixed = np.clip((distance - low) / rise, 0.0, 1.0)
    # Behind the mixed pixels nothing but a gap too small for a cell is left: subject unless it is as foretold.
    inner = np.clip((distance - tolerance) / np.maximum(tolerance, np.float32(6.0)), 0.0, 1.0)
    told = (tolerance < TOLD) & ((matte > 0.02) | ((plan & 4) > 0))
    behind = np.where(told, np.maximum(mixed, inner), matte)
    alpha = np.where((plan & 2) > 0, np.float32(0.0), np.where(far * scale <= reach, mixed, behind))
    return np.where((plan & 1) > 0, alpha, matte).astype(np.float32)
