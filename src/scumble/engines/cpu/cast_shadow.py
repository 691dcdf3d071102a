"""Shadow of a thing in a photo: the ground beside its foot that is darker than the ground around, as a soft factor.

What is found is carried along when the thing is moved and taken off the place where it was. The ground's brightness
without the shadow is the smoothest surface through the ground around (a membrane). Ground that is simply darker, or of
another colour, is no shadow: a shadow starts at the thing, gets lighter away from it, and darkens all channels alike.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.engines.cpu.blend import membrane

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_SIDE = 320
"""Longest side, pixels, of the copy in which a shadow is looked for; shadows are soft."""
REACH = 0.5
"""How far from the thing its shadow is looked for, as a share of its shorter side."""
UPPER = 0.6
"""Share of the thing's height, from its top, beside which no shadow is looked for."""
FAINT, CLEAR = 0.03, 0.12
"""Darkening that is no shadow yet, and that surely is."""
NEUTRAL = 0.3
"""Most by which the channels may differ in how much they are darkened, as a share of it plus a tenth."""
FADES = 0.7
"""A shadow's outer part is at most this much as dark as its inner part."""
SMOOTH = 2.5
"""Pixels of the small copy over which brightness is averaged, so that texture is no shadow."""
MINIMUM = 0.2
"""The darkest factor."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shadow:
    """factor: float32 (h, w) in MINIMUM..1, what the ground is multiplied by (in encoded numbers), 1 = no shadow.
    window: the part of the picture it is about."""

    factor: Floats
    window: Box


def find_shadow(rgb: Bytes, alpha: Floats, box: Box) -> Shadow | None:
    """The shadow of the thing with this alpha (H, W) and bounds in a picture uint8 (H, W, 3); None without one."""
    window = _window(box, int(alpha.shape[1]), int(alpha.shape[0]))
    rows, columns = slice(window.y0, window.y1), slice(window.x0, window.x1)
    scale = min(1.0, WORK_SIDE / max(window.width, window.height))
    size = (max(8, round(window.width * scale)), max(8, round(window.height * scale)))
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb[rows, columns]), size, interpolation=cv2.INTER_AREA))
    cover = cast(Floats, cv2.resize(np.ascontiguousarray(alpha[rows, columns]), size, interpolation=cv2.INTER_AREA))
    thing = cv2.dilate((cover > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    foot = UPPER * box.height + box.y0 - window.y0
    factor = _factor(small.astype(np.float32), thing, round(foot * scale), REACH * scale * min(box.width, box.height))
    if factor is None:
        return None
    full = cast(Floats, cv2.resize(factor, (window.width, window.height), interpolation=cv2.INTER_LINEAR))
    return Shadow(factor=np.clip(full, MINIMUM, 1.0), window=window)


def _window(box: Box, width: int, height: int) -> Box:
    """The thing with the ground around its lower part."""
    reach = round(2 * REACH * min(box.width, box.height)) + 8
    x0, x1 = max(0, box.x0 - reach), min(width, box.x1 + reach)
    return Box(x0=x0, y0=max(0, box.y0 - 4), x1=x1, y1=min(height, box.y1 + reach))


def _factor(rgb: Floats, thing: Mask, top: int, reach: float) -> Floats | None:
    """The factor (h, w) on the small copy; None when nothing near the foot is a shadow."""
    foot = thing.copy()
    foot[:top] = False
    if not foot.any() or reach < 3:
        return None
    away = cast(Floats, cv2.distanceTransform((~foot).astype(np.uint8), cv2.DIST_L2, 5))
    near = (away <= reach) & ~thing
    near[:top] = False
    ground = ~near & ~thing
    ground[: max(0, top - round(reach))] = False
    if int(ground.sum()) < 30 or int(near.sum()) < 30:
        return None
    lit = membrane(_smoothed(rgb, ground), ~ground)
    seen = _smoothed(rgb, ~thing)
    ratio = seen / np.maximum(lit, 4)
    # An edge or a horizon behind the foot darkens whole rows, and a dark table goes on beyond the reach; a shadow
    # is darker than its own rows and than the nearest ground, too.
    for plain in (_by_row(seen, ground), _nearest(seen, ground)):
        ratio = np.maximum(ratio, seen / np.maximum(plain, 4))
    dark = 1 - ratio.mean(axis=2)
    uneven = np.ptp(ratio, axis=2) < NEUTRAL * (np.abs(dark) + 0.1)
    weight = np.clip((dark - FAINT) / (CLEAR - FAINT), 0, 1) * near * uneven
    weight *= 1 - np.clip((away - 0.6 * reach) / (0.4 * reach), 0, 1)
    thick = cv2.morphologyEx((weight > 0.15).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    kept = _attached(thick, away, dark, reach)
    if not kept.any():
        return None
    soft = cast(Floats, cv2.GaussianBlur((weight * kept).astype(np.float32), (0, 0), 1.2))
    factor = np.where(near, 1 - soft * np.clip(dark, 0, 1 - MINIMUM), 1).astype(np.float32)
    return membrane(factor[:, :, None], thing)[:, :, 0]


def _by_row(rgb: Floats, ground: Mask) -> Floats:
    """(h, 1, 3): the ground's mean colour in each row; infinite where a row shows none."""
    count = ground.sum(axis=1, keepdims=True).astype(np.float32)[:, :, None]
    total = (rgb * ground[:, :, None]).sum(axis=1, keepdims=True)
    return np.where(count >= 4, total / np.maximum(count, 1), np.inf).astype(np.float32)


def _nearest(rgb: Floats, ground: Mask) -> Floats:
    """(h, w, 3): the colour of the nearest ground, smoothed."""
    _, label = cv2.distanceTransformWithLabels(
        (~ground).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    numbers = np.asarray(label, np.int32)
    values = np.zeros((int(numbers.max()) + 1, 3), np.float32)
    values[numbers[ground]] = rgb[ground]
    return cast(Floats, cv2.GaussianBlur(values[numbers], (0, 0), 3 * SMOOTH))


def _smoothed(rgb: Floats, where: Mask) -> Floats:
    """Gaussian mean over the pixels of `where` alone."""
    weight = where.astype(np.float32)
    total = cast(Floats, cv2.GaussianBlur(weight, (0, 0), SMOOTH))
    summed = cast(Floats, cv2.GaussianBlur(rgb * weight[:, :, None], (0, 0), SMOOTH))
    return (summed / np.maximum(total, 1e-3)[:, :, None]).astype(np.float32)


def _attached(dark: Mask, away: Floats, depth: Floats, reach: float) -> Mask:
    """Dark areas that start at the thing and fade away from it."""
    _, label = cv2.connectedComponents(dark.astype(np.uint8), connectivity=8)
    numbers = np.asarray(label)
    out = np.zeros(dark.shape, bool)
    for number in np.unique(numbers[dark & (away <= 3)]):
        area = numbers == number
        inner, outer = area & (away <= 0.25 * reach), area & (away > 0.55 * reach)
        fades = int(outer.sum()) < 10 or float(depth[outer].mean()) < FADES * float(depth[inner].mean())
        if fades and int(area.sum()) >= 6:
            out |= area
    return out
