"""Everything that a noun may mean in a picture, before colour, place, size and relation choose among it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scumble.regions import colours
from scumble.regions.named import called
from scumble.regions.parts import find_part, shape_of
from scumble.regions.phrase import Phrase
from scumble.regions.phrase_words import TYPICAL
from scumble.regions.scene import Scene, Thing, inside, overlap
from scumble.regions.tall import TALL, tall_things
from scumble.regions.tinted import Tinted
from scumble.regions.witness import STEADY, known, subject_as, vague_things

Mask = NDArray[np.bool_]

HAS_COLOUR = 0.3
"""Share of a thing's box from which it has a colour, so that no area of that colour is looked for."""
BASES = {"vague": 0.6, "part": 0.56, "class": 0.5, "object": 0.52, "unknown": 0.5}
"""Score of an area of a vivid colour as a thing of each kind of noun, when it is the only one."""
PALE = 0.78
"""What is left of it when the colour is none that stands out: walls, streets and shadows have it too."""
TYPICALLY = 0.85
"""What is left of it when the colour was not said but is what such things usually have."""
LEAST_REPEATED = 4
"""So many vivid things of about one size are a row of the same thing."""
MOST_TINTED = 6


def candidates(scene: Scene, phrase: Phrase, owner: Thing | None = None) -> list[Thing]:
    """The things that answer to the noun, surest first of each source. owner: the whole that a part belongs to."""
    within = None if owner is None else shape_of(scene, owner)
    things = _by_noun(scene, phrase, owner)
    if within is not None and owner is not None:
        things = [t for t in things if inside(t.box, owner.box) > 0.7]
    sought = _colours(phrase)
    if sought and not any(scene.colour_share(c, t.box) > HAS_COLOUR for c in sought for t in things):
        found = [t for c in sought for t in _coloured(scene, c, phrase, within)]
        things = [*things, *(t for t in found if not any(overlap(t.box, k.box) > 0.6 for k in things))]
        things = called(scene, things, phrase.noun)
    if not things and owner is None and phrase.kind == "object" and not (phrase.colour or phrase.places):
        things = repeated(scene, phrase.noun)
    return things


def _by_noun(scene: Scene, phrase: Phrase, owner: Thing | None) -> list[Thing]:
    """What the noun alone leads to."""
    if phrase.kind == "part":
        return find_part(scene, phrase.labels[0], owner, phrase.colour, sided=bool(phrase.places))
    if owner is not None and phrase.kind != "class":
        return []
    if phrase.kind in {"vague", "subject"}:
        return vague_things(scene, coloured=phrase.colour is not None)
    if phrase.noun in TALL or phrase.noun.removesuffix("s") in TALL:
        upright = tall_things(scene, phrase.noun)
        if upright:
            return upright
    things = known(scene, phrase) if phrase.kind == "class" else []
    if not things and phrase.kind in {"object", "class"}:
        subject = subject_as(scene, phrase)
        things = [] if subject is None else [subject]
    return things


def _colours(phrase: Phrase) -> tuple[str, ...]:
    """The colours by which a thing may be found: the one that was said, else those that such things usually have."""
    own_part = phrase.kind == "part" and phrase.labels != ("part",)
    if phrase.kind in {"stuff", "subject"} or own_part or _steady(phrase):
        return ()
    if phrase.kind == "class" and phrase.exact and phrase.colour not in colours.VIVID:
        return ()
    if phrase.colour is not None:
        return (phrase.colour,)
    if phrase.kind == "unseen":
        return ()
    return TYPICAL.get(phrase.noun) or TYPICAL.get(phrase.noun.removesuffix("s")) or ()


def _steady(phrase: Phrase) -> bool:
    """True for classes that the detector hardly ever overlooks, so that a colour alone is none of them."""
    return phrase.kind == "class" and phrase.exact and any(label in STEADY for label in phrase.labels)


def _coloured(scene: Scene, colour: str, phrase: Phrase, within: Mask | None) -> list[Thing]:
    """Areas of a colour as things; what stands out less than the first is less sure."""
    found = scene.tinted(colour, within)
    if not found:
        return []
    base = BASES.get(phrase.kind, 0.5)
    base *= 1.0 if colour in colours.VIVID else PALE
    base *= 1.0 if phrase.colour is not None else TYPICALLY
    first = found[0].prominence
    things = [
        Thing(
            label=phrase.noun or "thing",
            box=scene.box(t.box),
            score=base * quality(t) * min(1.0, 0.55 + 0.45 * t.prominence / first),
            shape=t.mask,
            tint=colour,
        )
        for t in found[:MOST_TINTED]
        if t.prominence > 0.12 * first
    ]
    return things


def quality(t: Tinted) -> float:
    """0.6..1: how much a coloured area looks like a thing: pure, set apart, whole."""
    return float(np.clip(0.55 + 0.25 * t.purity + 0.35 * t.stands - 0.25 * min(1.0, 2.0 * t.rim), 0.6, 1.0))


def repeated(scene: Scene, noun: str) -> list[Thing]:
    """Three or more vivid things of about one size, which a noun of no class may mean: hats in a row, balloons.

    What they are is not known: they are told as little sure.
    """
    found: list[Tinted] = []
    for colour in sorted(colours.VIVID):
        for t in scene.tinted(colour)[:3]:
            if t.rim < 0.05 and t.fill > 0.4 and t.stands > 0.55 and t.share > 0.002:
                found.append(t)
    found.sort(key=lambda t: -t.prominence)
    apart: list[Tinted] = []
    for t in found:
        if not any(bool((t.mask & k.mask).any()) for k in apart):
            apart.append(t)
    alike = [t for t in apart if t.share > apart[0].share / 12.0] if apart else []
    if len(alike) < LEAST_REPEATED:
        return []
    return [Thing(label=noun, box=scene.box(t.box), score=0.36, shape=t.mask) for t in alike]


def joined(things: Sequence[Thing], scene: Scene) -> Thing | None:
    """Several things as one, for a relation to all of them; None for none."""
    if not things:
        return None
    shape = np.logical_or.reduce([shape_of(scene, t) for t in things])
    if not shape.any():
        return None
    score = min(t.score for t in things)
    return replace(things[0], box=scene.box_of(shape), shape=shape, region=None, score=score)
