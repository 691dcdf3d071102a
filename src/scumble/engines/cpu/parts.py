"""Smooth parts of a picture: areas over which colour changes only gradually, so that one surface in light and shade is
one part; thin seams and folds are bridged, outlines between two materials are not."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]

STEPS = ((1, 0.006), (2, 0.009), (3, 0.011))
"""Distances in pixels and the change of features over them that still counts as shading."""
BRIDGES = ((5, 0.005),)
"""The same across a seam: its two sides must look alike."""


def smooth_parts(points: Floats, inside: Mask, *, bridged: bool = True) -> NDArray[np.int32]:
    """Part number of each pixel of `inside`, 0-based and contiguous, -1 elsewhere: int32 (H, W).

    points: float32 (H, W, C), features in which distances count. bridged: across seams, too.
    """
    height, width = inside.shape
    number: Ints = np.arange(height * width, dtype=np.intp).reshape(height, width)
    ones: list[Ints] = []
    twos: list[Ints] = []
    for away, most in (*STEPS, *(BRIDGES if bridged else ())):
        for dy, dx in ((0, away), (away, 0), (away, away), (away, -away)):
            if dy >= height or abs(dx) >= width:
                continue
            a = (slice(0, height - dy), slice(max(0, -dx), width - max(0, dx)))
            b = (slice(dy, height), slice(max(0, dx), width - max(0, -dx)))
            gap = ((points[a] - points[b]) ** 2).sum(axis=2)
            linked = inside[a] & inside[b] & (gap < most * most)
            ones.append(number[a][linked])
            twos.append(number[b][linked])
    label = _joined(height * width, np.concatenate(ones), np.concatenate(twos)).reshape(height, width)
    out = np.full(inside.shape, -1, np.int32)
    out[inside] = np.unique(label[inside], return_inverse=True)[1]
    return out


def _joined(count: int, one: Ints, two: Ints) -> Ints:
    """(count,) smallest number reachable from each over the links: hooking and pointer jumping (Shiloach and Vishkin,
    "An O(log n) parallel connectivity algorithm", 1982)."""
    label = np.arange(count)
    while True:
        a, b = label[one], label[two]
        differ = a != b
        if not differ.any():
            return label
        one, two, a, b = one[differ], two[differ], a[differ], b[differ]
        np.minimum.at(label, np.maximum(a, b), np.minimum(a, b))
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
