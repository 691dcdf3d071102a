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
from scumble.engines.cpu.detail import best_sources, carry
from scumble.engines.cpu.grain import add_grain, smooth_fill, unevenness
from scumble.engines.cpu.holes import Hole, clusters, ring, thickness
from scumble.engines.cpu.smears import mend

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_PIXELS = 420_000
"""Pixels of a window that PatchMatch works on; larger windows are shrunk first."""
THIN = 12.0
"""Pixels: a hole nowhere wider needs no texture from afar."""
FLAT = 5.0
"""Grey levels from a plane within which the surroundings count as flat."""
PLAIN = 18.0
"""Grey levels from a plane above which even a thin stroke is filled with texture."""
LARGE = 0.15
"""Share of the picture from which the result is announced as doubtful."""
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
    for cluster in clusters(hole):
        cancel.check()
        _fill_one(pixels, cluster, usable, task.seed, cancel)
    if not task.image.opaque:
        _fill_alpha(pixels, hole)
    return Candidate(image=task.image.with_pixels(pixels), notes=_notes(task.image, hole, usable))


def _fill_one(pixels: Bytes, hole: Hole, usable: Mask, seed: int, cancel: CancelToken) -> None:
    """Writes one cluster's colours into `pixels`."""
    w = hole.window
    rows, cols = slice(w.y0, w.y1), slice(w.x0, w.x1)
    rgb, part = np.ascontiguousarray(pixels[rows, cols, :3]), usable[rows, cols]
    if not part.any():
        w = Box(x0=0, y0=0, x1=int(usable.shape[1]), y1=int(usable.shape[0]))
        whole = np.zeros_like(usable)
        whole[rows, cols] = hole.mask
        rows, cols, rgb, part = slice(None), slice(None), np.ascontiguousarray(pixels[:, :, :3]), usable
        hole = Hole(window=w, mask=whole)
    filled = fill_window(rgb, hole.mask, part, seed, cancel)
    target = pixels[rows, cols]
    target[:, :, :3][hole.mask] = np.clip(np.rint(filled[hole.mask]), 0, 255).astype(np.uint8)


def fill_window(rgb: Bytes, hole: Mask, usable: Mask, seed: int, cancel: CancelToken) -> Floats:
    """float32 (H, W, 3): rgb with the hole filled from the usable pixels by whichever method suits them."""
    near = ring(hole, 10) & usable
    uneven = unevenness(rgb, near)
    values = rgb.astype(np.float32)
    if uneven < FLAT:
        return smooth_fill(values, hole, usable)
    if thickness(hole) < THIN and uneven < PLAIN:
        base = cv2.inpaint(rgb, (~usable).astype(np.uint8), 5, cv2.INPAINT_TELEA)
        return add_grain(np.where(hole[:, :, None], base, values).astype(np.float32), values, hole, usable)
    cancel.check()
    filled = _textured(rgb, hole, usable, seed, cancel)
    cancel.check()
    return blend_to_rim(filled, hole, usable)


def _textured(rgb: Bytes, hole: Mask, usable: Mask, seed: int, cancel: CancelToken) -> Floats:
    """PatchMatch, on a shrunk window if it is large, then detail."""
    scale = max(1, math.ceil(math.sqrt(hole.size / WORK_PIXELS)))
    variant = seed % patchmatch.VARIANTS
    if scale == 1:
        return _matched(rgb, hole, usable, variant, cancel)
    return _enlarged(rgb, hole, usable, scale, variant, cancel)


def _matched(rgb: Bytes, hole: Mask, usable: Mask, variant: int, cancel: CancelToken) -> Floats:
    """PatchMatch without its smears."""
    fill = patchmatch.inpaint(rgb, hole, ~usable, variant).astype(np.float32)
    cancel.check()
    return mend(fill, rgb.astype(np.float32), hole, usable, cancel)


def _enlarged(rgb: Bytes, hole: Mask, usable: Mask, scale: int, variant: int, cancel: CancelToken) -> Floats:
    """Fills at 1/scale, then carries over what the surroundings hold beyond that size."""
    height, width = hole.shape
    pad = ((0, -height % scale), (0, -width % scale))
    full = np.pad(rgb, (*pad, (0, 0)), mode="edge")
    inside = np.pad(hole, pad)
    good = np.pad(usable, pad)
    small_rgb, small_good = _shrink(full, good, scale)
    small_hole = cast(Mask, _blocks(inside, scale).any(axis=(1, 3)))
    coarse = _matched(small_rgb, small_hole, small_good & ~small_hole, variant, cancel)
    cancel.check()
    size = (int(full.shape[1]), int(full.shape[0]))
    raised = cast(Floats, cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC))
    targets, sources = best_sources(coarse, small_hole, small_good & ~small_hole, cancel)
    rim = ring(inside, 1) & good
    if len(targets):
        raised += carry(full.astype(np.float32) - raised, inside | rim, targets, sources, scale=scale)
    cancel.check()
    raised = _meet_rim(raised, full, inside, rim, scale)
    return np.where(hole[:, :, None], raised[:height, :width], rgb).astype(np.float32)


def _meet_rim(raised: Floats, full: Bytes, hole: Mask, rim: Mask, scale: int) -> Floats:
    """Makes fine lines meet at the rim: what is wrong just outside the hole is taken back, fading within `scale`."""
    wrong = np.where(rim[:, :, None], full - raised, 0).astype(np.float32)
    depth = cast(Floats, cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3))
    fade = np.exp(-depth / np.float32(scale))[:, :, None]
    return raised + membrane(wrong, hole) * fade


def _shrink(rgb: Bytes, good: Mask, scale: int) -> tuple[Bytes, Mask]:
    """Colours averaged over the good pixels of each block, and the blocks that are wholly good."""
    weight = good.astype(np.float32)
    small = (int(rgb.shape[1]) // scale, int(rgb.shape[0]) // scale)
    total = cast(Floats, cv2.resize(weight, small, interpolation=cv2.INTER_AREA))
    summed = cast(Floats, cv2.resize(rgb * weight[:, :, None], small, interpolation=cv2.INTER_AREA))
    mean = summed / np.maximum(total, 1e-6)[:, :, None]
    return np.clip(np.rint(mean), 0, 255).astype(np.uint8), cast(Mask, _blocks(good, scale).all(axis=(1, 3)))


def _blocks(mask: Mask, scale: int) -> NDArray[np.bool_]:
    """(H, W) seen as (H/scale, scale, W/scale, scale)."""
    height, width = mask.shape
    return mask.reshape(height // scale, scale, width // scale, scale)


def _fill_alpha(pixels: Bytes, hole: Mask) -> None:
    """Continues the surroundings' alpha into the hole: opaque amid opaque, transparent amid transparent."""
    soft = membrane(pixels[:, :, 3:].astype(np.float32), hole)
    pixels[:, :, 3][hole] = np.clip(np.rint(soft[:, :, 0][hole]), 0, 255).astype(np.uint8)


def _notes(image: Image, hole: Mask, usable: Mask) -> tuple[str, ...]:
    """What the reader should know about the quality to expect."""
    share = float(hole.mean())
    if share > LARGE:
        return (
            f"The filled area is large ({share:.0%} of the picture); it was continued from its surroundings, "
            "a generative engine would do better.",
        )
    return ()
