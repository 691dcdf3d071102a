"""Layers of flat graphics: what lies on a shape, and what shows through its holes."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.flat import Area, Flat

Mask = NDArray[np.bool_]


def closed(flat: Flat, area: Area) -> tuple[Mask, Mask]:
    """(filled, hollow), both bool of the area's box: the area with what lies on it, and the holes that show what is
    behind it. A hole is a hole where its colour is the one around the area; anything else lies on it."""
    b = area.box
    around = Box(x0=b.x0 - 1, y0=b.y0 - 1, x1=b.x1 + 1, y1=b.y1 + 1)
    labels = _padded(flat, around)
    own = labels == area.index
    rest = (~own).view(np.uint8)
    count, pieces = cast(tuple[int, NDArray[np.int32]], cv2.connectedComponents(rest, connectivity=4))
    outside = int(pieces[0, 0])
    back = _around(flat, area, own, labels, pieces == outside)
    filled, hollow = own.copy(), np.zeros_like(own)
    for k in range(1, count):
        if k == outside:
            continue
        piece = pieces == k
        seen = labels[piece]
        shown = any(flat.areas[int(i)].color == back for i in np.unique(seen[seen < len(flat.areas)]).tolist())
        filled |= piece
        if shown:
            hollow |= piece
    return filled[1:-1, 1:-1], hollow[1:-1, 1:-1]


def _padded(flat: Flat, box: Box) -> NDArray[np.int32]:
    """The labels of a box that may reach one pixel beyond the picture; -1 there."""
    height, width = flat.labels.shape
    out = np.full((box.height, box.width), -1, np.int32)
    y0, y1, x0, x1 = max(0, box.y0), min(height, box.y1), max(0, box.x0), min(width, box.x1)
    out[y0 - box.y0 : y1 - box.y0, x0 - box.x0 : x1 - box.x0] = flat.labels[y0:y1, x0:x1]
    return out


def _around(flat: Flat, area: Area, own: Mask, labels: NDArray[np.int32], outside: Mask) -> tuple[int, int, int, int]:
    """The colour that most of the rim outside the area has."""
    rim = (cv2.dilate(own.view(np.uint8), np.ones((3, 3), np.uint8)) > 0) & outside & (labels >= 0)
    seen = labels[rim]
    seen = seen[seen < len(flat.areas)]
    if not len(seen):
        return flat.background
    return flat.areas[int(np.bincount(seen).argmax())].color
