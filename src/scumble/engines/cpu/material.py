"""Main material of an object: which of its pixels are its own main colour, in light and in shade, and which are not.

On a small copy the object is split into smooth parts (`parts.py`). The largest part of the commonest colour is the
core; a part belongs to it when it has the same chroma (OKLab's a and b divided by lightness, which shade leaves alone)
and could be as light. What is too small to be a part is judged by its colour alone. Wheels, windows, letters, buttons
and skin are left out. Near-black things are judged otherwise (`black.py`).
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.black import black_parts, is_black, scattered
from scumble.engines.cpu.islands import across, carriers, closed, features, lit_by_ground
from scumble.engines.cpu.oklab import to_oklab
from scumble.engines.cpu.parts import smooth_parts
from scumble.engines.cpu.plates import plates
from scumble.vision import guided
from scumble.vision.quads import Quad

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Parts = NDArray[np.int32]
Ints = NDArray[np.intp]

SMALL_PIXELS = 40_000
"""Size of the copy that is looked at; texture finer than its pixels averages out."""
DARK = 0.12
"""Added to L before chroma is divided by it: the chroma of near-black is noise."""
LIGHT = 0.45
"""Weight of L against a/L and b/L in the distance between colours."""
SAME, SAME_COLOURED = 0.045, 0.075
"""Distance in (a/L, b/L) up to which two parts are one material: for greys, and for colours, whose chroma varies."""
COLOURED = (0.06, 0.14)
"""Chroma over lightness: below the first a material counts as white, grey or black, above the second as a colour."""
SHADE, GREY_SHADE = 0.3, 0.55
"""Lightness as a share of the core's (or the reverse) to which the same chroma may be its shade: colours, greys."""
SMALL, SHINING, PALE = 0.05, 0.8, 0.3
"""Of a highlight that is a part of its own: most share of the object, least lightness, most chroma against the core."""
NEARLY = 0.8
"""Share of the commonest colour's extent from which a larger part is the core instead."""
BIG = 0.003
"""Share of the object from which a part is judged as one."""
PANE = 0.01
"""Share of a vehicle from which a part can be a window."""
HIGH = 0.35
"""Share of a vehicle's height, from its top, in which its windows have their middle."""
PALE_PAINT = 0.5
"""Lightness of paint than which no window is lighter."""
TOUCHING, TINT = 0.2, 0.012
"""Share of a part's rim along panels, and distance in (a/L, b/L), that tell panels from panes: six panes of two cars
have up to 0.16 of it along panels, their panels from 0.26."""
ON_PAINT = 0.5
"""Share of a highlight's larger neighbours that has to be the material: the pale lid of a coloured can lies beside bare
metal alone."""
BEYOND, OTHER_HUE = 0.03, (0.06, 0.1)
"""Chroma over lightness against a coloured material's hue at which a pixel has another one; and chroma of such pixels
over which they stop being its shine: sunlight and sky tint that to 0.05, yellow print on a blue label has 0.14."""
HUED = (0.06, 0.1)
"""Chroma over which a pixel stops being a near-black material or its gloss; below, in the black, chroma is noise."""
RADIUS, EPSILON = 2, 1e-4
"""Guided filter that carries the parts' outlines up to full size."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """typical: its median OKLab (3,). dark, light: 5 % and 95 % quantiles of its lightness. share: of the object,
    0..1. model: where it is, as a guided filter's linear model over the object's small copy. black: near-black, judged
    by lightness (`black.py`). scattered: share of the object at odds with its neighbours, 0..1; much when the material
    could not be told. kept: float32 (h, w) of the small copy, 1 where small things of their own (eyes, labels) are.
    plates: uint8 (H, W) of the object, 255 where plates around lines of text are; None where there are none."""

    typical: Floats
    dark: float
    light: float
    share: float
    model: guided.LinearModel
    kept: Floats
    black: bool
    scattered: float
    plates: Bytes | None = None

    @property
    def purity(self) -> float:
        """Chroma over lightness, 0 for greys to about 0.6."""
        return float(np.hypot(self.typical[1], self.typical[2]) / max(float(self.typical[0]), 0.05))

    @property
    def coloured(self) -> float:
        """0 for white, grey and black, 1 for a colour."""
        return _coloured(self.typical)


def find_material(
    rgb: Bytes,
    weights: Floats,
    *,
    glazed: bool = False,
    quads: tuple[Quad, ...] = (),
    ground: Floats | None = None,
) -> Material | None:
    """The main material of an object: rgb uint8 (H, W, 3) of its own colours, weights float32 (H, W). None without one.

    glazed: it is a vehicle, whose windows mirror the sky in greys that its paint may have too. quads: of the lines of
    text on it: a plate or a label that carries one is not the material, whatever its colour. ground: OKLab (3,) of what
    lies around it, None where that is not known.
    """
    small, sure = _shrunk(rgb, weights)
    if int(sure.sum()) < 16:
        return None
    lab = to_oklab(small)
    part = smooth_parts(_features(lab), sure, bridged=not glazed)
    first = _core(lab, part, sure)
    middle = _middle(lab, part, first)
    black = is_black(lab[sure], middle, _coloured(middle))
    if black:
        own, rest = black_parts(lab, sure)
    else:
        panes = _panes(lab, part, sure, first) if glazed else frozenset[int]()
        part, panes = _without_paint(lab, part, sure, first, panes)
        own, rest = _own_parts(lab, part, sure, first, panes)
    if not own.any():
        return None
    labels = carriers(part, sure, quads, small.shape[0] / rgb.shape[0], int(first))
    own &= ~labels
    kept = labels
    if not black:
        away = _apart(middle, lab) / _same(_coloured(middle))
        own = closed(own, sure & ~labels, away, lab[..., 0] / max(float(middle[0]), 0.05))
        tint = None if ground is None else _features(ground[None])[0, 1:]
        own = lit_by_ground(own, sure & ~labels, _features(lab)[..., 1:], tint)
        kept = labels | features(own, sure & ~labels, away, lab[..., 0] / max(float(middle[0]), 0.05))
    mine = lab[own]
    dark, light = np.quantile(mine[:, 0], (0.05, 0.95))
    model = guided.fit(small, _with_rims(own, rest).astype(np.float32)[_nearest(sure)], RADIUS, EPSILON)
    typical = np.median(mine, axis=0).astype(np.float32)
    return Material(
        typical=typical,
        dark=float(dark),
        light=float(light),
        share=float(own.sum() / sure.sum()),
        model=model,
        kept=kept.astype(np.float32),
        black=black,
        scattered=scattered(own, sure),
        plates=plates(rgb, weights > 0.5, quads) if quads else None,
    )


def membership(
    material: Material,
    rgb: Bytes,
    lab: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    shape: tuple[int, int],
) -> Floats:
    """How much of each pixel is the main material, (N,) in 0..1: rgb (N, 3) and lab (N, 3) at rows and columns of the
    object's part of the picture, (H, W) = shape."""
    found = guided.apply(material.model, rgb, guided.sample(material.model.ab, rows, columns, shape))
    share = ease(found, 0.15, 0.85) * _like(material, lab)
    share = share * (1 - features_at(material, rows, columns, shape))
    return (share if material.plates is None else share * _off_plates(material.plates, rows, columns)).astype(
        np.float32
    )


def features_at(material: Material, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Floats:
    """How much of each pixel is a small dark thing on the material, (N,) in 0..1, as `membership` reads."""
    if not material.kept.any():
        return np.zeros(rows.size, np.float32)
    kept = ease(guided.sample(material.kept, rows, columns, shape), 0.25, 0.75)
    # Plates are as they were, their letters, too: those are beside no new colour.
    return kept if material.plates is None else kept * _off_plates(material.plates, rows, columns)


def _off_plates(on: Bytes, rows: Ints, columns: Ints) -> Floats:
    """How much of each pixel is no plate, (N,)."""
    return (1 - on[rows, columns] / np.float32(255)).astype(np.float32)


def ease(value: Floats | np.float32, low: float, high: float) -> Floats:
    """Smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((np.asarray(value, np.float32) - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _features(lab: Floats) -> Floats:
    """OKLab (..., 3) to what colours are told apart by: weighted L, a/L, b/L."""
    ratio = 1 / (lab[..., :1] + np.float32(DARK))
    return np.concatenate([LIGHT * lab[..., :1], lab[..., 1:] * ratio], axis=-1).astype(np.float32, copy=False)


def _like(material: Material, lab: Floats) -> Floats:
    """(N,): 1 for the material's chroma, fading to 0 for another; paler is still alike where it is lighter (shine)."""
    if material.black:
        return 1 - ease(np.hypot(lab[:, 1], lab[:, 2]).astype(np.float32), *HUED)
    same = _same(material.coloured)
    alike = 1 - ease(_apart(material.typical, lab), 2.5 * same, 4 * same)
    tint, main = _features(lab)[..., 1:], _features(material.typical[None])[0, 1:]
    against = -(tint @ main) / max(float(np.hypot(*main)), 1e-6)
    other = ease(against, 0, BEYOND) * ease(np.hypot(tint[..., 0], tint[..., 1]).astype(np.float32), *OTHER_HUE)
    return (alike * (1 - material.coloured * other)).astype(np.float32)


def _apart(core: Floats, lab: Floats) -> Floats:
    """(...,): distance of colours from the core's in (a/L, b/L). What is lighter than a coloured core and paler, but of
    its hue, is its shine: the loss of chroma does not count."""
    main = _features(core[None])[0, 1:]
    apart = _features(lab)[..., 1:] - main
    if _coloured(core) > 0:
        paler = np.clip(-(apart @ main) / max(float(main @ main), 1e-6), 0, 1)
        apart = apart + (paler * ease(lab[..., 0], 0.8 * float(core[0]), float(core[0])))[..., None] * main
    return np.hypot(apart[..., 0], apart[..., 1]).astype(np.float32)


def _coloured(core: Floats) -> float:
    """0 for white, grey and black, 1 for a colour."""
    return float(ease(np.float32(np.hypot(core[1], core[2]) / max(float(core[0]), 0.05)), *COLOURED))


def _same(coloured: float) -> float:
    return SAME + coloured * (SAME_COLOURED - SAME)


def _shrunk(rgb: Bytes, weights: Floats) -> tuple[Bytes, Mask]:
    """A small copy of the object's colours (each the mean of the object's own pixels) and where it is sure; beside the
    object the nearest of its colours."""
    height, width = weights.shape
    scale = min(1.0, (SMALL_PIXELS / (height * width)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    weight = (weights > 0.9).astype(np.float32)
    total = cast(Floats, cv2.resize(weight, size, interpolation=cv2.INTER_AREA))
    summed = cast(Floats, cv2.resize(rgb * weight[:, :, None], size, interpolation=cv2.INTER_AREA))
    sure = total > 0.5
    small = np.clip(np.rint(summed / np.maximum(total, 1e-6)[:, :, None]), 0, 255).astype(np.uint8)
    return (small[_nearest(sure)] if sure.any() else small), sure


def _nearest(sure: Mask) -> tuple[Ints, Ints]:
    """Rows and columns (H, W) of the nearest sure pixel of each pixel."""
    source = (~sure).astype(np.uint8)
    _, label = cv2.distanceTransformWithLabels(source, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    ys, xs = np.nonzero(sure)
    numbers = np.asarray(label, np.int32)
    order = np.zeros(int(numbers.max()) + 1, np.intp)
    order[numbers[ys, xs]] = np.arange(ys.size)
    index = order[numbers]
    return ys[index], xs[index]


def _middle(lab: Floats, part: Parts, number: int) -> Floats:
    """Median OKLab (3,) of a part."""
    return np.median(lab[part == number], axis=0).astype(np.float32)


def _core(lab: Floats, part: Parts, sure: Mask) -> int:
    """Number of the part that is large and has much of the object in its own colour."""
    sizes = np.bincount(part[sure])
    largest = [int(n) for n in np.argsort(-sizes)[:8]]
    middles = [_middle(lab, part, n) for n in largest]
    scores = [
        sum(int(sizes[m]) for m, other in zip(largest, middles, strict=True) if _is_own(middle, other, 1.0))
        for middle in middles
    ]
    # The largest part that stands for nearly as much as any: its middle is the colour one would name.
    return next(n for n, score in zip(largest, scores, strict=True) if score >= NEARLY * max(scores))


def _panes(lab: Floats, part: Parts, sure: Mask, core: int) -> frozenset[int]:
    """Parts that are a vehicle's windows rather than its paint: high up, and framed off from its panels or tinted."""
    sizes = np.bincount(part[sure])
    main = _middle(lab, part, core)
    big = [int(n) for n in np.flatnonzero(sizes >= PANE * sizes.sum())]
    middles = {n: _middle(lab, part, n) for n in big}
    high = [n for n in big if n != core and float(np.nonzero(part == n)[0].mean()) <= HIGH * len(part)]
    panels = [n for n in big if n not in high and _is_own(main, middles[n], float(sizes[n] / sizes.sum()))]
    found: set[int] = set()
    for number in high:
        mask, middle = part == number, middles[number]
        if main[0] > PALE_PAINT and middle[0] >= main[0]:
            continue
        ring = (cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0) & ~mask & sure
        tinted = _gap(main, middle) > TINT
        if tinted or float(np.isin(part[ring], panels).mean()) < TOUCHING:
            found.add(number)
    return frozenset(found)


def _without_paint(
    lab: Floats, part: Parts, sure: Mask, core: int, panes: frozenset[int]
) -> tuple[Parts, frozenset[int]]:
    """Parts and panes, with what has run into a tinted pane from the panel beside it (the foot of a windscreen) made a
    part of its own: it has the paint's tint, not the glass's."""
    main = _middle(lab, part, core)
    for pane in panes:
        mask, glass = part == pane, _middle(lab, part, pane)
        if _gap(main, glass) <= TINT:
            continue
        tint = _features(lab)[..., 1:]
        ours, theirs = (np.hypot(*np.moveaxis(tint - _features(c[None])[0, 1:], -1, 0)) for c in (main, glass))
        painted = (mask & (ours < theirs)).astype(np.uint8)
        painted = cv2.morphologyEx(painted, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        _, label = cv2.connectedComponents(painted, connectivity=4)
        numbers = np.asarray(label)
        near = cv2.dilate((part == core).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        for number in np.unique(numbers[near & (numbers > 0)]):
            part = np.where(numbers == number, int(part.max()) + 1, part)
    return part, panes


def _alike(core: Floats, lab: Floats) -> Mask:
    """Which colours (N, 3) are the core's in light or shade: the same chroma, and a lightness that it could have."""
    coloured = _coloured(core)
    darkest = GREY_SHADE + coloured * (SHADE - GREY_SHADE)
    ratio = lab[:, 0] / max(float(core[0]), 1e-3)
    return (_apart(core, lab) < _same(coloured)) & (ratio > darkest) & (ratio < 1 / darkest)


def _is_own(core: Floats, middle: Floats, share: float) -> bool:
    """True when a part, `share` of the object, is the core's material. Pale parts of its hue are so only when small and
    nearly white, as shine is: skin is paler than a red dress, too."""
    if not _alike(core, middle[None])[0]:
        return False
    purity = float(np.hypot(middle[1], middle[2]) / max(float(middle[0]), 0.05))
    own = float(np.hypot(core[1], core[2]) / max(float(core[0]), 0.05))
    shining = share < SMALL and float(middle[0]) > SHINING and purity < PALE * own
    return shining or _gap(core, middle) < _same(_coloured(core))


def _gap(one: Floats, two: Floats) -> float:
    """Distance of two colours (3,) in (a/L, b/L)."""
    apart = (_features(one[None]) - _features(two[None]))[0]
    return float(np.hypot(apart[1], apart[2]))


def _own_parts(lab: Floats, part: Parts, sure: Mask, core: int, without: frozenset[int]) -> tuple[Mask, Mask]:
    """bool (h, w): the parts, and of the small rest what touches them, that are the core's material; and that rest."""
    numbers = part[sure]
    sizes = np.bincount(numbers)
    main = _middle(lab, part, core)
    own = _alike(main, lab[sure])
    for number in np.flatnonzero(sizes >= BIG * len(numbers)):
        mine = numbers == number
        middle = _middle(lab, part, int(number))
        told = number not in without and _is_own(main, middle, sizes[number] / len(numbers))
        shines = told and _gap(main, middle) >= _same(_coloured(main))
        own[mine] = told and not (shines and _off_paint(lab, part, sure, sizes, int(number), main))
    out = np.zeros(sure.shape, bool)
    out[sure] = own
    rest = np.zeros(sure.shape, bool)
    rest[sure] = sizes[numbers] < BIG * len(numbers)
    reached = _reached(out, rest)
    away = _apart(main, lab) / _same(_coloured(main))
    return across(reached, out & ~reached, away, lab[..., 0] / max(float(main[0]), 0.05)), rest


def _off_paint(lab: Floats, part: Parts, sure: Mask, sizes: Ints, number: int, main: Floats) -> bool:
    """Whether a pale part lies beside larger parts of other materials rather than the core's: it is no shine of it."""
    mask = part == number
    rim = (cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0) & ~mask & sure
    beside = [int(n) for n in np.unique(part[rim]) if sizes[n] >= BIG * sizes.sum()]
    ours = [n for n in beside if _gap(main, _middle(lab, part, n)) < _same(_coloured(main))]
    near = np.isin(part[rim], beside)
    return bool(near.any()) and float(np.isin(part[rim][near], ours).mean()) < ON_PAINT


def _reached(own: Mask, rest: Mask) -> Mask:
    """Own parts with those of the small rest that touch them; all of it when there are no parts."""
    parts = own & ~rest
    if not parts.any():
        return own
    _, label = cv2.connectedComponents(own.astype(np.uint8), connectivity=8)
    numbers = np.asarray(label)
    return own & np.isin(numbers, np.unique(numbers[parts]))


def _with_rims(own: Mask, rest: Mask) -> Mask:
    """Grown by a pixel into the rest: a part's rim is mixed with its neighbour and has neither's colour, and the guided
    filter is to decide there."""
    return own | (rest & (cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0))
