"""Desk: accepts edits as durable tasks, has each carried out exactly once, and keeps its one outcome.

Accepted means written down: pictures in the blob store, the task in the database; from then on it ends in one result or
one typed error, whoever dies. An interactive task starts at once on the request it came with; one from the queue, or
one that is resumed after a crash, is put together again from what was written down (`cold`).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, cast

from scumble import tracing
from scumble.core.caller import Caller
from scumble.core.errors import Cancelled, Conflict, DeadlinePassed, NotFound, ScumbleError
from scumble.core.kept_errors import error_json, error_of
from scumble.core.outcome import Edited
from scumble.core.plan import JsonValue
from scumble.core.task import Status, Task, Turn
from scumble.core.work import CancelToken
from scumble.db.engine import Transaction
from scumble.db.executors import TakenOver
from scumble.db.journal import Entry
from scumble.db.outcomes import Outcomes
from scumble.db.tasks import KeyTaken, TaskRows
from scumble.edits.insist import insist, insist_on
from scumble.edits.kept import Kept, Pictures
from scumble.edits.turns import Turns
from scumble.jobs.durable import Durable
from scumble.jobs.fair import cost_of, turn
from scumble.jobs.lease import Lease

log = logging.getLogger("scumble.jobs")

LOOK_SECONDS: Final = 0.25
"""How often a task that another process works on is looked at by who waits for it."""
REPEATED_WITHIN: Final = timedelta(minutes=20)
"""How long after a request its repetition is taken for one: twice the longest time that the SDKs wait."""
FORGET_AFTER: Final = timedelta(hours=1)
FORGET_SECONDS: Final = 60.0
FORGET_AT_ONCE: Final = 500
"""Finished workflows lose the rows that only their resuming needed an hour after their end."""

Work = Callable[[Task, CancelToken], Awaitable[list[Edited]]]
"""Draws a claimed task's results. Raises core errors; Cancelled once the token is set."""


class Elsewhere(Exception):
    """The task was carried out by another process; `task` is how it ended."""

    def __init__(self, task: Task) -> None:
        """task: with its result."""
        super().__init__(task.id)
        self.task = task


class Desk:
    """One process's desk. Times are UTC."""

    def __init__(
        self,
        *,
        rows: TaskRows,
        outcomes: Outcomes,
        pictures: Pictures,
        durable: Durable,
        lease: Lease,
        keep: Callable[[Task, Sequence[Edited]], Kept],
        entry: Callable[[Task, Sequence[Edited], ScumbleError | None], Entry],
        public: Callable[[Exception, str], ScumbleError],
        retention: timedelta | None = None,
        settle: Callable[[], Awaitable[None]] | None = None,
        closed: Callable[[], None] | None = None,
        turns: Turns | None = None,
    ) -> None:
        """keep: turns results into what is kept. entry: the journal's row. public: what may be told of an exception.

        retention: how long a task is kept after its end; None = for ever. settle: waits for calls that were paid for.
        closed: called when all is stopped. turns: the queue; None = one without limits.
        """
        self._retention = retention
        self._settle, self._closed = settle, closed
        self._rows, self._outcomes, self._pictures = rows, outcomes, pictures
        self._durable, self._lease = durable, lease
        self._keep, self._entry, self._public = keep, entry, public
        self.turns = turns or Turns(rows, durable)
        self._busy: set[str] = set()
        self.on_begin: Callable[[Task], None] = lambda _: None
        self.on_end: Callable[[Task], None] = lambda _: None
        self._hot: dict[str, Work] = {}
        self._results: dict[str, list[Edited] | ScumbleError] = {}
        self._tokens: dict[str, tuple[Task, CancelToken]] = {}
        self._late: set[str] = set()
        self._cold: Work | None = None
        self._loops: list[asyncio.Task[None]] = []
        self._closing = False

    async def open(self, cold: Work) -> None:
        """Begins to work, with what an earlier process left. cold: puts a task together again and draws it."""
        self._cold = cold
        left = await self._lease.enter()  # first, so that nobody takes what the queue gives this process for left over
        await self._durable.launch(self._body)
        await self._resume(left)
        self._loops = [
            asyncio.create_task(self._lease.keep(self._resume, self._drop_all, self._look), name="lease"),
            asyncio.create_task(self._forget(), name="forget"),
        ]

    async def _resume(self, left: TakenOver) -> None:
        """Lets tasks go on that processes had which are gone: those they worked on, and those they had only taken.

        The latter are looked for every time: who was about to resume them may have died, too."""
        taken = await self._durable.orphaned(await asyncio.to_thread(self._lease.living))
        await self._durable.resume(list(dict.fromkeys([*left.tasks, *taken])))

    async def close(self) -> None:
        """Stops: what still runs is dropped here, freed, and resumed by the next process."""
        self._closing = True
        if self._settle is not None:  # heartbeats go on meanwhile, so that nobody takes these tasks over
            await self._settle()
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._drop_all()
        await self._durable.close()
        await self._lease.leave()
        if self._closed is not None:
            self._closed()

    # Accepting.

    async def accept(
        self,
        caller: Caller,
        task: Task,
        pictures: Mapping[str, bytes],
        pixels: int,
        also: Callable[[Transaction], None] | None = None,
    ) -> Task:
        """Writes a task down: from here on it will have its one outcome. Returns the task to go on with.

        That is an earlier one when the idempotency key names one for the same request. pictures: by digest. pixels: of
        its largest picture, for its share of the queue. also: called in the transaction that writes it down. Raises
        Conflict for a key that names another request, StorageFull, Overloaded, and what `also` raises.
        """

        def write() -> Task:
            for data in pictures.values():
                self._pictures.put(caller.project_id, data)
            own = replace(task, owner=self._lease.executor)  # until it has begun, or the queue has it
            place = Turn()
            if task.priority != "interactive":
                place = turn(task.priority, cost_of(pixels), *self._rows.queue_time(caller, task.priority))
            try:
                self._rows.add(caller, own, place, self._using(own, pictures, result=False, also=also))
            except KeyTaken as taken:
                return self._same(taken.task, task)
            return own

        return await asyncio.to_thread(write)

    async def known(self, caller: Caller, task: Task, *, repeated: bool) -> Task | None:
        """The task that this one is a repetition of: its idempotency key names one, or a client says that it sends the
        same again (repeated). Raises Conflict when the key names another request."""
        if task.idempotency_key is not None:
            found = await asyncio.to_thread(self._rows.by_idempotency_key, caller, task)
            if found is not None:
                return self._same(found, task)
        if repeated:
            return await asyncio.to_thread(self._rows.same_request, caller, task, task.created_at - REPEATED_WITHIN)
        return None

    def _same(self, found: Task, asked: Task) -> Task:
        if found.request_hash != asked.request_hash:
            raise Conflict(
                "This Idempotency-Key was used for another request; use a new key for a new request.",
                param="Idempotency-Key",
                code="idempotency_mismatch",
            )
        return found

    async def run(self, task: Task, work: Work) -> list[Edited]:
        """Carries out a task that was just accepted, here and now. Raises what the edit raised."""
        self._hot[task.id] = work
        try:
            await self._durable.start(task.id)
            results = self._results.pop(task.id, None)
        finally:
            self._hot.pop(task.id, None)
            self._results.pop(task.id, None)
        if results is None:  # another process has it now
            raise Elsewhere(await self.succeeded(task.caller, task.id))
        if isinstance(results, ScumbleError):
            raise results
        return results

    async def queue(self, task: Task) -> None:
        """Puts a task that was just accepted into the queue."""
        await self.turns.queue(task)
        await asyncio.to_thread(self._rows.released, task)

    # Asking.

    async def get(self, caller: Caller, task_id: str) -> Task:
        """The caller's task. Raises NotFound."""
        task = await asyncio.to_thread(self._rows.get, caller, task_id)
        if task is None:
            raise NotFound(f"There is no task '{task_id[:80]}'.", param="task_id", code="task_not_found")
        return task

    async def recent(
        self,
        caller: Caller,
        *,
        limit: int,
        after: str | None = None,
        status: Status | None = None,
        client_request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> tuple[Task, ...]:
        """The project's tasks, newest first."""
        return await asyncio.to_thread(
            self._rows.recent,
            caller,
            limit=limit,
            after=after,
            status=status,
            client_request_id=client_request_id,
            idempotency_key=idempotency_key,
        )

    async def ended(self, caller: Caller, task_id: str) -> Task:
        """Waits for a task's outcome, whoever works on it."""
        while not (task := await self.get(caller, task_id)).ended:  # noqa: ASYNC110 - it may be another process
            await asyncio.sleep(LOOK_SECONDS)
        return task

    async def succeeded(self, caller: Caller, task_id: str) -> Task:
        """Waits for a task's result. Raises what its work raised, or Cancelled."""
        task = await self.ended(caller, task_id)
        if task.result is None:
            raise error_of(task.error) if task.error else Cancelled("The task was cancelled.", code="task_cancelled")
        return task

    async def cancel(self, caller: Caller, task_id: str) -> Task:
        """Asks for a task to be cancelled; work stops at its next stage. One that has ended stays as it ended."""
        task = await asyncio.to_thread(self._rows.cancel, caller, task_id, datetime.now(UTC))
        if task is None:
            raise NotFound(f"There is no task '{task_id[:80]}'.", param="task_id", code="task_not_found")
        if task.cancel_at is not None and task_id in self._tokens:
            self._tokens[task_id][1].cancel()
        return task

    async def picture(self, task: Task, digest: str) -> bytes:
        """A picture that the task's result names."""
        return await asyncio.to_thread(self._pictures.get, task.project_id, digest)

    async def waiting(self) -> Mapping[str, int]:
        """How many tasks wait, by class."""
        return await asyncio.to_thread(self._rows.waiting)

    # Working.

    async def _body(self, task_id: str) -> None:
        """The workflow of a task. What was dropped because others took this process for dead, and did not take this
        very task, is begun again."""
        while task_id in self._busy:  # noqa: ASYNC110 - rare: resumed although this process is at it
            await asyncio.sleep(LOOK_SECONDS)
        self._busy.add(task_id)
        try:
            with tracing.naming(task_id=task_id):
                if task_id in self._hot or not await insist_on(lambda: self.turns.put_back(task_id)):
                    while await self._carry_out(task_id):
                        pass
        finally:
            self._busy.discard(task_id)
            self.turns.end(task_id)

    async def _carry_out(self, task_id: str) -> bool:
        """Claims a task and carries it out. True: it has to begin again."""
        task = await insist(lambda: self._rows.claim(task_id, self._lease.executor, datetime.now(UTC)))
        work = self._hot.pop(task_id, None) or self._cold
        if task is None or work is None:  # it has ended, or another process has it
            self.turns.end(task_id, begun=False)
            return False
        self.turns.began(task)
        self.on_begin(task)
        facts = {"scumble.task": task.id, "scumble.class": task.priority, "scumble.attempt": task.attempt}
        with tracing.naming(request_id=task.request_id), tracing.span("task", facts, parent=task.trace):
            return await self._draw(task, work)

    async def _draw(self, task: Task, work: Work) -> bool:
        """Draws a claimed task, keeps the results, and only then writes its outcome. True: it has to begin again."""
        task_id = task.id
        token = CancelToken()
        self._tokens[task_id] = (task, token)
        began = time.perf_counter()
        if task.cancel_at is not None:
            token.cancel()
        results: list[Edited] = []
        kept: Kept | None = None
        error: ScumbleError | None = None
        try:
            token.check()
            results = await work(task, token)
            with tracing.span("keep"):
                kept = await asyncio.to_thread(self._keep, task, results)
                await insist(partial(self._put, task, kept))
            done = replace(task, status="succeeded", result=kept.result)
        except Exception as failure:
            error = self._public(failure, task.request_id)
            if isinstance(error, Cancelled) and self._closing:
                await asyncio.Event().wait()  # not an end: the next process goes on with it
            if isinstance(error, Cancelled) and task_id in self._late:
                error = DeadlinePassed("The task was not done before its deadline and was stopped.")
            elif isinstance(error, Cancelled) and token.cancelled and await insist(lambda: self._rows.dropped(task)):
                return True
            status: Status = "cancelled" if isinstance(error, Cancelled) else "failed"
            done = replace(task, status=status, error=None if status == "cancelled" else _json(error))
        finally:
            if self._tokens.get(task_id) == (task, token):  # not that of a later attempt in this process
                del self._tokens[task_id]
            self._late.discard(task_id)
        done = replace(done, ended_at=datetime.now(UTC), seconds=time.perf_counter() - began)
        entry = self._entry(done, results, error)
        use = self._using(done, kept.pictures if error is None and kept else {}, result=True)
        if await insist(lambda: self._outcomes.end(done, entry, use)):
            self._results[task_id] = results if error is None else error
            self.on_end(done)
        asyncio.get_running_loop().call_later(1.0, self._results.pop, task_id, None)
        return False

    def _using(
        self, task: Task, pictures: Iterable[str], *, result: bool, also: Callable[[Transaction], None] | None = None
    ) -> Callable[[Transaction], None]:
        """Notes, in the transaction that writes the task, that it needs these pictures."""

        def use(connection: Transaction) -> None:
            for digest in pictures:
                self._pictures.use(connection, task, digest, result=result)
            if also is not None:
                also(connection)

        return use

    def _put(self, task: Task, kept: Kept) -> None:
        """Keeps the results' pictures."""
        for data in kept.pictures.values():
            self._pictures.put(task.project_id, data)

    async def _look(self, now: datetime) -> None:
        """Stops what was cancelled through another process, or is late; fails what nobody began in time."""
        for task_id, late in await asyncio.to_thread(self._rows.to_stop, self._lease.executor, now):
            if late:
                self._late.add(task_id)
            if task_id in self._tokens:
                self._tokens[task_id][1].cancel()
        error = DeadlinePassed("The task was not begun before its deadline.")
        await asyncio.to_thread(self._rows.expire, now, _json(error))

    def _drop_all(self) -> None:
        """Stops all work of this process: others have it now, or will."""
        for _, token in self._tokens.values():
            token.cancel()

    async def _forget(self) -> None:
        """Deletes, now and then, what only the resuming of finished tasks needed, and tasks kept long enough."""
        since = datetime(2000, 1, 1, tzinfo=UTC)
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            try:
                until = datetime.now(UTC) - FORGET_AFTER
                while ids := await asyncio.to_thread(self._rows.ended_between, since, until, FORGET_AT_ONCE):
                    await self._durable.forget([i for i, _ in ids])
                    since = ids[-1][1]
                    if len(ids) < FORGET_AT_ONCE:
                        break
                await self.tidy(datetime.now(UTC))
            except ScumbleError:
                log.warning("finished workflows could not be tidied up; trying again later")

    async def tidy(self, now: datetime) -> int:
        """Deletes tasks whose time is over, with their pictures; how many."""
        if self._retention is None:
            return 0
        before, removed = now - self._retention, 0
        while count := await asyncio.to_thread(
            self._outcomes.remove_ended, before, FORGET_AT_ONCE, self._pictures.drop
        ):
            removed += count
        return removed


def _json(error: ScumbleError) -> Mapping[str, JsonValue]:
    return cast("Mapping[str, JsonValue]", error_json(error))
