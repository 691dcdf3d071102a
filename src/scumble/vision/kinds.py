"""What kind of thing a crop shows: the thousand kinds of ImageNet with a probability each, by EfficientNet-Lite2.

The network is told nothing of where to look: a crop of one thing with a little of its surroundings is what it knows
best. About 0.06 CPU seconds a crop. Source: Tan and Le, "EfficientNet", ICML 2019; the Lite variants and the
preparation of the picture are those of the TPU repository (`efficientnet/lite`).
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box
from scumble.vision.models import Models

Floats = NDArray[np.float32]

FILE = "kinds.onnx"
SIDE = 260
"""Height and width of what the network sees."""
MEAN, DEVIATION = np.float32(127.0), np.float32(128.0)
"""Of every channel, 0..255: as the Lite variants were trained, unlike the larger networks of the family."""
AROUND = 1.25
"""Side of the square that is looked at, in units of the thing's longer side: the network was trained with some room."""
TOGETHER = 8
"""Crops in one run; bounds the memory."""


def can_tell(models: Models) -> bool:
    """True when the weights are there."""
    return models.has(FILE)


def tell(rgb: Pixels, boxes: Sequence[Box], models: Models, masks: Sequence[Floats] = ()) -> Floats:
    """float32 (len(boxes), 1000): for each box the probabilities of the kinds of `imagenet.KINDS`; rows sum to 1.

    rgb: uint8 (H, W, 3). A box is seen in the square around it, cut at the picture's border. masks: one (H, W) each, at
    any scale, 0..1: what is outside is painted grey, so that only the thing itself is seen. Raises Misconfigured.
    """
    session = models.session(FILE)
    crops = [_prepared(rgb, box, masks[i] if masks else None) for i, box in enumerate(boxes)]
    rows = [session.run(np.stack(crops[i : i + TOGETHER])) for i in range(0, len(crops), TOGETHER)]
    logits = np.concatenate(rows) if rows else np.zeros((0, 1000), np.float32)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    return (shifted / np.maximum(shifted.sum(axis=1, keepdims=True), 1e-12)).astype(np.float32)


def _prepared(rgb: Pixels, box: Box, mask: Floats | None) -> Floats:
    """float32 (3, SIDE, SIDE): the square around a box, normalised."""
    height, width = rgb.shape[:2]
    half = max(box.width, box.height) * AROUND / 2
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    left, right = max(0, int(x - half)), min(width, int(x + half) + 1)
    top, bottom = max(0, int(y - half)), min(height, int(y + half) + 1)
    small = (_scaled(rgb[top:bottom, left:right]) - MEAN) / DEVIATION
    if mask is not None:
        fx, fy = mask.shape[1] / width, mask.shape[0] / height
        rows = slice(int(top * fy), max(int(top * fy) + 1, round(bottom * fy)))
        columns = slice(int(left * fx), max(int(left * fx) + 1, round(right * fx)))
        small *= np.clip(_scaled(mask[rows, columns]) * 2.0 - 0.5, 0.0, 1.0)[:, :, None]
    return np.ascontiguousarray(small.transpose(2, 0, 1), np.float32)


def _scaled(values: Pixels | Floats) -> Floats:
    """Resized to SIDE x SIDE, float32; without aliasing when it gets smaller."""
    how = cv2.INTER_AREA if max(values.shape[:2]) > SIDE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, (SIDE, SIDE), interpolation=how), np.float32)
