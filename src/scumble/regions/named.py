"""Things recognised among the pieces of a picture: by what the classifier calls them, and by how such things look.

A piece is looked at twice: alone on grey, which says what it is, and with its surroundings, which says that it is
there. Only what both agree on counts: surroundings alone make every piece of a boat a boat.
"""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.things import BUILT, words_of
from scumble.regions.kinds import kinds_of
from scumble.regions.looks import Look, looks
from scumble.regions.phrase import Phrase
from scumble.regions.pieces import Piece
from scumble.regions.scene import Scene, Thing
from scumble.vision.kinds import can_tell, tell

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

NOTHING = 0.04
"""Probability on grey below which a piece is not looked at with its surroundings."""
LIKELY = (0.1, 0.2, 0.35, 0.6)
SCORES = (0.2, 0.29, 0.38, 0.6)
"""Probability of the noun -> score of the thing: knots set on the shown phrases of the finding benchmark."""
BY_LOOK = 0.31
"""Score of a piece that looks just like such a thing when the classifier does not know the noun or the piece: enough to
be asked about, not to be taken."""
BOTH = 0.08
"""What a score gains when both say so."""
SEEN = 0.1
"""Probability from which the classifier agrees with a look."""
LEAST_SCORE = 0.2
COMPARED, UNSAID = 4, 0.6
"""How many things of a colour are looked at, and what is left of the score of one that is not called so."""
RIVALS = 0.5
"""Share of the best score from which another piece may be meant as well."""
MOST = 8
SURROUNDS = 3
"""Sides of the picture that nothing but a background reaches."""
PAIRS = frozenset(
    words_of("glasses|sunglasses|eyeglasses|spectacles|goggles|scissors|headphones|binoculars|jeans|pants")
)
"""Nouns of one thing of two halves, which the segmenter sees one by one."""


def named_things(scene: Scene, phrase: Phrase) -> list[Thing]:
    """Pieces that are what the noun names, the likeliest first; none for nouns of which nothing is known."""
    kinds = kinds_of(phrase.noun) if phrase.noun and can_tell(scene.models) else None
    look = looks().get(phrase.noun) or looks().get(phrase.noun.removesuffix("s"))
    if (kinds is None and look is None) or not scene.pieces:
        return []
    pieces = scene.pieces
    likely: list[float] = [0.0] * len(pieces) if kinds is None else likeness(scene, pieces, kinds).tolist()
    shares = _shares(scene, pieces, phrase.colour)
    scores = np.zeros(len(pieces))
    for i, piece in enumerate(pieces):
        if _surrounds(piece.shape):
            continue
        fit = 0.0 if look is None else _fit(scene, piece, look) * piece.sure**0.5
        score = float(np.interp(likely[i], LIKELY, SCORES)) if likely[i] >= LIKELY[0] else 0.0
        score = max(score, BY_LOOK * fit) + (BOTH if fit > 0.5 and likely[i] >= SEEN else 0.0)
        scores[i] = score * shares[i] ** 0.5
    if phrase.kind == "stuff" or phrase.noun in words_built():
        # A piece of a house or a mountain looks like one, too: its outline is asked about, not taken.
        scores = np.minimum(scores, BY_LOOK)
    chosen = _apart(pieces, scores)
    things = [
        Thing(label=phrase.noun, box=scene.box_of(pieces[i].shape), score=float(scores[i]), shape=pieces[i].shape)
        for i in chosen
    ]
    if phrase.noun in PAIRS and len(things) > 1 and not phrase.places:
        return [_joined(scene, things)]
    return things


@cache
def words_built() -> frozenset[str]:
    """Built things, singular and plural."""
    names = words_of(BUILT)
    return frozenset((*names, *(f"{name}s" for name in names)))


def _apart(pieces: list[Piece], scores: NDArray[np.float64]) -> list[int]:
    """The best pieces, none within another."""
    chosen: list[int] = []
    best = float(scores.max())
    for index in map(int, np.argsort(-scores)):
        if scores[index] < max(LEAST_SCORE, RIVALS * best) or len(chosen) == MOST:
            break
        shape = pieces[index].shape
        if not any(_nested(shape, pieces[k].shape) for k in chosen):
            chosen.append(index)
    return chosen


def _shares(scene: Scene, pieces: list[Piece], colour: str | None) -> NDArray[np.float64]:
    """(n,): how much of each piece has the colour that was said; 1 when none was."""
    if colour is None:
        return np.ones(len(pieces))
    things = (Thing(label="", box=scene.box_of(p.shape), score=0.0, shape=p.shape) for p in pieces)
    return np.array([min(1.0, 1.25 * scene.share_of(colour, t)) for t in things])


def _joined(scene: Scene, halves: list[Thing]) -> Thing:
    """The halves of one thing together."""
    shape = np.logical_or.reduce([t.shape for t in halves if t.shape is not None])
    return replace(halves[0], shape=shape, box=scene.box_of(shape))


def _surrounds(shape: Mask) -> bool:
    """True for what lies around things: it reaches most sides of the picture."""
    return sum(bool(side.any()) for side in (shape[0], shape[-1], shape[:, 0], shape[:, -1])) >= SURROUNDS


def _nested(a: Mask, b: Mask | None) -> bool:
    """True when most of one shape lies in the other."""
    return b is not None and float((a & b).sum()) > 0.5 * float(min(a.sum(), b.sum()))


def _fit(scene: Scene, piece: Piece, look: Look) -> float:
    """0..1: how much a piece looks like such things."""
    shape = piece.shape
    h = shape.shape[0]
    _, y, wide, high = cv2.boundingRect(shape.astype(np.uint8))
    outline = max(cv2.findContours(shape.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)
    _, (a, b), _ = cv2.minAreaRect(outline)
    full = float(shape.sum()) / max(1.0, (a + 1) * (b + 1))
    fit = within(wide / high, look.wide) * within(float(shape.mean()), look.area)
    fit *= 1.0 if look.y[0] <= (y + high / 2) / h <= look.y[1] else 0.3
    fit *= float(np.clip(1.0 - 4.0 * (look.full - full), 0.0, 1.0)) * float(
        np.clip(1.0 - 4.0 * (full - look.thin), 0.0, 1.0)
    )
    if look.edge == "bottom" and y + high < 0.96 * h:
        fit *= 0.4
    if look.colours and fit > 0.0:
        thing = Thing(label="", box=scene.box_of(shape), score=0.0, shape=shape)
        fit *= 0.3 + 0.7 * min(1.0, 2.0 * max(scene.share_of(c, thing) for c in look.colours))
    return fit


def within(value: float, bounds: tuple[float, float]) -> float:
    """1 inside the bounds, falling to 0 at half the lower and twice the upper one."""
    low, high = bounds
    if value < low:
        return max(0.0, 2.0 * value / low - 1.0)
    return max(0.0, 2.0 - value / high) if value > high else 1.0


def likeness(scene: Scene, pieces: list[Piece], kinds: Mask) -> Floats:
    """float32 (n,): how much each piece looks like one of the kinds, 0..1, alone and in its surroundings."""
    alone = scene.alone[:, kinds].sum(axis=1)
    worth = np.flatnonzero(alone >= NOTHING)
    around = np.zeros(len(pieces), np.float32)
    if len(worth):
        boxes = [scene.box_of(pieces[i].shape) for i in worth.tolist()]
        around[worth] = tell(scene.rgb, boxes, scene.models)[:, kinds].sum(axis=1)
    return np.sqrt(alone * around).astype(np.float32)


def called(scene: Scene, things: list[Thing], noun: str) -> list[Thing]:
    """Things of a colour, those first that the classifier calls what the noun names; as they are when none is."""
    if len(things) < 2 or kinds_of(noun) is None:
        return things
    likely = [looks_like(scene, t, noun) or 0.0 for t in things[:COMPARED]]
    best = max(likely)
    if best < SEEN:
        return things
    told = [
        replace(t, score=t.score * (UNSAID + (1.0 - UNSAID) * v / best)) for t, v in zip(things, likely, strict=False)
    ]
    return sorted([*told, *(replace(t, score=t.score * UNSAID) for t in things[COMPARED:])], key=lambda t: -t.score)


def looks_like(scene: Scene, thing: Thing, noun: str) -> float | None:
    """How much a thing looks like what a noun names, 0..1; None when no kind stands for the noun.

    Alone on grey where its pixels are known, and in its surroundings.
    """
    kinds = kinds_of(noun)
    if kinds is None or not can_tell(scene.models):
        return None
    around = float(tell(scene.rgb, [thing.box], scene.models)[0, kinds].sum())
    mask = None
    if thing.shape is not None:
        mask = thing.shape.astype(np.float32)
    elif thing.region is not None:
        mask = thing.region.weights
    if mask is None:
        return around
    alone = float(tell(scene.rgb, [thing.box], scene.models, [mask])[0, kinds].sum())
    return float(np.sqrt(alone * around))
