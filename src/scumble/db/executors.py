"""Rows of executors: which processes work on tasks, when each was last seen, and whose work was taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from scumble.db.engine import Database
from scumble.db.tables import batches, executors, tasks


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """Processes that are gone, and the tasks that were freed of them, by id."""

    executors: Sequence[str]
    tasks: Sequence[str]


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class ExecutorRows:
    """The table of executors. Times are the database's own, so that machines need not agree on theirs."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def enter(self, executor: str, host: str, pid: int) -> None:
        """Makes the row of a process that starts."""
        with self._database.write() as connection:
            now = self._now(connection)
            connection.execute(insert(executors).values(id=executor, host=host, pid=pid, started_at=now, seen_at=now))

    def beat(self, executor: str) -> bool:
        """Says that the process lives. False when its work was taken over meanwhile; it counts as new from now on."""
        with self._database.write() as connection:
            mine = executors.c.id == executor
            lost = connection.execute(select(executors.c.lost_at).where(mine)).scalar_one_or_none()
            connection.execute(update(executors).where(mine).values(seen_at=self._now(connection), lost_at=None))
            return lost is None

    def leave(self, executor: str) -> None:
        """The process stops: whatever it still has may be taken over at once."""
        with self._database.write() as connection:
            connection.execute(update(executors).where(executors.c.id == executor).values(seen_at=_LONG_AGO))

    def take_over(self, own: str, silent_seconds: float) -> TakenOver:
        """Frees the tasks of processes that were silent for so long, for whoever claims them next.

        One transaction under the rows' locks: two processes that look at once do not both get them. silent_seconds 0:
        everybody but the process itself counts as gone (an embedded database serves one process).
        """
        with self._database.write() as connection:
            now = self._now(connection)
            gone = (executors.c.id != own) & executors.c.lost_at.is_(None)
            if silent_seconds:
                gone &= executors.c.seen_at < now - timedelta(seconds=silent_seconds)
            lost = list(
                connection.execute(select(executors.c.id).where(gone).with_for_update(skip_locked=True)).scalars()
            )
            freed: list[str] = []
            for executor in lost:
                connection.execute(update(executors).where(executors.c.id == executor).values(lost_at=now))
                freed += self._free(connection, executor, own)
            return TakenOver(executors=lost, tasks=freed)

    def _free(self, connection: Connection, executor: str, own: str) -> Sequence[str]:
        """Takes the executor off its open tasks, and names them; and off its batches, which whoever looks takes up.

        Those that nobody has begun become the caller's: any process may begin them, but should this one die before the
        queue has them, they are found among its tasks. Those in work nobody has; they are found by `adrift`.
        """
        its = tasks.c.owner == executor
        waits, works = its & (tasks.c.status == "queued"), its & (tasks.c.status == "processing")
        ids = list(connection.execute(select(tasks.c.id).where(waits | works)).scalars())
        connection.execute(update(tasks).where(waits).values(owner=own))
        connection.execute(update(tasks).where(works).values(owner=None))
        carried = (batches.c.owner == executor) & batches.c.ended_at.is_(None)
        connection.execute(update(batches).where(carried).values(owner=None))
        return ids

    def living(self) -> Sequence[str]:
        """Processes whose work nobody has taken over."""
        with self._database.read() as connection:
            return list(connection.execute(select(executors.c.id).where(executors.c.lost_at.is_(None))).scalars())

    def adrift(self, own: str, older_than: float, limit: int = 1_000) -> Sequence[str]:
        """Tasks that nobody has gone on with for so many seconds: in work and freed by a process that then died before
        it could let them go on; or accepted by this one, which then could not put them into the queue or start them,
        as the database was away."""
        with self._database.read() as connection:
            before = self._now(connection) - timedelta(seconds=older_than)
            freed = tasks.c.owner.is_(None) & (tasks.c.status == "processing") & (tasks.c.started_at < before)
            accepted = (tasks.c.owner == own) & (tasks.c.status == "queued") & (tasks.c.created_at < before)
            return list(connection.execute(select(tasks.c.id).where(freed | accepted).limit(limit)).scalars())

    def _now(self, connection: Connection) -> datetime:
        """The database's clock; SQLite's is this machine's."""
        if self._database.is_sqlite:
            return datetime.now(UTC)
        return connection.execute(select(func.clock_timestamp())).scalar_one()
