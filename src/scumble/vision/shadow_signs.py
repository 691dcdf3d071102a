"""Where a shadow is looked for, and what tells one: rows, the nearest ground, how it ends, what outline it leaves."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.ground import wide_mean

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

TEXTURE = 0.6
"""Share of the steps along the outline that may at most be put down to the ground's texture."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Search:
    """thing, near, wide: bool (h, w): what casts, where its shadow may be, the ground that is looked at. reach: px."""

    rgb: Bytes
    thing: Mask
    near: Mask
    wide: Mask
    far: Mask
    close: Mask
    away: Floats
    reach: float


def residue_of(level: Floats, depth: Floats, area: Mask, s: Search, sigma: float) -> float:
    """Steps in brightness along the outline without the shadow, as a share of those with it."""
    inner = cv2.erode(area.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    band = dilated(area & ~inner, round(sigma) + 2) & ~dilated(s.thing, 2 + round(sigma))
    if int(band.sum()) < 20:
        return 0.0

    lit = s.wide & ~dilated(area | s.thing, round(2 * sigma))

    def steps(values: Floats, where: Mask) -> float:
        return float(np.hypot(cv2.Sobel(values, cv2.CV_32F, 1, 0), cv2.Sobel(values, cv2.CV_32F, 0, 1))[where].mean())

    # The ground's own texture steps, too, in light as in shade.
    texture = min(steps(level, lit), TEXTURE * steps(level, band)) if lit.any() else 0.0
    left = max(0.0, steps((level - depth).astype(np.float32), band) - texture)
    return left / max(1e-6, steps(level, band) - texture)


def beyond(area: Mask, s: Search, sigma: float) -> float:
    """Share of the outline of what was found (but where the thing is) that lies where the search ended."""
    inner = cv2.erode(area.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    rim = area & (inner == 0) & (s.away > 3 + sigma)
    end = s.away > s.reach - 2
    end[:2], end[-2:], end[:, :2], end[:, -2:] = True, True, True, True
    end[: int(np.argmax(s.near.any(axis=1))) + 2] = True
    return float((rim & end).sum() / max(1, rim.sum()))


def fade_in(near: Mask) -> Floats:
    """(h, 1): 0 at the highest row that was looked at, 1 a little below: a shadow has no level upper edge."""
    rows = np.arange(near.shape[0], dtype=np.float32)[:, None]
    top = float(np.argmax(near.any(axis=1)))
    height = max(8.0, 0.25 * float(near.any(axis=1).sum()))
    return np.clip((rows - top) / height, 0, 1)


def dilated(mask: Mask, by: int) -> Mask:
    """The mask and what is within `by` pixels of it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), disc) > 0


def by_row(level: Floats, far: Mask, material: Floats) -> Floats:
    """(h, 1): the brighter ground of each row (0.6 quantile), of the same material where the row shows any.

    An edge or a horizon behind the foot darkens whole rows and is no shadow. Very low where a row shows no ground.
    """
    out = np.full((level.shape[0], 1), np.inf, np.float32)
    same = far & (material > 0.2)
    for row in range(level.shape[0]):
        for mask in (same[row], far[row]):
            if int(mask.sum()) >= 4:
                out[row] = np.quantile(level[row][mask], 0.6)
                break
    return out


def nearest(level: Floats, far: Mask, off: Floats) -> Floats:
    """(h, w): the brightness of the nearest ground that is not in shade itself."""
    lit = far & (off > -0.35)
    lit = lit if int(lit.sum()) > 30 else far
    _, found = cv2.distanceTransformWithLabels((~lit).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    labels = np.asarray(found, np.int32)
    values = np.zeros(int(labels.max()) + 1, np.float32)
    values[labels[lit]] = level[lit]
    return wide_mean(values[labels], np.ones(level.shape, np.float32), 8)
