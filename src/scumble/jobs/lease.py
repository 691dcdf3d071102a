"""Lease: a process says that it lives, takes over the work of those that do not, and stops what was cancelled.

A process that is silent for `SILENT_SECONDS` has lost its tasks: another one frees and resumes them. If it only slept,
it hears so at its next heartbeat and drops what it had; what it still writes does not count, since every end of a task
asks for the claim (`db/tasks.py`).
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from scumble.core.errors import ScumbleError
from scumble.db.executors import ExecutorRows, TakenOver

log = logging.getLogger("scumble.jobs")

BEAT_SECONDS: Final = 2.0
SILENT_SECONDS: Final = 12.0
"""Six missed heartbeats; adopted within 30 s is what operators are told."""
SWEEP_SECONDS: Final = 5.0
ADRIFT_SECONDS: Final = 60.0
"""A task that nobody has gone on with for so long: who freed it died before it could let it go on, or who accepted it
could not reach the queue."""


def new_executor_id() -> str:
    """Unlike any other process's: two with one name would run each other's work again."""
    return f"exec_{secrets.token_hex(8)}"


class Lease:
    """The loop of one process. `fresh` is what paid work asks before it begins."""

    def __init__(self, rows: ExecutorRows, executor: str, *, alone: bool) -> None:
        """alone: no other process can be here (an embedded database, locked), so whoever was before is gone."""
        self.executor = executor
        self._rows = rows
        self._alone = alone
        self._seen = 0.0

    @property
    def fresh(self) -> bool:
        """Whether others surely still count this process among the living. A process that slept finds it is not."""
        return time.monotonic() - self._seen < SILENT_SECONDS - BEAT_SECONDS

    def living(self) -> Sequence[str]:
        """Processes that nobody has taken for dead, this one among them."""
        return self._rows.living()

    async def enter(self) -> TakenOver:
        """Begins; processes that are gone and their tasks, to be resumed."""
        await asyncio.to_thread(self._rows.enter, self.executor, socket.gethostname()[:255], os.getpid())
        self._seen = time.monotonic()
        return await asyncio.to_thread(self._rows.take_over, self.executor, 0 if self._alone else SILENT_SECONDS)

    async def keep(
        self,
        resume: Callable[[TakenOver], Awaitable[None]],
        lost: Callable[[], None],
        look: Callable[[datetime], Awaitable[None]],
    ) -> None:
        """Runs until it is cancelled. resume: gets processes that are gone and tasks that nobody has. lost: called when
        this process's own were taken over. look: called with the time at every beat (cancelled tasks, deadlines)."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sweep(resume))
            while True:
                with contextlib.suppress(ScumbleError):  # the database is away: the next beat tries again
                    began = time.monotonic()
                    if not await asyncio.to_thread(self._rows.beat, self.executor):
                        log.warning("this process was silent for too long; its tasks were taken over")
                        lost()
                    self._seen = began
                    await look(datetime.now(UTC))
                await asyncio.sleep(BEAT_SECONDS)

    async def _sweep(self, resume: Callable[[TakenOver], Awaitable[None]]) -> None:
        """Resumes what others left, apart from the heartbeat: after a database was away, the workflow library waits up
        to a minute before it tries again, and a process that is silent meanwhile loses its tasks."""
        left: list[str] = []
        while True:
            try:
                found = await self._left_over()
                left += found.tasks
                await resume(TakenOver(executors=found.executors, tasks=left))
                left = []
            except ScumbleError:
                log.warning("the database is away: tasks of other processes are looked for later")
            except Exception:  # of the workflow library
                log.exception("tasks that were taken over could not be resumed; trying again later")
            await asyncio.sleep(SWEEP_SECONDS)

    async def _left_over(self) -> TakenOver:
        """Tasks of processes that fell silent, and those that nobody went on with."""
        silent = TakenOver(executors=(), tasks=())
        if not self._alone:
            silent = await asyncio.to_thread(self._rows.take_over, self.executor, SILENT_SECONDS)
        if silent.executors:
            log.warning("took over %d tasks of %d processes that are gone", len(silent.tasks), len(silent.executors))
        adrift = await asyncio.to_thread(self._rows.adrift, self.executor, ADRIFT_SECONDS)
        return TakenOver(executors=silent.executors, tasks=[*silent.tasks, *adrift])

    async def leave(self) -> None:
        """Ends; what is left is free at once."""
        with contextlib.suppress(ScumbleError):
            await asyncio.to_thread(self._rows.leave, self.executor)
