"""Linear light: sRGB numbers to light and back (IEC 61966-2-1), where shadows multiply and glare adds."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def to_linear(x: NDArray[np.floating]) -> NDArray[np.float64]:
    """Encoded 0..1 -> linear light 0..1."""
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def to_encoded(x: NDArray[np.floating]) -> NDArray[np.float64]:
    """Linear light 0..1 -> encoded 0..1."""
    return np.where(x <= 0.0031308, x * 12.92, 1.055 * np.maximum(x, 1e-12) ** (1 / 2.4) - 0.055)


LINEAR: Final[Floats] = to_linear(np.arange(256) / 255.0).astype(np.float32)
"""(256,): the linear light 0..1 of each encoded number."""


def encoded_bytes(light: Floats) -> NDArray[np.uint8]:
    """Linear light of any shape -> encoded uint8, clipped and rounded."""
    return np.rint(255 * to_encoded(np.clip(light, 0, 1))).astype(np.uint8)
