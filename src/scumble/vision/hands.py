"""Hands of people: where they are and where their fingers end, from MediaPipe's palm detector and hand landmarks.

    find_hands(image, models, cancel=cancel)  ->  (Hand(box=Box(...), score=0.98, ...), ...)

The palm detector looks at the picture at several sizes, the landmark network at every palm that it may have seen;
both must believe in a hand. Where neither does, both look again at the picture coloured like skin: they know hands by
their colour too, and so find those of statues, in gloves of one colour and in poor light. Palms down to about 6 % of
the picture's longer side are found, smaller ones in the boxes of people who are told.

Source of geometry and constants: MediaPipe 0.10.9, `mediapipe/modules/palm_detection` and `hand_landmark` (graphs
`palm_detection_cpu` and `palm_detection_detection_to_roi`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.faces import centres
from scumble.vision.models import Models
from scumble.vision.objects import Floats, overlap, sight, whole

PALM_FILE, HAND_FILE = "palm.onnx", "hand.onnx"
SIDES = (192, 256, 384)
"""Longer side of the picture in each look, pixels. Trained at 192. About 0.11 s of one core together."""
SKIN_SIDES = (256, 384)
"""The same for the looks at the picture coloured like skin, which are taken when the others saw no hand."""
STEP = 32
"""The palm detector's input must be a multiple of this many pixels high and wide."""
SIGHT = 512
"""Half the longer side that the landmark network's cut-outs are taken from, pixels."""
SKIN = (1.1, 0.88, 0.75)
"""Red, green and blue of fair skin against its lightness; the brightest grey becomes this colour, clipped."""
CANDIDATE = 0.5
"""Lowest score of a palm in one look that is followed up; MediaPipe's own."""
SAME = 0.3
"""Overlap from which two palms are one; MediaPipe's own."""
MOST = 5
"""No more palms than these are followed up, the surest first; about 0.015 s of one core each, twice."""
WIDER, SHIFT = 2.6, 0.5
"""The hand's square against the palm's box, and how far it is moved towards the fingers, in heights of that box."""
WRIST, MIDDLE = 0, 2
"""Points of the palm that tell which way it points: its wrist and the root of the middle finger."""
SIDE, POINTS = 224, 21
"""Pixels of the landmark network's square input, and points of a hand: wrist, then four on each finger, thumb first."""
ROOTS = (0, 1, 5, 9, 13, 17)
"""Of these the wrist and the roots of the fingers, around the palm."""
PRIOR, TINTED = -2.0, -1.5
"""Added to the log-odds of both networks, which are taken as independent witnesses: what looks a little like a palm
mostly is none; and once more where everything was coloured like skin. Set on 34 photos: two hands score 0.7 and 0.98,
chance finds (paws, leaves, a lemur's fingers) up to 0.4."""
PEOPLE, SMALL, TOO_SMALL = 3, 0.6, 160
"""No more people than these are looked at closely, and none whose box is longer than this share of the picture: there
the whole picture shows as much. Nor one whose longer side is fewer pixels: a head 6 pixels wide was seen as a hand."""
SURE = 0.55
"""Lowest score of a hand that is told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hand:
    """box: around its points, in the picture's pixels. score: 0..1. palm: the palm's middle (x, y).
    points: float32 (21, 2), x and y of wrist and finger joints in the picture's pixels; may lie outside of it."""

    box: Box
    score: float
    palm: tuple[float, float]
    points: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Palms:
    """boxes: float32 (N, 4) x0, y0, x1, y1. points: float32 (N, 7, 2). scores: float32 (N,), 0..1."""

    boxes: Floats
    points: Floats
    scores: Floats


def find_hands(image: Image, models: Models, *, cancel: CancelToken, people: Sequence[Box] = ()) -> tuple[Hand, ...]:
    """The hands in a picture, the surest first. Transparent parts are seen as white.

    people: boxes that are looked into where the whole picture shows no hand, the most important first.
    Raises Cancelled, and Misconfigured when the weights are missing.
    """
    found = _find(image, models, cancel)
    if found:
        return found
    longest = SMALL * max(image.width, image.height)
    for box in [b for b in people if TOO_SMALL <= max(b.width, b.height) <= longest][:PEOPLE]:
        part = Image(pixels=np.ascontiguousarray(image.pixels[box.y0 : box.y1, box.x0 : box.x1]))
        found += tuple(_placed(hand, (1.0, 1.0), (box.x0, box.y0), image) for hand in _find(part, models, cancel))
    return tuple(sorted(found, key=lambda h: -h.score))


def _find(image: Image, models: Models, cancel: CancelToken) -> tuple[Hand, ...]:
    """The hands that a look at the whole of a picture shows."""
    rgb = sight(image, SIGHT)
    found = _hands(rgb, models, SIDES, 0.0, cancel)
    if not found:
        found = _hands(like_skin(rgb), models, SKIN_SIDES, TINTED, cancel)
    scale = image.width / rgb.shape[1], image.height / rgb.shape[0]
    return tuple(_placed(hand, scale, (0, 0), image) for hand in found)


def _hands(rgb: Pixels, models: Models, sides: Sequence[int], doubt: float, cancel: CancelToken) -> list[Hand]:
    """The hands in pixels of rgb, none twice. doubt: added to the log-odds."""
    looks: list[Palms] = []
    for side in sides:
        cancel.check()
        looks.append(_look(rgb, models, side))
    hands: list[Hand] = []
    for group in grouped(looks)[:MOST]:
        cancel.check()
        hand = _followed(rgb, models, group, doubt)
        if hand.score >= SURE:
            hands.append(hand)
    kept: list[Hand] = []
    for hand in sorted(hands, key=lambda h: -h.score):
        boxes = np.array([[k.box.x0, k.box.y0, k.box.x1, k.box.y1] for k in kept], np.float32).reshape(-1, 4)
        own = np.array([hand.box.x0, hand.box.y0, hand.box.x1, hand.box.y1], np.float32)
        if not (overlap(own, boxes) > SAME).any():
            kept.append(hand)
    return kept


def like_skin(rgb: Pixels) -> Pixels:
    """(H, W, 3): the picture in shades of skin, as bright as it can be."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    light = grey / max(1.0, float(np.quantile(grey, 0.995)))
    return np.rint(255 * np.clip(light[:, :, None] * np.array(SKIN, np.float32), 0, 1)).astype(np.uint8)


def _look(rgb: Pixels, models: Models, side: int) -> Palms:
    """The palms that one run sees, in pixels of rgb. Input as MediaPipe prepares it: RGB, 0..1, black around."""
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    h, w = max(1, round(height * factor)), max(1, round(width * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    full = np.zeros((max(SIDES[0], -(-h // STEP) * STEP), max(SIDES[0], -(-w // STEP) * STEP), 3), np.float32)
    full[:h, :w] = cv2.resize(rgb, (w, h), interpolation=method).astype(np.float32) / 255
    out = models.session(PALM_FILE).run(np.ascontiguousarray(full.transpose(2, 0, 1)[None]))[0]
    palms = decode(out, full.shape[0], full.shape[1], CANDIDATE)
    scale = np.array([width / w, height / h], np.float32)
    return Palms(boxes=palms.boxes * np.tile(scale, 2), points=palms.points * scale, scores=palms.scores)


def decode(out: Floats, height: int, width: int, least: float) -> Palms:
    """Palms in pixels of the network's input, of the anchors that score at least `least`.

    out: float32 (19, anchors): logit of the score, then centre relative to the anchor, width, height and seven points
    relative to the anchor, in pixels. height, width: the network's input. The anchors are those of the face detector.
    """
    scores = 1 / (1 + np.exp(-np.clip(out[0].astype(np.float64), -80, 80)))
    sure = np.flatnonzero(scores >= least)
    anchors = centres(height, width)[sure]
    middle, half = anchors + out[1:3, sure].T, out[3:5, sure].T / 2
    points = anchors[:, None] + out[5:, sure].T.reshape(-1, 7, 2)
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    return Palms(
        boxes=boxes.astype(np.float32), points=points.astype(np.float32), scores=scores[sure].astype(np.float32)
    )


def grouped(looks: Sequence[Palms]) -> list[Palms]:
    """The votes of all looks for one palm each, the surest first; in a group the surest vote comes first."""
    boxes, points, scores = (
        np.concatenate(parts)
        for parts in ([p.boxes for p in looks], [p.points for p in looks], [p.scores for p in looks])
    )
    groups: list[Palms] = []
    left = np.argsort(-scores, kind="stable")
    while left.size:
        joins = overlap(boxes[left[0]], boxes[left]) > SAME
        joins[0] = True
        group, left = left[joins], left[~joins]
        groups.append(Palms(boxes=boxes[group], points=points[group], scores=scores[group]))
    return groups


def _followed(rgb: Pixels, models: Models, palm: Palms, doubt: float) -> Hand:
    """The hand at a palm. Two cut-outs are tried, at the surest vote and at the mean of all: presence depends on it."""
    share = palm.scores / palm.scores.sum()
    mean = (palm.boxes * share[:, None]).sum(axis=0), (palm.points * share[:, None, None]).sum(axis=0)
    tried = [(palm.boxes[0], palm.points[0])] if palm.scores.size == 1 else [(palm.boxes[0], palm.points[0]), mean]
    presence, points = max((_landmarks(rgb, models, square(*at)) for at in tried), key=lambda seen: seen[0])
    odds = _logit(float(palm.scores[0])) + _logit(presence) + PRIOR + doubt
    middle = points[list(ROOTS)].mean(axis=0)
    box = np.concatenate([points.min(axis=0), points.max(axis=0)])
    return Hand(
        box=whole(np.maximum(box, 0), rgb.shape[1], rgb.shape[0]),
        score=1 / (1 + math.exp(-odds)),
        palm=(float(middle[0]), float(middle[1])),
        points=points,
    )


def square(box: Floats, points: Floats) -> NDArray[np.float64]:
    """float64 (2, 3): pixels of the landmark network's input to those of the picture, for a palm's box and points.

    The square is turned so that the middle finger points up, moved towards the fingers and made wide enough for them.
    """
    x, y = points[MIDDLE].astype(np.float64) - points[WRIST]
    turn = math.pi / 2 - math.atan2(-y, x)
    along = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    middle = (box[:2] + box[2:]).astype(np.float64) / 2 + along @ np.array([0.0, -SHIFT * height])
    step = along * (WIDER * max(width, height) / SIDE)
    return np.concatenate([step, (middle - step @ np.full(2, SIDE / 2))[:, None]], axis=1)


def _landmarks(rgb: Pixels, models: Models, place: NDArray[np.float64]) -> tuple[float, Floats]:
    """How surely a hand is there, 0..1, and its points float32 (21, 2) in pixels of rgb."""
    crop = cut_out(rgb, place, SIDE)
    out = models.session(HAND_FILE).run(crop)[0].reshape(-1)
    points = out[: 3 * POINTS].reshape(POINTS, 3)[:, :2].astype(np.float64)
    return float(out[3 * POINTS]), (points @ place[:, :2].T + place[:, 2]).astype(np.float32)


def cut_out(rgb: Pixels, place: NDArray[np.float64], side: int) -> Floats:
    """float32 (1, 3, side, side), 0..1: the turned square of the picture that `place` maps to; black outside."""
    size = float(np.hypot(place[0, 0], place[1, 0]))
    if size > 1.5:
        # Bilinear sampling alone would skip pixels.
        small = max(1, round(rgb.shape[1] / size)), max(1, round(rgb.shape[0] / size))
        factors = np.array([[small[0] / rgb.shape[1]], [small[1] / rgb.shape[0]]])
        rgb, place = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), place * factors
    crop = cv2.warpAffine(rgb, place, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.ascontiguousarray((crop.astype(np.float32) / np.float32(255)).transpose(2, 0, 1)[None], np.float32)


def _logit(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def _placed(hand: Hand, scale: tuple[float, float], corner: tuple[int, int], image: Image) -> Hand:
    """A hand of a part of the picture, seen at another scale (across, down), in the picture's pixels.

    corner: x and y of the part in the picture.
    """
    (fx, fy), (x, y) = scale, corner
    box = np.array([hand.box.x0 * fx + x, hand.box.y0 * fy + y, hand.box.x1 * fx + x, hand.box.y1 * fy + y], np.float32)
    return Hand(
        box=whole(box, image.width, image.height),
        score=hand.score,
        palm=(hand.palm[0] * fx + x, hand.palm[1] * fy + y),
        points=(hand.points * np.array(scale, np.float32) + np.array(corner, np.float32)).astype(np.float32),
    )
