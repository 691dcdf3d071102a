"""Step builders for pictures from nothing: plain colour, gradient, studio backdrop."""

from scumble.core.plan import Op, Target
from scumble.planner.build_background import WHITE, gradient_params
from scumble.planner.draft import Draft
from scumble.planner.match import Clause

_WHOLE = Target(kind="whole")


def solid(clause: Clause, draft: Draft) -> None:
    """One colour."""
    color = clause.first("COLOR")
    draft.add(clause, Op.CANVAS, _WHOLE, {"kind": "solid", "colors": [str(color.value) if color else WHITE]})


def gradient(clause: Clause, draft: Draft) -> None:
    """Two or more colours."""
    draft.add(clause, Op.CANVAS, _WHOLE, {"kind": "gradient", **gradient_params(clause, draft)})


def studio(clause: Clause, draft: Draft) -> None:
    """A studio backdrop with nothing on it; white where no colour is named."""
    color = clause.first("COLOR")
    draft.add(clause, Op.CANVAS, _WHOLE, {"kind": "studio", "colors": [str(color.value) if color else WHITE]})
