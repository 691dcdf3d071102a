"""Light of the ground around a thing: its smooth brightness without shadows, and how coarse its texture is.

Everything is in the logarithm of linear light, where a shadow is a difference and a texture is the same in light and
shade. Wide means are made on a quarter-size copy: they hold nothing finer.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.channels import mean_of
from scumble.vision.light import LINEAR

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

DIM = 0.0015
"""Linear light added before the logarithm: darker than this there is only noise."""
QUARTER = 4
DARK, BRIGHT = 0.12, 0.15
"""How fast pixels below and above the surface lose weight, in natural logarithms: shadows and white things."""
TURNS = 8
"""Rounds of reweighting; the surface stands still after five or six."""
FINE = 8.0
"""Sigma in pixels of the working copy; what is finer counts as texture."""
ROUNDS, STEP = 60, 0.24
"""Iterations of total variation, and their step (0.25 is the largest that converges)."""
PER_SIGMA = 0.03
"""Texture (robust deviation) that a sigma of one pixel averages out."""


def logs(rgb: Bytes, free: Mask, sigma: float) -> Floats:
    """float32 (h, w, 3): log of the mean linear light over Gaussians of `sigma` pixels, of the free pixels alone."""
    weight = free.astype(np.float32)
    total = np.maximum(blurred(weight, sigma), 1e-3)
    return np.log(
        blurred((LINEAR[rgb] * weight[:, :, None]).astype(np.float32), sigma) / total[:, :, None] + DIM
    ).astype(np.float32)


def texture_of(rgb: Bytes, free: Mask, where: Mask) -> tuple[float, float]:
    """How strong the texture of `where` is (robust deviation of the log), and the sigma that averages it out."""
    level = mean_of(logs(rgb, free, 1.5))
    fine = np.abs(level - wide_mean(level, free.astype(np.float32), FINE))[where]
    strength = 1.48 * float(np.median(fine)) if fine.size else 0.0
    return strength, float(np.clip(strength / PER_SIGMA, 1.5, 8.0))


def lit_surface(level: Floats, weight: Floats, sigma: float, start: float) -> Floats:
    """float32 (h, w): the smooth surface through the brighter pixels of `level`: an asymmetric Gaussian mean.

    weight: how much each pixel is ground. Pixels under the surface count the less the darker they are, so that a shadow
    narrower than about twice `sigma` is bridged.
    """
    small_weight = _small(weight) + 1e-7
    values = _small(level * weight) / small_weight
    wide = max(1.0, sigma / QUARTER)
    surface = np.full(values.shape, start, np.float32)
    for _ in range(TURNS):
        off = values - surface
        kept = np.where(off < 0, np.exp(np.maximum(off, -30) / DARK), np.exp(-np.maximum(off - BRIGHT, 0) / BRIGHT))
        used = (small_weight * kept + 1e-7).astype(np.float32)
        surface = blurred((used * values).astype(np.float32), wide) / blurred(used, wide)
    return _large(surface, level.shape)


def wide_mean(values: Floats, weight: Floats, sigma: float) -> Floats:
    """Gaussian mean of (h, w) or (h, w, C) over the weight (h, w); far from any weight, what the blur still sees."""
    by = weight if values.ndim == 2 else weight[:, :, None]
    total = blurred(_small(weight) + 1e-7, sigma / QUARTER)
    summed = blurred(_small(values * by), sigma / QUARTER)
    return _large(summed / (total if values.ndim == 2 else total[:, :, None]), values.shape)


def blurred(values: Floats, sigma: float) -> Floats:
    """Gaussian blur, edges reflected."""
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), max(0.3, sigma))).reshape(values.shape)


def _small(values: Floats) -> Floats:
    size = (max(2, values.shape[1] // QUARTER), max(2, values.shape[0] // QUARTER))
    return cast(Floats, cv2.resize(values.astype(np.float32), size, interpolation=cv2.INTER_AREA))


def _large(values: Floats, shape: tuple[int, ...]) -> Floats:
    return cast(Floats, cv2.resize(values, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def flattened(values: Floats, strength: float) -> Floats:
    """float32 (h, w) without what varies by less than about `strength`, edges kept: total variation, twice.

    Chambolle, "An algorithm for total variation minimization" (2004); the second round gets back the contrast that the
    first takes (Bregman iteration: Osher and others, 2005).
    """
    if strength <= 0.02:
        return values
    first = _total_variation(values, strength)
    return _total_variation((2 * values - first).astype(np.float32), strength)


def _total_variation(values: Floats, strength: float) -> Floats:
    """The u of least |grad u| * strength + (u - values)^2 / 2, by projected dual ascent."""
    down, right = np.zeros_like(values), np.zeros_like(values)
    step_down, step_right = np.zeros_like(values), np.zeros_like(values)
    size, out = np.empty_like(values), values.copy()
    step = np.float32(STEP / strength)
    for _ in range(ROUNDS):
        np.subtract(out[1:], out[:-1], out=step_down[:-1])
        np.subtract(out[:, 1:], out[:, :-1], out=step_right[:, :-1])
        down += np.multiply(step_down, step, out=size)
        right += np.multiply(step_right, step, out=size)
        cv2.magnitude(down, right, size)
        np.maximum(size, 1, out=size)
        down /= size
        right /= size
        np.add(down, right, out=out)
        out[1:] -= down[:-1]
        out[:, 1:] -= right[:, :-1]
        out *= np.float32(strength)
        out += values
    return out
