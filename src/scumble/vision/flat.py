"""Flat graphics: pictures of few exact colours in areas, told apart from photos; areas and antialiased edges, exactly.

A picture is flat when every pixel is one of a few exact colours that fill areas, or lies on an edge and is a mix of two
of them (antialiasing). Photos, and graphics that went through JPEG, are not: one pixel in 300 that is neither will do.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.vision.flat_edges import Mixed, premultiplied, resolve

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Codes = NDArray[np.uint32]

MOST_COLORS: Final = 48
"""Exact colours that fill areas; more are a gradient or a picture reduced to a palette."""
LEAST_CALM: Final = 0.7
"""Share of neighbouring pixels that are equal in a flat picture; looked at first, on every eighth row."""
LEAST_CORE: Final = 10
"""Pixels in 2 x 2 blocks of one colour from which that colour fills an area."""
MOST_MIXED: Final = 0.25
"""Share of pixels that may be edges."""
MOST_STRANGE: Final = 0.003
"""Share of pixels that may be neither an area's colour nor a mix of two of them."""
LEAST_AREA: Final = 6
"""Pixels of an area that counts as a shape."""
KEPT: Final = 4
"""Analyses kept, by the picture's digest."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """Connected pixels of one colour. index: its number in `Flat.labels`; color: RGBA; pixels: how many; box: around
    them; behind: it is of the background's colour."""

    index: int
    color: tuple[int, int, int, int]
    pixels: int
    box: Box
    behind: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Flat:
    """A flat picture taken apart.

    labels: int32 (H, W), the area that most of each pixel belongs to. mixed: the edge pixels: their places, the second
    area in each and the first one's share. areas: by index. background: RGBA, the colour that most of the picture's rim
    has; rim: the share of the rim that has it.
    """

    labels: Labels
    mixed: Mixed
    areas: tuple[Area, ...]
    background: tuple[int, int, int, int]
    rim: float

    @property
    def smooth(self) -> bool:
        """True where edges are antialiased."""
        return len(self.mixed.rows) > 0

    @cached_property
    def shapes(self) -> tuple[Area, ...]:
        """The areas that are shapes: not the background, and more than a speck."""
        return tuple(a for a in self.areas if not a.behind and a.pixels >= LEAST_AREA)

    def cover(self, indices: frozenset[int]) -> NDArray[np.float32]:
        """How much of each pixel belongs to these areas: float32 (H, W) in [0, 1]."""
        wanted = np.zeros(len(self.areas) + 1, bool)
        wanted[list(indices)] = True
        out = wanted[self.labels].astype(np.float32)
        m = self.mixed
        share = wanted[m.first] * m.share + wanted[m.second] * (1 - m.share)
        out[m.rows, m.columns] = share
        return out

    def cut(self, window: Box) -> "Flat":
        """The part inside a window, in its coordinates; areas keep their index and pixel count."""
        m = self.mixed
        inside = (m.rows >= window.y0) & (m.rows < window.y1) & (m.columns >= window.x0) & (m.columns < window.x1)
        mixed = Mixed(
            rows=m.rows[inside] - window.y0,
            columns=m.columns[inside] - window.x0,
            first=m.first[inside],
            second=m.second[inside],
            share=m.share[inside],
        )
        x, y = window.x0, window.y0
        areas = tuple(
            replace(a, box=Box(x0=a.box.x0 - x, y0=a.box.y0 - y, x1=a.box.x1 - x, y1=a.box.y1 - y)) for a in self.areas
        )
        labels = np.ascontiguousarray(self.labels[window.y0 : window.y1, window.x0 : window.x1])
        return Flat(labels=labels, mixed=mixed, areas=areas, background=self.background, rim=self.rim)


_kept: OrderedDict[str, Flat | None] = OrderedDict()
_lock = Lock()


def flat_of(image: Image) -> Flat | None:
    """The picture taken apart where it is flat graphics, else None. Deterministic; the last few are remembered."""
    if not _calm(_codes(image)):
        return None
    with _lock:
        if image.digest in _kept:
            _kept.move_to_end(image.digest)
            return _kept[image.digest]
    found = _taken_apart(image)
    with _lock:
        _kept[image.digest] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _codes(image: Image) -> Codes:
    """Each pixel as one number, uint32 (H, W)."""
    return image.pixels.view(np.uint32)[:, :, 0]


def _calm(codes: Codes) -> bool:
    """Whether neighbours are equal often enough for it to be worth a closer look."""
    if min(codes.shape) < 8:
        return False
    rows = codes[3::8]
    return float((rows[:, 1:] == rows[:, :-1]).mean()) >= LEAST_CALM


def _taken_apart(image: Image) -> Flat | None:
    """See `flat_of`."""
    codes = _codes(image)
    if not image.opaque:
        codes = np.where(image.alpha == 0, np.uint32(0), codes)
    block = _blocks(codes)
    palette = _palette(codes, block)
    if palette is None:
        return None
    index = _indexed(codes, palette)
    if float((index < 0).mean()) > MOST_MIXED:
        return None
    colors = _rgba(palette)
    edges, strange = _edges(image.pixels, index, colors, block)
    if len(strange):
        # Lines one pixel wide have no 2 x 2 block: what is no mix and comes again and again is a colour of its own.
        found, count = np.unique(codes[strange[:, 0], strange[:, 1]], return_counts=True)
        often = found[count >= LEAST_CORE][: 2 * MOST_COLORS]
        thin = np.array([code for code in often if _holds_together(codes == code)], np.uint32)
        if len(thin) and len(palette) + len(thin) <= MOST_COLORS:
            palette = np.concatenate([palette, thin]).astype(np.uint32)
            index, colors = _indexed(codes, palette), _rgba(palette)
            edges, strange = _edges(image.pixels, index, colors, block)
    if len(strange) > MOST_STRANGE * index.size:
        return None
    chief = index.copy()
    chief[edges.rows, edges.columns] = edges.first
    behind, share = _background(chief, len(palette))
    labels, areas = _areas(chief, colors, behind)
    mixed = _of_areas(edges, chief, labels)
    if sum(a.pixels for a in areas if a.pixels < LEAST_AREA) > MOST_STRANGE * index.size:
        return None
    r, g, b, a = (int(v) for v in colors[behind])
    return Flat(labels=labels, mixed=mixed, areas=areas, background=(r, g, b, a), rim=share)


def _holds_together(here: Mask) -> bool:
    """Whether pixels of a colour make lines rather than specks."""
    return int(here.sum()) >= LEAST_AREA * (int(cv2.connectedComponents(here.view(np.uint8), connectivity=8)[0]) - 1)


def _edges(pixels: Pixels, index: NDArray[np.int16], colors: Pixels, block: Mask) -> tuple[Mixed, NDArray[np.intp]]:
    """The edge pixels, and those that nothing explains.

    Where there are any, a pixel that only happens to have an area's colour is looked at too: a half-covered row between
    black and white is as grey as a grey shape.
    """
    if not (index < 0).any():
        return resolve(pixels, index, premultiplied(colors))
    solid = np.zeros(index.shape, bool)
    for dy, dx in ((0, 0), (0, 1), (1, 0), (1, 1)):
        solid[dy : dy + block.shape[0], dx : dx + block.shape[1]] |= block
    edges, strange = resolve(pixels, np.where(solid, index, np.int16(-1)), premultiplied(colors))
    return edges, strange[index[strange[:, 0], strange[:, 1]] < 0]


def _blocks(codes: Codes) -> Mask:
    """(H - 1, W - 1): whether a pixel and its neighbours to the right and below are equal."""
    same = codes[:, :-1] == codes[:, 1:]
    block = same[:-1] & same[1:]
    block &= codes[:-1, :-1] == codes[1:, :-1]
    return block


def _palette(codes: Codes, block: Mask) -> Codes | None:
    """The colours that fill areas, in the order of their numbers; None for too many or none."""
    edge = np.zeros((block.shape[0], 1), np.int8)
    steps = np.diff(np.concatenate([edge, block.view(np.int8), edge], axis=1), axis=1)
    # Runs of blocks along rows: far fewer than pixels where areas are large.
    start, end = np.nonzero(steps == 1), np.nonzero(steps == -1)
    if not len(start[0]):
        return None
    colors, which = np.unique(codes[start], return_inverse=True)
    if len(colors) > 64 * MOST_COLORS:
        return None
    count = np.bincount(which, weights=(end[1] - start[1]).astype(float))
    kept = colors[count >= LEAST_CORE]
    return kept if 0 < len(kept) <= MOST_COLORS else None


def _indexed(codes: Codes, palette: Codes) -> NDArray[np.int16]:
    """Each pixel's place in the palette, -1 for none."""
    order = np.argsort(palette)
    ranked = palette[order]
    out = np.empty(codes.shape, np.int16)
    for top in range(0, codes.shape[0], 256):
        part = codes[top : top + 256]
        at = np.minimum(np.searchsorted(ranked, part), len(ranked) - 1)
        out[top : top + 256] = np.where(ranked[at] == part, order[at], -1)
    return out


def _rgba(palette: Codes) -> NDArray[np.uint8]:
    """Codes as RGBA, uint8 (K, 4)."""
    return np.ascontiguousarray(palette).view(np.uint8).reshape(-1, 4).copy()


def _background(chief: NDArray[np.int16], count: int) -> tuple[int, float]:
    """The colour that most of the picture's rim has, and the share that has it."""
    rim = np.concatenate([chief[0], chief[-1], chief[:, 0], chief[:, -1]])
    found = np.bincount(rim[rim >= 0], minlength=count)
    return int(found.argmax()), float(found.max()) / len(rim)


def _areas(chief: NDArray[np.int16], colors: NDArray[np.uint8], behind: int) -> tuple[Labels, tuple[Area, ...]]:
    """Connected areas of each colour; shapes also hold together over corners, the background does not."""
    labels = np.full(chief.shape, -1, np.int32)
    areas: list[Area] = []
    for k, color in enumerate(colors):
        here = (chief == k).view(np.uint8)
        x, y, w, h = cv2.boundingRect(here)
        if not w:
            continue
        part = here[y : y + h, x : x + w]
        joined = 4 if k == behind else 8
        connected = cast(
            tuple[int, Labels, Labels, object],
            cv2.connectedComponentsWithStats(part, connectivity=joined, ltype=cv2.CV_32S),
        )
        count, found, stats = connected[0], connected[1], connected[2]
        np.copyto(labels[y : y + h, x : x + w], found + (len(areas) - 1), where=found > 0)
        r, g, b, a = (int(v) for v in color)
        for left, top, width, height, pixels in stats[1:count].tolist():
            box = Box(x0=x + left, y0=y + top, x1=x + left + width, y1=y + top + height)
            areas.append(Area(index=len(areas), color=(r, g, b, a), pixels=pixels, box=box, behind=k == behind))
    # What is left over (junctions of three colours that no pair explains) belongs to nothing: the last index.
    labels[labels < 0] = len(areas)
    return labels, tuple(areas)


def _of_areas(edges: Mixed, chief: NDArray[np.int16], labels: Labels) -> Mixed:
    """Edge pixels with areas in place of palette colours: the second colour's nearest area."""
    rows, columns = edges.rows, edges.columns
    second = np.full(len(rows), int(labels.max()) if len(rows) else 0, np.int32)
    todo = np.ones(len(rows), bool)
    height, width = chief.shape
    for dy, dx in NEAREST:
        y, x = np.clip(rows + dy, 0, height - 1), np.clip(columns + dx, 0, width - 1)
        hit = todo & (chief[y, x] == edges.second)
        second[hit] = labels[y[hit], x[hit]]
        todo &= ~hit
    return Mixed(rows=rows, columns=columns, first=labels[rows, columns], second=second, share=edges.share)


NEAREST: Final = tuple(
    sorted(
        ((dy, dx) for dy in range(-3, 4) for dx in range(-3, 4) if dy or dx), key=lambda d: (d[0] ** 2 + d[1] ** 2, d)
    )
)
"""Neighbours by distance."""
