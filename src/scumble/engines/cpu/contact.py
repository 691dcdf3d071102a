"""Contact of a thing with its ground: whether it stands, how dark the ground right under it is, and the gap under it.

A thing whose cast shadow cannot be told may still darken the ground where it touches it, and the gap between its feet;
and a cast shadow is told smoothly, without the black line right under a car. Both would stay behind as a slab when it
goes, and be missing where it comes to stand.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Weights
from scumble.engines.cpu.shadow import Footing, footing, ground_shadow, main_parts, shrunk
from scumble.vision.ground import blurred
from scumble.vision.shadows import Shadow
from scumble.vision.tidy import standing

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

FAR = (0.02, 0.05)
"""Density of a full contact shadow between which ground is beside a thing; from the second on it is under it."""
CLOSE, TOLD = 0.3, 0.9
"""Density from which ground is right under a thing, and the quantile of the darkening there that tells a contact
shadow: of what lies between four legs only the middle is dark."""
LEAST, MOST = 0.04, 0.95
"""Darkening from which there is a contact shadow, and the most that is told."""
AROUND, SOFT = 0.12, 0.012
"""Sigmas as a share of the thing's size: of the ground whose light counts as that beside a place, and with which what
is looked at ends."""
EVENED, EVEN = (0.7, 1.5, 3.0, 6.0), 0.04
"""Sigmas in pixels of the copy over which the ground's texture is averaged, the first that leaves no more than this
deviation of it from what is COARSER, a share of its light."""
COARSER = 4.0
RIM = 7
"""Side in pixels of the copy of what is taken away around a dark pixel."""
INTO = 4
"""Pixels of the copy by which the darkening goes on under the thing, so that no light rim stays along its soft edge."""
GAP = 0.15
"""Height of the gap under a thing, as a share of its size, up to which the gap is part of its shadow."""
STANDS = 0.6
"""`shadow.Footing.standing` from which a thing stands on the ground."""
COVERED = 0.004
"""Alpha above which a pixel is the thing's."""
BELOW, WIDE = 0.06, 0.05
"""Height of the strip right under its feet that tells the ground, and the width over which its colour is averaged, as
shares of the thing's size."""
LIGHTER, OTHER, ELSEWHERE = 0.5, 18.0, 0.25
"""Weight of lightness against the two others of CIE Lab (ground may lie in a shadow), the distance from which ground is
another one, and the share of the feet that may stand on such. Ground beside things in seven photos, shaded gravel among
it, is up to 15 away; the water behind the stone that a can stands on 22."""

HELD, ASIDE = 0.5, 1.25
"""Share of the feet that rest on another hue than lies so many widths of the thing to the left, and another than to the
right, from which it is held, not standing: 0.88 of an alarm clock's in a hand; of 22 things that stand, none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Contact:
    """stands: it rests on ground that shows and goes on beside it. dark: float32 (h, w, 3) of a copy of the picture as
    `shrunk` makes it, 0..1 of its encoded light that the ground right under it lacks beyond its cast shadow; it goes on
    under the thing; None for none. gap: bool (H, W), where that is seen: between its feet and beside them."""

    stands: bool
    dark: Floats | None
    gap: Mask


def contact_of(rgb: NDArray[np.uint8], alpha: Weights, shadow: Shadow | None = None) -> Contact:
    """The contact of the thing with this alpha (H, W) and cast shadow in a picture uint8 (H, W, 3)."""
    alpha = standing(alpha)
    height, width = alpha.shape
    gap = np.zeros((height, width), bool)
    small = shrunk(alpha)
    foot, density = footing(main_parts(small > 0.5)), ground_shadow(alpha, 1.0)
    if foot is None or density is None or foot.standing < STANDS:
        return Contact(stands=False, dark=None, gap=gap)
    light = _light(rgb, shadow, small.shape)
    free, under = small < COVERED, _under(foot, small)
    stands = not _held(_lab_of(rgb, small.shape), foot, free)
    beside = free & (density > FAR[0]) & (density < FAR[1])
    if not beside.any():
        return Contact(stands=stands, dark=None, gap=gap)
    lit = np.maximum(_mean(light, beside, AROUND * foot.unit), 1)
    near = np.clip((density - FAR[0]) / (FAR[1] - FAR[0]), 0, 1)
    near[under] = 1
    ratio = (light / lit).astype(np.float32)
    dark = _dark(ratio, free, beside) * blurred(near, SOFT * foot.unit)[:, :, None]
    close = free & (under | (density > CLOSE))
    if not _told(dark, close):
        return Contact(stands=stands, dark=None, gap=gap)
    there = cv2.dilate((dark.max(axis=2) > LEAST).astype(np.uint8), np.ones((RIM, RIM), np.uint8))
    if _told(dark, under & free):
        there[under] = 1
    gap = cv2.resize(there, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return Contact(stands=stands, dark=dark, gap=gap)


def goes_on(rgb: NDArray[np.uint8], alpha: Weights, x: int, y: int) -> bool:
    """Whether the ground that the thing with this alpha (H, W) stands on is still there x pixels to the right and y
    down. True for what stands on nothing that shows."""
    alpha = standing(alpha)
    small = shrunk(alpha)
    foot = footing(main_parts(small > 0.5))
    if foot is None or foot.standing < STANDS:
        return True
    scale = small.shape[1] / alpha.shape[1]
    lab = _lab_of(rgb, small.shape)
    here = _ground_colours(lab, foot, small < COVERED, (0, 0))
    there = _ground_colours(lab, foot, small < COVERED, (round(x * scale), round(y * scale)))
    if not len(here) or not len(there):
        return True
    away = np.linalg.norm(there[:, None] - here[None], axis=2).min(axis=1)
    return float((away > OTHER).mean()) <= ELSEWHERE


def _lab_of(rgb: NDArray[np.uint8], shape: tuple[int, ...]) -> Floats:
    """CIE Lab (h, w, 3) of a copy of the picture, its lightness weighed by LIGHTER."""
    size = (int(shape[1]), int(shape[0]))
    seen = cast(Floats, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)).astype(np.float32)
    lab = cast(Floats, cv2.cvtColor(seen / 255, cv2.COLOR_RGB2LAB))
    lab[:, :, 0] *= LIGHTER
    return lab


def _held(lab: Floats, foot: Footing, free: Mask) -> bool:
    """Whether what the feet rest on ends on both sides of the thing: a hand before a wall. Ground may be as dark there
    as it likes, so that only its hue counts; where a side is not seen, nothing is told of it."""
    here = _ground_colours(lab, foot, free, (0, 0))[:, 1:]
    ends: list[float] = []
    for x in (-round(ASIDE * foot.low.size), round(ASIDE * foot.low.size)):
        there = _ground_colours(lab, foot, free, (x, 0))[:, 1:]
        if len(here) and len(there):
            away = np.linalg.norm(here[:, None] - there[None], axis=2).min(axis=1)
            ends.append(float((away > OTHER).mean()))
    return len(ends) == 2 and min(ends) > HELD


def _ground_colours(lab: Floats, foot: Footing, free: Mask, by: tuple[int, int]) -> Floats:
    """(N, 3): mean colours of the strip under each column that touches the ground, `by` (x, y) pixels further; without
    those of which too little is seen."""
    height, width = free.shape
    deep = max(3, round(BELOW * foot.unit))
    rows: list[Floats] = []
    for column in np.flatnonzero(foot.contact > 0.5):
        x, top = foot.x0 + int(column) + by[0], int(foot.low[column]) + 3 + by[1]
        if 0 <= x < width and 0 <= top < height:
            seen = free[top : top + deep, x]
            if 2 * int(seen.sum()) >= deep:
                rows.append(lab[top : top + deep, x][seen].mean(axis=0))
    if not rows:
        return np.zeros((0, 3), np.float32)
    return cast(Floats, cv2.blur(np.array(rows, np.float32)[:, None], (1, max(1, round(WIDE * foot.unit)))))[:, 0]


def _light(rgb: NDArray[np.uint8], shadow: Shadow | None, shape: tuple[int, int]) -> Floats:
    """Encoded light (h, w, 3) of a copy of the picture, 0..255, without what its cast shadow takes."""
    size = (shape[1], shape[0])
    light = cast(Floats, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)).astype(np.float32)
    if shadow is None:
        return light
    let = np.ones(rgb.shape[:2], np.float32)
    w = shadow.window
    let[w.y0 : w.y1, w.x0 : w.x1] = shadow.carried
    return light / cast(Floats, cv2.resize(let, size, interpolation=cv2.INTER_AREA))[:, :, None]


def _under(foot: Footing, small: Weights) -> Mask:
    """bool (h, w): the low gap between the thing's feet."""
    under = np.zeros(small.shape, bool)
    rows: Floats = np.arange(small.shape[0], dtype=np.float32)[:, None]
    columns = slice(foot.x0, foot.x0 + foot.low.size)
    low = foot.ground - foot.low <= GAP * foot.unit
    under[:, columns] = (rows > foot.low[None]) & (rows <= foot.ground[None]) & low[None]
    return under & (small < 0.5)


def _dark(ratio: Floats, free: Mask, beside: Mask) -> Floats:
    """(h, w, 3): how much darker than beside it the ground is, 0..1, its texture averaged out; carried on where it is
    covered. ratio: of its light to that beside, by channel: a coloured floor's shadow is purer than the floor."""
    level, texture = ratio, 1.0
    for sigma in EVENED:
        level = _mean(ratio, free, sigma)
        texture = 1.48 * float(np.median(np.abs(level - _mean(level, beside, COARSER * sigma))[beside]))
        if texture < EVEN:
            break
    spared = LEAST + texture
    dark = np.clip((1 - level - spared) / (1 - spared), 0, MOST) * free[:, :, None]
    wide = cast(Floats, cv2.dilate(dark.astype(np.float32), np.ones((2 * INTO + 1, 2 * INTO + 1), np.uint8)))
    return np.where(free[:, :, None], dark, blurred(wide, INTO / 2)).astype(np.float32)


def _told(dark: Floats, where: Mask) -> bool:
    """Whether a contact shadow is seen there."""
    return bool(where.any()) and float(np.quantile(dark.mean(axis=2)[where], TOLD)) > LEAST


def _mean(values: Floats, where: Mask, sigma: float) -> Floats:
    """Gaussian mean of (h, w, C) over where it is seen; the plain mean far from there."""
    by = where.astype(np.float32)
    total = blurred(by, sigma)[:, :, None] + np.float32(1e-4)
    return ((blurred(values * by[:, :, None], sigma) + 1e-4 * values[where].mean(axis=0)) / total).astype(np.float32)
