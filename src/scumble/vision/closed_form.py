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

    around = np.empty_like(stencil)

    def apply(x: NDArray[np.float64]) -> NDArray[np.float64]:
        field[positions] = x
        # "clip" writes straight into `around`; every index is valid anyway.
        np.take(field, neighbours, out=around, mode="clip")
        out = np.einsum("ij,ij->i", stencil, around)
        out += pull * x
        return out

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
    # What each window adds to its pixels' rows, (M + 1, 9, 3, 3); the last is of pixels beyond the picture's border.
    terms = np.zeros((centres.size + 1, 9, 9))
    np.multiply(1.0 + colour @ inverse @ colour.transpose(0, 2, 1), -1.0 / 9.0, out=terms[:-1])
    terms[:-1, range(9), range(9)] += 1.0
    terms = terms.reshape(-1, 9, 3, 3)
    window_at = np.full(h * w, centres.size, np.intp)
    window_at[centres] = np.arange(centres.size)
    values = np.zeros((pixels.size, 5, 5))
    for i, (dy, dx) in enumerate(shifts.tolist()):
        # The pixel is at place i of the window around its neighbour on the other side.
        windows = window_at[np.clip(pixels - (dy * w + dx), 0, h * w - 1)]
        values[:, 1 - dy : 4 - dy, 1 - dx : 4 - dx] += terms[windows, i]
    offsets = np.array([(dy, dx) for dy in range(-2, 3) for dx in range(-2, 3)], np.intp)
    return values.reshape(-1, 25), offsets


def _conjugate_gradients(
    apply: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    right: NDArray[np.float64],
    start: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    cancel: CancelToken,
) -> NDArray[np.float64]:
    """Solves a positive definite system from a starting guess; stops at TOLERANCE or after ITERATIONS."""
    x = start.copy()
    residual = right - apply(x)
    goal = TOLERANCE * _dot(right, right) ** 0.5 + 1e-12
    z = residual / diagonal
    direction, part = z.copy(), np.empty_like(z)
    rz = _dot(residual, z)
    for step in range(ITERATIONS):
        if _dot(residual, residual) ** 0.5 < goal:
            break
        if step % 16 == 0:
            cancel.check()
        moved = apply(direction)
        length = rz / max(_dot(direction, moved), 1e-300)
        # In place: fresh arrays of this size cost more than the sums.
        x += np.multiply(direction, length, out=part)
        residual -= np.multiply(moved, length, out=part)
        np.divide(residual, diagonal, out=z)
        fresh = _dot(residual, z)
        direction *= fresh / max(rz, 1e-300)
        direction += z
        rz = fresh
    return x


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Inner product. Not BLAS's, whose threads wait for each other by spinning: on busy cores for milliseconds."""
    return float(np.einsum("i,i->", a, b))
