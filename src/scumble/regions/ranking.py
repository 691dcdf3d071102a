"""Ranks things by what a phrase says of them: colour, place, size, order and relation to other things.

Every saying gives each thing a factor 0..1; with several candidates places and sizes are relative ("the left one" of
three), with one they are checked against the picture ("on the right" of something on the left is not it).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scumble.core.region import Box
from scumble.regions.phrase import Phrase
from scumble.regions.scene import Scene, Thing, area, common, inside, overlap

NEEDED_COLOUR = 0.28
"""Share of a thing's box from which it has a colour for certain; below COLOUR_FLOOR it does not."""
COLOUR_FLOOR = 0.08
DIFFERENT = 0.06
"""Difference in place, as a share of the picture, below which two things stand at the same place."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing and how well it fits what the phrase says beside its noun, 0..1."""

    thing: Thing
    fit: float


def rank(
    phrase: Phrase, things: Sequence[Thing], scene: Scene, related: Sequence[Thing] | None, *, places: bool = True
) -> list[Ranked]:
    """The things with their fit, best first. related: what the phrase's relation leads to; None = nothing said."""
    fits = np.ones(len(things))
    colour = phrase.wears or phrase.colour
    if colour is not None:
        fits *= colour_fits([scene.share_of(colour, t) for t in things])
    if phrase.relation is not None and related:
        how = phrase.relation[0]
        fits *= [max(relation_fit(how, t.box, o.box) * (0.5 + 0.5 * o.score) for o in related) for t in things]
    # Place and size compare only with what is still in question.
    alive = [i for i in range(len(things)) if fits[i] > 0.3] or list(range(len(things)))
    boxes = [things[i].box for i in alive]
    for place in phrase.places if places else ():
        fits[alive] *= place_fits(place, boxes, scene, many=phrase.many)
    if phrase.size is not None:
        fits[alive] *= size_fits(phrase.size, boxes)
    ranked = [Ranked(t, float(f)) for t, f in zip(things, fits, strict=True)]
    return sorted(ranked, key=lambda r: -r.fit * r.thing.score**0.5)


def colour_fits(shares: Sequence[float]) -> list[float]:
    """Fits of a colour that covers these shares of things' boxes; the one that has clearly most of it has it anyway."""
    fits = [float(np.clip((s - COLOUR_FLOOR) / (NEEDED_COLOUR - COLOUR_FLOOR), 0.0, 1.0)) for s in shares]
    if len(shares) > 1:
        second, most = sorted(shares)[-2:]
        if most > COLOUR_FLOOR and most > 2.0 * second:
            fits[shares.index(most)] = max(fits[shares.index(most)], 0.75)
    return fits


def in_order(things: Sequence[Thing], counted: str) -> list[Thing]:
    """Things as they are counted from a side."""
    across, down, foot = _ORDERS.get(counted, _ORDERS["left"])
    return sorted(things, key=lambda t: across * (t.box.x0 + t.box.x1) + down * (t.box.y0 + t.box.y1) + foot * t.box.y1)


_ORDERS: Mapping[str, tuple[int, int, int]] = {
    "left": (1, 0, 0),
    "right": (-1, 0, 0),
    "top": (0, 1, 0),
    "bottom": (0, -1, 0),
    "foreground": (0, 0, -1),
    "background": (0, 0, 1),
}
"""Side to count from -> weights of a box's middle across, its middle down, and its foot."""


def place_fits(place: str, boxes: Sequence[Box], scene: Scene, *, many: bool) -> list[float]:
    """How well boxes stand at a place of the phrase, each 0..1."""
    values = [_PLACES[place](b, scene) for b in boxes]
    if len(boxes) < 2 and place in {"left", "right"}:
        # One alone has to stand on that side: something in the middle may be what is meant, or not.
        return [float(np.clip((v - 0.52) / 0.14, 0.0, 1.0)) for v in values]
    if many and place in {"left", "right", "top", "bottom"}:
        # 'the shutters at the bottom left': all of them, but none of the other half.
        return [float(np.clip((v - 0.42) / 0.16, 0.0, 1.0)) for v in values]
    if len(boxes) < 2 or many:
        return [float(np.clip(v * 2.2, 0.0, 1.0)) for v in values]
    low, high = min(values), max(values)
    if high - low < DIFFERENT:
        return [float(np.clip(v * 2.2, 0.0, 1.0)) for v in values]
    # Relative: the best is right unless it plainly stands elsewhere.
    floor = 0.25 if high > 0.2 else 0.0
    return [float(np.clip((v - low) / (high - low), 0.0, 1.0)) ** 1.5 * (1.0 if high > 0.2 else floor) for v in values]


def size_fits(size: str, boxes: Sequence[Box]) -> list[float]:
    """How well boxes have a size; one alone has any."""
    if len(boxes) < 2:
        return [1.0]
    logs = np.log([max(1, area(b)) for b in boxes])
    spread = float(logs.max() - logs.min())
    if spread < 0.15:
        return [0.8] * len(boxes)
    rising = (logs - logs.min()) / spread
    return [float(v) for v in (rising if size in {"large", "largest"} else 1.0 - rising)]


def _across(b: Box, scene: Scene) -> float:
    return (b.x0 + b.x1) / 2 / scene.size[0]


def _down(b: Box, scene: Scene) -> float:
    return (b.y0 + b.y1) / 2 / scene.size[1]


def _near(b: Box, scene: Scene) -> float:
    """How near a box is: low on the picture and large."""
    foot = b.y1 / scene.size[1]
    large = (area(b) / (scene.size[0] * scene.size[1])) ** 0.5
    return float(np.clip(0.5 * foot + 0.9 * large, 0.0, 1.0))


def _corner(b: Box, scene: Scene) -> float:
    x, y = abs(_across(b, scene) - 0.5) * 2, abs(_down(b, scene) - 0.5) * 2
    return float(np.clip(min(x, y) * 1.3, 0.0, 1.0))


_PLACES: Mapping[str, Callable[[Box, Scene], float]] = {
    "left": lambda b, s: 1.0 - _across(b, s),
    "right": _across,
    "top": lambda b, s: 1.0 - _down(b, s),
    "bottom": _down,
    "middle": lambda b, s: 1.0 - 2 * abs(_across(b, s) - 0.5) * 0.8 - 0.4 * abs(_down(b, s) - 0.5),
    "background": lambda b, s: 1.0 - _near(b, s),
    "foreground": _near,
    "corner": _corner,
}


def relation_fit(relation: str, a: Box, b: Box) -> float:
    """How well box a stands in a relation to box b, 0..1."""
    # The same place twice is one thing: nothing stands next to itself.
    return 0.0 if overlap(a, b) > 0.6 else _RELATIONS.get(relation, _next_to)(a, b)


def _gap(a: Box, b: Box) -> float:
    """Distance between two boxes in units of their mean side; 0 when they touch or overlap."""
    dx = max(0, max(a.x0, b.x0) - min(a.x1, b.x1))
    dy = max(0, max(a.y0, b.y0) - min(a.y1, b.y1))
    return float(np.hypot(dx, dy)) / max(1.0, (area(a) * area(b)) ** 0.25)


def _beside(a: Box, b: Box) -> float:
    """Share of a's width above or below b."""
    return max(0, min(a.x1, b.x1) - max(a.x0, b.x0)) / max(1, min(a.width, b.width))


def _next_to(a: Box, b: Box) -> float:
    return float(np.clip(1.15 - _gap(a, b), 0.0, 1.0))


def _on(a: Box, b: Box) -> float:
    """a stands or lies on b: above it sideways, its foot within b or a little above."""
    foot = (a.y1 - b.y0) / max(1, b.height)
    higher = float(np.clip(1.0 + 4.0 * ((b.y1 - a.y0) / max(1, b.height) - 1.0), 0.0, 1.0))
    return min(1.0, _beside(a, b) * 1.4) * float(np.clip(1.0 + 5.0 * (foot + 0.15), 0.0, 1.0)) * (0.4 + 0.6 * higher)


def _holding(a: Box, b: Box) -> float:
    """b is worn, held or led by a: mostly inside it, or touching."""
    return max(inside(b, a), 0.8 * float(np.clip(1.0 - 3.0 * _gap(a, b), 0.0, 1.0)))


def _depth(a: Box, b: Box) -> float:
    """a stands behind b: its foot higher up, close to it or hidden by it."""
    behind = float(np.clip(0.5 + 2.5 * (b.y1 - a.y1) / max(1, b.height), 0.0, 1.0))
    return behind * float(np.clip(1.2 - _gap(a, b), 0.0, 1.0))


def _left_of(a: Box, b: Box) -> float:
    return float(np.clip(0.5 + (b.x0 + b.x1 - a.x0 - a.x1) / max(1, a.width + b.width), 0.0, 1.0))


_RELATIONS: Mapping[str, Callable[[Box, Box], float]] = {
    "on": _on,
    "next to": _next_to,
    "left of": _left_of,
    "right of": lambda a, b: _left_of(b, a),
    "behind": _depth,
    "in front of": lambda a, b: _depth(b, a),
    "under": lambda a, b: _on(b, a),
    "above": lambda a, b: _beside(a, b) * float(np.clip(0.5 + 2.0 * (b.y0 - a.y1) / max(1, b.height), 0.0, 1.0)),
    "in": lambda a, b: common(a, b) / max(1, area(a)),
    "with": _holding,
    "between": _next_to,
}
