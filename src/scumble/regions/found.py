"""What a search for words comes back with: the region, how sure, the other candidates, and a sentence for the caller.

Nothing is taken silently: below LEAST nothing is selected, below SURE it is said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scumble.core.region import Box, Region
from scumble.core.work import Ahead
from scumble.regions.as_subject import as_subject, may_be_subject, plainly_subject
from scumble.regions.object_mask import object_mask
from scumble.regions.phrase import Phrase
from scumble.regions.ranking import Ranked
from scumble.regions.scene import Scene, Thing, area, overlap
from scumble.regions.tails import with_tail
from scumble.vision.lettering import Line
from scumble.vision.segmenter import Embedding, embed_ahead
from scumble.vision.subject import DOUBTFUL

SURE, LEAST = 0.7, 0.5
"""Confidence from which a find needs no remark, and below which nothing is selected."""
MOST_THINGS = 12
"""No more things than these are selected at once."""
PLAIN_SUBJECT = (0.02, 0.7)
"""Share of the picture that the box of what stands out at a glance has where it is offered as the subject."""
ASK = "Draw a mask around it, or pass a region (a box, or a point on it), and it will be used."


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What words meant in a picture.

    region, box: all that was selected; None when nothing was. chosen: the things selected, each with its pixels.
    candidates: everything that could have been meant, the likeliest first. confidence: 0..1. sentence: for the caller.
    fitted: the region already has the margin around what is meant that filling it needs (strokes of text). exact: of
    flat graphics, to the pixel. lines: of text, what was selected, line by line. lettering: every line that was read on
    the way.
    """

    region: Region | None
    box: Box | None
    candidates: tuple[Thing, ...]
    confidence: float
    sentence: str
    chosen: tuple[Thing, ...] = ()
    fitted: bool = False
    exact: bool = False
    lines: tuple[Line, ...] = ()
    lettering: tuple[Line, ...] = ()


def trust(score: float) -> float:
    """Confidence that something is what a detector scored; knots set by looking at 40 photos."""
    return float(np.interp(score, [0.25, 0.33, 0.42, 0.5, 0.62, 0.8], [0.3, 0.52, 0.66, 0.75, 0.86, 0.95]))


def selected(
    scene: Scene, phrase: Phrase, picked: list[Thing], things: Sequence[Thing], confidence: float, sentence: str
) -> Found:
    """The found things with their pixels; nothing when it is too unsure."""
    ordered = (*picked, *(t for t in things if t not in picked))
    if confidence < LEAST:
        stuff = phrase.kind == "stuff" and bool(picked)
        seen = "It cannot be told apart with certainty by colour and texture." if stuff else seen_sentence(scene)
        return nothing(f'It is not clear what "{phrase.text}" is here. {seen}', ordered, confidence)
    boxes = [*(t.box for t in things), *(d.box for d in scene.objects if d.score >= 0.45)]
    whole = phrase.kind != "part" and not scene.models.rough
    outlined_later = [t for t in picked if t.region is None and t.shape is None]
    plain = {t.box: plainly_subject(scene, t.box) for t in outlined_later} if whole else {}
    embedded = _looking_ahead(scene, [t for t in outlined_later if plain.get(t.box) is None]) if whole else None
    chosen: list[Thing] = []
    for thing in picked:
        scene.cancel.check()
        region = thing.region
        if region is None and thing.shape is not None:
            region = scene.full(thing.shape)
        elif region is None and (region := plain.get(thing.box)) is None:
            if embedded is not None:
                embedded.result()
            near = [b for b in dict.fromkeys(boxes) if overlap(b, thing.box) < 0.7]
            region = object_mask(scene.image, thing.box, others=near, models=scene.models, cancel=scene.cancel)
            bounds = Region.of_mask(region.weights > 0.5).bounds
            if bounds is None or overlap(bounds, thing.box) < 0.4 or _is_box(region, thing.box):
                confidence = min(confidence * 0.85, 0.65)
                sentence += " Its outline is uncertain; drawing a mask will do better."
        if thing.region is None and whole:
            region = with_tail(scene, thing.label, as_subject(scene, region))
        chosen.append(replace(thing, region=region))
    if confidence < SURE and sentence == found_sentence(phrase, picked[0]) and picked[0].label != "subject":
        where = _whereabouts(picked[0].box, scene.size)
        sentence = (
            f'"{phrase.text}" was probably found: it is doubtful ({confidence:.0%} sure) whether what was taken, '
        )
        sentence += f"in the {where} of the picture, is it."
    region = chosen[0].region or Region.empty_of(scene.size[1], scene.size[0])
    for thing in chosen[1:]:
        region = region.union(thing.region or region)
    box = chosen[0].box if len(chosen) == 1 else region.bounds
    return Found(
        region=region,
        box=box,
        candidates=(*chosen, *(t for t in things if t not in picked)),
        confidence=max(confidence, LEAST),
        sentence=sentence,
        chosen=tuple(chosen),
    )


def _looking_ahead(scene: Scene, outlined_later: Sequence[Thing]) -> Ahead[Embedding] | None:
    """Where things will be outlined and compared with the subject: the one begun beside, the other done at once.

    The glance comes before both: a network takes every processor, and two at a time take longer than in turn.
    """
    if not outlined_later:
        return None
    one_is = any(may_be_subject(scene, thing.box) for thing in outlined_later)
    begun = embed_ahead(scene.image, scene.models, cancel=scene.cancel)
    if begun is not None and one_is:
        _ = scene.subject
    return begun


def _whereabouts(box: Box, size: tuple[int, int]) -> str:
    """'upper left' of a picture of this size (width, height), by a box's middle."""
    across, down = (box.x0 + box.x1) / (2 * size[0]), (box.y0 + box.y1) / (2 * size[1])
    row = "upper" if down < 1 / 3 else "lower" if down > 2 / 3 else ""
    side = "left" if across < 1 / 3 else "right" if across > 2 / 3 else ""
    return f"{row} {side}".strip() if row and side else f"{row} part".strip() if row else side or "middle"


def _is_box(region: Region, box: Box) -> bool:
    """True when the mask is simply the whole box: nothing could be told apart."""
    return float((region.weights[box.y0 : box.y1, box.x0 : box.x1] > 0.5).mean()) > 0.995


def nothing(problem: str, things: Sequence[Thing] = (), confidence: float = 0.0) -> Found:
    """Nothing selected, with the way out."""
    return Found(
        region=None,
        box=None,
        candidates=tuple(things)[:MOST_THINGS],
        confidence=min(confidence, LEAST - 0.01),
        sentence=f"{problem.strip()} {ASK}",
    )


def absent(scene: Scene, phrase: Phrase) -> Found:
    """Not there: says what is."""
    if phrase.kind == "unknown":
        return nothing(f'"{phrase.noun or phrase.text}" is not a thing that can be found here. {seen_sentence(scene)}')
    # A toy of a duck is no duck to the detector: how else it is called helps more than that it is not there.
    subject = ' If the main subject of the picture is meant, say "the subject".' if stands_out(scene) else ""
    return nothing(f'"{phrase.noun}" was not found. {seen_sentence(scene)}{subject}')


def stands_out(scene: Scene) -> bool:
    """True when the picture plainly has one subject, told without cutting it out."""
    box = scene.glance
    if box is None or not PLAIN_SUBJECT[0] < area(box) / (scene.size[0] * scene.size[1]) < PLAIN_SUBJECT[1]:
        return False
    # A landscape has no subject, though something in it stands out most; what is offered has to work.
    look = scene.first_look
    return look is None or look.confidence >= DOUBTFUL


def unfit(scene: Scene, phrase: Phrase, ranked: Sequence[Ranked]) -> Found:
    """The noun is there, but not as the phrase says."""
    things = [r.thing for r in ranked]
    count = f"One {phrase.noun} was" if len(things) == 1 else f"{len(things)} things were"
    return nothing(f'{count} found, but none as in "{phrase.text}".', things)


def seen_sentence(scene: Scene) -> str:
    """'Found: 2 cars, dog.'"""
    count = Counter(d.label for d in scene.objects if d.score >= 0.45)
    if not count:
        return "No thing was recognised in the picture."
    return "Found: " + ", ".join(label if n == 1 else f"{n} x {label}" for label, n in count.most_common(6)) + "."


def found_sentence(phrase: Phrase, thing: Thing) -> str:
    """What was taken."""
    if thing.label == "subject":
        return f'"{phrase.text}" was taken to be the main subject of the picture.'
    return f'"{phrase.text}" was found.'


def several_sentence(phrase: Phrase, thing: Thing, rivals: Sequence[Thing], scene: Scene) -> str:
    """'3 cups were found; the left one was taken.'"""
    everything = [thing, *rivals]
    where = " that stands out most"
    across = sorted(everything, key=lambda t: t.box.x0 + t.box.x1)
    if across[0] is thing:
        where = " on the left"
    elif across[-1] is thing:
        where = " on the right"
    elif area(thing.box) == max(area(t.box) for t in everything):
        where = " that is largest"
    return f'{len(everything)} things were found for "{phrase.text}"; the one{where} was taken.'
