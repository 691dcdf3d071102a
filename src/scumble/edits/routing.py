"""Routing: which engine draws a plan, a pure function over capabilities and the caller's wish; and model names."""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scumble.core.errors import ModelNotFound, TooLarge, Unsupported
from scumble.core.plan import Plan, Step
from scumble.db.ledger import refused_test_key
from scumble.engines import Engine

AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Route:
    """The engine chosen, and the sentence that says why."""

    engine: Engine
    why: str


def resolve_model(name: str | None, engines: Mapping[str, Engine], aliases: Mapping[str, str]) -> str:
    """The engine's name or 'auto' for what the caller wrote in `model`; aliases may hold shell patterns.

    Raises ModelNotFound for a name that neither an engine nor an alias answers to.
    """
    if name is None or name in ("", AUTO):
        return AUTO
    if name in engines:
        return name
    for pattern, target in aliases.items():
        if fnmatch.fnmatchcase(name, pattern):
            return target
    known = ", ".join(sorted([*engines, AUTO]))
    raise ModelNotFound(f"The model '{name}' does not exist here. Models: {known}.", param="model")


def allowed(
    model: str | None, engines: Mapping[str, Engine], aliases: Mapping[str, str], *, free: bool = False
) -> tuple[str, Mapping[str, Engine]]:
    """What `resolve_model` says, and the engines to choose from. free: those that cost nothing, for test keys.

    Raises ModelNotFound, and Forbidden for a paid engine that was named although it has to be free.
    """
    wish = resolve_model(model, engines, aliases)
    if not free:
        return wish, engines
    if wish != AUTO and engines[wish].capabilities.paid:
        raise refused_test_key(wish)
    return wish, {name: e for name, e in engines.items() if not e.capabilities.paid}


def can_draw(engine: Engine, step: Step) -> bool:
    """True when the engine lists the step's operation on the step's kind of target."""
    return step.target.kind in engine.capabilities.operations.get(step.op, frozenset())


def route(plan: Plan, pixels: int, wish: str, engines: Mapping[str, Engine]) -> Route:
    """The engine for the whole plan: the named one if it can, else the cheapest that can, then the fastest.

    pixels: of the picture. Raises Unsupported naming the step no engine can draw, TooLarge when only size forbids it.
    """
    allowed = [e for name, e in sorted(engines.items()) if wish in (AUTO, name)]
    able = [e for e in allowed if all(can_draw(e, step) for step in plan.steps)]
    if not able:
        raise _unsupported(plan, wish, allowed, engines)
    roomy = [e for e in able if pixels <= e.capabilities.max_pixels]
    if not roomy:
        most = max(e.capabilities.max_pixels for e in able)
        raise TooLarge(f"The picture has {pixels:,} pixels; the largest an engine takes is {most:,}.", param="image")
    best = min(roomy, key=lambda e: (float(e.capabilities.price_per_image), e.capabilities.seconds_per_megapixel))
    why = "asked for by name" if wish != AUTO else "the cheapest engine that can do every step"
    return Route(engine=best, why=why)


def _unsupported(plan: Plan, wish: str, allowed: Sequence[Engine], engines: Mapping[str, Engine]) -> Unsupported:
    """The refusal that names the first step nobody among the allowed can draw, and who could or what is missing."""
    step = next((s for s in plan.steps if not any(can_draw(e, s) for e in allowed)), None)
    if step is None:
        return _apart(plan, wish, engines)
    others = [name for name, e in sorted(engines.items()) if can_draw(e, step)]
    what, needs = step.text or str(step.op), str(step.op)
    if others:
        said = f"'{wish}' cannot do '{what}'; these engines can: {', '.join(others)}."
        return Unsupported(said, part=what, needs=needs)
    elsewhere = {name: e.capabilities.operations.get(step.op) for name, e in sorted(engines.items())}
    on = [f"'{name}' does it on: {', '.join(sorted(kinds))}" for name, kinds in elsewhere.items() if kinds]
    way = "; ".join(on) or f"it needs an engine that lists '{step.op}' among its operations"
    said = f"No configured engine can do '{what}' ({step.op} on {step.target.kind}); {way}."
    return Unsupported(said, part=what, needs=needs)


def _apart(plan: Plan, wish: str, engines: Mapping[str, Engine]) -> Unsupported:
    """The refusal of steps that engines can draw, but no engine all of them."""
    allowed = {name: e for name, e in sorted(engines.items()) if wish in (AUTO, name)}
    able = {s.text or str(s.op): [name for name, e in allowed.items() if can_draw(e, s)] for s in plan.steps}
    who = "; ".join(f"'{what}': {', '.join(names)}" for what, names in able.items())
    return Unsupported(f"No engine can do every step; each alone can be done by: {who}. Send them one by one.")
