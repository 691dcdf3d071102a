"""Holes: a region split into clusters that are filled one at a time, each with the part of the picture it needs."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region

Mask = NDArray[np.bool_]

MARGIN = 0.8
"""Surroundings looked at on each side, as a share of the hole's longer side."""
MIN_MARGIN = 48
MIN_KNOWN = 0.4
"""The surroundings grow until at least this share of them is not hole."""
WIDE = 16
"""Radius in pixels up to which a disc is laid on every pixel."""
MAX_CLUSTERS = 24
"""Beyond this many separate spots they are filled together."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hole:
    """One cluster. window: the part of the picture to work in; mask: bool, of the window's size, True = to fill."""

    window: Box
    mask: Mask


def clusters(mask: Mask) -> list[Hole]:
    """The connected parts of a mask (H, W), those close to each other together, largest first."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = [_box_of(cast(NDArray[np.int32], stats)[i]) for i in range(1, count)]
    groups = [list(range(1, count))] if len(boxes) > 16 * MAX_CLUSTERS else _grouped(boxes)
    if len(groups) > MAX_CLUSTERS:
        groups = [list(range(1, count))]
    height, width = mask.shape
    found: list[Hole] = []
    for group in groups:
        box = _around([boxes[i - 1] for i in group])
        window = _window(box, mask, width, height)
        part = cast(NDArray[np.int32], labels)[window.y0 : window.y1, window.x0 : window.x1]
        found.append(Hole(window=window, mask=_any_of(part, group, count)))
    return sorted(found, key=lambda h: -int(h.mask.sum()))


def _any_of(labels: NDArray[np.int32], group: list[int], count: int) -> Mask:
    """Where the label is one of the group."""
    wanted = np.zeros(count, np.bool_)
    wanted[group] = True
    return wanted[labels]


def thickness(mask: Mask) -> float:
    """Width in pixels of the widest place of a mask."""
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return 2 * float(np.max(cv2.distanceTransform(padded, cv2.DIST_L2, 5)))


def is_thin(mask: Mask, stroke: float, crossing: float) -> bool:
    """True for strokes: at most `stroke` pixels wide as a rule, and nowhere (where they cross) more than `crossing`.

    The mean distance to the edge is a quarter of a stroke's width.
    """
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cast(NDArray[np.float32], cv2.distanceTransform(padded, cv2.DIST_L2, 5))
    return 2 * float(np.max(depth)) < crossing and 4 * float(depth[padded > 0].mean()) < stroke


def ring(mask: Mask, width: int) -> Mask:
    """Pixels outside the mask at most `width` away from it (square neighbourhood)."""
    side = 2 * width + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)).astype(bool) & ~mask


def grown(mask: Mask, by: int) -> Mask:
    """Everything within `by` pixels of the mask, in a disc."""
    bounds = Region.of_mask(mask).bounds
    if bounds is None:
        return mask.copy()
    height, width = mask.shape
    x0, y0, x1, y1 = bounds.x0 - by - 1, bounds.y0 - by - 1, bounds.x1 + by + 1, bounds.y1 + by + 1
    here = (slice(max(0, y0), min(height, y1)), slice(max(0, x0), min(width, x1)))
    part = mask[here].astype(np.uint8)
    out = np.zeros_like(mask)
    if by <= WIDE:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
        out[here] = cv2.dilate(part, disc) > 0
    else:
        # The time of a dilation grows with the disc's area.
        away = cast(NDArray[np.float32], cv2.distanceTransform(1 - part, cv2.DIST_L2, cv2.DIST_MASK_PRECISE))
        out[here] = away <= by + 0.5
    return out


def _box_of(row: NDArray[np.int32]) -> Box:
    """A Box from a row of connectedComponentsWithStats."""
    x, y, w, h = (int(v) for v in row[:4])
    return Box(x0=x, y0=y, x1=x + w, y1=y + h)


def _grouped(boxes: list[Box]) -> list[list[int]]:
    """Labels (1-based) whose boxes, grown by their surroundings' half, touch: joined until nothing more joins."""
    groups: list[tuple[list[int], Box]] = [([i + 1], box) for i, box in enumerate(boxes)]
    merged = True
    while merged and len(groups) > 1:
        merged = False
        rest, groups = groups, []
        for labels, box in rest:
            hit = next((i for i, g in enumerate(groups) if _close(g[1], box)), None)
            if hit is None:
                groups.append((labels, box))
            else:
                groups[hit] = (groups[hit][0] + labels, _around([groups[hit][1], box]))
                merged = True
    return [labels for labels, _ in groups]


def _close(a: Box, b: Box) -> bool:
    """True when the gap between two boxes is smaller than the margin of the smaller one."""
    gap = max(a.x0 - b.x1, b.x0 - a.x1, a.y0 - b.y1, b.y0 - a.y1)
    return gap < max(MIN_MARGIN // 2, int(MARGIN * min(max(a.width, a.height), max(b.width, b.height)) / 2))


def _around(boxes: list[Box]) -> Box:
    """The box around all of them."""
    return Box(
        x0=min(b.x0 for b in boxes),
        y0=min(b.y0 for b in boxes),
        x1=max(b.x1 for b in boxes),
        y1=max(b.y1 for b in boxes),
    )


def _window(box: Box, mask: Mask, width: int, height: int) -> Box:
    """The box with its margin, grown further while too little of it is known and the picture has more."""
    margin = max(MIN_MARGIN, int(MARGIN * max(box.width, box.height)))
    while True:
        window = Box(
            x0=max(0, box.x0 - margin),
            y0=max(0, box.y0 - margin),
            x1=min(width, box.x1 + margin),
            y1=min(height, box.y1 + margin),
        )
        known = 1 - float(mask[window.y0 : window.y1, window.x0 : window.x1].mean())
        if known >= MIN_KNOWN or (window.width == width and window.height == height):
            return window
        margin *= 2
