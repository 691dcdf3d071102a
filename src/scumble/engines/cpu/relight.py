"""Relighting the ground under a shadow: weaker, deeper, softer or gone, its texture kept.

Light that a shadow keeps off is given back by division in linear light, channel by channel; the penumbra follows the
picture's own edges (a guided filter with the picture's brightness as guide: He, Sun, Tang, PAMI 2013). Where so little
light is left that only noise would come back, and where it stays dark (`shadow_left.py`), the ground is filled from
around (`fill.py`); but on rough ground noise is not seen (`umbra.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Verdict
from scumble.core.region import Box, Weights
from scumble.core.work import CancelToken
from scumble.engines.cpu import fill
from scumble.engines.cpu.by_rows import Enlarged
from scumble.engines.cpu.holes import clusters
from scumble.engines.cpu.quality import signs, verdict
from scumble.engines.cpu.shadow_left import left_dark
from scumble.engines.cpu.umbra import Umbra, umbra_of
from scumble.vision.channels import mean_of
from scumble.vision.ground import DIM, blurred
from scumble.vision.light import LINEAR, encoded_bytes
from scumble.vision.shadows import FAINT, Shadow

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rows = Callable[[slice], Floats]
"""Some rows of a map."""

GUIDE_PIXELS = 500_000
"""Pixels of the copy on which the guided filter is fitted."""
LEAST_EPSILON = 0.02
"""Variance of log light below which the picture's brightness says nothing about the shadow's edge."""
TEXTURED = 2.0
"""The same as a share of what the ground's own texture has."""
TURNS = 3
"""Rounds of the guided filter: each brings a blurred edge nearer to the picture's."""
TOO_DARK = -2.2
"""Natural log of the light let through (a ninth) below which the ground cannot be told from noise."""
MOSTLY = 0.25
"""Share of the shadow that is too dark from which all of it is filled: half told, half filled is seen."""
UMBRA = -0.5
"""Log of the light let through below which the shadow is filled then."""
RIM = 0.006
"""Width of the thing's rim that is left as it is, as a share of its size: mattes end a little early."""
DEEPER = -1.9
"""Log of light that strength 1 takes from a shadow's heart at least: encoded numbers go down to 42 %; 'much darker'
(0.7) takes 45 % off, 'darker' (0.4) 29 %."""
HEART = 0.8
"""Quantile of a shadow's darkness that is its heart."""
SEAM = 4
"""Pixels beyond the fill in which the thing's soft rim is looked for."""
GONE = -0.5
"""Strength from which the darkest parts are filled: up to there noise is not lifted far enough to be seen."""
SPREAD = 0.12
"""Sigma that softness 1 adds, as a share of the square root of the shadow's area."""
ROWS = 256


@dataclass(frozen=True, kw_only=True, eq=False)
class Relit:
    """image: relit. touched: bool (H, W), what was written. verdicts: doubts about what had to be filled."""

    image: Image
    touched: Mask
    verdicts: tuple[Verdict, ...]


def relit(
    image: Image, shadow: Shadow, cover: Weights, strength: float, softness: float, seed: int, cancel: CancelToken
) -> Relit:
    """The picture with another shadow.

    cover: float32 (H, W), how much of each pixel is the thing, which stays as it is. strength: -1 (gone)..1, a share
    of it less, or more (`_heart`). softness: 0..1. Raises Cancelled.
    """
    w = shadow.window
    rows, columns = slice(w.y0, w.y1), slice(w.x0, w.x1)
    part, free = image.pixels[rows, columns, :3], _free(cover, w)
    now = _refined(shadow, part, free)
    cancel.check()
    size, small = (w.width, w.height), (int(shadow.logs.shape[1]), int(shadow.logs.shape[0]))
    coarse = round(shadow.sigma / shadow.scale)
    tint = Enlarged(_tint(shadow), size)
    wanted = _wanted(shadow, now, strength, softness, size)
    verdicts: tuple[Verdict, ...] = ()
    lit, hole = part.copy(), np.zeros(now.shape, bool)
    # What only softens is near 1 everywhere else, so that nothing is written there.
    umbra: Umbra | None = None
    if strength <= GONE:
        hole = _lost(now, free, coarse)
        umbra = umbra_of(part, now, free, small, shadow.sigma) if softness == 0 and hole.any() else None
    if strength <= GONE and umbra is None:
        _multiplied(lit, lambda band: -now[band], tint, free, cancel)
        hole |= left_dark(lit, now, free, small, shadow.sigma)
    if umbra is not None:
        share = umbra.share
        _multiplied(lit, lambda band: -strength * share[band], Enlarged(umbra.gain, size), free, cancel)
    elif hole.any():
        ground = free if image.opaque else free * (image.alpha[rows, columns] > 0)
        lit, verdicts = _filled(lit, hole, ground, seed, cancel)
        _multiplied(lit, wanted, tint, free, cancel)
    elif strength > -1:
        lit = part.copy()
        _multiplied(lit, lambda band: wanted(band) - now[band], tint, free, cancel)
    touched = np.zeros(image.alpha.shape, bool)
    touched[rows, columns] = (lit != part).any(axis=2)
    pixels = image.pixels.copy()
    pixels[rows, columns, :3] = lit
    return Relit(image=image.with_pixels(pixels), touched=touched, verdicts=verdicts)


def _wanted(shadow: Shadow, now: Floats, strength: float, softness: float, size: tuple[int, int]) -> Rows:
    """The log of what is to be let through, some rows at a time."""
    softer = Enlarged(_softer(shadow, softness), size) if softness > 0 else None

    def before(band: slice) -> Floats:
        return now[band] if softer is None else softer.rows(band.start, min(band.stop, size[1]))

    if strength <= 0:
        return lambda band: before(band) * np.float32(1 + strength)
    heart = _heart(before, size[1])

    def deeper(band: slice) -> Floats:
        log = before(band)
        added = np.minimum(log, np.float32(DEEPER) * np.minimum(log / heart, 1))
        return (log + np.float32(strength) * added).astype(np.float32)

    return deeper


def _heart(log: Rows, height: int) -> np.float32:
    """The log in a shadow's heart: a deeper one is so much deeper that it is seen in a faint one."""
    found: list[Floats] = []
    for top in range(0, height, ROWS):
        part = log(slice(top, top + ROWS))
        found.append(part[part < -FAINT])
    dark = np.concatenate(found)
    return np.float32(np.quantile(dark, 1 - HEART) if dark.size else -1.0)


def _lost(now: Floats, free: Floats, coarse: int) -> Mask:
    """What is too dark to be brought back. coarse: pixels to which the shadow's edge is known."""
    ground = free > 0.98
    dark = (now < TOO_DARK) & ground
    umbra = (now < UMBRA) & ground
    if int(dark.sum()) <= MOSTLY * int(umbra.sum()):
        return dark
    # Where its edge lies is known only as finely as texture was averaged: relit, the rim would shine beside the fill.
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * coarse + 1, 2 * coarse + 1))
    rim = cv2.dilate(umbra.astype(np.uint8), disc) > 0
    return umbra | (rim & ground & (now < -FAINT))


def _free(cover: Weights, w: Box) -> Floats:
    """float32 (h, w) of the window: how much of each pixel is ground; the thing's cover has a soft rim."""
    area = float(cover.sum())
    if area == 0:
        return np.ones((w.height, w.width), np.float32)
    by = max(1.0, RIM * area**0.5)
    size = 2 * round(by) + 1
    reach = size + int(np.ceil(4 * by)) + 2
    y0, x0 = max(0, w.y0 - reach), max(0, w.x0 - reach)
    near = np.ascontiguousarray(cover[y0 : w.y1 + reach, x0 : w.x1 + reach])
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    out = blurred(cast(Floats, cv2.dilate(near, disc)), by / 2)
    np.maximum(near, out, out=out)
    out = out[w.y0 - y0 : w.y1 - y0, w.x0 - x0 : w.x1 - x0]
    return np.subtract(np.float32(1), out, dtype=np.float32)


def _filled(lit: Bytes, hole: Mask, free: Floats, seed: int, cancel: CancelToken) -> tuple[Bytes, tuple[Verdict, ...]]:
    """The darkest part filled from the ground around, softly towards the thing, and the doubt about it."""
    usable = free > 0.98
    hole = cv2.dilate(hole.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & usable
    if not (usable & ~hole).any():
        return lit, ()
    doubt = verdict(signs(lit, float(hole.mean()), clusters(hole)[0]))
    # The thing's soft rim is filled too and weighed by how much of it is ground: a hard end shows as steps.
    rim = cv2.dilate(hole.astype(np.uint8), np.ones((2 * SEAM + 1, 2 * SEAM + 1), np.uint8)).astype(bool)
    hole |= rim & ~usable & (free > 0.02)
    filled = fill.fill_window(lit, hole, usable & ~hole, seed, cancel)
    out = lit.copy()
    for top in range(0, lit.shape[0], ROWS):
        band = slice(top, top + ROWS)
        weight = np.where(hole[band], free[band], 0)[:, :, None]
        out[band] = np.rint(lit[band] + weight * (filled[band].astype(np.float32) - lit[band])).astype(np.uint8)
    return out, (doubt,)


def _refined(shadow: Shadow, part: Bytes, free: Floats) -> Floats:
    """float32 (H, W): the log of what is let through, its edges where the picture has them."""
    height, width = free.shape
    by = min(1.0, (GUIDE_PIXELS / (height * width)) ** 0.5)
    size = (max(8, round(width * by)), max(8, round(height * by)))
    level = _enlarged(mean_of(shadow.logs), size)
    small = cast(Bytes, cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    weight = (_shrunk(free, size) > 0.98).astype(np.float32)
    guide = _brightness(small)
    radius = max(2, round(1.5 * shadow.sigma / shadow.scale * by))
    total = np.maximum(_box(weight, radius), 1e-3)

    def mean(values: Floats) -> Floats:
        return (_box(values * weight, radius) / total).astype(np.float32)

    guide_mean = mean(guide)
    spread = mean(guide * guide) - guide_mean**2
    lit = (level > -FAINT) & (weight > 0)
    epsilon = max(LEAST_EPSILON, TEXTURED * float(np.median(spread[lit])) if lit.any() else 0.0)
    slope, offset, fitted = guide, guide, level
    for _ in range(TURNS):
        fitted_mean = mean(fitted)
        slope = np.clip((mean(guide * fitted) - guide_mean * fitted_mean) / (spread + epsilon), 0, 1)
        slope = slope.astype(np.float32)
        offset = (fitted_mean - slope * guide_mean).astype(np.float32)
        fitted = np.minimum(mean(slope) * guide + mean(offset), 0).astype(np.float32)
    maps = [Enlarged(v, (width, height)) for v in (mean(slope), mean(offset), level)]
    out = np.empty((height, width), np.float32)
    for top in range(0, height, ROWS):
        a, b, plain = (m.rows(top, min(top + ROWS, height)) for m in maps)
        band = slice(top, top + ROWS)
        # Beside a shadow there is none: the filter may sharpen an edge, not lay a veil around it.
        fitted = np.minimum(a * _brightness(part[band]) + b, 0)
        out[band] = np.where((plain > -FAINT) & (fitted > -2 * FAINT), 0, fitted)
    return out


def _brightness(rgb: Bytes) -> Floats:
    """Log of linear light, mean of the channels' light."""
    return np.log(mean_of(LINEAR[rgb]) + DIM).astype(np.float32)


def _tint(shadow: Shadow) -> Floats:
    """float32 (h, w, 3) of the shadow's copy, with mean 1: how much of the darkening each channel has."""
    level = np.minimum(shadow.logs.mean(axis=2, keepdims=True), -FAINT)
    known = (level[:, :, 0] < -2 * FAINT).astype(np.float32)
    ratio = np.where(known[:, :, None] > 0, np.clip(shadow.logs / level, 0.4, 1.8), 1)
    weight = (known * -level[:, :, 0] + 1e-4).astype(np.float32)
    wide = max(2.0, shadow.sigma * 2)
    total = blurred(weight, wide)
    soft = blurred((ratio * weight[:, :, None]).astype(np.float32), wide) / total[:, :, None]
    soft = soft / soft.mean(axis=2, keepdims=True)
    return soft.astype(np.float32)


def _softer(shadow: Shadow, softness: float) -> Floats:
    """The log on its own copy, blurred in light rather than in its logarithm."""
    level = mean_of(shadow.logs)
    area = float((level < -FAINT).sum())
    sigma = max(0.5, softness * SPREAD * area**0.5)
    light = blurred(np.exp(level), sigma)
    return np.log(np.clip(light, 1e-3, 1)).astype(np.float32)


def _multiplied(rgb: Bytes, log: Rows, tint: Enlarged, free: Floats, cancel: CancelToken) -> None:
    """Multiplies linear light by exp(log) in place, as far as each pixel is ground."""
    height = int(rgb.shape[0])
    for top in range(0, height, ROWS):
        cancel.check()
        band = slice(top, top + ROWS)
        by = log(band)
        much = np.abs(by) > 0.004
        if not much.any():
            continue
        gain = np.exp((by * free[band])[much][:, None] * tint.rows(top, min(top + ROWS, height))[much])
        rgb[band][much] = encoded_bytes(LINEAR[rgb[band][much]] * gain)


def _enlarged(values: Floats, size: tuple[int, int]) -> Floats:
    return cast(Floats, cv2.resize(values, size, interpolation=cv2.INTER_LINEAR))


def _shrunk(values: Floats, size: tuple[int, int]) -> Floats:
    return cast(Floats, cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def _box(values: Floats, radius: int) -> Floats:
    return cast(Floats, cv2.blur(values, (2 * radius + 1, 2 * radius + 1)))
