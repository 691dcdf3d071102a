"""Stage: the small canvas a defocused scene is drawn on, in linear light: noise, lens blur, bokeh, ground in depth.

A thing at the depth z is blurred by a disc of the radius c |1/z - 1/z0| when the lens is focused at z0 (thin lens, a
wide aperture). On a level ground 1/z runs straight with the row of the picture, so the disc grows straight from the
subject's foot to the horizon, where it is `far`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Reals = NDArray[np.floating[Any]]
Colour = Sequence[float] | Reals

WORK_RADIUS = 7.0
"""Wider discs are made on a layer shrunk until their radius is this; the cost stays that of a small kernel."""
SHARPEST = 1.4
"""Radius in units of the least blurred ground: no pattern is ever drawn in focus."""
TILE = 512
"""Side of the noise that grounds are made of; it repeats, far beyond what is seen at once."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Stage:
    """What a scene is drawn for.

    height, width: of the canvas in its own pixels; unit: pixels in a thousandth of its longer side. horizon: row at
    which the ground ends. foot: row where the subject stands; below the canvas where its foot is not seen. middle:
    column of the subject's foot, span: its width, in pixels. far: radius of the blur of what is endlessly far. light:
    -1 (from the left) to 1 (from the right). rng: of the step's seed.
    """

    height: int
    width: int
    unit: float
    horizon: float
    foot: float
    middle: float
    span: float
    far: float
    light: float
    rng: np.random.Generator

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    @property
    def rows(self) -> Floats:
        """(h, 1): row numbers."""
        return np.arange(self.height, dtype=np.float32)[:, None]

    @property
    def columns(self) -> Floats:
        """(1, w): column numbers."""
        return np.arange(self.width, dtype=np.float32)[None, :]

    @property
    def lit(self) -> Floats:
        """(1, w): 0 on the side away from the light to 1 on the light's side."""
        x = self.columns / max(1, self.width - 1)
        return (0.5 + (x - 0.5) * np.float32(np.sign(self.light) or 1.0)).astype(np.float32)

    def full(self, colour: Colour) -> Floats:
        """(h, w, 3) of one colour."""
        return np.broadcast_to(np.asarray(colour, np.float32), (*self.shape, 3)).copy()

    def vertical(self, stops: Sequence[float], colours: Sequence[Colour]) -> Floats:
        """(h, w, 3): colours by row, straight between `stops` (rows)."""
        rows = np.arange(self.height, dtype=np.float64)
        table = np.asarray(colours, np.float64)
        line = np.stack([np.interp(rows, stops, table[:, c]) for c in range(3)], axis=1)
        return np.broadcast_to(line[:, None].astype(np.float32), (*self.shape, 3)).copy()

    def noise(self, wide: float, tall: float | None = None, octaves: int = 3) -> Floats:
        """(h, w), mean 0, deviation about 1: lumps `wide` x `tall` units, with finer ones on them."""
        tall = wide if tall is None else tall
        out, weight, total = np.zeros(self.shape, np.float32), 1.0, 0.0
        for _ in range(octaves):
            size = (
                max(2, round(self.height / max(tall * self.unit, 1.0)) + 1),
                max(2, round(self.width / max(wide * self.unit, 1.0)) + 1),
            )
            small = self.rng.standard_normal(size, dtype=np.float32)
            sized = cv2.resize(small, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
            out += np.float32(weight) * sized
            total += weight**2
            wide, tall, weight = wide / 2.1, tall / 2.1, weight * 0.55
        return (out / np.float32(0.72 * total**0.5)).astype(np.float32)


def rgb(text: str, gain: float = 1.0) -> Floats:
    """'#rrggbb' as linear light times gain."""
    coded = np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return (gain * np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)).astype(np.float32)


@cache
def disc(radius: float) -> Floats:
    """A disc kernel of `radius` pixels with a soft rim, a little brighter towards it as lenses draw it; sums to 1."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    away = np.hypot(x, y)
    kernel = np.clip(radius + 0.5 - away, 0, 1) * (1 + 0.25 * (away / max(radius, 1)) ** 2)
    return (kernel / kernel.sum()).astype(np.float32)


def defocused(values: Floats, radius: float) -> Floats:
    """(h, w) or (h, w, C) seen through a lens that draws a point as a disc of `radius` pixels."""
    if radius < 0.6:
        return values
    height, width = int(values.shape[0]), int(values.shape[1])
    by = max(1.0, radius / WORK_RADIUS)
    size = (max(4, round(width / by)), max(4, round(height / by)))
    small = values if by == 1 else cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    kernel = disc(round(radius / by, 3))
    small = cv2.filter2D(small, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
    if by == 1:
        return cast(Floats, small)
    return cast(Floats, cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))


def over(below: Floats, colours: Floats, cover: Floats, radius: float) -> Floats:
    """A layer (h, w, 3) with cover (h, w), both out of focus by `radius`, over what lies behind it."""
    both = defocused(np.dstack([colours * cover[:, :, None], cover]), radius)
    a = np.clip(both[:, :, 3:], 0, 1)
    return (np.maximum(both[:, :, :3], 0) + below * (1 - a)).astype(np.float32)


def bokeh(light: Floats, at: Reals, radii: Reals, colours: Reals, *, cat: float = 0.35, rim: float = 0.12) -> Floats:
    """Adds discs to `light`, in place, and returns it. at: (n, 2) x, y; radii: (n,) pixels; colours: (n, 3) light.

    cat: how much discs near the corners are cut by the lens barrel. rim: how much brighter their edge is.
    """
    height, width = light.shape[:2]
    centre = np.array([width / 2, height / 2])
    corner = float(np.hypot(*centre))
    for (x, y), radius, colour in zip(at, radii, colours, strict=True):
        r = float(radius)
        x0, x1 = max(0, int(x - r - 2)), min(width, int(x + r + 3))
        y0, y1 = max(0, int(y - r - 2)), min(height, int(y + r + 3))
        if x1 <= x0 or y1 <= y0:
            continue
        yy, xx = np.ogrid[y0:y1, x0:x1]
        away = np.hypot(xx - x, yy - y)
        edge = max(1.2, 0.14 * r)
        shape = np.clip((r - away) / edge + 0.5, 0, 1) * (1 - rim + rim * (away / r) ** 3)
        shift = (centre - (x, y)) / corner * cat * r
        shape = shape * np.clip((r * 1.05 - np.hypot(xx - x - shift[0], yy - y - shift[1])) / edge + 0.5, 0, 1)
        light[y0:y1, x0:x1] += (shape[:, :, None] * np.asarray(colour)).astype(np.float32)
    return light


def ground_at(stage: Stage) -> tuple[Floats, Floats]:
    """Where each pixel (h, w) below the horizon lies on the ground: across and away, in widths of the subject's foot.

    The subject stands at (0, 1 x depth); a row above the horizon gets the last row's place.
    """
    tall = max(stage.foot - stage.horizon, 0.08 * stage.height)
    depth = tall / np.maximum(stage.rows - stage.horizon, 0.012 * stage.height)
    span = max(stage.span, 0.12 * stage.width)
    across = (stage.columns - stage.middle) / span * depth
    away = np.broadcast_to(3.2 * tall / span * depth, stage.shape)
    return across.astype(np.float32), np.ascontiguousarray(away, np.float32)


def pattern(stage: Stage, across: Floats, away: Floats, wide: float, deep: float, octaves: int = 3) -> Floats:
    """Noise (h, w) on the ground, mean 0, deviation about 1: lumps of wide x deep foot widths."""
    out, total, weight = np.zeros(stage.shape, np.float32), 0.0, 1.0
    for _ in range(octaves):
        tile = stage.rng.standard_normal((TILE, TILE), dtype=np.float32)
        tile = cv2.GaussianBlur(tile, (0, 0), 1.0, borderType=cv2.BORDER_REFLECT_101) * np.float32(3.4)
        start = stage.rng.uniform(0, TILE, 2)
        x = (across * np.float32(2 / wide) + np.float32(start[0])) % (TILE - 1)
        y = (away * np.float32(2 / deep) + np.float32(start[1])) % (TILE - 1)
        out += np.float32(weight) * cast(Floats, cv2.remap(tile, x, y, cv2.INTER_LINEAR))
        total += weight**2
        wide, deep, weight = wide / 2.3, deep / 2.3, weight * 0.6
    return (out / np.float32(total**0.5)).astype(np.float32)


def lay_ground(stage: Stage, behind: Floats, ground: Floats, *, edge: float | None = None) -> Floats:
    """The ground (h, w, 3) before what is behind, blurred by depth. edge: the row at which a table ends; the horizon
    when absent."""
    start = stage.horizon if edge is None else edge
    if start >= stage.height:
        return behind
    reach = max(stage.foot - stage.horizon, 1.0)
    first = int(np.clip(np.ceil(start), 0, stage.height - 1))
    ground = ground.copy()
    ground[:first] = ground[first]
    least = SHARPEST * stage.unit
    spread = np.minimum(least + stage.far * np.abs(stage.rows - stage.foot) / reach, 1.3 * stage.far)
    blurred = _by_radius(ground, spread[:, 0], least, 1.3 * stage.far)
    at_edge = float(spread[first, 0])
    cover = np.clip(stage.rows - start + 0.5, 0, 1) * np.ones((1, stage.width), np.float32)
    a = np.clip(defocused(cover.astype(np.float32), at_edge), 0, 1)[:, :, None]
    return (blurred * a + behind * (1 - a)).astype(np.float32)


def _by_radius(values: Floats, radii: Floats, least: float, most: float) -> Floats:
    """values (h, w, 3) with each row blurred by its radius: mixed between copies of six radii."""
    steps = np.geomspace(least, max(most, 1.01 * least), 6)
    place = np.interp(radii, steps, np.arange(6))
    out = np.zeros_like(values)
    for k, radius in enumerate(steps):
        weight = np.clip(1 - np.abs(place - k), 0, 1).astype(np.float32)
        rows = np.flatnonzero(weight)
        if not rows.size:
            continue
        margin = int(np.ceil(radius)) + 2
        low, high = max(0, int(rows[0]) - margin), min(values.shape[0], int(rows[-1]) + 1 + margin)
        part = defocused(np.ascontiguousarray(values[low:high]), float(radius))
        out[low:high] += weight[low:high, None, None] * part
    return out
