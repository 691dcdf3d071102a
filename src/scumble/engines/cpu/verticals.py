"""Verticals: the point where a building's upright edges meet, and the turn of the camera that makes them parallel.

Lines within LEAN of upright vote for their common vanishing point (RANSAC over pairs, longest lines first); the map is
that of a camera turned so that this point goes to infinity, K R K^-1 (R. Hartley and A. Zisserman, "Multiple View
Geometry", 8.4), with the focal length of a usual lens.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken

Floats = NDArray[np.float64]

WORK_SIDE = 1000
LEAN = 22.0
"""Degrees from upright within which a line may be an upright of the scene."""
SHORTEST = 0.06
"""Share of the shorter side from which a line counts."""
MOST_LINES = 80
AGREE = 1.2
"""Degrees by which a line may miss the common point."""
SHARE = 0.55
"""Share of the uprights' length that has to agree."""
LENGTH, COUNT, SPAN = 1.6, 5, 0.25
"""What the lines that agree need: length in units of the shorter side, number, and spread over the picture's width."""
UPRIGHT = 0.25
"""Degrees of lean of the agreeing lines below which nothing is to be done."""
FOCAL = 0.9
"""Focal length in units of the longer side (a 32 mm lens on 36 mm film)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Uprights:
    """to_level: (3, 3), source pixels to the levelled picture's. lean: degrees the lines that agree lean at most
    (weighted 0.8 quantile); lines: how many agree."""

    to_level: Floats
    lean: float
    lines: int


def find_uprights(rgb: NDArray[np.uint8], cancel: CancelToken) -> Uprights | None:
    """What makes the uprights of a picture, uint8 (H, W, 3), parallel; None when no clear uprights are there."""
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    grey = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    cancel.check()
    found = cast("NDArray[np.float32] | None", cv2.createLineSegmentDetector().detect(grey)[0])
    if found is None:
        return None
    lines, length = _upright(found.reshape(-1, 4).astype(np.float64), size)
    if len(lines) < COUNT:
        return None
    best = _common(lines, length)
    if best is None:
        return None
    inside = _misses(lines, best) < AGREE
    best = _fitted(lines[inside], length[inside])
    inside = _misses(lines, best) < AGREE
    agreeing, span = float(length[inside].sum()), np.ptp(lines[inside][:, [0, 2]].mean(axis=1)) if inside.any() else 0
    if inside.sum() < COUNT or agreeing < SHARE * float(length.sum()) or agreeing < LENGTH * min(size):
        return None
    if span < SPAN * size[0]:
        return None
    lean = np.abs(_lean(lines[inside]))
    order = np.argsort(lean)
    at = np.searchsorted(np.cumsum(length[inside][order]), 0.8 * agreeing)
    shrink = np.diag([size[0] / width, size[1] / height, 1.0])
    to_level = np.linalg.inv(shrink) @ _turn(best, size) @ shrink
    return Uprights(to_level=to_level, lean=float(lean[order][min(at, len(order) - 1)]), lines=int(inside.sum()))


def _upright(lines: Floats, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """(lines, lengths) of those that may be uprights, longest first; lines along the picture's own rim are left out."""
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    x = lines[:, [0, 2]]
    rim = ((x < 4).all(axis=1)) | ((x > size[0] - 5).all(axis=1))
    good = (np.abs(_lean(lines)) < LEAN) & (length >= SHORTEST * min(size)) & ~rim
    order = np.argsort(-length[good], kind="stable")[:MOST_LINES]
    return lines[good][order], length[good][order]


def _lean(lines: Floats) -> Floats:
    """Degrees from upright."""
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    return np.degrees(np.arctan2(dx, dy) + np.pi / 2) % 180 - 90


def _as_lines(lines: Floats) -> Floats:
    """(N, 3): homogeneous lines through both ends."""
    ones = np.ones((len(lines), 1))
    return np.cross(np.hstack([lines[:, :2], ones]), np.hstack([lines[:, 2:], ones]))


def _misses(lines: Floats, point: Floats) -> Floats:
    """Degrees between each line and the direction from its middle to the point (homogeneous)."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    towards = point[:2] - point[2] * middle
    along = lines[:, 2:] - lines[:, :2]
    cross = along[:, 0] * towards[:, 1] - along[:, 1] * towards[:, 0]
    dot = (along * towards).sum(axis=1)
    return np.degrees(np.arctan2(np.abs(cross), np.abs(dot)))


def _common(lines: Floats, length: Floats) -> Floats | None:
    """The point through which the most length of lines goes, tried over all pairs of the 30 longest."""
    homogeneous = _as_lines(lines)
    best, votes = None, 0.0
    few = min(30, len(lines))
    for i in range(few):
        for j in range(i + 1, few):
            point = np.cross(homogeneous[i], homogeneous[j])
            norm = float(np.linalg.norm(point))
            if norm < 1e-9:
                continue
            point = point / norm
            # A point within or near the picture is a corner of the scene, not where uprights meet.
            if abs(point[2]) > 1e-12 and abs(point[1] / point[2]) < 1.2 * np.abs(lines).max():
                continue
            gained = float(length[_misses(lines, point) < AGREE].sum())
            if gained > votes:
                best, votes = point, gained
    return best


def _fitted(lines: Floats, length: Floats) -> Floats:
    """The point nearest to all lines: the smallest singular vector of the weighted lines."""
    homogeneous = _as_lines(lines)
    scale = np.abs(lines).max()
    homogeneous = homogeneous * np.array([1.0, 1.0, 1 / scale])
    normed = homogeneous / np.linalg.norm(homogeneous[:, :2], axis=1, keepdims=True)
    point = np.linalg.svd(normed * length[:, None])[2][-1]
    return point / np.array([1.0, 1.0, scale])


def _turn(point: Floats, size: tuple[int, int]) -> Floats:
    """(3, 3): the picture as seen by a camera turned until the point lies straight up or down."""
    focal = FOCAL * max(size)
    camera = np.array([[focal, 0, (size[0] - 1) / 2], [0, focal, (size[1] - 1) / 2], [0, 0, 1.0]])
    way = np.linalg.inv(camera) @ point
    way = way / np.linalg.norm(way)
    goal = np.array([0.0, 1.0 if way[1] > 0 else -1.0, 0.0])
    axis, cosine = np.cross(way, goal), float(way @ goal)
    skew = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = np.eye(3) + skew + skew @ skew / (1 + cosine)
    return camera @ turn @ np.linalg.inv(camera)
