"""Holes: background seen through the subject (handles, straps, lattices, spokes) that the network painted over.

A patch counts as a hole only when five things agree: the subject encloses it; its colour is that of the background
right around and far from the subject's own colours there; the network is not wholly sure; and a clear edge separates
it from its surroundings. White products on white walls have no such edge and are left alone.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

NEIGHBOURHOOD = 0.15
"""How far around colours are compared, as a share of the longer side."""
LIKE_BACKGROUND, ABOUT_BACKGROUND, UNLIKE_SUBJECT, EDGE = 8.0, 18.0, 20.0, 14.0
"""Distances in CIE Lab (1976), measured on 23 photographs: no patch of a whole object passed all of them."""
DOUBTED = 0.95
"""Below this probability colour models may call a patch background that is only about its surroundings' mean colour."""
LEAST = 24
"""Smallest patch, in pixels of the outline copy (0.15 megapixels)."""


def holes(rgb: Pixels, probability: Weights, mask: NDArray[np.uint8], ground: Mask | None = None) -> Mask:
    """Where background shows through the subject: bool (h, w).

    rgb: uint8 (h, w, 3). probability: float32 (h, w). mask: uint8 (h, w), 1 = subject. ground: bool (h, w), what colour
    models took for background whatever the network says.
    """
    lab = to_lab(rgb)
    radius = max(3, round(NEIGHBOURHOOD * max(mask.shape)))
    outside = ((mask == 0) & (probability < 0.05)).astype(np.float32)
    kernel = np.ones((7, 7), np.uint8)
    inside = ((np.asarray(cv2.erode(mask, kernel)) > 0) & (probability > 0.95)).astype(np.float32)
    background, near = _around(lab, outside, radius)
    subject, _ = _around(lab, inside, radius)
    soft = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.0), np.float32)
    distance = np.linalg.norm(soft - background, axis=2)
    alike = distance < LIKE_BACKGROUND
    if ground is not None:
        alike |= ground & (distance < ABOUT_BACKGROUND) & (probability < DOUBTED)
    unlike = np.linalg.norm(soft - subject, axis=2) > UNLIKE_SUBJECT
    candidates = (mask > 0) & (near > 0.02) & alike & unlike & (probability < 0.99)
    opened = cv2.morphologyEx(candidates.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    found = _bounded_by_edges(np.asarray(opened, np.uint8), soft, mask)
    # Up to the subject's own colours: the shade inside a gap differs from the ground outside.
    grown = np.asarray(cv2.dilate(found.astype(np.uint8), np.ones((5, 5), np.uint8))) > 0
    return found | (grown & unlike & (mask > 0) & (probability < 0.99))


def _around(lab: Weights, weight: Weights, radius: int) -> tuple[Weights, Weights]:
    """Mean colour of the weighted pixels around each pixel (h, w, 3), and their share of the window (h, w)."""
    window = (2 * radius + 1, 2 * radius + 1)
    share = np.asarray(cv2.blur(weight, window), np.float32)
    total = np.asarray(cv2.blur(lab * weight[:, :, None], window), np.float32)
    return (total / (share[:, :, None] + np.float32(1e-6))).astype(np.float32), share


def _bounded_by_edges(candidates: NDArray[np.uint8], lab: Weights, mask: NDArray[np.uint8]) -> Mask:
    """The candidates that the subject encloses and that differ clearly from its pixels around them."""
    labels, edge, grown = contrast(candidates, lab, mask)
    count = edge.size
    sizes = np.bincount(labels.ravel(), minlength=count)
    open_to_outside = np.bincount(grown[(grown > 0) & (mask == 0)], minlength=count)
    keep = (sizes >= LEAST) & (edge > EDGE) & (open_to_outside == 0)
    keep[0] = False
    return keep[labels]


def contrast(
    patches: NDArray[np.uint8], lab: Weights, mask: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]:
    """How much patches differ from the subject's pixels within 3 pixels of them, in CIE Lab.

    patches, mask: uint8 (h, w). Returns labels int32 (h, w) from 0 (no patch), the mean distance of each label, and
    the labels grown by the 3 pixels.
    """
    count, found = cv2.connectedComponents(patches, connectivity=4)
    labels = np.asarray(found, np.int32)
    grown = np.asarray(cv2.dilate(labels.astype(np.float32), np.ones((7, 7), np.uint8)), np.int32)
    ring = (grown > 0) & (labels == 0) & (mask > 0)
    sizes = np.bincount(labels.ravel(), minlength=count)
    sums = [np.bincount(labels.ravel(), lab[:, :, c].ravel(), minlength=count) for c in range(3)]
    means = np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None]
    distance = np.linalg.norm(lab[ring] - means[grown[ring]], axis=1)
    around = np.bincount(grown[ring], minlength=count)
    return labels, np.bincount(grown[ring], distance, minlength=count) / np.maximum(around, 1), grown


def to_lab(rgb: Pixels) -> Weights:
    """CIE Lab of uint8 RGB: float32 (h, w, 3)."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB), np.float32)
