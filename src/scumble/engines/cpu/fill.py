"""Fill: removes what a mask covers by continuing its surroundings (masked removal, inpainting on the CPU).

Each cluster of the region is filled in its own window: flat or blurred surroundings by a membrane with grain, thin
strokes by `thin.py`, everything else by PatchMatch at up to WORK_PIXELS from what resembles the hole's rim, with the
fine detail re-synthesised; then the fill is blended to the rim. Only pixels inside the region are written; no pixel
outside it, nor a transparent one, changes.
"""

import math

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import patchmatch
from scumble.engines.cpu.blend import blend_to_rim, membrane
from scumble.engines.cpu.enlarge import fill_coarsely, shrunk
from scumble.engines.cpu.grain import fine_structure, smooth_fill, unevenness
from scumble.engines.cpu.holes import Hole, clusters, is_thin, ring
from scumble.engines.cpu.quality import signs, verdict
from scumble.engines.cpu.smears import mend
from scumble.engines.cpu.sources import kindred
from scumble.engines.cpu.thin import fill_thin

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_PIXELS = 160_000
"""Pixels of a window that PatchMatch works on; larger windows are shrunk first. More take time and come no nearer to
the truth (110 000 against 220 000 on the 20 blobs and outlines of other seeds than the published ones where it makes a
difference: SSIMULACRA 2 -35.9 against -36.3, style 21.8 against 22.5); fewer lose pickets and twigs of photos of half
a megapixel, which is seen. A choice among the results of several sizes by how much they look like the surroundings does
not help either (-42.6 against -41.6 for the finest of them alone, on 16)."""
STROKE, CROSSING = 20.0, 36.0
"""Pixels: strokes usually and nowhere wider than these need no texture from afar."""
FLAT = 5.0
"""Grey levels from a plane within which the surroundings count as flat."""
BLURRED = 3.0
"""Grey levels of fine structure up to which surroundings count as blurred (out of focus, sky): nothing sharp fits."""
FEWEST = 0.1
"""Share of a window that has to be left to copy from when other things are avoided; else they are not."""
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
        _fill_one(pixels, cluster, usable, task, cancel)
    if not task.image.opaque:
        _fill_alpha(pixels, hole)
    doubt = verdict(signs(task.image.pixels[:, :, :3], float(hole.mean()), parts[0]))
    return Candidate(image=task.image.with_pixels(pixels), verdicts=(doubt,))


def _fill_one(pixels: Bytes, hole: Hole, usable: Mask, task: Task, cancel: CancelToken) -> None:
    """Writes one cluster's colours into `pixels`."""
    w, mask = hole.window, hole.mask
    if not usable[w.y0 : w.y1, w.x0 : w.x1].any():
        whole = np.zeros_like(usable)
        whole[w.y0 : w.y1, w.x0 : w.x1] = mask
        w, mask = Box(x0=0, y0=0, x1=int(usable.shape[1]), y1=int(usable.shape[0])), whole
    target = pixels[w.y0 : w.y1, w.x0 : w.x1]
    avoid = None if task.avoid is None else task.avoid.inside[w.y0 : w.y1, w.x0 : w.x1]
    good = usable[w.y0 : w.y1, w.x0 : w.x1]
    filled = fill_window(np.ascontiguousarray(target[:, :, :3]), mask, good, task.seed, cancel, avoid=avoid)
    target[mask, :3] = filled[mask]


def fill_window(
    rgb: Bytes, hole: Mask, usable: Mask, seed: int, cancel: CancelToken, *, avoid: Mask | None = None
) -> Bytes:
    """uint8 (H, W, 3): rgb with the hole filled from the usable pixels by whichever method suits them.

    avoid: usable pixels that must not be copied, as long as enough others are left. A thin hole does not ask: it is
    filled from what it crosses.
    """
    variant = seed % patchmatch.VARIANTS
    if is_thin(hole, STROKE, CROSSING):
        return fill_thin(rgb, hole, usable, variant, FLAT, cancel)
    near = ring(hole, 10) & usable
    smooth = unevenness(rgb, near) < FLAT or fine_structure(rgb, near) < BLURRED

    scale = max(1, math.ceil(math.sqrt(hole.size / WORK_PIXELS)))
    layout: Floats | None = None
    if avoid is not None and (usable & ~avoid).mean() >= FEWEST:
        usable = usable & ~avoid
    if not smooth:
        usable = kindred(rgb, hole, usable)
        cancel.check()
        small, gap, good = shrunk(rgb, hole, usable, scale)
        layout = patchmatch.inpaint(small, gap, ~good, variant).astype(np.float32)

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


def _fill_alpha(pixels: Bytes, hole: Mask) -> None:
    """Continues the surroundings' alpha into the hole: opaque amid opaque, transparent amid transparent."""
    soft = membrane(pixels[:, :, 3:].astype(np.float32), hole)
    pixels[:, :, 3][hole] = np.clip(np.rint(soft[:, :, 0][hole]), 0, 255).astype(np.uint8)
