"""Tone curves: exposure, temperature, brightness, contrast and level stretch folded into 256 numbers a channel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scumble.vision.light import to_encoded, to_linear

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of R, G, B in luma on encoded numbers (ITU-R BT.601)."""
WARMTH_STOPS = 0.45
"""Stops that temperature 1 adds to red and takes from blue: about what 5,500 K -> 4,000 K film does."""

Curve = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Levels:
    """What auto-level found: black and white point (0..1, encoded), gain a channel, gamma, and a sentence."""

    black: float
    white: float
    gains: tuple[float, float, float]
    gamma: float
    note: str


def tone_curves(
    *, levels: Levels | None, exposure: float, temperature: float, brightness: float, contrast: float
) -> NDArray[np.float32]:
    """Float32 (1, 256, 3) look-up table, values 0..255, of the five in the module's order; all 0 is the identity."""
    out = np.empty((1, 256, 3), np.float32)
    warm = _warmth(temperature)
    for channel in range(3):
        x = np.arange(256) / 255.0
        if levels is not None:
            x = np.clip((x * levels.gains[channel] - levels.black) / (levels.white - levels.black), 0, 1)
            x = x**levels.gamma
        if exposure or temperature:
            x = to_encoded(np.clip(to_linear(x) * 2.0**exposure * warm[channel], 0, 1))
        x = _contrast(_brightness(x, brightness), contrast)
        out[0, :, channel] = np.clip(x, 0, 1) * 255
    return out


def _warmth(temperature: float) -> tuple[float, float, float]:
    """Linear gains of R, G, B; a grey keeps its luminance (BT.709 weights) while it turns warm or cold."""
    red, blue = 2.0 ** (WARMTH_STOPS * temperature), 2.0 ** (-WARMTH_STOPS * temperature)
    scale = 1 / (0.2126 * red + 0.7152 + 0.0722 * blue)
    return red * scale, scale, blue * scale


def _brightness(x: Curve, amount: float) -> Curve:
    """Gamma 2^-amount: black and white stay where they are, nothing clips."""
    return x ** (2.0**-amount) if amount else x


def _contrast(x: Curve, amount: float) -> Curve:
    """Above 0 an S-curve around mid-grey that never clips; below 0 a straight pull toward mid-grey, at most to 1/4."""
    if amount > 0:
        half = np.minimum(x, 1 - x)
        bent: Curve = 0.5 * (2 * half) ** (2.0**amount)
        return np.where(x < 0.5, bent, 1 - bent)
    return 0.5 + (x - 0.5) * (1 + 0.75 * amount)
