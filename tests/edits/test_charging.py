"""Money around paid calls: held before, settled after, released where nothing was charged, refused before it is sent.

What a process that died left open is taken for spent; a provider that knows keys is paid once, others for every call.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from scumble.app import App
from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import (
    BudgetExceeded,
    Cancelled,
    EngineFailed,
    Forbidden,
    InvalidValue,
    Overloaded,
    ScumbleError,
)
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.provider_errors import CreditsGone, ProviderKeyRefused
from scumble.core.spending import NANO, Budget, Totals
from scumble.core.task import Task
from scumble.core.usage import Money
from scumble.core.work import CancelToken
from scumble.db.budgets import BudgetRows
from scumble.db.engine import Database
from scumble.edits.charging import Asked, Call, Charging, Event, Purse, facts_of
from scumble.edits.choosing import Choosing
from scumble.edits.paid import PaidCalls, PaidSteps
from scumble.engines import Task as Drawn
from scumble.governance.keys import Keys
from scumble.ledger.sweeper import Sweeper
from scumble.ledger.table import load
from tests.edits.test_paid import DRAWN, PLAN, Bench, Large, Provider, asked, edited, edits_of

CENT = NANO // 100
HELD = 75 * NANO // 1000
"""The estimate of the provider, 0.06, with the markup of a quarter."""


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path)


def used(bench: Bench, caller: Caller = LOCAL) -> Totals:
    return bench.ledger.totals(caller, "day", datetime.now(UTC), key_id=caller.key_id)


class Failing(Provider):
    """Raises what it is told to."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error: BaseException | None = error

    async def render(self, task: Drawn, cancel: CancelToken) -> Candidate:
        if self.error is not None:
            self.keys.append(task.key)
            raise self.error
        return await super().render(task, cancel)


def test_the_estimate_is_held_while_the_provider_works_and_the_price_is_spent(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        seen: list[Totals] = []

        async def look() -> None:
            seen.append(used(bench))

        bench.provider.before = look()
        await bench.render(task)
        assert seen == [Totals(held=HELD)]
        assert used(bench) == Totals(spent=5 * CENT)
        lines = bench.ledger.lines(LOCAL, f"{task.id}:provider:0:0")
        assert lines["settle"].cost == 4 * CENT, "what the provider charges"
        assert (lines["hold"].engine, lines["hold"].prices) == ("provider", bench.charging.table.version)
        await bench.render(bench.taken_over(task))
        assert used(bench) == Totals(spent=5 * CENT), "what was kept costs nothing again"

    asyncio.run(work())


@pytest.mark.parametrize(
    "error",
    [Overloaded("Busy."), InvalidValue("Refused."), Forbidden("No."), CreditsGone("Gone."), ProviderKeyRefused("No.")],
)
def test_what_surely_was_not_charged_is_released_and_may_be_asked_for_again(error: ScumbleError, bench: Bench) -> None:
    async def work() -> None:
        bench.provider = failing = Failing(error)
        task = bench.task()
        with pytest.raises(type(error)):
            await bench.render(task)
        assert used(bench) == Totals()
        failing.error = None
        await bench.render(task)
        assert used(bench) == Totals(spent=5 * CENT)
        assert set(bench.ledger.lines(LOCAL, f"{task.id}:provider:0:0#2")) == {"hold", "settle"}

    asyncio.run(work())


def test_an_unknown_outcome_is_held_until_the_task_ends_and_then_taken_for_spent(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        bench.provider.fails = True
        with pytest.raises(EngineFailed):
            await bench.render(task)
        assert used(bench) == Totals(held=HELD)
        assert bench.end(task)
        assert used(bench) == Totals(spent=HELD)
        assert bench.ledger.lines(LOCAL, f"{task.id}:provider:0:0")["settle"].estimated

    asyncio.run(work())


@pytest.mark.parametrize("keyed", [True, False])
def test_asking_again_is_one_charge_where_keys_are_known_and_another_one_elsewhere(keyed: bool, bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        bench.provider.capabilities = replace(bench.provider.capabilities, keyed=keyed)
        bench.provider.fails = True
        with pytest.raises(EngineFailed):
            await bench.render(task)
        bench.provider.fails = False
        await bench.render(task)
        assert used(bench) == Totals(held=0 if keyed else HELD, spent=5 * CENT)
        assert bench.end(task)
        assert used(bench).spent == 5 * CENT + (0 if keyed else HELD)

    asyncio.run(work())


def test_a_refusal_the_second_time_does_not_free_what_the_first_may_have_cost(bench: Bench) -> None:
    async def work() -> None:
        bench.provider = failing = Failing(EngineFailed("The line was cut."))
        task = bench.task()
        with pytest.raises(EngineFailed):
            await bench.render(task)
        failing.error = Overloaded("Busy.")
        with pytest.raises(Overloaded):
            await bench.render(task)
        assert used(bench) == Totals(held=HELD)

    asyncio.run(work())


def test_an_answer_after_the_tasks_end_corrects_what_was_taken_for_it(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()

        async def ended() -> None:
            assert bench.end(task)
            assert used(bench) == Totals(spent=HELD)

        bench.provider.before = ended()
        with pytest.raises(Cancelled):
            await bench.render(task)
        assert used(bench) == Totals(spent=5 * CENT)

    asyncio.run(work())


def test_of_two_answers_both_are_paid_where_keys_are_not_known(bench: Bench) -> None:
    async def work() -> None:
        bench.provider.capabilities = replace(bench.provider.capabilities, keyed=False)
        task = bench.task()

        async def faster() -> None:
            bench.provider.before = None
            assert await bench.render(bench.taken_over(task)) == 2

        bench.provider.before = faster()
        assert await bench.render(task) == 2
        assert used(bench) == Totals(spent=10 * CENT)

    asyncio.run(work())


def test_a_hard_budget_refuses_before_anything_is_sent(bench: Bench) -> None:
    async def work() -> None:
        BudgetRows(bench.database).set(LOCAL, Budget(id="b", project_id="", period="day", hard=HELD - 1))
        task = bench.task()
        for paying in (PaidSteps(bench.paid, task), PaidSteps(bench.paid, task).unkept()):
            with pytest.raises(BudgetExceeded):
                await paying.render(Call(engine=bench.provider, drawn=DRAWN), "0:0", CancelToken())
        assert bench.provider.keys == []
        assert used(bench) == Totals()

    asyncio.run(work())


def test_a_soft_budget_that_is_passed_is_a_note(bench: Bench) -> None:
    async def work() -> None:
        seen: list[Event] = []
        bench.charging.on_event = seen.append
        own = Budget(id="b", project_id="", key_id=LOCAL.key_id, period="month", soft=HELD - 1)
        BudgetRows(bench.database).set(LOCAL, own)
        call = Call(engine=bench.provider, drawn=DRAWN)
        notes = [(await PaidSteps(bench.paid, bench.task(e)).render(call, "0:0", CancelToken())).notes for e in "ab"]
        assert notes[0] == ("With this, this key has passed its soft budget for the month of 0.07 USD.",)
        assert notes[1] == ()
        assert seen == ["held", "soft_limit", "settled", "held", "settled"]

    asyncio.run(work())


def test_a_test_key_reaches_no_paid_engine(bench: Bench) -> None:
    async def work() -> None:
        made = Keys(bench.database).create(LOCAL, "t", mode="test")
        own = Caller(project_id=LOCAL.project_id, key_id=made.row.id)
        with pytest.raises(Forbidden, match="'provider' costs money"):
            await PaidCalls(bench.charging, own).render(Call(engine=bench.provider, drawn=DRAWN), "0:0", CancelToken())
        assert bench.provider.keys == []

    asyncio.run(work())


def test_max_cost_refuses_before_anything_is_sent(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        bench.purse = Purse(Decimal("0.0749"))
        with pytest.raises(InvalidValue, match=r"up to 0\.075 USD; 'max_cost' allows 0\.0749"):
            await bench.render(task)
        assert bench.provider.keys == []
        assert used(bench) == Totals()
        bench.purse = Purse(Decimal("0.075"))
        await bench.render(task)

    asyncio.run(work())


def test_a_price_that_nobody_knows_is_no_price(bench: Bench) -> None:
    async def work() -> None:
        bench.provider.capabilities = replace(bench.provider.capabilities, price_per_image="0")
        with pytest.raises(InvalidValue, match="not known here"):
            Purse(Decimal(1)).allow(bench.charging.estimate(bench.provider.capabilities, facts_of(call())))
        await bench.render(bench.task())
        assert used(bench) == Totals(spent=5 * CENT), "what it did cost is known afterwards"

    def call() -> Call:
        return Call(engine=bench.provider, drawn=DRAWN)

    asyncio.run(work())


def test_calls_that_are_not_kept_are_held_and_settled_and_swept_when_their_process_died(bench: Bench) -> None:
    async def work() -> None:
        paying = PaidCalls(bench.charging, LOCAL)
        found = await paying.render(Call(engine=bench.provider, drawn=DRAWN), "0:0", CancelToken())
        assert found.cost == Money(amount=Decimal("0.05"))
        assert bench.provider.keys == [""]
        assert used(bench) == Totals(spent=5 * CENT)
        with pytest.raises(KeyboardInterrupt):
            await paying.render(Call(engine=Failing(KeyboardInterrupt()), drawn=DRAWN), "0:0", CancelToken())
        assert used(bench) == Totals(held=HELD, spent=5 * CENT)

    asyncio.run(work())
    sweeper = Sweeper(bench.ledger)
    assert sweeper.sweep(datetime.now(UTC)) == 0
    assert sweeper.sweep(datetime.now(UTC) + timedelta(hours=1, minutes=1)) == 1
    assert used(bench) == Totals(spent=5 * CENT + HELD)


def test_who_was_cancelled_before_it_was_sent_pays_nothing(bench: Bench) -> None:
    async def work() -> None:
        token = CancelToken()
        token.cancel()
        with pytest.raises(Cancelled):
            await PaidCalls(bench.charging, LOCAL).render(Call(engine=bench.provider, drawn=DRAWN), "0:0", token)
        assert bench.provider.keys == []
        assert used(bench) == Totals()

    asyncio.run(work())


def test_a_model_of_the_table_is_estimated_by_its_sizes_and_quality(bench: Bench) -> None:
    bench.provider.capabilities = replace(bench.provider.capabilities, price_model="gpt-image-2")
    call = Call(engine=bench.provider, drawn=DRAWN, quality="low")
    can = bench.provider.capabilities
    low = bench.charging.estimate(can, facts_of(call))
    high = bench.charging.estimate(can, facts_of(replace(call, quality="high")))
    draft = bench.charging.estimate(can, facts_of(replace(call, drawn=replace(DRAWN, draft=True), quality="high")))
    assert low is not None
    assert high is not None
    assert low.amount < high.amount
    assert draft == low
    assert bench.charging.wanted(call).model == "gpt-image-2"


def test_a_plan_is_estimated_as_a_whole(bench: Bench, app: App) -> None:
    provider, own = Large(), app.editor.edits.prices
    two = replace(PLAN, steps=PLAN.steps * 2)
    wish = Asked("make it brighter", 1, 600, 400)
    charging = Charging(ledger=bench.ledger, table=load(), markup=Decimal(50))
    assert charging.planned(provider, two, wish, own) == Money(amount=Decimal("0.18"))
    tone = replace(two, steps=tuple(replace(s, op=Op.TONE) for s in two.steps))
    many = replace(wish, variants=3, previews=2)
    assert charging.planned(provider, two, many, own) == Money(amount=Decimal("0.18")), "variants are all alike"
    assert charging.planned(provider, tone, many, own) == Money(amount=Decimal("0.54"))
    provider.capabilities = replace(provider.capabilities, preview_tier=True)
    assert charging.planned(provider, tone, many, own) == Money(amount=Decimal("0.90"))
    provider.capabilities = replace(provider.capabilities, price_per_image="0")
    assert charging.planned(provider, tone, many, own) is None
    free = app.editor.edits.engines["scumble-cpu"]
    assert charging.planned(free, two, wish, own) == Money()
    priced = replace(own, image_out=Decimal(1000))
    found = charging.planned(free, two, wish, priced)
    assert found is not None
    assert found.amount > 0


def test_what_an_edit_may_cost_is_kept_over_all_its_steps(app: App, bench: Bench) -> None:
    provider = Large()
    instruction = replace(asked(variants=2), max_cost=Decimal("0.20"))
    paying, edits = PaidCalls(bench.charging, LOCAL), edits_of(app, provider)
    with pytest.raises(InvalidValue) as caught:
        asyncio.run(edits.edit(instruction, cancel=CancelToken(), paid=paying))
    assert caught.value.code == "max_cost_exceeded"
    assert provider.keys == [], "what is foreseen is refused before anything is sent"
    edits.choosing = Choosing(estimate=lambda engine, plan, asked: Money())
    with pytest.raises(InvalidValue) as caught:
        asyncio.run(edits.edit(instruction, cancel=CancelToken(), paid=paying))
    assert caught.value.code == "max_cost_exceeded"
    assert len(provider.keys) == 3, "three of four: 0.15 are spent, and the fourth could cost 0.075"


def test_previews_and_results_are_held_and_settled(app: App, bench: Bench) -> None:
    async def work(task: Task) -> None:
        provider = Large()
        provider.capabilities = replace(provider.capabilities, preview_tier=True)
        paid = replace(bench.paid, max_pixels=1_000_000)
        results, previews = await edited(edits_of(app, provider), asked(partial_images=1), PaidSteps(paid, task))
        assert previews == 1
        assert sum((r.money for r in results), Money()) == Money(amount=Decimal("0.20"))
        assert used(bench) == Totals(spent=20 * CENT)

    asyncio.run(work(bench.task()))


def test_a_test_key_is_drawn_for_by_free_engines_only(app: App) -> None:
    provider = Large()
    provider.capabilities = replace(provider.capabilities, price_per_image="0")
    edits = edits_of(app, provider)
    with pytest.raises(Forbidden, match="'provider' costs money"):
        asyncio.run(edits.edit(asked(), cancel=CancelToken(), free=True))
    results = asyncio.run(edits.edit(replace(asked(), model=None), cancel=CancelToken(), free=True))
    assert results[0].engine == "scumble-cpu"
    assert provider.keys == []
