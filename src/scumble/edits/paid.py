"""Paid steps: what a provider charged for is kept before anything else happens, and is not asked for twice.

Around each render of an engine that costs money, inside a durable task: see that this process still has the task and
counts among the living, note that the provider is asked, ask it, put the answer into the blob store (fsynced), write
it down. A task that is resumed takes what was written down. Between the answer's arrival and its row lie a few
milliseconds in which a crash loses it; then the provider is asked again under the same key.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from scumble.codec import candidate_file
from scumble.core.errors import Cancelled, ContentGone
from scumble.core.outcome import Candidate
from scumble.core.plan import Plan
from scumble.core.task import Task
from scumble.core.work import CancelToken, WorkPool
from scumble.db.engine import Transaction
from scumble.db.steps import ClaimLost, StepRows
from scumble.edits.insist import AT_ONCE, insist
from scumble.engines import Engine
from scumble.engines import Task as Drawn

log = logging.getLogger("scumble.jobs")

Renderer = Callable[[Drawn, int], Awaitable[Candidate]]
"""Draws a step of a plan; with the step's number, from 0."""
LOOK_SECONDS: Final = 0.1
"""How often it is looked whether the database answers heartbeats again, and whether calls have ended."""
LOST = "Another process works on the task now."


class Answers(Protocol):
    """Bytes of providers' answers by digest."""

    def put_answer(self, project_id: str, data: bytes) -> str:
        """Keeps bytes durably, and says their digest; a use has to follow soon. Raises StorageFull."""
        ...

    def get(self, project_id: str, digest: str) -> bytes:
        """The bytes. Raises ContentGone."""
        ...

    def use_answer(self, connection: Transaction, task: Task, digest: str) -> None:
        """The task needs the bytes from this transaction on, until it has ended."""
        ...


@dataclass
class Paid:
    """Paid calls of one process.

    fresh: whether others surely count this process among the living. max_pixels: of a picture that is kept. calls: how
    many are under way.
    """

    rows: StepRows
    answers: Answers
    fresh: Callable[[], bool]
    pool: WorkPool
    max_pixels: int
    calls: int = 0
    closing: bool = False

    def of(self, task: Task) -> "PaidSteps":
        """The paid steps of a claimed task."""
        return PaidSteps(self, task)

    async def settle(self, seconds: float) -> None:
        """No call begins from now on; those under way are waited for, at most so long: they are paid for."""
        self.closing = True
        for _ in range(int(seconds / LOOK_SECONDS)):
            if not self.calls:
                return
            await asyncio.sleep(LOOK_SECONDS)


class PaidSteps:
    """Paid steps of one task that this process has claimed."""

    def __init__(self, paid: Paid, task: Task) -> None:
        """task: as it was claimed."""
        self._paid, self._task = paid, task

    async def render(self, engine: Engine, drawn: Drawn, name: str, cancel: CancelToken) -> Candidate:
        """What an earlier attempt got from the engine for this step, or what it gives now.

        name: of the step within the task: its number and the variant's. Raises what the engine raises, and Cancelled
        when the task is another process's by now, or this process stops.
        """
        await self._until_fresh(cancel)
        self._paid.calls += 1
        try:
            return await self._render(engine, drawn, name, cancel)
        except ClaimLost:
            raise Cancelled(LOST) from None
        finally:
            self._paid.calls -= 1

    async def _until_fresh(self, cancel: CancelToken) -> None:
        """Waits while the database hears no heartbeats: another process may be taking the task over."""
        while not self._paid.fresh():
            cancel.check()
            await asyncio.sleep(LOOK_SECONDS)
        cancel.check()
        if self._paid.closing:
            raise Cancelled

    async def _render(self, engine: Engine, drawn: Drawn, name: str, cancel: CancelToken) -> Candidate:
        """See `render`. Raises ClaimLost."""
        paid, task, step = self._paid, self._task, f"{engine.name}:{name}"

        def begin() -> str | None:
            return paid.rows.begin(task, step, engine.name, datetime.now(UTC))

        # The second look notes the call that replaces an answer which cannot be read any more.
        for _ in range(2):
            digest = await insist(begin, cancel)
            if digest is None:
                break
            if (kept := await self._kept(step, digest, cancel)) is not None:
                return kept
        candidate = await engine.render(replace(drawn, key=f"{task.id}:{name}"), cancel)
        data = await paid.pool.run(candidate_file.pack, candidate)
        own, standing = await insist(lambda: self._keep(step, candidate, data), pauses=AT_ONCE)
        if own == standing:
            return candidate
        return await self._kept(step, standing, cancel) or candidate

    async def _kept(self, step: str, digest: str, cancel: CancelToken) -> Candidate | None:
        """An earlier answer; None when it cannot be read any more, which is noted."""
        paid, task = self._paid, self._task

        def read() -> bytes | None:
            try:
                return paid.answers.get(task.project_id, digest)
            except ContentGone:
                return None

        data = await insist(read, cancel)
        try:
            if data is not None:
                return await paid.pool.run(partial(candidate_file.unpack, data, max_pixels=paid.max_pixels))
            why = "it is gone"
        except candidate_file.Unreadable as broken:
            why = str(broken)
        log.error("an answer that was paid for cannot be read (task %s, step %s): %s", task.id, step, why)
        await insist(lambda: paid.rows.lost(task, step, digest), cancel)
        return None

    def _keep(self, step: str, candidate: Candidate, data: bytes) -> tuple[str, str]:
        """Keeps an answer durably: its digest, and that of the answer that stands. Raises ClaimLost."""
        paid, task = self._paid, self._task
        digest = paid.answers.put_answer(task.project_id, data)

        def use(connection: Transaction) -> None:
            paid.answers.use_answer(connection, task, digest)

        return digest, paid.rows.answered(task, step, digest, candidate.cost, datetime.now(UTC), use)

    async def plan(self) -> Plan | None:
        """The plan that an earlier attempt began to carry out with paid steps: who reads the words again, a language
        model above all, might understand them otherwise."""
        if self._task.attempt <= 1:
            return None
        kept = await insist(lambda: self._paid.rows.plan(self._task))
        return None if kept is None else Plan.of_record(kept)

    async def keep_plan(self, plan: Plan, cancel: CancelToken) -> None:
        """Keeps the plan before its first paid step; the first one that is kept stands."""
        try:
            await insist(lambda: self._paid.rows.keep_plan(self._task, plan.record(), datetime.now(UTC)), cancel)
        except ClaimLost:
            raise Cancelled(LOST) from None


def renderer(engine: Engine, cancel: CancelToken, paid: PaidSteps | None, variant: int) -> Renderer:
    """Asks the engine; through `paid` where that costs money and is kept."""

    async def render(drawn: Drawn, number: int) -> Candidate:
        if paid is None or not engine.capabilities.paid:
            return await engine.render(drawn, cancel)
        return await paid.render(engine, drawn, f"{number}:{variant}", cancel)

    return render
