"""Cosine shrinkage: removes noise from a plane by thresholding overlapping 8x8 cosine blocks, then a Wiener pass.

G. Yu, G. Sapiro, "DCT image denoising", IPOL 2011 (thresholding of all shifted blocks), with the weights of sparse
blocks and the second pass with the first one's result as the signal of BM3D (Dabov et al. 2007), without its grouping.
"""

import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.noise import BASIS, SIDE, blocks_of

Floats = NDArray[np.float32]

THRESHOLD = 2.7
"""Standard deviations below which a coefficient is taken for noise."""
STEP = 2
"""Pixels between the blocks, both ways: all of them cost four times as much for 0.05 dB."""
ROWS = 512
"""Rows worked on at a time."""


def shrunk(plane: Floats, deviation: Floats, spectrum: Floats, cancel: CancelToken) -> Floats:
    """(H, W) without noise whose standard deviation is deviation, (H, W), times spectrum, (8, 8). Raises Cancelled."""
    height, width = plane.shape
    pad = SIDE
    padded = np.pad(plane, pad, mode="reflect" if min(plane.shape) > pad else "edge")
    scale = np.pad(deviation, pad, mode="edge")
    out = np.empty_like(plane)
    for top in range(0, height, ROWS):
        cancel.check()
        bottom = min(height, top + ROWS)
        rows = slice(top, bottom + 2 * pad)
        part, sigma = padded[rows], scale[rows]
        first = _pass(part, None, sigma, spectrum, cancel)
        second = _pass(part, first, sigma, spectrum, cancel)
        out[top:bottom] = second[pad : pad + bottom - top, pad : pad + width]
    return out


def _pass(part: Floats, signal: Floats | None, sigma: Floats, spectrum: Floats, cancel: CancelToken) -> Floats:
    """One pass over all blocks: thresholding, or Wiener attenuation with `signal` as the noiseless picture."""
    total, weight = np.zeros_like(part), np.full_like(part, 1e-6)
    for top in range(0, SIDE, STEP):
        cancel.check()
        for left in range(0, SIDE, STEP):
            rows, columns = (part.shape[0] - top) // SIDE, (part.shape[1] - left) // SIDE
            inner = (slice(top, top + rows * SIDE), slice(left, left + columns * SIDE))
            blocks = blocks_of(part, top, left)[:rows, :columns]
            levels = sigma[top + SIDE // 2 :: SIDE, left + SIDE // 2 :: SIDE][:rows, :columns, None, None] * spectrum
            coefficients = BASIS @ blocks @ BASIS.T
            if signal is None:
                keep = np.abs(coefficients) > THRESHOLD * levels
                keep[:, :, 0, 0] = True
                gain = keep.astype(np.float32)
                share = 1 / np.maximum(gain.sum(axis=(2, 3), keepdims=True), 1)
            else:
                clean = (BASIS @ blocks_of(signal, top, left)[:rows, :columns] @ BASIS.T) ** 2
                gain = clean / (clean + levels**2)
                gain[:, :, 0, 0] = 1
                share = 1 / np.maximum((gain * gain).sum(axis=(2, 3), keepdims=True), 1)
            made = (BASIS.T @ (coefficients * gain) @ BASIS) * share
            total[inner] += made.swapaxes(1, 2).reshape(rows * SIDE, columns * SIDE)
            weight[inner] += np.repeat(np.repeat(share[:, :, 0, 0], SIDE, axis=0), SIDE, axis=1)
    return total / weight
