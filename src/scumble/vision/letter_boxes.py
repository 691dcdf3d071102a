"""Where text is: the PP-OCR detector's map of text, and the rectangles around its lines.

Post-processing follows M. Liao and others, "Real-time Scene Text Detection with Differentiable Binarization" (2020):
the network marks the core of each line, which is grown by area * UNCLIP / perimeter to the line's full extent.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.models import Models
from scumble.vision.quads import Quad, rectangle

Floats = NDArray[np.float32]

FILE = "lettering_boxes.onnx"
STEP = 32
"""The network takes heights and widths that are multiples of this."""
TEXT, LINE = 0.3, 0.5
"""Least probability of a pixel, and least mean over a line's core, as PP-OCR's configuration has them."""
UNCLIP = 1.6
SMALLEST = 3.0
"""Cores thinner than this many pixels of the map are noise."""
MOST = 1000
"""More lines than these are not told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TextBox:
    """quad: float32 (4, 2), see `quads`, in the picture's pixels. score: 0..1, how sure it is text."""

    quad: Quad
    score: float


def find_text(rgb: Pixels, models: Models, scale: float) -> list[TextBox]:
    """The lines of text in a picture, in no order.

    rgb: uint8 (H, W, 3). scale: how much larger the network sees it (below 1: smaller). Raises Misconfigured when the
    weights are missing.
    """
    height, width = rgb.shape[:2]
    size = tuple(max(STEP, round(side * scale / STEP) * STEP) for side in (width, height))
    shrinks = size[0] < width
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    seen = models.session(FILE).run(as_input(np.asarray(small, np.uint8)))[0, 0]
    ratio = np.array([width / size[0], height / size[1]], np.float32)
    found = lines_of(seen)
    for line in found:
        line.quad[:] = np.clip(line.quad * ratio, 0, (width, height))
    return found


def as_input(rgb: Pixels) -> Floats:
    """float32 (1, 3, H, W) in -1..1, channels blue, green, red: how the PP-OCR networks were trained."""
    bgr = rgb[:, :, ::-1].astype(np.float32) / np.float32(127.5) - np.float32(1)
    return np.ascontiguousarray(bgr.transpose(2, 0, 1)[None])


def lines_of(seen: Floats) -> list[TextBox]:
    """Lines in a map of text. seen: float32 (h, w), probability of text; quads are in pixels of the map."""
    # The 2 x 2 dilation joins letters that touch only at a corner.
    mask = cv2.dilate((seen > TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[TextBox] = []
    for contour in contours[:MOST]:
        points = np.asarray(contour, np.int32).reshape(-1, 2)
        core, thin = rectangle(points)
        if thin < SMALLEST:
            continue
        score = _mean_in(seen, core)
        if score < LINE:
            continue
        sides = np.linalg.norm(core - np.roll(core, -1, axis=0), axis=1)
        reach = float(sides[0] * sides[1] * UNCLIP / sides.sum())
        found.append(TextBox(quad=rectangle(points, reach)[0], score=score))
    return found


def _mean_in(seen: Floats, quad: Quad) -> float:
    """Mean of the map over a quad."""
    x0, y0 = (max(0, int(v)) for v in np.floor(quad.min(axis=0)))
    x1, y1 = (int(v) + 1 for v in np.ceil(quad.max(axis=0)))
    part = seen[y0:y1, x0:x1]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(quad - (x0, y0)).astype(np.int32)], (1,))
    return float(cv2.mean(part, mask)[0])
