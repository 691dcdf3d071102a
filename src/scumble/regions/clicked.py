"""Points to pixels: what a click means: the segmenter's answer, else a detected thing, else an area of one colour."""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.instruction import Click
from scumble.core.region import Box, Region, Weights
from scumble.core.work import CancelToken
from scumble.regions.object_mask import object_mask
from scumble.regions.outlined import outlined
from scumble.regions.scene import Scene, area
from scumble.vision.coarse import shrink_to
from scumble.vision.models import Models
from scumble.vision.segmenter import Point, can_segment
from scumble.vision.subject import carry_up

GROW_PIXELS = 160_000
"""Size of the copy in which a region is grown."""
STEPS = (6.0, 9.0, 13.0, 18.0)
"""Distances in Lab within which neighbours belong together, smallest first."""
LARGEST = 0.6
"""Share of the picture from which a grown region has leaked into everything."""
SMALLEST = 0.0005
STABLE = 1.6
"""Growth from one step to the next below which a region has found its border."""

WEIGHTS = np.array([0.4, 1.0, 1.0], np.float32)
"""Of lightness and the two colour axes: shading changes lightness within one thing."""

Mask = NDArray[np.bool_]


def covers(alpha: Weights, clicks: Sequence[Click]) -> bool:
    """True when every wanted point lies on the mask and no unwanted one does."""
    return all((alpha[pixel_of(c, alpha.shape)] > 0.5) == bool(c.label) for c in clicks)


def pixel_of(click: Click, shape: tuple[int, ...]) -> tuple[int, int]:
    """(row, column) of a click, inside the picture."""
    return min(int(click.y), shape[0] - 1), min(int(click.x), shape[1] - 1)


def around_clicks(image: Image, clicks: Sequence[Click], models: Models, cancel: CancelToken) -> Region | None:
    """The thing at the wanted points: the segmenter's, else the smallest detected thing, else an area of one colour.

    None when nothing can be told apart there. Raises Cancelled.
    """
    if can_segment(models):
        points = [Point(x=c.x, y=c.y, wanted=bool(c.label)) for c in clicks]
        alpha = outlined(image, models, points=points, cancel=cancel)
        if alpha is not None and covers(alpha, clicks):
            return Region(weights=alpha)
    box = _detected(Scene(image, models, cancel), clicks)
    if box is not None:
        region = object_mask(image, box, models=models, cancel=cancel)
        if covers(region.weights, clicks):
            return region
    return _grown(image, clicks, cancel)


def _detected(scene: Scene, clicks: Sequence[Click]) -> Box | None:
    """The smallest box of a sure detection with all wanted points in it and no unwanted one."""

    def holds(b: Box) -> bool:
        return all((b.x0 <= c.x < b.x1 and b.y0 <= c.y < b.y1) == bool(c.label) for c in clicks)

    boxes = [d.box for d in scene.objects if d.score >= 0.4 and holds(d.box)]
    return min(boxes, key=area, default=None)


def _grown(image: Image, clicks: Sequence[Click], cancel: CancelToken) -> Region | None:
    """The connected area whose colour changes only gradually from the wanted points on."""
    rgb = shrink_to(image.pixels, GROW_PIXELS)
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB), np.float32)
    lab = np.asarray(cv2.bilateralFilter(lab, 5, 8.0, 3.0), np.float32)
    fx, fy = rgb.shape[1] / image.width, rgb.shape[0] / image.height
    small = [Click(x=c.x * fx, y=c.y * fy, label=c.label) for c in clicks]
    best: Mask | None = None
    for step in STEPS:
        cancel.check()
        mask = _flood(lab, small, step)
        share = float(mask.mean())
        leaked = share > LARGEST or not covers(mask.astype(np.float32), small)
        if leaked or (best is not None and mask.sum() > STABLE * best.sum() and best.mean() > 10 * SMALLEST):
            break
        best = mask
    if best is None or float(best.mean()) < SMALLEST:
        return None
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = np.asarray(cv2.morphologyEx(best.astype(np.uint8), cv2.MORPH_CLOSE, disc), np.float32)
    return Region(weights=carry_up(image.pixels, rgb, closed, radius=2, cancel=cancel))


def _flood(lab: Weights, clicks: Sequence[Click], step: float) -> Mask:
    """bool (h, w): everything connected to a wanted point with colours within `step` of the point's own."""
    height, width = lab.shape[:2]
    out = np.zeros((height, width), bool)
    for click in clicks:
        if not click.label:
            continue
        row, column = pixel_of(click, lab.shape)
        near = lab[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].reshape(-1, 3)
        distance = np.sqrt((np.square(lab - np.median(near, axis=0)) * WEIGHTS).sum(axis=2))
        labels = cast(
            NDArray[np.int32], cv2.connectedComponents((distance <= step).astype(np.uint8), connectivity=4)[1]
        )
        label = int(labels[row, column])
        out |= (labels == label) & (label > 0)
    return out
