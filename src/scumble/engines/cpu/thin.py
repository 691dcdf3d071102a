"""Thin holes (wires, pen strokes, lettering), by tiles: the mean of what continues lines and what continues texture.

Coherence transport carries lines across but turns texture to streaks, PatchMatch carries texture across but breaks
lines, diffusion (OpenCV's Navier-Stokes) is vague but seldom wrong. Each errs where the others do not: their mean is
nearer to the truth than any of them, and it tells which places of the picture look like the hole (`alike.py`); the mean
of those is as sharp as the picture. Flat tiles are filled by a membrane with grain. A stroke needs only what is next to
it, so each tile sees little around it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu import patchmatch
from scumble.engines.cpu.alike import mean_alike
from scumble.engines.cpu.coherence import transport
from scumble.engines.cpu.grain import smooth_fill, unevenness
from scumble.engines.cpu.holes import ring

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

TILE, AROUND = 128, 32
"""Pixels: tiles are this large, and see this much around them."""
RADIUS = 2
"""Of PatchMatch's patches: beside the others smaller ones do as well as the usual, in half the time."""
DIFFUSION = 3
"""Pixels around each that diffusion looks at."""
GUESS = (0.4, 0.2, 0.4)
"""Shares of lines, diffusion and texture in what the places alike are looked for with."""
DRAWN = (0.3, 0.15, 0.55)
"""Shares of lines, diffusion and the places alike in the fill. Both found on 30 holes in photos of another seed than
the published ones: without diffusion one stroke in nine is worse than OpenCV's, with it none, and the places alike
give back the sharpness that it costs."""


def fill_thin(rgb: Bytes, hole: Mask, usable: Mask, variant: int, flat: float, cancel: CancelToken) -> Bytes:
    """rgb uint8 (H, W, 3) with a thin hole filled from the usable pixels.

    variant: of PatchMatch. flat: unevenness below which a tile's surroundings need no texture. Raises Cancelled.
    """
    out = rgb.copy()
    height, width = hole.shape
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            inner = hole[top : top + TILE, left : left + TILE]
            if not inner.any():
                continue
            cancel.check()
            y0, x0 = max(0, top - AROUND), max(0, left - AROUND)
            rows, columns = slice(y0, top + TILE + AROUND), slice(x0, left + TILE + AROUND)
            drawn = _tile(rgb[rows, columns], hole[rows, columns], usable[rows, columns], variant, flat, cancel)
            place = drawn[top - y0 : top - y0 + TILE, left - x0 : left - x0 + TILE]
            out[top : top + TILE, left : left + TILE][inner] = np.clip(np.rint(place[inner]), 0, 255).astype(np.uint8)
    return out


def _tile(rgb: Bytes, hole: Mask, usable: Mask, variant: int, flat: float, cancel: CancelToken) -> Floats:
    """One tile with its surroundings, float32."""
    near = ring(hole, 10) & usable
    if unevenness(rgb, near) < flat:
        return smooth_fill(rgb.astype(np.float32), hole, usable)
    lines = transport(rgb, hole, usable, cancel)
    if not cv2.erode(usable.astype(np.uint8), np.ones((7, 7), np.uint8)).any():
        return lines  # no whole patch is left to copy
    cancel.check()
    rgb = np.ascontiguousarray(rgb)
    spread = cv2.inpaint(rgb, (hole | ~usable).astype(np.uint8), DIFFUSION, cv2.INPAINT_NS).astype(np.float32)
    texture = patchmatch.inpaint(rgb, hole, ~usable, variant, RADIUS).astype(np.float32)
    guess = _mixed(GUESS, (lines, spread, texture))
    drawn = mean_alike(np.where(hole[:, :, None], guess, rgb).astype(np.float32), hole, usable, cancel)
    return _mixed(DRAWN, (lines, spread, drawn))


def _mixed(shares: tuple[float, ...], fills: tuple[Floats, ...]) -> Floats:
    """Their weighted mean."""
    out = np.zeros_like(fills[0])
    for share, fill in zip(shares, fills, strict=True):
        out += np.float32(share) * fill
    return out
