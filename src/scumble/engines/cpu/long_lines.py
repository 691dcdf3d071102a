"""Long straight lines of a picture, nearly level or upright: pieces that lie on one line are joined into it.

Pieces come from OpenCV's line segment detector (Grompone von Gioi et al., "LSD", PAMI 2010). Rims of the picture itself
(a frame, a scan's border) do not count.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image

WORK_SIDE = 1000
"""Pixels of the longer side lines are looked for at."""
LIMIT = 15.0
"""Degrees: a line further from level (or upright) says nothing about the tilt."""
SHORTEST = 0.03
"""Share of the shorter side from which a piece counts."""
RIM = 0.02
"""Share of the sides next to the picture's rim in which lines along it are ignored."""
OFF, BENT = 2.5, 2.0
"""Pixels and degrees by which a piece may leave the line that it belongs to."""
SEEDS = 60
"""Longest pieces, of level ones and of upright ones, that are drawn out to lines."""
GROWTHS = 4

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Line:
    """angle: degrees clockwise from level, or from upright. length: what is seen of it, as a share of the picture's
    shorter side. span, cover: of the side that it runs along, from its first to its last piece, and what is seen of
    that, 0..1. place: where its middle lies across, as a share of the other side."""

    upright: bool
    angle: float
    length: float
    span: float
    cover: float
    place: float


def long_lines(image: Image) -> list[Line]:
    """The lines, longest first."""
    grey = _grey(image)
    height, width = int(grey.shape[0]), int(grey.shape[1])
    found = cast("NDArray[np.float32] | None", cv2.createLineSegmentDetector().detect(grey)[0])
    if found is None:
        return []
    pieces = found.reshape(-1, 4).astype(np.float64)
    pieces = pieces[~_along_rim(pieces, width, height)]
    # Upright pieces are looked at with x and y exchanged, so that both kinds run along the first coordinate.
    lines = [
        *_joined(pieces, (width, height), upright=False),
        *_joined(pieces[:, [1, 0, 3, 2]], (height, width), upright=True),
    ]
    return sorted(lines, key=lambda line: -line.length)


def _joined(pieces: Floats, sides: tuple[int, int], *, upright: bool) -> list[Line]:
    """The lines that run along the first of two sides (pixels), out of pieces (N, 4)."""
    along = pieces[:, 2] - pieces[:, 0]
    slope = (pieces[:, 3] - pieces[:, 1]) / np.where(np.abs(along) < 1e-6, 1e-6, along)
    length = np.hypot(along, pieces[:, 3] - pieces[:, 1])
    good = (np.abs(np.degrees(np.arctan(slope))) <= LIMIT) & (length >= SHORTEST * min(sides))
    ends, slope, length = pieces[good].reshape(-1, 2, 2), slope[good], length[good]
    free = np.ones(len(length), bool)
    lines: list[Line] = []
    for seed in np.argsort(-length)[:SEEDS]:
        if not free[seed]:
            continue
        mine = np.zeros(len(length), bool)
        mine[seed] = True
        for _ in range(GROWTHS):
            middle, lean = _fit(ends[mine], length[mine])
            off = np.abs(ends[:, :, 1] - middle[1] - lean * (ends[:, :, 0] - middle[0])).max(axis=1)
            new = free & ~mine & (off < OFF) & (np.abs(np.degrees(np.arctan(slope) - np.arctan(lean))) < BENT)
            if not new.any():
                break
            mine |= new
        free &= ~mine
        lines.append(_line(ends[mine], _fit(ends[mine], length[mine]), sides, upright=upright))
    return lines


def _fit(ends: Floats, length: Floats) -> tuple[Floats, float]:
    """A point (2,) on the line through pieces (N, 2, 2), and its slope, by least squares weighted with their length."""
    points, weight = ends.reshape(-1, 2), np.repeat(length, 2)
    middle = np.average(points, axis=0, weights=weight)
    away = points - middle
    return middle, float((weight * away[:, 0] * away[:, 1]).sum() / max((weight * away[:, 0] ** 2).sum(), 1e-6))


def _line(ends: Floats, fitted: tuple[Floats, float], sides: tuple[int, int], *, upright: bool) -> Line:
    """A line from its pieces; `sides`: the one that it runs along, the other."""
    first = np.clip(ends[:, :, 0].min(axis=1), 0, sides[0]).astype(np.intp)
    last = np.clip(ends[:, :, 0].max(axis=1), 0, sides[0]).astype(np.intp)
    steps = np.zeros(sides[0] + 1)
    np.add.at(steps, first, 1)
    np.add.at(steps, last, -1)
    seen = float((np.cumsum(steps) > 0).sum())
    middle, slope = fitted
    angle = float(np.degrees(np.arctan(slope)))
    return Line(
        upright=upright,
        angle=-angle if upright else angle,
        length=seen / min(sides),
        span=float(last.max() - first.min()) / sides[0],
        cover=seen / sides[0],
        place=float(middle[1] + slope * (sides[0] / 2 - middle[0])) / sides[1],
    )


def _grey(image: Image) -> NDArray[np.uint8]:
    """Luma at WORK_SIDE, transparent pixels white."""
    scale = min(1.0, WORK_SIDE / max(image.width, image.height))
    size = (max(8, round(image.width * scale)), max(8, round(image.height * scale)))
    small = cast(NDArray[np.uint8], cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA))
    grey = cast(NDArray[np.uint8], cv2.cvtColor(small, cv2.COLOR_RGBA2GRAY))
    return np.where(small[:, :, 3] > 127, grey, 255).astype(np.uint8)


def _along_rim(pieces: Floats, width: int, height: int) -> NDArray[np.bool_]:
    """Pieces that run along the picture's own rim: a frame or a scan's edge, not part of the scene."""
    rim = max(3.0, RIM * min(width, height))
    ends = pieces.reshape(-1, 2, 2)
    near = np.stack([ends < rim, ends > np.array([width - 1, height - 1]) - rim], axis=1)
    return np.asarray(near.all(axis=2).reshape(len(pieces), -1).any(axis=1))
