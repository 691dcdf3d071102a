"""Routing: which engine draws a plan: a pure function over capabilities, prices, health, wishes; and model names."""

import fnmatch
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scumble.core.errors import EngineResting, InvalidValue, ModelNotFound, TooLarge, Unsupported
from scumble.core.plan import Plan, Step
from scumble.core.usage import Money
from scumble.db.ledger import refused_test_key
from scumble.edits.charging import above, told
from scumble.edits.health import resting
from scumble.engines import Engine

AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Route:
    """The engine chosen, and the sentence that says why."""

    engine: Engine
    why: str


def listed(engine: Engine) -> Money | None:
    """What an engine says of its price itself, for one picture."""
    return Money(amount=Decimal(engine.capabilities.price_per_image))


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the choice depends on besides capabilities and the name.

    price: what an engine is expected to cost the caller at most; None: nobody knows. resting: names of engines that are
    not asked now, with the seconds until they may be. max_cost: the most that it may cost. seconds: that there are.
    """

    price: Callable[[Engine], Money | None] = listed
    resting: Mapping[str, float] = field(default_factory=lambda: types.MappingProxyType(dict[str, float]()))
    max_cost: Decimal | None = None
    seconds: float | None = None


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


def route(plan: Plan, pixels: int, wish: str, engines: Mapping[str, Engine], given: Given | None = None) -> Route:
    """The engine for the whole plan: the named one if it can, else the cheapest that can, then the fastest.

    pixels: of the picture. Where no engine is expected to be in time, the fastest is taken: how long it takes is known
    roughly, what it can do and costs is not to be bent. Raises Unsupported naming the step no engine can draw, TooLarge
    when only size forbids it, InvalidValue when only `max_cost` does, EngineResting when all that remain rest.
    """
    given = given or Given()
    allowed = [e for name, e in sorted(engines.items()) if wish in (AUTO, name)]
    able = [e for e in allowed if all(can_draw(e, step) for step in plan.steps)]
    if not able:
        raise _unsupported(plan, wish, allowed, engines)
    roomy = [e for e in able if pixels <= e.capabilities.max_pixels]
    if not roomy:
        most = max(e.capabilities.max_pixels for e in able)
        raise TooLarge(f"The picture has {pixels:,} pixels; the largest an engine takes is {most:,}.", param="image")
    offers = [_offer(e, plan, pixels, given) for e in roomy]
    affordable = [o for o in offers if not o.dear]
    if not affordable:
        raise _too_dear(offers, given)
    if wish != AUTO:
        return Route(engine=affordable[0].engine, why="asked for by name")
    awake = [o for o in affordable if not o.rests]
    if not awake:
        raise _all_rest(affordable)
    in_time = [o for o in awake if not o.late]
    rank = _cheapest if in_time else _fastest
    best = min(in_time or awake, key=rank)
    passed = [o for o in sorted(offers, key=rank) if rank(o) < rank(best)]
    return Route(engine=best.engine, why=_why(best, passed, given))


@dataclass(frozen=True, kw_only=True)
class _Offer:
    """What one engine would do it for. dear: above what it may cost, or nobody knows. rests: seconds. late: it would
    take longer than there is."""

    engine: Engine
    price: Money | None
    seconds: float
    dear: bool
    rests: float
    late: bool


def _offer(engine: Engine, plan: Plan, pixels: int, given: Given) -> _Offer:
    price = given.price(engine)
    seconds = engine.capabilities.seconds_per_megapixel * pixels / 1e6 * len(plan.steps)
    most = given.max_cost
    return _Offer(
        engine=engine,
        price=price,
        seconds=seconds,
        dear=most is not None and (price is None or price.amount > most),
        rests=given.resting.get(engine.name, 0.0),
        late=given.seconds is not None and seconds > given.seconds,
    )


def _amount(offer: _Offer) -> Decimal:
    """For comparing: what has no known price counts as dearer than all that has one."""
    return Decimal("Infinity") if offer.price is None else offer.price.amount


def _cheapest(offer: _Offer) -> tuple[Decimal, float, str]:
    return _amount(offer), offer.seconds, offer.engine.name


def _fastest(offer: _Offer) -> tuple[float, Decimal, str]:
    return offer.seconds, _amount(offer), offer.engine.name


def _why(best: _Offer, passed: Sequence[_Offer], given: Given) -> str:
    """One sentence: what the choice is the best in, and who would have been better."""
    left = " left" if passed else ""
    why = f"the cheapest engine{left} that can do every step"
    if best.late:
        why = (
            f"the fastest engine{left} that can do every step, though it is expected to take {best.seconds:.0f} of the"
            f" {given.seconds or 0:.0f} seconds that there are"
        )
    if not passed:
        return why
    named = ", ".join(f"'{o.engine.name}' ({_against(o)})" for o in passed)
    return f"{why}; passed over: {named}"


def _against(offer: _Offer) -> str:
    if offer.dear:
        return "its price is not known" if offer.price is None else f"up to {told(offer.price)} is too dear"
    if offer.rests:
        return f"it failed several times in a row and rests for {offer.rests:.0f} s"
    return f"about {offer.seconds:.0f} s is too slow"


def _too_dear(offers: Sequence[_Offer], given: Given) -> InvalidValue:
    """The refusal of whatever remains by `max_cost`, with what it would have to allow."""
    known = [o for o in offers if o.price is not None]
    if not known:
        return above("What this costs is not known here, so that 'max_cost' cannot be kept; leave it out.")
    best = min(known, key=_cheapest)
    price, who = best.price or Money(), f" by '{best.engine.name}'" if len(offers) > 1 else ""
    return above(f"This can cost up to {told(price)}{who}; 'max_cost' allows {given.max_cost:f}. Nothing was sent.")


def _all_rest(offers: Sequence[_Offer]) -> EngineResting:
    """The refusal while every engine that could do it rests."""
    first = min(offers, key=lambda o: o.rests)
    if len(offers) == 1:
        return resting(first.engine.name, first.rests)
    names = ", ".join(f"'{o.engine.name}'" for o in offers)
    said = f"The engines that can do this ({names}) failed several times in a row; '{first.engine.name}' is asked again"
    return EngineResting(f"{said} in {first.rests:.0f} seconds.", retry_after=first.rests)


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
