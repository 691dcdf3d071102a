"""Coarse subject: where the subject is, at a small working size: saliency, people, a closer second look, one component.

Everything here works on a copy of at most WORK_PIXELS; what it returns is a probability, not yet a matte.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.instruction import Click
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.vision.faces import FILE as FACES
from scumble.vision.faces import find_faces
from scumble.vision.models import Models
from scumble.vision.person import person
from scumble.vision.saliency import PACKAGED, Saliency, best_net, saliency
from scumble.vision.tidy import within

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_PIXELS = 500_000
"""Size of the working copy: finer than the network sees (320 x 320), small enough for every stage to be cheap."""
LIKELY = 0.15
"""A second look includes what the first gave at least this much: cropped to the sure half of a branch, it would never
see the other half."""
CLOSER = 0.4
"""A second look at the subject alone is worth its time when its box is below this share of the picture."""
LESS_CLEAR = 0.1
"""A second look that is less decided than the first by this much may add to the subject, but takes nothing away."""
SMALL_PART = 0.04
"""Loose parts below this share of the largest one are dropped."""
BESIDE, BELIEVED, CRUMB = 0.04, 0.7, 0.004
"""Loose parts this close to a kept one (a share of the longer side) are kept too when their mean probability is beyond
BELIEVED and they lie within its box: the network loses a seat post, not the saddle. So are those below the share CRUMB
of the largest, spots in haze: dropped with what is nearest to them, half of somebody's hair would go; colour models
decide there."""
DENIED, FADING = (0.04, 6.0), (0.01, 14.0)
"""Probability up to which the saliency network says a clear no to what the person network sees, and how fast it gives
way beyond; and both where there is a face: the far shoulder of a child whose face fills the picture has a median of
0.09."""
NEARBY = 0.05
"""Half width of the window whose mean counts as well, as a share of the longer side: a shoulder fades out."""
PASSER_BY = 0.35
"""Parts cut off by the picture's border are dropped below this share, when the largest part is not cut off itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Coarse:
    """frame: the part of the picture worked on, in full-size pixels; the subject lies inside.

    rgb: uint8 (h, w, 3), the frame's copy. probability: float32 (h, w). confidence: 0..1.
    pinned: int8 (h, w): 1 and -1 where the caller's clicks say subject and background.
    """

    frame: Box
    rgb: Pixels
    probability: Weights
    confidence: float
    pinned: NDArray[np.int8]
    notes: tuple[str, ...]


def resize(values: Weights, width: int, height: int) -> Weights:
    """A map at another size, averaged when it shrinks."""
    smaller = width * height < values.shape[0] * values.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    out = cv2.resize(values, (width, height), interpolation=way)
    return np.clip(np.asarray(out, np.float32), 0.0, 1.0)


def shrink_to(pixels: Pixels, limit: int) -> Pixels:
    """A contiguous RGB copy of at most `limit` pixels."""
    h, w = pixels.shape[:2]
    scale = min(1.0, (limit / (h * w)) ** 0.5)
    if scale < 1.0:
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(pixels[:, :, :3])


def look(image: Image, models: Models, hint: Region | None, clicks: tuple[Click, ...], cancel: CancelToken) -> Coarse:
    """Finds the subject at the working size. hint: only inside its box; clicks: see `Click`. Raises Cancelled."""
    notes: list[str] = []
    if hint is None or hint.bounds is None:
        found = _whole(image, models, clicks, notes, cancel)
    else:
        found = _inside(image, models, _widen(hint.bounds, 0.06, image.width, image.height))
        notes.append("The subject was looked for inside what was drawn.")
    cancel.check()
    pinned = _pins(clicks, image, found.frame, *found.probability.shape)
    probability = _components(found.probability, pinned)
    return Coarse(
        frame=found.frame,
        rgb=found.rgb,
        probability=probability,
        confidence=min(_confidence(probability, found.peak), found.confidence),
        pinned=pinned,
        notes=tuple(notes),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Found:
    """A look at a part of the picture: its frame (full-size pixels), working copy, probability, peak of the raw map.

    confidence: that of the first look, where a second one followed: the second sees only what the first chose.
    """

    frame: Box
    rgb: Pixels
    probability: Weights
    peak: float
    confidence: float = 1.0


def _whole(image: Image, models: Models, clicks: tuple[Click, ...], notes: list[str], cancel: CancelToken) -> _Found:
    """A look at the whole picture, and a closer one when the subject is small in it."""
    frame = Box(x0=0, y0=0, x1=image.width, y1=image.height)
    rgb = shrink_to(image.pixels, WORK_PIXELS)
    h, w = rgb.shape[:2]
    net = best_net(models)
    first = saliency(image.pixels, models, net)
    cancel.check()
    probability = _with_people(
        resize(first.map, w, h), resize(person(rgb, models), w, h), lambda: _faced(image, models)
    )
    if net is not PACKAGED:
        notes.append(f"The subject was found with the operator's weights {net.file}.")
    cleaned = _components(probability, _pins(clicks, image, frame, h, w))
    box = _object_box(cleaned)
    if box is None or box.width * box.height >= CLOSER * w * h:
        return _Found(frame=frame, rgb=rgb, probability=probability, peak=first.peak)
    cancel.check()
    return _closer(image, models, cleaned, box, first)


def _object_box(probability: Weights) -> Box | None:
    """The box around everything likely, with a margin of 12 % of its sides; None when nothing is."""
    bounds = Region.of_mask(probability > LIKELY).bounds
    return None if bounds is None else _widen(bounds, 0.12, probability.shape[1], probability.shape[0])


def _widen(box: Box, share: float, width: int, height: int) -> Box:
    dx, dy = round(box.width * share) + 2, round(box.height * share) + 2
    return Box(x0=max(box.x0 - dx, 0), y0=max(box.y0 - dy, 0), x1=min(box.x1 + dx, width), y1=min(box.y1 + dy, height))


def _scaled(box: Box, fx: float, fy: float, width: int, height: int) -> Box:
    """The same box in a picture `fx`, `fy` times as large, at least one pixel."""
    x0, y0 = min(int(box.x0 * fx), width - 1), min(int(box.y0 * fy), height - 1)
    return Box(
        x0=x0, y0=y0, x1=min(max(round(box.x1 * fx), x0 + 1), width), y1=min(max(round(box.y1 * fy), y0 + 1), height)
    )


def _closer(image: Image, models: Models, probability: Weights, box: Box, whole: Saliency) -> _Found:
    """Looks again at the subject's box, at the network's full resolution, and keeps what both looks support.

    From here on only the box is worked on, so that a small subject gets as many pixels as a large one.
    """
    h, w = probability.shape
    frame = _scaled(box, image.width / w, image.height / h, image.width, image.height)
    crop = _cut(image, frame)
    rgb = shrink_to(crop, WORK_PIXELS)
    size = (rgb.shape[1], rgb.shape[0])
    first = resize(np.ascontiguousarray(probability[box.y0 : box.y1, box.x0 : box.x1]), *size)
    fine = resize(saliency(crop, models, best_net(models)).map, *size)
    # What the first look is sure of stays: cropped too tightly, the second one may call half the subject background.
    agreed = np.where(first > 0.9, np.maximum(fine, 0.5 * (fine + first)), fine * np.clip(first * 4.0, 0.0, 1.0))
    confidence = _confidence(whole.map, whole.peak)
    if _confidence(fine, 1.0) < _confidence(first, 1.0) - LESS_CLEAR:
        # Without its surroundings the subject is no longer a subject: then nothing that the first look saw is lost.
        agreed = np.maximum(agreed, first)
    return _Found(frame=frame, rgb=rgb, probability=agreed.astype(np.float32), peak=whole.peak, confidence=confidence)


def _cut(image: Image, frame: Box) -> Pixels:
    """The frame's pixels (a view)."""
    return image.pixels[frame.y0 : frame.y1, frame.x0 : frame.x1]


def _faced(image: Image, models: Models) -> bool:
    """True when a face is seen: then what looks like a person is one."""
    return models.has(FACES) and bool(find_faces(image, models))


def _with_people(probability: Weights, people: Weights, faced: Callable[[], bool]) -> Weights:
    """Adds what the person network sees where the saliency network hesitates.

    The person network answers to any close subject, so that it is asked only when its mask is decided, of a person's
    size, mostly salient too, and tells something new; and it never overrules a clear 'no' of the other. faced: asks
    whether there is a face; then it says more, as a lion is a person to it, too, with all the grass that it lies in.
    """
    sure = people > 0.7
    if not 0.02 < float(sure.mean()) < 0.9:
        return probability
    decided = float(((people > 0.9) | (people < 0.1)).mean())
    overlap = float((probability[sure] > 0.5).mean())
    if decided < 0.85 or not 0.55 < overlap < 0.92:
        return probability
    (denied, opens), side = (FADING, 2 * round(NEARBY * max(probability.shape)) + 1) if faced() else (DENIED, 1)
    nearby = np.asarray(cv2.blur(probability, (side, side)), np.float32)
    open_to_it = np.clip((np.maximum(probability, nearby) - np.float32(denied)) * np.float32(opens), 0.0, 1.0)
    return np.maximum(probability, people * open_to_it).astype(np.float32)


def _inside(image: Image, models: Models, frame: Box) -> _Found:
    """A look at the frame alone."""
    crop = _cut(image, frame)
    found = saliency(crop, models, best_net(models))
    rgb = shrink_to(crop, WORK_PIXELS)
    probability = resize(found.map, rgb.shape[1], rgb.shape[0])
    return _Found(frame=frame, rgb=rgb, probability=probability, peak=found.peak)


def _pins(clicks: tuple[Click, ...], image: Image, frame: Box, h: int, w: int) -> NDArray[np.int8]:
    """Discs of 1 % of the shorter side around the clicks, in a copy (h, w) of the frame."""
    pinned = np.zeros((h, w), np.int8)
    radius = max(2, round(0.01 * min(image.height * h / frame.height, image.width * w / frame.width)))
    yy, xx = np.ogrid[:h, :w]
    for click in clicks:
        x, y = (click.x - frame.x0) * w / frame.width, (click.y - frame.y0) * h / frame.height
        pinned[(xx - x) ** 2 + (yy - y) ** 2 <= radius**2] = 1 if click.label else -1
    return pinned


def _components(probability: Weights, pinned: NDArray[np.int8]) -> Weights:
    """Drops loose small parts; with clicks: keeps the parts that were clicked."""
    mask = (probability > 0.4).astype(np.uint8)
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels = np.asarray(numbers, np.int32)
    stats = np.asarray(boxes, np.int32)
    if count <= 1:
        return probability
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    areas[0] = 0
    keep = areas >= SMALL_PART * areas.max()
    cut_off = _touches_border(stats, probability.shape)
    if not cut_off[int(areas.argmax())]:
        keep &= ~(cut_off & (areas < PASSER_BY * areas.max()))
    wanted = np.unique(labels[pinned > 0])
    wanted = wanted[wanted > 0]
    if wanted.size:
        keep[:] = False
        keep[wanted] = True
    keep[0] = False
    if not wanted.size:
        belief = np.bincount(labels.ravel(), probability.ravel(), minlength=count) / np.maximum(areas, 1)
        believed = ((belief > BELIEVED) & within(stats, keep)) | (areas < CRUMB * areas.max())
        keep |= _beside(labels, keep) & believed & ~cut_off
    if keep[1:].all():
        return probability
    kept = keep[labels].astype(np.uint8)
    dropped = (~keep[labels] & (labels > 0)).astype(np.uint8)
    # The soft fringe belongs to whichever part is nearer.
    to_kept, to_dropped = (_distance_to(part) for part in (kept, dropped))
    return np.where(to_kept <= to_dropped, probability, np.float32(0.0)).astype(np.float32)


def _beside(labels: NDArray[np.int32], keep: Mask) -> Mask:
    """Which parts lie so close to a kept one that they belong to it: bool (count,), without 0, the ground."""
    gap = _distance_to(keep[labels].astype(np.uint8))
    least = np.full(keep.size, np.inf, np.float32)
    np.minimum.at(least, labels.ravel(), gap.ravel())
    near = least <= BESIDE * max(labels.shape)
    near[0] = False
    return near


def _touches_border(stats: NDArray[np.int32], shape: tuple[int, ...]) -> Mask:
    """For each connected component, whether its box reaches the picture's border."""
    x, y = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = x + stats[:, cv2.CC_STAT_WIDTH], y + stats[:, cv2.CC_STAT_HEIGHT]
    return (x <= 0) | (y <= 0) | (right >= shape[1]) | (bottom >= shape[0])


def _confidence(probability: Weights, peak: float) -> float:
    """How clear the subject is: decided pixels among the touched ones, times how strongly anything was seen."""
    touched = probability > 0.15
    share = float((probability > 0.5).mean())
    if share < 0.001 or share > 0.98:
        return 0.0
    decided = float((probability[touched] > 0.85).mean())
    return float(np.clip(decided * 1.2, 0.0, 1.0) * np.clip(peak * 1.1, 0.0, 1.0))


def _distance_to(mask: NDArray[np.uint8]) -> Weights:
    """Distance in pixels of every pixel to the nearest one that is set."""
    return np.asarray(cv2.distanceTransform(np.where(mask > 0, 0, 1).astype(np.uint8), cv2.DIST_L2, 3), np.float32)
