"""Box to pixel mask: the segmenter where it is sure, else the subject network and GrabCut on the box alone; and a
removal's mask is grown over halo and contact shadow."""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box, Region, Weights
from scumble.core.work import CancelToken
from scumble.regions.morph import grow
from scumble.regions.outlined import outlined
from scumble.regions.scene import area, inside, overlap
from scumble.vision.coarse import shrink_to
from scumble.vision.models import Models
from scumble.vision.segmenter import can_segment
from scumble.vision.shadows import shadow_mask
from scumble.vision.subject import carry_up, find_subject

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

MARGIN = 0.04
"""Share of a box's sides by which the thing may reach beyond it: detectors' boxes are tight."""
SEEN_AROUND = 0.15
"""Share of a box's sides that GrabCut sees around it as background."""
GRABCUT_PIXELS = 90_000
AGREES = 0.55
"""Overlap of the mask's own box with the detector's from which the network saw the same thing."""
HELD = 0.6
"""Share of another thing's box inside this one from which it is in front of it and is left out."""


def object_mask(image: Image, box: Box, *, others: Sequence[Box] = (), models: Models, cancel: CancelToken) -> Region:
    """The pixels of the thing in a box.

    others: boxes of other things; what belongs to them is left out. Exactly 0 away from the box. A box of which
    nothing can be told apart is taken whole. Raises Cancelled.
    """
    if can_segment(models):
        alpha = outlined(image, models, box=box, others=others, cancel=cancel)
        if alpha is not None and _sees(alpha, box):
            return Region(weights=alpha)
    near = widen(box, MARGIN, image)
    alpha = _network(image, near, models, cancel)
    cancel.check()
    if not _sees(alpha, box):
        cut = _grabcut(image, box, others, alpha, cancel)
        alpha = cut if _sees(cut, box) else np.maximum(alpha, cut)
    alpha = _without(image, alpha, box, others, models, cancel)
    if not _plausible(alpha, box):
        whole = np.zeros((image.height, image.width), np.float32)
        whole[box.y0 : box.y1, box.x0 : box.x1] = 1.0
        return Region(weights=whole)
    return Region(weights=alpha)


def widen(box: Box, share: float, image: Image) -> Box:
    """A box grown by a share of its sides, at least 2 pixels, cut at the picture's border."""
    dx, dy = max(2, round(box.width * share)), max(2, round(box.height * share))
    x1, y1 = min(image.width, box.x1 + dx), min(image.height, box.y1 + dy)
    return Box(x0=max(0, box.x0 - dx), y0=max(0, box.y0 - dy), x1=x1, y1=y1)


def _network(image: Image, near: Box, models: Models, cancel: CancelToken) -> Weights:
    """float32 (H, W): what the subject network sees in the box, 0 outside it."""
    hint = np.zeros((image.height, image.width), np.float32)
    hint[near.y0 : near.y1, near.x0 : near.x1] = 1.0
    found = find_subject(image, models, hint=Region(weights=hint), cancel=cancel)
    return (found.alpha * hint).astype(np.float32)


def _bounds(alpha: Weights) -> Box | None:
    return Region.of_mask(alpha > 0.5).bounds


def _sees(alpha: Weights, box: Box) -> bool:
    """True when the mask fills the box as a thing does: its own box agrees, and it is neither a speck nor all of it."""
    bounds = _bounds(alpha)
    return bounds is not None and overlap(bounds, box) >= AGREES and _plausible(alpha, box)


def _plausible(alpha: Weights, box: Box) -> bool:
    """True when at least a tenth of the box is covered."""
    return float((alpha[box.y0 : box.y1, box.x0 : box.x1] > 0.5).mean()) >= 0.1


def _grabcut(image: Image, box: Box, others: Sequence[Box], seen: Weights, cancel: CancelToken) -> Weights:
    """The thing by colour models: inside the box against around it (Rother and others, "GrabCut", 2004).

    seen: what the network took for it, as a first guess where it saw anything.
    """
    around = widen(box, SEEN_AROUND, image)
    part = image.pixels[around.y0 : around.y1, around.x0 : around.x1]
    rgb = shrink_to(part, GRABCUT_PIXELS)
    h, w = rgb.shape[:2]
    fx, fy = w / around.width, h / around.height

    def local(b: Box) -> tuple[slice, slice]:
        x0, x1 = (int(np.clip(round((v - around.x0) * fx), 0, w)) for v in (b.x0, b.x1))
        y0, y1 = (int(np.clip(round((v - around.y0) * fy), 0, h)) for v in (b.y0, b.y1))
        return slice(y0, y1), slice(x0, x1)

    labels = np.full((h, w), cv2.GC_BGD, np.uint8)
    rows, columns = local(box)
    labels[rows, columns] = cv2.GC_PR_BGD
    guess = cast(Weights, cv2.resize(seen[around.y0 : around.y1, around.x0 : around.x1], (w, h)))
    if float((guess[rows, columns] > 0.5).mean()) > 0.1:
        labels[guess > 0.5] = cv2.GC_PR_FGD
    else:
        labels[rows, columns][_ellipse(rows.stop - rows.start, columns.stop - columns.start)] = cv2.GC_PR_FGD
    for other in others:
        if overlap(other, box) < 0.7 and inside(box, other) < 0.7:
            labels[local(other)] = np.where(labels[local(other)] == cv2.GC_PR_FGD, cv2.GC_PR_BGD, labels[local(other)])
    if not (labels == cv2.GC_PR_FGD).any() or not (labels == cv2.GC_BGD).any():
        return seen
    cancel.check()
    cut = _run_grabcut(rgb, labels)
    kept = _largest(cut)
    out = np.zeros(seen.shape, np.float32)
    out[around.y0 : around.y1, around.x0 : around.x1] = carry_up(
        part, rgb, kept.astype(np.float32), radius=2, cancel=cancel
    )
    return out


def _run_grabcut(rgb: Pixels, labels: Bytes, rounds: int = 4) -> Mask:
    """GrabCut from first labels; its random start is fixed so that the same picture gives the same mask."""
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    bgr = np.ascontiguousarray(rgb[:, :, ::-1])
    whole = (0, 0, labels.shape[1], labels.shape[0])
    out = np.asarray(cv2.grabCut(bgr, labels.copy(), whole, *models, rounds, cv2.GC_INIT_WITH_MASK)[0])
    return (out == cv2.GC_FGD) | (out == cv2.GC_PR_FGD)


def _ellipse(height: int, width: int) -> Mask:
    """bool (height, width): the ellipse that nearly fills a box."""
    yy = ((np.arange(height) + 0.5) / max(1, height) * 2 - 1)[:, None]
    xx = ((np.arange(width) + 0.5) / max(1, width) * 2 - 1)[None, :]
    return xx * xx + yy * yy <= 0.85


def _largest(mask: Mask) -> Mask:
    """The parts of a mask that have at least a tenth of the largest one's pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    sizes = np.asarray(stats)[:, cv2.CC_STAT_AREA].astype(np.int64)
    sizes[0] = 0
    keep = sizes >= 0.1 * sizes.max()
    keep[0] = False
    return keep[np.asarray(labels)]


def _without(
    image: Image, alpha: Weights, box: Box, others: Sequence[Box], models: Models, cancel: CancelToken
) -> Weights:
    """Takes away what belongs to smaller things that lie in front: the dog on the bench is not the bench."""
    for other in others:
        if inside(other, box) < HELD or area(other) > 0.6 * area(box) or overlap(other, box) > 0.7:
            continue
        cancel.check()
        theirs = _network(image, widen(other, MARGIN, image), models, cancel)
        if not _sees(theirs, other):
            continue
        left = np.minimum(alpha, 1.0 - theirs).astype(np.float32)
        if _plausible(left, box):
            alpha = left
    return alpha


def grown_for_fill(region: Region, image: Image) -> Region:
    """A region to be filled: grown over the soft halo around a thing and over its shadow on the ground."""
    thing = Region.of_mask(region.weights > 0.1)
    bounds = thing.bounds
    if bounds is None:
        return region
    size = (area(bounds)) ** 0.5
    halo = max(3.0, 0.025 * size)
    grown = grow(thing, halo)
    return Region.of_mask(grown.inside | shadow_mask(grown.inside, image))
