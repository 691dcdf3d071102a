"""Where a step acts: selections made once on the source and moved along with the geometric steps."""

from scumble.core.errors import ScumbleError
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.outcome import Geometry
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.compose import move_region
from scumble.regions.select import Selection, select
from scumble.vision.models import Models

SUBJECT_CENTRED = frozenset({Op.CROP, Op.RESIZE})
"""Operations that keep the subject in view when they can find one, and the centre otherwise."""


class Selections:
    """Selections on one source picture, each computed once."""

    def __init__(self, source: Image, drawn: Drawn | None, models: Models, cancel: CancelToken) -> None:
        """source: the upright picture everything is found in; drawn: what the caller drew on it."""
        self.source, self.drawn, self.models, self.cancel = source, drawn, models, cancel
        self._found: dict[tuple[str, str | None], Selection] = {}

    def shrunk(self, step: Geometry) -> "Shrunk":
        """The same selections for a smaller copy of the source (previews): found once, at full size."""
        return Shrunk(self, step)

    def of(self, target: Target) -> Selection:
        """The selection in the source's own coordinates. Raises core errors when there is nothing to find."""
        key = (target.kind, target.words if target.kind == "region" else None)
        if key not in self._found:
            self._found[key] = select(target, self.source, self.models, self.drawn, cancel=self.cancel)
        return self._found[key]

    def for_step(self, step: Step, moves: tuple[Geometry, ...]) -> Selection:
        """The selection for a step, moved to where the picture is now; croppers get the subject if there is one."""
        if step.op in SUBJECT_CENTRED and step.target.kind != "region":
            must = step.target.kind == "subject" or step.params.get("subject") is True
            subject = self.subject(must=must)
            full = self.of(Target(kind="whole"))
            return Selection(region=full.region, subject=_moved(subject, moves), notes=())
        found = self.of(step.target)
        moved = _moved(found.region, moves)
        assert moved is not None  # noqa: S101 - a region in is a region out
        return Selection(region=moved, subject=_moved(found.subject, moves), notes=found.notes)

    def subject(self, *, must: bool) -> Region | None:
        """The subject's alpha on the source; None when unsure, unless it must be found (then the error is raised)."""
        try:
            return self.of(Target(kind="subject")).subject
        except ScumbleError:
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
        found = self._full.of(target)
        return Selection(
            region=move_region(found.region, (self._step,)),
            subject=_moved(found.subject, (self._step,)),
            notes=found.notes,
        )


def _moved(region: Region | None, moves: tuple[Geometry, ...]) -> Region | None:
    """The region after the moves, or None."""
    return move_region(region, moves) if region is not None and moves else region
