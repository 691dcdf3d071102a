"""Where a step acts: selections made once on the source and moved along with the geometric steps."""

from dataclasses import replace

from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.outcome import Geometry
from scumble.core.plan import GEOMETRIC, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.compose import move_region
from scumble.regions.avoid import to_avoid
from scumble.regions.object_mask import grown_for_fill
from scumble.regions.select import Selection, select
from scumble.vision.models import Models

CENTRED_BY = {Op.CROP: ("subject", "ratio", "size"), Op.RESIZE: ("height",)}
"""Parameters with which an operation keeps the subject in view when there is one, and the centre otherwise."""


class Selections:
    """Selections on one source picture, each computed once."""

    def __init__(self, source: Image, drawn: Drawn | None, models: Models, cancel: CancelToken) -> None:
        """source: the upright picture everything is found in; drawn: what the caller drew on it."""
        self.source, self.drawn, self.models, self.cancel = source, drawn, models, cancel
        self._found: dict[tuple[str, str | None], Selection] = {}
        self._filled: dict[tuple[str, str | None], Selection] = {}

    def shrunk(self, step: Geometry) -> "Shrunk":
        """The same selections for a smaller copy of the source (previews): found once, at full size."""
        return Shrunk(self, step)

    def of(self, target: Target) -> Selection:
        """The selection in the source's own coordinates. Raises core errors when there is nothing to find."""
        key = (target.kind, target.words if target.kind in {"region", "object"} else None)
        if key not in self._found:
            self._found[key] = select(target, self.source, self.models, self.drawn, cancel=self.cancel)
        return self._found[key]

    def for_step(self, step: Step, image: Image, moves: tuple[Geometry, ...]) -> Selection:
        """The selection for a step on `image`, the picture as it is after `moves`.

        Moved along with the picture; the whole is the whole of what the picture is now. Croppers that keep the
        subject in view get it where there is one. Raises core errors when there is nothing to find.
        """
        if step.op in GEOMETRIC and step.target.kind == "whole":
            subject = self.subject(must=step.params.get("subject") is True) if _wants_subject(step) else None
            full = Region.full(image.height, image.width)
            return Selection(region=full, subject=_moved(subject, moves), notes=())
        if step.target.kind == "whole" and (self.drawn is None or self.drawn.region is None):
            return Selection(region=Region.full(image.height, image.width))
        found = self.for_fill(step.target) if step.op is Op.FILL else self.of(step.target)
        return _all_moved(found, moves)

    def for_fill(self, target: Target) -> Selection:
        """The selection to be filled, in the source's own coordinates, with what the fill must not copy.

        What was found by words is grown over its halo and shadow; what the caller drew never is.
        """
        key = (target.kind, target.words)
        if key not in self._filled:
            found = self.of(target)
            region = found.region
            if target.kind == "object" and not found.fitted:
                region = grown_for_fill(region, self.source)
            if self.drawn is not None and self.drawn.region is not None:
                region = region.intersect(self.drawn.region)
            avoid = to_avoid(region, self.source, self.models, cancel=self.cancel)
            self._filled[key] = replace(found, region=region, avoid=avoid)
        return self._filled[key]

    def subject(self, *, must: bool) -> Region | None:
        """The subject's alpha on the source; None when unsure, unless it must be found (then the error is raised)."""
        try:
            return self.of(Target(kind="subject")).subject
        except Unsupported:
            if must:
                raise
            return None


class Shrunk(Selections):
    """Selections of a full-size source, resized for a small copy of it."""

    def __init__(self, full: Selections, step: Geometry) -> None:
        """step: the resize that made the copy."""
        super().__init__(full.source, full.drawn, full.models, full.cancel)
        self._full, self._step = full, step

    def of(self, target: Target) -> Selection:
        """The full-size selection, resized."""
        return _all_moved(self._full.of(target), (self._step,))

    def for_fill(self, target: Target) -> Selection:
        """The full-size selection to be filled, resized."""
        return _all_moved(self._full.for_fill(target), (self._step,))


def _wants_subject(step: Step) -> bool:
    """True for crops to a subject, ratio or size, and for resizing to both sides unless it is contained."""
    if step.op is Op.RESIZE and (step.params.get("width") is None or step.params.get("fit") in ("contain", "stretch")):
        return False
    return any(step.params.get(name) not in (None, False) for name in CENTRED_BY.get(step.op, ()))


def _all_moved(found: Selection, moves: tuple[Geometry, ...]) -> Selection:
    """A selection after the moves."""
    if not moves:
        return found
    subject, avoid = _moved(found.subject, moves), _moved(found.avoid, moves)
    return replace(found, region=move_region(found.region, moves), subject=subject, avoid=avoid)


def _moved(region: Region | None, moves: tuple[Geometry, ...]) -> Region | None:
    """The region after the moves, or None."""
    return move_region(region, moves) if region is not None and moves else region
