"""Auto-level: black point, white point, colour cast and mid-tone measured from histograms, damped and capped."""

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Region
from scumble.engines.cpu.curves import LUMA, Levels

CLIPPED = 0.004
"""Share of pixels at either end that may be lost to black or white."""
MAX_STRETCH = 1.8
"""Contrast is stretched at most this much: fog stays fog."""
CAST_DAMPING = 0.7
MAX_CAST_GAIN = 1.12
SAMPLES = 1_000_000
"""Pixels looked at, at most; larger pictures are sampled on a grid."""


def measure(image: Image, region: Region) -> Levels:
    """What a region (its visible pixels alone) needs to fill the range with neutral greys; about nothing if it does."""
    step = max(1, math.isqrt(image.width * image.height // SAMPLES))
    pixels = image.pixels[::step, ::step]
    seen = region.inside[::step, ::step] & (pixels[:, :, 3] > 0)
    rgb = pixels[seen][:, :3]
    if rgb.shape[0] < 16:
        return Levels(black=0, white=1, gains=(1, 1, 1), gamma=1, note="Auto-level: too few pixels to measure.")
    gains = _cast_gains(rgb)
    luma = np.clip(rgb @ (LUMA * np.array(gains, np.float32)), 0, 255)
    low, mid, high = (float(v) / 255 for v in np.quantile(luma, [CLIPPED, 0.5, 1 - CLIPPED]))
    black, white = _end_points(low, high)
    gamma = _gamma(min(max((mid - black) / (white - black), 0.01), 0.99))
    return Levels(black=black, white=white, gains=gains, gamma=gamma, note=_sentence(black, white, gains, gamma))


def _cast_gains(rgb: NDArray[np.uint8]) -> tuple[float, float, float]:
    """Channel gains toward neutral: only as far as grey-world AND bright-patch agree, then damped and capped.

    Grey-world alone would turn a meadow magenta; a cast of the light tints the highlights as well.
    """
    grey = _toward(rgb.mean(axis=0, dtype=np.float64))
    bright = _toward(np.quantile(rgb, 0.98, axis=0))
    agreed = np.where(np.sign(grey) == np.sign(bright), np.sign(grey) * np.minimum(abs(grey), abs(bright)), 0.0)
    limit = math.log(MAX_CAST_GAIN)
    gains = np.exp(np.clip(agreed * CAST_DAMPING, -limit, limit))
    gains = gains / float(gains @ LUMA)
    return cast(tuple[float, float, float], tuple(float(g) for g in gains))


def _toward(channels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log gains that would make these three numbers equal to their luma."""
    safe = np.maximum(channels, 1.0)
    return np.log(float(safe @ LUMA) / safe)


def _end_points(low: float, high: float) -> tuple[float, float]:
    """Black and white point, 0..1; drawn back together evenly when the stretch would exceed MAX_STRETCH."""
    span = max(high - low, 1e-3)
    wanted = 1 / MAX_STRETCH
    if span >= wanted:
        return low, high
    extra = wanted - span
    black = max(0.0, low - extra * low / max(low + 1 - high, 1e-6))
    return black, black + wanted


def _gamma(middle: float) -> float:
    """Brings a very dark or very bright median half way (in log) to the edge of the usual 0.3..0.65; else 1."""
    aim = min(max(middle, 0.3), 0.65)
    full = math.log(aim) / math.log(middle)
    return min(max(math.sqrt(full), 0.7), 1.4)


def _sentence(black: float, white: float, gains: tuple[float, float, float], gamma: float) -> str:
    """What was done, for the reader."""
    done: list[str] = []
    if black > 0.01 or white < 0.99:
        done.append(f"levels {black * 255:.0f}-{white * 255:.0f} stretched to the full range")
    if max(abs(g - 1) for g in gains) > 0.01:
        done.append("a colour cast reduced")
    if abs(gamma - 1) > 0.02:
        done.append("mid-tones lightened" if gamma < 1 else "mid-tones darkened")
    return f"Auto-level: {', '.join(done)}." if done else "Auto-level: the levels were already fine."
