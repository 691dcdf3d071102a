"""Cast shadow of a cut-out subject: its silhouette laid on the ground by a light from one side, softer further away.

Each point of the silhouette stands some height above the ground line under it; a light from the left throws it to the
right by that height and, because the ground is seen from above, a little up in the picture. The penumbra grows with the
height of what casts it, as it does under a lamp of some size.
"""

from typing import Literal, cast

import cv2
import numpy as np

from scumble.core.region import Weights
from scumble.engines.cpu.shadow import footing, main_parts, shrunk

Way = Literal["left", "right", "back", "front"]

THROW: dict[Way, tuple[float, float]] = {
    "left": (-0.85, 0.30),
    "right": (0.85, 0.30),
    "back": (0.30, 0.45),
    "front": (0.25, -0.38),
}
"""For each unit of height: how far to the right, and how far up in the picture, its shadow falls."""
LAYERS = 6
"""Heights that are blurred apart."""
SHARPEST, SOFTEST = 0.005, 0.11
"""Sigma of the penumbra as a share of the subject's size: at the foot; and what softness 1 adds at the top."""
DARK, FADE = 0.62, 0.55
"""Density at strength 1, and the share of it that is lost towards the top: light from the sky fills in."""


def cast_shadow(alpha: Weights, way: Way, strength: float, softness: float) -> Weights | None:
    """Density float32 (h, w) in [0, 1] at the size of `shadow.shrunk` for an alpha (H, W); None where the subject does
    not stand on ground that shows. strength, softness: 0..1.
    """
    small = shrunk(alpha)
    body = main_parts(small > 0.5)
    foot = footing(body)
    if foot is None:
        return None
    height, width = small.shape
    rows, columns = np.nonzero(body)
    ground = foot.ground[np.clip(columns - foot.x0, 0, foot.ground.size - 1)]
    above = np.maximum(ground - rows, 0)
    tall = max(1.0, float(above.max()))
    right, up = THROW[way]
    x = np.rint(columns + right * above).astype(np.intp)
    y = np.rint(ground - up * above).astype(np.intp)
    seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    layer = np.minimum((above / tall * LAYERS).astype(np.intp), LAYERS - 1)
    density = np.zeros((height, width), np.float32)
    for k in range(LAYERS):
        part = seen & (layer >= k) & (layer <= k + 1)
        spot = np.zeros((height, width), np.float32)
        spot[y[part], x[part]] = 1
        # Where the shadow is drawn out there are gaps between the points.
        spot = cast(Weights, cv2.morphologyEx(spot, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
        share = (k + 0.5) / LAYERS
        sigma = max(0.6, foot.unit * (SHARPEST + SOFTEST * softness * share))
        soft = cast(Weights, cv2.GaussianBlur(spot, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
        density = np.maximum(density, soft * np.float32(DARK * (1 - FADE * share)))
    return np.clip(strength * density, 0, 1).astype(np.float32)
