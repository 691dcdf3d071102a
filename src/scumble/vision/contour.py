"""Calm contour: a smooth outline where the ground's texture, not the subject, made it ragged (tufts, fluff, specks).

On granite, asphalt, carpet or grass the ground's single pixels are now like the subject and now not, and every rule by
colour leaves a fringe of crumbs along the contact line. Whether colour is a guide is measured beside the outline: the
difference between the colours inside and outside, in deviations of the ground's fine texture. Where it is none, the
outline follows its own smoothed course. Thin parts, deep gaps and rough subjects (fur, wickerwork) keep theirs.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.holes import to_lab

Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]

DEVIATION = 3.0
"""Of the blur that smooths, in pixels of the working copy (0.5 megapixels): tufts are 2 to 5 of them long."""
OFF, WINDOW = 5, 16
"""How far from the outline, and over what half width, colours are compared, in the same pixels."""
TEXTURE = 2.5
"""Deviation of the ground's fine texture, in CIE Lab, below which it makes no crumbs."""
GUIDE, NO_GUIDE = 5.5, 4.0
"""Distances of the two sides in deviations of that texture: from the first on colour is a guide, below the second it is
none."""
BESIDE, FAINT = 9, (1.2, 1.8)
"""Half width of the window in which the colours right beside the outline are compared, and their distances in
deviations of the fine texture of either side: below the first the outline is a guess there (a black sill over its own
shadow 0.5 to 1.0), from the second on it is seen (dark on plain grey 2.9)."""
CRUMBS = (0.25, 0.5)
"""Mean distance of the matte from its smooth course that is fine, and that of crumbs, pixels of the working copy."""
SLIGHT, CRUMBLED = (0.1, 0.25), (0.25, 0.38)
"""The same where the outline is a guess and nothing is lost when it is smooth; and of the mask alone, whose straight
edges have 0.25 already: an outline out of focus is none of crumbs."""
FRINGED = 0.08
"""Share of the outline beside thin parts and deep gaps from which on it is a fringe, which no one calms."""
ROUGH = 1.1
"""How many times as long as its smooth course a whole outline is from which on the subject itself is rough: fur, hair
and wickerwork 1.11 to 1.3, products with crumbs up to 1.08."""
LEAST = 0.05
"""Share below which nothing would be seen."""
DEEP = 3.0
"""Parts and gaps that reach further than so many deviations from the smooth outline are no crumbs."""
RAMP = 1.6
"""Width of the new edge in full-size pixels."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Calm:
    """course: float32 (h, w), a smooth matte whose 0.5 line is the calm outline. share: float32 (h, w), how far it is
    to replace the ragged one, 0..1; both at the working size."""

    course: Weights
    share: Weights


def calm(rgb: Pixels, matte: Weights) -> Calm | None:
    """Where and how the outline of a hard matte is to be smoothed; None where it is fine as it is.

    rgb: uint8 (h, w, 3), the working copy. matte: float32 (h, w).
    """
    mask = (matte > 0.5).astype(np.uint8)
    outline = (mask - _eroded(mask, 1)) > 0
    course = np.asarray(cv2.GaussianBlur(matte, (0, 0), DEVIATION), np.float32)
    off = _displaced(matte, course, outline)
    wander = _displaced(mask.astype(np.float32), course, outline)
    ragged = np.minimum(_beyond(off, SLIGHT), _beyond(wander, CRUMBLED))
    if not ((off > CRUMBS[0]) | (ragged > 0)).any():
        return None
    deep = _deep(mask)
    if float(deep[outline].mean()) > FRINGED or _roughness(mask, outline & ~deep, ~deep) > ROUGH:
        return None
    reach = round(2 * DEVIATION)
    band = (_dilated(mask, reach) - _eroded(mask, reach)) > 0
    lab = to_lab(rgb)
    share = np.maximum(_beyond(off, CRUMBS) * _lost(lab, mask), ragged * _faint(lab, mask))
    share *= band & ~deep
    # What is beside the band is no sign against it: a share that it halved would leave crumbs half as dense.
    within = np.asarray(cv2.GaussianBlur((band & ~deep).astype(np.float32), (0, 0), DEVIATION), np.float32)
    share = np.asarray(cv2.GaussianBlur(share, (0, 0), DEVIATION), np.float32) / np.maximum(within, np.float32(0.25))
    share *= band
    share[share < LEAST] = 0.0
    return Calm(course=course, share=share.astype(np.float32)) if share.any() else None


def _roughness(mask: Bytes, outline: NDArray[np.bool_], where: NDArray[np.bool_]) -> float:
    """Length of the outline over that of the mask's smooth course there."""
    smooth = (np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), DEVIATION)) > 0.5).astype(np.uint8)
    return float(outline.sum()) / max(int(((smooth - _eroded(smooth, 1)) > 0)[where].sum()), 1)


def _displaced(matte: Weights, course: Weights, outline: NDArray[np.bool_]) -> Weights:
    """How far the matte lies from its smooth course on average, float32 (h, w), in pixels."""
    window = (2 * WINDOW + 1, 2 * WINDOW + 1)
    off = np.abs(matte - np.clip((course - 0.5) * (DEVIATION * np.sqrt(2 * np.pi)) + 0.5, 0.0, 1.0))
    total, length = (np.asarray(cv2.blur(v.astype(np.float32), window), np.float32) for v in (off, outline))
    return np.asarray(total / (length + np.float32(1e-4)), np.float32)


def _beyond(values: Weights, ends: tuple[float, float]) -> Weights:
    """0 up to the first end, 1 from the second on: float32 (h, w)."""
    low, high = ends
    return np.clip((values - low) / (high - low), 0.0, 1.0).astype(np.float32)


def calmed(alpha: Weights, found: Calm) -> Weights:
    """The full-size matte float32 (H, W) with the calm outline where it belongs."""
    height, width = alpha.shape
    size = (width, height)
    share = np.asarray(cv2.resize(found.share, size, interpolation=cv2.INTER_LINEAR), np.float32)
    rows, columns = np.nonzero(share > 0.0)
    course = np.asarray(cv2.resize(found.course, size, interpolation=cv2.INTER_CUBIC), np.float32)[rows, columns]
    scale = max(width / found.course.shape[1], 1.0)
    gain = DEVIATION * np.sqrt(2 * np.pi) * scale / RAMP
    edge = np.clip((course - 0.5) * gain + 0.5, 0.0, 1.0)
    out = alpha.copy()
    here = share[rows, columns]
    out[rows, columns] += here * (edge - out[rows, columns])
    return out


def _faint(lab: Weights, mask: Bytes) -> Weights:
    """How little the colours right inside and outside of the outline differ, float32 (h, w): 1 = hardly at all.

    A sill in its own shadow: both are nearly black for some pixels, whatever the colour of the car.
    """
    window = (2 * BESIDE + 1, 2 * BESIDE + 1)
    fine = lab - np.asarray(cv2.GaussianBlur(lab, (0, 0), DEVIATION), np.float32)
    both = np.dstack([lab, (fine * fine).sum(axis=2)])
    means: list[Weights] = []
    known = np.ones(mask.shape, np.bool_)
    for side in (_eroded(mask, 1), 1 - _dilated(mask, 1)):
        weight = side.astype(np.float32)
        near = np.asarray(cv2.blur(weight, window), np.float32)
        total = np.asarray(cv2.blur(both * weight[:, :, None], window), np.float32)
        means.append(np.asarray(total / (near + np.float32(1e-6))[:, :, None], np.float32))
        known &= near > 0.1
    inside, outside = means
    texture = np.sqrt(np.maximum(np.maximum(inside[:, :, 3], outside[:, :, 3]), 0.0))
    apart = np.linalg.norm(inside[:, :, :3] - outside[:, :, :3], axis=2) / (texture + np.float32(1.0))
    return ((1 - _beyond(apart.astype(np.float32), FAINT)) * known).astype(np.float32)


def _lost(lab: Weights, mask: Bytes) -> Weights:
    """How little colour tells the subject from single pixels of the ground, float32 (h, w): 1 = not at all."""
    window = (2 * WINDOW + 1, 2 * WINDOW + 1)
    fine = lab - np.asarray(cv2.GaussianBlur(lab, (0, 0), DEVIATION), np.float32)
    means: list[Weights] = []
    known = np.ones(mask.shape, np.bool_)
    scatter = np.zeros(mask.shape, np.float32)
    for side in (_eroded(mask, OFF), 1 - _dilated(mask, OFF)):
        weight = side.astype(np.float32)
        near = np.asarray(cv2.blur(weight, window), np.float32)
        total = np.float32(1.0) / (near + np.float32(1e-6))
        mean = np.asarray(cv2.blur(lab * weight[:, :, None], window), np.float32) * total[:, :, None]
        means.append(np.asarray(mean, np.float32))
        # The ground comes last: its texture is what counts.
        scatter = np.asarray(cv2.blur((fine * fine).sum(axis=2) * weight, window), np.float32) * total
        known &= near > 0.02
    texture = np.sqrt(np.maximum(scatter, 0.0))
    apart = np.linalg.norm(means[0] - means[1], axis=2) / (texture + np.float32(1.0))
    return (np.clip((GUIDE - apart) / (GUIDE - NO_GUIDE), 0.0, 1.0) * known * (texture > TEXTURE)).astype(np.float32)


def _deep(mask: Bytes) -> NDArray[np.bool_]:
    """Around thin parts and gaps that reach far from the smooth outline: bool (h, w)."""
    radius = round(DEVIATION)
    disc = _disc(radius)
    out = np.zeros(mask.shape, np.uint8)
    for part in (mask, 1 - mask):
        wide = cv2.copyMakeBorder(part, radius, radius, radius, radius, cv2.BORDER_REPLICATE)
        thick = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_OPEN, disc), np.uint8)[radius:-radius, radius:-radius]
        rest = (part > thick).astype(np.uint8)
        count, found = cv2.connectedComponents(rest, connectivity=8)
        labels = np.asarray(found, np.int32)
        far = np.asarray(cv2.distanceTransform(1 - thick, cv2.DIST_L2, 3), np.float32)
        reach = np.zeros(count, np.float32)
        np.maximum.at(reach, labels.ravel(), far.ravel())
        long = reach > DEEP * DEVIATION
        long[0] = False
        out |= long[labels].astype(np.uint8)
    return _dilated(out, 2 * radius) > 0


def _disc(radius: int) -> Bytes:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def _dilated(mask: Bytes, radius: int) -> Bytes:
    """Grown by `radius` pixels."""
    return np.asarray(cv2.dilate(mask, _disc(radius)), np.uint8)


def _eroded(mask: Bytes, radius: int) -> Bytes:
    """Shrunk by `radius` pixels; the picture's own border is no rim."""
    return np.asarray(cv2.erode(mask, _disc(radius)), np.uint8)
