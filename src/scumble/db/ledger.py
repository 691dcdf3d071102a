"""The ledger's rows: append-only, one line a kind and key, balanced; totals by day and month kept beside them.

A line, the totals it changes and the look at the budgets are one transaction. Totals are rows that are updated in one
order, so on PostgreSQL two holds for one key wait for each other and the second sees the first; on SQLite there is one
writer anyway.

A hold is open until it is settled or released. One whose step's outcome nobody learnt is settled at its estimate, and
marked so, when its task has ended (`assume`): the provider may have charged. Should the answer come after all, a
correction puts the true cost in its place.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from scumble.core.caller import Caller
from scumble.core.errors import Conflict, Forbidden, InvalidValue, NotFound
from scumble.core.spending import NANO, PERIODS, Entry, Held, Kind, Period, Totals, Wanted, period_of
from scumble.core.task import ENDED, Task
from scumble.db.budgets import AMOUNTS, look, totals_of
from scumble.db.engine import Database
from scumble.db.keys import TEST_PREFIX
from scumble.db.tables import keys, ledger, open_holds, spending, tasks

_COLUMNS: Final = tuple(f.name for f in fields(Entry))
_TOTALED: Final = ("project_id", "key_id", "period", "starts_on")

# Statements are made once: making one takes longer than the database does with it, and paid calls need a dozen each.
_OF_STEP: Final = (ledger.c.project_id == bindparam("of_project")) & (ledger.c.key == bindparam("of_key"))
_LINES: Final = select(*(ledger.c[name] for name in _COLUMNS)).where(_OF_STEP)
_LOCK_HOLD: Final = select(ledger.c.number).where(_OF_STEP, ledger.c.kind == "hold").with_for_update()
_PREFIX: Final = select(keys.c.prefix).where(
    keys.c.id == bindparam("of_id"), keys.c.project_id == bindparam("of_project")
)
_CLOSE: Final = delete(open_holds).where(
    open_holds.c.project_id == bindparam("of_project"), open_holds.c.key == bindparam("of_key")
)


def _add(statement: Any) -> Any:
    """Adds amounts to a row of totals, or makes it. statement: the INSERT of one of the databases."""
    added = {name: spending.c[name] + statement.excluded[name] for name in AMOUNTS}
    return statement.on_conflict_do_update(index_elements=list(_TOTALED), set_=added)


_ADD: Final[dict[str, Any]] = {
    "postgresql": _add(postgresql.insert(spending)),
    "sqlite": _add(sqlite.insert(spending)),
}


class Ledger:
    """Writes and reads lines; doing one twice gives the first."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def hold(self, caller: Caller, key: str, wanted: Wanted, at: datetime) -> Held:
        """Sets money aside for a paid step before it is asked for.

        Raises BudgetExceeded when a hard limit would be passed, Forbidden for a test key: nothing is held then;
        Conflict when the step of this key is over.
        """
        try:
            with self._database.write() as connection:
                return self.hold_within(connection, caller, key, wanted, at)
        except IntegrityError:  # another one was faster by a moment
            with self._database.write() as connection:
                return self.hold_within(connection, caller, key, wanted, at)

    def settle(self, caller: Caller, key: str, spent: int, cost: int, at: datetime) -> Entry:
        """The step was paid: what was held is free again, `spent` is gone. cost: what the engine charges for it.

        An answer that comes after the hold was released counts all the same; one that comes after the estimate was
        taken for it corrects that. Raises NotFound without a hold.
        """
        with self._database.write() as connection:
            return self.settle_within(connection, caller, key, spent, cost, at)

    def release(self, caller: Caller, key: str, at: datetime) -> Entry:
        """The step cost nothing: what was held is free again. One that was settled stays so, and its line is given."""
        with self._database.write() as connection:
            lines = self._locked(connection, caller, key)
            if (old := lines.get("settle") or lines.get("release")) is not None:
                return old
            held = lines["hold"].held
            return self._write(connection, _next(lines["hold"], "release", at, available=held, held=-held))

    def refund(self, caller: Caller, key: str, amount: int, at: datetime) -> Entry:
        """Money comes back, once a step. Raises InvalidValue for more than was spent or less than nothing, NotFound."""
        with self._database.write() as connection:
            lines = self._locked(connection, caller, key)
            if (old := lines.get("refund")) is not None:
                return old
            paid = sum(lines[kind].spent for kind in ("settle", "correction") if kind in lines)
            if "settle" not in lines or not 0 <= amount <= paid:
                raise InvalidValue(f"At most {paid / NANO:.9f} was spent on this step.", param="amount")
            return self._write(connection, _next(lines["hold"], "refund", at, available=amount, spent=-amount))

    def saving(self, caller: Caller, key: str, amount: int, at: datetime, *, currency: str = "USD") -> Entry:
        """A result was there already: what it would have cost. Moves nothing."""
        entry = Entry(
            key=key,
            kind="saving",
            project_id=caller.project_id,
            key_id=caller.key_id,
            saved=amount,
            currency=currency,
            created_at=at,
            day=period_of("day", at),
        )
        try:
            with self._database.write() as connection:
                self._write(connection, entry)
        except IntegrityError:
            return self.lines(caller, key)["saving"]
        return entry

    def sweep(self, at: datetime, before: datetime, limit: int) -> int:
        """Settles, at their estimate, open holds whose task has ended or is gone, and those without a task that are
        older than `before` (their process died); how many. Asked by the server itself, for every project."""
        ended = select(tasks.c.id).where(tasks.c.id == open_holds.c.task_id, tasks.c.status.not_in(tuple(ENDED)))
        lone = open_holds.c.task_id.is_(None) & (open_holds.c.created_at < before)
        query = select(open_holds).where(or_(lone, open_holds.c.task_id.is_not(None) & ~ended.exists()))
        with self._database.read() as connection:
            found = connection.execute(query.order_by(open_holds.c.created_at).limit(limit)).mappings().all()
        for row in found:
            with self._database.write() as connection:
                self.assume(connection, Caller(project_id=row["project_id"], key_id=row["key_id"]), row["key"], at)
        return len(found)

    # Reading.

    def lines(self, caller: Caller, key: str) -> dict[Kind, Entry]:
        """All lines of a paid step, by kind."""
        with self._database.read() as connection:
            return _lines(connection, caller, key)

    def entries(
        self, caller: Caller, since: datetime, until: datetime, *, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Entry]]:
        """The project's lines in the order they were written, each with its number; those after a number."""
        between = (ledger.c.created_at >= since) & (ledger.c.created_at < until) & (ledger.c.number > after)
        query = select(ledger).where(between & (ledger.c.project_id == caller.project_id))
        with self._database.read() as connection:
            found = connection.execute(query.order_by(ledger.c.number).limit(limit)).mappings()
            return [(row["number"], _to_entry(row)) for row in found]

    def totals(self, caller: Caller, period: Period, at: datetime, *, key_id: str = "") -> Totals:
        """What is held, spent and saved in the period of a moment, by the project or one key of it."""
        with self._database.read() as connection:
            return totals_of(connection, caller.project_id, key_id, period, period_of(period, at))

    # Within a transaction of the caller's.

    def hold_within(self, connection: Connection, caller: Caller, key: str, wanted: Wanted, at: datetime) -> Held:
        """See `hold`."""
        lines = _lines(connection, caller, key)
        if "settle" in lines or "release" in lines:
            raise Conflict("This paid step is over; a new one needs a new key.")
        if "hold" in lines:
            return Held(entry=lines["hold"])
        _refuse_test_key(connection, caller, wanted)
        entry = Entry(
            key=key,
            kind="hold",
            project_id=caller.project_id,
            key_id=caller.key_id,
            available=-wanted.amount,
            held=wanted.amount,
            cost=wanted.cost,
            currency=wanted.currency,
            task_id=wanted.task_id,
            engine=wanted.engine,
            model=wanted.model,
            prices=wanted.prices,
            created_at=at,
            day=period_of("day", at),
        )
        self._write(connection, entry)
        return Held(entry=entry, crossed=look(connection, entry, at, priced=wanted.priced))

    def settle_within(
        self, connection: Connection, caller: Caller, key: str, spent: int, cost: int, at: datetime
    ) -> Entry:
        """See `settle`."""
        lines = self._locked(connection, caller, key)
        if (old := lines.get("settle")) is None:
            return self._settled(connection, lines, spent, cost, at)
        if not old.estimated or "correction" in lines:
            return lines.get("correction", old)
        more = spent - old.spent
        entry = _next(lines["hold"], "correction", at, available=-more, spent=more, cost=cost - old.cost)
        return self._write(connection, entry)

    def assume(self, connection: Connection, caller: Caller, key: str, at: datetime) -> None:
        """Settles a hold at its estimate unless it is settled or released."""
        lines = self._locked(connection, caller, key)
        if "settle" not in lines and "release" not in lines:
            hold = lines["hold"]
            self._settled(connection, lines, hold.held, hold.cost, at, estimated=True)

    def ended(self, connection: Connection, task: Task, at: datetime) -> None:
        """The task has ended: what its open holds were for may have been charged."""
        query = select(open_holds.c.key).where(
            open_holds.c.project_id == task.project_id, open_holds.c.task_id == task.id
        )
        for (key,) in connection.execute(query.order_by(open_holds.c.created_at, open_holds.c.key)).all():
            self.assume(connection, task.caller, key, at)

    def newest_within(
        self, connection: Connection, caller: Caller, wanted: Sequence[str]
    ) -> tuple[str, dict[Kind, Entry]] | None:
        """The last of these keys that has a hold, with all its lines."""
        own = (ledger.c.project_id == caller.project_id) & ledger.c.key.in_(wanted) & (ledger.c.kind == "hold")
        query = select(ledger.c.key).where(own).order_by(ledger.c.number.desc()).limit(1)
        key = connection.execute(query).scalar_one_or_none()
        return None if key is None else (key, _lines(connection, caller, key))

    def _settled(
        self,
        connection: Connection,
        lines: dict[Kind, Entry],
        spent: int,
        cost: int,
        at: datetime,
        *,
        estimated: bool = False,
    ) -> Entry:
        held = 0 if "release" in lines else lines["hold"].held
        moved = {"available": held - spent, "held": -held, "spent": spent, "cost": cost}
        return self._write(connection, replace(_next(lines["hold"], "settle", at, **moved), estimated=estimated))

    def _write(self, connection: Connection, entry: Entry) -> Entry:
        """The line, then the totals it changes, always in the same order; and whether the hold is open."""
        connection.execute(insert(ledger), {name: getattr(entry, name) for name in _COLUMNS})
        amounts = {name: getattr(entry, name) for name in AMOUNTS}
        totals = [
            {
                "project_id": entry.project_id,
                "key_id": key_id,
                "period": period,
                "starts_on": entry.day if period == "day" else entry.day.replace(day=1),
                **amounts,
            }
            for key_id in ("", entry.key_id)
            for period in PERIODS
        ]
        connection.execute(_ADD[connection.dialect.name], totals)
        if entry.kind == "hold":
            names = ("project_id", "key", "key_id", "task_id", "created_at")
            connection.execute(insert(open_holds), {name: getattr(entry, name) for name in names})
        elif entry.kind in ("settle", "release"):
            connection.execute(_CLOSE, {"of_project": entry.project_id, "of_key": entry.key})
        return entry

    def _locked(self, connection: Connection, caller: Caller, key: str) -> dict[Kind, Entry]:
        """The lines of a step whose hold is locked until the transaction ends. Raises NotFound without a hold."""
        step = {"of_project": caller.project_id, "of_key": key}
        # SQLite has one writer, who has begun to write: nothing can come between its look and its lines.
        if connection.dialect.name != "sqlite":
            connection.execute(_LOCK_HOLD, step)
        lines = _lines(connection, caller, key)
        if "hold" not in lines:
            raise NotFound("There is no hold for this paid step.", code="hold_not_found")
        return lines


def _refuse_test_key(connection: Connection, caller: Caller, wanted: Wanted) -> None:
    """Raises Forbidden for a test key, whoever let it come so far."""
    own = {"of_id": caller.key_id, "of_project": caller.project_id}
    prefix = connection.execute(_PREFIX, own).scalar_one_or_none()
    if prefix is not None and prefix.startswith(TEST_PREFIX):
        raise refused_test_key(wanted.engine or "paid")


def refused_test_key(engine: str) -> Forbidden:
    """A test key never spends money."""
    return Forbidden(
        f"This is a test key ({TEST_PREFIX}…), and the engine '{engine}' costs money: test keys never reach it. Use a"
        " live key, or 'model': 'auto', which takes a free engine where one can do it.",
        param="model",
        code="test_key_not_allowed",
    )


def _next(hold: Entry, kind: Kind, at: datetime, **amounts: int) -> Entry:
    """A later line of the hold's step; it counts for the hold's day, so that the two meet in the totals."""
    nothing = {"available": 0, "held": 0, "spent": 0, "cost": 0}
    return replace(hold, kind=kind, created_at=at, **{**nothing, **amounts})


def _lines(connection: Connection, caller: Caller, key: str) -> dict[Kind, Entry]:
    found = connection.execute(_LINES, {"of_project": caller.project_id, "of_key": key})
    lines = (Entry(**dict(zip(_COLUMNS, row, strict=True))) for row in found)
    return {line.kind: line for line in lines}


def _to_entry(row: RowMapping) -> Entry:
    return Entry(**{name: row[name] for name in _COLUMNS})
