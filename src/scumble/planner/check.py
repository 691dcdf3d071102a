"""Check of a plan against what engines can do: every step's operation and target must have at least one engine."""

from collections.abc import Sequence

from scumble.core.capability import Capabilities
from scumble.core.errors import Unsupported
from scumble.core.plan import Plan, Step
from scumble.planner.explain import describe


def check(plan: Plan, capabilities: Sequence[tuple[str, Capabilities]]) -> None:
    """Raises Unsupported naming the first step that no engine can do, and which engines do it elsewhere.

    capabilities: (engine name, what it can do).
    """
    for step in plan.steps:
        if not any(step.target.kind in can.operations.get(step.op, frozenset()) for _, can in capabilities):
            raise _cannot(step, capabilities)


def _cannot(step: Step, capabilities: Sequence[tuple[str, Capabilities]]) -> Unsupported:
    """The refusal of one step."""
    part = step.text or describe(step)
    elsewhere = [
        f"{name} can on the {' or '.join(sorted(can.operations[step.op]))}"
        for name, can in capabilities
        if can.operations.get(step.op)
    ]
    names = ", ".join(name for name, _ in capabilities)
    who = "; ".join(elsewhere) if elsewhere else f"none of the configured engines ({names or 'none'}) can"
    return Unsupported(
        f'"{part}" needs an engine that can do {step.op} on the {step.target.kind}: {who}.',
        part=part,
        needs=f"{step.op} on {step.target.kind}",
    )
