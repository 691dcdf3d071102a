"""Fill: removes what a mask covers by continuing its surroundings (masked removal, inpainting on the CPU).

Each cluster of the region is filled in its own window: flat or blurred surroundings by a membrane with grain, thin
strokes by `thin.py`, everything else by PatchMatch at up to WORK_PIXELS from what resembles the hole's rim, with the
fine detail re-synthesised; then the fill is blended to the rim. Only pixels inside the region are written; no pixel
outside it, nor a transparent one, changes.
"""

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Box
from scumble.core.work import CancelToken, ahead
from scumble.engines import Task
from scumble.engines.cpu import patchmatch, sides
from scumble.engines.cpu.blend import blend_to_rim, membrane
from scumble.engines.cpu.bridges import Bridge
from scumble.engines.cpu.enlarge import fill_coarsely
from scumble.engines.cpu.flat_thing import FlatThing, flat_thing, lay
from scumble.engines.cpu.grain import smooth_fill
from scumble.engines.cpu.holes import Hole, clusters
from scumble.engines.cpu.offsets import sources
from scumble.engines.cpu.quality import Signs, outline, signs, verdict
from scumble.engines.cpu.shading import lifted, shading
from scumble.engines.cpu.smears import mend
from scumble.engines.cpu.surroundings import FLAT, WORK_PIXELS, Small, Surroundings, surroundings
from scumble.engines.cpu.thin import fill_thin
from scumble.vision.bars import inside_bars

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

Way = Literal["free", "level", "repeated", "sides"]
"""How PatchMatch chooses: by likeness alone, or preferably from about the same height (sky stays above the ground), or
preferably from where the surroundings repeat (`offsets.py`: rails, bricks and lattices go on), or on each side of
straight edges from that side only (`sides.py`: a ledge, a shore)."""
HARD, STRANGE, BETTER = 1.3, 7.0, 0.7
"""Hardness (`quality.py`) and strangeness (`seams.py`) from which a hole is filled a second time, from what lies at
about each place's height; and the share of its strangeness that this may leave to be taken. Always doing so comes no
nearer to the truth (20 textured blobs and objects: SSIMULACRA 2 -51.0 against -47.8); it is for a road in the sky.
Where a straight edge of both sides is not carried across, it is filled a second time from where its surroundings
repeat."""
MIN_SOURCE = 0.02
"""Share of the picture that has to be left to copy from."""
BAR = 0.008
"""Share of the longer side along a bar at the picture's edge that lends nothing: patches would carry the bar's outline
into the picture as a stripe."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with the region filled. No parameters; task.seed picks one of patchmatch.VARIANTS results.

    Raises Unsupported when nothing visible is left outside the region, Cancelled.
    """
    hole = task.region.inside
    if not hole.any():
        return Candidate(image=task.image, notes=("There was nothing to fill: the region is empty.",))
    usable = ~hole & (task.image.alpha > 0)
    if usable.mean() < MIN_SOURCE:
        raise nothing_left(task)
    flat = flat_thing(task)
    if flat is not None:
        return _without_shape(task, flat)
    pixels = task.image.pixels.copy()
    shade = shading(task.image.rgb, hole) if task.lines and not task.draft else None
    if shade is not None:
        lifted(pixels[:, :, :3], shade, -1)
    verdicts = fill_in(pixels, hole, usable, task, cancel)
    if shade is not None:
        lifted(pixels[:, :, :3], shade, 1)
        np.copyto(pixels, task.image.pixels, where=~hole[:, :, None])
    return Candidate(image=task.image.with_pixels(pixels), verdicts=verdicts)


def nothing_left(task: Task) -> Unsupported:
    """The error where there is nothing to copy from."""
    return Unsupported(
        "The region covers nearly the whole picture, so nothing is left to fill it from; mark a smaller area.",
        part=task.step.text,
        needs="generative edit",
    )


def fill_in(
    pixels: Bytes, hole: Mask, usable: Mask, task: Task, cancel: CancelToken, *, once: bool = False, way: Way = "free"
) -> tuple[Verdict, ...]:
    """Fills the hole of pixels, uint8 (H, W, 4), in place, and says how doubtful that is (nothing for a draft).

    usable: what may be copied. task: knows the seed, what to avoid and whether a draft will do. once: it is neither
    judged nor filled a second time. way: the one that is tried first. Raises Cancelled.
    """
    parts, share = clusters(hole), float(hole.mean())
    usable = _inside_bars(pixels, hole, usable)
    first = parts[0]
    wide, before = _roomy(first, usable), None
    told: Signs | None = None
    around: Surroundings | None = None
    if not (task.draft or once):
        outlined = ahead(lambda: outline(pixels[:, :, :3], first))
        good, avoid = _cut(usable, task, wide)
        around = surroundings(_seen(pixels, wide.window), wide.mask, good, avoid=avoid)
        texture = around.texture if wide is first else None
        told = signs(pixels[:, :, :3], share, first, outlined=outlined.result(), texture=texture)
    # An edge that is straight from afar only parts two grounds. Free patches break it off in steps too small to be told
    # from its own raggedness, so that they come second.
    coarse = told is not None and wide is first and any(bridge.coarse for bridge in told.edges.bridges)
    tried: Way = "sides" if coarse else way
    for cluster in parts:
        cancel.check()
        roomy = _roomy(cluster, usable)
        if cluster is not first or told is None:
            filled = _filled(_seen(pixels, roomy.window), roomy, usable, task, cancel, way=way)
        else:
            # Such a hole may be filled a second time, from the picture as it was.
            before = _seen(pixels, wide.window) if told.hard > HARD or told.edges.bridges else None
            bridges, seen = told.edges.bridges, _seen(pixels, wide.window)
            filled = _filled(seen, wide, usable, task, cancel, way=tried, bridges=bridges, around=around)
        _take(pixels, filled, roomy)
    if not (pixels[:, :, 3] == 255).all():
        _fill_alpha(pixels, hole)
    if told is None:
        return ()
    found = told.after(_seen(pixels, first.window), first.mask)
    other_way = _second_way(found, tried, way)
    if before is not None and other_way is not None and other_way != tried:
        cancel.check()
        bridges = found.edges.bridges
        again = _filled(before, wide, usable, task, cancel, way=other_way, bridges=bridges, around=around)
        w = first.window if wide is not first else Box(x0=0, y0=0, x1=first.window.width, y1=first.window.height)
        other = found.after(np.ascontiguousarray(again[w.y0 : w.y1, w.x0 : w.x1]), first.mask)
        if _better(other, found, tried, other_way):
            _take(pixels, again, wide)
            found = found.after(_seen(pixels, first.window), first.mask)
    return (verdict(found),)


def _second_way(found: Signs, tried: Way, way: Way) -> Way | None:
    """The other way that may do better than what is found; None where that is good enough.

    way: the one that is tried first unless a coarse edge asked for `tried`.
    """
    if tried == "sides":
        return way if found.lost else None
    if found.lost:
        return "repeated"
    return "level" if found.hard > HARD and (found.strange or 0.0) > STRANGE else None


def _better(other: Signs, found: Signs, tried: Way, way: Way) -> bool:
    """True when what came of the other way is to be taken."""
    if tried == "sides" or way == "repeated":
        return (other.lost or 0) < (found.lost or 0)
    return (other.strange or 0.0) < BETTER * (found.strange or 0.0)


def _inside_bars(pixels: Bytes, hole: Mask, usable: Mask) -> Mask:
    """What may be copied into a hole that lies within bars at the picture's edge; all of it where there are none."""
    inner = inside_bars(pixels[:, :, :3])
    if inner is None:
        return usable
    height, width = hole.shape
    by = math.ceil(BAR * max(height, width))
    bars = np.ones(hole.shape, np.bool_)
    bars[inner.y0 : inner.y1, inner.x0 : inner.x1] = False
    if bool((bars & hole).any()):
        return usable
    top, left = inner.y0 + by * (inner.y0 > 0), inner.x0 + by * (inner.x0 > 0)
    bars[:top], bars[:, :left] = True, True
    bars[inner.y1 - by * (inner.y1 < height) :], bars[:, inner.x1 - by * (inner.x1 < width) :] = True, True
    left_over = usable & ~bars
    return left_over if float(left_over.mean()) >= MIN_SOURCE else usable


def _seen(pixels: Bytes, w: Box) -> Bytes:
    """The colours of a window: a contiguous copy."""
    return np.array(pixels[w.y0 : w.y1, w.x0 : w.x1, :3], order="C", copy=True)


def _take(pixels: Bytes, filled: Bytes, hole: Hole) -> None:
    """Writes a filled window's hole into the picture."""
    w = hole.window
    pixels[w.y0 : w.y1, w.x0 : w.x1, :3][hole.mask] = filled[hole.mask]


def _roomy(hole: Hole, usable: Mask) -> Hole:
    """The hole in the whole picture where its window holds nothing that may be copied; else itself."""
    w = hole.window
    if usable[w.y0 : w.y1, w.x0 : w.x1].any():
        return hole
    whole = np.zeros_like(usable)
    whole[w.y0 : w.y1, w.x0 : w.x1] = hole.mask
    return Hole(window=Box(x0=0, y0=0, x1=int(usable.shape[1]), y1=int(usable.shape[0])), mask=whole)


def _without_shape(task: Task, thing: FlatThing) -> Candidate:
    """Flat graphics without the shapes in the region: the exact colours behind them; what lies on them stays."""
    pixels, touched = thing.behind.copy(), thing.touched.copy()
    if thing.tops is not None:
        lay(pixels, thing.tops, touched)
    return Candidate(image=task.image.with_pixels(pixels), blended=True, notes=thing.notes)


def _filled(
    rgb: Bytes,
    hole: Hole,
    usable: Mask,
    task: Task,
    cancel: CancelToken,
    *,
    way: Way = "free",
    bridges: tuple[Bridge, ...] = (),
    around: Surroundings | None = None,
) -> Bytes:
    """One cluster's window, uint8 (h, w, 3), filled; rgb is given up."""
    good, avoid = _cut(usable, task, hole)
    return fill_window(
        rgb,
        hole.mask,
        good,
        task.seed,
        cancel,
        avoid=avoid,
        draft=task.draft,
        way=way,
        bridges=bridges,
        own=True,
        around=around,
    )


def _cut(usable: Mask, task: Task, hole: Hole) -> tuple[Mask, Mask | None]:
    """What of a cluster's window may be copied, and what of it is to be avoided."""
    w = hole.window
    avoid = None if task.avoid is None else task.avoid.inside[w.y0 : w.y1, w.x0 : w.x1]
    return usable[w.y0 : w.y1, w.x0 : w.x1], avoid


def fill_window(
    rgb: Bytes,
    hole: Mask,
    usable: Mask,
    seed: int,
    cancel: CancelToken,
    *,
    avoid: Mask | None = None,
    textured: bool = False,
    work: int = WORK_PIXELS,
    draft: bool = False,
    way: Way = "free",
    bridges: tuple[Bridge, ...] = (),
    own: bool = False,
    around: Surroundings | None = None,
) -> Bytes:
    """uint8 (H, W, 3): rgb with the hole filled from the usable pixels by whichever method suits them.

    avoid: usable pixels that must not be copied, as long as enough others are left. A thin hole does not ask: it is
    filled from what it crosses. textured: the caller knows that the surroundings are to be copied, not smoothed over.
    work: pixels that PatchMatch works on. draft: for a preview. way: how PatchMatch chooses.
    bridges: the edges whose sides are meant by "sides". own: rgb may be written and handed back. around: what
    `surroundings` said of all this, where it was asked already.
    """
    if around is None:
        around = surroundings(rgb, hole, usable, avoid=avoid, textured=textured, work=work, draft=draft)
        cancel.check()
    variant = seed % patchmatch.VARIANTS
    if around.thin:
        return fill_thin(rgb, hole, usable, variant, FLAT, cancel, draft=draft)
    layout: Floats | None = None
    small, scale = around.small, around.scale
    if small is not None:
        way = "level" if way == "free" and small.level else way
        if way == "sides" and bridges:
            lines = tuple(b.enlarged(hole.shape[1] / scale, hole.shape[0] / scale) for b in bridges)
            layout = sides.inpaint(small.rgb, small.hole, small.usable, lines, variant, cancel).astype(np.float32)
        else:
            wished = _wished(small, way, cancel)
            found = patchmatch.inpaint(small.rgb, small.hole, ~small.usable, variant, wished=wished)
            layout = found.astype(np.float32)
        if draft:
            return _drafted(blend_to_rim(layout, small.hole, small.usable), rgb, hole, scale)

    def whole(part: Bytes, gap: Mask, good: Mask) -> Floats:
        if layout is None:
            return smooth_fill(part.astype(np.float32), gap, good)
        return _polished(layout, part, gap, good, cancel)

    if scale > 1:
        return fill_coarsely(rgb, hole, around.usable, scale, whole, cancel, own=own)
    return np.clip(np.rint(whole(rgb, hole, around.usable)), 0, 255).astype(np.uint8)


def _wished(small: Small, way: Way, cancel: CancelToken) -> Floats | None:
    """Where the patches of a window are to come from; None where it does not matter. Raises Cancelled."""
    if way == "level":
        return np.mgrid[: small.hole.shape[0], : small.hole.shape[1]][:1].astype(np.float32)
    return sources(small.rgb, small.hole, small.usable, cancel) if way == "repeated" else None


def _drafted(layout: Floats, rgb: Bytes, hole: Mask, scale: int) -> Bytes:
    """A fill at 1/scale of the size, merely enlarged."""
    size = (int(layout.shape[1]) * scale, int(layout.shape[0]) * scale)
    eight = np.clip(np.rint(layout), 0, 255).astype(np.uint8)
    raised = np.asarray(cv2.resize(eight, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return np.where(hole[:, :, None], raised[: hole.shape[0], : hole.shape[1]], rgb)


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
