"""Routing is a pure function: never an engine that lacks a capability, deterministic, and clear when nobody can."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineResting, InvalidValue, ModelNotFound, TooLarge, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Plan, Step, Target, TargetKind
from scumble.core.usage import Money
from scumble.core.work import CancelToken
from scumble.edits.routing import Given, can_draw, resolve_model, route
from scumble.engines import Engine, Task

KINDS: tuple[TargetKind, ...] = ("whole", "subject", "background", "region", "object")


@dataclass
class Paper:
    """An engine that is only its facts."""

    name: str
    capabilities: Capabilities

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        raise AssertionError("routing must not draw")


def paper(name: str, ops: dict[Op, frozenset[TargetKind]], price: str = "0", most: int = 10**6) -> Paper:
    return Paper(name, Capabilities(operations=ops, max_pixels=most, price_per_image=price))


def plan_of(*ops: Op) -> Plan:
    return Plan(steps=tuple(Step(op=o, target=Target(kind="whole"), text=str(o)) for o in ops), understood="x")


WHOLE: frozenset[TargetKind] = frozenset({"whole"})
some_ops = st.dictionaries(st.sampled_from(list(Op)), st.just(WHOLE), max_size=6)


@given(st.lists(some_ops, min_size=1, max_size=4), st.lists(st.sampled_from(list(Op)), min_size=1, max_size=3))
def test_never_an_engine_that_lacks_a_capability(able: list[dict[Op, frozenset[TargetKind]]], ops: list[Op]) -> None:
    engines: dict[str, Engine] = {f"e{i}": paper(f"e{i}", o, str(i)) for i, o in enumerate(able)}
    plan = plan_of(*ops)
    try:
        chosen = route(plan, 100, "auto", engines)
    except Unsupported:
        assert not any(all(can_draw(e, s) for s in plan.steps) for e in engines.values())
        return
    assert all(can_draw(chosen.engine, s) for s in plan.steps)
    assert route(plan, 100, "auto", dict(reversed(engines.items()))).engine.name == chosen.engine.name


def test_the_cheaper_one_is_taken() -> None:
    engines: dict[str, Engine] = {
        "a": paper("a", {Op.FLIP: WHOLE}, "0.04"),
        "b": paper("b", {Op.FLIP: WHOLE}, "0.01"),
    }
    assert route(plan_of(Op.FLIP), 1, "auto", engines).engine.name == "b"
    assert route(plan_of(Op.FLIP), 1, "a", engines).engine.name == "a"


def test_a_named_engine_that_cannot_names_those_that_can() -> None:
    engines: dict[str, Engine] = {"a": paper("a", {Op.FLIP: WHOLE}), "b": paper("b", {Op.TONE: WHOLE})}
    with pytest.raises(Unsupported, match="these engines can: b"):
        route(plan_of(Op.TONE), 1, "a", engines)


def test_size_is_a_limit_of_its_own() -> None:
    with pytest.raises(TooLarge, match="largest"):
        route(plan_of(Op.FLIP), 10**7, "auto", {"a": paper("a", {Op.FLIP: WHOLE})})


@pytest.mark.parametrize(
    ("name", "expected"),
    [(None, "auto"), ("auto", "auto"), ("gpt-image-2", "auto"), ("dall-e-3", "auto"), ("a", "a"), ("mine", "a")],
)
def test_model_names(name: str | None, expected: str) -> None:
    engines: dict[str, Engine] = {"a": paper("a", {})}
    aliases = {"mine": "a", "gpt-image-*": "auto", "dall-e-*": "auto"}
    assert resolve_model(name, engines, aliases) == expected


def test_unknown_models_are_refused_by_name() -> None:
    with pytest.raises(ModelNotFound, match="'nope' does not exist"):
        resolve_model("nope", {"a": paper("a", {})}, {})


@dataclass
class Market:
    """Random engines and wishes, and what is known of the engines now."""

    engines: dict[str, Engine]
    plan: Plan
    given: Given
    wish: str


@st.composite
def markets(draw: st.DrawFn) -> Market:
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
    some = st.sampled_from([Op.FLIP, Op.TONE, Op.CROP])
    engines: dict[str, Engine] = {}
    for name in names:
        ops = dict.fromkeys(draw(st.sets(some, min_size=1)), WHOLE)
        pace = draw(st.sampled_from([0.5, 1.0, 20.0]))
        engines[name] = Paper(name, Capabilities(operations=ops, max_pixels=10**7, seconds_per_megapixel=pace))
    cents = st.none() | st.integers(0, 5).map(lambda n: Money(amount=Decimal(n) / 100))
    prices = {name: draw(cents) for name in names}
    given = Given(
        price=lambda engine: prices[engine.name],
        resting=dict.fromkeys(draw(st.sets(st.sampled_from(names))), 12.0),
        max_cost=draw(st.none() | st.integers(0, 5).map(lambda n: Decimal(n) / 100)),
        seconds=draw(st.none() | st.sampled_from([0.1, 1.0, 5.0])),
    )
    plan = plan_of(*draw(st.lists(some, min_size=1, max_size=2)))
    return Market(engines, plan, given, draw(st.sampled_from(["auto", *names])))


def fits(market: Market, engine: Engine) -> bool:
    """Whether an engine may be chosen at all, told apart from how the router does it."""
    can = all(step.op in engine.capabilities.operations for step in market.plan.steps)
    price, most = market.given.price(engine), market.given.max_cost
    paid = most is None or (price is not None and price.amount <= most)
    awake = market.wish == engine.name or engine.name not in market.given.resting
    return can and paid and awake and market.wish in ("auto", engine.name)


@settings(max_examples=400, deadline=None)
@given(markets(), st.randoms())
def test_what_is_chosen_can_do_it_costs_no_more_than_allowed_and_does_not_depend_on_order(
    market: Market, chance: Random
) -> None:
    shuffled = list(market.engines.items())
    chance.shuffle(shuffled)
    possible = [e for e in market.engines.values() if fits(market, e)]
    try:
        chosen = route(market.plan, 10**6, market.wish, market.engines, market.given)
    except (Unsupported, InvalidValue, EngineResting) as refused:
        assert possible == []
        with pytest.raises(type(refused), match=re.escape(refused.message)):
            route(market.plan, 10**6, market.wish, dict(shuffled), market.given)
        return
    assert chosen.engine in possible
    again = route(market.plan, 10**6, market.wish, dict(shuffled), market.given)
    assert (again.engine.name, again.why) == (chosen.engine.name, chosen.why)
    if market.wish == "auto":
        dearer = [e for e in possible if in_time(market, e) or not in_time(market, chosen.engine)]
        assert chosen.engine in dearer, "one that is late although another one is in time"
        if in_time(market, chosen.engine):
            assert all(cost(market, chosen.engine) <= cost(market, e) for e in dearer)


def in_time(market: Market, engine: Engine) -> bool:
    seconds = engine.capabilities.seconds_per_megapixel * len(market.plan.steps)
    return market.given.seconds is None or seconds <= market.given.seconds


def cost(market: Market, engine: Engine) -> Decimal:
    price = market.given.price(engine)
    return Decimal(10**9) if price is None else price.amount


TWO: dict[str, Engine] = {"a": paper("a", {Op.FLIP: WHOLE}, "0.01"), "b": paper("b", {Op.FLIP: WHOLE}, "0.04")}


def test_the_reason_names_who_was_passed_over() -> None:
    rests = route(plan_of(Op.FLIP), 1, "auto", TWO, Given(resting={"a": 12.4}))
    assert rests.engine.name == "b"
    assert rests.why == (
        "the cheapest engine left that can do every step; passed over: 'a' (it failed several times in a row and rests"
        " for 12 s)"
    )
    slow = dict(TWO) | {"a": Paper("a", Capabilities(operations={Op.FLIP: WHOLE}, max_pixels=10**7))}
    fast = Paper("b", replace(TWO["b"].capabilities, seconds_per_megapixel=0.1, max_pixels=10**7))
    late = route(plan_of(Op.FLIP), 5 * 10**6, "auto", slow | {"b": fast}, Given(seconds=2.0))
    assert (late.engine.name, late.why.split("; ")[1]) == ("b", "passed over: 'a' (about 5 s is too slow)")
    dear = route(plan_of(Op.FLIP), 5 * 10**6, "auto", slow | {"b": fast}, Given(seconds=0.1, max_cost=Decimal("0.03")))
    assert dear.engine.name == "a"
    assert "expected to take 5 of the 0 seconds" in dear.why
    assert "'b' (up to 0.04 USD is too dear)" in dear.why


def test_refusals_say_what_would_work() -> None:
    with pytest.raises(InvalidValue, match=r"up to 0.01 USD by 'a'; 'max_cost' allows 0.001") as dear:
        route(plan_of(Op.FLIP), 1, "auto", TWO, Given(max_cost=Decimal("0.001")))
    assert (dear.value.param, dear.value.code) == ("max_cost", "max_cost_exceeded")
    with pytest.raises(InvalidValue, match=r"up to 0\.04 USD; 'max_cost' allows 0.02"):
        route(plan_of(Op.FLIP), 1, "b", TWO, Given(max_cost=Decimal("0.02")))
    with pytest.raises(EngineResting, match="'b' is asked again in 7 seconds") as rest:
        route(plan_of(Op.FLIP), 1, "auto", TWO, Given(resting={"a": 20.0, "b": 7.0}))
    assert rest.value.retry_after == 7.0
    assert route(plan_of(Op.FLIP), 1, "b", TWO, Given(resting={"b": 7.0})).engine.name == "b"
