"""Grow, shrink and feather a region: feathering only ever reduces weights, and what is exactly 0 stays exactly 0."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Region, Weights


def grow(region: Region, pixels: float) -> Region:
    """Everything within `pixels` of a pixel whose weight is at least a half may change freely too."""
    if pixels <= 0:
        return region
    sure = region.inside if region.is_hard else region.weights >= 0.5
    reached = _within(sure, pixels)
    if region.is_hard:
        return Region.of_mask(reached)
    return Region(weights=np.where(reached, np.float32(1.0), region.weights))


def shrink(region: Region, pixels: float) -> Region:
    """Takes a rim of `pixels` away; the picture's own border is no rim."""
    return region if pixels <= 0 else grow(region.invert(), pixels).invert()


def feather_inward(region: Region, pixels: float) -> Region:
    """Lets the weights rise smoothly from the region's edge to `pixels` inside it.

    No weight ever rises; a weight above 0 stays above 0; at the picture's own border nothing is
    feathered. The ramp is the smoothstep 3 t^2 - 2 t^3 over the Euclidean distance to the nearest pixel of weight 0.
    """
    if pixels <= 0 or region.is_empty or bool(region.inside.all()):
        return region
    distance = _distance_to(~region.inside)
    t = np.clip(distance / np.float32(pixels + 1.0), 0.0, 1.0)
    return Region(weights=(region.weights * (t * t * (3.0 - 2.0 * t))).astype(np.float32))


def _within(mask: NDArray[np.bool_], pixels: float) -> NDArray[np.bool_]:
    """Everything within `pixels` of the mask; looked at only around it."""
    out = np.zeros_like(mask)
    bounds = Region.of_mask(mask).bounds
    if bounds is None:
        return out
    by = int(np.ceil(pixels)) + 1
    here = (
        slice(max(0, bounds.y0 - by), bounds.y1 + by),
        slice(max(0, bounds.x0 - by), bounds.x1 + by),
    )
    out[here] = _distance_to(mask[here]) <= pixels
    return out


def _distance_to(mask: NDArray[np.bool_]) -> Weights:
    """Euclidean distance in pixels to the nearest True; infinite when there is none."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)
