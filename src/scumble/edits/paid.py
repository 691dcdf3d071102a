"""Paid steps: what a provider charged for is kept before anything else happens, and is not asked for twice.

Around each render of an engine that costs money, inside a durable task: see that this process still has the task and
counts among the living, note that the provider is asked and set the money aside, ask it, put the answer into the blob
store (fsynced), write it down with what was spent. A task that is resumed takes what was written down. Between the
answer's arrival and its row lie a few milliseconds in which a crash loses it; then the provider is asked again under
the same key. Outside a task (nothing is kept, or a preview) there is the money alone.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from scumble.codec import candidate_file
from scumble.core.caller import Caller
from scumble.core.errors import (
    BudgetExceeded,
    Cancelled,
    ContentGone,
    EngineFailed,
    InvalidRequest,
    NotAllowed,
    ScumbleError,
)
from scumble.core.outcome import Candidate
from scumble.core.plan import Plan
from scumble.core.task import Task
from scumble.core.usage import Quality
from scumble.core.work import CancelToken, WorkPool
from scumble.db.engine import Transaction
from scumble.db.steps import ClaimLost, StepRows
from scumble.edits.charging import Call, Charge, Charging, Purse
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


class Paying(Protocol):
    """Asks engines that cost money, and sees to it that what they cost is counted once."""

    async def render(self, call: Call, name: str, cancel: CancelToken) -> Candidate:
        """What the engine gives; its cost is what the caller pays. name: of the step: its number and the variant's.

        Raises what the engine raises, BudgetExceeded, Forbidden for a test key, InvalidValue for `max_cost`: these
        before anything is sent; and Cancelled.
        """
        ...

    async def plan(self) -> Plan | None:
        """The plan that an earlier attempt began to carry out."""
        ...

    async def engines(self) -> Mapping[int, str]:
        """The engine that an earlier attempt asked last, for each variant that it had begun."""
        ...

    async def keep_plan(self, plan: Plan, cancel: CancelToken) -> None:
        """Keeps the plan before its first paid step."""
        ...

    def unkept(self) -> "Paying":
        """For what nobody will ask for again: previews."""
        ...


@dataclass
class Paid:
    """Paid calls of one process.

    charging: holds and settles what they cost. fresh: whether others surely count this process among the living.
    max_pixels: of a picture that is kept. calls: how many are under way.
    """

    rows: StepRows
    answers: Answers
    charging: Charging
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

    async def render(self, call: Call, name: str, cancel: CancelToken) -> Candidate:
        """What an earlier attempt got from the engine for this step, or what it gives now. See `Paying`.

        Raises Cancelled, too, when the task is another process's by now, or this process stops.
        """
        await self._until_fresh(cancel)
        self._paid.calls += 1
        try:
            return self._priced(await self._render(call, name, cancel))
        except ClaimLost:
            raise Cancelled(LOST) from None
        finally:
            self._paid.calls -= 1

    def unkept(self) -> Paying:
        """See `Paying`."""
        return PaidCalls(self._paid.charging, self._task.caller, task_id=self._task.id)

    def _priced(self, candidate: Candidate) -> Candidate:
        return replace(candidate, cost=self._paid.charging.price(candidate.cost))

    async def _until_fresh(self, cancel: CancelToken) -> None:
        """Waits while the database hears no heartbeats: another process may be taking the task over."""
        while not self._paid.fresh():
            cancel.check()
            await asyncio.sleep(LOOK_SECONDS)
        cancel.check()
        if self._paid.closing:
            raise Cancelled

    async def _render(self, call: Call, name: str, cancel: CancelToken) -> Candidate:
        """See `render`. Raises ClaimLost."""
        paid, task, step = self._paid, self._task, f"{call.engine.name}:{name}"
        key = f"{task.id}:{step}"
        charge = Charge(key=key)
        # The second look notes the call that replaces an answer which cannot be read any more.
        for _ in range(2):
            found = await insist(lambda: self._begin(step, key, call), cancel)
            if isinstance(found, ScumbleError):
                raise found
            if isinstance(found, Charge):
                charge = found
                break
            if (kept := await self._kept(step, found, cancel)) is not None:
                return kept
        call = replace(call, drawn=replace(call.drawn, key=key))
        candidate = await _asked(paid.charging, task.caller, call, charge, cancel)
        data = await paid.pool.run(candidate_file.pack, candidate)
        try:
            own, standing = await insist(lambda: self._keep(step, candidate, charge, data), pauses=AT_ONCE)
        except ClaimLost:  # the task has ended; what this cost is spent all the same
            await insist(lambda: paid.charging.settle(task.caller, charge, candidate.cost), pauses=AT_ONCE)
            raise
        if own == standing:
            return replace(candidate, notes=(*candidate.notes, *charge.notes))
        return await self._kept(step, standing, cancel) or candidate

    def _begin(self, step: str, key: str, call: Call) -> str | Charge | ScumbleError:
        """The digest of an answer that is there, or the money set aside for the call that is made now; or the error
        by which it is refused: this one is no failure to write something down. Raises ClaimLost."""
        task, made = self._task, list[Charge]()
        refused: list[ScumbleError] = []

        def hold(connection: Transaction, number: int) -> None:
            try:
                made.append(self._paid.charging.hold_step(connection, task.caller, key, number, call, task.id))
            except (InvalidRequest, NotAllowed, BudgetExceeded) as error:  # not the database's own: that is insisted on
                refused.append(error)
                raise

        try:
            found = self._paid.rows.begin(task, step, call.engine.name, datetime.now(UTC), hold)
        except ScumbleError as error:
            if error in refused:
                return error
            raise
        return made[-1] if found is None else found

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

    def _keep(self, step: str, candidate: Candidate, charge: Charge, data: bytes) -> tuple[str, str]:
        """Keeps an answer durably, with what it cost: its digest, and that of the answer that stands. Raises
        ClaimLost."""
        paid, task = self._paid, self._task
        digest = paid.answers.put_answer(task.project_id, data)

        def use(connection: Transaction) -> None:
            paid.answers.use_answer(connection, task, digest)

        def settle(connection: Transaction) -> None:
            paid.charging.settle_within(connection, task.caller, charge, candidate.cost)

        price = paid.charging.price(candidate.cost)
        return digest, paid.rows.answered(task, step, digest, price, datetime.now(UTC), use, settle)

    async def plan(self) -> Plan | None:
        """The plan that an earlier attempt began to carry out with paid steps: who reads the words again, a language
        model above all, might understand them otherwise."""
        if self._task.attempt <= 1:
            return None
        kept = await insist(lambda: self._paid.rows.plan(self._task))
        return None if kept is None else Plan.of_record(kept)

    async def engines(self) -> Mapping[int, str]:
        """See `Paying`."""
        if self._task.attempt <= 1:
            return {}
        begun = await insist(lambda: self._paid.rows.engines(self._task))
        return {int(name.rsplit(":", 1)[1]): engine for name, engine in begun}

    async def keep_plan(self, plan: Plan, cancel: CancelToken) -> None:
        """Keeps the plan before its first paid step; the first one that is kept stands."""
        try:
            await insist(lambda: self._paid.rows.keep_plan(self._task, plan.record(), datetime.now(UTC)), cancel)
        except ClaimLost:
            raise Cancelled(LOST) from None


class PaidCalls:
    """Paid calls whose answers are not kept: asked for once, held and settled, and lost with this process."""

    def __init__(self, charging: Charging, caller: Caller, *, task_id: str | None = None) -> None:
        """task_id: the task that they are made for, if there is one."""
        self._charging, self._caller, self._task_id = charging, caller, task_id

    async def render(self, call: Call, name: str, cancel: CancelToken) -> Candidate:
        """See `Paying`. name: has no part in it: asking again is another call."""
        charging, caller, key = self._charging, self._caller, f"call_{secrets.token_hex(12)}"
        charge = await asyncio.to_thread(charging.hold, caller, key, call, self._task_id)
        candidate = await _asked(charging, caller, call, charge, cancel)
        await insist(lambda: charging.settle(caller, charge, candidate.cost), pauses=AT_ONCE)
        notes = (*candidate.notes, *charge.notes)
        return replace(candidate, cost=charging.price(candidate.cost), notes=notes)

    async def plan(self) -> Plan | None:
        """Nothing was begun."""
        return None

    async def engines(self) -> Mapping[int, str]:
        """Nothing was begun."""
        return {}

    async def keep_plan(self, plan: Plan, cancel: CancelToken) -> None:
        """Nothing is kept."""

    def unkept(self) -> Paying:
        """Itself."""
        return self


async def _asked(charging: Charging, caller: Caller, call: Call, charge: Charge, cancel: CancelToken) -> Candidate:
    """Asks the engine. What surely was not charged is released; all else stays held until more is known."""
    try:
        cancel.check()
    except Cancelled:
        await insist(lambda: charging.release(caller, charge), pauses=AT_ONCE)
        raise
    try:
        return await call.engine.render(call.drawn, cancel)
    except ScumbleError as error:
        if error.uncharged:
            await insist(lambda: charging.release(caller, charge), pauses=AT_ONCE)
        raise


def renderer(
    engine: Engine,
    cancel: CancelToken,
    paid: Paying | None,
    variant: int,
    *,
    quality: Quality | None = None,
    purse: Purse | None = None,
) -> Renderer:
    """Asks the engine; through `paid` where that costs money. purse: of the edit, all variants together."""
    purse = purse or Purse()

    async def render(drawn: Drawn, number: int) -> Candidate:
        if paid is None or not engine.capabilities.paid:
            candidate = await engine.render(drawn, cancel)
        else:
            call = Call(engine=engine, drawn=drawn, quality=quality, purse=purse)
            try:
                candidate = await paid.render(call, f"{number}:{variant}", cancel)
            except EngineFailed as error:
                if not error.uncharged:
                    purse.risk()
                raise
        purse.spent += candidate.cost.amount
        return candidate

    return render
