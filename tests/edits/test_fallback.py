"""Fallback: the next best engine is asked where the first one failed, says so, and is never asked where both may be
charged, where the caller named the engine, or where it would cost too much."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from scumble.api.errors import retry_headers, status_of
from scumble.app import App
from scumble.core.caller import LOCAL
from scumble.core.capability import Capabilities
from scumble.core.errors import EngineFailed, InvalidValue, ScumbleError, Unsupported
from scumble.core.image import Image, Source
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Candidate, Edited
from scumble.core.plan import Op
from scumble.core.provider_errors import (
    BadAnswer,
    CreditsGone,
    ModerationBlocked,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderKeyRefused,
    ProviderTimeout,
    RejectedByProvider,
)
from scumble.core.spending import Totals
from scumble.core.usage import Money
from scumble.core.work import CancelToken
from scumble.db.engine import Database
from scumble.edits.billing import Prices
from scumble.edits.choosing import Choosing, Fallback
from scumble.edits.health import Health
from scumble.edits.paid import PaidCalls, PaidSteps, Paying
from scumble.edits.run import Edits
from scumble.engines import Engine
from scumble.engines import Task as Drawn
from tests.edits.test_charging import used
from tests.edits.test_paid import Bench

CENT = 10_000_000
"""Billionths of a unit."""


class Vendor:
    """An engine that charges what it lists, and fails by a list: one entry a call, None = it draws."""

    def __init__(self, name: str, price: str, *fails: ScumbleError | None, paid: bool = True) -> None:
        self.name = name
        self.fails = list(fails)
        self.keys: list[str] = []
        self.capabilities = Capabilities(
            operations={Op.TONE: frozenset({"whole", "object"})},
            max_pixels=10**7,
            seeded=frozenset({Op.TONE}),
            paid=paid,
            price_per_image=price,
        )

    async def render(self, task: Drawn, cancel: CancelToken) -> Candidate:
        self.keys.append(task.key)
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            raise error
        image = task.image.with_pixels(task.image.pixels // 2)
        return Candidate(image=image, cost=Money(amount=Decimal(self.capabilities.price_per_image)))


def edits_of(app: App, *vendors: Vendor, fallback: Fallback = "failures", health: Health | None = None) -> Edits:
    """Edits with these engines alone."""
    own = app.editor.edits
    engines: dict[str, Engine] = {v.name: v for v in vendors}
    return Edits(
        engines=engines,
        models=own.models,
        pool=own.pool,
        aliases={},
        limits=own.limits,
        prices=Prices(),
        choosing=Choosing(fallback=fallback, health=health or Health()),
    )


def asked(words: str = "make it brighter", **kwargs: object) -> Instruction:
    image = Image(pixels=np.full((40, 60, 4), 255, np.uint8))
    wanted: dict[str, object] = {"words": words, "sources": (Source(image=image, data=b"", format="png"),)}
    return Instruction(**(wanted | kwargs))  # type: ignore[arg-type]


def run(edits: Edits, instruction: Instruction, paid: Paying | None = None) -> list[Edited]:
    return asyncio.run(edits.edit(instruction, cancel=CancelToken(), paid=paid))


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path)


SURE = [
    ProviderDown("'x' is not available."),
    ProviderBusy("Busy.", retry_after=3),
    CreditsGone("The account is used up."),
    ProviderKeyRefused("The key is not taken."),
    ProviderFailed("It failed."),
    Unsupported("It makes none from nothing."),
]


@pytest.mark.parametrize("error", SURE, ids=lambda e: type(e).__name__)
def test_the_next_best_is_asked_and_the_answer_says_who_failed(error: ScumbleError, app: App) -> None:
    first, third, second = Vendor("a", "0.01", error), Vendor("b", "0.09"), Vendor("c", "0.02")
    done = run(edits_of(app, first, second, third), asked())[0]
    assert (done.engine, len(first.keys), len(second.keys), len(third.keys)) == ("c", 1, 1, 0)
    assert f"'a' was asked before 'c' and failed: {error.message}" in done.notes
    assert done.why == (f"the cheapest engine that can do every step; asked after these failed: 'a' ({error.code})")
    assert done.money == Money(amount=Decimal("0.02"))


@pytest.mark.parametrize("error", [*SURE, ProviderTimeout("Late.")], ids=lambda e: type(e).__name__)
def test_nobody_steps_in_for_an_engine_that_was_named(error: ScumbleError, app: App) -> None:
    first, second = Vendor("a", "0.01", error), Vendor("b", "0.02")
    with pytest.raises(type(error)) as failed:
        run(edits_of(app, first, second, fallback="all"), asked(model="a"))
    assert failed.value is error
    assert second.keys == []


CHARGED = [ProviderTimeout("Late."), BadAnswer("No picture."), EngineFailed("The line was cut.")]
REFUSED = [ModerationBlocked("No.")]


@pytest.mark.parametrize(
    ("setting", "steps_in", "fails"),
    [
        ("never", [], [*SURE, *CHARGED, *REFUSED]),
        ("failures", SURE, [*CHARGED, *REFUSED]),
        ("refusals", [*SURE, *REFUSED], CHARGED),
        ("unknown", [*SURE, *CHARGED], REFUSED),
        ("all", [*SURE, *CHARGED, *REFUSED], []),
    ],
)
def test_the_operator_decides_what_another_engine_steps_in_for(
    setting: Fallback, steps_in: list[ScumbleError], fails: list[ScumbleError], app: App
) -> None:
    for error in steps_in:
        edits = edits_of(app, Vendor("a", "0.01", error), Vendor("b", "0.02"), fallback=setting)
        assert run(edits, asked())[0].engine == "b"
    for error in [*fails, RejectedByProvider("Bad size."), InvalidValue("No.")]:
        second = Vendor("b", "0.02")
        with pytest.raises(type(error), match=error.message):
            run(edits_of(app, Vendor("a", "0.01", error), second, fallback=setting), asked())
        assert second.keys == []


def test_what_costs_nothing_cannot_have_been_charged(app: App) -> None:
    free = Vendor("a", "0", ProviderTimeout("Late."), paid=False)
    assert run(edits_of(app, free, Vendor("b", "0.02")), asked())[0].engine == "b"


def test_when_all_fail_the_error_names_all_and_says_when_to_come_back(app: App) -> None:
    busy, busier = ProviderBusy("Busy here.", retry_after=4), ProviderBusy("Busy there.", retry_after=9)
    vendors = Vendor("a", "0.01", busy), Vendor("b", "0.02", CreditsGone("Used up")), Vendor("c", "0.03", busier)
    with pytest.raises(ProviderBusy) as failed:
        run(edits_of(app, *vendors), asked())
    assert failed.value.message == (
        "Every engine that could do this has failed. a: Busy here. b: Used up. c: Busy there."
    )
    assert status_of(failed.value) == 429
    assert retry_headers(failed.value) == {"x-should-retry": "true", "retry-after": "4", "retry-after-ms": "4000"}


def test_nobody_steps_in_who_costs_more_than_the_caller_allows(app: App) -> None:
    first, second = Vendor("a", "0.01", ProviderDown("Down.")), Vendor("b", "0.05")
    with pytest.raises(ProviderDown, match=r"^Down\.$"):
        run(edits_of(app, first, second), asked(max_cost=Decimal("0.04")))
    assert second.keys == []


def test_an_engine_that_keeps_failing_is_left_alone(app: App) -> None:
    first, second, health = Vendor("a", "0.01", *[ProviderDown("Down.")] * 5), Vendor("b", "0.02"), Health()
    edits = edits_of(app, first, second, health=health)
    for _ in range(5):
        assert run(edits, asked())[0].engine == "b"
    assert len(first.keys) == 3
    why = run(edits, asked())[0].why
    assert "passed over: 'a' (it failed several times in a row" in why


def test_each_variant_says_who_drew_it(app: App) -> None:
    first, second = Vendor("a", "0.01", None, ProviderDown("Down.")), Vendor("b", "0.02")
    done = run(edits_of(app, first, second), asked(output=Output(variants=3)))
    assert [d.engine for d in done] == ["a", "b", "b"]
    assert [d.money.amount for d in done] == [Decimal("0.01"), Decimal("0.02"), Decimal("0.02")]
    assert not any("failed" in n for n in done[0].notes)


def test_what_surely_was_not_charged_is_free_again_and_what_was_spent_is_told(app: App, bench: Bench) -> None:
    """The first engine draws one step and is down at the second; the next one draws both."""
    first, second = Vendor("a", "0.01", None, ProviderDown("Down.")), Vendor("b", "0.02")
    task = bench.task()
    paid = PaidSteps(replace(bench.paid, max_pixels=10**6), task)
    words = "make it brighter and then make it warmer"
    done = run(edits_of(app, first, second), asked(words), paid)[0]
    assert done.engine == "b"
    assert done.money == Money(amount=Decimal("0.0625")), "0.01 and twice 0.02, with a quarter on top"
    assert used(bench) == Totals(spent=CENT // 100 * 625)


def test_a_resumed_task_goes_on_with_the_engine_that_stepped_in(app: App, bench: Bench) -> None:
    first, second = Vendor("a", "0.01", ProviderDown("Down.")), Vendor("b", "0.02")
    task = bench.task()
    many = replace(bench.paid, max_pixels=10**6)
    instruction = asked(output=Output(variants=2))
    before = run(edits_of(app, first, second), instruction, PaidSteps(many, task))
    assert [d.engine for d in before] == ["b", "b"]
    again = run(edits_of(app, first, second), instruction, PaidSteps(many, bench.taken_over(task)))
    assert (len(first.keys), len(second.keys)) == (1, 2), "all of it was paid for"
    assert [d.engine for d in again] == ["b", "b"]
    assert [d.data for d in again] == [d.data for d in before]


def test_a_resumed_task_takes_what_was_paid_for_although_its_engine_rests(app: App, bench: Bench) -> None:
    vendor, health = Vendor("a", "0.01"), Health()
    many = replace(bench.paid, max_pixels=10**6)
    task = bench.task()
    before = run(edits_of(app, vendor, health=health), asked(), PaidSteps(many, task))
    for _ in range(3):
        health.ended("a", ProviderDown(), trial=False)
    assert "a" in health.resting()
    again = run(edits_of(app, vendor, health=health), asked(), PaidSteps(many, bench.taken_over(task)))
    assert again[0].data == before[0].data
    assert len(vendor.keys) == 1


@pytest.mark.parametrize(
    ("error", "steps_in"), [(ProviderDown("Down."), True), (ProviderFailed("It failed."), False)], ids=["sure", "not"]
)
def test_what_may_have_been_charged_is_not_there_any_more_for_the_next(
    error: ScumbleError, steps_in: bool, app: App, bench: Bench
) -> None:
    """0.0125 may be gone of 0.03, and the next one costs 0.02."""
    first, second = Vendor("a", "0.01", error), Vendor("b", "0.02")
    paying, instruction = PaidCalls(bench.charging, LOCAL), asked(max_cost=Decimal("0.03"))
    if steps_in:
        assert run(edits_of(app, first, second), instruction, paying)[0].engine == "b"
        assert used(bench) == Totals(spent=CENT // 10 * 25)
        return
    with pytest.raises(ProviderFailed):
        run(edits_of(app, first, second), instruction, paying)
    assert second.keys == []
    assert used(bench) == Totals(held=CENT // 1000 * 1250)


def test_a_resumed_task_goes_on_with_the_engine_of_each_variant(app: App, bench: Bench) -> None:
    first, second = Vendor("a", "0.01", None, ProviderDown("Down.")), Vendor("b", "0.02")
    task = bench.task()
    many = replace(bench.paid, max_pixels=10**6)
    instruction = asked(output=Output(variants=2))
    before = run(edits_of(app, first, second), instruction, PaidSteps(many, task))
    again = run(edits_of(app, first, second), instruction, PaidSteps(many, bench.taken_over(task)))
    assert [d.engine for d in again] == [d.engine for d in before] == ["a", "b"]
    assert (len(first.keys), len(second.keys)) == (2, 1), "nothing is asked for again"


def test_a_thing_that_is_not_found_is_nobodys_failure(app: App) -> None:
    first, second, health = Vendor("a", "0.01"), Vendor("b", "0.02"), Health()
    edits = edits_of(app, first, second, health=health)
    with pytest.raises(ScumbleError, match="dog") as failed:
        run(edits, asked("make the dog brighter"))
    assert "has failed" not in failed.value.message
    assert first.keys == second.keys == []
