"""Outcomes: a task's end, the journal's row, the event about it and its open holds, in one transaction, as long as the
claim stands."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, or_, select

from scumble.core.task import Task
from scumble.db.engine import Database
from scumble.db.journal import Entry, row_of
from scumble.db.ledger import Ledger
from scumble.db.outbox import publish_task
from scumble.db.steps import let_go
from scumble.db.tables import batches, edits, task_steps, tasks
from scumble.db.tasks import TaskRows


class Outcomes:
    """Writes how tasks ended, and deletes them when they have been kept long enough."""

    def __init__(self, database: Database, rows: TaskRows) -> None:
        """database: migrated. rows: the same database's tasks."""
        self._database, self._rows, self._ledger = database, rows, Ledger(database)

    def end(self, task: Task, entry: Entry, use: Callable[[Connection], None]) -> bool:
        """Writes all, or nothing where the claim was lost (False). use: called in the same transaction, to hold on to
        the result's pictures. Raises StorageFull, Overloaded."""
        with self._database.write() as connection:
            if not self._rows.end(connection, task):
                return False
            connection.execute(insert(edits).values(row_of(task.caller, entry)))
            at = task.ended_at or datetime.now(UTC)
            publish_task(connection, task, task.status, at)
            let_go(connection, task)
            self._ledger.ended(connection, task, at)
            use(connection)
            return True

    def remove_ended(self, before: datetime, limit: int, drop: Callable[[Connection, str, str], object]) -> int:
        """Deletes tasks that ended before a moment, the oldest first; how many. drop: called in the same transaction
        with each one's project and id, to let go of its pictures. The journal's rows stay: they hold neither. A
        batch's lines stay until its output is written."""
        under_way = select(batches.c.id).where(batches.c.ended_at.is_(None))
        needless = or_(tasks.c.batch_id.is_(None), tasks.c.batch_id.not_in(under_way))
        ended = select(tasks.c.id, tasks.c.project_id).where(tasks.c.ended_at < before, needless)
        with self._database.write() as connection:
            found = connection.execute(ended.order_by(tasks.c.ended_at).limit(limit)).all()
            for task_id, project_id in found:
                drop(connection, project_id, task_id)
            ids = [row[0] for row in found]
            connection.execute(delete(task_steps).where(task_steps.c.task_id.in_(ids)))
            connection.execute(delete(tasks).where(tasks.c.id.in_(ids)))
        return len(found)
