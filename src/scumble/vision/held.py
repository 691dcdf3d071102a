"""Held before a plain backdrop: the arm that holds up a product is kept with it, where the network saw fingers only.

Before one plain colour all that is not the backdrop and joined to the subject can be told by its colour. It is added
when it looks like something that comes into the picture to hold the subject: joined to it, cut by one side of the
picture, and there much narrower than that side. A table or a podium is as wide as the picture, a shadow has the
backdrop's own colour, only darker, and a plant that stands beside is not joined; none of them is added.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.vision.coarse import WORK_PIXELS, Coarse, resize, shrink_to
from scumble.vision.holes import to_lab

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

PIXELS = 100_000
"""Size of the copy that is looked at."""
RIM = 0.03
"""Width of the rim in which the backdrop is measured, as a share of the longer side."""
TOLERANCE, SPREADS = 6.0, 4.0
"""How far a pixel may lie from the backdrop's colour: in CIE Lab, and in the backdrop's own deviations; the larger."""
EVEN = 4.0
"""Deviation of the rim from a plane beyond which it is no plain backdrop, in CIE Lab."""
SEEN, PURE = 0.6, 0.93
"""Least share of the rim, and of all that is neither subject nor added, that shows the backdrop."""
NARROW = 0.35
"""Largest share of the picture's side that it may cut."""
LEAST, MOST = 0.03, 3.0
"""Its size, as a share of the subject's."""
JOINED = 0.15
"""Least length along which it touches the subject, as a share of the square root of the subject's area."""
NOTE = "What holds the subject before the plain background was kept with it."


def held(image: Image, coarse: Coarse) -> Coarse:
    """The coarse subject with what holds it, in a frame that holds both; the same one where nothing does.

    image: the whole picture, without transparency.
    """
    rgb = shrink_to(image.pixels, PIXELS)
    height, width = rgb.shape[:2]
    p = _placed(coarse.probability, coarse.frame, image, (height, width))
    added = _holder(to_lab(np.asarray(cv2.GaussianBlur(rgb, (0, 0), 1.2), np.uint8)), p)
    bounds = None if added is None else Region.of_mask(added | (p > 0.15)).bounds
    if added is None or bounds is None:
        return coarse
    fx, fy, margin = image.width / width, image.height / height, 0.06 * max(height, width)
    frame = Box(
        x0=max(int((bounds.x0 - margin) * fx), 0),
        y0=max(int((bounds.y0 - margin) * fy), 0),
        x1=min(round((bounds.x1 + margin) * fx), image.width),
        y1=min(round((bounds.y1 + margin) * fy), image.height),
    )
    work = shrink_to(image.pixels[frame.y0 : frame.y1, frame.x0 : frame.x1], WORK_PIXELS)
    size = (work.shape[1], work.shape[0])
    soft = np.asarray(cv2.GaussianBlur(added.astype(np.float32), (0, 0), 1.0), np.float32)
    whole = (image.height, image.width)
    both = [
        _placed(coarse.probability, coarse.frame, image, size[::-1], frame),
        _placed(soft, Box(x0=0, y0=0, x1=whole[1], y1=whole[0]), image, size[::-1], frame),
    ]
    return replace(
        coarse,
        frame=frame,
        rgb=work,
        probability=np.maximum(*both),
        pinned=np.zeros(size[::-1], np.int8),
        notes=(*coarse.notes, NOTE),
    )


def _placed(
    values: Weights, frame: Box, image: Image, size: tuple[int, int], seen: Box | None = None
) -> NDArray[np.float32]:
    """A map of the part `frame` of the picture as part of a map (h, w) of the part `seen` (None: the whole)."""
    seen = seen or Box(x0=0, y0=0, x1=image.width, y1=image.height)
    height, width = size
    fx, fy = width / seen.width, height / seen.height
    x0, y0 = round((frame.x0 - seen.x0) * fx), round((frame.y0 - seen.y0) * fy)
    w, h = max(1, round(frame.width * fx)), max(1, round(frame.height * fy))
    part, out = resize(values, w, h), np.zeros(size, np.float32)
    top, left = max(0, -y0), max(0, -x0)
    part = part[top : top + max(0, height - max(y0, 0)), left : left + max(0, width - max(x0, 0))]
    y0, x0 = max(y0, 0), max(x0, 0)
    out[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]] = part
    return out


def _holder(lab: Weights, p: Weights) -> Mask | None:
    """What holds the subject, bool (h, w); None where nothing does or the backdrop is not plain."""
    subject = p > 0.5
    rim = np.ones(p.shape, np.bool_)
    wide = max(2, round(RIM * max(p.shape)))
    rim[wide:-wide, wide:-wide] = False
    away = _from_backdrop(lab, rim & (p < 0.1))
    if away is None or not subject.any():
        return None
    ground = away < 1.0
    if float(ground[rim].mean()) < SEEN:
        return None
    other = np.asarray(cv2.morphologyEx((~ground).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    near = cv2.dilate(subject.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    count, found = cv2.connectedComponents(other * (~subject).astype(np.uint8), connectivity=4)
    labels, area = np.asarray(found, np.int32), int(subject.sum())
    added = np.zeros(p.shape, np.bool_)
    for label in range(1, count):
        part = labels == label
        touching = float((part & near).sum()) / 2.0
        if LEAST * area < part.sum() < MOST * area and touching > JOINED * area**0.5 and _comes_in(part):
            added |= part
    rest = ~(subject | added | near)
    if not added.any() or float(ground[rest].mean()) < PURE:
        return None
    return added


def _comes_in(part: Mask) -> bool:
    """True for what is cut by exactly one side of the picture, and narrow there."""
    shares = [float(side.mean()) for side in (part[0], part[-1], part[:, 0], part[:, -1])]
    cut = [share for share in shares if share > 0.0]
    return len(cut) == 1 and cut[0] < NARROW


def _from_backdrop(lab: Weights, rim: Mask) -> Weights | None:
    """How far every pixel is from the backdrop, 1 = beyond it, shadows not counted; None where none is plain.

    The backdrop is a plane in CIE Lab, fitted to the pixels of the rim that agree.
    """
    rows, columns = np.nonzero(rim)
    if rows.size < 64:
        return None
    height, width = rim.shape
    colors = lab[rows, columns].astype(np.float64)
    places = np.stack([np.ones(rows.size), columns / width, rows / height], axis=1)
    used = np.linalg.norm(colors - np.median(colors, axis=0), axis=1) < 5.0 * TOLERANCE
    plane, spread = np.zeros((3, 3)), 0.0
    for _ in range(3):
        if float(used.mean()) < SEEN:
            return None
        plane = np.linalg.lstsq(places[used], colors[used], rcond=None)[0]
        off = np.linalg.norm(colors - places @ plane, axis=1)
        spread = float(np.median(off[used]))
        used = off < max(TOLERANCE, SPREADS * spread)
    if spread > EVEN:
        return None
    yy, xx = np.mgrid[0:height, 0:width]
    backdrop = plane[0] + (xx / width)[:, :, None] * plane[1] + (yy / height)[:, :, None] * plane[2]
    light = np.clip(lab[:, :, 0] / np.maximum(backdrop[:, :, 0], 1.0), 0.2, 1.0)
    hue = lab[:, :, 1:] - backdrop[:, :, 1:] * light[:, :, None]
    brighter = np.maximum(lab[:, :, 0] - backdrop[:, :, 0], 0.0)
    away = np.sqrt((hue**2).sum(axis=2) + brighter**2)
    return (away / max(TOLERANCE, SPREADS * spread)).astype(np.float32)
