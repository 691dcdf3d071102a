"""Eyes of animals, toys and drawn figures: the best pair of small round areas alike, side by side in the upper half.

The upper part of the thing is looked at closely and cut into segments; what is small, round and plainly bounded may be
an eye or a pupil. Two of them that are alike, level and apart by a few of their widths are a pair.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.regions import colours
from scumble.regions.scene import Scene
from scumble.regions.segments import Segments, segment

Mask = NDArray[np.bool_]

UPPER = 0.62
"""Share of a thing's height in which its eyes are."""
SMALLEST, LARGEST = 0.02, 0.2
"""Width of an eye as a share of the width that is looked at."""
ROUND = 0.55
"""Share of its box from which an area may be an eye; a disc fills 0.79."""
PLAIN = 4.0
"""Gradient around an eye, Lab units a pixel, at least."""
LIDS = 0.15
"""Width of the lids around the plainest part of an eye, as a share of that part."""
MOST = 40
"""No more areas than these are paired."""
LEAST = 0.3
"""Quality below which there is no pair."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Both eyes, boxes in the picture's pixels, and how good a pair they are, 0..1."""

    left: Box
    right: Box
    quality: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Eye:
    """A small area that may be an eye, in the pixels of the close look."""

    box: tuple[float, float, float, float]
    lab: NDArray[np.float64]
    apart: float
    fill: float

    @property
    def width(self) -> float:
        return (self.box[2] - self.box[0] + self.box[3] - self.box[1]) / 2

    @property
    def x(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def y(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def eyes_of(scene: Scene, box: Box, shape: Mask) -> Pair | None:
    """The best pair of eyes in a thing; None when nothing is alike enough. shape: its pixels on the small copy."""
    y1 = min(scene.size[1], box.y0 + max(2, round(UPPER * box.height)))
    part = scene.image.pixels[box.y0 : y1, box.x0 : box.x1]
    lab = colours.lab_copy(part)
    h, w = lab.shape[:2]
    if min(h, w) < 40:
        return None
    scene.cancel.check()
    inside = _cropped(scene, shape, Box(x0=box.x0, y0=box.y0, x1=box.x1, y1=y1), (w, h))
    found = _areas(segment(lab), lab, inside)
    best: tuple[float, _Eye, _Eye] | None = None
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            left, right = (a, b) if a.x < b.x else (b, a)
            quality = _pair(left, right, w)
            if quality > LEAST and (best is None or quality > best[0]):
                best = (quality, left, right)
    if best is None:
        return None
    fx, fy = part.shape[1] / w, part.shape[0] / h

    def whole(eye: _Eye) -> Box:
        # What stands out is the iris or the white; rim and lids belong to the eye.
        rim = LIDS * eye.width
        x0, y0 = max(0, int(box.x0 + (eye.box[0] - rim) * fx)), max(0, int(box.y0 + (eye.box[1] - rim) * fy))
        x1, y1 = box.x0 + round((eye.box[2] + rim) * fx), box.y0 + round((eye.box[3] + rim) * fy)
        return Box(x0=x0, y0=y0, x1=min(scene.size[0], x1), y1=min(scene.size[1], y1))

    return Pair(left=whole(best[1]), right=whole(best[2]), quality=best[0])


def _cropped(scene: Scene, shape: Mask, box: Box, size: tuple[int, int]) -> Mask:
    """A shape of the small copy in the close look, (h, w)."""
    h, w = shape.shape
    fx, fy = w / scene.size[0], h / scene.size[1]
    x0, y0 = int(box.x0 * fx), int(box.y0 * fy)
    part = shape[y0 : max(y0 + 1, round(box.y1 * fy)), x0 : max(x0 + 1, round(box.x1 * fx))]
    return np.asarray(cv2.resize(part.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)) > 0


def _areas(tree: Segments, lab: NDArray[np.float32], inside: Mask) -> list[_Eye]:
    """Small, round, plainly bounded areas, the plainest first; the best of those that lie in each other."""
    width = lab.shape[1]
    wide, high = tree.boxes[:, 2] - tree.boxes[:, 0], tree.boxes[:, 3] - tree.boxes[:, 1]
    fill = tree.pixels / np.maximum(wide * high, 1.0)
    size = (wide + high) / 2
    fits = (
        (tree.mean(inside) > 0.97)
        & (size > SMALLEST * width)
        & (size < LARGEST * width)
        & (wide < 2.2 * high)
        & (high < 1.5 * wide)
        & (fill > ROUND)
        & (tree.outline > PLAIN)
    )
    worth = tree.outline * fill
    found: list[_Eye] = []
    for n in sorted(np.flatnonzero(fits).tolist(), key=lambda n: -float(worth[n]))[:MOST]:
        box = (float(tree.boxes[n, 0]), float(tree.boxes[n, 1]), float(tree.boxes[n, 2]), float(tree.boxes[n, 3]))
        found.append(_Eye(box=box, lab=tree.lab[n], apart=_apart(tree, lab, n), fill=float(fill[n])))
    return found


def _apart(tree: Segments, lab: NDArray[np.float32], node: int) -> float:
    """How far the colour of a node is from that of the ring around it, Lab units."""
    x0, y0, x1, y1 = (int(v) for v in tree.boxes[node])
    grown = max(2, (x1 - x0 + y1 - y0) // 6)
    rows = slice(max(0, y0 - grown), y1 + grown)
    columns = slice(max(0, x0 - grown), x1 + grown)
    labels = tree.labels[rows, columns]
    mask = (labels >= tree.first[node]) & (labels < tree.last[node])
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grown + 1, 2 * grown + 1))
    ring = (np.asarray(cv2.dilate(mask.astype(np.uint8), disc)) > 0) & ~mask
    return float(np.linalg.norm(lab[rows, columns][ring].mean(axis=0) - tree.lab[node])) if ring.any() else 0.0


def _pair(left: _Eye, right: _Eye, width: int) -> float:
    """How well two areas are a pair of eyes, 0..1: alike, level, apart by a few of their widths."""
    apart = right.x - left.x
    size = (left.width + right.width) / 2
    if not 1.5 * size < apart < min(10.0 * size, 0.7 * width):
        return 0.0
    tilt = abs(left.y - right.y) / apart
    alike = min(left.width, right.width) / max(left.width, right.width)
    colour = float(np.linalg.norm(left.lab - right.lab))
    likeness = max(0.0, 1.0 - tilt / 0.45) * max(0.0, 1.0 - colour / 45.0) * float(np.clip(2.2 * alike - 1.0, 0.0, 1.0))
    plain = min(left.apart, right.apart)
    rounded = float(np.clip((min(left.fill, right.fill) - 0.45) / 0.25, 0.0, 1.0))
    return float(likeness * (0.5 + 0.5 * rounded) * plain / (plain + 14.0) * 1.5)
