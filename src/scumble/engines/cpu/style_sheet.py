"""Sheet: the pixels that a style is drawn from and its unit of length; noise, tone and palettes that styles share."""

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.curves import LUMA

Floats = NDArray[np.float32]
Reals = NDArray[np.floating[Any]]
"""What sums of float32 and Python numbers may be typed as; worked on as float32."""

REGION = 22.0
"""Sigma in units of what counts as one region of a picture."""
DARK = 0.5
"""Mean tone below which a region begins to be dark; at half of it it is."""
MODELLED, MOST_GAIN = 0.14, 2.4
"""Deviation of tones within a dark region that is aimed at, and the most that differences grow."""

STARTS = 24
"""Runs of k-means of which the one that leaves the least is taken."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """What a style gets.

    rgb: float32 (H, W, 3), the picture's own numbers as 0..1. unit: pixels in a thousandth of the picture's longer
    side; every stroke, dot and cell is measured in it, so that a large picture looks like a small one. colors: what the
    caller asked for, 0..1 each. seed: of the step.
    """

    rgb: Floats
    unit: float
    seed: int
    colors: tuple[tuple[float, float, float], ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.rgb.shape[0]), int(self.rgb.shape[1])


def luma(rgb: Reals) -> Floats:
    """(H, W) of (H, W, 3), by BT.601 weights."""
    return cast(Floats, cv2.transform(np.asarray(rgb, np.float32), LUMA[None, :])).reshape(rgb.shape[:2])


def soft(values: Reals, sigma: float) -> Floats:
    """Gaussian blur; sigma in pixels. A wide one is worked on at a smaller size, where nobody can tell."""
    values = np.asarray(values, np.float32)
    if sigma < 0.2:
        return values
    if sigma <= 6:
        return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma))
    height, width = values.shape[:2]
    by = sigma / 3
    small = cv2.resize(values, (max(1, round(width / by)), max(1, round(height / by))), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), 3)
    return cast(Floats, cv2.resize(blurred, (width, height), interpolation=cv2.INTER_CUBIC))


def noise(sheet: Sheet, grain: float, salt: int = 0) -> Floats:
    """float32 (H, W), mean 0, deviation about 1; grain: size of its lumps in units, so it grows with the picture.

    salt tells apart the several noises of one style.
    """
    height, width = sheet.shape
    step = max(grain * sheet.unit, 1.0)
    size = max(2, round(height / step)), max(2, round(width / step))
    small = np.random.default_rng([sheet.seed, salt]).standard_normal(size, dtype=np.float32)
    if step <= 1.001:
        return cast(Floats, cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST))
    return cast(Floats, cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)) * 1.25


def stretched(grey: Reals) -> Floats:
    """Tones with their darkest and lightest half per cent at 0 and 1; a picture of nearly one tone is left as it is."""
    low, high = (float(v) for v in np.percentile(grey[::3, ::3], (0.5, 99.5)))
    if high - low < 0.25:
        return np.asarray(grey, np.float32)
    return np.clip((grey - low) / (high - low), 0, 1).astype(np.float32)


def lifted(grey: Reals, aim: float) -> Floats:
    """Tones bent by a gamma so that a dark picture's median comes near `aim`; a light one is left as it is."""
    median = float(np.clip(np.median(grey[::3, ::3]), 0.02, 0.98))
    gamma = float(np.clip(np.log(aim) / np.log(median), 0.55, 1.0))
    return (grey**gamma).astype(np.float32)


def modelled(grey: Reals, unit: float) -> Floats:
    """Tones 0..1 with the fine differences of dark, even regions made clearer; their mean stays.

    A dark face or fur has all its features within a tenth of the scale: whatever draws with few tones needs them apart.
    """
    tone = np.asarray(grey, np.float32)
    mean = soft(tone, REGION * unit)
    apart = tone - mean
    spread = np.sqrt(np.maximum(soft(apart * apart, REGION * unit), 0))
    dark = np.clip((DARK - mean) / DARK * 2, 0, 1)
    gain = 1 + dark * (np.clip(MODELLED / (spread + 0.01), 1, MOST_GAIN) - 1)
    return np.clip(mean + apart * gain, 0, 1).astype(np.float32)


def saturated(rgb: Reals, by: float) -> Floats:
    """Colours moved away from their luma by the factor `by` (1 = unchanged), clipped to 0..1."""
    grey = luma(rgb)[:, :, None]
    return np.clip(grey + (rgb - grey) * by, 0, 1).astype(np.float32)


def mapped(grey: Reals, stops: tuple[float, ...], colors: tuple[str, ...]) -> Floats:
    """Gradient map: tones (H, W) 0..1 to colours, straight between the stops. colors: '#rrggbb' each."""
    table = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colors], np.float32)
    return np.stack([np.interp(grey, stops, table[:, k]) for k in range(3)], axis=2).astype(np.float32)


def palette(lab: Floats, count: int, seed: int) -> Floats:
    """(count, 3): the colours that stand best for (N, 3) ones, by k-means with k-means++ starts, seeded.

    The best of STARTS: a single start may spend two inks on a light wall and leave a dark face only one.
    """
    rng = np.random.default_rng([seed, count])
    sample = lab[rng.choice(len(lab), min(len(lab), 6000), replace=False)]
    few = sample[:2000]
    begun = (_means(few, _spread(few, count, rng), 5) for _ in range(STARTS))
    best = min(begun, key=lambda found: float(((few - found[nearest(few, found)]) ** 2).sum()))
    return _means(sample, best, 12)


def _spread(sample: Floats, count: int, rng: np.random.Generator) -> Floats:
    """(count, 3) of (N, 3) colours, each drawn the likelier the further it is from those before (k-means++)."""
    centres = [sample[rng.integers(len(sample))]]
    far = np.full(len(sample), np.inf)
    for _ in range(count - 1):
        far = np.minimum(far, ((sample - centres[-1]) ** 2).sum(axis=1))
        total = float(far.sum())
        centres.append(sample[rng.choice(len(sample), p=far / total) if total > 0 else 0])
    return np.array(centres, np.float32)


def _means(sample: Floats, centres: Floats, rounds: int) -> Floats:
    """The (count, 3) centres moved to the means of the (N, 3) colours nearest to each, so many times over."""
    found = centres.copy()
    for _ in range(rounds):
        own = nearest(sample, found)
        for k in range(len(found)):
            if (own == k).any():
                found[k] = sample[own == k].mean(axis=0)
    return found


def nearest(lab: Floats, centres: Floats) -> NDArray[np.intp]:
    """Which centre each of (N, 3) colours is nearest to."""
    return (((centres**2).sum(axis=1))[None, :] - 2 * (lab @ centres.T)).argmin(axis=1)


def to_lab(rgb: Floats) -> Floats:
    """CIE L*a*b* (D65) of sRGB 0..1: L 0..100."""
    return cast(Floats, cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB))


def from_lab(lab: Floats) -> Floats:
    """sRGB 0..1 of CIE L*a*b*, clipped."""
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1).astype(np.float32)
