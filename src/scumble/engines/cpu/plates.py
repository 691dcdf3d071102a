"""Plates around lines of text: light or coloured quadrilaterals that carry a line and differ from what is around them.

All at full size, in a small window around each line: on an object's small copy a plate that is ten pixels high melts
into the paint beside it. The ground between the letters is grown as far as its colour goes; it is a plate when it ends
all around within little more than the line, and fills its own outline; a frame ends it, too (a white plate on a white
car). On paint, lettering's ground goes on and on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.oklab import to_oklab
from scumble.vision.quads import Quad, extent

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

AROUND = 1.2
"""How far around a line, in its height, its plate is looked for; what reaches that far is no plate of this line."""
LEAST = 8.0
"""Height of a line in pixels below which its ground cannot be told from its letters."""
SMOOTH = 0.03
"""Sigma, in the line's height, that evens out a photo's noise."""
ALIKE = 0.07
"""Distance in OKLab up to which a pixel is of the plate's ground: light falls off a little along it."""
RIM = 0.12
"""Width of the band along the inside of a line's box, in its height, in which there are few letters."""
COVERED, SOLID, SQUARE = 0.85, 0.85, 0.7
"""Shares: of the line's box that the plate covers, of its convex hull that it fills with its letters, and of the
smallest rectangle around it that the hull has (a badge of an ellipse's form has 0.785)."""
FRAME = 0.2
"""Most width of a plate's frame, in the line's height."""
OTHER = 0.06
"""Distance in OKLab from the paint beyond, from which a pixel beside a plate is its frame."""

EDGE = 0.6
"""Sigma in pixels of a plate's soft edge."""


@dataclass(frozen=True, kw_only=True)
class _Window:
    """rows, columns: of the object's part of the picture. lab: float32 (h, w, 3), smoothed. line: bool (h, w), the
    text's box. sure: bool (h, w), where the object is. tall: of the line, px."""

    rows: slice
    columns: slice
    lab: Floats
    line: Mask
    sure: Mask
    tall: float


def plates(rgb: Bytes, sure: Mask, quads: Sequence[Quad]) -> Bytes | None:
    """How much of each pixel is a plate or its frame, uint8 (H, W), 255 = all; None where there are none.

    rgb: uint8 (H, W, 3), sure: bool (H, W), the object. quads: of the lines, in its pixels.
    """
    out: Bytes | None = None
    for quad in quads:
        w = _window(rgb, sure, quad)
        found = None if w is None else _plate(w)
        if w is not None and found is not None:
            out = np.zeros(sure.shape, np.uint8) if out is None else out
            soft = cv2.GaussianBlur(found.astype(np.uint8) * 255, (0, 0), EDGE)
            out[w.rows, w.columns] = np.maximum(out[w.rows, w.columns], soft)
    return out


def _window(rgb: Bytes, sure: Mask, quad: Quad) -> _Window | None:
    """What is looked at for a line; None where it is too small or lies outside."""
    tall = extent(quad)[1]
    if tall < LEAST:
        return None
    by, (height, width) = AROUND * tall, sure.shape
    low, high = np.floor(quad.min(axis=0) - by).astype(int), np.ceil(quad.max(axis=0) + by).astype(int)
    x0, y0, x1, y1 = max(0, int(low[0])), max(0, int(low[1])), min(width, int(high[0])), min(height, int(high[1]))
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    lab = to_oklab(np.ascontiguousarray(rgb[y0:y1, x0:x1]))
    soft = cv2.GaussianBlur(lab, (0, 0), max(0.5, SMOOTH * tall))
    line = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillConvexPoly(line, np.rint(quad - np.array([x0, y0], np.float32)).astype(np.int32), (1,))
    rows, columns = slice(y0, y1), slice(x0, x1)
    lab = np.asarray(soft, np.float32)
    return _Window(rows=rows, columns=columns, lab=lab, line=line > 0, sure=sure[rows, columns], tall=tall)


def _plate(w: _Window) -> Mask | None:
    """The line's plate with its frame, bool (h, w) of the window; None where the line lies on no plate."""
    own = _ground(w)
    if own is None:
        return None
    plate = _hull(own)
    area = int(plate.sum())
    _, (width, height), _ = cv2.minAreaRect(np.argwhere(own).astype(np.int32))
    covered = float(plate[w.line & w.sure].mean()) if (w.line & w.sure).any() else 0.0
    if covered < COVERED or area < SQUARE * width * height or int(_filled(own).sum()) < SOLID * area:
        return None
    near, far = _grown(plate, FRAME * w.tall), _grown(plate, 2 * FRAME * w.tall)
    beyond = far & ~near & w.sure
    if not beyond.any():
        return plate & w.sure
    return _framed(w, plate, near, beyond)


def _ground(w: _Window) -> Mask | None:
    """What has the colour of the ground between the letters and hangs together, bool (h, w); None where that reaches
    beyond the window, as paint does."""
    inner = ~_grown(~w.line, RIM * w.tall)
    rim = w.line & ~inner & w.sure
    if int(rim.sum()) < 8:
        return None
    colour = np.median(w.lab[rim], axis=0)
    near = rim & (_apart(w.lab, colour) < ALIKE)
    if not near.any():
        return None
    colour = np.median(w.lab[near], axis=0)
    alike = (_apart(w.lab, colour) < ALIKE) & w.sure
    _, found = cv2.connectedComponents(alike.astype(np.uint8), connectivity=4)
    label = np.asarray(found, np.int32)
    sizes = np.bincount(label[w.line & alike], minlength=2)
    sizes[0] = 0
    own = label == int(sizes.argmax())
    if not sizes.any() or own[0].any() or own[-1].any() or own[:, 0].any() or own[:, -1].any():
        return None
    return own


def _framed(w: _Window, plate: Mask, near: Mask, beyond: Mask) -> Mask:
    """The plate with what lies right beside it and is not of the colour of what is nearest beyond: its frame, its edge
    and the dark gap around it."""
    _, found = cv2.distanceTransformWithLabels(
        (~beyond).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    label = np.asarray(found, np.int32)
    colours = np.zeros((int(label.max()) + 1, 3), np.float32)
    colours[label[beyond]] = w.lab[beyond]
    frame = (_apart(w.lab, colours[label]) > OTHER) & near & ~plate
    _, found = cv2.connectedComponents((plate | frame).astype(np.uint8), connectivity=8)
    joined = np.asarray(found, np.int32)
    whole = joined == int(joined[plate][0])
    solid = cv2.morphologyEx(whole.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    # A plate is convex; its rim may have the paint's colour in places.
    return _hull(solid | plate) & near & w.sure


def _hull(mask: Mask) -> Mask:
    """The convex hull of a mask."""
    out = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(out, cv2.convexHull(np.argwhere(mask)[:, ::-1].astype(np.int32)), (1,))
    return out > 0


def _filled(mask: Mask) -> Mask:
    """The mask with its holes closed."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(out, contours, -1, (1,), cv2.FILLED)
    return out > 0


def _apart(lab: Floats, colour: Floats) -> Floats:
    """Distance of OKLab colours (h, w, 3) from one (3,), or from others."""
    return np.sqrt(((lab - colour) ** 2).sum(axis=2)).astype(np.float32)


def _grown(mask: Mask, by: float) -> Mask:
    size = 2 * max(1, round(by)) + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
