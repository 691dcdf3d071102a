"""OKLab: a perceptual colour space in which light and shade only scale a colour; to and from 8-bit sRGB numbers.

Björn Ottosson, 2020 (bottosson.github.io/posts/oklab). A surface lit by k times as much light has all three of its
numbers (L, a, b) times k^(1/3), so a/L and b/L stay what they are in the shade.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_LAB = np.linalg.inv(_TO_LAB.astype(np.float64)).astype(np.float32)
_FROM_CONE = np.linalg.inv(_TO_CONE.astype(np.float64)).astype(np.float32)
CODES = 1 << 14
"""Entries of the table from linear light to encoded numbers: 0.2 of 255 apart where it is steepest."""
HALVINGS = 6
"""Bisections for the chroma that fits: to within 1.6 %."""
HARDLY, CLEARLY = 5e-4, 5e-3
"""Linear light outside of 0..1 up to which a colour is clipped, and from which it loses chroma instead. Between two
primaries OKLab's straight lines leave sRGB by a hair: losing chroma there would draw a contour line."""


def to_oklab(rgb: Bytes) -> Floats:
    """uint8 (..., 3) encoded sRGB to float32 (..., 3): L 0..1, a and b about -0.4..0.4."""
    linear = _decoded()[rgb]
    return (np.cbrt(linear @ _TO_CONE.T) @ _TO_LAB.T).astype(np.float32, copy=False)


def from_oklab(lab: Floats) -> Floats:
    """float32 (N, 3) OKLab to encoded sRGB, float32 (N, 3) in 0..255.

    What sRGB cannot show loses chroma, not lightness or hue, until it fits.
    """
    lab = lab.copy()
    lab[:, 0] = np.clip(lab[:, 0], 0.0, 1.0)
    linear = _linear(lab)
    beyond = np.maximum(-linear.min(axis=1), linear.max(axis=1) - 1)
    over = np.flatnonzero(beyond > HARDLY)
    if over.size:
        share = np.clip((beyond[over] - HARDLY) / (CLEARLY - HARDLY), 0, 1)[:, None]
        clipped = np.clip(linear[over], 0, 1)
        linear[over] = clipped + share * (_linear(_fitted(lab[over])) - clipped)
    return encoded(linear)


def linear_light(rgb: Floats) -> Floats:
    """Encoded sRGB, float32 or uint8 0..255, to linear light 0..1; between two numbers it runs straight."""
    low = np.floor(rgb).astype(np.int32)
    table = _decoded()
    step = table[np.minimum(low + 1, 255)] - table[low]
    return (table[low] + (rgb - low) * step).astype(np.float32, copy=False)


def encoded(light: Floats) -> Floats:
    """Linear light, clipped to 0..1, to encoded sRGB, float32 0..255."""
    steps = np.clip(light * (CODES - 1) + 0.5, 0, CODES - 1).astype(np.int32)
    return _encoded()[steps]


def _linear(lab: Floats) -> Floats:
    """OKLab to linear light, unclipped."""
    cone = lab @ _FROM_LAB.T
    return ((cone * cone * cone) @ _FROM_CONE.T).astype(np.float32, copy=False)


def _fitted(lab: Floats) -> Floats:
    """Colours outside sRGB with as much of their chroma as fits."""
    low, high = np.zeros((lab.shape[0], 1), np.float32), np.ones((lab.shape[0], 1), np.float32)
    out = lab.copy()
    for _ in range(HALVINGS):
        share = (low + high) / 2
        out[:, 1:] = lab[:, 1:] * share
        linear = _linear(out)
        fits = ((linear.min(axis=1) >= 0) & (linear.max(axis=1) <= 1))[:, None]
        low, high = np.where(fits, share, low), np.where(fits, high, share)
    out[:, 1:] = lab[:, 1:] * low
    return out


@cache
def _decoded() -> Floats:
    """(256,): encoded number to linear light 0..1, by IEC 61966-2-1 (sRGB)."""
    x = np.arange(256) / 255.0
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def _encoded() -> Floats:
    """(CODES,): linear light to encoded numbers 0..255."""
    x = np.arange(CODES) / (CODES - 1)
    return (255 * np.where(x <= 0.0031308, x * 12.92, 1.055 * np.maximum(x, 1e-12) ** (1 / 2.4) - 0.055)).astype(
        np.float32
    )
