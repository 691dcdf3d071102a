"""Fill: removes what a mask covers by continuing its surroundings (masked removal, inpainting on the CPU).

Each cluster of the region is filled in its own window: flat surroundings by a membrane with grain, thin strokes by
Telea's method, everything else by PatchMatch at up to WORK_PIXELS with the fine detail re-synthesised; then the fill
is blended to the rim. Only pixels inside the region are written; no pixel outside it, nor a transparent one, changes.
"""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import patchmatch
from scumble.engines.cpu.blend import blend_to_rim, membrane
from scumble.engines.cpu.enlarge import fill_coarsely
from scumble.engines.cpu.grain import add_grain, smooth_fill, unevenness
from scumble.engines.cpu.holes import Hole, clusters, ring, thickness
from scumble.engines.cpu.horizon import edges_into
from scumble.engines.cpu.layouts import best_layout
from scumble.engines.cpu.smears import mend

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_PIXELS = 700_000
"""Pixels of a window that PatchMatch works on; larger windows are shrunk first."""
THIN = 12.0
"""Pixels: a hole nowhere wider needs no texture from afar."""
FLAT = 5.0
"""Grey levels from a plane within which the surroundings count as flat."""
PLAIN = 18.0
"""Grey levels from a plane above which even a thin stroke is filled with texture."""
TILE, AROUND = 512, 64
"""Pixels: thin holes are filled in tiles of this size, seen with this much around them."""
LARGE = 0.15
"""Share of the picture from which the result is announced as doubtful."""
MANY_EDGES = 4
"""Straight edges ending at the hole from which their continuation is announced as doubtful."""
MIN_SOURCE = 0.02
"""Share of the picture that has to be left to copy from."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with the region filled. No parameters; task.seed picks one of patchmatch.VARIANTS results.

    Raises Unsupported when nothing visible is left outside the region, Cancelled.
    """
    hole = task.region.inside
    if not hole.any():
        return Candidate(image=task.image, notes=("There was nothing to fill: the region is empty.",))
    usable = ~hole & (task.image.alpha > 0)
    if usable.mean() < MIN_SOURCE:
        raise Unsupported(
            "The region covers nearly the whole picture, so nothing is left to fill it from; mark a smaller area.",
            part=task.step.text,
            needs="generative edit",
        )
    pixels = task.image.pixels.copy()
    parts = clusters(hole)
    for cluster in parts:
        cancel.check()
        _fill_one(pixels, cluster, usable, task.seed, cancel)
    if not task.image.opaque:
        _fill_alpha(pixels, hole)
    return Candidate(image=task.image.with_pixels(pixels), notes=_notes(task.image, hole, parts[0]))


def _fill_one(pixels: Bytes, hole: Hole, usable: Mask, seed: int, cancel: CancelToken) -> None:
    """Writes one cluster's colours into `pixels`."""
    w, mask = hole.window, hole.mask
    if not usable[w.y0 : w.y1, w.x0 : w.x1].any():
        whole = np.zeros_like(usable)
        whole[w.y0 : w.y1, w.x0 : w.x1] = mask
        w, mask = Box(x0=0, y0=0, x1=int(usable.shape[1]), y1=int(usable.shape[0])), whole
    target = pixels[w.y0 : w.y1, w.x0 : w.x1]
    filled = fill_window(np.ascontiguousarray(target[:, :, :3]), mask, usable[w.y0 : w.y1, w.x0 : w.x1], seed, cancel)
    target[mask, :3] = filled[mask]


def fill_window(rgb: Bytes, hole: Mask, usable: Mask, seed: int, cancel: CancelToken) -> Bytes:
    """uint8 (H, W, 3): rgb with the hole filled from the usable pixels by whichever method suits them."""
    near = ring(hole, 10) & usable
    uneven = unevenness(rgb, near)
    if uneven >= FLAT and uneven < PLAIN and thickness(hole) < THIN:
        return _thin(rgb, hole, usable, cancel)

    scale = max(1, math.ceil(math.sqrt(hole.size / WORK_PIXELS)))
    layout: Floats | None = None
    if uneven >= FLAT:
        scale, layout = best_layout(rgb, hole, usable, scale, seed % patchmatch.VARIANTS, cancel)

    def whole(part: Bytes, gap: Mask, good: Mask) -> Floats:
        if layout is None:
            return smooth_fill(part.astype(np.float32), gap, good)
        return _polished(layout, part, gap, good, cancel)

    if scale > 1:
        return fill_coarsely(rgb, hole, usable, scale, whole, cancel)
    return np.clip(np.rint(whole(rgb, hole, usable)), 0, 255).astype(np.uint8)


def _polished(fill: Floats, rgb: Bytes, hole: Mask, usable: Mask, cancel: CancelToken) -> Floats:
    """PatchMatch's fill without its smears, blended to the rim."""
    cancel.check()
    fill = mend(fill, rgb.astype(np.float32), hole, usable, cancel)
    cancel.check()
    return blend_to_rim(fill, hole, usable)


def _thin(rgb: Bytes, hole: Mask, usable: Mask, cancel: CancelToken) -> Bytes:
    """Telea's method with the surroundings' grain, tile by tile: a stroke needs only what is next to it."""
    out = rgb.copy()
    height, width = hole.shape
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            if not hole[top : top + TILE, left : left + TILE].any():
                continue
            cancel.check()
            y0, x0 = max(0, top - AROUND), max(0, left - AROUND)
            rows, columns = slice(y0, top + TILE + AROUND), slice(x0, left + TILE + AROUND)
            part, gap, good = rgb[rows, columns], hole[rows, columns], usable[rows, columns]
            base = cv2.inpaint(np.ascontiguousarray(part), (~good).astype(np.uint8), 5, cv2.INPAINT_TELEA)
            drawn = add_grain(cast(Bytes, base).astype(np.float32), part.astype(np.float32), gap, good)
            inner = np.zeros_like(gap)
            inner[top - y0 : top - y0 + TILE, left - x0 : left - x0 + TILE] = True
            inner &= gap
            out[rows, columns][inner] = np.clip(np.rint(drawn[inner]), 0, 255).astype(np.uint8)
    return out


def _fill_alpha(pixels: Bytes, hole: Mask) -> None:
    """Continues the surroundings' alpha into the hole: opaque amid opaque, transparent amid transparent."""
    soft = membrane(pixels[:, :, 3:].astype(np.float32), hole)
    pixels[:, :, 3][hole] = np.clip(np.rint(soft[:, :, 0][hole]), 0, 255).astype(np.uint8)


def _notes(image: Image, hole: Mask, largest: Hole) -> tuple[str, ...]:
    """What the reader should know about the quality to expect."""
    share = float(hole.mean())
    if share > LARGE:
        return (
            f"The filled area is large ({share:.0%} of the picture); it was continued from its surroundings, "
            "a generative engine would do better.",
        )
    w = largest.window
    if edges_into(image.pixels[w.y0 : w.y1, w.x0 : w.x1, :3], largest.mask) >= MANY_EDGES:
        return (
            "Several straight edges run into the filled area; look at how they were continued, another seed gives "
            "another result, and a generative engine would do better.",
        )
    return ()
