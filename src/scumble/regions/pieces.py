"""Pieces: everything the segmenter sees in a picture or in one thing, asked at a grid of points, without names.

Each point answers with a part, a thing and a whole; what is steady is kept once. This is the paper's "segment
everything" (Kirillov and others, ICCV 2023, appendix B) with a coarse grid: about 0.1 CPU seconds a point.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.vision.models import Models
from scumble.vision.segmenter import Point, can_segment, embed, segments_at

Mask = NDArray[np.bool_]

STEADY = 0.7
"""Quality and stability, as the network tells them, from which an answer is kept."""
SAME = 0.82
"""Intersection over union from which two answers are one piece."""
LEAST, MOST = 0.0006, 0.85
"""Share of the picture that a piece has."""
KNOWN, CLEAR = 2, 0.85
"""A point of a picture in two pieces as sure as this (a part and its whole) is not asked again: half the time, and of
186 things on 35 photos 121 were still among the pieces instead of 126."""
ACROSS = 7
"""Points along each side of a picture."""
ACROSS_THING = 6
"""Points along each side of a thing's box."""
ROOM, CLOSE = 0.08, 0.5
"""Room around a thing that is looked at by itself, in units of its longer side; and the share of the picture from which
that would show no more than the picture does."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Piece:
    """Something with an outline. shape: bool (h, w) on the scene's small copy, not empty. sure: 0..1, quality and
    stability together."""

    shape: Mask
    sure: float


def everywhere(image: Image, models: Models, small: tuple[int, int], cancel: CancelToken) -> list[Piece]:
    """The pieces of a whole picture, surest first; small: (h, w) of the shapes. Empty without the segmenter."""
    steps = (np.arange(ACROSS) + 0.5) / ACROSS
    points = [Point(x=float(x) * image.width, y=float(y) * image.height) for y in steps for x in steps]
    return _asked(image, models, points, small, cancel, known=KNOWN)


def inside_of(thing: Mask, image: Image, models: Models, cancel: CancelToken) -> list[Piece]:
    """The pieces that a thing on the small copy is made of, surest first; the thing itself is none of them.

    A small thing is looked at by itself, at the network's full resolution: its parts are smaller still.
    """
    x, y, wide, high = cv2.boundingRect(thing.astype(np.uint8))
    if not wide or not can_segment(models):
        return []
    h, w = thing.shape
    room = max(2, round(ROOM * max(wide, high)))
    left, top = max(0, x - room), max(0, y - room)
    right, bottom = min(w, x + wide + room), min(h, y + high + room)
    if (right - left) * (bottom - top) > CLOSE * h * w:
        left, top, right, bottom = 0, 0, w, h
    fx, fy = image.width / w, image.height / h
    view = image
    if (right - left, bottom - top) != (w, h):
        rows, columns = slice(int(top * fy), round(bottom * fy)), slice(int(left * fx), round(right * fx))
        view = Image(pixels=np.ascontiguousarray(image.pixels[rows, columns]), profile=image.profile)
    steps = (np.arange(ACROSS_THING) + 0.5) / ACROSS_THING
    points = [
        Point(x=(float(px) - left) * fx, y=(float(py) - top) * fy)
        for py in y + steps * high
        for px in x + steps * wide
        if thing[int(py), int(px)]
    ]
    found = [
        Piece(shape=np.pad(p.shape, ((top, h - bottom), (left, w - right))), sure=p.sure)
        for p in _asked(view, models, points, (bottom - top, right - left), cancel)
    ]
    total = float(thing.sum())
    sizes = [(p, float((p.shape & thing).sum()), float(p.shape.sum())) for p in found]
    return [p for p, both, own in sizes if both > 0.8 * own and own < 0.85 * total]


def _asked(
    image: Image,
    models: Models,
    points: Iterable[Point],
    small: tuple[int, int],
    cancel: CancelToken,
    *,
    known: int | None = None,
) -> list[Piece]:
    """What the points mean, each piece once. known: a point is not asked that lies in so many clear pieces already."""
    if not can_segment(models):
        return []
    embedding = embed(image, models, cancel=cancel)
    found: list[Piece] = []
    for point in points:
        cancel.check()
        row, column = int(point.y * small[0] / image.height), int(point.x * small[1] / image.width)
        if known is not None and sum(bool(p.shape[row, column]) and p.sure >= CLEAR for p in found) >= known:
            continue
        for answer in segments_at(embedding, models, point):
            if min(answer.quality, answer.stability) < STEADY:
                continue
            shape = _largest(answer.at(small[1], small[0]) > 0)
            if LEAST < float(shape.mean()) < MOST:
                found.append(Piece(shape=shape, sure=answer.quality * answer.stability))
    kept: list[Piece] = []
    for piece in sorted(found, key=lambda p: -p.sure):
        if all(_overlap(piece.shape, k.shape) < SAME for k in kept):
            kept.append(piece)
    return kept


def _largest(shape: Mask) -> Mask:
    """The shape without crumbs: its pieces of at least a tenth of the largest."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    if count <= 2:
        return shape
    sizes = np.asarray(stats)[:, cv2.CC_STAT_AREA].copy()
    sizes[0] = 0
    return (sizes >= 0.1 * sizes.max())[np.asarray(labels)]


def _overlap(a: Mask, b: Mask) -> float:
    """Intersection over union."""
    return float((a & b).sum()) / max(1, int((a | b).sum()))
