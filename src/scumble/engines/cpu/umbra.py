"""Deep shadow on rough ground: where it ends exactly, and the gain that makes its ground as light as that beside it.

On ground of dark and light grains (rubber chips, gravel) means over a patch blur a shadow's outline by the size of the
patch. How bright the brightest grain near a place is (a morphological closing: Serra, 1982) hardly varies in light or
in shade, and steps where the shadow ends. Under so rough a texture the noise that a large gain brings back is not
seen, and the ground's own grains are truer than any fill.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.channels import mean_of
from scumble.vision.ground import DIM, blurred
from scumble.vision.light import LINEAR
from scumble.vision.shadows import FAINT

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

ROUGH = 0.55
"""Median of how far (log of light) lit ground lies below its brightest grains, from which it is rough: rubber chips
0.74, a coarse cloth 0.68, asphalt 0.35, granite 0.27."""
SEEN = 0.008
"""Linear light of the brightest grains in the shadow from which they are more than noise: number 22 of 255."""
STEP = 1.2
"""Least difference (log of light) of the brightest grains in light and in shade that tells the outline."""
HEART, DEEPEST = 0.6, 0.1
"""Share of a shadow's depth, at this quantile of it, from which a place is surely in it."""
WIDE, NEAR = 0.3, 0.12
"""Sigmas as a share of the shadow's size: of the grains' level, and of the light that is compared."""
HALF = 0.5
"""Share of the step at which the outline runs."""
RIM, SOFT = 0.8, 0.4
"""How far inside the outline the gain sets in, and the sigma of its edge, in half radii of the closing: lit grains at
the outline would shine, those left dark are like the ground's dark grains."""
MOST = 3.2
"""Most log of the gain."""
LOW, HIGH = -12.0, 12.0
"""Beyond any log of light."""
ENOUGH = 60
"""Pixels of the copy from which a mean is one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Umbra:
    """gain: float32 (h, w, 3) of a copy, natural log of the gain. share: float32 (H, W), how far a pixel is in it."""

    gain: Floats
    share: Floats


def umbra_of(part: Bytes, now: Floats, free: Floats, size: tuple[int, int], sigma: float) -> Umbra | None:
    """The umbra of a shadow on rough ground; None on smoother ground, and where nothing but noise is left in it.

    part: uint8 (H, W, 3). now: float32 (H, W), log of the light let through, as told so far. free: float32 (H, W), how
    much of each pixel is ground. size: width and height of the copy; sigma: in its pixels, over which texture averages
    out.
    """
    small = cast(Bytes, cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    shade = cast(Floats, cv2.resize(now, size, interpolation=cv2.INTER_AREA))
    ground = cast(Floats, cv2.resize(free, size, interpolation=cv2.INTER_AREA)) > 0.98
    radius = max(1, round(sigma))
    dark = ground & (shade < -FAINT)
    if int(dark.sum()) < ENOUGH:
        return None
    heart = ground & (shade < HEART * float(np.quantile(shade[dark], DEEPEST)))
    lit = ground & ~_grown(dark, 2 * radius)
    if int(heart.sum()) < ENOUGH or int(lit.sum()) < ENOUGH:
        return None
    level = np.log(mean_of(LINEAR[small]) + DIM).astype(np.float32)
    closed = _closed(level, ground, radius)
    if float(np.median((closed - level)[lit])) < ROUGH or float(np.exp(np.median(closed[heart]))) < SEEN:
        return None
    wide = WIDE * float(heart.sum()) ** 0.5
    low, high = _mean(closed, heart, wide), _mean(closed, lit, wide)
    if float(np.median((high - low)[heart])) < STEP:
        return None
    soft = blurred(np.where(ground, closed, low).astype(np.float32), SOFT * radius)
    inside = (high - soft > HALF * np.maximum(high - low, STEP)) & ground & _grown(dark, radius)
    disc = _disc(radius)
    inside = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, disc)
    inside = (cv2.morphologyEx(inside, cv2.MORPH_CLOSE, disc) > 0) & ground
    if int(inside.sum()) < ENOUGH:
        return None
    return Umbra(gain=_gain(small, inside, ground, radius), share=_share(inside, ground, free, radius))


def _gain(small: Bytes, inside: Mask, ground: Mask, radius: int) -> Floats:
    """float32 (h, w, 3): log of the light beside over that within, by channel."""
    light = LINEAR[small]
    sigma = NEAR * float(inside.sum()) ** 0.5
    beside = ground & ~_grown(inside, radius)
    core = ~_grown(~inside & ground, radius // 2) & inside
    core = core if int(core.sum()) >= ENOUGH else inside
    planes = [np.log((_mean(p, beside, sigma) + DIM) / (_mean(p, core, sigma) + DIM)) for p in np.moveaxis(light, 2, 0)]
    return np.clip(np.dstack(planes), 0, MOST).astype(np.float32)


def _share(inside: Mask, ground: Mask, free: Floats, radius: int) -> Floats:
    """float32 (H, W): 1 in the umbra, from a little inside its outline on; it goes on under the thing."""
    height, width = free.shape
    scale = width / inside.shape[1]
    size = (width, height)
    over = cast(Floats, cv2.resize((inside | ~ground).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)) > 0.5
    by = max(1, round(RIM * radius * scale / 2))
    core = cv2.erode(over.astype(np.uint8), _disc(by), borderType=cv2.BORDER_REPLICATE).astype(np.float32)
    near = _grown(inside, radius).astype(np.uint8)
    core *= cv2.resize(near, size, interpolation=cv2.INTER_NEAREST)
    return blurred(core, max(1.0, SOFT * radius * scale / 2))


def _closed(level: Floats, ground: Mask, radius: int) -> Floats:
    """The level's closing, of the ground alone."""
    disc = _disc(radius)
    most = cv2.dilate(np.where(ground, level, LOW).astype(np.float32), disc)
    least = cast(Floats, cv2.erode(np.where(ground, most, HIGH).astype(np.float32), disc))
    return np.where(ground, least, level).astype(np.float32)


def _mean(values: Floats, where: Mask, sigma: float) -> Floats:
    """The values' mean around each place where they count; a wider one where none is near."""
    weight = where.astype(np.float32)
    near, far = blurred(weight, sigma), blurred(weight, 4 * sigma)
    sure = np.clip(near / 0.05, 0, 1)
    one = blurred((values * weight).astype(np.float32), sigma) / (near + 1e-6)
    other = blurred((values * weight).astype(np.float32), 4 * sigma) / (far + 1e-6)
    return (one * sure + other * (1 - sure)).astype(np.float32)


def _grown(mask: Mask, by: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), _disc(by)) > 0


def _disc(radius: int) -> Bytes:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
