"""Find things by words: 'the red cup on the left table' -> region, other candidates, how sure, and a sentence.

What is looked at: the detector's boxes for nouns it knows, the picture's subject for single things it does not know,
blobs of a vivid colour, the sky; in flat graphics the shapes themselves, first (`find_shapes.py`). Nothing is taken
silently: below LEAST nothing is selected, below SURE it is said.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.regions.agreed import confirmed, looked_again, one_piece, stands_alone
from scumble.regions.areas import CERTAIN, find_areas, pieces_at
from scumble.regions.body import held_things
from scumble.regions.candidates import candidates
from scumble.regions.colours import VIVID
from scumble.regions.find_shapes import find_shape
from scumble.regions.found import (
    ASK,
    LEAST,
    MOST_THINGS,
    SURE,
    Found,
    absent,
    found_sentence,
    nothing,
    seen_sentence,
    selected,
    several_sentence,
    trust,
    unfit,
)
from scumble.regions.lettering import Written, bounds_of, inscribed, written
from scumble.regions.lettering_match import best_matches
from scumble.regions.lettering_words import Asked, asked
from scumble.regions.named import named_things
from scumble.regions.phrase import Phrase, read_phrase
from scumble.regions.ranking import Ranked, in_order, rank
from scumble.regions.scene import Scene, Thing, area
from scumble.regions.skyline import all_sky
from scumble.regions.stuff import Area
from scumble.vision.flat import flat_of
from scumble.vision.lettering import glance, read_lettering
from scumble.vision.models import Models

FITS = 0.35
"""Fit from which a thing has what the phrase says of it."""
COUNTED = frozenset({"mountain", "rock", "trees", "bushes", "clouds"})
"""Kinds of area that are made of single things; one of them alone cannot be told apart."""
SINGLED = 0.58
"""Confidence in one of several rocks or trees when the segmenter ends it, at the side that was said."""
CLEAR_AREA, CONFIRMED = 0.75, 0.58
"""Likeness below which an area needs the segmenter's second opinion, and confidence in one that has it."""
WHOLE_AREAS = frozenset({"sky", "water", "ground", "sand", "snow", "grass"})
"""Kinds of area that end where the segmenter ends them; trees and clouds are many things."""
BY_MEANING = 0.84
"""What is left of the confidence in a thing whose noun the detector knows only by a wider one ('lamp' as what
looks like an umbrella): on photos such a find is right 17 times and wrong 4, one by a noun of its own 35 and 3."""
PLAINLY_LARGER = 0.25
"""Logarithm of the ratio of two areas from which anybody sees which is the larger."""


def find(words: str, image: Image, models: Models, *, cancel: CancelToken) -> Found:
    """What a noun phrase means in a picture; nothing selected where it is absent or not clear. Raises Cancelled."""
    scene = Scene(image, models, cancel)
    return scene.known.get(("found", words), lambda: find_in(scene, read_phrase(words)), cancel)


def find_text(words: str, image: Image, models: Models, *, cancel: CancelToken) -> Found:
    """The lines of text that a phrase means ('the text "SALE"', 'the sign'), as letters. Raises Cancelled."""
    wanted = asked(words) or Asked(kind="text", rest=words, noun="text")
    lines = glance(image, models, cancel=cancel)
    matches = best_matches(wanted.says, lines) if wanted.says else []
    if not matches or matches[0].likeness < 1:
        lines = read_lettering(image, models, cancel=cancel, seen=lines)
    scene = Scene(image, models, cancel, lettering=lines)
    return replace(_lettering(inscribed(scene, wanted, _related)), lettering=tuple(scene.lettering))


def find_in(scene: Scene, phrase: Phrase) -> Found:
    """See `find`; the scene keeps what was already looked at."""
    flat = flat_of(scene.image)
    shape = None if flat is None else find_shape(flat, phrase)
    if shape is not None:
        return shape
    text = asked(phrase.text)
    if text is not None and not (phrase.kind == "class" and phrase.exact and text.kind == "sign"):
        found = _things(scene, phrase) if text.kind == "sign" and not (text.says or text.digits) else None
        if found is not None and found.region is not None:
            return found
        return _lettering(written(scene, text, _related))
    return _things(scene, phrase)


def _lettering(found: Written) -> Found:
    """Text, or what carries it."""
    if not found.chosen or found.confidence < LEAST:
        return nothing(found.sentence, (*found.chosen, *found.others), found.confidence)
    region = found.chosen[0].region
    for thing in found.chosen[1:]:
        region = thing.region if region is None or thing.region is None else region.union(thing.region)
    return Found(
        region=region,
        box=bounds_of(found),
        candidates=(*found.chosen, *found.others),
        confidence=found.confidence,
        sentence=found.sentence,
        chosen=found.chosen,
        fitted=found.fitted,
        lines=found.lines if found.fitted else (),
    )


def _things(scene: Scene, phrase: Phrase) -> Found:
    """Everything but text: by what is known of the noun, else by what the pieces of the picture look like."""
    found = _known(scene, phrase)
    if found.region is not None or phrase.kind not in {"class", "object", "unknown", "stuff"}:
        return found
    if phrase.relation is not None and phrase.relation[0] == "of":
        return found
    things = named_things(scene, phrase)
    if not things:
        return found
    if phrase.kind == "class" and phrase.exact:
        # The detector was trained on these: what it does not see is hardly there, but may be asked.
        return nothing(found.sentence.removesuffix(ASK), (*found.candidates, *things), found.confidence)
    again = _choose(scene, phrase, things)
    return again if again.region is not None or not found.candidates else found


def _known(scene: Scene, phrase: Phrase) -> Found:
    """Things the detector knows, the subject, colours, areas and parts."""
    if phrase.kind == "unseen" and phrase.colour not in VIVID:
        return nothing(f'"{phrase.text}" cannot be found by words.')
    if phrase.kind == "stuff":
        return _stuff(scene, phrase)
    if phrase.kind == "subject" and not (phrase.places or phrase.relation or phrase.ordinal):
        return _subject(scene, phrase)
    owner, missing = _owner(scene, phrase)
    if missing is not None:
        return missing
    things = held_things(scene, phrase) or candidates(scene, phrase, owner)
    if not things:
        return absent(scene, phrase)
    return _choose(scene, phrase, things)


def _owner(scene: Scene, phrase: Phrase) -> tuple[Thing | None, Found | None]:
    """The whole that a part belongs to ('of the car'), or why there is none."""
    if phrase.relation is None or phrase.relation[0] != "of":
        return None, None
    whole = phrase.relation[1]
    things = candidates(scene, whole)
    ranked = [r for r in rank(whole, things, scene, None) if r.fit >= FITS and r.thing.score >= 0.33]
    if not ranked:
        return None, nothing(f'"{whole.text}" was not found. {seen_sentence(scene)}', things)
    return ranked[0].thing, None


def _related(scene: Scene, phrase: Phrase) -> list[Thing] | None:
    """What the relation of a phrase leads to; None when the phrase has none, empty when it is not there."""
    if phrase.relation is None or phrase.relation[0] == "of":
        return None
    other = phrase.relation[1]
    if other.kind == "stuff":
        return [_area_thing(scene, a, other) for a in find_areas(scene, other.labels[0])[:3]]
    things = candidates(scene, other) if other.kind not in {"unseen", "subject"} else []
    if other.kind == "subject" and scene.subject_thing is not None:
        things = [scene.subject_thing]
    ranked = rank(other, things, scene, None)
    return [r.thing for r in ranked if r.fit >= FITS and r.thing.score >= 0.33]


def _choose(scene: Scene, phrase: Phrase, things: list[Thing]) -> Found:
    """The one or those that the phrase means."""
    related = _related(scene, phrase)
    ranked = rank(phrase, things, scene, related)
    fitting = [r for r in ranked if r.fit >= FITS]
    if not fitting and phrase.many and phrase.kind == "class" and phrase.exact and phrase.relation is not None:
        # 'the people on the boats': what they stand on was not seen well, but who else could be meant?
        fitting = [r for r in rank(replace(phrase, relation=None), things, scene, None) if r.fit >= FITS]
        related = []
    if not fitting:
        return unfit(scene, phrase, ranked)
    doubt = 0.85 if phrase.relation is not None and related == [] else 1.0
    guessed = phrase.labels[:1] != ("hand",) and (phrase.kind != "class" or not phrase.exact)
    of = phrase.relation is not None and phrase.relation[0] == "of"
    lost = phrase.relation is not None and not of and not related and not phrase.many
    if lost and (guessed or len(fitting) > 1) and not stands_alone(scene, phrase, fitting):
        said = phrase.relation[1].text if phrase.relation else ""
        return nothing(f'"{said}" was not found, so it is not clear which {phrase.noun} is meant.', things)
    if phrase.ordinal is not None:
        return _nth(scene, phrase, [r for r in fitting if r.thing.score >= 0.33], things, doubt)
    if phrase.many:
        return _several(scene, phrase, fitting, things, doubt)
    return _one(scene, phrase, fitting, things, doubt)


def _one(scene: Scene, phrase: Phrase, fitting: list[Ranked], things: Sequence[Thing], doubt: float) -> Found:
    """A single thing; how far it stands out among the others decides how sure."""
    told = bool(phrase.colour or phrase.wears or phrase.places or phrase.size or phrase.relation)
    if not told and len(fitting) > 1:
        fitting = sorted(fitting, key=lambda r: -_weight(r, scene))
    if fitting[0].thing.tint is not None and (len(fitting) > 1 or trust(fitting[0].thing.score) < SURE):
        fitting = looked_again(scene, fitting)
    best, rest = fitting[0], fitting[1:]
    rivals = [r for r in rest if r.thing.score >= max(0.33, 0.6 * best.thing.score)]
    confidence = trust(best.thing.score) * best.fit**0.35 * doubt * (0.93 if phrase.ignored else 1.0)
    if phrase.kind == "class" and not phrase.exact:
        confidence *= BY_MEANING
    sentence = found_sentence(phrase, best.thing)
    if rivals and (phrase.kind == "part" or (best.thing.shape is not None and best.thing.region is None)):
        # Areas of a colour say nothing of what they are: when several are alike, none is more meant than another.
        singled = bool(phrase.places or phrase.size or phrase.relation)
        near = rivals[0].fit * rivals[0].thing.score / (best.fit * best.thing.score)
        ratio = near**1.5 if singled else _weight(rivals[0], scene) / _weight(best, scene)
        if phrase.size in {"largest", "smallest"}:
            sizes = sorted((area(r.thing.box) for r in (best, *rivals)), reverse=phrase.size == "largest")
            ratio = 0.0 if abs(float(np.log(sizes[0] / sizes[1]))) > PLAINLY_LARGER else 1.0
        confidence = min(confidence, LEAST - 0.02) if ratio > 0.5 else confidence * 0.92
        sentence = several_sentence(phrase, best.thing, [r.thing for r in rivals], scene)
    elif rivals and not told:
        ratio = _weight(rivals[0], scene) / _weight(best, scene)
        confidence = max(min(confidence, 0.68), LEAST + 0.02) if ratio > 0.4 else confidence * 0.9
        sentence = several_sentence(phrase, best.thing, [r.thing for r in rivals], scene)
    elif rivals and rivals[0].fit * rivals[0].thing.score ** 0.5 > 0.8 * best.fit * best.thing.score**0.5:
        confidence *= 0.8
        sentence = several_sentence(phrase, best.thing, [r.thing for r in rivals], scene)
    return selected(scene, phrase, [best.thing], things, confidence, sentence)


def _several(scene: Scene, phrase: Phrase, fitting: list[Ranked], things: Sequence[Thing], doubt: float) -> Found:
    """All things that fit, or as many as the phrase counts."""
    least = min(0.35, 0.9 * max(r.thing.score for r in fitting))
    strong = [r for r in fitting if r.thing.score >= least]
    if phrase.count is not None:
        strong = fitting[: phrase.count]
    picked = [r.thing for r in strong[:MOST_THINGS]]
    confidence = float(np.mean([trust(t.score) for t in picked])) * doubt
    if phrase.relation is not None and doubt < 1.0:
        confidence = min(confidence, LEAST - 0.02)
    sentence = f'{len(picked)} things were found for "{phrase.text}", and all of them were taken.'
    if len(picked) == 1:
        sentence = f'Only one {picked[0].label} was found for "{phrase.text}".'
        confidence = min(confidence, 0.65)
    elif phrase.count is not None and len(picked) < phrase.count:
        sentence = f'Only {len(picked)} of {phrase.count} were found for "{phrase.text}".'
        confidence = min(confidence, 0.6)
    return selected(scene, phrase, picked, things, confidence, sentence)


def _nth(scene: Scene, phrase: Phrase, fitting: list[Ranked], things: Sequence[Thing], doubt: float) -> Found:
    """'The second from the right': counted over everything that fits."""
    row = in_order([r.thing for r in fitting], phrase.counted)
    index = phrase.ordinal or 1
    if abs(index) > len(row):
        count = f"Only {len(row)} {'was' if len(row) == 1 else 'were'} found"
        return nothing(f'{count} for "{phrase.text}".', things)
    thing = row[index - 1] if index > 0 else row[index]
    # A miscount anywhere in the row picks the wrong one, so every member of the row counts.
    confidence = float(np.mean([trust(t.score) for t in row])) * 0.5 + trust(thing.score) * 0.4
    sentence = f'{len(row)} were counted for "{phrase.text}" from the {phrase.counted}.'
    return selected(scene, phrase, [thing], things, confidence * doubt, sentence)


def _weight(ranked: Ranked, scene: Scene) -> float:
    """How much a thing stands out: sure, large and in the middle."""
    b = ranked.thing.box
    off = abs((b.x0 + b.x1) / 2 / scene.size[0] - 0.5)
    return ranked.fit * ranked.thing.score * area(b) ** 0.4 * (1.0 - 0.5 * off)


def _subject(scene: Scene, phrase: Phrase) -> Found:
    """The picture's subject."""
    thing = scene.subject_thing
    if thing is None:
        return nothing("No clear subject was found in the image.")
    confidence = float(np.clip(0.5 + 0.6 * (thing.score - 0.35), LEAST, 0.95))
    return Found(
        region=thing.region,
        box=thing.box,
        candidates=(thing,),
        confidence=confidence,
        sentence="The main subject was found.",
        chosen=(thing,),
    )


def _area_thing(scene: Scene, area: Area, phrase: Phrase) -> Thing:
    """An area as a thing that words may mean."""
    return Thing(label=phrase.noun, box=scene.box_of(area.mask), score=area.like, shape=area.mask)


def _stuff(scene: Scene, phrase: Phrase) -> Found:
    """Areas: all of a kind, or the one at the place that was said."""
    found = find_areas(scene, phrase.labels[0])
    if not found:
        return nothing(f"No clear {phrase.noun} was found. {seen_sentence(scene)}")
    things = [_area_thing(scene, a, phrase) for a in found]
    related = _related(scene, phrase)
    if phrase.relation is not None and not related:
        return nothing(f'"{phrase.relation[1].text}" was not found, so it is not clear which is meant.', things)
    places = tuple(p for p in phrase.places if p not in {"background", "foreground"})
    picked = things[:MOST_THINGS]
    if places or related:
        things = [_area_thing(scene, p, phrase) for p in pieces_at(scene, found, places)]
        fitting = [r for r in rank(replace(phrase, places=places), things, scene, related) if r.fit >= FITS]
        if not fitting:
            return unfit(scene, phrase, [Ranked(t, 0.0) for t in things])
        picked = [fitting[0].thing]
        if phrase.labels[0] in COUNTED and not phrase.plural:
            single = one_piece(scene, phrase, picked[0], [a.mask for a in found])
            if single is not None:
                return selected(scene, phrase, [single], things, SINGLED, f'"{phrase.text}" was found.')
    sizes = np.array([float(t.shape.sum()) if t.shape is not None else 1.0 for t in picked])
    like = float((sizes * [t.score for t in picked]).sum() / sizes.sum())
    confidence = float(np.interp(like, [0.45, 0.55, 0.75, 0.95, 1.0], [0.42, 0.5, 0.64, 0.72, 0.9]))
    if len(picked) > 1 and not phrase.plural and picked[1].shape is not None and sizes[1] > 0.4 * sizes[0]:
        confidence = min(confidence, LEAST + 0.02)
    if phrase.labels[0] in COUNTED and not phrase.plural:
        # Which of several rocks or trees that lie before each other: their colour and texture do not say.
        confidence = min(confidence, LEAST - 0.02)
    if like < CLEAR_AREA and len(picked) == 1 and phrase.labels[0] in WHOLE_AREAS:
        # A second opinion: the segmenter knows no kinds, but it ends an area where there is one.
        ended = confirmed(scene, picked[0])
        picked = picked if ended is None else [ended]
        confidence = max(confidence, CONFIRMED) if ended is not None else min(confidence, LEAST - 0.02)
    if phrase.labels[0] == "sky" and not places and not related and like >= CERTAIN:
        picked = [all_sky(scene, picked)]
    told = f'"{phrase.text}" was told apart by its colour and texture; look at the result.'
    sentence = found_sentence(phrase, picked[0]) if confidence >= SURE else told
    return selected(scene, phrase, picked, things, confidence, sentence)
