"""Border around a thing, by distance from its outline: outside it like a sticker's, or inside (object.border).

Aliased flat shapes: outside, every pixel whose centre is at most `pixels` from the centre of one of the shape's pixels;
inside, the shape's pixels at most that far from one that is not the shape's (beyond the picture's edge nothing is
known, so that edge gets no border). Antialiased shapes and photos: the same from the outline, which runs where half of
a pixel is covered, with soft edges of its own. Distances are Euclidean, so corners are round.
"""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import BAND_ROWS, Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.composite import edge_colors
from scumble.engines.cpu.flat_outline import outline_of
from scumble.engines.cpu.flat_paint import repainted
from scumble.engines.cpu.flat_thing import Layer, areas_in, flat_thing, lay
from scumble.engines.cpu.palette import Rgb, one_color
from scumble.engines.cpu.values import flag, number
from scumble.vision.flat import flat_of
from scumble.vision.flat_edges import HALF

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WIDTH: Final = 0.04
"""Share of the thing's shorter side that a border is wide where nothing is said; at least two pixels."""
FINE: Final = 8
"""Times that an outline is enlarged to measure distances to less than a pixel."""
FINE_PIXELS: Final = 16_000_000
"""Pixels of the enlarged window at most; larger windows are enlarged less."""
EVEN: Final = 0.5
"""Of the border's width, the waves of a matte that its outer edge does not follow."""
COARSELY: Final = 8.0
"""Sigma from twice of which on a blur is made on a smaller copy."""
WIDEST: Final = 2_000


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing with a border of `color` '#rrggbb' (black when absent), `pixels` wide; `inside`: true draws it
    over the thing's own rim, otherwise it lies around it. Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    params = task.step.params
    color = one_color(params, "color", "#000000", task.image)
    inside = flag(params, "inside")
    bounds = Region.of_mask(task.region.weights > 0.5).bounds
    if bounds is None:
        raise Unsupported("There is no thing to put a border around: the region is empty.", part=task.step.text)
    usual = max(2, round(WIDTH * min(bounds.width, bounds.height)))
    width = number(params, "pixels", 1, WIDEST, usual)
    if width != round(width):
        raise InvalidValue(f"'pixels' is a whole number, not {width:g}.", param="pixels")
    cancel.check()
    flat = _flat(task, color, int(width), inside=inside)
    return _soft(task, color, int(width), inside=inside) if flat is None else flat


def _flat(task: Task, color: Rgb, width: int, *, inside: bool) -> Candidate | None:
    """On flat graphics; None where it is none."""
    thing = flat_thing(task)
    if thing is None:
        return None
    layer = thing.layer
    room, b = width + 2, layer.box
    if inside:
        near = _near(_continued(layer.share, b, task.image, room), width, inside=True, smooth=thing.smooth, drawn=True)
        # Of an edge pixel all that the shape covers lies within a pixel of its outline.
        part = np.where(layer.share < 1, np.float32(1), near[room:-room, room:-room])
        return _painted_inside(task, part, b, color)
    near = _near(np.pad(layer.share, room), width, inside=False, smooth=thing.smooth, drawn=True)
    box = Box(x0=b.x0 - room, y0=b.y0 - room, x1=b.x1 + room, y1=b.y1 + room)
    ring = np.zeros((*near.shape, 4), np.float32)
    ring[:, :, :3], ring[:, :, 3] = color, 255
    border = Layer(
        box=box,
        share=near,
        color=ring,
        raw=np.zeros(ring.shape, np.uint8),
        over=np.zeros_like(ring),
        known=np.zeros(near.shape, bool),
    )
    pixels, touched = thing.behind.copy(), np.zeros(thing.touched.shape, bool)
    lay(pixels, border, touched)
    lay(pixels, layer, touched)
    if thing.tops is not None:
        lay(pixels, thing.tops, touched)
    return _candidate(task, pixels, touched)


def _continued(share: Floats, b: Box, image: Image, room: int) -> Floats:
    """The shares with `room` more on each side: 0, or the last row again where the picture cuts the shape off."""
    sides = ((b.y0 <= 0, (room, 0), (0, 0)), (b.y1 >= image.height, (0, room), (0, 0)))
    sides += ((b.x0 <= 0, (0, 0), (room, 0)), (b.x1 >= image.width, (0, 0), (0, room)))
    for cut, rows, columns in sides:
        share = np.pad(share, (rows, columns), mode="edge") if cut else np.pad(share, (rows, columns))
    return share


def _painted_inside(task: Task, near: Floats, box: Box, color: Rgb) -> Candidate:
    """The thing's own share of each pixel, painted as far as the border reaches."""
    flat = flat_of(task.image)
    assert flat is not None  # noqa: S101 - it was lifted from there
    taken = areas_in(flat, task)
    value = np.array(color, np.float32)

    def paint(rows: NDArray[np.intp], columns: NDArray[np.intp], old: Floats) -> Floats:
        y, x = np.clip(rows - box.y0, 0, near.shape[0] - 1), np.clip(columns - box.x0, 0, near.shape[1] - 1)
        s = near[y, x][:, None]
        new = old.copy()
        new[:, :3] += s * (value - old[:, :3])
        return new

    pixels, touched = repainted(task.image, flat, taken, paint)
    return _candidate(task, pixels, touched)


def _candidate(task: Task, pixels: Pixels, touched: Mask) -> Candidate:
    """What was written; the thing is now the thing with its border."""
    # A pixel's four bytes at once.
    changed = touched & (pixels.view(np.uint32) != task.image.pixels.view(np.uint32))[:, :, 0]
    thing = Region(weights=np.maximum(task.region.weights, changed.astype(np.float32)))
    return Candidate(image=task.image.with_pixels(pixels), blended=True, region=Region.of_mask(changed), thing=thing)


def _fine(share: Floats, times: int) -> Mask:
    """An antialiased shape at `times` x `times` points a pixel, by its outline."""
    outline = outline_of(share)
    there = (share >= 0.5).repeat(times, axis=0).repeat(times, axis=1)
    square = np.ones((3, 3), np.uint8)
    edge = ((share > 0) & (share < 1)).view(np.uint8)
    edge |= cast(NDArray[np.uint8], cv2.morphologyEx((share >= 0.5).view(np.uint8), cv2.MORPH_GRADIENT, square))
    rows, columns = np.nonzero(cv2.dilate(edge, square))
    step = (np.arange(times) + 0.5) / times
    for j, dy in enumerate(step):
        for i, dx in enumerate(step):
            there[rows * times + j, columns * times + i] = outline(columns + dx, rows + dy)
    return there


def _near(share: Floats, width: int, *, inside: bool, smooth: bool, drawn: bool = False) -> Floats:
    """How much of each pixel is within `width` of the outline, float32 (h, w): outside it together with all of the
    thing, or, for `inside`, inside it. drawn: it is a shape with a plain outline, not a matte."""
    if not smooth:
        there = share >= 0.5
        if inside:
            far = cv2.distanceTransform(there.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            return (there & (far <= width + 1e-3)).astype(np.float32)
        far = cv2.distanceTransform((~there).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        return (far <= width + 1e-3).astype(np.float32)
    times = FINE
    while times > 1 and share.size * times * times > FINE_PIXELS:
        times //= 2
    h, w = share.shape
    if drawn and times > 1:
        there = _fine(share, times)
    else:
        there = cast(Floats, cv2.resize(share, (w * times, h * times), interpolation=cv2.INTER_LINEAR)) >= 0.5
    mask = (there if inside else ~there).view(np.uint8)
    far = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Distances run between samples' centres; the outline lies half a sample before.
    reach = width * times + 0.5
    found = (there & (far <= reach)) if inside else (far <= reach)
    return cast(Floats, cv2.resize(found.astype(np.float32), (w, h), interpolation=cv2.INTER_AREA))


def _evened(near: Floats, width: int) -> Floats:
    """The outer edge of a sticker's border without the little waves of a matte; about a pixel soft, as before."""
    sigma = max(0.6, EVEN * width)
    # So wide a blur of many pixels takes seconds; of a smaller copy it is the same to a tenth of a pixel.
    scale = max(1, int(sigma / COARSELY))
    small = tuple(max(1, round(side / scale)) for side in near.shape[::-1])
    coarse = near if scale == 1 else cv2.resize(near, small, interpolation=cv2.INTER_AREA)
    blurred = cast(Floats, cv2.GaussianBlur(coarse, (0, 0), sigma / scale, borderType=cv2.BORDER_REPLICATE))
    if scale > 1:
        blurred = cast(Floats, cv2.resize(blurred, near.shape[::-1], interpolation=cv2.INTER_CUBIC))
    return np.clip((blurred - 0.5) * np.float32(2.5 * sigma) + 0.5, 0, 1).astype(np.float32)


def _soft(task: Task, color: Rgb, width: int, *, inside: bool) -> Candidate:
    """On photos: the border lies behind the thing, whose own colours go over it in its soft rim."""
    image, alpha = task.image, task.region.weights
    bounds = Region.of_mask(alpha > 0).bounds
    assert bounds is not None  # noqa: S101 - it has a half-covered pixel
    room = width + 3
    b = Box(
        x0=max(0, bounds.x0 - room),
        y0=max(0, bounds.y0 - room),
        x1=min(image.width, bounds.x1 + room),
        y1=min(image.height, bounds.y1 + room),
    )
    part = (slice(b.y0, b.y1), slice(b.x0, b.x1))
    own = np.ascontiguousarray(alpha[part])
    cut = Image(pixels=np.ascontiguousarray(image.pixels[part]), profile=image.profile)
    near = _near(own, width, inside=inside, smooth=True)
    if not inside:
        near = _evened(near, width)
    value, fore = np.array(color, np.float32), edge_colors(cut, own, own)
    pixels, touched = image.pixels.copy(), np.zeros(alpha.shape, bool)
    touched[part] = (near > 0) & (True if inside else own < 1)
    for top in range(0, cut.height, BAND_ROWS):
        rows = slice(top, top + BAND_ROWS)
        here = touched[part][rows]
        old, colours = cut.pixels[rows][here].astype(np.float32), fore[rows][here].astype(np.float32)
        a, s = own[rows][here][:, None], near[rows][here][:, None]
        if inside:
            old[:, :3] += np.minimum(s, a) * (value - colours)
        else:
            # Near the outline all of the pixel that is not the thing's is the border's.
            old[:, :3] += s * (a * colours + (1 - a) * value - old[:, :3])
            old[:, 3:] = np.maximum(old[:, 3:], 255 * s)
        pixels[part][rows][here] = np.clip(np.floor(old + HALF), 0, 255).astype(np.uint8)
    return _candidate(task, pixels, touched)
