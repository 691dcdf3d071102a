"""Paid steps: asked for once, kept before anything else, taken by whoever goes on with the task, let go of at its end.

With the embedded engine a preview is drawn whenever one is asked for; of an engine that costs money only where it has a
cheaper tier for them.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from scumble.api.tasks import task_json
from scumble.app import App
from scumble.core.caller import LOCAL
from scumble.core.capability import Capabilities
from scumble.core.errors import Cancelled, EngineFailed
from scumble.core.image import Image, Source
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Candidate, Edited
from scumble.core.plan import Op, Plan, Step, Target
from scumble.core.region import Region
from scumble.core.task import Task, Turn
from scumble.core.usage import Money
from scumble.core.work import CancelToken, WorkPool
from scumble.db.engine import Database
from scumble.db.executors import ExecutorRows
from scumble.db.ledger import Ledger
from scumble.db.outcomes import Outcomes
from scumble.db.steps import StepRows
from scumble.db.tables import blob_uses
from scumble.db.tasks import TaskRows
from scumble.edits.billing import Prices
from scumble.edits.charging import Call, Charging, Purse
from scumble.edits.entries import entry_of
from scumble.edits.paid import Paid, PaidSteps
from scumble.edits.run import Edits, Preview
from scumble.engines import Task as Drawn
from scumble.ledger.table import load
from scumble.store.keep import Store
from scumble.store.local import LocalBlobs
from scumble.store.task_pictures import TaskPictures
from tests.jobs.desks import entry, new_task

PIXELS = np.random.default_rng(2).integers(0, 255, (4, 6, 4), np.uint8)
DRAWN = Drawn(
    step=Step(op=Op.TONE, target=Target(kind="whole")), image=Image(pixels=PIXELS), region=Region.full(4, 6), seed=1
)
PLAN = Plan(
    steps=(Step(op=Op.FILL, target=Target(kind="object", words="the dog"), params={"a": [1, 2.5]}, text="the dog"),),
    understood="Remove the dog.",
    notes=("A note.",),
)


class Provider:
    """An engine that charges, and remembers by which keys it was asked."""

    name = "provider"
    capabilities = Capabilities(
        operations={Op.TONE: frozenset({"whole"})}, max_pixels=1000, paid=True, keyed=True, price_per_image="0.06"
    )

    def __init__(self) -> None:
        """Asked by nobody yet."""
        self.keys: list[str] = []
        self.before: Coroutine[Any, Any, None] | None = None
        self.fails = False

    async def render(self, task: Drawn, cancel: CancelToken) -> Candidate:
        """Another picture each time."""
        self.keys.append(task.key)
        if self.before is not None:
            await self.before
        if self.fails:
            raise EngineFailed("It broke.")
        return Candidate(
            image=Image(pixels=np.full((4, 6, 4), len(self.keys), np.uint8)), cost=Money(amount=Decimal("0.04"))
        )


class Bench:
    """One database, and processes that work on it."""

    def __init__(self, database: Database, folder: Path) -> None:
        """folder: of the blobs."""
        self.database = database
        self.rows, self.steps = TaskRows(database), StepRows(database)
        self.blobs = LocalBlobs(folder / "blobs")
        self.pictures = TaskPictures(Store(database, self.blobs))
        self.pool = WorkPool(1)
        self.fresh = True
        self.purse = Purse()
        self.provider = Provider()
        self.ledger = Ledger(database)
        self.charging = Charging(ledger=self.ledger, table=load(), markup=Decimal(25))
        self.paid = Paid(
            rows=self.steps,
            answers=self.pictures,
            charging=self.charging,
            fresh=lambda: self.fresh,
            pool=self.pool,
            max_pixels=1000,
        )

    def task(self, executor: str = "one") -> Task:
        """A task that was claimed."""
        task = new_task()
        self.rows.add(LOCAL, task, Turn(), lambda connection: None)
        ExecutorRows(self.database).enter(executor, "host", 1)
        return self.claimed(task, executor)

    def claimed(self, task: Task, executor: str) -> Task:
        """The task in another process's hands."""
        claimed = self.rows.claim(task.id, executor, datetime.now(UTC))
        assert claimed is not None
        return claimed

    def taken_over(self, task: Task) -> Task:
        """By a second process."""
        ExecutorRows(self.database).take_over("two", 0)
        return self.claimed(task, "two")

    async def render(self, task: Task, name: str = "0:0", cancel: CancelToken | None = None) -> int:
        """Which of the provider's answers the step gets."""
        call = Call(engine=self.provider, drawn=DRAWN, purse=self.purse)
        found = await PaidSteps(self.paid, task).render(call, name, cancel or CancelToken())
        return int(found.image.pixels[0, 0, 0])

    def end(self, task: Task) -> bool:
        """Ends it."""
        done = replace(task, status="succeeded", ended_at=datetime.now(UTC), result={"data": []})
        return Outcomes(self.database, self.rows).end(done, entry(done, [], None), lambda connection: None)

    def uses(self) -> list[tuple[str, str]]:
        """Kinds and owners of what is held."""
        with self.database.read() as connection:
            return [(u.owner_kind, u.owner_id) for u in connection.execute(select(blob_uses))]


async def until_asked(provider: Provider) -> None:
    """Waits for the first call."""
    for _ in range(500):
        if provider.keys:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody asked")


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path)


def test_a_step_is_asked_for_once_and_taken_by_whoever_goes_on(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        assert await bench.render(task) == 1
        assert await bench.render(task, "1:0") == 2
        later = bench.taken_over(task)
        assert later.attempt == 2
        assert (await bench.render(later), await bench.render(later, "1:0")) == (1, 2)
        assert bench.provider.keys == [f"{task.id}:provider:0:0", f"{task.id}:provider:1:0"]
        assert bench.uses() == [("step", task.id)] * 2
        assert bench.end(later)
        assert bench.uses() == []

    asyncio.run(work())


def test_what_a_task_has_cost_so_far_is_told(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        assert bench.rows.get(LOCAL, task.id) == replace(task, spent=None)
        await bench.render(task)
        await bench.render(task, "0:1")
        kept = bench.rows.get(LOCAL, task.id)
        assert kept is not None
        assert task_json(kept)["cost"] == {"amount": "0.1000", "currency": "USD"}
        assert bench.rows.recent(LOCAL, limit=5)[0].spent == Money(amount=Decimal("0.10"))

    asyncio.run(work())


def test_who_lost_the_task_asks_nobody(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        bench.taken_over(task)
        with pytest.raises(Cancelled):
            await bench.render(task)
        assert bench.provider.keys == []

    asyncio.run(work())


def test_nobody_is_asked_while_others_may_count_this_process_as_gone(bench: Bench) -> None:
    async def work() -> None:
        task, token = bench.task(), CancelToken()
        bench.fresh = False
        waits = asyncio.create_task(bench.render(task, cancel=token))
        await asyncio.sleep(0.4)
        assert bench.provider.keys == []
        bench.fresh = True
        assert await waits == 1
        bench.fresh = False
        token.cancel()
        with pytest.raises(Cancelled):
            await bench.render(task, "1:0", token)
        assert len(bench.provider.keys) == 1

    asyncio.run(work())


def test_a_late_answer_is_good_for_who_has_the_task_now(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        later: list[Task] = []

        async def taken() -> None:
            later.append(bench.taken_over(task))

        bench.provider.before = taken()
        assert await bench.render(task) == 1
        bench.provider.before = None
        assert await bench.render(later[0]) == 1
        assert len(bench.provider.keys) == 1

    asyncio.run(work())


def test_of_two_answers_the_first_stands(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()

        async def faster() -> None:
            bench.provider.before = None
            assert await bench.render(bench.taken_over(task)) == 2

        bench.provider.before = faster()
        assert await bench.render(task) == 2, "the slower one takes what was kept"
        assert bench.uses() == [("step", task.id)]

    asyncio.run(work())


def test_an_answer_after_the_end_leaves_nothing_behind(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()

        async def ended() -> None:
            assert bench.end(task)

        bench.provider.before = ended()
        with pytest.raises(Cancelled):
            await bench.render(task)
        assert bench.uses() == []

    asyncio.run(work())


def test_a_failed_call_is_asked_again_under_the_same_key(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        bench.provider.fails = True
        with pytest.raises(EngineFailed):
            await bench.render(task)
        bench.provider.fails = False
        assert await bench.render(task) == 2
        assert bench.provider.keys == [f"{task.id}:provider:0:0"] * 2

    asyncio.run(work())


def test_an_answer_that_cannot_be_read_any_more_is_asked_for_again(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        await bench.render(task)
        for kept in list(bench.blobs.walk()):
            bench.blobs.delete(kept.project_id, kept.digest)
        assert await bench.render(task) == 2
        assert await bench.render(task) == 2
        assert bench.uses() == [("step", task.id)]

    asyncio.run(work())


def test_the_plan_that_was_begun_is_gone_on_with(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        steps = PaidSteps(bench.paid, task)
        assert await steps.plan() is None
        await steps.keep_plan(PLAN, CancelToken())
        await steps.keep_plan(replace(PLAN, understood="Otherwise."), CancelToken())
        later = PaidSteps(bench.paid, bench.taken_over(task))
        assert await later.plan() == PLAN
        with pytest.raises(Cancelled):
            await steps.keep_plan(PLAN, CancelToken())

    asyncio.run(work())


def test_a_process_that_stops_waits_for_what_it_pays_for_and_begins_nothing(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        go = asyncio.Event()

        async def slow() -> None:
            await go.wait()

        bench.provider.before = slow()
        call = asyncio.create_task(bench.render(task))
        await until_asked(bench.provider)
        stop = asyncio.create_task(bench.paid.settle(20))
        await asyncio.sleep(0.3)
        assert not stop.done()
        with pytest.raises(Cancelled):
            await bench.render(task, "1:0")
        go.set()
        await stop
        assert await call == 1
        assert len(bench.provider.keys) == 1

    asyncio.run(work())


def test_tasks_that_were_kept_long_enough_go_with_their_steps(bench: Bench) -> None:
    async def work() -> None:
        task = bench.task()
        await bench.render(task)
        assert bench.end(task)
        outcomes = Outcomes(bench.database, bench.rows)
        assert outcomes.remove_ended(datetime.now(UTC), 10, bench.pictures.drop) == 1
        assert bench.rows.get(LOCAL, task.id) is None

    asyncio.run(work())


def edits_of(app: App, provider: Provider) -> Edits:
    """The one thing this product does, with a provider."""
    own = app.editor.edits
    return Edits(
        engines={**own.engines, provider.name: provider},
        models=own.models,
        pool=own.pool,
        aliases={},
        limits=own.limits,
        prices=Prices(image_out=Decimal(1000)),
    )


def asked(**output: int) -> Instruction:
    """Two steps on a picture large enough for previews."""
    image = Image(pixels=np.full((400, 600, 4), 255, np.uint8))
    return Instruction(
        words="make it brighter and then make it warmer",
        sources=(Source(image=image, data=b"", format="png"),),
        model="provider",
        output=Output(**output),
    )


class Large(Provider):
    """Answers in the size it is asked in; every variant is another picture."""

    capabilities = replace(Provider.capabilities, max_pixels=10_000_000, seeded=frozenset({Op.TONE}))

    async def render(self, task: Drawn, cancel: CancelToken) -> Candidate:
        """A plain colour."""
        self.keys.append(f"{task.key} {task.draft}")
        return Candidate(image=task.image.with_pixels(task.image.pixels // 2), cost=Money(amount=Decimal("0.04")))


async def edited(edits: Edits, instruction: Instruction, paid: PaidSteps | None) -> tuple[list[Edited], int]:
    """The results, and how many previews came."""
    seen: list[Preview] = []

    async def partial(small: Preview) -> None:
        seen.append(small)

    return await edits.edit(instruction, cancel=CancelToken(), on_partial=partial, paid=paid), len(seen)


def test_every_step_of_every_variant_is_paid_once_and_the_price_is_the_providers(app: App, bench: Bench) -> None:
    async def work() -> None:
        provider, task = Large(), bench.task()
        paid = replace(bench.paid, max_pixels=1_000_000)
        edits = edits_of(app, provider)
        results, previews = await edited(edits, asked(variants=2, partial_images=2), PaidSteps(paid, task))
        assert previews == 0, "nobody pays for a preview"
        assert provider.keys == [f"{task.id}:provider:{step}:{variant} False" for variant in (0, 1) for step in (0, 1)]
        assert [r.money for r in results] == [Money(amount=Decimal("0.10"))] * 2, "with the markup"
        again, _ = await edited(edits, asked(variants=2), PaidSteps(paid, bench.taken_over(task)))
        assert len(provider.keys) == 4, "what was paid for is taken"
        assert [r.data for r in again] == [r.data for r in results]
        row = entry_of("req_1", asked(), again, None, 1.0)
        assert row.money == Money(amount=Decimal("0.20")), "all variants"

    asyncio.run(work())


def test_what_is_not_kept_is_asked_for_without_a_key(app: App) -> None:
    provider = Large()
    results, _ = asyncio.run(edited(edits_of(app, provider), asked(), None))
    assert provider.keys == [" False"] * 2
    assert results[0].money == Money(amount=Decimal("0.08"))


def test_previews_are_drawn_by_a_paid_engine_that_has_a_tier_for_them(app: App) -> None:
    provider = Large()
    provider.capabilities = replace(provider.capabilities, preview_tier=True)
    results, previews = asyncio.run(edited(edits_of(app, provider), asked(partial_images=1), None))
    assert previews == 1
    assert provider.keys == [" True"] * 2 + [" False"] * 2
    assert results[0].money == Money(amount=Decimal("0.16")), "they are counted"
