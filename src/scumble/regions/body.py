"""Hands, fingers and arms of people, and what a hand holds: the hand detector's points, the segmenter's outlines.

The segmenter is asked with the hand's box, its palm and its wrist; the colour of the wrist tells skin from what is
held. The hand ends at the wrist; the arm is what goes on behind it in the same colour. Where the segmenter is not sure,
a hand is the area around its points, and there is no arm and nothing held.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.regions.agreed import SAME, in_box, overlap_of
from scumble.regions.phrase import Phrase
from scumble.regions.scene import Scene, Thing, inside
from scumble.vision.hands import ROOTS, Hand
from scumble.vision.segmenter import Point, can_segment, embed, segment

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]

HAND_PARTS = frozenset({"hand", "finger", "arm"})
STEADY = 0.85
"""Quality and stability, as the segmenter tells them, from which its answer may be a hand."""
LARGEST = 0.5
"""Share of the picture from which an answer is no hand with its arm."""
ALIKE, SURELY, LIGHTNESS = 20.0, 13.0, 0.35
"""Distance in Lab from the colour of the wrist up to which a pixel may be skin, and up to which it is for certain; and
the weight of L in it, as shading changes lightness first. A yellow clock is at 35 and more from the hand around it."""
COVERED = 0.8
"""Share of the palm's skin that an answer must cover."""
REACH = 0.55
"""How far a hand reaches around its points, in lengths of its palm: bent fingers are seen short."""
BEHIND = 0.15
"""How far it reaches behind the wrist."""
LIMBS = (0.6, 8.0)
"""Area of an arm behind the wrist, in areas of its hand."""
SKINNED = 0.6
"""Share of it that has the hand's colour: a sleeve is none."""
THINNEST = 0.12
"""Width of a held thing's thinnest trace, in lengths of the palm; thinner is shade or a nail."""
HELD = 0.25
"""Area of a held thing, at least, as a share of the hand's."""
GRIPPED = 0.3
"""Share of a held thing that lies where the hand reaches."""
PIECE = 0.03
"""Area of a piece of a hand, at least, as a share of its largest."""
CLEAR = 0.9
"""Score of a hand from which each of its fingers is told."""
BONES = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
"""Numbers of the points of each finger, thumb first, from its root to its tip."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seen:
    """A hand on the scene's small copy. points: float64 (21, 2) in its pixels. whole: the segmenter's answer with arm
    and held thing, None when it was not sure. held: what it holds, None for nothing. shape: the hand alone."""

    hand: Hand
    points: Points
    shape: Mask
    whole: Mask | None = None
    held: Mask | None = None
    skin: Mask | None = None

    @property
    def palm(self) -> float:
        """From the wrist to the root of the middle finger, pixels of the small copy."""
        return _palm_length(self.points)


def find_hand_part(scene: Scene, part: str, owner: Thing | None) -> list[Thing]:
    """The hands, arms or fingers of people, the surest first. owner: whose, when that was said."""
    found: list[Thing] = []
    for hand in scene.hands:
        if owner is not None and inside(hand.box, owner.box) < 0.6:
            continue
        seen = _seen(scene, hand)
        score = float(np.interp(hand.score, [0.55, 0.75, 0.95], [0.38, 0.48, 0.6]))
        if seen.whole is None:
            score = min(score, 0.4)
        shapes = [seen.shape] if part == "hand" else _arm(seen) if part == "arm" else _fingers(seen)
        found += [Thing(label=part, box=scene.box_of(s), score=score, shape=s) for s in shapes if s.any()]
    return found


def held_things(scene: Scene, phrase: Phrase) -> list[Thing]:
    """What a hand holds, for 'the thing in the hand'; empty for any other phrase."""
    if phrase.kind not in {"vague", "subject"} or phrase.relation is None or phrase.relation[0] != "in":
        return []
    if phrase.relation[1].labels != ("hand",):
        return []
    shapes = [seen.held for seen in (_seen(scene, hand) for hand in scene.hands) if seen.held is not None]
    return [Thing(label="thing", box=scene.box_of(s), score=0.46, shape=s) for s in shapes]


def _seen(scene: Scene, hand: Hand) -> _Seen:
    """See the class."""
    h, w = scene.lab.shape[:2]
    points = hand.points.astype(np.float64) * (w / scene.size[0], h / scene.size[1])
    zone = _zone(points, (h, w))
    apart = _apart(scene, points)
    skin = apart < ALIKE
    palm = _filled([points[list(ROOTS)]], (h, w)) & skin
    answers = _answers(scene, hand)
    fitting = [a for a in answers if float(a[palm].mean() if palm.any() else 0.0) >= COVERED]
    if not fitting:
        return _Seen(hand=hand, points=points, shape=_zone(points, (h, w), reach=0.15))
    # The largest shows arm and held thing, the smallest the hand's own outline best.
    whole, close = max(fitting, key=np.count_nonzero), min(fitting, key=np.count_nonzero)
    held = _held(scene, close, apart, zone, _palm_length(points))
    shape = close & zone & _before_wrist(points, (h, w))
    if held is not None:
        shape &= ~held
    return _Seen(hand=hand, points=points, shape=_pieces(shape), whole=whole, held=held, skin=skin)


def _answers(scene: Scene, hand: Hand) -> list[Mask]:
    """What the segmenter may see as the hand: asked with its box, palm and wrist; only what it is steady in."""
    if not can_segment(scene.models):
        return []
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    width, height = scene.size
    margin = round(0.12 * max(hand.box.width, hand.box.height))
    box = Box(
        x0=max(0, hand.box.x0 - margin),
        y0=max(0, hand.box.y0 - margin),
        x1=min(width, hand.box.x1 + margin),
        y1=min(height, hand.box.y1 + margin),
    )
    palm = Point(x=hand.palm[0], y=hand.palm[1])
    wrist = Point(x=float(hand.points[0, 0]), y=float(hand.points[0, 1]))
    h, w = scene.lab.shape[:2]
    found: list[Mask] = []
    for asked in ((box, ()), (None, (palm,)), (None, (wrist,)), (None, (palm, wrist))):
        scene.cancel.check()
        answer = segment(embedding, scene.models, box=asked[0], points=asked[1])
        shape = answer.at(w, h) > 0
        if min(answer.quality, answer.stability) >= STEADY and 0 < float(shape.mean()) < LARGEST:
            found.append(shape)
    return found


def _apart(scene: Scene, points: Points) -> NDArray[np.float32]:
    """float32 (h, w): how far every colour is from that of the wrist and the heel of the hand."""
    h, w = scene.lab.shape[:2]
    at = [points[0], points[1], *(0.7 * points[0] + 0.3 * points[i] for i in ROOTS[1:])]
    rows = [min(max(int(y), 0), h - 1) for _, y in at]
    columns = [min(max(int(x), 0), w - 1) for x, _ in at]
    own = np.median(scene.lab[rows, columns], axis=0)
    apart = (scene.lab - own) * np.array([LIGHTNESS, 1.0, 1.0], np.float32)
    return np.asarray(np.linalg.norm(apart, axis=2), np.float32)


def _palm_length(points: Points) -> float:
    return max(2.0, float(np.linalg.norm(points[9] - points[0])))


def _zone(points: Points, size: tuple[int, int], reach: float = REACH) -> Mask:
    """Where a hand with these points can be."""
    hull = np.asarray(cv2.convexHull(points.astype(np.float32)), np.float64).reshape(-1, 2)
    filled = _filled([hull], size)
    radius = max(1, round(reach * _palm_length(points)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.dilate(filled.astype(np.uint8), disc)) > 0


def _before_wrist(points: Points, size: tuple[int, int]) -> Mask:
    """The side of the wrist on which the fingers are."""
    along = points[9] - points[0]
    yy, xx = np.mgrid[0 : size[0], 0 : size[1]] + 0.5
    ahead = (xx - points[0, 0]) * along[0] + (yy - points[0, 1]) * along[1]
    return ahead > -BEHIND * float(along @ along)


def _held(scene: Scene, body: Mask, apart: NDArray[np.float32], zone: Mask, palm: float) -> Mask | None:
    """What is in the answer and has not the skin's colour, without thin shades and nails; filled."""
    skin = apart < ALIKE
    width = max(3, round(THINNEST * palm))
    disc = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)
    core = _largest(_opened(body & ~skin, disc))
    area = int((body & zone & skin).sum())
    if core.sum() < HELD * area or float(zone[core].mean() if core.any() else 0.0) < GRIPPED:
        return None
    # Print and rims of the thing may have the skin's colour: what lies between its parts is taken too, but sure skin.
    hand = _opened(body & (apart < SURELY), disc)
    between = _largest(_hull(core) & body & ~hand)
    seen = in_box(scene, scene.box_of(between))
    if seen is not None and seen.steady and overlap_of(seen.shape, between) >= SAME:
        between |= seen.shape & body & ~hand
    return between


def _hull(shape: Mask) -> Mask:
    """The convex hull of a shape that is not empty."""
    rows, columns = np.nonzero(shape)
    hull = np.asarray(cv2.convexHull(np.stack([columns, rows], axis=1).astype(np.float32)), np.float64)
    return _filled([hull.reshape(-1, 2)], (shape.shape[0], shape.shape[1]))


def _opened(shape: Mask, disc: NDArray[np.uint8]) -> Mask:
    """A shape without what is thinner than the disc."""
    return np.asarray(cv2.morphologyEx(shape.astype(np.uint8), cv2.MORPH_OPEN, disc)) > 0


def _arm(seen: _Seen) -> list[Mask]:
    """The hand and what goes on behind its wrist in the same colour; empty when nothing does."""
    if seen.whole is None or seen.skin is None:
        return []
    behind = seen.whole & ~_before_wrist(seen.points, seen.shape.shape)
    if seen.held is not None:
        behind &= ~seen.held
    limb = _touching(behind, seen.shape)
    low, high = (k * float(seen.shape.sum()) for k in LIMBS)
    if not low <= float(limb.sum()) <= high or float(seen.skin[limb].mean()) < SKINNED:
        return []
    return [seen.shape | limb]


def _fingers(seen: _Seen) -> list[Mask]:
    """The pixels of a clear hand that lie nearest to each finger, the thumb first."""
    if seen.hand.score < CLEAR or seen.whole is None:
        return []
    size = seen.shape.shape
    width = max(1, round(0.2 * seen.palm))
    chains = [seen.points[list(bones)] for bones in BONES]
    palm = _filled([seen.points[list(ROOTS)]], size)
    apart = [_distance(chain, size) for chain in chains]
    nearest = np.argmin([*apart, np.where(palm, -1.0, np.inf)], axis=0)
    reach = 1.6 * width
    shapes = [seen.shape & (nearest == k) & (apart[k] <= reach) for k in range(len(chains))]
    return [shape for shape in shapes if shape.sum() > width * width]


def _distance(chain: Points, size: tuple[int, int]) -> NDArray[np.float32]:
    """float32 (h, w): distance of every pixel from a line through points."""
    canvas = np.ones(size, np.uint8)
    cv2.polylines(canvas, [np.rint(chain).astype(np.int32)], isClosed=False, color=(0,), thickness=1)
    if canvas.all():
        return np.full(size, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform(canvas, cv2.DIST_L2, 5), np.float32)


def _filled(polygons: Sequence[Points], size: tuple[int, int]) -> Mask:
    """Polygons filled."""
    canvas = np.zeros(size, np.uint8)
    cv2.fillPoly(canvas, [np.rint(p).astype(np.int32) for p in polygons], (1,))
    return canvas > 0


def _largest(shape: Mask) -> Mask:
    """Its largest connected piece; itself when it is empty."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    if count < 2:
        return shape
    return np.equal(labels, 1 + int(np.argmax(np.asarray(stats)[1:, cv2.CC_STAT_AREA])))


def _pieces(shape: Mask) -> Mask:
    """A shape without its crumbs: fingers before a held thing are pieces of their own."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    areas = np.asarray(stats)[:, cv2.CC_STAT_AREA].astype(np.float64)
    kept = areas >= PIECE * areas[1:].max(initial=1.0)
    kept[0] = False
    return kept[np.asarray(labels)]


def _touching(shape: Mask, other: Mask) -> Mask:
    """The largest piece of a shape that touches another."""
    _, labels = cv2.connectedComponents(shape.astype(np.uint8), connectivity=8)
    near = np.asarray(cv2.dilate(other.astype(np.uint8), np.ones((3, 3), np.uint8))) > 0
    pieces = [np.equal(labels, k) for k in np.unique(np.asarray(labels)[near]) if k > 0]
    return max(pieces, key=np.count_nonzero, default=np.zeros_like(shape))
