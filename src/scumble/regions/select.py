"""Target to region: whole, subject, background, what was drawn or clicked, what is named; how a mask joins words."""

from dataclasses import dataclass

import numpy as np

from scumble.core.errors import MissingParameter, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.outcome import Verdict
from scumble.core.plan import Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.regions.clicked import around_clicks, covers
from scumble.regions.drawn import markup_region
from scumble.regions.find import find, find_text
from scumble.regions.found import SURE, Found
from scumble.regions.lettering_match import in_reading_order
from scumble.regions.lettering_words import asked
from scumble.regions.scene import Scene
from scumble.regions.skyline import SKYLINE
from scumble.vision.flat import Flat, flat_of
from scumble.vision.lettering import Line, read_lettering
from scumble.vision.models import Models
from scumble.vision.subject import UNCLEAR, Subject, find_subject

BY_WORDS = "A mask, a box or a point says exactly what is meant."
UNREAD = (
    "All text that could be read was taken. What is very small, set on end or seen at a slant may not have been read: "
    "look for what is left; a mask says exactly what is meant."
)
"""Said with what is doubtful of a thing that words named; a clear find needs no remark."""
INSIDE = "The region was taken to show the subject, as it lies inside the picture; to edit a drawn area, send a mask."

SAME = 0.6
"""Overlap (intersection over union) from which what words named is the picture's subject. Where its cut-out is doubtful
both are torn, and overlap less than they should: a dark teapot on a dark tray 0.68; things that are only a part of the
subject (a dog on a bench) have up to 0.5."""
RIM = 0.8
"""Share of a flat picture's rim from which one colour is its background; else it is a scene with a subject."""
ENCLOSED = "Everything in the background's exact colour counts as background, what shapes enclose too."


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """Where a step may act.

    region: of the picture's size. subject: the subject's soft alpha, where one was needed. avoid: what a fill must not
    copy. notes: for the caller. fitted: the region has the margin that filling it needs. lines: of text, the lines that
    are meant; lettering: all that were read. verdicts: doubts about the subject's cut-out.
    """

    region: Region
    subject: Region | None = None
    avoid: Region | None = None
    notes: tuple[str, ...] = ()
    fitted: bool = False
    lines: tuple[Line, ...] = ()
    lettering: tuple[Line, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def select(target: Target, image: Image, models: Models, drawn: Drawn | None, *, cancel: CancelToken) -> Selection:
    """The region that a target means on a picture.

    A drawn region narrows a named target (when they do not meet, the drawing alone counts); for the background it
    replaces segmentation: drawn = background, the rest = subject; but a box or polygon well inside the picture shows
    where the subject is, because nobody's background is an island. Clicks and markup are hints where to look. Raises
    Unsupported when no clear subject is found, MissingParameter when 'region' is meant and nothing was drawn,
    InvalidMask for unusable markup, Cancelled.
    """
    drawn = drawn or Drawn()
    height, width = image.height, image.width
    if target.kind == "whole":
        return Selection(region=drawn.region or Region.full(height, width))
    if target.kind == "region":
        return _drawn_region(image, models, drawn, cancel)
    if target.kind == "object":
        return _named_thing(target, image, models, drawn, cancel)
    if target.kind == "background":
        return _background(image, models, drawn, cancel)
    return _subject_region(image, models, drawn, cancel)


def select_text(target: Target, image: Image, models: Models, drawn: Drawn | None, *, cancel: CancelToken) -> Selection:
    """The lines of text that a target means; the region is what was drawn, else everything, as new words need room.

    A target without words is the text in what was drawn. Raises Unsupported where no such text can be read, quoting
    what can, MissingParameter, InvalidMask for unusable markup, Cancelled.
    """
    drawn = drawn or Drawn()
    region = drawn.region or Region.full(image.height, image.width)
    if target.kind != "object" or not target.words:
        shown = _drawn_region(image, models, drawn, cancel).region if target.kind == "region" else region
        read = read_lettering(image, models, cancel=cancel)
        lines = tuple(in_reading_order([line for line in read if is_within(line, shown)]))
        if not lines:
            raise Unsupported("No text could be read there. Name the text, or draw a mask around it.", param="mask")
        return Selection(region=region, lines=lines, lettering=read)
    found = find_text(target.words, image, models, cancel=cancel)
    if not found.lines:
        raise Unsupported(found.sentence, part=target.words, needs="text that can be read")
    notes = (found.sentence,) if found.confidence < SURE else ()
    return Selection(region=region, lines=found.lines, lettering=found.lettering, notes=notes)


def is_within(line: Line, region: Region) -> bool:
    """True when a line's middle lies in a region."""
    x, y = (int(v) for v in line.quad.mean(axis=0))
    height, width = region.shape
    return 0 <= x < width and 0 <= y < height and bool(region.inside[y, x])


def _background(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """What was drawn as the background, else everything but the subject."""
    notes: tuple[str, ...] = ()
    if drawn.region is not None and not _shows_the_subject(drawn):
        note = "What was drawn was taken as the background."
        return Selection(region=drawn.region, subject=drawn.region.invert(), notes=(note,))
    if drawn.region is not None:
        notes = (INSIDE,)
    flat = flat_of(image) if drawn.region is None and drawn.markup is None and not drawn.clicks else None
    if flat is not None and flat.shapes and flat.rim >= RIM:
        return _flat_background(flat)
    found = _subject(image, models, drawn, cancel)
    subject = Region(weights=found.alpha)
    return Selection(region=subject.invert(), subject=subject, notes=(*notes, *found.notes), verdicts=found.verdicts)


def _flat_background(flat: Flat) -> Selection:
    """Of flat graphics the background is one exact colour, wherever it shows."""
    behind = [a for a in flat.areas if a.behind]
    region = Region(weights=flat.cover(frozenset(a.index for a in behind)))
    notes = (ENCLOSED,) if len(behind) > 1 else ()
    return Selection(region=region, subject=region.invert(), notes=notes)


def _shows_the_subject(drawn: Drawn) -> bool:
    """True for a box or polygon that reaches at most one of the picture's edges."""
    if not drawn.outline or drawn.region is None:
        return False
    inside = drawn.region.inside
    return sum(bool(edge.any()) for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1])) <= 1


def _drawn_region(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """What was drawn: the region itself, the filled markup, or the thing that was clicked on."""
    if drawn.region is not None:
        return Selection(region=drawn.region)
    if drawn.markup is not None:
        return Selection(region=markup_region(drawn.markup, image.width, image.height))
    if drawn.clicks:
        return _clicked(image, models, drawn, cancel)
    raise MissingParameter("This edit needs to know where: send a mask or a region with it.", param="mask")


def _clicked(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """The thing that was clicked on: the subject when it covers the click, else what grows around the click."""
    found = find_subject(image, models, clicks=drawn.clicks, cancel=cancel)
    if found.confidence >= UNCLEAR and covers(found.alpha, drawn.clicks):
        region = Region(weights=found.alpha)
        return Selection(region=region, subject=region, notes=found.notes)
    region = around_clicks(image, drawn.clicks, models, cancel)
    if region is None:
        raise Unsupported(
            "Nothing could be told apart at the point that was given. Draw a mask, or send a box or a polygon.",
            param="region",
        )
    return Selection(region=region, subject=region, notes=("The thing was told apart around the point given.",))


def _named_thing(target: Target, image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """What the target's words mean in the picture, narrowed to what was drawn. Raises Unsupported when it is not clear.

    Where the words and the drawing have nothing in common the drawing alone counts, as for the subject.
    """
    words = target.words or ""
    found = find(words, image, models, cancel=cancel)
    if drawn.region is not None:
        both = None if found.region is None else found.region.intersect(drawn.region)
        if both is None or float(both.weights.max()) < 0.5:
            note = f'"{words}" was not found inside what was drawn, so the drawn area itself was taken.'
            return Selection(region=drawn.region, subject=drawn.region, notes=(note,))
        return Selection(region=both, subject=both)
    if found.region is None:
        raise Unsupported(found.sentence, part=words, needs="finding objects by words")
    notes = (found.sentence, BY_WORDS) if found.confidence < SURE else ()
    if not notes and any(thing.label == "sky" for thing in found.chosen):
        notes = (SKYLINE,)
    if found.exact:
        notes = (found.sentence,) if len(found.chosen) > 1 else ()
    text = asked(words) if found.lines and len(found.chosen) > 1 else None
    if text is not None and not text.says:
        notes = (*notes, UNREAD)
    return Selection(
        region=found.region,
        subject=found.region,
        notes=notes,
        fitted=found.fitted,
        lines=found.lines,
        verdicts=_doubts(found, Scene(image, models, cancel)),
    )


def _doubts(found: Found, scene: Scene) -> tuple[Verdict, ...]:
    """The doubt about the subject's cut-out, where the subject is what stands for the words."""
    if found.confidence >= SURE or found.exact or found.region is None or len(found.chosen) != 1:
        return ()
    subject, thing = scene.any_subject, found.region.inside
    both = thing & (subject.alpha > 0.5)
    either = thing | (subject.alpha > 0.5)
    return subject.verdicts if int(both.sum()) > SAME * int(either.sum()) else ()


def _subject_region(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """The subject, narrowed to what was drawn."""
    if drawn.region is None:
        found = _subject(image, models, drawn, cancel)
        subject = Region(weights=found.alpha)
        return Selection(region=subject, subject=subject, notes=found.notes, verdicts=found.verdicts)
    found = find_subject(image, models, hint=drawn.region, cancel=cancel)
    subject = Region(weights=found.alpha)
    both = subject.intersect(drawn.region)
    if found.confidence < UNCLEAR or float(both.weights.max()) < 0.5:
        note = "No clear subject lies inside what was drawn, so the drawn area itself was taken."
        return Selection(region=drawn.region, subject=drawn.region, notes=(note,))
    return Selection(region=both, subject=subject, notes=found.notes)


def _subject(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Subject:
    """The subject, or a refusal that says what would help."""
    hint = drawn.region
    if drawn.markup is not None:
        hint = markup_region(drawn.markup, image.width, image.height)
    if hint is None and not drawn.clicks:
        found = Scene(image, models, cancel).any_subject
    else:
        found = find_subject(image, models, hint=hint, clicks=drawn.clicks, cancel=cancel)
    if found.confidence < UNCLEAR or not np.any(found.alpha > 0.5):
        raise Unsupported(
            "No clear subject was found in the image. Show where it is by a region (a box or polygon around it, or "
            "points on it), or send a mask of what to edit.",
            param="image",
        )
    return found
