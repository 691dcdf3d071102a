"""Turns: who may queue, when a queued task may begin by the limits, and when who finds no room is to come back."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from scumble.core.caller import Caller
from scumble.core.errors import Overloaded
from scumble.core.promises import Promises
from scumble.core.task import Task
from scumble.db.tasks import TaskRows
from scumble.jobs.durable import Durable

FOR_RETURNING: Final = 8
"""One in so many places of the queue is for those who were turned away and came back when they were told to."""
SAMPLES: Final = 32
"""Tasks begun last from which it is measured how fast the queue empties."""
COUNTED_SECONDS: Final = 0.25
"""For so long a count of the queue is good: those who are turned away by the hundred cost the database nothing."""
MOST_COUNTED: Final = 10_000
"""Projects whose counts are remembered."""
FIRST_GUESS: Final = 3.0
"""Seconds from one task to the next before that was measured."""


class Pacer(Protocol):
    """Limits of keys and engines, as queued tasks keep them. Every method but `end` may wait."""

    def delay(self, task: Task) -> float:
        """Seconds until a task may begin that is queued now, as far as can be foreseen."""
        ...

    def begin(self, task: Task) -> float:
        """Takes what the task needs: 0 = it may begin, else seconds after which to try again."""
        ...

    def end(self, task_id: str, *, begun: bool = True) -> None:
        """It has ended, or was not begun after all."""
        ...


@dataclass
class _Counted:
    """Tasks that wait, as counted at this moment, and those that were queued here since."""

    everyone: int
    own: int
    at: float


class Turns:
    """The queue of one process; on the event loop's thread."""

    def __init__(
        self,
        rows: TaskRows,
        durable: Durable,
        *,
        pacer: Pacer | None = None,
        most: int = 0,
        most_of_project: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """pacer: None = there are no limits. most, most_of_project: tasks that may wait; 0 = any number."""
        self._rows, self._durable, self._pacer = rows, durable, pacer
        self._most, self._most_of_project = most, most_of_project
        self._clock = clock
        self._begun: deque[float] = deque(maxlen=SAMPLES)
        self._promises = Promises(clock)
        self._counted: dict[str, _Counted] = {}
        self._counting = asyncio.Lock()
        self._coming = Counter[str]()
        self.refused = 0

    async def check_room(self, caller: Caller, *, again: bool = False) -> None:
        """Refuses what should be queued when too much waits. again: it was refused before. Raises Overloaded."""
        if not self._most and not self._most_of_project:
            return
        async with self._counting:
            counted = self._lately(caller)
            if counted is None:
                counted = _Counted(*await asyncio.to_thread(self._rows.queued, caller), at=self._clock())
                if len(self._counted) >= MOST_COUNTED:
                    self._counted.clear()
                self._counted[caller.project_id] = counted
        self._check(caller, counted, again=again)

    def check_lately(self, caller: Caller, *, again: bool = False) -> None:
        """`check_room` by what was counted within the last moments; refuses nothing when that was not."""
        counted = self._lately(caller)
        if counted is not None:
            self._check(caller, counted, again=again)

    @asynccontextmanager
    async def room(self, caller: Caller, *, again: bool = False) -> AsyncGenerator[None]:
        """A place in the queue while a task is put there; see `check_room`. Those who come meanwhile count it."""
        await self.check_room(caller, again=again)
        self._coming[caller.project_id] += 1
        try:
            yield
        finally:
            self._coming[caller.project_id] -= 1
            if not self._coming[caller.project_id]:
                del self._coming[caller.project_id]

    def _check(self, caller: Caller, counted: "_Counted", *, again: bool) -> None:
        for most, count, whose in (
            (self._most_of_project, counted.own + self._coming[caller.project_id], " of this project"),
            (self._most, counted.everyone + self._coming.total(), ""),
        ):
            if most and count >= most - (0 if again else most // FOR_RETURNING):
                self.refused += 1
                wait = self._promises.next(self.seconds_each)
                raise Overloaded(
                    f"The queue is full: {count:,} tasks{whose} wait. Please try again in {wait:.0f} seconds.",
                    retry_after=wait,
                )

    def _lately(self, caller: Caller) -> "_Counted | None":
        counted = self._counted.get(caller.project_id)
        fresh = counted is not None and self._clock() - counted.at < COUNTED_SECONDS
        return counted if fresh else None

    @property
    def seconds_each(self) -> float:
        """Seconds from one task that leaves the queue to the next, as measured lately."""
        if len(self._begun) < 2:
            return FIRST_GUESS
        return max(0.01, (self._clock() - self._begun[0]) / len(self._begun))

    async def queue(self, task: Task) -> None:
        """Puts a task that was just accepted into the queue."""
        place = await asyncio.to_thread(self._rows.place, task.id)
        delay = 0.0 if self._pacer is None else await asyncio.to_thread(self._pacer.delay, task)
        await self._durable.enqueue(task.id, max(1, place), delay)
        for project_id, counted in self._counted.items():
            counted.everyone += 1
            counted.own += project_id == task.project_id

    async def put_back(self, task_id: str) -> bool:
        """Puts a task back into the queue that the limits do not let begin now."""
        if self._pacer is None:
            return False
        found = await asyncio.to_thread(self._rows.in_queue, task_id)
        if found is None:
            return False
        wait = await asyncio.to_thread(self._pacer.begin, found[0])
        if wait:
            await self._durable.put_back(task_id, max(1, found[1]), wait)
        return wait > 0

    def began(self, task: Task) -> None:
        """A task was begun."""
        if task.priority != "interactive":
            self._begun.append(self._clock())

    def end(self, task_id: str, *, begun: bool = True) -> None:
        """A task has ended, or was not begun after all: it is no longer counted as one at work."""
        if self._pacer is not None:
            self._pacer.end(task_id, begun=begun)
