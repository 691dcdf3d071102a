"""Sheet: the four corners of a document, sign or label that stands out from what it lies on.

Outlines are looked for in brightness and colour at several thresholds; of the convex four-cornered ones the largest
counts whose sides really run along edges.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

WORK_SIDE = 640
SMALLEST, LARGEST = 0.08, 0.97
"""Share of the picture that the sheet covers."""
SUPPORT = 0.75
"""Share of each side along which there is an edge; of the weakest side at least WEAKEST."""
WEAKEST = 0.5
CORNER = (45.0, 135.0)
"""Degrees of a corner."""
RIM = 0.02
"""Share of the shorter side: a frame around the whole picture is no sheet; one corner may lie at the rim."""
STEP = 6.0
"""Grey levels across a side that count as an edge."""


def find_sheet(rgb: Bytes, cancel: CancelToken) -> Floats | None:
    """float64 (4, 2), x and y: top left, top right, bottom right, bottom left; None when no sheet stands out.

    rgb: uint8 (H, W, 3).
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    small = cv2.GaussianBlur(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    lab = cast(Bytes, cv2.cvtColor(small, cv2.COLOR_RGB2LAB))
    best: tuple[float, Floats] | None = None
    for mask in _masks(lab):
        cancel.check()
        outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            quad = _quad(cast("NDArray[np.int32]", outline), size)
            if quad is None:
                continue
            support = _support(lab, quad)
            if float(np.mean(support)) < SUPPORT or min(support) < WEAKEST:
                continue
            score = cv2.contourArea(quad.astype(np.float32)) * float(np.mean(support)) ** 2
            if best is None or score > best[0] * 1.02:
                best = (score, quad)
    if best is None:
        return None
    return (best[1] + 0.5) * np.array([width / size[0], height / size[1]]) - 0.5


def _masks(lab: Bytes) -> list[Bytes]:
    """Pictures of what may be sheets: thresholds of each channel (both ways round), and closed edges."""
    made: list[Bytes] = []
    kernel = np.ones((5, 5), np.uint8)
    for k in range(3):
        plane = np.ascontiguousarray(lab[:, :, k])
        otsu, mask = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        for level in (otsu,) if k else (otsu, otsu + 30, otsu - 30):
            mask = (plane > level).astype(np.uint8) * np.uint8(255)
            closed = cast(Bytes, cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel))
            made += [closed, 255 - cast(Bytes, cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel))]
    for low in (20, 60):
        edges = cv2.Canny(np.ascontiguousarray(lab[:, :, 0]), low, 3 * low)
        made.append(cast(Bytes, cv2.dilate(edges, np.ones((3, 3), np.uint8))))
    return made


def _quad(outline: NDArray[np.int32], size: tuple[int, int]) -> Floats | None:
    """The outline's hull as four corners in order, if it is one."""
    area = size[0] * size[1]
    if cv2.contourArea(outline) < 0.5 * SMALLEST * area:
        return None
    hull = cv2.convexHull(outline)
    if not SMALLEST * area < cv2.contourArea(hull) < LARGEST * area:
        return None
    around = cv2.arcLength(hull, closed=True)
    for share in (0.02, 0.035, 0.05):
        corners = cv2.approxPolyDP(hull, share * around, closed=True).reshape(-1, 2)
        if len(corners) == 4:
            break
    if len(corners) != 4 or cv2.contourArea(corners) < 0.93 * cv2.contourArea(hull):
        return None
    quad = _ordered(corners.astype(np.float64))
    before, after = np.roll(quad, 1, axis=0) - quad, np.roll(quad, -1, axis=0) - quad
    cosine = (before * after).sum(axis=1) / (np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1))
    angles = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    rim = (quad < RIM * min(size)) | (quad > np.array(size) - RIM * min(size) - 1)
    if angles.min() < CORNER[0] or angles.max() > CORNER[1] or rim.any(axis=1).sum() > 1:
        return None
    return quad


def _ordered(corners: Floats) -> Floats:
    """Top left first, then clockwise (y points down)."""
    middle = corners.mean(axis=0)
    angle = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turned = corners[np.argsort(angle)]
    return np.roll(turned, -int(turned.sum(axis=1).argmin()), axis=0)


def _support(lab: Bytes, quad: Floats) -> list[float]:
    """Share of each side along which the two sides of the line differ."""
    found: list[float] = []
    height, width = lab.shape[:2]
    for k in range(4):
        a, b = quad[k], quad[(k + 1) % 4]
        length = float(np.linalg.norm(b - a))
        t = np.linspace(0.05, 0.95, max(8, int(length / 3)))[:, None]
        along = a + (b - a) * t
        normal = np.array([-(b - a)[1], (b - a)[0]]) / max(length, 1e-6)
        best = np.zeros(len(t))
        for off in (-2.0, 0.0, 2.0):
            sides: list[Floats] = []
            for away in (-3.0, 3.0):
                at = np.rint(along + normal * (off + away)).astype(int)
                x, y = at[:, 0].clip(0, width - 1), at[:, 1].clip(0, height - 1)
                sides.append(lab[y, x].astype(np.float64))
            best = np.maximum(best, np.abs(sides[0] - sides[1]).max(axis=1))
        found.append(float((best > STEP).mean()))
    return found
