"""Seam of a picture that was drawn anew: how much of it is taken near the rim of the edit, so that no rim shows.

Where the new picture shows what the old one does, it fades in over a few pixels inside the rim; where it shows
something else up to the rim, it is taken up to the rim: a fade would let the old thing shine through. What counts as
something else is told from how far both differ just outside, where they should not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.guards.levels import largest

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Window = tuple[slice, slice]

SHARE, LEAST, MOST = 0.012, 6.0, 24.0
"""Depth of the fade: share of the picture's longer side, within so many pixels."""
THIN: Final = 0.4
"""At most so much of the edit's own depth."""
TILE, COPY = 128, 512
"""Pixels a side of the squares that are looked at one by one; of a copy on which thickness is measured."""
SMOOTH: Final = 0.2
"""Sigma with which differences are looked at, as a share of the depth."""
USUAL: Final = (2.0, 10.0)
"""Levels of 255: bounds of what both pictures differ by where they show the same."""
OTHER: Final = 10.0
"""Levels beyond it from which it is surely something else."""
KEPT: Final = np.float32(1e-3)
"""Weight of what stays as it was inside the edit: below half a level of 255, and yet inside."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Seam:
    """weights: float32 (H, W), 0 outside the edit, above 0..1 inside. fits: share of the surroundings of the rim, 0..1,
    in which both pictures show the same; 1 where there are none."""

    weights: Floats
    fits: float


def depth_of(width: int, height: int) -> float:
    """Depth of the fade in pixels, for a picture of that size."""
    return float(np.clip(SHARE * max(width, height), LEAST, MOST))


def seam(old: Pixels, new: Pixels, inside: Mask, covered: Mask, depth: float, cancel: CancelToken) -> Seam:
    """Weights of the new picture.

    old, new: uint8 (H, W, 4), laid over each other; a window around the edit does. inside: where the edit may change
    pixels. covered: where the new picture has any. Raises Cancelled.
    """
    new_here = (inside & covered).astype(np.uint8)
    reach = round(depth)
    beside = (_wider(inside.astype(np.uint8), reach) > 0) & ~inside & covered
    if not beside.any() and bool(covered.all()):
        return Seam(weights=inside.astype(np.float32), fits=1.0)
    depth = max(2.0, min(depth, THIN * _thickness(new_here)))
    near = beside | (_wider(1 - new_here, reach) & new_here > 0)
    sigma = max(1.0, SMOOTH * depth)
    tiles = list(_tiles(near, max(round(3 * sigma), reach) + 4))
    seen: list[Floats] = []
    for wide, _ in tiles:
        cancel.check()
        seen.append(_differs(old[wide], new[wide], sigma))
    outer = [d[_within(w, t)][beside[t]] for d, (w, t) in zip(seen, tiles, strict=True)]
    around = np.concatenate(outer) if outer else np.zeros(0, np.float32)
    usual = float(np.clip(np.percentile(around, 75) if around.size else 0.0, *USUAL))
    weights = new_here.astype(np.float32)
    for (wide, tile), differs in zip(tiles, seen, strict=True):
        cancel.check()
        other = cv2.dilate(_step((differs - usual) / np.float32(OTHER)), np.ones((3, 3), np.uint8))
        inner = _within(wide, tile)
        away = cast(Floats, cv2.distanceTransform(new_here[wide], cv2.DIST_L2, 3))[inner]
        fade = _step((away - 0.5) / np.float32(depth))
        weights[tile] *= np.maximum(fade, cv2.GaussianBlur(other, (0, 0), 1.0)[inner])
    np.maximum(weights, KEPT, out=weights, where=inside)
    return Seam(weights=weights, fits=float((around < USUAL[1] + OTHER).mean()) if around.size else 1.0)


def _wider(mask: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """Grown by so many pixels to every side."""
    side = 2 * reach + 1
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), np.uint8)


def _thickness(mask: NDArray[np.uint8]) -> float:
    """Pixels from the rim to the innermost place, about: measured on a small copy."""
    scale = min(1.0, COPY / max(mask.shape))
    size = max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale))
    small = mask if scale == 1 else cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
    return float(np.max(cv2.distanceTransform(small, cv2.DIST_L2, 3))) / scale


def _tiles(near: Mask, margin: int) -> Iterator[tuple[Window, Window]]:
    """Windows that hold something near the rim: with a margin, and without."""
    height, width = near.shape
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            tile = slice(top, min(top + TILE, height)), slice(left, min(left + TILE, width))
            if near[tile].any():
                rows, columns = tile
                yield (
                    (
                        slice(max(0, rows.start - margin), min(height, rows.stop + margin)),
                        slice(max(0, columns.start - margin), min(width, columns.stop + margin)),
                    ),
                    tile,
                )


def _within(wide: Window, tile: Window) -> Window:
    """The tile in the wide window's own coordinates."""
    (rows, columns), (r, c) = wide, tile
    return slice(r.start - rows.start, r.stop - rows.start), slice(c.start - columns.start, c.stop - columns.start)


def _differs(old: Pixels, new: Pixels, sigma: float) -> Floats:
    """How far both differ, smoothly: the largest channel's levels; of 255 where one is transparent and one is not."""
    apart = cast(Floats, cv2.subtract(new, old, dtype=cv2.CV_32F))
    unseen = (old[:, :, 3] | new[:, :, 3]) == 0
    if unseen.any():
        apart[:, :, :3][unseen] = 0
    return largest(cast(Floats, cv2.GaussianBlur(apart, (0, 0), sigma)))


def _step(x: Floats) -> Floats:
    """Smooth step from 0 to 1."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)
