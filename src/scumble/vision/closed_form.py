"""Closed-form matting: hair and fur between a sure inside and a sure outside, solved on the unknown pixels alone.

Levin, Lischinski, Weiss, "A closed-form solution to natural image matting" (PAMI 2008): the matting Laplacian over
3 x 3 windows, here built only where a window touches an unknown pixel, with a weak pull towards a prior, which keeps
the system well conditioned and unknown areas without a constraint from drifting. Solved by conjugate gradients with a
diagonal preconditioner. Pure numpy: nothing is compiled when the process starts.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken

Weights = NDArray[np.float32]

EPSILON = 1e-5
"""Regularisation of the colour covariance, in squared units of 0..1."""
PULL = 3e-5
"""Strength of the prior against the Laplacian (whose diagonal is about 1 to 8)."""
TOLERANCE = 3e-4
"""Relative residual at which a matte differs from the exact solution by less than 1 of 255 on average."""
ITERATIONS = 600


def solve(rgb: Pixels, trimap: NDArray[np.uint8], prior: Weights, cancel: CancelToken, pull: float = PULL) -> Weights:
    """The matte of a small picture.

    rgb: uint8 (h, w, 3). trimap: uint8 (h, w): 0 outside, 255 inside, anything else unknown. prior: float32 (h, w) in
    [0, 1]. Returns float32 (h, w): 0 and 1 where known. Raises Cancelled.
    """
    h, w = trimap.shape
    unknown = (trimap != 0) & (trimap != 255)
    known = (trimap == 255).astype(np.float64)
    if not unknown.any() or min(h, w) < 3:
        return np.where(unknown, prior, known).astype(np.float32)
    pixels = np.flatnonzero(unknown)
    stencil, offsets = _laplacian(rgb, unknown, pixels)
    cancel.check()
    # Two rows and columns of margin make every neighbour's index valid.
    wide = w + 4
    positions = (pixels // w + 2) * wide + pixels % w + 2
    neighbours = positions[:, None] + (offsets[:, 0] * wide + offsets[:, 1])[None, :]
    field = np.zeros((h + 4) * wide)
    field.reshape(h + 4, wide)[2:-2, 2:-2] = np.where(unknown, 0.0, known)
    right = pull * prior.ravel()[pixels] - np.einsum("ij,ij->i", stencil, field[neighbours])
    field[:] = 0.0
    diagonal = stencil[:, 12] + pull

    def apply(x: NDArray[np.float64]) -> NDArray[np.float64]:
        field[positions] = x
        return np.einsum("ij,ij->i", stencil, field[neighbours]) + pull * x

    start = np.clip(prior.ravel()[pixels], 0.0, 1.0).astype(np.float64)
    x = _conjugate_gradients(apply, right, start, diagonal, cancel)
    out = known.copy()
    out.ravel()[pixels] = np.clip(x, 0.0, 1.0)
    return out.astype(np.float32)


def _laplacian(
    rgb: Pixels, unknown: NDArray[np.bool_], pixels: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Rows of the matting Laplacian for the unknown pixels: (N, 25), and the 25 offsets (dy, dx) of the 5 x 5 patch."""
    h, w = unknown.shape
    near = np.zeros_like(unknown)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            near[1:-1, 1:-1] |= unknown[1 + dy : h - 1 + dy, 1 + dx : w - 1 + dx]
    centres = np.flatnonzero(near)
    shifts = np.array([(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)], np.intp)
    members = centres[:, None] + (shifts[:, 0] * w + shifts[:, 1])[None, :]
    colour = (rgb.reshape(-1, 3).astype(np.float64) / 255.0)[members]
    colour -= colour.mean(axis=1, keepdims=True)
    covariance = np.einsum("mki,mkj->mij", colour, colour) / 9.0 + (EPSILON / 9.0) * np.eye(3)
    inverse = np.asarray(np.linalg.inv(covariance), np.float64)
    affinity = (1.0 + colour @ inverse @ colour.transpose(0, 2, 1)) / 9.0
    row_of = np.full(h * w, -1, np.intp)
    row_of[pixels] = np.arange(pixels.size)
    values = np.zeros((pixels.size, 25))
    for i in range(9):
        rows = row_of[members[:, i]]
        used = rows >= 0
        rows = rows[used]
        for j in range(9):
            dy, dx = shifts[j] - shifts[i]
            term = (1.0 if i == j else 0.0) - affinity[used, i, j]
            # One window holds a pixel at place i only once, so that no row repeats within one addition.
            values[rows, (dy + 2) * 5 + dx + 2] += term
    offsets = np.array([(dy, dx) for dy in range(-2, 3) for dx in range(-2, 3)], np.intp)
    return values, offsets


def _conjugate_gradients(
    apply: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    right: NDArray[np.float64],
    start: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    cancel: CancelToken,
) -> NDArray[np.float64]:
    """Solves a positive definite system from a starting guess; stops at TOLERANCE or after ITERATIONS."""
    x = start
    residual = right - apply(x)
    goal = TOLERANCE * float(np.linalg.norm(right)) + 1e-12
    z = residual / diagonal
    direction = z.copy()
    rz = float(residual @ z)
    for step in range(ITERATIONS):
        if float(np.linalg.norm(residual)) < goal:
            break
        if step % 16 == 0:
            cancel.check()
        moved = apply(direction)
        length = rz / max(float(direction @ moved), 1e-300)
        x = x + length * direction
        residual -= length * moved
        z = residual / diagonal
        fresh = float(residual @ z)
        direction = z + (fresh / max(rz, 1e-300)) * direction
        rz = fresh
    return x
