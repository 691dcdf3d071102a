"""Shapes of flat graphics lifted exactly: each pixel's own colour and share, what lies on it, and what is behind it.

The counterpart of `lift.py` for flat pictures: no matte is estimated, nothing is textured. What the shape covered gets
the exact colour around it; where it covered another shape's edge, that shape is continued (`flat_behind.py`).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.engines import Task
from scumble.engines.cpu.flat_behind import behind_of
from scumble.vision.flat import Flat, flat_of
from scumble.vision.flat_edges import premultiplied, straight
from scumble.vision.flat_layers import closed

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

RIM = 4
"""Pixels around a shape that its edges and neighbours lie in."""
TAKEN = 0.9
"""Share of an area inside the region from which the area is meant."""
ALL, EXACT = 0.97, 0.995
"""Share of the region's shapes, and of all of the region, that whole areas have to make up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """Something flat to be laid over a picture. box: where it stands (it may reach beyond the picture).

    share: float32 (h, w), how much of each pixel it covers. color: float32 (h, w, 4), its own colour, premultiplied.
    raw: uint8 (h, w, 4), the pixels it was cut from, and over: float32 (h, w, 4), the colour that shared them: laid
    over that same colour again, a pixel is copied as it was. known: where raw and over hold.
    """

    box: Box
    share: Floats
    color: Floats
    raw: Pixels
    over: Floats
    known: Mask

    def at(self, x: int, y: int) -> "Layer":
        """The same, its left upper corner elsewhere."""
        return replace(self, box=Box(x0=x, y0=y, x1=x + self.box.width, y1=y + self.box.height))


@dataclass(frozen=True, kw_only=True, eq=False)
class FlatThing:
    """layer: the thing. tops: what lies on it and stays. behind: the picture without both. smooth: antialiased."""

    layer: Layer
    tops: Layer | None
    behind: Pixels
    touched: Mask
    smooth: bool
    notes: tuple[str, ...]


def areas_in(flat: Flat, task: Task) -> frozenset[int]:
    """The shapes that the task's region is made of, whatever background it covers beside them; none where it also
    covers parts of other shapes: then it is not these that are meant."""
    inside = _inside(flat, task)
    shapes = [a for a in flat.areas if not a.behind]
    taken = frozenset(a.index for a in shapes if inside[a.index] >= TAKEN * a.pixels)
    covered = sum(inside[i] for i in taken)
    return taken if covered >= ALL * sum(inside[a.index] for a in shapes) else frozenset()


def exactly_in(flat: Flat, task: Task) -> frozenset[int]:
    """The areas, the background's too, that the task's region is made of and nothing else; else none."""
    inside = _inside(flat, task)
    taken = frozenset(a.index for a in flat.areas if inside[a.index] >= TAKEN * a.pixels)
    return taken if sum(inside[i] for i in taken) >= EXACT * inside.sum() else frozenset()


def _inside(flat: Flat, task: Task) -> NDArray[np.float64]:
    """Pixels of each area that lie in the task's region."""
    return np.bincount(flat.labels[task.region.weights > 0.5], minlength=len(flat.areas) + 1).astype(np.float64)


def flat_thing(task: Task) -> FlatThing | None:
    """The shapes in the task's region, lifted; None where the picture is no flat graphics or the region holds none."""
    flat = flat_of(task.image)
    if flat is None:
        return None
    taken = areas_in(flat, task)
    return lifted(task.image, flat, taken) if taken else None


def lifted(image: Image, flat: Flat, taken: frozenset[int]) -> FlatThing:
    """These areas lifted off the picture, worked on a window around them and the shapes they touch."""
    window = _window(flat, taken)
    part = (slice(window.y0, window.y1), slice(window.x0, window.x1))
    found = _lifted(image.with_pixels(image.pixels[part]), flat.cut(window), taken)
    pixels, touched = image.pixels.copy(), np.zeros(flat.labels.shape, bool)
    pixels[part], touched[part] = found.behind, found.touched
    layer, tops = found.layer, found.tops
    layer = layer.at(layer.box.x0 + window.x0, layer.box.y0 + window.y0)
    tops = None if tops is None else tops.at(tops.box.x0 + window.x0, tops.box.y0 + window.y0)
    return replace(found, layer=layer, tops=tops, behind=pixels, touched=touched)


def _window(flat: Flat, taken: frozenset[int]) -> Box:
    """Around these areas and the shapes that touch them, with a rim."""
    height, width = flat.labels.shape

    def around(indices: frozenset[int]) -> Box:
        boxes = [flat.areas[i].box for i in indices]
        return Box(
            x0=max(0, min(b.x0 for b in boxes) - RIM),
            y0=max(0, min(b.y0 for b in boxes) - RIM),
            x1=min(width, max(b.x1 for b in boxes) + RIM),
            y1=min(height, max(b.y1 for b in boxes) + RIM),
        )

    own = around(taken)
    seen = np.unique(flat.labels[own.y0 : own.y1, own.x0 : own.x1]).tolist()
    near = frozenset(i for i in seen if i < len(flat.areas) and not flat.areas[int(i)].behind)
    return around(taken | near)


def _lifted(image: Image, flat: Flat, taken: frozenset[int]) -> FlatThing:
    """See `lifted`; on the window alone."""
    height, width = flat.labels.shape
    cover, holes = flat.cover(taken), np.zeros((height, width), bool)
    colors = premultiplied(np.array([*(a.color for a in flat.areas), (0, 0, 0, 0)], np.uint8))
    own = np.zeros((height, width), np.int32)
    for i in sorted(taken):
        b = flat.areas[i].box
        filled, hollow = closed(flat, flat.areas[i])
        part = (slice(b.y0, b.y1), slice(b.x0, b.x1))
        inner = filled & ~hollow
        holes[part] |= inner
        own[part][inner] = i
    on_top = holes & ~np.isin(flat.labels, list(taken))
    tops = frozenset(int(i) for i in np.unique(flat.labels[on_top]) if i < len(flat.areas))
    share = np.where(on_top, np.float32(1), cover)
    m = flat.mixed
    mine_first = np.isin(m.first, list(taken))
    mine = mine_first | np.isin(m.second, list(taken))
    own[m.rows[mine], m.columns[mine]] = np.where(mine_first, m.first, m.second)[mine]
    # Where the thing meets what lies on it, it goes on beneath.
    beneath = np.isin(np.where(mine_first, m.second, m.first), list(tops | taken)) & mine
    share[m.rows[beneath], m.columns[beneath]] = 1.0
    layer = _layer(image, flat, share, colors[own], taken, beneath_tops=tops)
    top = None
    if tops:
        top_cover = flat.cover(tops)
        top_own = np.where(np.isin(flat.labels, list(tops)), flat.labels, 0)
        first = np.isin(m.first, list(tops))
        theirs = first | np.isin(m.second, list(tops))
        top_own[m.rows[theirs], m.columns[theirs]] = np.where(first, m.first, m.second)[theirs]
        top = _layer(image, flat, top_cover, colors[top_own], tops)
    base = premultiplied(image.pixels)
    found = behind_of(flat, share > 0, taken | tops, colors)
    base[found.rows, found.columns] = found.colors
    pixels = image.pixels.copy()
    touched = share > 0
    pixels[touched] = straight(base[touched])
    return FlatThing(layer=layer, tops=top, behind=pixels, touched=touched, smooth=flat.smooth, notes=found.notes)


def _layer(
    image: Image,
    flat: Flat,
    share: Floats,
    colors: Floats,
    taken: frozenset[int],
    beneath_tops: frozenset[int] = frozenset(),
) -> Layer:
    """The layer of these areas, cut to where they are."""
    ys, xs = np.flatnonzero((share > 0).any(axis=1)), np.flatnonzero((share > 0).any(axis=0))
    box = Box(x0=int(xs[0]), y0=int(ys[0]), x1=int(xs[-1]) + 1, y1=int(ys[-1]) + 1)
    part = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    over = np.zeros((*share.shape, 4), np.float32)
    known = np.zeros(share.shape, bool)
    m = flat.mixed
    mine_first, mine_second = np.isin(m.first, list(taken)), np.isin(m.second, list(taken))
    edge = mine_first ^ mine_second
    other = np.where(mine_first, m.second, m.first)
    edge &= ~np.isin(other, list(beneath_tops))
    palette = premultiplied(np.array([*(a.color for a in flat.areas), (0, 0, 0, 0)], np.uint8))
    over[m.rows[edge], m.columns[edge]] = palette[other[edge]]
    known[m.rows[edge], m.columns[edge]] = True
    return Layer(
        box=box,
        share=share[part].copy(),
        color=colors[part].copy(),
        raw=image.pixels[part].copy(),
        over=over[part],
        known=known[part],
    )


def lay(pixels: Pixels, layer: Layer, touched: Mask) -> float:
    """Lays a layer over a picture, both in place: `touched` gets where. Returns the share of it that is inside."""
    height, width = touched.shape
    b = layer.box
    x0, y0, x1, y1 = max(0, b.x0), max(0, b.y0), min(width, b.x1), min(height, b.y1)
    total = float((layer.share > 0).sum())
    if x1 <= x0 or y1 <= y0 or not total:
        return 0.0
    cut = (slice(y0 - b.y0, y1 - b.y0), slice(x0 - b.x0, x1 - b.x0))
    share, target = layer.share[cut], pixels[y0:y1, x0:x1]
    there = share > 0
    base = premultiplied(target[there])
    s = share[there][:, None]
    laid = straight((base + s * (layer.color[cut][there] - base)).astype(np.float32))
    same = layer.known[cut][there] & (np.abs(base - layer.over[cut][there]).max(axis=1) < 0.25)
    laid[same] = layer.raw[cut][there][same]
    target[there] = laid
    touched[y0:y1, x0:x1] |= there
    return float(there.sum()) / total
