"""Rows of tasks: accepted once, claimed by one process, ended exactly once; looked up by whoever owns them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from scumble.core.caller import Caller
from scumble.core.plan import JsonValue
from scumble.core.task import ENDED, Priority, Status, Task, Turn
from scumble.core.usage import Money
from scumble.db.engine import Database
from scumble.db.outbox import publish_task
from scumble.db.tables import clocks, task_steps, tasks

KEY_LIFE: Final = timedelta(hours=24)
"""How long an idempotency key names its task."""
_QUEUE: Final = clocks.c.name == "queue"
_COLUMNS: Final = tuple(f.name for f in fields(Task) if f.name not in {"position", "spent"})


class KeyTaken(Exception):
    """The idempotency key names a task already: `task`."""

    def __init__(self, task: Task) -> None:
        """task: the one that was accepted before."""
        super().__init__(task.id)
        self.task = task


class TaskRows:
    """The table of tasks. What a caller asks for takes a Caller and sees its project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def add(self, caller: Caller, task: Task, turn: Turn, use: Callable[[Connection], None]) -> None:
        """Accepts a task. turn: its place in the queue. use: called in the same transaction, to hold on to the task's
        pictures.

        Raises KeyTaken when its idempotency key is in use, StorageFull, Overloaded; nothing is kept then.
        """
        row = {name: getattr(task, name) for name in _COLUMNS}
        row |= {"project_id": caller.project_id, "key_id": caller.key_id}
        row |= {"turn_place": turn.place, "turn_end": turn.end}
        row |= {"request": dict(task.request)}
        try:
            with self._database.write() as connection:
                if task.idempotency_key is not None:
                    self._free_old_key(connection, task)
                connection.execute(insert(tasks).values(row))
                use(connection)
        except IntegrityError:
            taken = None if task.idempotency_key is None else self.by_idempotency_key(caller, task)
            if taken is None:
                raise
            raise KeyTaken(taken) from None

    def _free_old_key(self, connection: Connection, task: Task) -> None:
        """Takes the key off a task that is older than a day."""
        same = (
            (tasks.c.project_id == task.project_id)
            & (tasks.c.route == task.route)
            & (tasks.c.idempotency_key == task.idempotency_key)
        )
        old = tasks.c.created_at < task.created_at - KEY_LIFE
        connection.execute(update(tasks).where(same & old).values(idempotency_key=None))

    def by_idempotency_key(self, caller: Caller, task: Task) -> Task | None:
        """The caller's task of the same route with the same key."""
        same = (tasks.c.route == task.route) & (tasks.c.idempotency_key == task.idempotency_key)
        with self._database.read() as connection:
            row = connection.execute(select(tasks).where(_mine(caller) & same)).mappings().first()
        return None if row is None else to_task(row)

    def same_request(self, caller: Caller, task: Task, since: datetime) -> Task | None:
        """The last task of the caller's key with the same request that has not failed."""
        same = (
            (tasks.c.key_id == caller.key_id)
            & (tasks.c.route == task.route)
            & (tasks.c.request_hash == task.request_hash)
            & (tasks.c.created_at > since)
            & tasks.c.status.in_(("queued", "processing", "succeeded"))
        )
        query = select(tasks).where(_mine(caller) & same).order_by(tasks.c.created_at.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else to_task(row)

    def get(self, caller: Caller, task_id: str) -> Task | None:
        """The caller's task, with its place in the queue while it waits."""
        with self._database.read() as connection:
            row = connection.execute(select(tasks).where(_mine(caller) & (tasks.c.id == task_id))).mappings().first()
            if row is None:
                return None
            task = _with_spent(connection, [to_task(row)])[0]
            return replace(task, position=_position(connection, row)) if task.status == "queued" else task

    def recent(
        self,
        caller: Caller,
        *,
        limit: int,
        after: str | None = None,
        status: Status | None = None,
        client_request_id: str | None = None,
        idempotency_key: str | None = None,
        own_key: bool = False,
    ) -> tuple[Task, ...]:
        """The project's tasks, newest first; at most `limit` that come after the one with the id `after`.

        own_key: those of the caller's key only.
        """
        query = select(tasks).where(_mine(caller))
        if own_key:
            query = query.where(tasks.c.key_id == caller.key_id)
        for column, value in (
            (tasks.c.status, status),
            (tasks.c.client_request_id, client_request_id),
            (tasks.c.idempotency_key, idempotency_key),
        ):
            if value is not None:
                query = query.where(column == value)
        with self._database.read() as connection:
            if after is not None:
                when = connection.execute(
                    select(tasks.c.created_at).where(_mine(caller) & (tasks.c.id == after))
                ).scalar_one_or_none()
                if when is None:
                    return ()
                older = (tasks.c.created_at < when) | ((tasks.c.created_at == when) & (tasks.c.id < after))
                query = query.where(older)
            found = connection.execute(query.order_by(tasks.c.created_at.desc(), tasks.c.id.desc()).limit(limit))
            return tuple(_with_spent(connection, [to_task(row) for row in found.mappings()]))

    def cancel(self, caller: Caller, task_id: str, at: datetime) -> Task | None:
        """Asks for a task to be cancelled; one that nobody works on yet is cancelled by this. None: no such task."""
        mine = _mine(caller) & (tasks.c.id == task_id)
        with self._database.write() as connection:
            waits = mine & (tasks.c.status == "queued") & tasks.c.owner.is_(None)
            ended = update(tasks).where(waits).values(status="cancelled", cancel_at=at, ended_at=at)
            cancelled = connection.execute(ended).rowcount == 1
            works = mine & tasks.c.status.in_(("queued", "processing")) & tasks.c.cancel_at.is_(None)
            connection.execute(update(tasks).where(works).values(cancel_at=at))
            row = connection.execute(select(tasks).where(mine)).mappings().first()
            if cancelled and row is not None:
                publish_task(connection, to_task(row), "cancelled", at)
        return None if row is None else to_task(row)

    def queue_time(self, caller: Caller, priority: Priority) -> tuple[int, int | None]:
        """For `jobs.fair`: the queue's time, which begins anew when nothing waits, and where the last waiting turn of
        this key and class ends."""
        own = (tasks.c.status == "queued") & (tasks.c.key_id == caller.key_id) & (tasks.c.priority == priority)
        with self._database.read() as connection:
            last = connection.execute(select(func.max(tasks.c.turn_end)).where(own)).scalar()
            any_waits = (tasks.c.status == "queued") & (tasks.c.turn_place > 0)
            if connection.execute(select(tasks.c.id).where(any_waits).limit(1)).first() is not None:
                return connection.execute(select(clocks.c.value).where(_QUEUE)).scalar_one(), last
        with self._database.write() as connection:
            connection.execute(update(clocks).where(_QUEUE).values(value=1))
        return 1, None

    def queued(self, caller: Caller) -> tuple[int, int]:
        """How many tasks wait in the queue: everyone's, and those of the caller's project. Of batches only a window of
        lines ever does; these are not counted."""
        waits = (tasks.c.status == "queued") & (tasks.c.turn_place > 0) & tasks.c.batch_id.is_(None)
        with self._database.read() as connection:
            everyone = connection.execute(select(func.count()).select_from(tasks).where(waits)).scalar_one()
            own = select(func.count()).select_from(tasks).where(waits & _mine(caller))
            return everyone, connection.execute(own).scalar_one()

    # What follows is asked by the workers themselves, for every project's tasks.

    def in_queue(self, task_id: str) -> tuple[Task, int] | None:
        """A task of the queue that nobody has begun yet, with its place; None for any other."""
        waits = (tasks.c.id == task_id) & (tasks.c.status == "queued") & (tasks.c.turn_place > 0)
        with self._database.read() as connection:
            row = connection.execute(select(tasks).where(waits)).mappings().first()
            return None if row is None else (to_task(row), row["turn_place"])

    def claim(self, task_id: str, executor: str, at: datetime) -> Task | None:
        """Makes the executor the one that works on the task. None when it has ended, or another one works on it."""
        free = (tasks.c.status == "processing") & (tasks.c.owner.is_(None) | (tasks.c.owner == executor))
        open_ = (tasks.c.id == task_id) & ((tasks.c.status == "queued") | free)
        with self._database.write() as connection:
            taken = connection.execute(
                update(tasks)
                .where(open_)
                .values(
                    owner=executor,
                    attempt=tasks.c.attempt + 1,
                    status="processing",
                    started_at=func.coalesce(tasks.c.started_at, at),
                )
            )
            if not taken.rowcount:
                return None
            row = connection.execute(select(tasks).where(tasks.c.id == task_id)).mappings().one()
            if row["turn_place"]:
                behind = _QUEUE & (clocks.c.value < row["turn_end"])
                connection.execute(update(clocks).where(behind).values(value=row["turn_end"]))
            return to_task(row)

    def released(self, task: Task) -> None:
        """The queue has the task now: whoever takes it from there works on it."""
        mine = (tasks.c.id == task.id) & (tasks.c.owner == task.owner) & (tasks.c.status == "queued")
        with self._database.write() as connection:
            connection.execute(update(tasks).where(mine).values(owner=None))

    def holds(self, task: Task) -> bool:
        """Whether the claim still stands: nobody took the task over meanwhile."""
        with self._database.read() as connection:
            return connection.execute(select(tasks.c.id).where(claimed(task))).first() is not None

    def dropped(self, task: Task) -> bool:
        """Whether the claim still stands and nobody asked for the task to be cancelled: work on it that was stopped
        was stopped for another reason."""
        with self._database.read() as connection:
            mine = claimed(task) & tasks.c.cancel_at.is_(None)
            return connection.execute(select(tasks.c.id).where(mine)).first() is not None

    def end(self, connection: Connection, task: Task) -> bool:
        """Writes the outcome of a claimed task in the caller's transaction. False when the claim was lost: whoever has
        it now will end it, and what was made here does not count."""
        values = {n: getattr(task, n) for n in ("status", "ended_at", "plan", "result", "error", "seconds")}
        return bool(connection.execute(update(tasks).where(claimed(task)).values(values)).rowcount)

    def to_stop(self, executor: str, now: datetime) -> Sequence[tuple[str, bool]]:
        """Tasks of this executor that were cancelled or are past their deadline: ids, and whether it was the latter."""
        own = (tasks.c.owner == executor) & tasks.c.status.in_(("queued", "processing"))
        late = tasks.c.deadline_at < now
        with self._database.read() as connection:
            found = connection.execute(
                select(tasks.c.id, tasks.c.cancel_at).where(own & or_(tasks.c.cancel_at.is_not(None), late))
            )
            return [(row[0], row[1] is None) for row in found]

    def expire(self, now: datetime, error: Mapping[str, JsonValue]) -> int:
        """Fails tasks that nobody began before their deadline; how many."""
        waits = (tasks.c.status == "queued") & tasks.c.owner.is_(None) & (tasks.c.deadline_at < now)
        with self._database.write() as connection:
            done = connection.execute(
                update(tasks).where(waits).values(status="failed", error=dict(error), ended_at=now)
            )
            return done.rowcount

    def waiting(self) -> Mapping[str, int]:
        """How many tasks wait, by class."""
        with self._database.read() as connection:
            found = connection.execute(
                select(tasks.c.priority, func.count()).where(tasks.c.status == "queued").group_by(tasks.c.priority)
            )
            return {row[0]: row[1] for row in found}

    def place(self, task_id: str) -> int:
        """A task's place in the queue; 0 when it does not queue."""
        with self._database.read() as connection:
            found = connection.execute(select(tasks.c.turn_place).where(tasks.c.id == task_id))
            return found.scalar_one_or_none() or 0

    def ended_between(self, since: datetime, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """Ids and times of tasks that ended after one moment and before another, the oldest first."""
        between = (tasks.c.ended_at > since) & (tasks.c.ended_at < until)
        query = select(tasks.c.id, tasks.c.ended_at).where(between).order_by(tasks.c.ended_at).limit(limit)
        with self._database.read() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]


def _mine(caller: Caller) -> Any:
    return tasks.c.project_id == caller.project_id


def claimed(task: Task) -> Any:
    """The row as long as this attempt of this executor is the last one."""
    return (
        (tasks.c.id == task.id)
        & (tasks.c.owner == task.owner)
        & (tasks.c.attempt == task.attempt)
        & tasks.c.status.not_in(tuple(ENDED))
    )


def _position(connection: Connection, row: RowMapping) -> int:
    """How many have their turn before this one."""
    before = (tasks.c.status == "queued") & (tasks.c.turn_place < row["turn_place"])
    return connection.execute(select(func.count()).select_from(tasks).where(before)).scalar_one()


def _with_spent(connection: Connection, found: Sequence[Task]) -> Sequence[Task]:
    """Tasks with what their providers charged for them, where any did."""
    c = task_steps.c
    asked = c.task_id.in_([task.id for task in found]) & (c.engine.is_not(None))
    spent: dict[str, Money] = {}
    for task_id, amount, currency in connection.execute(select(c.task_id, c.amount, c.currency).where(asked)):
        spent[task_id] = spent.get(task_id, Money(currency=currency)) + Money(amount=Decimal(amount), currency=currency)
    return [replace(task, spent=spent.get(task.id)) for task in found]


def to_task(row: RowMapping) -> Task:
    """A row as a task."""
    return Task(**{name: row[name] for name in _COLUMNS})
