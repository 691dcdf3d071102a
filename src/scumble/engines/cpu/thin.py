"""Thin holes (wires, pen strokes, lettering), by tiles: a mean of what continues lines and what continues texture.

Coherence transport carries lines across but turns texture to streaks, PatchMatch carries texture across but breaks
lines. The mean of both tells which places of the picture look like the hole, and those are a third fill (`alike.py`);
near the rim diffusion (OpenCV's Navier-Stokes) is a fourth, vague but seldom wrong. Each errs where the others do not:
their mean is nearer to the truth than any of them. Flat tiles are filled by a membrane with grain. A stroke needs only
what is next to it, so each tile sees little around it.
"""

from typing import cast

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
DIFFUSION = 3
"""Pixels around each that diffusion looks at."""
GUESS = 0.4
"""Share of lines in what the places alike are looked for with; the rest is texture."""
LINES, SPREAD, COPIED = 0.4, 0.2, 0.4
"""Shares of lines and of diffusion (at the rim) in the fill, and of PatchMatch's texture in what is left; the rest is
drawn from the places alike. Found on 25 holes in photos of another seed than the published ones, kept on 14 of a
third: half lines and half texture scores 36.1 of SSIMULACRA 2 there, this 37.1, and none falls behind OpenCV."""
FADES = 4.0
"""Pixels from the rim over which diffusion loses its share: further in it is nothing but blur."""


def fill_thin(
    rgb: Bytes, hole: Mask, usable: Mask, variant: int, flat: float, cancel: CancelToken, *, draft: bool = False
) -> Bytes:
    """rgb uint8 (H, W, 3) with a thin hole filled from the usable pixels.

    variant: of PatchMatch. flat: unevenness below which a tile's surroundings need no texture. draft: for a preview,
    lines alone. Raises Cancelled.
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
            seen = rgb[rows, columns], hole[rows, columns], usable[rows, columns]
            drawn = _tile(*seen, variant, flat, cancel, draft=draft)
            place = drawn[top - y0 : top - y0 + TILE, left - x0 : left - x0 + TILE]
            out[top : top + TILE, left : left + TILE][inner] = np.clip(np.rint(place[inner]), 0, 255).astype(np.uint8)
    return out


def _tile(
    rgb: Bytes, hole: Mask, usable: Mask, variant: int, flat: float, cancel: CancelToken, *, draft: bool
) -> Floats:
    """One tile with its surroundings, float32."""
    near = ring(hole, 10) & usable
    if unevenness(rgb, near) < flat:
        return smooth_fill(rgb.astype(np.float32), hole, usable)
    lines = transport(rgb, hole, usable, cancel)
    if draft or not cv2.erode(usable.astype(np.uint8), np.ones((7, 7), np.uint8)).any():
        return lines  # or no whole patch is left to copy
    cancel.check()
    rgb = np.ascontiguousarray(rgb)
    spread = cv2.inpaint(rgb, (hole | ~usable).astype(np.uint8), DIFFUSION, cv2.INPAINT_NS).astype(np.float32)
    texture = patchmatch.inpaint(rgb, hole, ~usable, variant).astype(np.float32)
    guess = np.where(hole[:, :, None], GUESS * lines + (1 - GUESS) * texture, rgb).astype(np.float32)
    drawn = mean_alike(guess, hole, usable, cancel)
    depth = cast(Floats, cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5))[:, :, None]
    vague = SPREAD * np.exp(-((depth / FADES) ** 2))
    rest = 1 - LINES - vague
    mean = LINES * lines + vague * spread + rest * (COPIED * texture + (1 - COPIED) * drawn)
    return mean.astype(np.float32)
