"""NanoDet-g: how a picture goes into the object detector and how boxes come out of it.

Decoding is that of NanoDet 0.x, after X. Li and others, "Generalized Focal Loss" (2020): a cell holds one score per
class and, for each side of its box, a distribution over 0..10 cell sizes whose mean is the distance to that side.
The packaged network is fully convolutional: it takes every height and width that are multiples of 32.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.coco import LABELS
from scumble.vision.models import Models

Floats = NDArray[np.float32]

FILE = "nanodet.onnx"
STRIDES = (8, 16, 32)
"""Pixels of the network's input per cell, in the order in which the cells lie in the output."""
BINS = 11
"""Entries of the distribution over a side's distance (NanoDet's reg_max 10, and zero)."""
MEAN_BGR = (103.53, 116.28, 123.675)
DEVIATION_BGR = (57.375, 57.12, 58.395)
"""As NanoDet's own configuration (nanodet-g.yml) has them: ImageNet's, channels in OpenCV's order."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Raw:
    """Boxes as the network gives them. boxes: float32 (N, 4) x0, y0, x1, y1. scores: float32 (N,). classes: (N,)."""

    boxes: Floats
    scores: Floats
    classes: NDArray[np.intp]


def look(rgb: Pixels, models: Models, *, side: int, mirrored: bool, least: float) -> Raw:
    """One run of the network on a whole picture.

    rgb: uint8 (H, W, 3). side: the longer side of what the network sees, in pixels. mirrored: left and right exchanged
    for the network. Boxes are in pixels of the picture, cut at its border; scores are at least `least`.
    """
    height, width = rgb.shape[:2]
    tensor, (h, w) = prepare(rgb, side, mirrored=mirrored)
    raw = decode(models.session(FILE).run(tensor)[0], tensor.shape[2], tensor.shape[3], least)
    boxes = raw.boxes
    if mirrored:
        boxes = np.stack([w - boxes[:, 2], boxes[:, 1], w - boxes[:, 0], boxes[:, 3]], axis=1)
    scale = np.array([width / w, height / h] * 2, np.float32)
    limit = np.array([width, height] * 2, np.float32)
    return Raw(boxes=np.clip(boxes * scale, 0, limit), scores=raw.scores, classes=raw.classes)


def prepare(rgb: Pixels, side: int, *, mirrored: bool) -> tuple[Floats, tuple[int, int]]:
    """The network's input, float32 (1, 3, H, W), and the height and width of the picture in it.

    Bilinear, as the network was trained; right and bottom are black up to the next multiple of 32.
    """
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    h, w = max(1, round(height * factor)), max(1, round(width * factor))
    small = cv2.resize(rgb, (w, h), interpolation=cv2.INTER_LINEAR)[:, :, ::-1]
    step = STRIDES[-1]
    whole = np.zeros((-(-h // step) * step, -(-w // step) * step, 3), np.float32)
    whole[:h, :w] = small[:, ::-1] if mirrored else small
    whole -= np.array(MEAN_BGR, np.float32)
    whole /= np.array(DEVIATION_BGR, np.float32)
    return np.ascontiguousarray(whole.transpose(2, 0, 1)[None]), (h, w)


def decode(out: Floats, height: int, width: int, least: float) -> Raw:
    """Boxes of the cells that score at least `least`, in pixels of the network's input.

    out: float32 (80 + 4 * 11, cells): scores 0..1, then for left, top, right and bottom the logits of the distance in
    cells. height, width: the network's input. A cell that is sure of several classes gives a box for each.
    """
    count = len(LABELS)
    classes, cells = np.nonzero(out[:count] >= least)
    x, y, stride = centres(height, width)
    logits = out[count:, cells].reshape(4, BINS, -1)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    steps = np.arange(BINS, dtype=np.float32)[None, :, None]
    far = (weights * steps).sum(axis=1) / weights.sum(axis=1) * stride[cells]
    boxes = np.stack([x[cells] - far[0], y[cells] - far[1], x[cells] + far[2], y[cells] + far[3]], axis=1)
    return Raw(boxes=boxes.astype(np.float32), scores=out[classes, cells], classes=classes)


def centres(height: int, width: int) -> tuple[Floats, Floats, Floats]:
    """x and y of every cell's centre and its size, each (cells,), in the order of the output."""
    parts: list[NDArray[np.float64]] = []
    for stride in STRIDES:
        rows, columns = np.mgrid[0 : height // stride, 0 : width // stride]
        size = np.full(rows.size, stride)
        parts.append(np.stack([(columns.ravel() + 0.5) * stride, (rows.ravel() + 0.5) * stride, size]))
    x, y, stride = np.concatenate(parts, axis=1).astype(np.float32)
    return x, y, stride
