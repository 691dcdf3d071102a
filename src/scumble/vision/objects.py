"""Objects: boxes and names of the 80 kinds of things that COCO knows, from NanoDet-g.

    find_objects(image, models, cancel=cancel)[0]  ->  Detection(label="dog", score=0.71, box=Box(...), also=())

The network is fully convolutional, so that a picture keeps its shape and no time goes into borders. It is looked at
twice: as large as the network was trained (416 pixels), and larger, for what is small in it.
Decoding is that of NanoDet 0.x, after X. Li and others, "Generalized Focal Loss" (2020): a cell holds one score per
class and, for each side of its box, a distribution over 0..10 cell sizes whose mean is the distance to that side.
"""

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

Floats = NDArray[np.float32]

FILE = "nanodet.onnx"
STRIDES = (8, 16, 32)
"""Pixels of the network's input per cell, in the order in which the cells lie in the output."""
BINS = 11
"""Entries of the distribution over a side's distance (NanoDet's reg_max 10, and zero)."""
MEAN_BGR = (103.53, 116.28, 123.675)
DEVIATION_BGR = (57.375, 57.12, 58.395)
"""As NanoDet's own configuration (nanodet-g.yml) has them: ImageNet's, channels in OpenCV's order."""
SIDES = (416, 640)
"""Longer side of the network's input in each look."""
SAME = 0.6
"""Overlap (intersection over union) from which two boxes of one class are one thing; NanoDet's own."""
SAME_PLACE = 0.8
"""The same for boxes of two classes: the less sure name becomes an alternative of the other."""
MOST = 100
"""No more things than these are told, the surest first."""


@dataclass(frozen=True, kw_only=True)
class Detection:
    """A thing in a picture.

    label: its COCO name. score: 0..1, how sure the network is. box: in the picture's pixels, at least 1 x 1.
    also: other names the network gave the same place, each with its score, the surest first.
    """

    label: str
    score: float
    box: Box
    also: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Raw:
    """Boxes before suppression. boxes: float32 (N, 4) x0, y0, x1, y1. scores: float32 (N,). classes: intp (N,)."""

    boxes: Floats
    scores: Floats
    classes: NDArray[np.intp]


def find_objects(
    image: Image, models: Models, *, cancel: CancelToken, least: float = 0.3, sides: Sequence[int] = SIDES
) -> tuple[Detection, ...]:
    """The things in a picture, the surest first; none is there twice.

    least: lowest score that is told. sides: longer side of the network's input in each look, in pixels; (416,) alone
    takes about a third of the time and misses small things. Transparent parts are seen as white.
    Raises Cancelled, and Misconfigured when the weights are missing.
    """
    rgb = _opaque(image)
    looks: list[Raw] = []
    for side in sides:
        cancel.check()
        looks.append(_look(rgb, models, side, least))
    cancel.check()
    raw = Raw(
        boxes=np.concatenate([r.boxes for r in looks]),
        scores=np.concatenate([r.scores for r in looks]),
        classes=np.concatenate([r.classes for r in looks]),
    )
    return suppress(raw, image.width, image.height)


def _opaque(image: Image) -> Pixels:
    """(H, W, 3): the picture over white."""
    if image.opaque:
        return image.rgb
    alpha = image.alpha[:, :, None].astype(np.uint16)
    return ((image.rgb * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _look(rgb: Pixels, models: Models, side: int, least: float) -> Raw:
    """One run of the network on the whole picture; boxes in the picture's pixels."""
    tensor, scale = prepare(rgb, side)
    out = models.session(FILE).run(tensor)[0]
    raw = decode(out, tensor.shape[2], tensor.shape[3], least)
    return Raw(boxes=raw.boxes / np.array(scale * 2, np.float32), scores=raw.scores, classes=raw.classes)


def prepare(rgb: Pixels, side: int) -> tuple[Floats, tuple[float, float]]:
    """The network's input, float32 (1, 3, h, w), and its pixels per picture pixel (across, down).

    The longer side becomes `side`; right and bottom are filled with black up to a multiple of the largest stride.
    """
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    h, w = max(1, round(height * factor)), max(1, round(width * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (w, h), interpolation=method)[:, :, ::-1].astype(np.float32)
    step = STRIDES[-1]
    whole = np.zeros((-(-h // step) * step, -(-w // step) * step, 3), np.float32)
    whole[:h, :w] = small
    whole -= np.array(MEAN_BGR, np.float32)
    whole /= np.array(DEVIATION_BGR, np.float32)
    return np.ascontiguousarray(whole.transpose(2, 0, 1)[None]), (w / width, h / height)


def decode(out: Floats, height: int, width: int, least: float) -> Raw:
    """Boxes of the cells that score at least `least`, in pixels of the network's input.

    out: float32 (80 + 4 * 11, cells): scores 0..1, then for left, top, right and bottom the logits of the distance in
    cells. height, width: the network's input. A cell that is sure of several classes gives a box for each.
    """
    count = len(LABELS)
    classes, cells = np.nonzero(out[:count] >= least)
    x, y, stride = _centres(height, width)
    logits = out[count:, cells].reshape(4, BINS, -1)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    steps = np.arange(BINS, dtype=np.float32)[None, :, None]
    far = (weights * steps).sum(axis=1) / weights.sum(axis=1) * stride[cells]
    boxes = np.stack([x[cells] - far[0], y[cells] - far[1], x[cells] + far[2], y[cells] + far[3]], axis=1)
    return Raw(boxes=boxes.astype(np.float32), scores=out[classes, cells], classes=classes)


def _centres(height: int, width: int) -> tuple[Floats, Floats, Floats]:
    """x and y of every cell's centre and its size, each (cells,), in the order of the output."""
    parts: list[Floats] = []
    for stride in STRIDES:
        rows, columns = np.mgrid[0 : height // stride, 0 : width // stride]
        size = np.full(rows.size, stride)
        parts.append(np.stack([(columns.ravel() + 0.5) * stride, (rows.ravel() + 0.5) * stride, size]))
    x, y, stride = np.concatenate(parts, axis=1).astype(np.float32)
    return x, y, stride


def suppress(raw: Raw, width: int, height: int) -> tuple[Detection, ...]:
    """Greedy non-maximum suppression, the surest first, boxes rounded outward and cut at the picture's border."""
    limit = np.array([width, height, width, height], np.float32)
    boxes = np.clip(raw.boxes, 0, limit)
    left = np.argsort(-raw.scores, kind="stable")
    kept: list[Detection] = []
    while left.size and len(kept) < MOST:
        best, rest = int(left[0]), left[1:]
        share = overlap(boxes[best], boxes[rest])
        same = raw.classes[rest] == raw.classes[best]
        gone = share > np.where(same, SAME, SAME_PLACE)
        others = rest[gone & ~same]
        names: dict[str, float] = {}
        for i in others.tolist():
            names.setdefault(LABELS[int(raw.classes[i])], float(raw.scores[i]))
        kept.append(
            Detection(
                label=LABELS[int(raw.classes[best])],
                score=float(raw.scores[best]),
                box=_whole(boxes[best], width, height),
                also=tuple(names.items()),
            )
        )
        left = rest[~gone]
    return tuple(kept)


def overlap(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box (4,) with others (N, 4): float32 (N,)."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=1)
    area = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - both
    return (both / np.maximum(area, 1e-6)).astype(np.float32)


def _whole(box: Floats, width: int, height: int) -> Box:
    """The smallest box of whole pixels around it, at least one pixel."""
    x0, y0 = min(int(box[0]), width - 1), min(int(box[1]), height - 1)
    return Box(x0=x0, y0=y0, x1=max(x0 + 1, int(np.ceil(box[2]))), y1=max(y0 + 1, int(np.ceil(box[3]))))
