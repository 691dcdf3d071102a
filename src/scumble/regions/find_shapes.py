"""Find shapes of a flat picture by words: 'the second blue circle from the right', 'the star left of the red square'.

Everything is measured on exact areas, so what fits is sure; where several fit alike nothing is taken and the caller is
asked which one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from scumble.core.region import Region
from scumble.core.shapes import kind_of, shape_names
from scumble.core.things import words_of
from scumble.regions.found import Found, nothing
from scumble.regions.phrase import Phrase
from scumble.regions.phrase_words import COLOURS
from scumble.regions.shape_colours import NAMED, distance, fits, lightness, shade_of
from scumble.regions.shapes import FlatShape, shapes_of
from scumble.vision.flat import Flat

Shapes = list[FlatShape]

APART: Final = 0.015
"""Share of the picture's side by which one shape has to stand further out than the next to be 'the left one'."""
LARGER: Final = 1.03
"""Ratio of two sizes from which one is the larger."""
NEARER: Final = 1.15
"""Ratio of two distances from which one is the nearer."""
OPPOSITE: Final = 0.58
"""Share of the picture's side beyond which a single shape is not 'on the left'."""
CERTAIN, RELATED = 0.97, 0.9
"""Confidence in a shape, and in one told by its place beside another."""
EDGES: Final = frozenset({"left", "right", "top", "bottom"})


def find_shape(flat: Flat, phrase: Phrase) -> Found | None:
    """What a phrase means among the shapes of a flat picture; None where it does not speak of shapes."""
    kind = _kind(phrase)
    if kind is None or (phrase.relation is not None and _kind(_counted(phrase.relation[1])) is None):
        return None
    phrase = _counted(phrase)
    everything = shapes_of(flat)
    fitting = _fitting(everything, phrase, kind, flat)
    if isinstance(fitting, str):
        return _none(fitting, everything)
    if not fitting:
        return _none(f'No shape was found for "{phrase.text}".', everything)
    if phrase.many:
        return _found(phrase, fitting, everything)
    if len(fitting) > 1:
        return _which(phrase, fitting)
    return _found(phrase, fitting, everything)


def _kind(phrase: Phrase) -> str | None:
    """The kind a phrase asks for; '' for any, None where it names something else."""
    noun = phrase.noun
    for words in (noun, " ".join(noun.split()[-2:]), noun.split()[-1] if noun else ""):
        kind = kind_of(words)
        if kind is not None:
            return kind
    told = phrase.colour or phrase.places or phrase.size or phrase.ordinal
    return "" if phrase.kind == "vague" or (not noun and told) else None


def _counted(phrase: Phrase) -> Phrase:
    """What the phrase reader cannot know, as words for shapes stand in none of its tables: 'circles' means all of them,
    and 'orange' is a colour before 'hexagon', not a fruit."""
    first, _, rest = phrase.noun.partition(" ")
    colour = next((c for c, words in COLOURS.items() if first in words_of(words)), None)
    if phrase.colour is None and colour is not None and kind_of(rest) is not None:
        phrase = replace(phrase, colour=colour, noun=rest)
    plural = phrase.noun.endswith("s") and phrase.noun not in shape_names()
    return replace(phrase, plural=True) if plural and not phrase.plural else phrase


def _fitting(everything: Shapes, phrase: Phrase, kind: str, flat: Flat) -> Shapes | str:  # noqa: PLR0911
    """The shapes that fit all that is said, or why there is none."""
    found = _of_color(_of_kind(everything, kind), phrase)
    if not found:
        return f'"{_plainly(phrase)}" was not found.'
    if phrase.relation is not None and phrase.relation[0] not in {"of", "with"}:
        how, other = phrase.relation
        other = _counted(other)
        others = _fitting(everything, other, _kind(other) or "", flat)
        if isinstance(others, str):
            return others
        if len(others) > 1 and not other.many:
            return f'{len(others)} shapes fit "{other.text}", so it is not clear which {phrase.noun} is meant.'
        found = _related(how, found, others, one=not phrase.many)
        if not found:
            return f'No {phrase.noun or "shape"} was found as in "{phrase.text}".'
    height, width = flat.labels.shape
    if phrase.ordinal is not None:
        return _nth(phrase, found)
    places = tuple(p for p in phrase.places if p in EDGES | {"middle", "corner"})
    if phrase.size is not None:
        # 'the largest circle on the left': of those on the left half, where there are any.
        if places and len(found) > 1:
            found = [s for s in found if all(_on_side(s, p, width, height) for p in places)] or found
        return _sized(phrase, found)
    if phrase.many:
        return [s for s in found if all(_on_side(s, p, width, height) for p in places)]
    return _placed(phrase, found, places, width, height) if places else found


def _plainly(phrase: Phrase) -> str:
    """'blue circle'."""
    return " ".join(w for w in (phrase.colour, phrase.noun) if w) or phrase.text


def _of_kind(shapes: Shapes, kind: str) -> Shapes:
    """Those that are first of all of a kind, else those that may be called so."""
    if not kind:
        return shapes
    return [s for s in shapes if s.kinds[0] == kind] or [s for s in shapes if kind in s.kinds]


def _of_color(shapes: Shapes, phrase: Phrase) -> Shapes:
    """Those of the colour that was said, told as finely as it was said."""
    shade = shade_of(phrase.text)
    colour = phrase.colour or phrase.wears
    if colour is None and shade is None:
        return shapes
    found = shapes
    if colour is not None:
        found = [s for s in shapes if fits(s.color, colour) == NAMED] or [s for s in shapes if fits(s.color, colour)]
    if shade is not None and (len(found) > 1 or colour is None):
        code, most = shade
        near = [s for s in (found if colour else shapes) if distance(s.color, code) <= most]
        found = near or ([] if colour is None else found)
    words = phrase.text.lower().split()
    if len(found) > 1 and colour is not None and {"light", "pale", "dark"} & set(words):
        light = [lightness(s.color) for s in found]
        end = min(light) if "dark" in words else max(light)
        found = [s for s, v in zip(found, light, strict=True) if abs(v - end) < 2.0]
    return found


def _related(how: str, shapes: Shapes, others: Shapes, *, one: bool) -> Shapes:
    """Those that stand so to one of the others; of several the nearest, where only one is meant."""
    measure = _RELATIONS.get(how, _beside)
    far = [min((measure(s, o) for o in others if o is not s), default=np.inf) for s in shapes]
    found = [(d, s) for d, s in zip(far, shapes, strict=True) if np.isfinite(d)]
    if not one or len(found) < 2:
        return [s for _, s in found]
    nearest = min(d for d, _ in found)
    return [s for d, s in found if d <= nearest * NEARER + 1]


def _beside(a: FlatShape, b: FlatShape) -> float:
    """Distance of the two middles."""
    return float(np.hypot(a.middle[0] - b.middle[0], a.middle[1] - b.middle[1]))


def _towards(x: int, y: int) -> Callable[[FlatShape, FlatShape], float]:
    """Distance where a lies on that side of b, a step to the side counting double; infinite where it does not."""

    def far(a: FlatShape, b: FlatShape) -> float:
        dx, dy = a.middle[0] - b.middle[0], a.middle[1] - b.middle[1]
        along, across = (dx * x, abs(dy)) if x else (dy * y, abs(dx))
        return along + 2 * across if along > 0 and across < 1.5 * along else np.inf

    return far


def _lies_on(a: FlatShape, b: FlatShape) -> float:
    """0 where a lies on b."""
    return 0.0 if b.covers(a) else np.inf


_RELATIONS: dict[str, Callable[[FlatShape, FlatShape], float]] = {
    "left of": _towards(-1, 0),
    "right of": _towards(1, 0),
    "above": _towards(0, -1),
    "under": _towards(0, 1),
    "on": _lies_on,
    "in": _lies_on,
    "in front of": _lies_on,
    "behind": lambda a, b: _lies_on(b, a),
    "around": lambda a, b: _lies_on(b, a),
}
"""Relation -> how far a is from standing so to b."""


def _nth(phrase: Phrase, shapes: Shapes) -> Shapes | str:
    """'The second from the right'."""
    axis, sign = {"left": (0, 1), "right": (0, -1), "top": (1, 1), "bottom": (1, -1)}.get(phrase.counted, (0, 1))
    row = sorted(shapes, key=lambda s: sign * s.middle[axis])
    n = phrase.ordinal or 1
    if abs(n) > len(row):
        return f'Only {len(row)} {"was" if len(row) == 1 else "were"} found for "{phrase.text}".'
    return [row[n - 1 if n > 0 else n]]


def _sized(phrase: Phrase, shapes: Shapes) -> Shapes:
    """The largest or smallest; all that are as large."""
    words = set(phrase.text.lower().split())
    measure: Callable[[FlatShape], float] = lambda s: s.size  # noqa: E731
    if words & {"tallest", "highest", "shortest", "taller", "shorter", "tall"}:
        measure = lambda s: s.box.height  # noqa: E731
    elif words & {"widest", "wider"}:
        measure = lambda s: s.box.width  # noqa: E731
    large = phrase.size in {"largest", "large"}
    sizes = [measure(s) for s in shapes]
    end = max(sizes) if large else min(sizes)
    found = [s for s, v in zip(shapes, sizes, strict=True) if (end <= v * LARGER if large else v <= end * LARGER)]
    if phrase.many and phrase.size in {"large", "small"}:
        middle = (min(sizes) * max(sizes)) ** 0.5
        found = [s for s, v in zip(shapes, sizes, strict=True) if (v >= middle) == large]
    return found


def _on_side(s: FlatShape, place: str, width: int, height: int) -> bool:
    """Whether a shape lies in that half of the picture."""
    x, y = s.middle[0] / width, s.middle[1] / height
    halves = {"left": x < 0.5, "right": x > 0.5, "top": y < 0.5, "bottom": y > 0.5}
    return halves.get(place, max(abs(x - 0.5), abs(y - 0.5)) < 0.25)


def _placed(phrase: Phrase, shapes: Shapes, places: Sequence[str], width: int, height: int) -> Shapes | str:
    """The one furthest towards a side or corner, or nearest to the middle; all that are as far."""

    def off(s: FlatShape) -> float:
        x, y = s.middle[0] / width, s.middle[1] / height
        if "middle" in places and not EDGES & set(places):
            return float(np.hypot(x - 0.5, y - 0.5))
        if "corner" in places and not EDGES & set(places):
            return min(x, 1 - x) + min(y, 1 - y)
        parts = {"left": x, "right": 1 - x, "top": y, "bottom": 1 - y}
        return sum(parts[p] for p in places if p in parts) / sum(p in parts for p in places)

    far = [off(s) for s in shapes]
    least = min(far)
    if len(shapes) == 1 and EDGES & set(places) and least > OPPOSITE and "most" not in phrase.text:
        return f'One {phrase.noun or "shape"} was found, but not as in "{phrase.text}".'
    return [s for s, v in zip(shapes, far, strict=True) if v < least + APART]


def _found(phrase: Phrase, shapes: Shapes, everything: Shapes) -> Found:
    """These shapes with their pixels."""
    flat = shapes[0].flat
    region = Region(weights=flat.cover(frozenset(s.area.index for s in shapes)))
    chosen = tuple(s.thing(whole=len(shapes) == 1) for s in shapes)
    rest = tuple(s.thing() for s in everything if s not in shapes)
    sentence = f'"{phrase.text}" was found.' if len(shapes) == 1 else f'{len(shapes)} shapes are "{phrase.text}".'
    return Found(
        region=region,
        box=shapes[0].box if len(shapes) == 1 else region.bounds,
        candidates=(*chosen, *rest),
        confidence=RELATED if phrase.relation is not None else CERTAIN,
        sentence=sentence,
        chosen=chosen,
        fitted=True,
        exact=True,
    )


def _which(phrase: Phrase, shapes: Shapes) -> Found:
    """Several fit: nothing is taken, the caller is asked."""
    said = ", ".join(f"a {s.label} at ({round(s.middle[0])}, {round(s.middle[1])})" for s in shapes[:5])
    more = "" if len(shapes) <= 5 else f" and {len(shapes) - 5} more"
    problem = f'{len(shapes)} shapes fit "{phrase.text}": {said}{more}. Say which one: its colour, place or size.'
    return nothing(problem, [s.thing() for s in shapes], 0.45)


def _none(problem: str, everything: Shapes) -> Found:
    """Nothing fits: says what there is."""
    count = Counter(s.label for s in everything)
    seen = ", ".join(label if n == 1 else f"{n} x {label}" for label, n in count.most_common(8))
    return nothing(f"{problem} Found: {seen}." if seen else problem, [s.thing() for s in everything])
