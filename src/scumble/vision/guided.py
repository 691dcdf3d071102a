"""Guided filter: fit a matte to the picture's own edges at a small size, and carry it up to full size.

He, Sun, Tang, "Guided image filtering" (PAMI 2013) with a colour guide, and He, Sun, "Fast guided filter" (2015): the
linear model alpha = a . colour + b is fitted small and applied with the full-size colours. Only the pixels of the soft
band are ever computed at full size, so that memory and time follow the length of the outline.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels

Weights = NDArray[np.float32]
ROW = 4096
"""Pixels of a band are gathered in rows of this length: cv2.remap takes sides below 32,768."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """alpha = a . colour + b around each small pixel; ab: float32 (h, w, 4), colours in 0..1."""

    ab: Weights


def box(values: NDArray[np.floating], radius: int) -> Weights:
    """Mean over a square window of 2 radius + 1, edges reflected."""
    size = (2 * radius + 1, 2 * radius + 1)
    return np.asarray(cv2.blur(values.astype(np.float32, copy=False), size, borderType=cv2.BORDER_REFLECT), np.float32)


def fit(rgb: Pixels, matte: Weights, radius: int, epsilon: float, band: NDArray[np.bool_] | None = None) -> LinearModel:
    """The linear model of a matte over a small picture.

    rgb: uint8 (h, w, 3). matte: float32 (h, w). radius: of the window, pixels. epsilon: smoothing, in squared colour
    units of 0..1 (1e-4 follows faint edges, 1e-2 smooths). band: bool (h, w), where the model will be used (everywhere
    when None); it is zero away from there.
    """
    colour = rgb.astype(np.float32) / np.float32(255.0) - np.float32(0.5)
    if band is None:
        band = np.ones(matte.shape, np.bool_)
    used = np.asarray(cv2.dilate(band.astype(np.uint8), np.ones((2 * radius + 1, 2 * radius + 1), np.uint8))) > 0
    # Greys have almost no variance but along one axis: in single precision the determinant would drown in rounding.
    mean = box(colour, radius)[used].astype(np.float64)
    mean_matte = box(matte, radius)[used].astype(np.float64)
    cross = box(colour * matte[:, :, None], radius)[used] - mean * mean_matte[:, None]
    pairs = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    products = np.stack([colour[:, :, i] * colour[:, :, j] for i, j in pairs], axis=2)
    # cv2.blur takes any number of channels.
    squares = box(products, radius)[used]
    rr, rg, rb, gg, gb, bb = (squares[:, k] - mean[:, i] * mean[:, j] for k, (i, j) in enumerate(pairs))
    rr, gg, bb = rr + epsilon, gg + epsilon, bb + epsilon
    c00, c01, c02 = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
    c11, c12, c22 = rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg
    determinant = rr * c00 + rg * c01 + rb * c02
    x, y, z = cross.T
    a = np.stack([c00 * x + c01 * y + c02 * z, c01 * x + c11 * y + c12 * z, c02 * x + c12 * y + c22 * z], axis=1)
    a /= np.maximum(determinant, epsilon**3)[:, None]
    ab = np.zeros((*matte.shape, 4), np.float32)
    ab[used, :3] = a
    ab[used, 3] = mean_matte - (a * (mean + 0.5)).sum(axis=1)
    return LinearModel(ab=box(ab, radius))


def sample(small: Weights, rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int]) -> Weights:
    """Bilinear values of a small (h, w) or (h, w, C) array at full-size pixels.

    rows, columns: (N,) full-size coordinates; shape: full (H, W). Returns (N,) or (N, C).
    """
    count = rows.size
    lines = -(-count // ROW)
    padded = lines * ROW
    y = np.zeros(padded, np.float32)
    x = np.zeros(padded, np.float32)
    y[:count] = (rows + 0.5) * (small.shape[0] / shape[0]) - 0.5
    x[:count] = (columns + 0.5) * (small.shape[1] / shape[1]) - 0.5
    out = cv2.remap(
        small, x.reshape(lines, ROW), y.reshape(lines, ROW), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    flat = np.asarray(out, np.float32).reshape(padded, *small.shape[2:])
    return flat[:count]


def apply(model: LinearModel, colours: Pixels, coefficients: Weights) -> Weights:
    """alpha of pixels: colours uint8 (N, 3), coefficients (N, 4) as sampled from the model; clipped to [0, 1]."""
    c = colours.astype(np.float32) / np.float32(255.0)
    return np.clip((c * coefficients[:, :3]).sum(axis=1) + coefficients[:, 3], 0.0, 1.0)
