"""Attached parts: handles, straps and cords in a strong colour of the subject's own, which the network did not see.

The saliency network sees 320 pixels and loses a backpack's handle without a hint. Nothing but its colour tells that it
belongs to the subject: a strong colour that the subject has elsewhere too and the surroundings hardly have at all. A
patch of such a colour is added when it is thin, begins at the subject and leads away from it: a reflection and the
light that a thing throws on its ground begin along all of it and end close by.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.coarse import Coarse, resize
from scumble.vision.holes import to_lab

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

PIXELS = 150_000
"""Size of the copy that is looked at."""
STRONG = (12.0, 0.2)
"""Least chroma, in CIE Lab, and how much more for each unit of lightness: a strap keeps its colour in the shade."""
BIN, BINS = 10, 36
"""Degrees of hue that count as one colour, and how many such bins there are."""
PALE, FAINTER = 0.5, 1.6
"""Share of that chroma down to which a part is followed, and so much more at most becomes of it."""
FADED, END = 0.3, 4.0
"""That share down to which a thin end is followed from a part back to the subject, and its largest half width in pixels
of the copy."""
OWN = 0.002
"""Least share of the subject that has the colour."""
THIN = 0.035
"""Largest half width, as a share of the square root of the subject's area."""
LEAST, MOST = 0.0008, 0.05
"""Its size, as a share of the subject's."""
REACH = 0.012
"""How near to the subject it begins, as a share of the same."""
LEADS = 1.0
"""How far it leads away from the subject, as a multiple of the length along which it touches it."""
ELSEWHERE = 0.5
"""So much of the same colours may be left in the surroundings, as a share of what is added."""


def attached(coarse: Coarse) -> Coarse:
    """The coarse subject with attached parts; the same one where there are none."""
    h, w = coarse.probability.shape
    scale = min(1.0, (PIXELS / (h * w)) ** 0.5)
    size = (max(3, round(w * scale)), max(3, round(h * scale)))
    rgb = np.asarray(cv2.resize(coarse.rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = _parts(to_lab(rgb), resize(coarse.probability, *size))
    if found is None:
        return coarse
    soft = np.asarray(cv2.GaussianBlur(found.astype(np.float32), (0, 0), 0.7), np.float32)
    probability = np.maximum(coarse.probability, resize(np.minimum(1.6 * soft, 0.98).astype(np.float32), w, h))
    return replace(coarse, probability=probability)


def _parts(lab: Weights, p: Weights) -> Mask | None:
    """The attached parts, bool (h, w); None where there are none."""
    subject, area = p > 0.5, int((p > 0.5).sum())
    chroma = np.hypot(lab[:, :, 1], lab[:, :, 2]) / (STRONG[0] + STRONG[1] * lab[:, :, 0])
    strong = chroma > 1.0
    hue = np.degrees(np.arctan2(lab[:, :, 2], lab[:, :, 1]))
    flat = np.floor(hue / BIN).astype(np.int32) % BINS
    own = _about(flat[strong & (p > 0.9)]) > OWN * max(area, 1)
    candidates = (strong & own[flat] & ~subject).astype(np.uint8)
    if not area or not candidates.any():
        return None
    candidates = np.asarray(cv2.morphologyEx(candidates, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    found = _leading_away(candidates, subject)
    used = _about(flat[found & strong]) > 0
    elsewhere = strong & used[flat] & (p < 0.1) & ~found
    if not found.any() or int(elsewhere.sum()) >= ELSEWHERE * int(found.sum()):
        return None
    parts = _followed(found, (chroma > PALE) & used[flat] & ~subject)
    kin = used | np.roll(used, 1) | np.roll(used, -1)
    return _to_its_end(parts, (chroma > FADED) & kin[flat] & ~subject, subject)


def _to_its_end(found: Mask, faded: Mask, subject: Mask) -> Mask:
    """The parts, and the thin ends in which their colour fades on the way back to the subject: bool (h, w).

    A strap is a loop: seen from its edge it is too thin to keep its colour, and cut off there it would be a hook.
    """
    kernel = np.ones((3, 3), np.uint8)
    rest = (faded & (cv2.dilate(found.astype(np.uint8), kernel) == 0)).astype(np.uint8)
    rest = np.asarray(cv2.morphologyEx(rest, cv2.MORPH_CLOSE, kernel), np.uint8)
    count, labelled, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    labels, boxes = np.asarray(labelled, np.int32), np.asarray(stats, np.int32)
    half = np.asarray(cv2.distanceTransform(rest, cv2.DIST_L2, 3), np.float32)
    near = [np.asarray(cv2.dilate(m.astype(np.uint8), np.ones((7, 7), np.uint8))) > 0 for m in (found, subject)]
    out = found.copy()
    for label in range(1, count):
        part = labels == label
        long = max(int(boxes[label, cv2.CC_STAT_WIDTH]), int(boxes[label, cv2.CC_STAT_HEIGHT]))
        between = bool((part & near[0]).any()) and bool((part & near[1] & ~near[0]).any())
        if between and float(half[part].max()) <= END and long >= 4 * END:
            out |= np.asarray(cv2.dilate(part.astype(np.uint8), kernel)) > 0
    if int(out.sum()) >= FAINTER * int(found.sum()):
        return found
    closed = cv2.morphologyEx((out | subject).astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    return out | ((np.asarray(closed) > 0) & ~subject & (cv2.dilate(out.astype(np.uint8), kernel) > 0))


def _followed(found: Mask, pale: Mask) -> Mask:
    """The parts, and where their colour goes on more faintly: bool (h, w)."""
    joined = cv2.morphologyEx((pale | found).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    labels = np.asarray(cv2.connectedComponents(joined, connectivity=8)[1], np.int32)
    reached = np.isin(labels, np.unique(labels[found]))
    return reached if int(reached.sum()) < FAINTER * int(found.sum()) else found


def _about(colors: NDArray[np.int32]) -> Weights:
    """How many pixels have each hue or one in a neighbouring bin: float32 (BINS,)."""
    counts = np.bincount(colors, minlength=BINS)
    return (np.roll(counts, 1) + counts + np.roll(counts, -1)).astype(np.float32)


def _leading_away(candidates: NDArray[np.uint8], subject: Mask) -> Mask:
    """The candidates that are thin, begin at the subject and lead away from it: bool (h, w)."""
    area = int(subject.sum())
    _, labelled, stats, _ = cv2.connectedComponentsWithStats(candidates, connectivity=8)
    labels, boxes = np.asarray(labelled, np.int32), np.asarray(stats, np.int32)
    unit, ring = area**0.5, max(3, round(REACH * area**0.5))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * ring + 1, 2 * ring + 1))
    near = np.asarray(cv2.dilate(subject.astype(np.uint8), kernel)) > 0
    away = np.asarray(cv2.distanceTransform((~subject).astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    half = np.asarray(cv2.distanceTransform(np.pad(candidates, 1), cv2.DIST_L2, 5), np.float32)[1:-1, 1:-1]
    rows, columns = subject.shape
    found = np.zeros(subject.shape, np.bool_)
    for label in np.unique(labels[near & (labels > 0)]):
        part = labels == label
        x, y, wide, tall, pixels = (int(v) for v in boxes[label])
        if x == 0 or y == 0 or x + wide == columns or y + tall == rows:
            continue
        touching = float((part & near).sum()) / ring
        thin = LEAST * area < pixels < MOST * area and float(half[part].max()) < THIN * unit
        if thin and float(away[part].max()) > LEADS * touching:
            found |= part
    return found
