"""Coarse to fine: fills a large window at a fraction of its size, then gives the fill the surroundings' detail."""

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines.cpu.blend import membrane
from scumble.engines.cpu.detail import best_sources, carry
from scumble.engines.cpu.holes import ring

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SWEEPS = 10
"""Relaxation sweeps for what fades within a few pixels of the rim."""

Coarse = Callable[[Bytes, Mask, Mask], Floats]
"""(rgb, hole, usable) -> float32 (H, W, 3) with the hole filled."""


def fill_coarsely(rgb: Bytes, hole: Mask, usable: Mask, scale: int, coarse: Coarse, cancel: CancelToken) -> Bytes:
    """rgb uint8 (H, W, 3) with the hole filled by `coarse` at 1/scale of the size, detail added. Raises Cancelled.

    A coarse pixel is hole when any of its pixels is, and usable when all are. Beside small arrays this holds about 20
    bytes a pixel.
    """
    full, inside, good = _padded(rgb, hole, usable, scale)
    small_rgb, small_hole, small_good = shrunk(rgb, hole, usable, scale)
    filled = coarse(small_rgb, small_hole, small_good)
    cancel.check()
    targets, sources = best_sources(filled, small_hole, small_good, cancel)
    eight = np.clip(np.rint(filled), 0, 255).astype(np.uint8)
    raised = cast(Bytes, cv2.resize(eight, (full.shape[1], full.shape[0]), interpolation=cv2.INTER_CUBIC))
    detail = cast(NDArray[np.int16], cv2.subtract(full, raised, dtype=cv2.CV_16S))
    cancel.check()
    box = _grown(Region.of_mask(inside).bounds, 2 * scale, full.shape[1], full.shape[0])
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    part, rim = inside[rows, columns], (ring(inside, 1) & good)[rows, columns]
    fine = raised[rows, columns].astype(np.float32)
    if len(targets):
        fine += carry(detail, part | rim, targets, sources, scale=scale, origin=(box.y0, box.x0))
    fine = _meet_rim(fine, full[rows, columns], part, rim, scale)
    out = full[rows, columns]
    out[part] = np.clip(np.rint(fine[part]), 0, 255).astype(np.uint8)
    return full[: hole.shape[0], : hole.shape[1]]


def shrunk(rgb: Bytes, hole: Mask, usable: Mask, scale: int) -> tuple[Bytes, Mask, Mask]:
    """Picture, hole and usable pixels at 1/scale of the size (rounded up); colours are block means."""
    if scale == 1:
        return rgb, hole, usable
    full, inside, good = _padded(rgb, hole, usable, scale)
    small = (int(full.shape[1]) // scale, int(full.shape[0]) // scale)
    small_rgb = cast(Bytes, cv2.resize(full, small, interpolation=cv2.INTER_AREA))
    small_hole = cast(Mask, _blocks(inside, scale).any(axis=(1, 3)))
    return small_rgb, small_hole, cast(Mask, _blocks(good, scale).all(axis=(1, 3))) & ~small_hole


def _padded(rgb: Bytes, hole: Mask, usable: Mask, scale: int) -> tuple[Bytes, Mask, Mask]:
    """All three with right and bottom rims added until the sides are multiples of scale; added pixels play no part."""
    pad = ((0, -hole.shape[0] % scale), (0, -hole.shape[1] % scale))
    return np.pad(rgb, (*pad, (0, 0)), mode="edge"), np.pad(hole, pad), np.pad(usable, pad)


def _meet_rim(fine: Floats, full: Bytes, hole: Mask, rim: Mask, scale: int) -> Floats:
    """Makes fine lines meet at the rim: what is wrong just outside the hole is taken back, fading within `scale`."""
    wrong = np.where(rim[:, :, None], full - fine, 0).astype(np.float32)
    depth = cast(Floats, cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3))
    fade = np.exp(-depth / np.float32(scale))[:, :, None]
    return fine + membrane(wrong, hole, sweeps=SWEEPS) * fade


def _blocks(mask: Mask, scale: int) -> NDArray[np.bool_]:
    """(H, W) seen as (H/scale, scale, W/scale, scale)."""
    height, width = mask.shape
    return mask.reshape(height // scale, scale, width // scale, scale)


def _grown(box: Box | None, by: int, width: int, height: int) -> Box:
    """The box with `by` more on each side, within the picture; all of it when there is none."""
    if box is None:
        return Box(x0=0, y0=0, x1=width, y1=height)
    return Box(x0=max(0, box.x0 - by), y0=max(0, box.y0 - by), x1=min(width, box.x1 + by), y1=min(height, box.y1 + by))
