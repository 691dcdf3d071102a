"""Rows of batches: made and looked up by whoever owns them, carried on by one process at a time, ended exactly once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scumble.core.batch import BATCH_ENDED, Batch, BatchStatus, LineCounts
from scumble.core.caller import Caller
from scumble.core.plan import JsonValue
from scumble.core.task import Task
from scumble.core.webhook import EventType
from scumble.db.engine import Database
from scumble.db.outbox import publish
from scumble.db.tables import batches, tasks
from scumble.db.tasks import to_task

_COLUMNS: Final = tuple(f.name for f in fields(Batch))
_OPEN: Final = batches.c.ended_at.is_(None)
_EVENTS: Final[Mapping[BatchStatus, EventType]] = {
    "completed": "batch.completed",
    "failed": "batch.failed",
    "cancelled": "batch.cancelled",
    "expired": "batch.expired",
}
_MOST_CLAIMED: Final = 1_000
"""Batches without a process that are looked at, the oldest ones, to choose the next."""


class Lost(Exception):
    """The batch is carried on by another process, or by a later attempt of this one: nothing was changed."""


class BatchKeyTaken(Exception):
    """The idempotency key names a batch already: `batch`."""

    def __init__(self, batch: Batch) -> None:
        """batch: the one that was made before."""
        super().__init__(batch.id)
        self.batch = batch


class BatchRows:
    """The table of batches. What a caller asks for takes a Caller and sees its project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def add(self, caller: Caller, batch: Batch, use: Callable[[Connection], None], most_open: int) -> bool:
        """Makes a batch. use: called in the same transaction, to hold on to its input. most_open: how many batches of
        the project may be under way; False when there are as many, and nothing was made.

        Raises BatchKeyTaken, StorageFull, Overloaded.
        """
        row = {name: getattr(batch, name) for name in _COLUMNS}
        row |= {"project_id": caller.project_id, "key_id": caller.key_id}
        try:
            with self._database.write() as connection:
                under_way = select(func.count()).select_from(batches).where(_mine(caller) & _OPEN)
                if connection.execute(under_way).scalar_one() >= most_open:
                    return False
                connection.execute(insert(batches).values(row))
                use(connection)
        except IntegrityError:
            taken = self.same(caller, batch, since=None)
            if taken is None:
                raise
            raise BatchKeyTaken(taken) from None
        return True

    def same(self, caller: Caller, batch: Batch, *, since: datetime | None) -> Batch | None:
        """The project's batch with the same idempotency key; or, since a moment, the key's last one that was asked for
        in the same words."""
        query = select(batches).where(_mine(caller)).order_by(batches.c.created_at.desc()).limit(1)
        if since is None:
            query = query.where(batches.c.idempotency_key == batch.idempotency_key)
        else:
            asked = (batches.c.key_id == caller.key_id) & (batches.c.request_hash == batch.request_hash)
            query = query.where(asked, batches.c.created_at > since)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
            return None if row is None else _counted(connection, [_to_batch(row)])[0]

    def get(self, caller: Caller, batch_id: str) -> Batch | None:
        """The caller's batch, counted as far as it has come."""
        with self._database.read() as connection:
            row = connection.execute(select(batches).where(_mine(caller) & (batches.c.id == batch_id))).mappings()
            return next(iter(_counted(connection, [_to_batch(r) for r in row])), None)

    def recent(self, caller: Caller, *, limit: int, after: str | None) -> Sequence[Batch]:
        """The project's batches, newest first; at most `limit` that come after the one with the id `after`."""
        query = select(batches).where(_mine(caller))
        with self._database.read() as connection:
            if after is not None:
                place = select(batches.c.created_at).where(_mine(caller) & (batches.c.id == after))
                when = connection.execute(place).scalar_one_or_none()
                if when is None:
                    return ()
                older = (batches.c.created_at < when) | ((batches.c.created_at == when) & (batches.c.id < after))
                query = query.where(older)
            query = query.order_by(batches.c.created_at.desc(), batches.c.id.desc()).limit(limit)
            return _counted(connection, [_to_batch(row) for row in connection.execute(query).mappings()])

    def cancel(self, caller: Caller, batch_id: str, at: datetime) -> Batch | None:
        """Asks for a batch to be cancelled; one that is too far for it stays as it is. None: no such batch."""
        mine = _mine(caller) & (batches.c.id == batch_id)
        can = batches.c.status.in_(("validating", "in_progress"))
        with self._database.write() as connection:
            connection.execute(update(batches).where(mine & can).values(status="cancelling", cancelling_at=at))
            row = connection.execute(select(batches).where(mine)).mappings()
            return next(iter(_counted(connection, [_to_batch(r) for r in row])), None)

    # What follows is asked by the processes that carry batches on, for every project's.

    def claim(self, executor: str) -> Batch | None:
        """Makes the executor the one that carries on a batch which nobody does; None when there is none. The project
        with the fewest under way comes first, then the oldest batch."""
        carried = _OPEN & batches.c.owner.is_not(None)
        with self._database.read() as connection:
            busy = Counter(connection.execute(select(batches.c.project_id).where(carried)).scalars())
            free = select(batches.c.id, batches.c.project_id).where(_OPEN & batches.c.owner.is_(None))
            found = connection.execute(free.order_by(batches.c.created_at).limit(_MOST_CLAIMED)).all()
        for row in sorted(found, key=lambda r: busy[r.project_id]):
            mine = (batches.c.id == row.id) & _OPEN & batches.c.owner.is_(None)
            with self._database.write() as connection:
                taken = update(batches).where(mine).values(owner=executor, attempt=batches.c.attempt + 1)
                if connection.execute(taken).rowcount:
                    kept = connection.execute(select(batches).where(batches.c.id == row.id)).mappings().one()
                    return _to_batch(kept)
        return None

    def look(self, batch: Batch) -> tuple[Batch, LineCounts]:
        """The batch as it stands, and its lines. Raises Lost."""
        with self._database.read() as connection:
            row = connection.execute(select(batches).where(_held(batch))).mappings().first()
            if row is None:
                raise Lost
            return _to_batch(row), _counts(connection, [batch.id])[batch.id]

    def fed(self, connection: Connection, batch: Batch, line: int) -> None:
        """In the transaction that accepts a line: it is the last one that was. Raises Lost, also for a line that was
        accepted before."""
        next_ = _held(batch) & (batches.c.fed_line < line)
        if not connection.execute(update(batches).where(next_).values(fed_line=line)).rowcount:
            raise Lost

    def begin(self, batch: Batch, *, total: int, model: str | None, most_lines: int, at: datetime) -> bool:
        """A batch was found good. most_lines: how many lines of the project's batches may be under way; False when they
        would be more, and nothing was changed. One that is being cancelled stays so. Raises Lost."""
        others = select(func.sum(batches.c.total)).where(
            batches.c.project_id == batch.project_id, _OPEN, batches.c.id != batch.id
        )
        with self._database.write() as connection:
            if (connection.execute(others).scalar() or 0) + total > most_lines:
                return False
            held = _held(batch)
            if not connection.execute(update(batches).where(held).values(total=total, model=model)).rowcount:
                raise Lost
            starts = held & (batches.c.status == "validating")
            connection.execute(update(batches).where(starts).values(status="in_progress", in_progress_at=at))
            return True

    def finalize(self, batch: Batch, at: datetime) -> None:
        """Every line has ended: the files are written now. One that is being cancelled stays so. Raises Lost."""
        with self._database.write() as connection:
            held = _held(batch)
            done = update(batches).where(held & (batches.c.status == "in_progress"))
            connection.execute(done.values(status="finalizing", finalizing_at=at))
            if connection.execute(select(batches.c.id).where(held)).first() is None:
                raise Lost

    def drop_waiting(self, batch: Batch, error: Mapping[str, JsonValue], at: datetime) -> int:
        """Ends the lines that nobody has begun; how many. error: why. Raises Lost."""
        waits = (tasks.c.batch_id == batch.id) & (tasks.c.status == "queued")
        with self._database.write() as connection:
            if connection.execute(select(batches.c.id).where(_held(batch))).first() is None:
                raise Lost
            values = {"status": "cancelled", "cancel_at": at, "ended_at": at, "error": dict(error)}
            return connection.execute(update(tasks).where(waits).values(values)).rowcount

    def end(self, batch: Batch, use: Callable[[Connection], None]) -> None:
        """Writes how a batch ended, and tells of it. use: called in the same transaction, to keep its files and let go
        of its input. Raises Lost, StorageFull, Overloaded."""
        moment = batch.ended_at
        if moment is None or batch.status not in BATCH_ENDED:
            raise ValueError("this is no end")
        names = ("status", "ended_at", f"{batch.status}_at", "total", "completed", "failed", "errors")
        names += ("output_file_id", "error_file_id", "input_tokens", "output_tokens")
        values = {name: getattr(batch, name) for name in names}
        with self._database.write() as connection:
            if not connection.execute(update(batches).where(_held(batch)).values(values)).rowcount:
                raise Lost
            use(connection)
            data: dict[str, JsonValue] = {"id": batch.id, "status": batch.status}
            publish(connection, batch.project_id, _EVENTS[batch.status], data, moment)

    def lines(self, batch: Batch, *, after: int, limit: int) -> Sequence[Task]:
        """Tasks of a batch in the order of its lines, those after a line; without what was asked."""
        of = (tasks.c.batch_id == batch.id) & (tasks.c.batch_line > after)
        query = select(tasks).where(of).order_by(tasks.c.batch_line).limit(limit)
        with self._database.read() as connection:
            return [to_task(row) for row in connection.execute(query).mappings()]


def _mine(caller: Caller) -> Any:
    return batches.c.project_id == caller.project_id


def _held(batch: Batch) -> Any:
    """The row as long as this attempt of this executor is the last one."""
    held = (batches.c.owner == batch.owner) & (batches.c.attempt == batch.attempt)
    return (batches.c.id == batch.id) & held & _OPEN


def _to_batch(row: RowMapping) -> Batch:
    batch = Batch(**{name: row[name] for name in _COLUMNS})
    return replace(batch, errors=None if batch.errors is None else tuple(batch.errors))


def _counts(connection: Connection, ids: Sequence[str]) -> Mapping[str, LineCounts]:
    """How the lines of batches stand."""
    query = (
        select(tasks.c.batch_id, tasks.c.status, func.count())
        .where(tasks.c.batch_id.in_(ids))
        .group_by(tasks.c.batch_id, tasks.c.status)
    )
    found: dict[str, dict[str, int]] = {batch_id: {} for batch_id in ids}
    for batch_id, status, count in connection.execute(query):
        found[batch_id][status] = count
    return {batch_id: LineCounts(**counts) for batch_id, counts in found.items()}


def _counted(connection: Connection, found: Sequence[Batch]) -> Sequence[Batch]:
    """Batches under way with the counts of this moment; those that ended have theirs."""
    ids = [b.id for b in found if not b.ended]
    counts: Mapping[str, LineCounts] = _counts(connection, ids) if ids else {}
    return [
        replace(b, completed=counts[b.id].succeeded, failed=counts[b.id].failed) if b.id in counts else b for b in found
    ]
