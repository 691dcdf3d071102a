"""Queued tasks and limits: a queue paces itself below an engine's limits, holds up nobody else, and is bounded."""

import asyncio
import itertools
import time

import pytest

from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import Overloaded
from scumble.core.outcome import Edited
from scumble.core.rates import OwnLimits, RateLimits
from scumble.core.task import Task, Turn
from scumble.core.work import CancelToken
from scumble.db.engine import Database
from scumble.edits.desk import Desk
from scumble.edits.turns import COUNTED_SECONDS, Pacer, Turns
from scumble.governance.limits import Limits
from tests.jobs.desks import Opened, draw_nothing, edited, new_task

OTHER = Caller(project_id="proj_default", key_id="key_other")
FASTER = 60.0
"""A minute of the limits takes a second here."""


class Provider:
    """An engine with a limit of its own: who calls it too often in a minute, or too many at once, gets an error."""

    def __init__(self, images: int, at_once: int) -> None:
        self.images, self.at_once = images, at_once
        self.calls: list[float] = []
        self.now = self.most = 0

    async def draw(self, task: Task, cancel: CancelToken) -> list[Edited]:
        """Answers after a while."""
        self.calls.append(time.monotonic())
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1
        return [edited(task.id.encode())]

    def kept(self) -> bool:
        """Whether nobody would have got a 429: a burst of a minute's worth, then as fast as that refills."""
        full_at = 0.0
        for at in self.calls:
            full_at = max(full_at, at) + 1 / self.images
            if full_at > at + 1 + 0.02:  # the limits' clock and this one are not read in the same moment
                return False
        return self.most <= self.at_once


def limited(opened: Opened, limits: Pacer | None, most: int = 0, most_of_project: int = 0) -> Desk:
    opened.desk.turns = Turns(opened.rows, opened.durable, pacer=limits, most=most, most_of_project=most_of_project)
    return opened.desk


class Faster:
    """Limits whose time is that many times faster than the queue's."""

    def __init__(self, **engines: RateLimits) -> None:
        self._limits = Limits(
            defaults=RateLimits(),
            engines=engines,
            own=lambda caller: OwnLimits(images=60 if caller.key_id == "key_slow" else None),
            clock=lambda: time.monotonic() * FASTER,
        )

    def delay(self, task: Task) -> float:
        return self._limits.delay(task) / FASTER

    def begin(self, task: Task) -> float:
        return self._limits.begin(task) / FASTER

    def end(self, task_id: str, *, begun: bool = True) -> None:
        self._limits.end(task_id, begun=begun)


async def queued(desk: Desk, task: Task) -> Task:
    got = await desk.accept(task.caller, task, {}, 1_000_000)
    await desk.queue(got)
    return got


def test_a_queue_never_runs_into_a_limit_that_it_could_foresee(database: Database) -> None:
    async def work() -> None:
        provider = Provider(images=4, at_once=2)
        opened = Opened(database, provider.draw, at_once=6)
        async with opened as opened_desk:
            desk = limited(opened, Faster(paid=RateLimits(images=4, edits=2)))
            assert desk is opened_desk
            tasks = [await queued(desk, new_task("normal", engine="paid")) for _ in range(12)]
            ended = [await desk.succeeded(LOCAL, task.id) for task in tasks]
            assert {(t.status, t.attempt) for t in ended} == {("succeeded", 1)}
            assert len(provider.calls) == 12
            assert provider.kept(), (provider.calls, provider.most)
            assert provider.calls[-1] - provider.calls[0] > 12 / 4 - 1 - 0.3

    asyncio.run(work())


def test_a_key_at_its_limit_keeps_no_worker_from_others(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database, at_once=1)
        slow = Caller(project_id="proj_default", key_id="key_slow")
        async with opened:
            desk = limited(opened, Faster())
            mine = [await queued(desk, new_task("normal", caller=slow, images=30)) for _ in range(8)]
            other = await queued(desk, new_task("normal", caller=OTHER))
            assert (await asyncio.wait_for(desk.succeeded(OTHER, other.id), 20)).status == "succeeded"
            waits = [(await desk.get(slow, task.id)).status for task in mine]
            assert waits.count("queued") >= 3  # they need 8 x 30 / 60 - 1 = 3 s
            assert {(await desk.succeeded(slow, task.id)).status for task in mine} == {"succeeded"}

    asyncio.run(work())


class Stubborn:
    """Limits that send everything back a few times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.ended: list[bool] = []

    def delay(self, task: Task) -> float:
        return 0.0

    def begin(self, task: Task) -> float:
        self.left -= 1
        return 0.2 if self.left >= 0 else 0.0

    def end(self, task_id: str, *, begun: bool = True) -> None:
        self.ended.append(begun)


def test_a_task_that_was_put_back_goes_on_when_it_is_resumed_and_has_one_outcome(database: Database) -> None:
    """Its first workflow is over and another one queues in its place: neither is the task's end."""
    calls: list[str] = []

    async def draw(task: Task, cancel: CancelToken) -> list[Edited]:
        calls.append(task.id)
        return await draw_nothing(task, cancel)

    async def work() -> None:
        opened = Opened(database, draw)
        async with opened as desk:
            desk.turns = Turns(opened.rows, opened.durable, pacer=Stubborn(3))
            task = await queued(desk, new_task("normal"))
            await asyncio.sleep(0.3)
            await opened.durable.resume([task.id, task.id])
            ended = await desk.succeeded(LOCAL, task.id)
            await asyncio.sleep(1.0)
            assert (ended.status, ended.attempt, calls) == ("succeeded", 1, [task.id])

    asyncio.run(work())


def test_a_task_that_is_cancelled_while_limits_hold_it_is_not_drawn(database: Database) -> None:
    async def work() -> None:
        opened = Opened(database)
        async with opened as desk:
            desk.turns = Turns(opened.rows, opened.durable, pacer=Stubborn(2))
            task = await queued(desk, new_task("normal"))
            await asyncio.sleep(0.15)
            assert (await desk.cancel(LOCAL, task.id)).status == "cancelled"
            await asyncio.sleep(1.0)
            assert (await desk.get(LOCAL, task.id)).attempt == 0

    asyncio.run(work())


def test_the_queue_is_bounded_and_tells_when_to_come_back(database: Database) -> None:
    async def work() -> None:
        gate = asyncio.Event()

        async def draw(task: Task, cancel: CancelToken) -> list[Edited]:
            await gate.wait()
            return await draw_nothing(task, cancel)

        opened = Opened(database, draw, at_once=1)
        async with opened:
            desk = limited(opened, None, most=8)
            tasks: list[Task] = []
            waits: list[float] = []
            for _ in range(12):
                try:
                    await desk.turns.check_room(LOCAL)
                except Overloaded as full:
                    waits.append(full.retry_after)
                    continue
                tasks.append(await queued(desk, new_task("normal")))
            assert 7 <= len(tasks) <= 8  # one of them may have begun
            assert waits == sorted(waits)  # whoever is turned away later comes later
            assert waits[0] >= 1
            await desk.turns.check_room(LOCAL, again=True)  # there is a place for those who come back
            gate.set()
            for task in tasks:
                await desk.succeeded(LOCAL, task.id)
            await desk.turns.check_room(LOCAL)
            assert desk.turns.seconds_each < 5

    asyncio.run(work())


def test_one_projects_share_of_the_queue_leaves_room_for_others(database: Database) -> None:
    opened = Opened(database)

    async def work() -> None:
        clock = itertools.count(0.0, COUNTED_SECONDS)
        turns = Turns(opened.rows, opened.durable, most=8, most_of_project=4, clock=lambda: next(clock))
        await turns.check_room(LOCAL)
        for _ in range(4):
            opened.rows.add(LOCAL, new_task("normal"), Turn(place=1, end=1), lambda _: None)
        with pytest.raises(Overloaded, match="4 tasks of this project wait"):
            await turns.check_room(LOCAL)
        await turns.check_room(Caller(project_id="proj_other", key_id="key_other"))

    asyncio.run(work())
