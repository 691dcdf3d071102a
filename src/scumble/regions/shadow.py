"""Shadow of a thing on the ground: darker than the ground, of the ground's own hue, touching the thing's foot.

    shadow_of(mask, image)  ->  bool (H, W), without the mask

Only what is as soft and as bounded as a shadow: a dark thing of another colour beside the foot is none, and over a
ground of many brightnesses only the narrow contact shadow is taken.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Region

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

FOOT = 0.67
"""Share of the thing's height above which nothing of its shadow is looked for."""
CONTACT, CAST = 0.12, 0.8
"""How far from the foot a shadow reaches, as a share of the thing's shorter side: right under it, and cast."""
DARKER, DARKEST = 0.87, 0.2
"""A shadow lets between these shares of the ground's light through."""
HUE = 0.35
"""Largest difference among what red, green and blue lose, as a share of the loss: a shadow keeps the ground's hue."""
EVEN, EVEN_SHARE = 0.12, 0.75
"""The ground is even when so many of its pixels are within so much of its median: only then a cast shadow is told."""
GOES_ON = 0.2
"""What is dark beyond the reach, as a share of what is dark within it, from which the darkness is no shadow's."""
MOST = 0.7
"""Share of the thing's own area that a cast shadow has at most; what is larger is a dark ground."""


def shadow_of(mask: Mask, image: Image) -> Mask:
    """The thing's shadow, bool (H, W), False on the mask itself."""
    out = np.zeros(mask.shape, bool)
    bounds = Region.of_mask(mask).bounds
    if bounds is None:
        return out
    side = min(bounds.width, bounds.height)
    for share, cast_shadow in ((CAST, True), (CONTACT, False)):
        reach = max(4, round(share * side))
        top = bounds.y0 + round(FOOT * bounds.height)
        rows = slice(top, min(mask.shape[0], bounds.y1 + reach * (1 if cast_shadow else 2)))
        columns = slice(max(0, bounds.x0 - 2 * reach), min(mask.shape[1], bounds.x1 + 2 * reach))
        part = mask[rows, columns]
        if min(part.shape) < 2:
            continue
        found = _in_part(part, image.rgb[rows, columns], reach, even=cast_shadow)
        if found is not None and found.sum() <= MOST * mask.sum():
            out[rows, columns] = found
            return out
    return out


def _in_part(mask: Mask, rgb: NDArray[np.uint8], reach: int, *, even: bool) -> Mask | None:
    """The shadow in the part around the foot; None when the ground cannot be told or is not as even as it has to be."""
    soft = _ground_colours(rgb, mask, max(1.0, min(4.0, reach / 8)))
    away = cast(Floats, cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5))
    far = (away > reach) & (away <= 2 * reach)
    if far.sum() < 32:
        return None
    # Half-bright at least: a far band that is mostly shadow itself must not pass for the ground.
    light = soft.mean(axis=2)
    ground = np.median(soft[far & (light >= np.median(light[far]))], axis=0)
    through = (soft + 4) / (ground + 4)
    mean = through.mean(axis=2)
    if even and float((np.abs(mean[far] - 1) < EVEN).mean()) < EVEN_SHARE:
        return None
    same_hue = np.abs(through - mean[:, :, None]).max(axis=2) < HUE * (1 - mean)
    dark = (mean < DARKER) & (mean > DARKEST) & same_hue & ~mask
    return _joined(_bounded(dark, away <= reach), mask)


def _bounded(dark: Mask, near: Mask) -> Mask:
    """What is dark near the thing, without what goes on further away: a dark plank it stands on is no shadow of it."""
    _, found = cv2.connectedComponents(dark.astype(np.uint8), connectivity=8)
    labels = np.asarray(found, np.int32)
    inside = np.bincount(labels[near & dark], minlength=int(labels.max()) + 1)
    beyond = np.bincount(labels[~near & dark], minlength=inside.size)
    return dark & near & (beyond <= GOES_ON * inside)[labels]


def _ground_colours(rgb: NDArray[np.uint8], mask: Mask, sigma: float) -> Floats:
    """float32 (H, W, 3): the colours without their grain; the thing itself lends none."""
    weight = (~mask).astype(np.float32)
    total = np.maximum(cast(Floats, cv2.GaussianBlur(weight, (0, 0), sigma)), 1e-4)
    summed = cast(Floats, cv2.GaussianBlur(rgb * weight[:, :, None], (0, 0), sigma))
    return (summed / total[:, :, None]).astype(np.float32)


def _joined(dark: Mask, mask: Mask) -> Mask:
    """What of `dark` hangs together with the mask, its soft rim added."""
    _, labels = cv2.connectedComponents((dark | mask).astype(np.uint8), connectivity=8)
    numbers = np.unique(np.asarray(labels)[mask])
    found = dark & np.isin(np.asarray(labels), numbers[numbers > 0])
    if not found.any():
        return found
    closed = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return cv2.dilate(closed, np.ones((5, 5), np.uint8)).astype(bool) & ~mask
