"""Contact of a thing with its ground: whether it stands, how dark the ground right under it is, and the gap under it.

A thing whose cast shadow cannot be told may still darken the ground where it touches it, and the gap between its feet.
Both would stay behind as a slab when it goes, and be missing where it comes to stand.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Weights
from scumble.engines.cpu.shadow import footing, ground_shadow, main_parts, shrunk
from scumble.vision.tidy import standing

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

NEAR, FAR = (0.3, 0.6), (0.02, 0.05)
"""Density of a full contact shadow between which ground is right under a thing, and beside it."""
LEAST, MOST = 0.04, 0.6
"""Darkening right under it from which there is a contact shadow; and the strength that is drawn at most."""
FULL = 0.45
"""Darkening that a contact shadow of strength 1 has there."""
GAP = 0.15
"""Height of the gap under a thing, as a share of its size, up to which the gap is part of its shadow."""
STANDS = 0.6
"""`shadow.Footing.standing` from which a thing stands on the ground."""
COVERED = 0.004
"""Alpha above which a pixel is the thing's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Contact:
    """stands: it rests on ground that shows. strength: 0..1 of the contact shadow that it has, 0 for none. gap: bool
    (H, W), the dark gap between its feet."""

    stands: bool
    strength: float
    gap: Mask


def contact_of(rgb: NDArray[np.uint8], alpha: Weights) -> Contact:
    """The contact of the thing with this alpha (H, W) in a picture uint8 (H, W, 3)."""
    alpha = standing(alpha)
    height, width = alpha.shape
    gap = np.zeros((height, width), bool)
    small = shrunk(alpha)
    foot, density = footing(main_parts(small > 0.5)), ground_shadow(alpha, 1.0)
    if foot is None or density is None or foot.standing < STANDS:
        return Contact(stands=False, strength=0.0, gap=gap)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    light = cast(Floats, cv2.resize(grey, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA))
    free = small < COVERED
    beside = _median(light, free & (density > FAR[0]) & (density < FAR[1]))
    dark = 1 - _median(light, free & (density > NEAR[0]) & (density < NEAR[1])) / max(beside, 1.0)
    under = np.zeros(small.shape, bool)
    rows: Floats = np.arange(small.shape[0], dtype=np.float32)[:, None]
    columns = slice(foot.x0, foot.x0 + foot.low.size)
    low = foot.ground - foot.low <= GAP * foot.unit
    under[:, columns] = (rows > foot.low[None]) & (rows <= foot.ground[None]) & low[None]
    under &= small < 0.5
    if under.any():
        darker = 1 - _median(light, under & free) / max(beside, 1.0)
        if darker > LEAST:
            dark = max(dark, darker)
            gap = cv2.resize(under.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return Contact(stands=True, strength=0.0 if dark < LEAST else min(MOST, dark / FULL), gap=gap)


def _median(light: Floats, where: Mask) -> float:
    """The median there, the picture's where there is nothing."""
    return float(np.median(light[where])) if where.any() else float(np.median(light))
