"""What text stands on: the sign, plate or label around lines of text, told by the segmenter or their plain ground."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.regions.outlined import full_size
from scumble.regions.scene import Scene
from scumble.vision.lettering import Line
from scumble.vision.quads import covered, extent, filled, grown
from scumble.vision.segmenter import Point, Segment, can_segment, embed, segment
from scumble.vision.strokes import strokes

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

HOLDS = 0.85
"""Least share of the text that lies on what carries it."""
ROOM = (1.25, 45.0)
"""Least and most of its area, in areas of the text: tighter is the text itself, larger the wall it hangs on."""
LARGEST = 0.5
"""Most of the picture that a sign covers."""
GOOD, STEADY = 0.75, 0.85
"""Least quality and stability of a segment that counts."""
PLAIN = 16.0
"""Distance in Lab from the ground's colour up to which pixels belong to a plate of one colour."""
CRUMB = 0.15
"""Side of a square, as a share of a line's height: smaller places between letters that are taken go with them. Between
two lines they are the rims of the letters of one that were left beside those of the other, and stay as specks."""
WORK_PIXELS = 60_000
"""Pixels of the copy in which a plate of one colour is looked for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plate:
    """region: its pixels. sure: 0..1."""

    region: Region
    sure: float


def plate_of(scene: Scene, lines: Sequence[Line], *, largest: bool = False) -> Plate | None:
    """The sign, plate or label that the lines stand on; None when nothing around them is closed and plain enough.

    largest: the largest thing that carries them, a sail or a shirt, rather than the plate around them.
    """
    if can_segment(scene.models):
        found = _segmented(scene, lines, largest=largest)
        if found is not None:
            return found
    return _of_one_colour(scene, lines)


def block_of(scene: Scene, lines: Sequence[Line], margin: float) -> Region:
    """The lines' quads with soft edges, grown by a share of their height and joined: text with what stands tightly
    around it."""
    width, height = scene.size
    weights = np.zeros((height, width), np.float32)
    for line in lines:
        weights = np.maximum(
            weights, covered(grown(line.quad, margin * line.height, margin * line.height), width, height)
        )
    if len(lines) > 1:
        side = round(max(line.height for line in lines) * 0.6) | 1
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        weights = np.asarray(cv2.morphologyEx(weights, cv2.MORPH_CLOSE, disc), np.float32)
    return Region(weights=weights)


def ink_of_lines(scene: Scene, lines: Sequence[Line]) -> tuple[Region, float]:
    """The lines' strokes, grown over their soft rims, and the share of the lines whose strokes could be told."""
    mask = np.zeros((scene.size[1], scene.size[0]), bool)
    told = 0
    for line in lines:
        scene.cancel.check()
        ink, clear = strokes(scene.image.over_white().rgb, line.quad)
        mask |= ink
        told += clear
    if lines:
        _take_crumbs(mask, CRUMB * max(line.height for line in lines))
    return Region.of_mask(mask), told / max(1, len(lines))


def _take_crumbs(mask: Mask, side: float) -> None:
    """Adds what the mask, bool (H, W), leaves out in places smaller than a square of this side, in place."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    # With a rim all that is not enclosed is one place.
    left = np.pad(~part, 1, constant_values=True).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=4)
    small = np.asarray(stats, np.int64)[:, cv2.CC_STAT_AREA] < side * side
    small[0] = False
    part |= small[np.asarray(labels, np.int64)][1:-1, 1:-1]


def _segmented(scene: Scene, lines: Sequence[Line], *, largest: bool) -> Plate | None:
    """The smallest (largest) segment that holds the text with room around it, asked for in several ways."""
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    rows, columns = embedding.grid
    factor = np.array([columns / scene.size[0], rows / scene.size[1]], np.float32)
    text = np.zeros((rows, columns), bool)
    for line in lines:
        text |= filled(line.quad * factor, columns, rows)
    found: list[tuple[float, Segment]] = []
    for question in _questions(scene, lines):
        scene.cancel.check()
        seen = segment(embedding, scene.models, box=question.box, points=question.points)
        mask = seen.logits > 0
        share = float(mask.mean())
        room = float(mask.sum()) / max(1, int(text.sum()))
        held = float((mask & text).sum()) / max(1, int(text.sum()))
        good = seen.quality >= GOOD and seen.stability >= STEADY
        if good and held >= HOLDS and ROOM[0] <= room <= ROOM[1] and share <= LARGEST:
            found.append((share, seen))
    if not found:
        return None
    best = (max if largest else min)(found, key=lambda f: f[0])[1]
    weights = full_size(scene.image, best, scene.cancel)
    return Plate(region=_closed(weights), sure=min(best.quality, best.stability))


@dataclass(frozen=True, kw_only=True)
class _Question:
    box: Box | None = None
    points: tuple[Point, ...] = ()


def _questions(scene: Scene, lines: Sequence[Line]) -> list[_Question]:
    """Points in the text, and boxes around it that leave it more and more room."""
    corners = np.concatenate([line.quad for line in lines])
    tall = max(line.height for line in lines)
    middle = corners.mean(axis=0)
    ends = [line.quad[[0, 3]].mean(axis=0) for line in lines[:2]] + [
        line.quad[[1, 2]].mean(axis=0) for line in lines[:2]
    ]
    spots = [middle, *ends]
    asked = [_Question(points=tuple(Point(x=float(x), y=float(y)) for x, y in spots))]
    asked.append(_Question(points=(Point(x=float(middle[0]), y=float(middle[1])),)))
    for room in (0.35, 1.0, 2.2):
        low, high = corners.min(axis=0) - room * tall, corners.max(axis=0) + room * tall
        x0, y0 = (int(max(0, v)) for v in low)
        x1, y1 = min(scene.size[0], int(high[0]) + 1), min(scene.size[1], int(high[1]) + 1)
        asked.append(_Question(box=Box(x0=x0, y0=y0, x1=x1, y1=y1)))
    return asked


def _closed(weights: Floats) -> Region:
    """The largest part of a mask, with everything that it surrounds."""
    mask = (weights > 0.5).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if contours:
        mask[:] = 0
        cv2.drawContours(mask, [max(contours, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return Region(weights=np.maximum(weights * (mask > 0), mask).astype(np.float32))


def _of_one_colour(scene: Scene, lines: Sequence[Line]) -> Plate | None:
    """The area of the ground's colour around the letters, when it is closed and much larger than they are."""
    corners = np.concatenate([line.quad for line in lines])
    reach = 5.0 * max(extent(line.quad)[1] for line in lines)
    low = np.maximum(corners.min(axis=0) - reach, 0).astype(int)
    high = np.minimum(corners.max(axis=0) + reach, scene.size).astype(int)
    part = scene.image.over_white().rgb[low[1] : high[1], low[0] : high[0]]
    factor = min(1.0, (WORK_PIXELS / max(1, part.shape[0] * part.shape[1])) ** 0.5)
    size = (max(8, round(part.shape[1] * factor)), max(8, round(part.shape[0] * factor)))
    small = np.asarray(cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA), np.float32)
    lab = np.asarray(cv2.cvtColor(small / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)
    ratio = np.array([size[0] / part.shape[1], size[1] / part.shape[0]], np.float32)
    text = np.zeros(lab.shape[:2], bool)
    for line in lines:
        text |= filled((line.quad - low.astype(np.float32)) * ratio, size[0], size[1])
    if not text.any():
        return None
    near = np.linalg.norm(lab - _ground(lab, text), axis=2) < PLAIN
    # Letters are no holes, and do not cut the plate in two.
    area = (near | text).astype(np.uint8)
    area = np.asarray(cv2.morphologyEx(area, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    _, labels = cv2.connectedComponents(area, connectivity=4)
    seen = np.asarray(labels)
    mine = np.bincount(seen[text], minlength=2)
    mine[0] = 0
    mask = _closed((seen == int(mine.argmax())).astype(np.float32)).inside
    room = float(mask.sum()) / float(text.sum())
    rim = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    if not ROOM[0] <= room <= ROOM[1] or float((mask & text).sum()) < HOLDS * text.sum() or float(rim.mean()) > 0.1:
        return None
    points = np.argwhere(mask)[:, ::-1].astype(np.int32)
    hull = cv2.contourArea(cv2.convexHull(points))
    solid = float(mask.sum()) / max(1.0, float(hull))
    if solid < 0.72:
        return None
    weights = np.zeros((scene.size[1], scene.size[0]), np.float32)
    weights[low[1] : high[1], low[0] : high[0]] = np.clip(
        cv2.resize(mask.astype(np.float32), (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR), 0, 1
    )
    return Plate(region=Region(weights=weights), sure=min(0.85, solid))


def _ground(lab: Floats, text: Mask) -> Floats:
    """The colour between the letters: the most frequent one in the text's quads, (3,)."""
    pixels = lab[text]
    bins = (pixels / 8.0).astype(np.int32)
    _, index, count = np.unique(bins, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(np.median(pixels[np.asarray(index).ravel() == int(count.argmax())], axis=0), np.float32)
