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
from scumble.engines.cpu.cast_shadow import Shadow, find_shadow
from scumble.engines.cpu.composite import edge_colors

Mask = NDArray[np.bool_]

HALO = 0.02
"""Width of the rim around a thing that is filled with it, as a share of its size: mattes end a little early."""
TOO_DARK = 0.6
"""Shadow factor below which the ground is filled rather than lightened."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lifted:
    """colors: uint8 (H, W, 3), the thing's own; alpha: float32 (H, W), how much it covers; box: where it is at least
    half; shadow: what it casts, None where none was found."""

    colors: Pixels
    alpha: Weights
    box: Box
    shadow: Shadow | None


def lift(task: Task, cancel: CancelToken) -> Lifted:
    """The thing in the task's region. Raises Unsupported when the region is empty or everything, Cancelled."""
    alpha = _softened(task.region.weights)
    bounds = Region.of_mask(alpha > 0.5).bounds
    if bounds is None:
        raise Unsupported("There is no thing to work on: the region is empty.", part=task.step.text)
    if float((alpha > 0.5).mean()) > 0.9:
        raise Unsupported(
            "The region covers nearly the whole picture; mark the thing alone, or name it.", part=task.step.text
        )
    colors = edge_colors(task.image, alpha, alpha)
    cancel.check()
    return Lifted(colors=colors, alpha=alpha, box=bounds, shadow=find_shadow(task.image.rgb, alpha, bounds))


def without(task: Task, thing: Lifted, cancel: CancelToken, *, shadow: bool) -> tuple[Image, Mask, tuple[str, ...]]:
    """The picture without the thing (and its shadow), where it was written, and the fill's notes."""
    pixels = task.image.pixels.copy()
    hole = thing.alpha > 0.004
    size = (thing.box.width * thing.box.height) ** 0.5
    hole = _grown(hole, max(2, round(HALO * size)))
    touched = hole.copy()
    if shadow and thing.shadow is not None:
        _lighten(pixels, thing.shadow, hole, touched)
    behind = task.image.with_pixels(pixels)
    step = replace(task.step, op=Op.FILL, params={})
    filled = fill.render(replace(task, step=step, image=behind, region=Region.of_mask(hole)), cancel)
    return filled.image, touched, filled.notes


def _lighten(pixels: Pixels, shadow: Shadow, hole: Mask, touched: Mask) -> None:
    """Takes a shadow off the ground in place; its darkest part becomes hole."""
    w = shadow.window
    rows, columns = slice(w.y0, w.y1), slice(w.x0, w.x1)
    factor = shadow.factor
    light = (factor >= TOO_DARK) & (factor < 0.998)
    dark = _grown(factor < TOO_DARK, 2) & (factor < 0.998)
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
    blurred = np.asarray(cv2.GaussianBlur(weights, (0, 0), 0.8), np.float32)
    return np.where(inside, np.clip(2 * blurred - 1, 0, 1), 0).astype(np.float32)


def _grown(mask: Mask, pixels: int) -> Mask:
    """Everything within `pixels` of the mask, in a disc."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    return cv2.dilate(mask.astype(np.uint8), disc) > 0
