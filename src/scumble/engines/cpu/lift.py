"""Lifting a thing out of a photo: its own colours and soft alpha, its shadow, and the picture without it.

The picture behind is made in two steps: the shadow is taken off the ground by division, where it is not too dark to
tell the ground's own texture, and what the thing and its halo covered is filled (`fill.py`).
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.image import Image, Pixels
from scumble.core.plan import Op
from scumble.core.region import Box, Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill
from scumble.engines.cpu.composite import edge_colors
from scumble.engines.cpu.contact import Contact, contact_of
from scumble.engines.cpu.hairs import hairs
from scumble.engines.cpu.holes import grown
from scumble.engines.cpu.text_lift import letters
from scumble.vision.bars import inside_bars
from scumble.vision.flat import flat_of
from scumble.vision.shadows import Shadow, find_shadow
from scumble.vision.tidy import standing

Mask = NDArray[np.bool_]

HALO = 0.02
"""Width of the rim around a thing that is filled with it, as a share of its size: mattes end a little early."""
COVERED = 0.004
"""Alpha above which a pixel is the thing's."""
ON_BARS, NEXT = 0.02, 2
"""Share of a thing that lies on bars at the picture's edge (mattes are soft) up to which it ends at them, and lines
next to a bar that count as it."""
TOO_DARK = 0.6
"""Shadow factor below which the ground is filled rather than lightened."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lifted:
    """colors: uint8 (H, W, 3), the thing's own; alpha: float32 (H, W), how much it covers; box: where it is at least
    half, without what hangs below it; shadow: what it casts, None where none was found; contact: how it stands, None
    for lettering."""

    colors: Pixels
    alpha: Weights
    box: Box
    shadow: Shadow | None
    contact: Contact | None = None


def lift(task: Task, cancel: CancelToken, *, shadow: bool = True) -> Lifted:
    """The thing in the task's region. shadow: what it casts is looked for. Raises Unsupported when the region is empty
    or everything, Cancelled."""
    inked = letters(task, cancel) if task.lines else None
    alpha = _softened(task.region.weights) if inked is None else inked[1]
    # What hangs below a seat is carried along, but does not say where the thing stands.
    bounds = Region.of_mask(standing(alpha) > 0.5).bounds
    if bounds is None:
        raise Unsupported("There is no thing to work on: the region is empty.", part=task.step.text)
    if float((alpha > 0.5).mean()) > 0.9:
        raise Unsupported(
            "The region covers nearly the whole picture; mark the thing alone, or name it.", part=task.step.text
        )
    if inked is not None:
        return Lifted(colors=inked[0], alpha=alpha, box=bounds, shadow=None)
    colors = edge_colors(task.image, alpha, alpha)
    cancel.check()
    rgb = task.image.rgb
    cast = find_shadow(rgb, alpha, bounds) if shadow else None
    return Lifted(colors=colors, alpha=alpha, box=bounds, shadow=cast, contact=contact_of(rgb, alpha, cast))


def without(
    task: Task,
    thing: Lifted,
    cancel: CancelToken,
    *,
    shadow: bool,
    hidden: Mask | None = None,
    part: Mask | None = None,
    once: bool = False,
    way: fill.Way = "free",
) -> tuple[Image, Mask, tuple[str, ...]]:
    """The picture without the thing (and its shadow), where it was written, and the fill's notes.

    hidden: bool (H, W), what will be covered again: it is neither filled nor copied from. part: bool (H, W), all of the
    thing that is meant. once, way: see `fill.fill_in`.
    """
    hole = thing.alpha > COVERED
    if part is not None:
        hole &= part
    size = (thing.box.width * thing.box.height) ** 0.5
    hole = _off_bars(task.image, hole, grown(hole, max(2, round(HALO * size))))
    if shadow and thing.contact is not None:
        # What is dark between its feet and beside them is its shadow, too: it would stay behind as a slab.
        hole |= thing.contact.gap
    if thing.contact is not None and part is None and not task.draft:
        hole |= hairs(task.image.rgb, hole, size)
    touched = hole.copy()
    pixels = task.image.pixels.copy()
    if shadow and thing.shadow is not None:
        _lighten(pixels, thing.shadow, hole, touched)
    if not hole.any():
        return task.image.with_pixels(pixels), touched, ()
    if flat_of(task.image) is not None:
        return _without_shape(task, pixels, hole, hidden, touched, cancel)
    usable = ~hole & (task.image.alpha > 0)
    if hidden is not None:
        usable &= ~hidden
    if usable.mean() < fill.MIN_SOURCE:
        raise fill.nothing_left(task)
    fill.fill_in(pixels, hole, usable, task, cancel, once=once, way=way)
    return task.image.with_pixels(pixels), touched, ()


def _off_bars(image: Image, thing: Mask, halo: Mask) -> Mask:
    """The halo without what lies on bars at the picture's edge, where the thing itself hardly reaches: bool (H, W)."""
    inner = inside_bars(image.rgb) if image.opaque else None
    if inner is None:
        return halo
    height, width = halo.shape
    bars = np.ones_like(halo)
    # The line next to a bar is mixed with it: filled it would shine.
    left, top = inner.x0 + NEXT * (inner.x0 > 0), inner.y0 + NEXT * (inner.y0 > 0)
    right, bottom = inner.x1 - NEXT * (inner.x1 < width), inner.y1 - NEXT * (inner.y1 < height)
    bars[top:bottom, left:right] = False
    return halo & ~bars if int((thing & bars).sum()) < ON_BARS * int(thing.sum()) else halo


def _without_shape(
    task: Task, pixels: Pixels, hole: Mask, hidden: Mask | None, touched: Mask, cancel: CancelToken
) -> tuple[Image, Mask, tuple[str, ...]]:
    """`without` for flat graphics: fills know shapes there. What is hidden is transparent for them."""
    if hidden is not None:
        pixels[hidden, 3] = 0
    step, image = replace(task.step, op=Op.FILL, params={}), task.image.with_pixels(pixels)
    filled = fill.render(replace(task, step=step, image=image, region=Region.of_mask(hole)), cancel)
    if hidden is None:
        return filled.image, touched, filled.notes
    out = filled.image.pixels.copy()
    out[:, :, 3] = task.image.alpha if task.image.opaque else np.where(hidden, task.image.alpha, out[:, :, 3])
    return task.image.with_pixels(out), touched, filled.notes


def _lighten(pixels: Pixels, shadow: Shadow, hole: Mask, touched: Mask) -> None:
    """Takes a shadow off the ground in place; its darkest part becomes hole."""
    w = shadow.window
    rows, columns = slice(w.y0, w.y1), slice(w.x0, w.x1)
    factor = shadow.factor
    light = (factor >= TOO_DARK) & (factor < 0.998)
    # What is known of the shadow is as coarse as the texture that was averaged: its true edge may lie so far out.
    dark = grown(factor < TOO_DARK, 2 + round(shadow.sigma / shadow.scale)) & (factor < 0.998)
    part = pixels[rows, columns]
    part[light, :3] = np.clip(np.rint(part[light, :3] / factor[light][:, None]), 0, 255)
    hole[rows, columns] |= dark
    touched[rows, columns] |= light | dark


def _softened(weights: Weights) -> Weights:
    """A mask without soft edges gets one a pixel wide, inwards; a matte stays as it is."""
    inside = weights > 0
    soft = inside & (weights < 1)
    rim = inside & ~(cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    if int(soft.sum()) > 0.5 * int(rim.sum()):
        return weights
    del soft, rim
    blurred = np.asarray(cv2.GaussianBlur(weights, (0, 0), 0.8), np.float32)
    blurred *= 2
    blurred -= 1
    np.clip(blurred, 0, 1, out=blurred)
    blurred[~inside] = 0
    return blurred
