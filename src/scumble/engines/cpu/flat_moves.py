"""Flat shapes put elsewhere exactly: moved, mirrored, turned, scaled, sheared, copied.

Sampling rule. Whole-pixel moves, mirrors and multiples of 90 degrees copy pixels: nothing is resampled. For every other
map, each pixel's centre is carried back to where the shape was: aliased shapes take the pixel that it falls into
(nearest; on the border between two, the right or lower one). Antialiased shapes are resampled as outlines
(`flat_outline.py`): 8 x 8 points a pixel are carried back, and the share of them that is inside the old outline is the
new share. Maps are about the middle of the box of the shape's pixels; where a quarter turn of an odd box leaves half a
pixel, it goes left and up.
"""

import math
from dataclasses import replace
from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import CUT, DRAWN
from scumble.engines.cpu.flat_outline import bilinear, outline_of
from scumble.engines.cpu.flat_thing import FlatThing, Layer, lay

Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

POINTS: Final = 8
"""Points along each side of a pixel that an antialiased outline is sampled at."""
TINY: Final = 1e-6
"""Pixels by which a centre counts as being on the border between two."""
BAND: Final = 8_192
"""Edge pixels sampled at a time."""


def flat_moved(
    task: Task, thing: FlatThing, layer: Layer, *, keep: bool = False, notes: tuple[str, ...] = ()
) -> Candidate:
    """The thing's layer put down in a new place; keep: the thing itself stays where it is, too (a copy)."""
    touched = np.zeros(thing.touched.shape, bool) if keep else thing.touched.copy()
    pixels = (task.image.pixels if keep else thing.behind).copy()
    visible = lay(pixels, layer, touched)
    now = np.zeros(touched.shape, np.float32)
    _stamp(now, layer)
    if thing.tops is not None and not keep:
        lay(pixels, thing.tops, touched)
    said = [*notes, *(() if keep else thing.notes)]
    if visible < 0.999:
        said.append(CUT)
    if task.has_drawn and bool((touched & ~task.region.inside).any()):
        said.append(DRAWN)
    return Candidate(
        image=task.image.with_pixels(pixels),
        blended=True,
        region=Region.of_mask(touched),
        thing=Region(weights=now),
        notes=tuple(dict.fromkeys(said)),
    )


def _stamp(out: Floats, layer: Layer) -> None:
    """Writes a layer's shares into a mask of the picture's size."""
    height, width = out.shape
    b = layer.box
    x0, y0, x1, y1 = max(0, b.x0), max(0, b.y0), min(width, b.x1), min(height, b.y1)
    if x1 > x0 and y1 > y0:
        out[y0:y1, x0:x1] = layer.share[y0 - b.y0 : y1 - b.y0, x0 - b.x0 : x1 - b.x0]


def mirrored(layer: Layer, *, across: bool) -> Layer:
    """Left to right (across) or top to bottom, in its box."""
    axis = 1 if across else 0
    flip = [np.flip(a, axis).copy() for a in (layer.share, layer.color, layer.raw, layer.over, layer.known)]
    return _with(layer, layer.box, flip)


def turned(layer: Layer, degrees: float, smooth: bool, cancel: CancelToken) -> Layer:
    """Turned clockwise by any angle."""
    quarters = degrees / 90
    if quarters % 1 == 0:
        n = int(quarters) % 4
        arrays = [np.rot90(a, -n).copy() for a in (layer.share, layer.color, layer.raw, layer.over, layer.known)]
        b = layer.box
        if n % 2 == 0:
            return _with(layer, b, arrays)
        x, y = b.x0 + (b.width - b.height) // 2, b.y0 + (b.height - b.width) // 2
        return _with(layer, Box(x0=x, y0=y, x1=x + b.height, y1=y + b.width), arrays)
    t = math.radians(degrees)
    return mapped(layer, np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]]), smooth, cancel)


def _with(layer: Layer, box: Box, arrays: list[NDArray[Any]]) -> Layer:
    """The layer with other pixels."""
    share, color, raw, over, known = arrays
    return replace(layer, box=box, share=share, color=color, raw=raw, over=over, known=known)


def mapped(layer: Layer, linear: Matrix, smooth: bool, cancel: CancelToken) -> Layer:
    """The layer after a (2, 2) map about the middle of its box, by the rule above."""
    b = layer.box
    middle = np.array([(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2])
    half = np.array([b.width / 2, b.height / 2])
    corners = np.array([(sx * half[0], sy * half[1]) for sx in (-1, 1) for sy in (-1, 1)]) @ linear.T
    low, high = np.floor(corners.min(axis=0) + middle - 1), np.ceil(corners.max(axis=0) + middle + 1)
    box = Box(x0=int(low[0]), y0=int(low[1]), x1=int(high[0]), y1=int(high[1]))
    back = np.asarray(np.linalg.inv(linear), np.float64)
    share = np.zeros((box.height, box.width), np.float32)
    color = np.zeros((box.height, box.width, 4), np.float32)
    source = np.pad(layer.share, 1)
    nearest = _spread(layer)
    for top in range(0, box.height, 256):
        cancel.check()
        rows = slice(top, min(top + 256, box.height))
        gy, gx = np.mgrid[box.y0 + rows.start : box.y0 + rows.stop, box.x0 : box.x1].astype(float)
        u, v = _carried(gx + 0.5, gy + 0.5, middle, back, b)
        iu, iv = np.floor(u + TINY).astype(int), np.floor(v + TINY).astype(int)
        color[rows] = nearest[np.clip(iv, 0, b.height - 1), np.clip(iu, 0, b.width - 1)]
        if not smooth:
            share[rows] = source[np.clip(iv + 1, 0, b.height + 1), np.clip(iu + 1, 0, b.width + 1)]
    if smooth:
        _sample(share, layer.share, box, middle, back, b, cancel)
    color[share == 0] = 0
    nothing = np.zeros_like(color)
    return Layer(
        box=box,
        share=share,
        color=color,
        raw=np.zeros(color.shape, np.uint8),
        over=nothing,
        known=np.zeros(share.shape, bool),
    )


def _carried(
    x: NDArray[np.float64], y: NDArray[np.float64], middle: Matrix, back: Matrix, b: Box
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points of the picture carried back into the layer's box (continuous: pixel k covers k..k+1)."""
    dx, dy = x - middle[0], y - middle[1]
    u = back[0, 0] * dx + back[0, 1] * dy + middle[0] - b.x0
    v = back[1, 0] * dx + back[1, 1] * dy + middle[1] - b.y0
    return u, v


def _sample(share: Floats, source: Floats, box: Box, middle: Matrix, back: Matrix, b: Box, cancel: CancelToken) -> None:
    """The shares of an antialiased outline, written into `share`. source: the old shares."""
    shrinks = abs(np.linalg.det(back)) > 1.0
    outline, source = outline_of(source), np.pad(source, 1)
    rows, columns = np.nonzero(np.ones_like(share) if shrinks else _edge(share, source, box, middle, back, b))
    step = (np.arange(POINTS) + 0.5) / POINTS
    oy, ox = (a.ravel() for a in np.meshgrid(step, step, indexing="ij"))
    for start in range(0, len(rows), BAND):
        cancel.check()
        part = slice(start, start + BAND)
        x = (columns[part] + box.x0)[:, None] + ox[None, :]
        y = (rows[part] + box.y0)[:, None] + oy[None, :]
        u, v = _carried(x, y, middle, back, b)
        share[rows[part], columns[part]] = outline(u, v).mean(axis=1)


def _edge(share: Floats, source: Floats, box: Box, middle: Matrix, back: Matrix, b: Box) -> NDArray[np.bool_]:
    """Where the new outline runs; `share` gets 0 and 1 elsewhere."""
    for top in range(0, box.height, 256):
        rows = slice(top, min(top + 256, box.height))
        gy, gx = np.mgrid[box.y0 + rows.start : box.y0 + rows.stop, box.x0 : box.x1].astype(float)
        share[rows] = bilinear(source, *_carried(gx + 0.5, gy + 0.5, middle, back, b))
    soft = (share > 0.001) & (share < 0.999)
    np.copyto(share, (share >= 0.5).astype(np.float32))
    hard = cv2.morphologyEx(share, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    # Corners that interpolation rounded off reach further the more the shape grows.
    reach = 1 + 2 * math.ceil(abs(np.linalg.det(back)) ** -0.5)
    return cv2.dilate((soft | hard).view(np.uint8), np.ones((reach, reach), np.uint8)) > 0


def _spread(layer: Layer) -> Floats:
    """The layer's colours, carried on beyond its edge, so that every sampled pixel finds the nearest shape's."""
    there = layer.share > 0
    if there.all():
        return layer.color
    away = (~there).view(np.uint8)
    found = cv2.distanceTransformWithLabels(away, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    nearest = cast(NDArray[np.int32], found[1])
    flat = np.zeros((int(nearest.max()) + 1, 4), np.float32)
    flat[nearest[there]] = layer.color[there]
    return flat[nearest]
