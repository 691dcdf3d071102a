"""Durable tasks: one outcome each, whatever happens; on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import Cancelled, Conflict, InvalidValue, NotFound, StorageFull
from scumble.core.outcome import Edited
from scumble.core.task import Priority, Task, Turn
from scumble.core.work import CancelToken
from scumble.db.engine import Database
from scumble.db.executors import ExecutorRows, TakenOver
from scumble.db.journal import Journal
from scumble.db.tasks import TaskRows
from scumble.edits.desk import Desk
from scumble.jobs.lease import Lease
from tests.jobs.desks import Opened, Shelf, draw_nothing, edited, new_task, until

OTHER = Caller(project_id="proj_default", key_id="key_other")


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs a test's coroutine."""
    asyncio.run(work)


async def accepted(desk: Desk, task: Task) -> Task:
    """Accepts and, unless it is interactive, queues."""
    got = await desk.accept(LOCAL, task, {}, 1_000_000)
    if task.priority != "interactive" and got.id == task.id:
        await desk.queue(got)
    return got


def test_an_interactive_task_gives_its_results_and_keeps_them(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database)
        async with opened as desk:
            task = await accepted(desk, new_task())
            results = await desk.run(task, draw_nothing)
            kept = await desk.get(LOCAL, task.id)
            assert [r.data for r in results] == [task.id.encode()]
            assert (kept.status, kept.attempt) == ("succeeded", 1)
            assert kept.result is not None
            digest = kept.result["data"][0]["digest"]  # type: ignore[index,call-overload]
            assert await desk.picture(kept, digest) == results[0].data
            assert (digest, task.id) in opened.shelf.used
            assert [e.id for e in Journal(database).recent(LOCAL)] == [task.id]

    run(work())


def test_a_queued_task_is_drawn_from_what_was_written_down(database: Database) -> None:
    async def work() -> None:
        async with Opened(database) as desk:
            task = await accepted(desk, new_task("normal"))
            assert (await desk.succeeded(LOCAL, task.id)).status == "succeeded"

    run(work())


def test_an_error_is_kept_and_raised_again(database: Database) -> None:
    async def fail(task: Task, cancel: CancelToken) -> list[Edited]:
        raise InvalidValue("It cannot be.", param="size")

    async def work() -> None:
        async with Opened(database, fail) as desk:
            task = await accepted(desk, new_task())
            with pytest.raises(InvalidValue, match="cannot be") as now:
                await desk.run(task, fail)
            assert now.value.param == "size"
            kept = await desk.get(LOCAL, task.id)
            assert (kept.status, kept.result) == ("failed", None)
            queued = await accepted(desk, new_task("normal"))
            with pytest.raises(InvalidValue):
                await desk.succeeded(LOCAL, queued.id)

    run(work())


def test_what_breaks_is_told_by_its_request_id_only(database: Database) -> None:
    async def fail(task: Task, cancel: CancelToken) -> list[Edited]:
        raise RuntimeError("a secret path")

    async def work() -> None:
        async with Opened(database, fail) as desk:
            task = await accepted(desk, new_task("normal"))
            kept = await desk.ended(LOCAL, task.id)
            assert kept.error is not None
            assert kept.error["code"] == "internal_error"
            assert "secret" not in str(kept.error)
            assert "req_1" in str(kept.error["message"])

    run(work())


def test_an_idempotency_key_names_one_task_for_a_day(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database)
        async with opened as desk:
            first = await accepted(desk, new_task(idempotency_key="k"))
            await desk.run(first, draw_nothing)
            again = new_task(idempotency_key="k")
            known = await desk.known(LOCAL, again, repeated=False)
            assert known is not None
            assert known.id == first.id
            assert (await accepted(desk, again)).id == first.id
            with pytest.raises(Conflict, match="another request"):
                await accepted(desk, new_task(idempotency_key="k", request_hash="1" * 64))
            other = replace(new_task(idempotency_key="k"), route="generations")
            assert (await accepted(desk, other)).id == other.id
            later = replace(new_task(idempotency_key="k"), created_at=datetime.now(UTC) + timedelta(hours=25))
            assert (await accepted(desk, later)).id == later.id

    run(work())


def test_a_key_used_twice_at_once_is_one_task(database: Database) -> None:
    async def work() -> None:
        async with Opened(database) as desk:
            both = await asyncio.gather(*(accepted(desk, new_task("normal", idempotency_key="k")) for _ in range(8)))
            assert len({task.id for task in both}) == 1
            assert len(await desk.recent(LOCAL, limit=20)) == 1

    run(work())


def test_a_clients_repetition_is_the_same_task_while_that_has_not_failed(database: Database) -> None:
    async def work() -> None:
        async with Opened(database) as desk:
            first = await accepted(desk, new_task())
            assert await desk.known(LOCAL, new_task(), repeated=False) is None
            known = await desk.known(LOCAL, new_task(), repeated=True)
            assert known is not None
            assert known.id == first.id
            assert await desk.known(LOCAL, new_task(request_hash="2" * 64), repeated=True) is None
            assert await desk.known(OTHER, new_task(caller=OTHER), repeated=True) is None

    run(work())


def test_cancelling_stops_work_and_empties_the_queue(database: Database) -> None:
    async def wait(task: Task, cancel: CancelToken) -> list[Edited]:
        while True:
            cancel.check()
            await asyncio.sleep(0.01)

    async def work() -> None:
        async with Opened(database, wait, at_once=1) as desk:
            running, waiting = [await accepted(desk, new_task("normal")) for _ in range(2)]

            async def begun() -> bool:
                return (await desk.get(LOCAL, running.id)).status == "processing"

            await until(begun)
            assert (await desk.cancel(LOCAL, waiting.id)).status == "cancelled"
            await desk.cancel(LOCAL, running.id)
            ended = await desk.ended(LOCAL, running.id)
            assert (ended.status, ended.error) == ("cancelled", None)
            with pytest.raises(Cancelled):
                await desk.succeeded(LOCAL, running.id)
            assert (await desk.cancel(LOCAL, running.id)).ended_at == ended.ended_at
            with pytest.raises(NotFound):
                await desk.cancel(LOCAL, "task_0")

    run(work())


def test_a_deadline_fails_what_waits_and_what_runs(database: Database) -> None:
    async def wait(task: Task, cancel: CancelToken) -> list[Edited]:
        while True:
            cancel.check()
            await asyncio.sleep(0.01)

    async def work() -> None:
        async with Opened(database, wait, at_once=1) as desk:
            soon = datetime.now(UTC) + timedelta(seconds=1)
            both = [await accepted(desk, new_task("normal", deadline_at=soon)) for _ in range(2)]
            ended = [await desk.ended(LOCAL, task.id) for task in both]
            assert [task.status for task in ended] == ["failed", "failed"]
            assert {str((task.error or {})["code"]) for task in ended} == {"deadline_exceeded"}

    run(work())


def test_another_project_sees_nothing(database: Database) -> None:
    async def work() -> None:
        async with Opened(database) as desk:
            task = await accepted(desk, new_task("normal"))
            stranger = Caller(project_id="proj_other", key_id="key_x")
            with pytest.raises(NotFound):
                await desk.get(stranger, task.id)
            with pytest.raises(NotFound):
                await desk.cancel(stranger, task.id)
            assert await desk.recent(stranger, limit=10) == ()

    run(work())


def test_what_a_stopped_process_had_is_carried_on_by_the_next(database: Database) -> None:
    began: list[str] = []

    async def hang(task: Task, cancel: CancelToken) -> list[Edited]:
        began.append(task.id)
        while True:
            cancel.check()
            await asyncio.sleep(0.01)

    async def first() -> list[Task]:
        async with Opened(database, hang, at_once=2) as desk:
            tasks = [await accepted(desk, new_task("normal")) for _ in range(5)]

            async def both_begun() -> bool:
                return len(began) == 2

            await until(both_begun)
            return tasks

    async def second(tasks: list[Task]) -> None:
        async with Opened(database) as desk:
            ended = [await desk.ended(LOCAL, task.id) for task in tasks]
            assert [task.status for task in ended] == ["succeeded"] * 5
            assert sorted(task.attempt for task in ended) == [1, 1, 1, 2, 2]

    tasks = asyncio.run(first())
    run(second(tasks))


def test_who_lost_a_task_can_no_longer_end_it(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database)
        async with opened as desk:
            task = await accepted(desk, new_task())
            opened.executors.enter("exec_slept", "host", 1)  # a process whose own heartbeat does not run meanwhile
            claimed = opened.rows.claim(task.id, "exec_slept", datetime.now(UTC))
            assert claimed is not None
            assert opened.executors.take_over("exec_other", 0).tasks == [task.id]
            assert not opened.rows.holds(claimed)
            assert not opened.executors.beat("exec_slept")
            other = opened.rows.claim(task.id, "exec_other", datetime.now(UTC))
            assert other is not None
            assert other.attempt == 2
            assert opened.rows.claim(task.id, "exec_slept", datetime.now(UTC)) is None

    run(work())


def test_a_task_that_was_taken_from_the_queue_but_not_begun_is_carried_on(database: Database) -> None:
    async def die(task: Task, cancel: CancelToken) -> list[Edited]:
        raise AssertionError("never begun")

    async def first() -> Task:
        opened = Opened(database, die)
        async with opened as desk:

            async def taken(task_id: str) -> None:  # as if the process were killed here
                await asyncio.Event().wait()

            desk._durable._body = taken  # pyright: ignore[reportPrivateUsage]
            task = await accepted(desk, new_task("normal"))
            await asyncio.sleep(0.7)
            assert (await desk.get(LOCAL, task.id)).status == "queued"
            return task

    async def second(task: Task) -> None:
        ExecutorRows(database).take_over("finder", 0)  # who found it, and died before it could resume it
        async with Opened(database) as desk:
            assert (await desk.succeeded(LOCAL, task.id)).attempt == 1

    task = asyncio.run(first())
    run(second(task))


def test_tasks_are_deleted_with_their_pictures_when_they_were_kept_long_enough(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database)
        async with opened as desk:
            done = await accepted(desk, new_task())
            await desk.run(done, draw_nothing)
            waits = new_task("batch", deadline_at=None)
            await desk.accept(LOCAL, waits, {}, 1)
            soon = datetime.now(UTC)
            assert await desk.tidy(soon + timedelta(days=29)) == 0
            assert opened.shelf.used
            assert await desk.tidy(soon + timedelta(days=31)) == 1
            assert opened.shelf.used == set()
            assert [task.id for task in await desk.recent(LOCAL, limit=5)] == [waits.id]
            assert [e.id for e in Journal(database).recent(LOCAL)] == [done.id]

    run(work())


def test_a_full_disk_keeps_nothing_and_says_so(database: Database) -> None:
    class Full(Shelf):
        def put(self, project_id: str, data: bytes) -> object:
            raise StorageFull

    async def work() -> None:
        async with Opened(database, shelf=Full()) as desk:
            with pytest.raises(StorageFull):
                await desk.accept(LOCAL, new_task(), {"0" * 64: b"x"}, 1)
            assert await desk.recent(LOCAL, limit=5) == ()

    run(work())


def test_results_that_cannot_be_kept_yet_are_not_lost(database: Database) -> None:
    class Shut(Shelf):
        shut = 2

        def put(self, project_id: str, data: bytes) -> object:
            if self.shut:
                self.shut -= 1
                raise StorageFull
            return super().put(project_id, data)

    async def work() -> None:
        async with Opened(database, shelf=Shut()) as desk:
            task = await accepted(desk, new_task())
            assert await desk.run(task, draw_nothing)
            assert (await desk.get(LOCAL, task.id)).status == "succeeded"

    run(work())


def test_a_finished_task_is_only_looked_up_when_it_is_started_again(database: Database) -> None:
    calls: list[str] = []

    async def count(task: Task, cancel: CancelToken) -> list[Edited]:
        calls.append(task.id)
        return [edited()]

    async def work() -> None:
        async with Opened(database, count) as desk:
            task = await accepted(desk, new_task("normal"))
            await desk.succeeded(LOCAL, task.id)
            await desk.queue(task)
            await asyncio.sleep(0.5)
            assert calls == [task.id]

    run(work())


def test_what_was_dropped_but_not_taken_over_is_begun_again(database: Database) -> None:
    """A process that was silent for too long drops all it has; what it claimed after the others looked is still its."""
    began: list[int] = []

    async def work() -> None:
        async def slow(task: Task, cancel: CancelToken) -> list[Edited]:
            began.append(task.attempt)
            while task.attempt == 1:
                cancel.check()
                await asyncio.sleep(0.02)
            return await draw_nothing(task, cancel)

        opened = Opened(database, slow)
        async with opened as desk:
            task = await accepted(desk, new_task("normal"))

            async def works() -> bool:
                return bool(began)

            await until(works)
            desk._drop_all()  # as the heartbeat does that hears that its tasks were taken over
            ended = await desk.succeeded(LOCAL, task.id)
            assert (ended.status, began) == ("succeeded", [1, 2])

    run(work())


def test_heartbeats_do_not_wait_for_the_resuming_of_other_processes_tasks(database: Database) -> None:
    """The workflow library waits up to a minute for its database, and may raise what it likes."""
    calls: list[TakenOver] = []

    async def stuck(left: TakenOver) -> None:
        calls.append(left)
        if len(calls) == 1:
            raise RuntimeError("of the workflow library")
        await asyncio.Event().wait()

    async def look(now: datetime) -> None:
        looks.append(now)

    looks: list[datetime] = []

    async def work() -> None:
        rows = ExecutorRows(database)
        lease = Lease(rows, "one", alone=False)
        await lease.enter()
        rows.enter("gone", "host", 1)
        task = replace(new_task("normal"), owner="gone")
        TaskRows(database).add(LOCAL, task, Turn(place=1, end=2), lambda connection: None)
        rows.leave("gone")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("scumble.jobs.lease.BEAT_SECONDS", 0.05)
            patch.setattr("scumble.jobs.lease.SWEEP_SECONDS", 0.05)
            loop = asyncio.create_task(lease.keep(stuck, lambda: None, look))

            async def twice() -> bool:
                return len(calls) == 2

            await until(twice)
            seen = len(looks)

            async def more() -> bool:
                return len(looks) > seen + 3

            await until(more)
            assert calls[1].tasks == calls[0].tasks == [task.id], "what could not be resumed is not forgotten"
            loop.cancel()
            with pytest.raises(asyncio.CancelledError):
                await loop

    run(work())


def test_a_waiting_task_whose_finder_dies_too_is_found_again(database: Database) -> None:
    rows, executors = TaskRows(database), ExecutorRows(database)
    for name in ("first", "second", "third"):
        executors.enter(name, "host", 1)
    task = replace(new_task("normal"), owner="first")
    rows.add(LOCAL, task, Turn(place=1, end=2), lambda connection: None)
    assert task.id in executors.take_over("second", 0).tasks
    assert task.id in executors.take_over("third", 0).tasks
    assert rows.claim(task.id, "fourth", datetime.now(UTC)) is not None


@pytest.mark.parametrize("priority", ["interactive", "normal"])
def test_what_was_accepted_and_could_not_be_begun_is_begun_later(database: Database, priority: Priority) -> None:
    """The database went away between the task's row and the queue's: its process lives, so nobody takes it over."""

    async def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("scumble.jobs.lease.SWEEP_SECONDS", 0.1)
            async with Opened(database) as desk:
                task = await accepted(desk, new_task(priority))  # and then neither queued nor run
                assert (await desk.get(LOCAL, task.id)).status == "queued"
                # Only now: on a slow machine 0.3 s may have passed by the time it was looked at.
                patch.setattr("scumble.jobs.lease.ADRIFT_SECONDS", 0.3)
                ended = await asyncio.wait_for(desk.ended(LOCAL, task.id), 20)
                assert (ended.status, ended.attempt) == ("succeeded", 1)

    run(work())
