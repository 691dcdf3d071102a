"""Box or points to pixels by the segmenter, at full size, with what lies in front taken out."""

from collections.abc import Sequence

import cv2
import numpy as np

from scumble.core.image import Image
from scumble.core.region import Box, Weights
from scumble.core.work import CancelToken
from scumble.regions.scene import area, inside, overlap
from scumble.vision.coarse import shrink_to
from scumble.vision.models import Models
from scumble.vision.segmenter import Logits, Point, Segment, embed, segment
from scumble.vision.subject import carry_up

SURE = 0.7
"""The network's own guess of its overlap from which an answer is taken."""
WORK_PIXELS = 600_000
"""Size of the copy in which the answer's edge is found; the answer itself has a quarter of a million at most."""
IN_FRONT = 0.6
"""Share of another thing's box inside this one from which it lies in front of it."""
SMALLER = 0.7
"""Share of the box's pixels up to which another thing in it is in front, rather than the same thing."""
CLEARLY, BESIDE = 0.35, 3
"""Share of the upper quartile of the logits from which a pixel of the answer is sure, and how far, in its own pixels,
what is less sure may lie from one: the handle of a cup, the fringe of a coat."""
GRAIN = 1.5
"""Sigma of the smoothing, in the answer's own pixels."""
VAGUE, OUTSIDE = -2.5, -4.0
"""Logits above which something is left of a pixel in the result, and which nothing is left of."""
WIDE = 7
"""Width from which an area is no strap, in the answer's own pixels (256 along the longer side)."""
MOST_IN_FRONT = 6
"""No more things in front are asked for."""


def outlined(
    image: Image,
    models: Models,
    *,
    box: Box | None = None,
    points: Sequence[Point] = (),
    others: Sequence[Box] = (),
    cancel: CancelToken,
) -> Weights | None:
    """float32 (H, W) in 0..1: what a box, points or both mean; None where the network is unsure.

    others: boxes of other things; those that lie in front are taken out. Raises Cancelled.
    """
    embedding = embed(image, models, cancel=cancel)
    cancel.check()
    seen = segment(embedding, models, box=box, points=points)
    if seen.quality < SURE or not (seen.logits > 0).any():
        return None
    logits = seen.logits
    for other in _in_front(box, others):
        cancel.check()
        theirs = segment(embedding, models, box=other)
        if theirs.quality >= SURE and _part_covered(theirs, seen) < SMALLER:
            logits = np.minimum(logits, -theirs.logits)
    return full_size(image, Segment(logits=settled(logits), quality=seen.quality, stability=seen.stability), cancel)


def settled(logits: Logits) -> Logits:
    """The answer without wide areas of which the network says neither yes nor no, float32 (h, w): the saucer and its
    shadow beside a cup would stay as a grid of half-transparent dots. What is as thin as a strap stays."""
    inside = logits > 0
    if not inside.any():
        return logits
    # Its upscaling leaves a grid in the answer; smoothed, each pixel stands for its surroundings.
    calm = np.asarray(cv2.GaussianBlur(logits, (0, 0), GRAIN), np.float32)
    sure = (calm >= CLEARLY * float(np.percentile(logits[inside], 75))).astype(np.uint8)
    beside = cv2.dilate(sure, np.ones((2 * BESIDE + 1, 2 * BESIDE + 1), np.uint8)) > 0
    vague = ((calm > VAGUE) & ~beside).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDE, WIDE))
    wide = cv2.morphologyEx(vague, cv2.MORPH_OPEN, disc)
    gone = (cv2.dilate(wide, disc) > 0) & ~beside
    return np.where(gone, np.minimum(logits, OUTSIDE), logits).astype(np.float32)


def _in_front(box: Box | None, others: Sequence[Box]) -> list[Box]:
    """Boxes of things that lie in front of what is in `box`."""
    if box is None:
        return []
    nested = [
        o for o in others if inside(o, box) >= IN_FRONT and area(o) < SMALLER * area(box) and overlap(o, box) < 0.7
    ]
    return nested[:MOST_IN_FRONT]


def _part_covered(theirs: Segment, ours: Segment) -> float:
    """Share of our pixels that the other answer claims too: nearly all of them means that both saw one thing."""
    mine = ours.logits > 0
    return float((mine & (theirs.logits > 0)).sum() / max(1, mine.sum()))


def full_size(image: Image, seen: Segment, cancel: CancelToken) -> Weights:
    """float32 (H, W) in 0..1: an answer carried up to the picture's own size along the picture's edges."""
    rgb = shrink_to(image.pixels, WORK_PIXELS)
    logits = seen.at(rgb.shape[1], rgb.shape[0])
    matte = (1.0 / (1.0 + np.exp(-np.clip(2.0 * logits, -30.0, 30.0)))).astype(np.float32)
    return carry_up(image.pixels, rgb, matte, radius=2, cancel=cancel)
