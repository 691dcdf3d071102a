"""The 8x8 DCT of JPEG on whole planes, and chroma resampling as JPEG decoders do it."""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


def _basis() -> Plane:
    """(8, 8) orthonormal DCT-II matrix, row = frequency. Source: ITU-T T.81, A.3.3."""
    k = np.arange(8)
    rows = np.cos((2 * k[None, :] + 1) * k[:, None] * math.pi / 16) / 2
    rows[0] /= math.sqrt(2)
    return rows.astype(np.float32)


_BASIS = _basis()


def _both_axes(blocks: Plane, matrix: Plane) -> Plane:
    """matrix.T @ block @ matrix for blocks (N, 8, 8), as two large matrix products."""
    once = np.matmul(blocks.reshape(-1, 8), matrix).reshape(-1, 8, 8).transpose(0, 2, 1)
    twice = np.matmul(np.ascontiguousarray(once).reshape(-1, 8), matrix)
    return np.ascontiguousarray(twice.reshape(-1, 8, 8).transpose(0, 2, 1))


def to_plane(coefficients: Plane) -> Plane:
    """Dequantised coefficients (R, C, 64) as samples (8R, 8C), level-shifted by 128, neither rounded nor clipped."""
    rows, columns = coefficients.shape[:2]
    blocks = _both_axes(coefficients.reshape(-1, 8, 8), _BASIS)
    return blocks.reshape(rows, columns, 8, 8).transpose(0, 2, 1, 3).reshape(8 * rows, 8 * columns) + np.float32(128)


def to_coefficients(plane: Plane) -> Plane:
    """Samples (8R, 8C) as unquantised coefficients (R, C, 64); the inverse of `to_plane`."""
    rows, columns = plane.shape[0] // 8, plane.shape[1] // 8
    blocks = (plane - np.float32(128)).reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3)
    return _both_axes(np.ascontiguousarray(blocks).reshape(-1, 8, 8), np.ascontiguousarray(_BASIS.T)).reshape(
        rows, columns, 64
    )


def upsample(plane: Plane, across: int, down: int) -> Plane:
    """Chroma at picture resolution. Factor 2: the triangle filter ('fancy upsampling', jdsample.c); else repeated.

    OpenCV's linear interpolation by exactly 2 is that filter: weights 3/4 and 1/4, the rim repeated.
    """
    for factor, size in (
        (down, (plane.shape[1], plane.shape[0] * down)),
        (across, (plane.shape[1] * across, plane.shape[0] * down)),
    ):
        if factor > 1:
            kind = cv2.INTER_LINEAR if factor == 2 else cv2.INTER_NEAREST
            plane = cast(Plane, cv2.resize(plane, size, interpolation=kind))
    return plane


def downsample(plane: Plane, across: int, down: int) -> Plane:
    """Box averages of down x across samples; the last row and column are repeated where the size is no multiple."""
    rows, columns = -(-plane.shape[0] // down), -(-plane.shape[1] // across)
    missing = ((0, rows * down - plane.shape[0]), (0, columns * across - plane.shape[1]))
    padded = np.pad(plane, missing, mode="edge") if missing != ((0, 0), (0, 0)) else plane
    return cast(Plane, cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA))
