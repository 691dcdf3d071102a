"""Sides: a hole across a straight edge is filled on each side of the edge from that side only.

Patches that are alike may lie on either side of a ledge; filled from both, it breaks off in steps. Where the edge is
seen on both sides of the hole (`bridges.py`), where it runs inside is known: each side is filled from its own ground,
and the strip along the edge last, from what the edge looks like beyond the hole.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken, ahead
from scumble.engines.cpu import patchmatch
from scumble.engines.cpu.bridges import Bridge

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

STRIP = 3.0
"""Pixels to each side of an edge that are filled from along the edge: as far as a patch reaches over it."""
TWICE = 2.0
"""How many strips wide what they are filled from is."""
BENDS = 0.05
"""Pixels by which an edge may leave its line for each pixel away from the hole: so near to it nothing is taken."""
MOST = 3
"""Edges that are kept at most: they part the hole into up to 2 to the power of that."""
ENOUGH = 1.0
"""Pixels of a side to take from for each that is filled, below which all may be taken from."""


def inpaint(
    rgb: Bytes, hole: Mask, usable: Mask, bridges: tuple[Bridge, ...], variant: int, cancel: CancelToken
) -> Bytes:
    """rgb uint8 (H, W, 3) with the hole filled; see `patchmatch.inpaint`. Raises Cancelled.

    usable: bool (H, W), what may be copied. bridges: the edges, in pixels of rgb.
    """
    longest = sorted(bridges, key=lambda b: -float(np.linalg.norm(b.end - b.start)))[:MOST]
    off = np.stack([_off(bridge, hole.shape) for bridge in longest])
    side = np.zeros(hole.shape, np.intp)
    for k, distance in enumerate(off):
        side += (distance > 0).astype(np.intp) << k
    loose = _loose(off, longest, hole.shape)
    out = rgb.copy()

    def of_side(cell: np.intp) -> tuple[Mask, Bytes]:
        """Where one side of the edges is hole, and what fills it: nothing of the other sides, filled or not."""
        cancel.check()
        part = hole & (side == cell)
        own = usable & (side == cell) & ~loose
        if own.sum() < ENOUGH * part.sum():
            own = usable
        return part, patchmatch.inpaint(rgb, part, ~own, variant)[part]

    # Another thread takes the first, this one the last.
    for begun in reversed([ahead(partial(of_side, cell)) for cell in np.unique(side[hole])]):
        part, filled = begun.result()
        out[part] = filled
    for distance in off:
        cancel.check()
        strip = hole & (np.abs(distance) <= STRIP)
        near = np.abs(distance) <= TWICE * STRIP
        own = near & ~strip & (usable | hole)
        if strip.any() and (own & ~hole).any():
            filled = patchmatch.inpaint(out, strip, ~own, variant)
            out[strip] = filled[strip]
    return out


def _off(bridge: Bridge, shape: tuple[int, ...]) -> Floats:
    """(H, W): signed distance of each pixel from the line through an edge."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    along = (bridge.end - bridge.start) / np.linalg.norm(bridge.end - bridge.start)
    return ((x - bridge.start[0]) * -along[1] + (y - bridge.start[1]) * along[0]).astype(np.float32)


def _loose(off: Floats, bridges: list[Bridge], shape: tuple[int, ...]) -> Mask:
    """(H, W): so near to a line that it is not known on which side of its edge it lies."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    out = np.zeros(shape, np.bool_)
    for distance, bridge in zip(off, bridges, strict=True):
        way = bridge.end - bridge.start
        length = float(np.linalg.norm(way))
        at = ((x - bridge.start[0]) * way[0] + (y - bridge.start[1]) * way[1]) / length
        beyond = np.maximum(np.maximum(-at, at - length), 0)
        out |= np.abs(distance) < STRIP + BENDS * beyond
    return out
