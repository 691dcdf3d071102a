"""Noise measured from one picture: how strong it is at each brightness and in each frequency of 8x8 cosine blocks.

Blocks with the least energy in their low frequencies are the most even ones; what their high frequencies hold is noise
(N. Ponomarenko et al., "An automatic approach to lossy compression of AVIRIS images", 2007). Real photos have noise
that is stronger in the shade and coarser than white, having gone through demosaicing and JPEG, so both are measured.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIDE = 8
"""Side of a block."""
EVEN = 0.05
"""Share of the blocks that count as even."""
HIGH = 8
"""Sum of the two frequencies from which a coefficient is noise in even blocks."""
LOWEST = 3
"""Sum of frequencies below which the noise of the next higher ones is assumed: there is picture in every block."""
BINS = 8
"""Ranges of brightness that are measured apart."""
FEWEST = 40
"""Even blocks a range needs."""
RANGE = (0.5, 2.0)
"""Bounds of a range's noise relative to the picture's."""
MOST_BLOCKS = 40_000


def _basis() -> Floats:
    """(8, 8): the orthonormal cosine transform, rows are frequencies."""
    n = np.arange(SIDE)
    basis = np.cos(np.pi * (n[None, :] + 0.5) * n[:, None] / SIDE) * np.sqrt(2 / SIDE)
    basis[0] /= np.sqrt(2)
    return basis.astype(np.float32)


BASIS = _basis()


@dataclass(frozen=True, kw_only=True, eq=False)
class Noise:
    """sigma: standard deviation of a coefficient of high frequency, in the plane's units. spectrum: float32 (8, 8),
    standard deviation of each coefficient relative to that. curve: float32 (BINS,), noise at each range of brightness
    relative to sigma; centres: (BINS,) the brightness of each range."""

    sigma: float
    spectrum: Floats
    curve: Floats
    centres: Floats


def blocks_of(plane: Floats, top: int, left: int, step: int = SIDE) -> Floats:
    """(n, m, 8, 8): the 8x8 blocks of (H, W) from (top, left) on, every `step` pixels; a view."""
    windows = np.lib.stride_tricks.sliding_window_view(plane, (SIDE, SIDE))
    return windows[top::step, left::step]


def measure(plane: Floats, brightness: Floats) -> Noise:
    """The noise of a plane, float32 (H, W), both sides at least 16; brightness: (H, W), 0..255, what it depends on."""
    step = SIDE * max(1, int(np.sqrt(plane.size / SIDE**2 / MOST_BLOCKS)))
    blocks = blocks_of(plane, 0, 0, step).reshape(-1, SIDE, SIDE)
    level = blocks_of(brightness, 0, 0, step).reshape(-1, SIDE, SIDE).mean(axis=(1, 2))
    flat = blocks.max(axis=(1, 2)) - blocks.min(axis=(1, 2)) < 1e-3
    spoilt = flat | (level < 4) | (level > 250)
    kept = ~spoilt if (~spoilt).sum() >= FEWEST else np.ones(len(blocks), np.bool_)
    energy = (BASIS @ blocks[kept] @ BASIS.T) ** 2
    level = level[kept]
    order = np.add.outer(np.arange(SIDE), np.arange(SIDE))
    low = energy[:, (order < HIGH) & (order > 0)].sum(axis=1)
    high = energy[:, order >= HIGH].mean(axis=1)
    even = low <= np.quantile(low, EVEN)
    sigma = float(np.sqrt(max(np.median(high[even]), 1e-6)))
    power = np.sqrt(np.median(energy[even], axis=0) / 0.455)
    spectrum = np.clip(power / max(sigma, 1e-3), 0.3, 3.0).astype(np.float32)
    near = float(np.median(spectrum[(order >= LOWEST) & (order < HIGH)]))
    spectrum[order < LOWEST] = np.clip(near, 0.5, 2.0)
    edges = np.quantile(level, np.linspace(0, 1, BINS + 1))
    centres, curve = np.zeros(BINS, np.float32), np.ones(BINS, np.float32)
    for k in range(BINS):
        inside = (level >= edges[k]) & (level <= edges[k + 1])
        centres[k] = level[inside].mean() if inside.any() else (edges[k] + edges[k + 1]) / 2
        if inside.sum() >= FEWEST:
            quiet = inside & (low <= np.quantile(low[inside], EVEN))
            curve[k] = np.sqrt(float(np.median(high[quiet]))) / max(sigma, 1e-3)
    curve = np.convolve(np.pad(np.clip(curve, *RANGE), 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return Noise(sigma=sigma, spectrum=spectrum, curve=curve.astype(np.float32), centres=centres)


def relative(noise: Noise, brightness: Floats) -> Floats:
    """The noise at each pixel relative to sigma, of brightness' shape."""
    return np.interp(brightness, noise.centres, noise.curve).astype(np.float32)
