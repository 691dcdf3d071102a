"""Objects: boxes and names of the 80 kinds of things that COCO knows, found by NanoDet-g in three looks.

    find_objects(image, models, cancel=cancel)[0]  ->  Detection(label="dog", score=0.71, box=Box(...), also=())

The network looks at the picture at several sizes, once mirrored. What all looks agree on keeps its score; what one
look alone saw loses, unless the thing is too small for the other looks. So small things are found, and chance finds go.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.coco import LABELS
from scumble.vision.models import Models
from scumble.vision.nanodet import Raw, look

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Look:
    """side: longer side of what the network sees, in pixels. mirrored: left and right exchanged for the network."""

    side: int
    mirrored: bool = False


LOOKS = (Look(side=416), Look(side=512, mirrored=True), Look(side=640))
"""Trained at 416; the larger ones see smaller things. About 0.11 s of one core; the first alone is a quarter of it."""
CANDIDATE = 0.1
"""Lowest score in one look that counts as a vote."""
SAME = 0.5
"""Overlap (intersection over union) from which two boxes of one class are one thing."""
SAME_PLACE = 0.7
"""The same for boxes of two classes: the less sure name becomes another name of the surer one."""
PART = 0.85
"""A box is dropped when this share of it lies in a clearly surer box of its class: half a bicycle is no bicycle."""
CLEARLY = 0.8
"""Clearly surer: the other's score is below this share of it."""
WEIGHTY = 0.6
"""Share of the best score from which a vote has a say in where the box lies."""
SMALL = 32
"""A thing smaller than this (square root of its area, pixels in a look) is not expected to be seen in that look."""
MOST = 100
"""No more things than these are told, the surest first."""


@dataclass(frozen=True, kw_only=True)
class Detection:
    """A thing in a picture.

    label: its COCO name. score: 0..1, how sure the looks are together. box: in the picture's pixels, at least 1 x 1.
    also: other names for the same place, each with its score, the surest first.
    """

    label: str
    score: float
    box: Box
    also: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Votes:
    """Boxes of all looks. boxes: float32 (N, 4) x0, y0, x1, y1 in pixels of the picture. scores: float32 (N,) 0..1.
    classes: (N,) places in LABELS. looks: (N,) places in the looks."""

    boxes: Floats
    scores: Floats
    classes: NDArray[np.intp]
    looks: NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class Thing:
    """Votes for one thing put together. box: float32 (4,)."""

    score: float
    kind: int
    box: Floats


def find_objects(
    image: Image, models: Models, *, cancel: CancelToken, least: float = 0.3, looks: Sequence[Look] = LOOKS
) -> tuple[Detection, ...]:
    """The things in a picture, the surest first; none is there twice.

    least: lowest score that is told; 0.3 finds most things and about one wrong one in every second picture, 0.4 few
    wrong ones. Transparent parts are seen as white. Raises Cancelled, and Misconfigured when the weights are missing.
    """
    rgb = sight(image, max(item.side for item in looks))
    raws: list[Raw] = []
    for item in looks:
        cancel.check()
        raws.append(look(rgb, models, side=item.side, mirrored=item.mirrored, least=min(CANDIDATE, least)))
    cancel.check()
    scale = np.array([image.width / rgb.shape[1], image.height / rgb.shape[0]] * 2, np.float32)
    votes = Votes(
        boxes=np.concatenate([raw.boxes for raw in raws]) * scale,
        scores=np.concatenate([raw.scores for raw in raws]),
        classes=np.concatenate([raw.classes for raw in raws]),
        looks=np.concatenate([np.full(raw.scores.size, i) for i, raw in enumerate(raws)]),
    )
    longer = max(image.width, image.height)
    things = together(votes, [item.side / longer for item in looks])
    return settle([t for t in things if t.score >= least], image.width, image.height)


def sight(image: Image, side: int) -> Pixels:
    """(H, W, 3): the picture over white, large ones averaged down to twice what the network sees, or less."""
    rgb = image.pixels
    factor = 2 * side / max(image.width, image.height)
    if factor < 1:
        size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    if image.opaque:
        return rgb[:, :, :3]
    alpha = rgb[:, :, 3:].astype(np.uint16)
    return ((rgb[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def together(
    votes: Votes, sizes: Sequence[float], *, usual: tuple[float, float] = (SMALL, math.inf), same: float = SAME
) -> list[Thing]:
    """The votes put together by class and place, the surest first.

    sizes: pixels in each look per pixel of the picture. usual: smallest and largest thing (square root of its area,
    pixels in a look) that a look could see. same: overlap from which two boxes are one thing.
    The score is the root mean square of the best score in each look that could see the thing, none counting as 0; the
    box is that of the surer votes, each side at the outer quartile: the network rather cuts things than overreaches.
    """
    things: list[Thing] = []
    left = np.argsort(-votes.scores, kind="stable")
    while left.size:
        first = left[0]
        joins = votes.classes[left] == votes.classes[first]
        joins[joins] = overlap(votes.boxes[first], votes.boxes[left[joins]]) > same
        joins[0] = True
        group, left = left[joins], left[~joins]
        best = np.zeros(len(sizes), np.float32)
        np.maximum.at(best, votes.looks[group], votes.scores[group])
        near = votes.boxes[group[votes.scores[group] >= WEIGHTY * votes.scores[first]]]
        low, high = np.quantile(near[:, :2], 0.25, axis=0), np.quantile(near[:, 2:], 0.75, axis=0)
        box = np.concatenate([low, high]).astype(np.float32)
        side = np.array(sizes) * float(np.prod(box[2:] - box[:2])) ** 0.5
        able: NDArray[np.bool_] = (best > 0) | ((side >= usual[0]) & (side <= usual[1]))
        score = float(np.mean(best[able] ** 2)) ** 0.5
        things.append(Thing(score=score, kind=int(votes.classes[first]), box=box))
    return sorted(things, key=lambda t: -t.score)


def settle(things: Sequence[Thing], width: int, height: int) -> tuple[Detection, ...]:
    """What remains when a place has one name and a part is not told beside its whole; boxes rounded outward.

    things: the surest first. width, height: of the picture.
    """
    kept: list[Thing] = []
    names: list[dict[str, float]] = []
    boxes = np.zeros((0, 4), np.float32)
    for thing in things:
        kinds = np.array([k.kind for k in kept], np.intp) == thing.kind
        share = overlap(thing.box, boxes)
        surer = np.array([thing.score < CLEARLY * k.score for k in kept], np.bool_)
        part = kinds & surer & (inside(thing.box, boxes) > PART)
        if (part | (kinds & (share > SAME))).any():
            continue
        place = np.flatnonzero(share > SAME_PLACE)
        if place.size:
            names[int(place[0])].setdefault(LABELS[thing.kind], thing.score)
        elif len(kept) < MOST:
            kept.append(thing)
            names.append({})
            boxes = np.concatenate([boxes, thing.box[None]])
    return tuple(
        Detection(label=LABELS[t.kind], score=t.score, box=whole(t.box, width, height), also=tuple(others.items()))
        for t, others in zip(kept, names, strict=True)
    )


def _common(box: Floats, others: Floats) -> Floats:
    """Area that a box (4,) shares with each of others (N, 4): float32 (N,)."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    return np.prod(np.clip(high - low, 0, None), axis=1)


def overlap(box: Floats, others: Floats) -> Floats:
    """Intersection over union of a box (4,) with each of others (N, 4): float32 (N,) in [0, 1]."""
    both = _common(box, others)
    area = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - both
    return (both / np.maximum(area, 1e-6)).astype(np.float32)


def inside(box: Floats, others: Floats) -> Floats:
    """Share of a box (4,) that lies in each of others (N, 4): float32 (N,) in [0, 1]."""
    area = max(float(np.prod(box[2:] - box[:2])), 1e-6)
    return (_common(box, others) / area).astype(np.float32)


def whole(box: Floats, width: int, height: int) -> Box:
    """The smallest box of whole pixels around it, at least one pixel, in the picture."""
    x0, y0 = min(int(box[0]), width - 1), min(int(box[1]), height - 1)
    x1, y1 = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    return Box(x0=x0, y0=y0, x1=max(x0 + 1, x1), y1=max(y0 + 1, y1))
