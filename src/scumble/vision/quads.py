"""Quads: the four corners of a line of text; ordering, growing, filling, and the crop turned upright (rectified).

    crop = rectified(rgb, line.quad)      uint8 (h, w, 3), the line upright and level

A quad is float32 (4, 2), x and y in pixels: top left, top right, bottom right, bottom left as the text is read, so that
the first side runs along the line of letters whichever way it lies in the picture.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box

Quad = NDArray[np.float32]
Mask = NDArray[np.bool_]

UPRIGHT = 1.5
"""A quad this many times higher than wide is a line that runs up or down (as PaddleOCR has it)."""

FINE, SOFT = 4, 0.8
"""Of `covered`: subpixels along a pixel's side, and the edges' blur in pixels."""


def ordered(corners: Quad) -> Quad:
    """The corners (4, 2) of a rectangle in reading order; a line that runs down (see UPRIGHT) begins at its top."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (pair[np.argsort(pair[:, 1], kind="stable")] for pair in (by_x[:2], by_x[2:]))
    quad = np.stack([left[0], right[0], right[1], left[1]]).astype(np.float32)
    width, height = extent(quad)
    return np.roll(quad, -1, axis=0) if height >= UPRIGHT * width else quad


def upside_down(quad: Quad) -> Quad:
    """The same place, read from its other end."""
    return np.roll(quad, 2, axis=0)


def extent(quad: Quad) -> tuple[float, float]:
    """Length of the line and height of its letters, in pixels: the longer of opposite sides."""
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


def rectangle(points: NDArray[np.int32], grow: float = 0.0) -> tuple[Quad, float]:
    """The smallest rectangle around points (N, 2), grown by pixels on every side, and its shorter side ungrown."""
    centre, (width, height), angle = cv2.minAreaRect(points)
    size = (width + 2 * grow, height + 2 * grow)
    return ordered(np.asarray(cv2.boxPoints((centre, size, angle)), np.float32)), float(min(width, height))


def grown(quad: Quad, along: float, across: float) -> Quad:
    """The quad with its ends moved out by `along` and its long sides by `across` pixels."""
    right = _unit(quad[1] + quad[2] - quad[0] - quad[3])
    down = _unit(quad[2] + quad[3] - quad[0] - quad[1])
    steps = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    return (quad + steps[:, :1] * right * along + steps[:, 1:] * down * across).astype(np.float32)


def _unit(vector: Quad) -> Quad:
    return vector / max(1e-6, float(np.linalg.norm(vector)))


def rectified(rgb: Pixels, quad: Quad) -> Pixels:
    """uint8 (h, w, C): what lies in the quad, upright; as large as it is in the picture (cubic, the rim repeated).

    rgb: uint8 (H, W, C). The inverse warp is `upright_to_picture(quad)`.
    """
    width, height = (max(1, int(side)) for side in extent(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    # Only the part around the quad is handed over: OpenCV's warp takes no picture wider than 32767.
    box = around(quad, rgb.shape[1], rgb.shape[0], margin=4)
    shift = np.array([[1, 0, box.x0], [0, 1, box.y0], [0, 0, 1]], np.float64)
    part = np.ascontiguousarray(rgb[box.y0 : box.y1, box.x0 : box.x1])
    out = cv2.warpPerspective(
        part, matrix @ shift, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, np.uint8)


def upright_to_picture(quad: Quad) -> NDArray[np.float64]:
    """float64 (3, 3): takes x, y of `rectified(rgb, quad)` to x, y of the picture."""
    width, height = (max(1, int(side)) for side in extent(quad))
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, quad), np.float64)


def around(quad: Quad, width: int, height: int, *, margin: int = 0) -> Box:
    """The smallest box of whole pixels around a quad, in a picture of this size; at least one pixel."""
    low, high = np.floor(quad.min(axis=0)) - margin, np.ceil(quad.max(axis=0)) + margin
    x0, y0 = int(np.clip(low[0], 0, width - 1)), int(np.clip(low[1], 0, height - 1))
    return Box(x0=x0, y0=y0, x1=int(np.clip(high[0], x0 + 1, width)), y1=int(np.clip(high[1], y0 + 1, height)))


def filled(quad: Quad, width: int, height: int) -> Mask:
    """bool (height, width): the pixels of the quad."""
    out = np.zeros((height, width), np.uint8)
    return np.asarray(cv2.fillConvexPoly(out, np.round(quad).astype(np.int32), 1)) > 0


def covered(quad: Quad, width: int, height: int) -> NDArray[np.float32]:
    """float32 (height, width): how much of each pixel a convex quad covers, its edges a pixel soft."""
    out = np.zeros((height, width), np.float32)
    box = around(quad, width, height, margin=3)
    fine = np.zeros((box.height * FINE, box.width * FINE), np.uint8)
    points = (quad - np.array([box.x0, box.y0], np.float32) + 0.5) * FINE - 0.5
    cv2.fillConvexPoly(fine, np.round(points).astype(np.int32), 255)
    share = cv2.resize(fine, (box.width, box.height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(np.asarray(share, np.float32) / 255, (0, 0), SOFT)
    out[box.y0 : box.y1, box.x0 : box.x1] = np.asarray(soft, np.float32)
    return out
