"""Target to region: the whole picture, the subject, the background, or what was drawn; and how a mask joins words."""

from dataclasses import dataclass

import numpy as np

from scumble.core.errors import MissingParameter, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.plan import Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.regions.drawn import markup_region
from scumble.vision.models import Models
from scumble.vision.subject import UNCLEAR, Subject, find_subject

INSIDE = "The region was taken to show the subject, as it lies inside the picture; to edit a drawn area, send a mask."


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """Where a step may act.

    region: of the picture's size. subject: the subject's soft alpha, where one was needed. notes: for the caller.
    """

    region: Region
    subject: Region | None = None
    notes: tuple[str, ...] = ()


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
    if target.kind == "background" and drawn.region is not None and _shows_the_subject(drawn):
        found = _subject(image, models, drawn, cancel)
        subject = Region(weights=found.alpha)
        return Selection(region=subject.invert(), subject=subject, notes=(INSIDE, *found.notes))
    if target.kind == "background" and drawn.region is not None:
        note = "What was drawn was taken as the background."
        return Selection(region=drawn.region, subject=drawn.region.invert(), notes=(note,))
    if target.kind == "background":
        found = _subject(image, models, drawn, cancel)
        subject = Region(weights=found.alpha)
        return Selection(region=subject.invert(), subject=subject, notes=found.notes)
    return _subject_region(image, models, drawn, cancel)


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
        found = _subject(image, models, drawn, cancel)
        return Selection(region=Region(weights=found.alpha), notes=found.notes)
    raise MissingParameter("This edit needs to know where: send a mask or a region with it.", param="mask")


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
