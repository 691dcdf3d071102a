"""Coarse to fine: fills a large window at a fraction of its size, then gives the fill the surroundings' detail."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.core.work import CancelToken, ahead
from scumble.engines.cpu.blend import membrane
from scumble.engines.cpu.detail import PATCH, STRIDE, best_sources, carry
from scumble.engines.cpu.holes import ring
from scumble.vision.channels import largest_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

STRIP = 64
"""Rows of coarse pixels whose detail is looked at together."""
TILE = 768
"""Pixels of a tile's side."""
REACH = 8
"""Coarse pixels around a tile that are looked at, too: what the rim does (`_meet_rim`) has faded to a 3000th there."""
SWEEPS = 10
"""Relaxation sweeps for what fades within a few pixels of the rim."""

SHARPER, LEAST_DETAIL = 1.4, 0.4
"""How much stronger detail may be than the rim foretells for its place, and grey levels that are always allowed."""

T = TypeVar("T", bound=np.generic)
Coarse = Callable[[Bytes, Mask, Mask], Floats]
"""(rgb, hole, usable) -> float32 (H, W, 3) with the hole filled."""


def fill_coarsely(
    rgb: Bytes, hole: Mask, usable: Mask, scale: int, coarse: Coarse, cancel: CancelToken, *, own: bool = False
) -> Bytes:
    """rgb uint8 (H, W, 3) with the hole filled by `coarse` at 1/scale of the size, detail added. Raises Cancelled.

    own: rgb itself is written and handed back. A coarse pixel is hole when any of its pixels is, and usable when all
    are. Detail is added tile by tile: beside small arrays this holds 6 bytes a pixel.
    """
    small_rgb, small_hole, small_good = shrunk(rgb, hole, usable, scale)
    filled = coarse(small_rgb, small_hole, small_good)
    cancel.check()
    targets, sources = best_sources(filled, small_hole, small_good, cancel)
    eight = np.clip(np.rint(filled), 0, 255).astype(np.uint8)
    size = (int(small_hole.shape[1]) * scale, int(small_hole.shape[0]) * scale)
    raised = cast(Bytes, cv2.resize(eight, size, interpolation=cv2.INTER_CUBIC))
    cancel.check()
    gains = np.zeros(0, np.float32)
    if len(targets):
        gains = _gains(_strength(rgb, raised, scale), small_hole, small_good, targets, sources)
    box = _grown(Region.of_mask(hole).bounds, 2 * scale, *size)
    out = rgb if own else rgb.copy()

    def lay(tiles: Sequence[Box]) -> None:
        """Writes the hole's part of some tiles; of the rest it reads what nobody writes."""
        for tile in tiles:
            cancel.check()
            around = _grown(tile, REACH * scale, *size, within=box)
            part = _cut(hole, around)
            if not part.any():
                continue
            old = _cut(rgb, around)
            rim = ring(part, 1) & _cut(usable, around)
            fine = _cut(raised, around).astype(np.float32)
            near = _reaching(targets * scale, around, STRIDE * scale)
            if near.any():
                at = (around.y0, around.x0)
                those = (targets[near], sources[near])
                fine += carry(rgb, part | rim, *those, scale=scale, origin=at, gains=gains[near], less=raised)
            if rim.any():
                fine = _meet_rim(fine, old, part, rim, scale)
            here = (slice(tile.y0, min(tile.y1, hole.shape[0])), slice(tile.x0, min(tile.x1, hole.shape[1])))
            there = tuple(slice(s.start - o, s.stop - o) for s, o in zip(here, (around.y0, around.x0), strict=True))
            target, inside = out[here], hole[here]
            target[inside] = np.clip(np.rint(fine[there][inside]), 0, 255).astype(np.uint8)

    tiles = list(_tiles(box))
    beside = ahead(lambda: lay(tiles[1::2]))
    lay(tiles[::2])
    beside.result()
    return out


def _tiles(box: Box) -> Iterator[Box]:
    """The box in parts of about TILE pixels a side; in one where it is not much larger."""
    down, across = max(1, round(box.height / TILE)), max(1, round(box.width / TILE))
    ys = [box.y0 + box.height * i // down for i in range(down + 1)]
    xs = [box.x0 + box.width * i // across for i in range(across + 1)]
    for y0, y1 in pairwise(ys):
        for x0, x1 in pairwise(xs):
            yield Box(x0=x0, y0=y0, x1=x1, y1=y1)


def _reaching(places: Whole, box: Box, reach: int) -> Mask:
    """Which of the places (N, 2), (y, x), lie within reach of a box."""
    y, x = places[:, 0], places[:, 1]
    return (y > box.y0 - reach) & (y < box.y1 + reach) & (x > box.x0 - reach) & (x < box.x1 + reach)


def _cut(array: NDArray[T], box: Box) -> NDArray[T]:
    """The box's part of (H, W) or (H, W, C); beyond the array's end its last pixels, False for masks."""
    part = array[box.y0 : box.y1, box.x0 : box.x1]
    pad = ((0, box.height - part.shape[0]), (0, box.width - part.shape[1]), *((0, 0) for _ in array.shape[2:]))
    if not any(after for _, after in pad):
        return np.ascontiguousarray(part)
    return np.pad(part, pad) if array.dtype == np.bool_ else np.pad(part, pad, mode="edge")


def _strength(rgb: Bytes, raised: Bytes, scale: int) -> Floats:
    """float32 (H/scale, W/scale): how strong the detail is in each coarse pixel, the mean of its strongest channel."""
    return np.concatenate(
        [
            _blocks(largest_of(cast(Bytes, cv2.absdiff(_cut(rgb, strip), _cut(raised, strip)))), scale).mean(
                axis=(1, 3), dtype=np.float32
            )
            for strip in _strips(int(raised.shape[1]), int(raised.shape[0]), scale)
        ]
    )


def _strips(width: int, height: int, scale: int) -> Iterator[Box]:
    """Strips of STRIP coarse rows of a size that is a multiple of scale."""
    for top in range(0, height, STRIP * scale):
        yield Box(x0=0, y0=top, x1=width, y1=min(height, top + STRIP * scale))


def _gains(strength: Floats, hole: Mask, usable: Mask, targets: Whole, sources: Whole) -> Floats:
    """float32 (N,), 0..1: what is kept of each patch's detail so that none is sharper than what is around its place.

    A patch of the same colour may lie anywhere: stone in focus would be carried into a blurred river behind it.
    strength: of the detail (h, w). targets, sources: (N, 2), see `best_sources`.
    """
    near = usable.astype(np.float32)
    total = cast(Floats, cv2.boxFilter(near, cv2.CV_32F, (PATCH, PATCH)))
    summed = cast(Floats, cv2.boxFilter(strength * near, cv2.CV_32F, (PATCH, PATCH)))
    usual = (summed / np.maximum(total, 1e-6)).astype(np.float32)
    there = membrane(usual[:, :, None], hole | ~usable)[:, :, 0]
    allowed = np.float32(SHARPER) * np.maximum(there[targets[:, 0], targets[:, 1]], LEAST_DETAIL)
    return np.minimum(1.0, allowed / np.maximum(usual[sources[:, 0], sources[:, 1]], 1e-3)).astype(np.float32)


def shrunk(rgb: Bytes, hole: Mask, usable: Mask, scale: int) -> tuple[Bytes, Mask, Mask]:
    """Picture, hole and usable pixels at 1/scale of the size (rounded up); colours are block means.

    Rims are added at the right and bottom until the sides are multiples of scale; what is added is not usable.
    """
    if scale == 1:
        return rgb, hole, usable
    width, height = (-(-int(side) // scale) for side in (hole.shape[1], hole.shape[0]))
    small_rgb = np.empty((height, width, 3), np.uint8)
    small_hole, small_good = np.empty((height, width), np.bool_), np.empty((height, width), np.bool_)
    for strip in _strips(width * scale, height * scale, scale):
        rows = slice(strip.y0 // scale, strip.y1 // scale)
        size = (width, rows.stop - rows.start)
        small_rgb[rows] = cv2.resize(_cut(rgb, strip), size, interpolation=cv2.INTER_AREA)
        small_hole[rows] = _any(_cut(hole, strip), scale)
        small_good[rows] = ~_any(~_cut(usable, strip), scale) & ~small_hole[rows]
    return small_rgb, small_hole, small_good


def _meet_rim(fine: Floats, full: Bytes, hole: Mask, rim: Mask, scale: int) -> Floats:
    """Makes fine lines meet at the rim: what is wrong just outside the hole is taken back, fading within `scale`."""
    wrong = np.where(rim[:, :, None], full - fine, 0).astype(np.float32)
    depth = cast(Floats, cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3))
    fade = np.exp(-depth / np.float32(scale))[:, :, None]
    return fine + membrane(wrong, hole, sweeps=SWEEPS) * fade


def _any(mask: Mask, scale: int) -> Mask:
    """bool (H/scale, W/scale): whether any pixel of a block is set. Row by row first: those lie side by side."""
    height, width = mask.shape
    columns = np.asarray(mask.reshape(height // scale, scale, width).any(axis=1), np.bool_)
    return np.asarray(columns.reshape(height // scale, width // scale, scale).any(axis=2), np.bool_)


def _blocks(mask: NDArray[T], scale: int) -> NDArray[T]:
    """(H, W) seen as (H/scale, scale, W/scale, scale)."""
    height, width = mask.shape
    return mask.reshape(height // scale, scale, width // scale, scale)


def _grown(box: Box | None, by: int, width: int, height: int, *, within: Box | None = None) -> Box:
    """The box with `by` more on each side, within the picture, or within another box; all of it when there is none."""
    limit = within or Box(x0=0, y0=0, x1=width, y1=height)
    if box is None:
        return limit
    return Box(
        x0=max(limit.x0, box.x0 - by),
        y0=max(limit.y0, box.y0 - by),
        x1=min(limit.x1, box.x1 + by),
        y1=min(limit.y1, box.y1 + by),
    )
