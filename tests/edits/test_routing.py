"""Routing is a pure function: never an engine that lacks a capability, deterministic, and clear when nobody can."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scumble.core.capability import Capabilities
from scumble.core.errors import ModelNotFound, TooLarge, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Plan, Step, Target, TargetKind
from scumble.core.work import CancelToken
from scumble.edits.routing import can_draw, resolve_model, route
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
