"""Target to region: whole, subject, background, what was drawn or clicked, what is named; how a mask joins words."""

from dataclasses import dataclass

import numpy as np

from scumble.core.errors import MissingParameter, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.plan import Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.regions.clicked import around_clicks, covers
from scumble.regions.drawn import markup_region
from scumble.regions.find import find
from scumble.regions.found import SURE
from scumble.vision.models import Models
from scumble.vision.subject import UNCLEAR, Subject, find_subject

BY_WORDS = "Found by words: look whether all of it was taken; a mask, a box or a point says it exactly."
INSIDE = "The region was taken to show the subject, as it lies inside the picture; to edit a drawn area, send a mask."


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """Where a step may act.

    region: of the picture's size. subject: the subject's soft alpha, where one was needed. avoid: what a fill must not
    copy. notes: for the caller. fitted: the region has the margin that filling it needs.
    """

    region: Region
    subject: Region | None = None
    avoid: Region | None = None
    notes: tuple[str, ...] = ()
    fitted: bool = False


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


def _background(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """What was drawn as the background, else everything but the subject."""
    notes: tuple[str, ...] = ()
    if drawn.region is not None and not _shows_the_subject(drawn):
        note = "What was drawn was taken as the background."
        return Selection(region=drawn.region, subject=drawn.region.invert(), notes=(note,))
    if drawn.region is not None:
        notes = (INSIDE,)
    found = _subject(image, models, drawn, cancel)
    subject = Region(weights=found.alpha)
    return Selection(region=subject.invert(), subject=subject, notes=(*notes, *found.notes))


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
    notes = (found.sentence, BY_WORDS) if found.confidence < SURE else (BY_WORDS,)
    return Selection(region=found.region, subject=found.region, notes=notes, fitted=found.fitted)


def _subject_region(image: Image, models: Models, drawn: Drawn, cancel: CancelToken) -> Selection:
    """The subject, narrowed to what was drawn."""
    if drawn.region is None:
        found = _subject(image, models, drawn, cancel)
        subject = Region(weights=found.alpha)
        return Selection(region=subject, subject=subject, notes=found.notes)
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
    found = find_subject(image, models, hint=hint, clicks=drawn.clicks, cancel=cancel)
    if found.confidence < UNCLEAR or not np.any(found.alpha > 0.5):
        raise Unsupported(
            "No clear subject was found in the image. Show where it is by a region (a box or polygon around it, or "
            "points on it), or send a mask of what to edit.",
            param="image",
        )
    return found
