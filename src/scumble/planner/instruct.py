"""Words for an engine that reads them itself: one step, on what the grammar found where it found exactly one thing."""

from typing import Final

from scumble.core.plan import BEYOND, GEOMETRIC, JsonValue, Op, Plan, Step, Target
from scumble.planner.draft import Context
from scumble.planner.explain import explain

_ELSEWHERE: Final = BEYOND | {Op.TEXT_ADD}
"""Operations that write elsewhere than on what they name: their target would be too little."""


def instructed(words: str, context: Context, read: Plan | None = None) -> Plan:
    """The plan of one `instruct` step. read: what the grammar understood, if it did."""
    params: dict[str, JsonValue] = {"prompt": words.strip()}
    if not context.sources:
        params["new"] = True
    if context.transparent is True:
        params["transparent"] = True
    step = Step(op=Op.INSTRUCT, target=_target(context, read), params=params, text=words.strip()[:160])
    return Plan(steps=(step,), understood=explain((step,)))


def moves(plan: Plan) -> bool:
    """Whether a plan moves the picture, or its rim: what an engine that draws anew cannot do."""
    return any(s.op in GEOMETRIC for s in plan.steps)


def _target(context: Context, read: Plan | None) -> Target:
    """The one thing that the grammar found; else what was drawn, else the whole."""
    steps = () if read is None else read.steps
    targets = {s.target for s in steps}
    if len(targets) == 1 and not any(s.op in _ELSEWHERE for s in steps):
        return targets.pop()
    return Target(kind="region" if context.has_drawn and context.sources else "whole")
