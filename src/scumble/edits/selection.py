"""Where a step acts: selections made once on the source and moved along with the geometric steps."""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cached_property

import numpy as np

from scumble.codec import geometry
from scumble.core.errors import Misconfigured, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.outcome import Geometry
from scumble.core.plan import GEOMETRIC, TAKING, Op, Step, Target
from scumble.core.region import Box, Region
from scumble.core.work import LIGHT, CancelToken
from scumble.edits.compose import move_region
from scumble.regions.avoid import faces_ahead, to_avoid
from scumble.regions.object_mask import grown_for_fill, widen
from scumble.regions.removable import check_removable
from scumble.regions.select import Selection, is_within, select, select_text
from scumble.vision.flat import flat_of
from scumble.vision.lettering import Line, glance, joined, look_along
from scumble.vision.models import Models

CENTRED_BY = {
    Op.CROP: ("subject", "ratio", "size"),
    Op.RESIZE: ("height",),
    Op.EXTEND: ("ratio", "amount", "shares", "pixels"),
    Op.FRAME: ("format",),
}
"""Parameters with which an operation keeps the subject in view when there is one, and the centre otherwise."""
CUT_OUT = 0.02
"""Share of transparent pixels from which a picture counts as cut out already."""
LETTERED = frozenset({Op.OBJECT_RECOLOR, Op.OBJECT_FLIP})
"""Operations that may drown or reverse the lettering on a thing, and so look for it."""
AROUND_LETTERS = 0.1
"""By which share of its sides a thing's box is widened where lettering on it is looked for."""
CONTINUING = frozenset({Op.EXTEND, Op.FRAME})
"""Operations that may continue the surroundings beyond the picture, and must not repeat things that stand in it."""


class Selections:
    """Selections on one source picture, each computed once."""

    def __init__(
        self,
        source: Image,
        drawn: Drawn | None,
        models: Models,
        cancel: CancelToken,
        references: tuple[Image, ...] = (),
    ) -> None:
        """source: the upright picture everything is found in; drawn: what the caller drew on it; references: the other
        input pictures."""
        self.source, self.drawn, self.models, self.cancel = source, drawn, models, cancel
        self.references = references
        self._found: dict[tuple[str, str | None], Selection] = {}
        self._filled: dict[tuple[str, str | None], Selection] = {}
        self._things: tuple[Region | None] | None = None
        self._texts: dict[tuple[str, str | None], Selection] = {}
        self.size = (source.width, source.height)
        self._taken: dict[str, Region] = {}

    def of(self, target: Target) -> Selection:
        """The selection in the source's own coordinates. Raises core errors when there is nothing to find."""
        key = _key(target)
        if key not in self._found:
            self._found[key] = (
                self._select(target)
                if self._plain(target)
                else self._known(("selection", *key), lambda: self._select(target))
            )
        return self._found[key]

    def _select(self, target: Target) -> Selection:
        """What a target means, found out now."""
        return select(target, self.source, self.models, self.drawn, cancel=self.cancel)

    def _plain(self, target: Target) -> bool:
        """Whether a target is what was drawn or the whole: to remember that takes longer than to see it again."""
        outlined = self.drawn is not None and self.drawn.region is not None
        return target.kind == "whole" or (target.kind == "region" and outlined)

    def knows(self, target: Target) -> bool:
        """Whether `of` and `for_fill` need not look for this any more."""
        key = _key(target)
        return key in self._found or self.models.memory.of(self.source).has(("selection", *key), self._version)

    def _known(self, key: Hashable, find_out: Callable[[], Selection]) -> Selection:
        """From earlier edits of the same picture, with the same drawn on it; else found out now. Raises core errors."""
        return self.models.memory.of(self.source).get(key, find_out, self.cancel, self._version)

    @cached_property
    def _version(self) -> str:
        """What was drawn, told from anything else that could be; '' for nothing."""
        if self.drawn is None:
            return ""
        told = hashlib.blake2b(repr((self.drawn.outline, self.drawn.clicks)).encode(), digest_size=16)
        if self.drawn.region is not None:
            region = self.drawn.region
            told.update(b"hard" if region.is_hard else b"soft")
            told.update(np.packbits(region.inside).data if region.is_hard else region.weights.data)
        if self.drawn.markup is not None:
            told.update(self.drawn.markup.digest.encode())
        return told.hexdigest()

    def looks(self, step: Step) -> bool:
        """Whether selecting for a step looks at the picture, or makes a large mask: then it belongs on the pool."""
        nothing = step.op is Op.INSTRUCT and step.target.kind == "whole" and self.drawn is None
        return not nothing or self.source.width * self.source.height > LIGHT

    def for_step(self, step: Step, image: Image, moves: tuple[Geometry, ...]) -> Selection:
        """The selection for a step on `image`, the picture as it is after `moves`.

        Moved along with the picture; the whole is the whole of what the picture is now. Croppers that keep the
        subject in view get it where there is one. Raises core errors when there is nothing to find.
        """
        if step.op in GEOMETRIC and step.target.kind == "whole":
            subject = self.subject(must=step.params.get("subject") is True) if wants_subject(step) else None
            full = Region.full(image.height, image.width)
            avoid = _moved(self.things(), moves) if step.op in CONTINUING else None
            return Selection(region=full, subject=_moved(subject, moves), avoid=avoid, notes=())
        if step.op is Op.TEXT_REPLACE:
            return self._all_moved(self.for_text(_phrased(step)), moves)
        if step.target.kind == "whole" and (self.drawn is None or self.drawn.region is None):
            avoid = _moved(self.things(), moves) if step.op is Op.TEXT_ADD else None
            return Selection(region=Region.full(image.height, image.width), avoid=avoid)
        if step.op is Op.INSTRUCT:
            return self._all_moved(self._for_words(step.target), moves)
        found = self.for_fill(step.target) if step.op is Op.FILL else self.of(step.target)
        if step.op in LETTERED:
            found = self._lettered(found)
        if step.op is Op.FRAME:
            found = replace(found, avoid=self.things())
        return self._all_moved(found, moves)

    def _for_words(self, target: Target) -> Selection:
        """The selection for an engine that reads the words itself: the whole where what they name is not found here."""
        try:
            return self.of(target)
        except Unsupported as lost:
            if target.kind == "region":
                raise
            full = Region.full(self.source.height, self.source.width)
            return Selection(region=full, notes=(f"{lost.message} The engine was given the whole picture.",))

    def _lettered(self, found: Selection) -> Selection:
        """A selection on the source with the lines of text that are read on it; none without the weights to read."""
        bounds = found.region.bounds
        if bounds is None or flat_of(self.source) is not None:
            return found
        # Only there: a look at the whole picture may take longer than the edit.
        part = widen(bounds, AROUND_LETTERS, self.source)
        try:
            read = self.models.memory.of(self.source).get(
                "glance",
                lambda: self._glance(part),
                self.cancel,
                part,
            )
        except Misconfigured:
            return found
        return replace(found, lettering=tuple(line for line in read if is_within(line, found.region)))

    def _glance(self, part: Box) -> tuple[Line, ...]:
        """The lines of text seen in a part; where there are any, with those that run up or down beside them."""
        level = glance(self.source, self.models, within=part, cancel=self.cancel)
        return joined(level, look_along(self.source, part, self.models, cancel=self.cancel)) if level else level

    def for_text(self, target: Target) -> Selection:
        """The lines of text that a target means, in the source's own coordinates. Raises core errors when there are
        none."""
        key = (target.kind, target.words)
        if key not in self._texts:
            self._texts[key] = self._known(
                ("text", *key),
                lambda: select_text(target, self.source, self.models, self.drawn, cancel=self.cancel),
            )
        return self._texts[key]

    def _all_moved(self, found: Selection, moves: tuple[Geometry, ...]) -> Selection:
        """A selection on the source after the moves."""
        return all_moved(found, moves, *self.size)

    def for_fill(self, target: Target) -> Selection:
        """The selection to be filled, in the source's own coordinates, with what the fill must not copy.

        What was found by words is grown over its halo and shadow; what the caller drew never is. Raises Unsupported for
        what its surroundings cannot replace, such as a face.
        """
        key = (target.kind, target.words)
        if key not in self._filled:
            self._filled[key] = self._known(("filled", *key), lambda: self._for_fill(target))
        return self._filled[key]

    def _for_fill(self, target: Target) -> Selection:
        """See `for_fill`."""
        notes = check_removable(target.words or "") if target.kind == "object" else ()
        found = self.of(target)
        region = found.region
        if target.kind == "object" and not found.fitted:
            region = self._grown(region)
        if self.drawn is not None and self.drawn.region is not None:
            region = region.intersect(self.drawn.region)
        grown = replace(found, region=region, notes=(*found.notes, *notes))
        # Flat graphics are filled with exact colours, nothing is copied.
        if found.fitted and flat_of(self.source) is not None:
            return grown
        return replace(grown, avoid=to_avoid(region, self.source, self.models, cancel=self.cancel))

    def _grown(self, region: Region) -> Region:
        """`grown_for_fill`, which takes one processor, with faces looked for beside it."""
        if flat_of(self.source) is not None:
            return grown_for_fill(region, self.source)
        faces = faces_ahead(self.source, self.models, cancel=self.cancel)
        try:
            return grown_for_fill(region, self.source)
        finally:
            faces.drop()

    def taken(self, step: Step) -> Region | None:
        """The subject of the other input picture that a step takes something from, found once; None for other steps.

        A picture that is cut out already is its own mask. Raises Unsupported naming the picture.
        """
        number = self.named(step)
        if number is None:
            return None
        image = self.references[number - 2]
        if image.key not in self._taken:
            memory = self.models.memory.of(image)
            self._taken[image.key] = memory.get("taken", lambda: self._subject_of(image, number), self.cancel)
        return self._taken[image.key]

    def knows_taken(self, step: Step) -> bool:
        """Whether `taken` need not look for anything any more."""
        number = self.named(step)
        image = None if number is None else self.references[number - 2]
        return image is None or image.key in self._taken or self.models.memory.of(image).has("taken")

    def named(self, step: Step) -> int | None:
        """The number of the other input picture that a step takes something from; None for other steps."""
        number = step.params.get("image", 2)
        if step.op not in TAKING or not isinstance(number, int) or not 2 <= number <= 1 + len(self.references):
            return None
        return number

    def _subject_of(self, image: Image, number: int) -> Region:
        """The subject of input picture `number`."""
        if float((image.alpha < 128).mean()) > CUT_OUT:
            return Region(weights=image.alpha.astype(np.float32) / np.float32(255))
        try:
            found = select(Target(kind="subject"), image, self.models, None, cancel=self.cancel)
        except Unsupported:
            raise Unsupported(
                f"No clear subject was found in picture {number}, so there is nothing to take from it: send a picture "
                "that shows the thing alone, or already cut out.",
                param="image",
            ) from None
        return found.region

    def subject(self, *, must: bool) -> Region | None:
        """The subject's alpha on the source; None when unsure, unless it must be found (then the error is raised)."""
        try:
            return self.of(Target(kind="subject")).subject
        except Unsupported:
            if must:
                raise
            return None

    def things(self) -> Region | None:
        """Everything the detector sees on the source, and faces; None when it sees nothing."""
        if self._things is None:
            nothing = Region.empty_of(self.source.height, self.source.width)
            self._things = (to_avoid(nothing, self.source, self.models, cancel=self.cancel),)
        return self._things[0]


def _key(target: Target) -> tuple[str, str | None]:
    """What tells one target from another."""
    return target.kind, target.words if target.kind in {"region", "object"} else None


def _phrased(step: Step) -> Target:
    """The target of an operation on text, with the words that stand there."""
    find = str(step.params.get("find") or "").replace('"', "")
    words = step.target.words or "the text"
    if not find or step.target.kind != "object":
        return step.target
    on = "" if words == "the text" else f" on {words}"
    return Target(kind="object", words=f'the text "{find}"{on}')


def wants_subject(step: Step) -> bool:
    """True for crops to a subject, ratio or size, and for resizing to both sides unless it is contained."""
    if step.op is Op.RESIZE and (step.params.get("width") is None or step.params.get("fit") in ("contain", "stretch")):
        return False
    return any(step.params.get(name) not in (None, False) for name in CENTRED_BY.get(step.op, ()))


def all_moved(found: Selection, moves: tuple[Geometry, ...], width: int, height: int) -> Selection:
    """A selection on a width x height picture after the moves."""
    if not moves:
        return found
    subject, avoid = _moved(found.subject, moves), _moved(found.avoid, moves)
    region, lines, lettering = move_region(found.region, moves), found.lines, found.lettering
    for step in moves:
        lines = tuple(_carried(line, step, width, height) for line in lines)
        lettering = tuple(_carried(line, step, width, height) for line in lettering)
        width, height = geometry.size_after(step, width, height)
    return replace(found, region=region, subject=subject, avoid=avoid, lines=lines, lettering=lettering)


def _carried(line: Line, step: Geometry, width: int, height: int) -> Line:
    """A line of text after a move of the picture, and the line that it is a part of."""
    quad = geometry.carry(step, line.quad, width, height)
    within = line.within
    if within is not None:
        within = replace(within, line=_carried(within.line, step, width, height))
    return replace(line, quad=quad, within=within)


def _moved(region: Region | None, moves: tuple[Geometry, ...]) -> Region | None:
    """The region after the moves, or None."""
    return move_region(region, moves) if region is not None and moves else region
