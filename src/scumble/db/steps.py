"""Steps of a task that cost money: begun under the task's claim, answered once, let go of when the task has ended.

`begin` is written before a provider is asked, in the transaction that sees that the claim still stands: a process that
lost its task asks nobody. `answered` is written as soon as the answer lies in the blob store. It does not ask for the
claim but only that the task is open: what was paid for is good for whoever has the task now. The first answer stands.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from scumble.core.plan import JsonValue
from scumble.core.task import ENDED, Task
from scumble.core.usage import Money
from scumble.db.blobs import drop_use
from scumble.db.engine import Database
from scumble.db.tables import task_steps, tasks
from scumble.db.tasks import claimed
from scumble.db.upsert import insert_into

USE: Final = "step"
"""Kind of the uses by which answers are held; the task is their owner."""
PLAN: Final = "plan"


class ClaimLost(Exception):
    """Another process has the task, or it has ended: what this one makes does not count any more."""


class StepRows:
    """The table of steps."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def begin(
        self, task: Task, name: str, engine: str, at: datetime, hold: Callable[[Connection, int], None]
    ) -> str | None:
        """The digest of the step's answer if there is one; else notes that the provider is about to be asked.

        hold: called in the same transaction with the call's number, 1 for the first, to set its money aside. Raises
        ClaimLost, Overloaded, StorageFull, and what `hold` raises: nothing is noted then.
        """
        with self._database.write() as connection:
            _hold(connection, task)
            row = connection.execute(select(task_steps).where(_one(task, name))).mappings().first()
            if row is not None and row["digest"] is not None:
                return str(row["digest"])
            calls = 1 if row is None else row["calls"] + 1
            if row is None:
                new = _values(task, name, at) | {"engine": engine, "calls": calls}
                connection.execute(insert(task_steps).values(new))
            else:
                again = {"calls": calls, "engine": engine}
                connection.execute(update(task_steps).where(_one(task, name)).values(again))
            hold(connection, calls)
            return None

    def answered(
        self,
        task: Task,
        name: str,
        digest: str,
        price: Money,
        at: datetime,
        use: Callable[[Connection], None],
        settle: Callable[[Connection], None],
    ) -> str:
        """Keeps an answer, and says which one stands: an earlier one, where there is one.

        price: of this answer. use: called in the same transaction, to hold on to the bytes; settle: to write down what
        was spent, whether the answer stands or not. Raises ClaimLost when the task has ended.
        """
        with self._database.write() as connection:
            open_ = (tasks.c.id == task.id) & tasks.c.status.not_in(tuple(ENDED))
            # Locked, so that the task does not end meanwhile and leaves what it would have let go of.
            if connection.execute(select(tasks.c.id).where(open_).with_for_update(key_share=True)).first() is None:
                raise ClaimLost
            settle(connection)
            standing = connection.execute(select(task_steps.c.digest).where(_one(task, name))).scalar_one()
            if standing is not None:
                return str(standing)
            values = {"digest": digest, "answered_at": at, "amount": format(price.amount, "f")}
            values |= {"currency": price.currency}
            connection.execute(update(task_steps).where(_one(task, name)).values(values))
            use(connection)
            return digest

    def lost(self, task: Task, name: str, digest: str) -> None:
        """An answer that was kept cannot be read any more: the step counts as not answered."""
        gone = _one(task, name) & (task_steps.c.digest == digest)
        with self._database.write() as connection:
            connection.execute(update(task_steps).where(gone).values(digest=None))
            drop_use(connection, task.project_id, kind=USE, owner=task.id, digest=digest)

    def plan(self, task: Task) -> Mapping[str, JsonValue] | None:
        """The plan that an earlier attempt at the task began to carry out."""
        with self._database.read() as connection:
            return connection.execute(select(task_steps.c.value).where(_one(task, PLAN))).scalar_one_or_none()

    def engines(self, task: Task) -> list[tuple[str, str]]:
        """Names of the steps that were begun, with their engines, in the order in which they were."""
        columns = (task_steps.c.name, task_steps.c.engine)
        mine = (task_steps.c.task_id == task.id) & task_steps.c.engine.is_not(None)
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).where(mine).order_by(task_steps.c.began_at, task_steps.c.name))
            return [(str(row.name), str(row.engine)) for row in rows]

    def keep_plan(self, task: Task, plan: Mapping[str, JsonValue], at: datetime) -> None:
        """Keeps the plan that is about to be carried out; the first one stands. Raises ClaimLost."""
        with self._database.write() as connection:
            _hold(connection, task)
            new = _values(task, PLAN, at) | {"calls": 0, "answered_at": at, "value": dict(plan)}
            connection.execute(insert_into(task_steps, connection).values(new).on_conflict_do_nothing())


def let_go(connection: Connection, task: Task) -> None:
    """The task has ended: the answers of its steps are not needed any more. What they cost stays."""
    held = (task_steps.c.task_id == task.id) & task_steps.c.digest.is_not(None)
    if connection.execute(update(task_steps).where(held).values(digest=None)).rowcount:
        drop_use(connection, task.project_id, kind=USE, owner=task.id)


def _hold(connection: Connection, task: Task) -> None:
    """Raises ClaimLost; else the claim stands until the transaction ends."""
    if connection.execute(select(tasks.c.id).where(claimed(task)).with_for_update(key_share=True)).first() is None:
        raise ClaimLost


def _one(task: Task, name: str) -> Any:
    return (task_steps.c.task_id == task.id) & (task_steps.c.name == name)


def _values(task: Task, name: str, at: datetime) -> dict[str, object]:
    """A step that has cost nothing yet."""
    none = Money()
    row: dict[str, object] = {"task_id": task.id, "name": name, "project_id": task.project_id, "began_at": at}
    return row | {"amount": str(none.amount), "currency": none.currency}
