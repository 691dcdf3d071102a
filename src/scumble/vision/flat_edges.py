"""Antialiased edges of flat graphics: each edge pixel as a mix of two exact colours, and its share of the first.

p = s A + (1 - s) B in premultiplied numbers, solved by least squares for the pairs of colours that lie near the pixel;
the pair that leaves the least error is taken. Only mixes that reproduce the pixel to the rounding are edges.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels

Indices = NDArray[np.intp]
Floats = NDArray[np.float32]

REACH: Final = 2
"""Pixels around an edge pixel in which its two colours lie."""
NEAR: Final = tuple(
    sorted(
        ((dy, dx) for dy in range(-REACH, REACH + 1) for dx in range(-REACH, REACH + 1) if dy or dx),
        key=lambda d: (d[0] ** 2 + d[1] ** 2, d),
    )
)
MOST_NEAR: Final = 4
"""Different colours near one edge pixel that are tried."""
FITS: Final = 1.6
"""Largest difference, in grey levels, between a pixel and the mix that explains it: rounding, in colour and alpha."""
HALF: Final = 0.501
"""Added before cutting off the fraction: a half is rounded up, also where arithmetic left it a little short."""
ROUNDS: Final = 4
"""Times that pixels which nothing explained yet are tried again, with what their neighbours were found to be."""
CHUNK: Final = 65_536
"""Edge pixels solved at a time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mixed:
    """Edge pixels: places (rows, columns), the two colours or areas mixed, int32 (N,), and the first one's share, the
    larger one: float32 (N,) in [0.5, 1]."""

    rows: Indices
    columns: Indices
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    share: Floats


def premultiplied(colors: Pixels) -> Floats:
    """RGBA, uint8 (..., 4), with its colours weighed by alpha: float32, 0..255."""
    out = colors.astype(np.float32)
    out[..., :3] *= out[..., 3:] / 255
    return out


def straight(colors: Floats) -> Pixels:
    """Back from `premultiplied`, rounded: uint8."""
    out = colors.copy()
    out[..., :3] *= 255 / np.maximum(out[..., 3:], 1e-6)
    return np.clip(np.floor(out + HALF), 0, 255).astype(np.uint8)


def resolve(pixels: Pixels, index: NDArray[np.int16], colors: Floats) -> tuple[Mixed, Indices]:
    """The edge pixels among those with index -1, by palette, and the places (N, 2) of those that no mix explains.

    pixels: uint8 (H, W, 4). index: int16 (H, W), places in the palette. colors: the palette, premultiplied. At the tip
    of a thin shape no pixel nearby is all of one colour: what its neighbours were found to be mixed of is tried, too.
    """
    rows, columns = np.nonzero(index < 0)
    first = np.zeros(len(rows), np.int32)
    second, share = first.copy(), np.ones(len(rows), np.float32)
    fits = np.zeros(len(rows), bool)
    one, two = index.copy(), np.full_like(index, -1)
    for _ in range(ROUNDS):
        left = np.flatnonzero(~fits)
        for start in range(0, len(left), CHUNK):
            part = left[start : start + CHUNK]
            y, x = rows[part], columns[part]
            first[part], second[part], share[part], fits[part] = _solve(pixels[y, x], _near((one, two), y, x), colors)
        found = left[fits[left]]
        if not len(found) or len(found) == len(left):
            break
        one[rows[found], columns[found]], two[rows[found], columns[found]] = first[found], second[found]
    strange = np.stack([rows[~fits], columns[~fits]], axis=1)
    mixed = Mixed(rows=rows[fits], columns=columns[fits], first=first[fits], second=second[fits], share=share[fits])
    return mixed, strange


def _near(maps: tuple[NDArray[np.int16], ...], rows: Indices, columns: Indices) -> NDArray[np.int16]:
    """(N, MOST_NEAR): the different palette colours around each place, nearest first; -1 for no more."""
    height, width = maps[0].shape
    out = np.full((len(rows), MOST_NEAR), -1, np.int16)
    count = np.zeros(len(rows), np.intp)
    for dy, dx in NEAR:
        y, x = rows + dy, columns + dx
        within = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        y, x = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
        for index in maps:
            value = np.where(within, index[y, x], np.int16(-1))
            new = (value >= 0) & (count < MOST_NEAR) & ~(out == value[:, None]).any(axis=1)
            out[new, count[new]] = value[new]
            count += new
    return out


def _solve(
    pixels: Pixels, near: NDArray[np.int16], colors: Floats
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, NDArray[np.bool_]]:
    """The best pair for each pixel, the first one's share (the larger), and whether it explains the pixel."""
    wanted = premultiplied(pixels)
    best = np.full(len(pixels), np.inf, np.float32)
    one = np.zeros(len(pixels), np.int32)
    two, share = one.copy(), np.ones(len(pixels), np.float32)
    for i, j in combinations(range(MOST_NEAR), 2):
        there = near[:, j] >= 0
        a, b = colors[near[:, i]], colors[near[:, j]]
        line = a - b
        s = ((wanted - b) * line).sum(axis=1) / np.maximum((line * line).sum(axis=1), 1e-6)
        s = np.clip(s, 0, 1)
        error = np.abs(b + s[:, None] * line - wanted).max(axis=1)
        # A nearer pair stays where a further one is no better than by rounding.
        better = there & (error < best - 0.5)
        best[better], share[better] = error[better], s[better]
        one[better], two[better] = near[better, i], near[better, j]
    swap = share < 0.5
    one[swap], two[swap] = two[swap], one[swap].copy()
    return one, two, np.where(swap, 1 - share, share).astype(np.float32), best <= FITS
