"""Harmonise: a cut-out in the light of another picture: colour cast, exposure, contrast, side of the light, grain.

What a thing's own colours are and what the light on it was cannot be told apart for sure, so every difference that is
measured is only partly taken over and limited. Between two photos the shares are those that foretold the light of
composites with a known truth best (`bench/harmonising`): they are small, and contrast foretells nothing. A drawn scene
is another light for sure, so more of it is taken over. The change is one curve a channel: it cannot tear colours apart,
and costs a table look-up.

The colour of the light is estimated by shades of grey (Finlayson and Trezzi 2004): the Minkowski mean of linear light.
Reinhard et al. 2001 set mean and deviation of every channel to the other picture's; that turns a red mug before a
meadow green.
"""

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Weights
from scumble.engines.cpu.oklab import encoded, linear_light

Floats = NDArray[np.float32]
Reals = NDArray[np.floating[Any]]

SAMPLES = 40_000
"""Pixels that light is measured on."""
ROWS, REACH = 1024, 12
"""Rows in which slopes are measured at a time, and those around them that are looked at."""
NORM = 8.0
"""Minkowski norm of the grey assumption: 1 is the plain mean, large ones the brightest pixel."""
MOST_CAST = 1.28
"""Largest ratio of two channels' gains."""
DARKER, BRIGHTER = 0.55, 1.45
"""Limits of the gain of exposure, in linear light."""
FLATTER, STEEPER = 0.82, 1.15
"""Limits of the change of contrast."""
TURN = 0.12
"""Most that a flank gets lighter or darker when light is turned."""
SHADING_SIDE = 200
"""Longest side of the copy on which the side of the light is looked for."""
SURE = 0.12
"""Correlation of shading and shape from which on a side of the light is believed."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a measured difference is taken over, 0..1 each: of the cast, of the mean brightness, of the brightest
    tones, of the contrast."""

    cast: float
    key: float
    white: float
    contrast: float


BETWEEN_PHOTOS = Shares(cast=0.18, key=0.0, white=0.20, contrast=0.0)
INTO_SCENE = Shares(cast=0.32, key=0.30, white=0.0, contrast=0.25)


@dataclass(frozen=True, kw_only=True, eq=False)
class Light:
    """The light in a picture or on a thing. colour: (3,) linear, mean 1. key, white: log2 of the linear brightness, its
    mean and its 0.98 quantile. spread: standard deviation of encoded luma, 0..1."""

    colour: Floats
    key: float
    white: float
    spread: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """What is done to a thing's colours. curves: uint8 (256, 3), a table a channel. gains: (3,) in linear light."""

    curves: NDArray[np.uint8]
    gains: Floats

    @property
    def none(self) -> bool:
        """True when nothing changes."""
        return bool((self.curves == np.arange(256, dtype=np.uint8)[:, None]).all())


def light_of(rgb: Pixels, weights: Weights) -> Light:
    """The light of the pixels that count. rgb: uint8 (H, W, 3); weights: (H, W), from a half on they count.

    A picture in which nothing counts is in neutral light of middle grey.
    """
    height, width = weights.shape
    by = max(1.0, (height * width / SAMPLES) ** 0.5)
    size = (max(1, round(width / by)), max(1, round(height / by)))
    small = cast(NDArray[np.uint8], cv2.resize(np.ascontiguousarray(rgb[:, :, :3]), size, interpolation=cv2.INTER_AREA))
    cover = cast(Floats, cv2.resize(np.ascontiguousarray(weights, np.float32), size, interpolation=cv2.INTER_AREA))
    counted = small[cover > 0.5]
    if len(counted) < 16:
        return Light(colour=np.ones(3, np.float32), key=float(np.log2(0.18)), white=-0.5, spread=0.2)
    linear = linear_light(counted.astype(np.float32))
    # What is burnt out or black says nothing about the colour of the light.
    usable = linear[(counted.max(axis=1) < 250) & (counted.max(axis=1) > 8)]
    usable = usable if len(usable) >= 16 else linear
    colour = (usable.astype(np.float64) ** NORM).mean(axis=0) ** (1 / NORM) + 1e-4
    luma = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    tones = np.log2(np.clip(luma, 0.004, 1))
    spread = float(np.std(counted.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)) / 255)
    return Light(
        colour=(colour / colour.mean()).astype(np.float32),
        key=float(tones.mean()),
        white=float(np.quantile(tones, 0.98)),
        spread=spread,
    )


def change(
    own: Light, other: Light, shares: Shares = BETWEEN_PHOTOS, *, strength: float = 1.0, soft: float = 0.0
) -> Change:
    """What brings a thing in its own light into the other light. strength: 0..1; soft: 0..1, how far contrast is
    lowered besides, as by a large light."""
    ratio = other.colour / own.colour
    tint = np.exp(shares.cast * strength * np.log(ratio / np.exp(np.log(ratio).mean())))
    tint = np.clip(tint, MOST_CAST**-0.5, MOST_CAST**0.5)
    stops = shares.key * (other.key - own.key) + shares.white * (other.white - own.white)
    gain = float(np.clip(2 ** (strength * stops), DARKER, BRIGHTER))
    slope = (max(other.spread, 0.02) / max(own.spread, 0.02)) ** (shares.contrast * strength)
    slope = float(np.clip(slope, FLATTER, STEEPER)) * (1 - 0.14 * soft * strength)
    gains = (tint / (tint @ np.array([0.2126, 0.7152, 0.0722])) * gain).astype(np.float32)
    return Change(curves=_curves(gains, slope, own.key), gains=gains)


def _curves(gains: Floats, slope: float, key: float) -> NDArray[np.uint8]:
    """(256, 3): gain in linear light with a shoulder instead of clipping, then contrast about the thing's own tone."""
    codes = np.arange(256, dtype=np.float32)
    linear = linear_light(codes)[:, None] * gains[None, :]
    top = np.maximum(gains, 1.0)[None, :]
    # f(x) = x / (1 + x (1 - 1/g)) starts with slope 1 and maps the gain's own white, g, to 1.
    shouldered = linear / (1 + linear * (1 - 1 / top))
    coded = encoded(shouldered.astype(np.float32))
    pivot = float(encoded(np.array([2.0**key], np.float32))[0])
    bent = pivot + (coded - pivot) * slope
    ends = coded / 255
    # Black stays black and white white: the change of contrast fades at both ends.
    fade = 4 * ends * (1 - ends)
    bent = coded + (bent - coded) * np.sqrt(np.clip(fade, 0, 1))
    if np.abs(gains - 1).max() < 1e-4 and abs(slope - 1) < 1e-4:
        return np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    return np.clip(np.rint(np.maximum.accumulate(bent, axis=0)), 0, 255).astype(np.uint8)


def relit(rgb: Pixels, by: Change) -> Pixels:
    """uint8 (..., 3) after the change; further channels are kept."""
    out = rgb.copy()
    for c in range(3):
        out[..., c] = by.curves[:, c][rgb[..., c]]
    return out


def side_of_light(rgb: Pixels, alpha: Weights) -> float:
    """Which side a thing is lit from: -1 (left) .. 1 (right), 0 when it cannot be told.

    The silhouette is blown up like a cushion; where its left flank is brighter than its right one, light comes from the
    left.
    """
    height, width = alpha.shape
    scale = min(1.0, SHADING_SIDE / max(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = cv2.resize(np.ascontiguousarray(rgb[:, :, :3]), size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = np.asarray(cv2.resize(np.ascontiguousarray(alpha), size, interpolation=cv2.INTER_AREA)) > 0.9
    away = np.asarray(cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5), np.float32)[1:-1, 1:-1]
    if int(inside.sum()) < 60 or float(away.max()) < 3:
        return 0.0
    cushion = cv2.GaussianBlur(np.sqrt(away * (2 * float(away.max()) - away)), (0, 0), 1.5)
    facing = -np.gradient(cushion, axis=1)
    facing = facing / np.sqrt(1 + facing**2)
    tone = np.log(small @ np.array([0.299, 0.587, 0.114], np.float32) + 8)
    a, b = facing[inside], tone[inside]
    a, b = a - a.mean(), b - b.mean()
    # Not by a product of matrices: that adds up in another order for another number of threads.
    inner = [float(np.einsum("i,i->", x, y)) for x, y in ((a, a), (b, b), (a, b))]
    bound = float(np.sqrt(inner[0] * inner[1]))
    found = inner[2] / bound if bound > 1e-6 else 0.0
    return float(np.clip(found / 0.5, -1, 1)) if abs(found) >= SURE else 0.0


def grain_of(rgb: Pixels, weights: Weights) -> float:
    """Standard deviation, grey levels, of the noise of the pixels that count: the median of the finest differences.

    By Immerkaer 1996 on luma, in its robust form: the median is not moved by edges.
    """
    height, width = weights.shape
    rows, columns = slice(0, height), slice(0, width)
    if height * width > 1_000_000:
        # A middle part is enough, and shrinking would average the noise away.
        side = 1000
        rows = slice(max(0, height // 2 - side // 2), height // 2 + side // 2)
        columns = slice(max(0, width // 2 - side // 2), width // 2 + side // 2)
    luma = rgb[rows, columns, :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    fine = np.abs(cv2.filter2D(luma, -1, mask)) / 6
    counted = fine[(weights[rows, columns] > 0.5) & (luma > 6) & (luma < 249)]
    return float(np.median(counted) / 0.6745) if counted.size >= 64 else 0.0


def shaded(rgb: Pixels, alpha: Weights, turn: float) -> Pixels:
    """uint8 (h, w, C) with its light turned a little: darker on one side, lighter on the other.

    turn: -2..2, positive = more light from the right. At most TURN of the brightness at the flanks.
    """
    columns = np.flatnonzero((alpha > 0.5).any(axis=0))
    if not columns.size or turn == 0:
        return rgb
    first, last = int(columns[0]), int(columns[-1])
    middle, half = (first + last) / 2, max(1.0, (last - first) / 2)
    across: Floats = np.clip((np.arange(rgb.shape[1], dtype=np.float32) - middle) / half, -1, 1).astype(np.float32)
    factor = (1 + TURN * float(np.clip(turn / 2, -1, 1)) * across).astype(np.float32)
    out = rgb.copy()
    out[:, :, :3] = np.rint(np.clip(rgb[:, :, :3] * factor[None, :, None], 0, 255)).astype(np.uint8)
    return out


def softness(rgb: Pixels, weights: Weights) -> float:
    """How blurred the sharpest edges of the pixels that count are: sigma in pixels, 0..2.5.

    An edge blurred by s, blurred again by 1, has its steepest slope times s / sqrt(s^2 + 1); the ratio of the steep
    slopes before and after says s. Grain makes it a little too small.
    """
    slopes: list[float] = []
    for sigma in (0.6, 1.6):
        found = np.concatenate([_steep(rgb, weights, sigma, top) for top in range(0, weights.shape[0], ROWS)])
        slopes.append(float(np.quantile(found, 0.98)) if found.size > 200 else 0.0)
    if slopes[0] < 8 or slopes[1] <= 0:
        return 0.0
    ratio = min(slopes[0] / slopes[1], 2.6)
    # slope(s, t) ~ 1 / sqrt(s^2 + t^2): solved for s.
    square = (1.6**2 - ratio**2 * 0.6**2) / max(ratio**2 - 1, 1e-3)
    return float(np.clip(max(square, 0.0) ** 0.5, 0, 2.5))


def _steep(rgb: Pixels, weights: Weights, sigma: float, top: int) -> Floats:
    """(N,): slopes of luma blurred by sigma, of the pixels that count in ROWS rows from `top` on."""
    first = max(0, top - REACH)
    luma = rgb[first : top + ROWS + REACH, :, :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    blurred = cast(Floats, cv2.GaussianBlur(luma, (0, 0), sigma))
    steep = np.hypot(cv2.Sobel(blurred, cv2.CV_32F, 1, 0), cv2.Sobel(blurred, cv2.CV_32F, 0, 1))
    return steep[top - first : top - first + ROWS][weights[top : top + ROWS] > 0.9]


def grained(rgb: Pixels, sigma: float, seed: int) -> Pixels:
    """uint8 (h, w, C) with grain of `sigma` grey levels, mostly in luma, on the colours."""
    out = rgb.copy()
    height, width = rgb.shape[:2]
    tile = grain_tile(seed)
    side = tile.shape[0]
    for top in range(0, height, side):
        rows = slice(top, min(top + side, height))
        noise = np.tile(tile[: rows.stop - rows.start], (1, -(-width // side), 1))[:, :width]
        out[rows, :, :3] = np.rint(np.clip(rgb[rows, :, :3] + np.float32(sigma) * noise, 0, 255)).astype(np.uint8)
    return out


def grain_tile(seed: int) -> Floats:
    """(512, 512, 3) noise of deviation 1, mostly in luma, a little coarser than a pixel, without seams."""
    rng = np.random.default_rng([seed, 9])
    raw = 0.85 * rng.standard_normal((512, 512, 1), np.float32) + 0.53 * rng.standard_normal((512, 512, 3), np.float32)
    around = cast(Floats, cv2.GaussianBlur(np.tile(raw, (3, 3, 1))[448:1088, 448:1088], (0, 0), 0.55))[64:576, 64:576]
    return np.asarray(around / around.std(), np.float32)
