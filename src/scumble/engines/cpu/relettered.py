"""Lettering on a recoloured thing: dark letters that the new colour would drown are turned light, and the reverse.

A pixel of a letter's rim is its ground and its ink by how dark it was between the two, so that the new letter has the
old one's outline. Coloured letters keep their colour; where they can hardly be read the answer says so.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Weights
from scumble.engines.cpu.material import ease
from scumble.engines.cpu.oklab import from_oklab, to_oklab
from scumble.vision.quads import Quad, extent

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

READ = 0.3
"""Difference in lightness (OKLab) between letters and ground from which they are read with ease."""
STEP = 0.5
"""Least difference that new letters get."""
LEAST = 0.18
"""The same, below which letters of a colour of their own are hard to read."""
COLOURED = 0.09
"""Chroma from which letters have a colour of their own, which they keep."""
INK, GROUND = (0.04, 0.75), 0.2
"""Shares of a line's quad that its ink has, and that its ground has at least; else it is not letters on the thing."""
APART, PAINTED = 0.15, 0.7
"""Least difference in lightness between letters and ground; share of paint from which the ground is recoloured."""
WITHIN, RIM, STROKE = 0.6, 0.08, 0.6
"""Share of a letter that lies in its line; and, as shares of the line's height, the width of its soft rim and the width
from which a dark area is no stroke."""
HALF = 0.55
"""Lightness of a ground on which letters are light rather than dark."""
AROUND = 0.12
"""Rim around a line, as a share of its height, that its letters may reach into."""
LIGHTEST, DARKEST = 0.94, 0.1
TURNED = "The lettering on it was turned {way}, so that it can be read on the new colour."
HARD = "The lettering on it is hard to read on the new colour."


@dataclass(frozen=True, kw_only=True, eq=False)
class Painted:
    """A recoloured part of a picture. old, new: uint8 (h, w, 3). share, alpha: float32 (h, w), how much of each pixel
    is the paint, and how much is the thing."""

    old: Pixels
    new: Pixels
    share: Weights
    alpha: Weights


@dataclass(frozen=True, kw_only=True, eq=False)
class _Letters:
    """A line of dark (or light) letters. window: where, in the part. mixed: float32 (h, w), how much of each pixel is
    letter. contrast: lightness of letters less ground's, before. level: the ground's, now; lost: it can hardly be read
    now. coloured: the letters have a colour of their own."""

    window: tuple[slice, slice]
    mixed: Floats
    contrast: float
    level: float
    now: float
    coloured: bool
    tall: float


def relettered(painted: Painted, quads: tuple[Quad, ...]) -> tuple[Pixels, tuple[str, ...]]:
    """The new colours (h, w, 3) with lettering that can be read, and what there is to say. quads: of its lines."""
    found = [line for quad in quads if (line := _letters(painted, quad)) is not None]
    notes = [HARD] if any(k.coloured and abs(k.now) < LEAST for k in found) else []
    plain = [k for k in found if not k.coloured]
    if not any(abs(k.now) < min(READ, 0.8 * abs(k.contrast)) for k in plain):
        return painted.new, tuple(notes)
    # All of it alike, as it was before: a light word beside a dark one would be another design.
    light = float(np.median([k.level for k in plain])) < HALF
    level = max(k.level for k in plain) if light else min(k.level for k in plain)
    step = max(STEP, float(np.median([abs(k.contrast) for k in plain])))
    goal = min(LIGHTEST, level + step) if light else max(DARKEST, level - step)
    letter = from_oklab(np.array([[goal, 0, 0]], np.float32))[0]
    mixed = np.zeros(painted.share.shape, np.float32)
    for line in plain:
        mixed[line.window] = np.maximum(mixed[line.window], line.mixed)
    out = painted.new.copy()
    for line in plain:
        own, new = mixed[line.window], painted.new[line.window].astype(np.float32)
        known = (own < 0.05) & (painted.share[line.window] > PAINTED) & (painted.alpha[line.window] > 0.9)
        if not known.any():
            continue
        under = _around(new, known, 0.35 * line.tall)
        most = (ease(own, 0.02, 0.12) * painted.alpha[line.window])[..., None]
        made = new + most * (under + own[..., None] * (letter - under) - new)
        out[line.window] = np.where(most > 0, np.clip(np.rint(made), 0, 255), out[line.window]).astype(np.uint8)
    return out, (TURNED.format(way="light" if light else "dark"), *notes)


def _letters(painted: Painted, quad: Quad) -> _Letters | None:
    """A line on the recoloured ground; None where it is none."""
    window, tall = _window(quad, painted.share.shape), extent(quad)[1]
    if window is None:
        return None
    before, after = to_oklab(painted.old[window]), to_oklab(painted.new[window])
    sure, share = painted.alpha[window] > 0.9, painted.share[window]
    inside = _inside(quad, window, share.shape)
    ink, ground, beside = _told_apart(before[..., 0], inside, sure, tall)
    total = max(1, int(inside.sum()))
    if ground.sum() < GROUND * total or not INK[0] * total <= ink.sum() <= INK[1] * total:
        return None
    if float(share[ground].mean()) < PAINTED:
        return None
    old_ground, old_ink = np.median(before[ground], axis=0), np.median(before[ink], axis=0)
    reach = beside - old_ink[0]
    mixed = np.clip((beside - before[..., 0]) / np.where(np.abs(reach) < 0.05, 0.05, reach), 0, 1).astype(np.float32)
    size = 2 * max(1, round(RIM * tall)) + 1
    near = cv2.dilate(ink.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))) > 0
    level = float(np.median(after[ground][:, 0]))
    return _Letters(
        window=window,
        mixed=(mixed * near * ease(mixed, 0.05, 0.2)).astype(np.float32),
        contrast=float(old_ink[0] - old_ground[0]),
        level=level,
        now=float(np.median(after[ink][:, 0])) - level,
        coloured=float(np.hypot(old_ink[1], old_ink[2])) > COLOURED,
        tall=tall,
    )


def _told_apart(light: Floats, line: Mask, sure: Mask, tall: float) -> tuple[Mask, Mask, Floats]:
    """Letters and ground of a line, and the lightness of the ground under each pixel, (h, w).

    The ground is what the line's surroundings are like; shading of it that is wider than a stroke is not ink.
    """
    nothing = np.zeros(line.shape, bool)
    beside = sure & ~line
    if line.sum() < 20 or not beside.any():
        return nothing, nothing, light
    limit = _otsu(light[line])
    dark, bright = line & (light <= limit), line & (light > limit)
    if not dark.any() or not bright.any():
        return nothing, nothing, light
    outside = float(np.median(light[beside]))
    darker = abs(outside - float(np.median(light[bright]))) < abs(outside - float(np.median(light[dark])))
    wide = 2 * max(1, round(STROKE * tall / 2)) + 1
    kind = cv2.MORPH_CLOSE if darker else cv2.MORPH_OPEN
    under = cast(Floats, cv2.morphologyEx(light, kind, np.ones((wide, wide), np.uint8)))
    under = cast(Floats, cv2.GaussianBlur(under, (0, 0), wide / 3))
    away = np.abs(light - under)
    limit = _otsu(away[line])
    ink = sure & (away > limit)
    ground = line & sure & ~ink
    if not (ink & line).any() or float(np.median(away[ink & line])) < APART:
        return nothing, nothing, light
    # A drawing that only reaches into the line is no letter.
    _, found = cv2.connectedComponents(ink.astype(np.uint8), connectivity=4)
    label = np.asarray(found, np.int32)
    sizes = np.bincount(label.ravel())
    within = np.bincount(label[line], minlength=sizes.size)
    return (within > WITHIN * sizes)[label] & ink, ground, under


def _otsu(values: Floats) -> float:
    """The value, 0..1, that parts values (N,) in two best."""
    levels = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    return float(cv2.threshold(levels[:, None], 0, 255, cv2.THRESH_OTSU)[0]) / 255


def _around(values: Floats, known: Mask, sigma: float) -> Floats:
    """(h, w, C): means of what is known, weighted by nearness."""
    weight = known.astype(np.float32)
    sigma = max(1.0, sigma)
    total = cast(Floats, cv2.GaussianBlur(weight, (0, 0), sigma)) + np.float32(1e-5)
    summed = cast(Floats, cv2.GaussianBlur(values * weight[..., None], (0, 0), sigma))
    mean = values[known].mean(axis=0)
    return ((summed.reshape(values.shape) + 1e-5 * mean) / total[..., None]).astype(np.float32)


def _window(quad: Quad, shape: tuple[int, int]) -> tuple[slice, slice] | None:
    """The part of an array of this shape around a quad; None where it lies outside."""
    room = 0.5 * extent(quad)[1]
    x0, y0 = np.maximum(np.floor(quad.min(axis=0) - room), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(quad.max(axis=0) + room), (shape[1], shape[0])).astype(int)
    return (slice(int(y0), int(y1)), slice(int(x0), int(x1))) if x1 > x0 + 3 and y1 > y0 + 3 else None


def _inside(quad: Quad, window: tuple[slice, slice], shape: tuple[int, int]) -> Mask:
    """bool of the window's shape: the quad with its rim."""
    mask = np.zeros(shape, np.uint8)
    points = np.rint(quad - np.array([window[1].start, window[0].start])).astype(np.int32)
    cv2.fillConvexPoly(mask, points, 1)
    reach = 2 * max(1, round(AROUND * extent(quad)[1])) + 1
    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))) > 0
