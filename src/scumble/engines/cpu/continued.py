"""Continues a picture beyond its right rim (outpainting on the CPU): plain surroundings smoothly, textures by patches.

Row by row along the rim: where what lies inside it is plain or a gradient, its colours go on with their slope dying
out and their differences softening, and the picture's own grain mirrored over them; where it is textured, patches of
the picture are copied (`fill.py`). Between the two the strip passes over softly. All other sides are this one on a
turned picture.
"""

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.fill import fill_window
from scumble.engines.cpu.grain import FINE_SIGMA, GRAIN_LIMIT, STRUCTURE
from scumble.vision.channels import largest_of, mean_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rows = Callable[[slice], Floats]
"""Some rows of a strip."""

BAND_ROWS = 512
"""Rows made at a time."""

BAND, LEAST_BAND = 0.04, 8
"""Width of the band inside the rim that tells its colours: a share of the picture's width, and pixels."""
EDGE, ALONG = 0.15, 0.01
"""Of that band, the part next to the rim with which what is added begins; and the share of the rim's length over which
the difference is averaged: grain has no say."""
LOOK, LEAST_LOOK = 0.06, 16
"""Width of the band in which the rim's rows are told plain or textured."""
SLOPE = 0.12
"""Share of the width over which the slope of the colours is measured."""
FADE = 0.06
"""Share of the width within which that slope dies out: further on a gradient is a guess."""
MOST_CHANGE = 8.0
"""Grey levels that the slope adds at most."""
SPREAD = 0.2
"""Pixels of softening along the rim for each pixel away from it."""
SIGMAS = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
PLAIN, TEXTURED = 1.5, 3.0
"""Grey levels of fine structure beyond the noise: below the first a row is plain, above the second textured."""
MOST_NOISE, NOISE_TAIL = 4.0, 2.44
"""Grey levels of median fine structure that may be grain; and the 0.9 quantile of a normal deviation per median."""
EVEN, UNEVEN = 6.0, 14.0
"""The same for what is coarser than that: deviation from a straight gradient across the band."""
NEIGHBOURS = 0.08
"""Share of the rim over which the least plain row speaks for its neighbours."""
GRAIN_BAND, LEAST_GRAIN = 0.1, 64
"""Width of the band that grain is taken from."""
WINDOW = 3.0
"""Widths of the strip, or heights of the picture if more, that patches are looked for in."""


def beyond(rgb: Bytes, count: int, avoid: Mask | None, seed: int, cancel: CancelToken, *, draft: bool = False) -> Bytes:
    """uint8 (H, count, 3): what may lie right of rgb, uint8 (H, W, 3).

    avoid: bool (H, W), what must not be copied (the subject, faces). Deterministic for a seed. draft: for a preview.
    Raises Cancelled.
    """
    plain = plainness(rgb)
    cancel.check()
    patched = None
    if float(plain.min()) < 1.0:
        patched = _patched(rgb, count, avoid, seed, cancel, draft=draft)
        if float(plain.max()) <= 0.0:
            return patched
        cancel.check()
    height = int(rgb.shape[0])
    out = np.empty((height, count, 3), np.uint8)
    calm = smooth(rgb, count, avoid)
    for top in range(0, height, BAND_ROWS):
        band = slice(top, min(top + BAND_ROWS, height))
        values = calm(band)
        if patched is not None:
            copied = patched[band]
            values = np.asarray(copied + plain[band, None, None] * (values - copied), np.float32)
        out[band] = _bytes(values)
    return out


def plainness(rgb: Bytes) -> Floats:
    """float32 (H,), 0..1: how far each row ends at the right rim in something plain (1) or textured (0)."""
    height, width = rgb.shape[:2]
    look = min(width, max(LEAST_LOOK, round(LOOK * width)))
    luma = mean_of(rgb[:, width - look :])
    base = cast(Floats, cv2.GaussianBlur(luma, (0, 0), STRUCTURE, borderType=cv2.BORDER_REPLICATE))
    fine = np.abs(luma - base)
    # A row is as textured as its neighbourhood: single quiet rows inside a texture are part of it.
    reach = max(3, round(NEIGHBOURS * height)) | 1
    # The quietest rows tell the noise: where the rim is partly sky, grass must not pass for grain.
    noise = min(float(np.quantile(np.median(fine, axis=1), 0.1)), MOST_NOISE)
    sharp = np.quantile(fine, 0.9, axis=1).astype(np.float32)[:, None] - NOISE_TAIL * noise
    x = np.linspace(-1, 1, look, dtype=np.float32)
    slope = (base * x).sum(axis=1) / float((x * x).sum())
    line = base.mean(axis=1)[:, None] + slope[:, None] * x
    rough = np.quantile(np.abs(base - line), 0.95, axis=1).astype(np.float32)[:, None]
    sharp, rough = (cast(Floats, cv2.dilate(v, np.ones((reach, 1), np.uint8))) for v in (sharp, rough))
    plain = np.minimum(_falling(sharp, PLAIN, TEXTURED), _falling(rough, EVEN, UNEVEN))
    soft = cast(Floats, cv2.blur(plain, (1, reach), borderType=cv2.BORDER_REPLICATE))
    return soft.reshape(height)


def smooth(rgb: Bytes, count: int, avoid: Mask | None) -> Rows:
    """Some rows of float32 (H, count, 3): the rim's colours going on, with the picture's own grain."""
    width = int(rgb.shape[1])
    band = min(width, max(LEAST_BAND, round(BAND * width)))
    length = np.float32(max(4.0, FADE * width))
    rim = _along(rgb[:, width - band :].mean(axis=1, dtype=np.float32), 1.5)
    limit = np.float32(MOST_CHANGE) / length
    slope = np.clip(_slope(rgb, avoid), -limit, limit)
    # Light that changes faster at the rim than further in: where the picture ends, it goes on.
    narrow = max(2, round(EDGE * band))
    off = rgb[:, width - narrow :].mean(axis=1, dtype=np.float32) - rim - slope * np.float32((band - narrow) / 2)
    rim = rim + _along(off, max(2.0, ALONG * rgb.shape[0]))
    away = np.arange(1, count + 1, dtype=np.float32)
    # The band's mean stands for its middle; from there the slope runs on, and dies out beyond the rim.
    run = band / 2 + length * (1 - np.exp(-away / length))
    soft = np.stack([rim if s == 0 else _along(rim, s) for s in SIGMAS])
    at = np.interp(SPREAD * away, SIGMAS, np.arange(len(SIGMAS)))
    low = np.minimum(at.astype(np.intp), len(SIGMAS) - 2)
    part = (at - low).astype(np.float32)[:, None, None]
    grain = _grain(rgb, count, avoid)

    def rows(band: slice) -> Floats:
        here = soft[:, band]
        colours = (here[low] * (1 - part) + here[low + 1] * part).transpose(1, 0, 2)
        return np.asarray(colours + slope[band, None, :] * run[None, :, None] + grain(band), np.float32)

    return rows


def _slope(rgb: Bytes, avoid: Mask | None) -> Floats:
    """(H, 3): grey levels per pixel towards the rim, of the row and its neighbours; the subject has no say in it."""
    height, width = rgb.shape[:2]
    wide = min(width, max(LEAST_BAND, round(SLOPE * width)))
    part = rgb[:, width - wide :].astype(np.float32)
    weight = np.ones((height, wide, 1), np.float32)
    if avoid is not None:
        weight[avoid[:, width - wide :]] = 0
    total = np.maximum(weight.sum(axis=1), 1e-3)
    x = np.arange(wide, dtype=np.float32)[None, :, None]
    off = x - ((weight * x).sum(axis=1) / total)[:, None]
    spread = (weight * off * off).sum(axis=1)
    along = max(2.0, 0.04 * height)
    top = _along((weight * off * part).sum(axis=1), along)
    full = float(wide) ** 3 / 12
    return np.asarray(top / np.maximum(_along(np.repeat(spread, 3, axis=1), along), 0.1 * full), np.float32)


def _grain(rgb: Bytes, count: int, avoid: Mask | None) -> Rows:
    """Some rows of float32 (H, count, 3): the fine structure of the last columns, mirrored to and fro; no details."""
    width = int(rgb.shape[1])
    turn = min(width, max(LEAST_GRAIN, round(GRAIN_BAND * width)))
    if avoid is not None and (held := np.flatnonzero(avoid[:, width - turn :].any(axis=0))).size:
        turn = max(8, turn - int(held[-1]) - 1)
    part = rgb[:, width - turn :].astype(np.float32)
    fine = part - cv2.GaussianBlur(part, (0, 0), FINE_SIGMA)
    # What rises above the row's usual grain is a thing in the picture, not grain, and would be seen twice.
    usual = np.quantile(largest_of(np.abs(fine)), 0.8, axis=1)
    limit = np.minimum(2.0 * usual, GRAIN_LIMIT).astype(np.float32)[:, None, None]
    fine = np.clip(fine, -limit, limit)
    index = np.arange(count) % (2 * turn)
    at = np.where(index < turn, turn - 1 - index, index - turn)
    return lambda band: fine[band][:, at]


def _patched(rgb: Bytes, count: int, avoid: Mask | None, seed: int, cancel: CancelToken, *, draft: bool) -> Bytes:
    """uint8 (H, count, 3): patches of the picture, copied by `fill.py` into a strip at the rim."""
    height, width = rgb.shape[:2]
    keep = min(width, round(max(WINDOW * count, WINDOW / 2 * height)))
    wide = np.empty((height, keep + count, 3), np.uint8)
    wide[:, :keep], wide[:, keep:] = rgb[:, width - keep :], rgb[:, -1:]
    hole = np.zeros((height, keep + count), np.bool_)
    hole[:, keep:] = True
    out = None if avoid is None else np.pad(avoid[:, width - keep :], ((0, 0), (0, count)))
    filled = fill_window(wide, hole, ~hole, seed, cancel, avoid=out, textured=True, draft=draft)
    return filled[:, keep:]


def _along(values: Floats, sigma: float) -> Floats:
    """(H, C) blurred along the rim."""
    column = np.ascontiguousarray(values[:, None, :], np.float32)
    size = (1, 2 * int(np.ceil(3 * sigma)) + 1)
    blurred = cast(Floats, cv2.GaussianBlur(column, size, 1, sigmaY=sigma, borderType=cv2.BORDER_REPLICATE))
    return blurred.reshape(values.shape)


def _falling(values: Floats, low: float, high: float) -> Floats:
    """1 below low, 0 above high, a straight line between."""
    return np.clip((high - values) / (high - low), 0, 1).astype(np.float32)


def _bytes(values: Floats) -> Bytes:
    """Rounded to 0..255."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
