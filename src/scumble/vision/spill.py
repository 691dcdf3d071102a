"""Spill: the tint that a coloured background throws on a subject's rim, taken out where its colour leans to it.

Close to the outline a subject mirrors its surroundings and lenses smear them over it: a white lemur before leaves has a
green rim, also where nothing shines through. Only the part of the colour along the background's own hue is taken, only
what exceeds the subject's colours nearby, and less the further in: a red thing before red keeps its red. Fur is tinted
much deeper than a hard rim.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision import guided
from scumble.vision.holes import to_lab
from scumble.vision.refine import ramp

Weights = NDArray[np.float32]

SMALL_PIXELS = 100_000
"""Size of the copy on which the colours around are worked out."""
WIDE = (0.02, 0.08)
"""How deep a rim may be tinted, as a share of the subject's size: a hard one, and one of fur, into which the light of
the background shines."""
AROUND = (0.12, 0.35)
"""How far around a place the subject's inner colours and the background count, as a share of its size, of both: what
lies in deep from a furry rim is further away."""
FURRY = 1.0
"""Width of the matte's ramp, in pixels of that copy, from which on a rim is one of fur: 0.4 to 0.7 for products, 1.4
for a lemur."""
COLOURED = (14.0, 30.0)
"""Chroma of the background in CIE Lab up to which it tints nothing, and from which on all of the excess is taken."""
HIGH = 1.0
"""Deviations above the mean of the subject's colours nearby from which on a colour exceeds them."""
STRIP = 512


def despilled(fore: Pixels, alpha: Weights, rgb: Pixels, share: float = 1.0) -> tuple[Pixels, NDArray[np.bool_]]:
    """The subject's colours without spill, uint8 (H, W, 3), and where they changed, bool (H, W).

    fore: uint8 (H, W, 3), the subject's own colours, see `matting.foreground`. alpha: float32 (H, W). rgb: uint8
    (H, W, 3), the picture, for the background's colours. share: 0..1, how much of it is taken.
    """
    changed = np.zeros(alpha.shape, np.bool_)
    height, width = alpha.shape
    scale = min(1.0, (SMALL_PIXELS / (height * width)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    cover = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    maps = _around(
        np.asarray(cv2.resize(fore, size, interpolation=cv2.INTER_AREA), np.uint8),
        np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8),
        cover,
    )
    if maps is None:
        return fore, changed
    out = fore.copy()
    near = cv2.resize((maps[:, :, 3] > 0.01).astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    for top in range(0, height, STRIP):
        rows, columns = np.nonzero((near[top : top + STRIP] > 0) & (alpha[top : top + STRIP] > 0))
        if not rows.size:
            continue
        rows += top
        here = guided.sample(maps, rows, columns, alpha.shape)
        lab = to_lab(np.ascontiguousarray(out[rows, columns][None]))[0]
        along = lab[:, 1] * here[:, 0] + lab[:, 2] * here[:, 1]
        excess = np.maximum(along - here[:, 2], 0.0) * here[:, 3] * np.float32(share)
        some = excess > 0.5
        lab[:, 1:] -= excess[:, None] * here[:, :2]
        fixed = np.asarray(cv2.cvtColor(np.ascontiguousarray(lab[None]), cv2.COLOR_LAB2RGB), np.float32)[0][some]
        rows, columns = rows[some], columns[some]
        out[rows, columns] = np.clip(np.rint(fixed * np.float32(255.0)), 0, 255).astype(np.uint8)
        changed[rows, columns] = True
    return out, changed


def _around(fore: Pixels, rgb: Pixels, cover: Weights) -> Weights | None:
    """The small maps: unit direction of the background's hue (2), most along it that is the subject's own, and the
    share of the excess that is taken: float32 (h, w, 4); None where nothing is tinted."""
    mask = (cover > 0.5).astype(np.uint8)
    size = float(mask.sum()) ** 0.5
    rim = int(ramp(cover) > FURRY)
    wide = WIDE[rim] * size
    if wide < 1.0 or mask.all():
        return None
    depth = np.asarray(cv2.distanceTransform(mask, cv2.DIST_L2, 5), np.float32)
    reach = max(2, round(AROUND[rim] * size))
    outside = (cover < 0.02).astype(np.float32)
    ground, seen = _mean(to_lab(rgb)[:, :, 1:], outside, reach)
    strength = np.linalg.norm(ground, axis=2)
    hue = ground / np.maximum(strength, 1e-3)[:, :, None]
    own = to_lab(fore)[:, :, 1:]
    along = (own * hue).sum(axis=2)
    inner = (depth > 1.5 * wide).astype(np.float32)
    both, known = _mean(np.dstack([along, along * along]), inner, reach)
    most = both[:, :, 0] + HIGH * np.sqrt(np.maximum(both[:, :, 1] - both[:, :, 0] ** 2, 0.0))
    low, high = COLOURED
    share = np.clip((strength - low) / (high - low), 0, 1) * np.clip(1.5 * (1 - depth / wide), 0, 1)
    share *= (seen > 0.005) & (known > 0.005)
    # Soft pixels outside of the mask count as the rim.
    share *= np.asarray(cv2.dilate((cover > 0.002).astype(np.uint8), np.ones((3, 3), np.uint8)))
    if not share.any():
        return None
    return np.dstack([hue, np.maximum(most, 0.0), share]).astype(np.float32)


def _mean(values: Weights, weight: Weights, reach: int) -> tuple[Weights, Weights]:
    """Mean of the weighted values around each place, and the weight's share of the window."""
    near = guided.box(weight, reach)
    return (guided.box(values * weight[:, :, None], reach) / (near + np.float32(1e-6))[:, :, None]).astype(
        np.float32
    ), near
