"""A second opinion on what colour and shape suggest: the segmenter, asked with the candidate's own place.

The segmenter knows no names, only where a thing ends. Where it ends a thing just as a colour or an upright shape did,
both are believed more; where it sees a whole around a part, the whole is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.regions.colours import VIVID
from scumble.regions.phrase import Phrase
from scumble.regions.ranking import Ranked, rank
from scumble.regions.scene import Scene, Thing, overlap
from scumble.vision.segmenter import Point, Segment, can_segment, embed, segment

Mask = NDArray[np.bool_]

STEADY = 0.9
"""Quality and stability, as the network tells them, from which its answer is a thing."""
SAME = 0.65
"""Intersection over union from which two outlines are of one thing."""
AGREEMENT = 0.06
"""What a score gains when the segmenter ends the thing at the same place."""
UNCLEAR = 0.3
"""Most that either of two scores when only the second of them is a thing to the segmenter: it is asked."""
COMPARABLE = 0.7
"""Share of the first candidate's score from which the next may be what is meant."""
COVERED = 0.9
"""Share of a part that a whole must cover."""
ALONE, FAR_BEHIND = 0.45, 0.65
"""Score of a thing of a colour that is plain, and share of it up to which others are no rivals."""
SIZE_OF_ONE = (0.01, 0.3)
"""Share of the picture that one rock, tree or mountain may have."""
OF_THE_KIND = 0.6
"""Share of it that must lie in the area of its kind."""
PLACED = 0.7
"""Fit of its place from which it is where the phrase says."""
OFF_MIDDLE = 0.15
"""Share of the picture's width by which a thing in the middle may be off it."""
ACROSS = (0.03, 0.08, 0.16, 0.23, 0.3, 0.4, 0.6, 0.7, 0.77, 0.84, 0.92, 0.97)
"""Where along a vehicle its wheels are looked for, as shares of its width."""
DOWN = 0.82
"""How far down in it, as a share of its height."""
ROUND = 0.82
"""Overlap with the ellipse of its own box from which an outline is round."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """An answer of the segmenter. shape: bool (h, w) on the scene's small copy, not empty. steady: it is a thing."""

    shape: Mask
    steady: bool


def at_point(scene: Scene, shape: Mask) -> Seen | None:
    """What the segmenter sees at the innermost point of a shape on the small copy; None without it or for nothing."""
    if not shape.any() or not can_segment(scene.models):
        return None
    depth = cv2.distanceTransform(np.pad(shape.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(depth)), shape.shape)
    x = (float(column) + 0.5) / shape.shape[1] * scene.size[0]
    y = (float(row) + 0.5) / shape.shape[0] * scene.size[1]
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    return _seen(scene, segment(embedding, scene.models, points=(Point(x=x, y=y),)))


def in_box(scene: Scene, box: Box) -> Seen | None:
    """What the segmenter sees in a box of the picture; None without it or for nothing."""
    if not can_segment(scene.models):
        return None
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    return _seen(scene, segment(embedding, scene.models, box=box))


def _seen(scene: Scene, answer: Segment) -> Seen | None:
    """The answer on the scene's small copy."""
    scene.cancel.check()
    height, width = scene.lab.shape[:2]
    shape = answer.at(width, height) > 0
    return Seen(shape=shape, steady=min(answer.quality, answer.stability) >= STEADY) if shape.any() else None


def overlap_of(a: Mask, b: Mask) -> float:
    """Intersection over union of two shapes."""
    return float((a & b).sum()) / max(1, int((a | b).sum()))


def confirmed(scene: Scene, thing: Thing) -> Thing | None:
    """The thing with the segmenter's outline and a higher score where both agree; None where they do not."""
    if thing.shape is None:
        return None
    seen = in_box(scene, thing.box)
    if not _agrees(seen, thing.shape):
        seen = at_point(scene, thing.shape)
    if seen is None or not _agrees(seen, thing.shape):
        return None
    return replace(thing, shape=seen.shape, box=scene.box_of(seen.shape), score=thing.score + AGREEMENT)


def _agrees(seen: Seen | None, shape: Mask) -> bool:
    """True when the answer is a thing and ends where the shape does."""
    return seen is not None and seen.steady and overlap_of(seen.shape, shape) >= SAME


def looked_again(scene: Scene, fitting: Sequence[Ranked]) -> list[Ranked]:
    """Things of a colour, the likeliest two scored again, best first."""
    first, second = fitting[0], fitting[1] if len(fitting) > 1 else None
    better = confirmed(scene, first.thing)
    other = None if second is None else confirmed(scene, second.thing)
    near = second is not None and second.thing.score >= COMPARABLE * first.thing.score
    if second is not None and better is None and other is not None and near:
        # What has most of the colour is no thing, and the next is one, or a part of one: which was meant is not told.
        better = replace(first.thing, score=min(first.thing.score, UNCLEAR))
        other = replace(second.thing, score=min(second.thing.score, UNCLEAR))
    again = [replace(first, thing=better or first.thing)]
    if second is not None:
        again.append(replace(second, thing=other or second.thing))
    return [*sorted(again, key=lambda r: -r.fit * r.thing.score**0.5), *fitting[2:]]


def stands_alone(scene: Scene, phrase: Phrase, fitting: Sequence[Ranked]) -> bool:
    """True for the only plain thing of a vivid colour that was said: which is meant is clear without its relation."""
    first, rest = fitting[0].thing, fitting[1:]
    if phrase.colour not in VIVID or first.tint != phrase.colour or first.score < ALONE:
        return False
    if any(r.thing.score > FAR_BEHIND * first.score for r in rest):
        return False
    return confirmed(scene, first) is not None


def whole_of(scene: Scene, part: Thing) -> Thing | None:
    """The thing around a part of one colour, when the segmenter sees a thing that covers it; else None."""
    if part.shape is None:
        return None
    seen = at_point(scene, part.shape)
    if seen is None or not seen.steady or float(seen.shape[part.shape].mean()) < COVERED:
        return None
    return replace(part, shape=seen.shape, box=scene.box_of(seen.shape), score=part.score + AGREEMENT)


def one_piece(scene: Scene, phrase: Phrase, piece: Thing, kind: Sequence[Mask]) -> Thing | None:
    """A single thing at a piece of an area: 'the rock on the right' of rocks that lie before each other.

    piece: where it must be. kind: the areas of that kind; it must lie in them mostly. None when the segmenter sees
    none there, or one that is not where the phrase says.
    """
    seen = None if piece.shape is None else at_point(scene, piece.shape)
    if seen is None or not seen.steady or not SIZE_OF_ONE[0] <= float(seen.shape.mean()) <= SIZE_OF_ONE[1]:
        return None
    if float(np.logical_or.reduce(list(kind))[seen.shape].mean()) < OF_THE_KIND:
        return None
    thing = replace(piece, shape=seen.shape, box=scene.box_of(seen.shape))
    middle = (thing.box.x0 + thing.box.x1) / 2 / scene.size[0]
    if "middle" in phrase.places and abs(middle - 0.5) > OFF_MIDDLE:
        return None
    return thing if rank(phrase, [thing], scene, None)[0].fit >= PLACED else None


def round_things(scene: Scene, boxes: Sequence[Box]) -> list[Thing | None]:
    """For each box the round thing in it, filled, or None: wheels of vehicles, seen aslant too."""
    found: list[Thing | None] = []
    for box in boxes:
        seen = in_box(scene, box)
        found.append(_round(scene, seen.shape, box) if seen is not None and seen.steady else None)
    return found


def wheels_under(scene: Scene, whole: Box) -> list[Thing]:
    """Round things along the lower part of a whole, from the left; score 0. Empty without the segmenter."""
    found: list[Thing] = []
    if not can_segment(scene.models):
        return found
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    for share in ACROSS:
        x, y = whole.x0 + share * whole.width, whole.y0 + DOWN * whole.height
        seen = _seen(scene, segment(embedding, scene.models, points=(Point(x=x, y=y),)))
        wheel = None if seen is None or not seen.steady else _round(scene, seen.shape, scene.box_of(seen.shape))
        if wheel is None or not _is_wheel(wheel.box, whole) or any(overlap(wheel.box, k.box) > 0.3 for k in found):
            continue
        found.append(wheel)
    return sorted(found, key=lambda t: t.box.x0)


def _is_wheel(box: Box, whole: Box) -> bool:
    """True for the size of a wheel against what it is on, at its foot."""
    high, wide = box.height / whole.height, box.width / whole.width
    low = box.y1 > whole.y1 - 0.25 * whole.height
    return low and 0.15 <= high <= 0.75 and wide <= 0.5 and box.width <= 1.35 * box.height


def _round(scene: Scene, shape: Mask, box: Box) -> Thing | None:
    """The ellipse that an outline fills, when it does and lies where it was asked for."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(np.asarray(stats)[1:, cv2.CC_STAT_AREA]))
    body: NDArray[np.uint8] = np.equal(labels, largest).astype(np.uint8)
    outlines, _ = cv2.findContours(body, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.asarray(cv2.drawContours(np.zeros_like(body), outlines, -1, 1, cv2.FILLED)) > 0
    x, y, w, h = (int(v) for v in np.asarray(stats)[largest, :4])
    if min(w, h) < 4:
        return None
    rows, columns = np.mgrid[0 : shape.shape[0], 0 : shape.shape[1]] + 0.5
    ellipse = ((columns - x - w / 2) / (w / 2)) ** 2 + ((rows - y - h / 2) / (h / 2)) ** 2 <= 1.0
    found = scene.box_of(filled)
    if overlap_of(filled, ellipse) < ROUND or overlap_of(scene.shape_in(box), scene.shape_in(found)) < 0.4:
        return None
    return Thing(label="wheel", box=found, score=0.0, shape=filled)
