"""Find text by words: 'the text on the mug', 'the sign that says SALE', 'the date stamp' -> pixels, and how sure.

    asked(text)                      what a phrase asks of text, None when it asks of something else (lettering_words)
    written(scene, asked, related)   where it is

Letters are taken as strokes (grown over their soft rims, or the filled quad on texture), signs, plates and labels as
what the letters stand on. What was read is quoted when nothing fits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scumble.core.region import Box, Region
from scumble.regions.lettering_kinds import Spot, on_things, spots_of
from scumble.regions.lettering_match import SHORT, best_matches, folded
from scumble.regions.lettering_words import Asked
from scumble.regions.object_mask import object_mask
from scumble.regions.phrase import Phrase, read_phrase
from scumble.regions.plates import block_of, ink_of_lines, plate_of
from scumble.regions.ranking import in_order, rank, relation_fit
from scumble.regions.scene import Scene, Thing, area, inside
from scumble.regions.witness import known
from scumble.vision.lettering import Line, joined, look_closer
from scumble.vision.quads import around

Related = Callable[[Scene, Phrase], list[Thing] | None]
"""What a phrase's relation leads to: None when it has none, empty when that is not in the picture."""

FITS = 0.35
"""Fit from which text has the place or size that was said."""
RIVAL = 0.7
"""Share of the best score from which another place may be meant as well."""
QUOTED = 6
"""No more lines than these are quoted."""
LEAST_SURE = 0.5
"""Confidence of a line whose letters are certain to 0.8 in the mean; below, it was mostly read in part."""
UNSURE = 0.45
"""Confidence of what is shown, not taken."""
TIGHT = {"logo": 0.35, "label": 0.6, "sign": 0.7, "price": 0.6, "plate": 0.04, "carrier": 0.7}
"""What a block of text is grown by, in heights of its lines, where nothing closed is found around it."""
CARRIED = frozenset({"sign", "label", "price", "plate", "carrier"})
_HELD = frozenset({"on", "in", "of", "with"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Written:
    """Where text is that words meant.

    chosen: what was taken, each with its pixels; empty: nothing. others: what else may be meant. confidence: 0..1.
    sentence: for the caller. fitted: the pixels are letters with the margin that removing them needs. lines: what was
    taken, line by line, in reading order.
    """

    chosen: tuple[Thing, ...] = ()
    others: tuple[Thing, ...] = ()
    confidence: float = 0.0
    sentence: str = ""
    fitted: bool = False
    lines: tuple[Line, ...] = ()


def inscribed(scene: Scene, asked: Asked, related: Related) -> Written:
    """The letters themselves of what is asked for, to be set anew: one text unless all are asked for. Raises as
    `written`."""
    kind = "sign" if asked.kind in {"text", "carrier", "logo"} and not asked.many else asked.kind
    return written(scene, replace(asked, kind=kind), related, letters=True)


def written(scene: Scene, asked: Asked, related: Related, *, letters: bool = False) -> Written:
    """Where the text is that is asked for. letters: signs and labels too are taken as the letters on them alone.

    Raises Cancelled, Misconfigured without the weights.
    """
    rest = read_phrase(asked.rest)
    if rest.relation is not None and rest.relation[0] == "of":
        # 'The text of the sign' stands on it.
        rest = replace(rest, relation=("on", rest.relation[1]))
    others = None if asked.kind == "carrier" else related(scene, rest)
    spots = _spots(scene, asked, rest, others)
    if asked.kind == "carrier":
        return _carrier(scene, asked, rest, spots)
    if not spots and asked.kind == "sign" and not asked.says and not asked.digits:
        return Written(sentence=f"No sign was found. {_read(scene)}")
    if not spots:
        return Written(sentence=_missing(scene, asked, rest))
    if others == [] and not asked.says and len(spots) > 1:
        said = rest.relation[1].text if rest.relation else asked.rest
        things = tuple(_shown(s, scene) for s in spots)
        return Written(others=things, sentence=f'"{said}" was not found, so it is not clear which text is meant.')
    picked, fit, doubt = _picked(scene, asked, rest, spots)
    if not picked:
        things = tuple(_shown(s, scene) for s in spots)
        return Written(others=things, sentence=f"Text was found, but none as in this phrase. {_read(scene)}")
    if others == []:
        doubt *= 0.85
    return _taken(scene, replace(asked, kind="text") if letters else asked, picked, spots, fit * doubt)


def _lines_of(scene: Scene, asked: Asked, rest: Phrase, others: Sequence[Thing] | None, *, closer: bool) -> list[Line]:
    """The lines that stand where the phrase says; read from nearby when `closer`."""
    lines = scene.lettering
    if closer and others:
        for box in dict.fromkeys(t.box for t in others[:2]):
            lines = joined(lines, look_closer(scene.image, box, scene.models, cancel=scene.cancel))
    elif closer:
        lines = scene.small_print
    if not others or rest.relation is None:
        return list(lines)
    how = rest.relation[0]
    if how in _HELD:
        return on_things(lines, others, scene)
    boxes = [(line, around(line.quad, scene.size[0], scene.size[1])) for line in lines]
    return [line for line, box in boxes if any(relation_fit(how, box, t.box) >= FITS for t in others)]


def _spots(scene: Scene, asked: Asked, rest: Phrase, others: Sequence[Thing] | None) -> list[Spot]:
    """Where text of that kind, or that says it, stands; a second, closer look when the first shows none."""
    for closer in (False, True):
        lines = _lines_of(scene, asked, rest, others, closer=closer)
        if asked.says:
            matches = best_matches(asked.says, lines)
            spots = [Spot(lines=m.lines, score=m.likeness * _trust(m.lines)) for m in matches if m.lines]
            if spots:
                return [s for s in spots if s.score >= 0.8 * spots[0].score]
        else:
            spots = spots_of(asked.kind, lines, scene, digits=asked.digits)
            if spots:
                return spots
    return []


def _trust(lines: Sequence[Line]) -> float:
    """What the letters' certainty leaves of a match: a word that is the one asked for is hardly read by chance."""
    return float(np.interp(np.mean([line.score for line in lines]), [0.5, 0.85], [0.85, 1.0]))


def _picked(scene: Scene, asked: Asked, rest: Phrase, spots: list[Spot]) -> tuple[list[Spot], float, float]:
    """The spots that the phrase means, how well they have its place and size, and what doubt leaves, each 0..1."""
    things = [_shown(s, scene) for s in spots]
    ranked = rank(replace(rest, relation=None), things, scene, None)
    order = [(spots[things.index(r.thing)], r.fit) for r in ranked if r.fit >= FITS]
    if not order:
        return [], 0.0, 1.0
    if rest.ordinal is not None:
        return _counted(scene, rest, [s for s, _ in order]), 0.9, 0.9
    told = bool(rest.places or rest.size or rest.colour)
    mass = asked.kind in {"text", "watermark"} and not asked.says
    best = max(fit for _, fit in order)
    if (mass and not told) or asked.many:
        return [s for s, _ in order], 1.0, 1.0
    if mass and rest.size is None:
        return [s for s, fit in order if fit >= RIVAL * best], best**0.3, 1.0
    if told:
        return [order[0][0]], best**0.3, 1.0
    prominent = sorted(order, key=lambda o: -o[0].score * area(o[0].box(scene)) ** 0.2)
    rivals = [s for s, _ in prominent[1:] if s.score >= RIVAL * prominent[0][0].score]
    return [prominent[0][0]], 1.0, 0.72 if rivals else 1.0


def _counted(scene: Scene, rest: Phrase, spots: Sequence[Spot]) -> list[Spot]:
    """'The second number from the right'; empty when there are not so many."""
    row = in_order([_shown(s, scene) for s in spots], rest.counted)
    index = (rest.ordinal or 1) - (1 if (rest.ordinal or 1) > 0 else 0)
    if not -len(row) <= index < len(row):
        return []
    return [s for s in spots if s.box(scene) == row[index].box][:1]


def _shown(spot: Spot, scene: Scene) -> Thing:
    """A spot as a candidate; its label is what stands there."""
    return Thing(label=spot.text or "text", box=spot.box(scene), score=spot.score)


def _taken(scene: Scene, asked: Asked, picked: list[Spot], spots: list[Spot], doubt: float) -> Written:
    """The picked spots with their pixels."""
    chosen: list[Thing] = []
    sure: list[float] = []
    clear = True
    for spot in picked:
        scene.cancel.check()
        region, certain, known_outline = _pixels(scene, asked, spot)
        bounds = region.bounds
        if bounds is None:
            continue
        chosen.append(Thing(label=spot.text, box=bounds, score=spot.score, region=region))
        sure.append(certain * _confidence(asked, spot))
        clear = clear and known_outline
    confidence = float(np.mean(sure)) * doubt if sure else 0.0
    others = tuple(_shown(s, scene) for s in spots if s not in picked)
    sentence = _sentence(asked, picked, others)
    if not clear:
        sentence += " Its outline is uncertain; drawing a mask will do better."
        confidence = min(confidence, 0.66)
    return Written(
        chosen=tuple(chosen),
        others=others,
        confidence=confidence,
        sentence=sentence,
        fitted=asked.kind not in CARRIED | {"logo"},
        lines=tuple(line for spot in picked for line in spot.lines),
    )


def _pixels(scene: Scene, asked: Asked, spot: Spot) -> tuple[Region, float, bool]:
    """The pixels of a spot, what is left of the confidence, and whether their outline is certain."""
    if asked.kind not in CARRIED | {"logo"}:
        return ink_of_lines(scene, spot.lines)[0], 1.0, True
    if asked.kind == "logo":
        return block_of(scene, spot.lines, TIGHT["logo"]), 1.0, True
    box = spot.box(scene)
    seen = [d for d in scene.objects if d.label == "stop sign" and d.score >= FITS and inside(box, d.box) > 0.8]
    if seen and asked.kind == "sign":
        region = object_mask(scene.image, seen[0].box, others=[], models=scene.models, cancel=scene.cancel)
        return region, 1.0, True
    plate = plate_of(scene, spot.lines)
    if plate is not None:
        return plate.region, 0.7 + 0.3 * plate.sure, True
    return block_of(scene, spot.lines, TIGHT[asked.kind]), 0.8, False


def _confidence(asked: Asked, spot: Spot) -> float:
    """How sure it is that a spot is what was asked for."""
    if asked.says:
        return float(np.interp(spot.score, [0.6, 0.74, 0.9, 1.0], [0.45, 0.56, 0.85, 0.95]))
    if asked.kind in {"text", "number"}:
        # Two or three letters are often the part of a word that could be read.
        whole = 1.0 if len(folded(spot.text)[0]) > SHORT or asked.kind == "number" else 0.75
        return whole * float(np.interp(spot.sure, [0.55, 0.8, 0.92], [0.35, LEAST_SURE, 0.92]))
    if asked.kind in {"sign", "label"}:
        return 0.66 * min(1.0, 0.5 + 0.5 * spot.sure)
    return spot.score


def _carrier(scene: Scene, asked: Asked, rest: Phrase, spots: list[Spot]) -> Written:
    """A thing of another name that says something: the detector's box around the words, else what they stand on."""
    if not spots:
        return Written(sentence=_missing(scene, asked, rest))
    spot = spots[0]
    at = spot.box(scene)
    around_it = [t for t in known(scene, rest) if inside(at, t.box) > 0.8] if rest.kind == "class" else []
    if around_it:
        best = min(around_it, key=lambda t: area(t.box))
        others = [d.box for d in scene.objects if d.box != best.box and d.score >= UNSURE]
        region = object_mask(scene.image, best.box, others=others, models=scene.models, cancel=scene.cancel)
        chosen = Thing(label=best.label, box=best.box, score=best.score, region=region)
        confidence = min(0.95, 0.6 + 0.4 * best.score) * _confidence(asked, spot)
        return Written(chosen=(chosen,), confidence=confidence, sentence=_sentence(asked, [spot], ()))
    plate = plate_of(scene, spot.lines, largest=True)
    shown = Thing(label=spot.text, box=at, score=spot.score)
    if plate is None or plate.region.bounds is None:
        sentence = f'"{spot.text}" was read, but what it stands on cannot be told apart.'
        return Written(others=(shown,), confidence=UNSURE, sentence=sentence)
    chosen = Thing(label=asked.noun, box=plate.region.bounds, score=spot.score, region=plate.region)
    sentence = f'"{spot.text}" was read, and what it stands on was taken; look whether that is {asked.noun}.'
    confidence = float(np.interp(plate.sure, [0.85, 0.97], [0.4, 0.58])) * _confidence(asked, spot) / 0.95
    return Written(chosen=(chosen,), others=(shown,), confidence=confidence, sentence=sentence)


def _missing(scene: Scene, asked: Asked, rest: Phrase) -> str:
    """Not there: says what was read."""
    where = f' on "{rest.relation[1].text}"' if rest.relation is not None and asked.kind != "carrier" else ""
    if asked.says:
        return f'No text that says "{asked.says}" was found{where}. {_read(scene)}'
    name = "number" if asked.digits else asked.noun or "text"
    return f"No {name} was found{where}. {_read(scene)}"


def _read(scene: Scene) -> str:
    """'Read: "STOP", "EXIT".'"""
    lines = sorted(scene.lettering, key=lambda k: -k.length * k.height)
    if not lines:
        return "No text could be read in the picture."
    quoted = ", ".join(f'"{line.text}"' for line in lines[:QUOTED])
    return f"Read: {quoted}{' and more' if len(lines) > QUOTED else ''}."


def _sentence(asked: Asked, picked: Sequence[Spot], others: Sequence[Thing]) -> str:
    """What was taken."""
    quoted = ", ".join(f'"{s.text}"' for s in picked[:3]) + (" and more" if len(picked) > 3 else "")
    alike = all(folded(s.text)[0] == folded(asked.says)[0] for s in picked)
    said = f" for {asked.says!r}" if asked.says and not alike else ""
    if others and not asked.many and len(picked) == 1:
        return f"{len(others) + 1} places were found; {quoted} was taken{said}."
    return f"{quoted} was found{said}."


def bounds_of(found: Written) -> Box | None:
    """The smallest box around everything that was taken."""
    boxes = [t.box for t in found.chosen]
    if not boxes:
        return None
    x0, y0 = min(b.x0 for b in boxes), min(b.y0 for b in boxes)
    return Box(x0=x0, y0=y0, x1=max(b.x1 for b in boxes), y1=max(b.y1 for b in boxes))
