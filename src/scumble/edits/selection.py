"""Where a step acts: selections made once on the source and moved along with the geometric steps."""

from scumble.core.errors import ScumbleError
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.outcome import Geometry
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.compose import move_region
from scumble.regions.object_mask import grown_for_fill
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

    def of(self, target: Target) -> Selection:
        """The selection in the source's own coordinates. Raises core errors when there is nothing to find."""
        key = (target.kind, target.words if target.kind in {"region", "object"} else None)
        if key not in self._found:
            self._found[key] = select(target, self.source, self.models, self.drawn, cancel=self.cancel)
        return self._found[key]

    def for_step(self, step: Step, moves: tuple[Geometry, ...]) -> Selection:
        """The selection for a step, moved to where the picture is now; croppers get the subject if there is one."""
        if step.op in SUBJECT_CENTRED and step.target.kind not in {"region", "object"}:
            must = step.target.kind == "subject" or step.params.get("subject") is True
            subject = self.subject(must=must)
            full = self.of(Target(kind="whole"))
            return Selection(region=full.region, subject=_moved(subject, moves), notes=())
        found = self.of(step.target)
        region = found.region
        if step.op is Op.FILL and step.target.kind == "object":
            region = grown_for_fill(region, self.source)
        moved = _moved(region, moves)
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


def _moved(region: Region | None, moves: tuple[Geometry, ...]) -> Region | None:
    """The region after the moves, or None."""
    return move_region(region, moves) if region is not None and moves else region
