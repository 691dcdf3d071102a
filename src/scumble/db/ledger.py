"""The ledger's rows: append-only, one line a kind and key, balanced; totals by day and month kept beside them.

A line, the totals it changes and the look at the budgets are one transaction. Totals are rows that are updated in one
order, so on PostgreSQL two holds for one key wait for each other and the second sees the first; on SQLite there is one
writer anyway.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, select
from sqlalchemy.exc import IntegrityError

from scumble.core.caller import Caller
from scumble.core.errors import BudgetExceeded, Conflict, InvalidValue, NotFound
from scumble.core.spending import (
    NANO,
    PERIODS,
    Budget,
    Entry,
    Held,
    Kind,
    Period,
    Totals,
    period_end,
    period_of,
)
from scumble.db.engine import Database
from scumble.db.tables import budgets, ledger, spending
from scumble.db.upsert import insert_into

_COLUMNS: Final = tuple(f.name for f in fields(Entry))
_AMOUNTS: Final = ("held", "spent", "saved")


class Ledger:
    """Writes and reads lines; doing one twice gives the first."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def hold(
        self,
        caller: Caller,
        key: str,
        amount: int,
        at: datetime,
        *,
        currency: str = "USD",
        task_id: str | None = None,
        engine: str | None = None,
    ) -> Held:
        """Sets money aside for a paid step before it is asked for. amount: the most that it is expected to cost.

        Raises BudgetExceeded when a hard limit would be passed: nothing is held then; Conflict when the step of this
        key is over.
        """
        entry = Entry(
            key=key,
            kind="hold",
            project_id=caller.project_id,
            key_id=caller.key_id,
            available=-amount,
            held=amount,
            currency=currency,
            task_id=task_id,
            engine=engine,
            created_at=at,
            day=period_of("day", at),
        )
        try:
            with self._database.write() as connection:
                self._write(connection, entry)
                return Held(entry=entry, crossed=self._look(connection, entry, at))
        except IntegrityError:
            lines = self.lines(caller, key)
            if "settle" in lines or "release" in lines:
                raise Conflict("This paid step is over; a new one needs a new key.") from None
            return Held(entry=lines["hold"])

    def settle(self, caller: Caller, key: str, spent: int, cost: int, at: datetime) -> Entry:
        """The step was paid: what was held is free again, `spent` is gone. cost: what the engine charges for it.

        An answer that comes after the hold was released counts all the same. Raises NotFound without a hold.
        """
        with self._database.write() as connection:
            lines = self._locked(connection, caller, key)
            if (old := lines.get("settle")) is not None:
                return old
            held = 0 if "release" in lines else lines["hold"].held
            entry = self._next(lines["hold"], "settle", at, available=held - spent, held=-held, spent=spent, cost=cost)
            self._write(connection, entry)
            return entry

    def release(self, caller: Caller, key: str, at: datetime) -> Entry:
        """The step cost nothing: what was held is free again. One that was settled stays so, and its line is given."""
        with self._database.write() as connection:
            lines = self._locked(connection, caller, key)
            if (old := lines.get("settle") or lines.get("release")) is not None:
                return old
            held = lines["hold"].held
            entry = self._next(lines["hold"], "release", at, available=held, held=-held)
            self._write(connection, entry)
            return entry

    def refund(self, caller: Caller, key: str, amount: int, at: datetime) -> Entry:
        """Money comes back, once a step. Raises InvalidValue for more than was spent or less than nothing, NotFound."""
        with self._database.write() as connection:
            lines = self._locked(connection, caller, key)
            if (old := lines.get("refund")) is not None:
                return old
            paid = lines.get("settle")
            if paid is None or not 0 <= amount <= paid.spent:
                most = (paid.spent if paid else 0) / NANO
                raise InvalidValue(f"At most {most:.9f} was spent on this step.", param="amount")
            entry = self._next(lines["hold"], "refund", at, available=amount, spent=-amount)
            self._write(connection, entry)
            return entry

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

    # Reading.

    def lines(self, caller: Caller, key: str) -> dict[Kind, Entry]:
        """All lines of a paid step, by kind."""
        with self._database.read() as connection:
            return self._lines(connection, caller, key)

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
            return self._totals(connection, caller.project_id, key_id, period, period_of(period, at))

    # Budgets.

    def set_budget(self, caller: Caller, budget: Budget) -> None:
        """Makes a budget of the caller's project, in the place of one for the same key and period."""
        same = (
            (budgets.c.project_id == caller.project_id)
            & (budgets.c.key_id == budget.key_id)
            & (budgets.c.period == budget.period)
        )
        values = {f.name: getattr(budget, f.name) for f in fields(Budget)} | {"project_id": caller.project_id}
        with self._database.write() as connection:
            connection.execute(delete(budgets).where(same))
            connection.execute(insert(budgets).values(values))

    def remove_budget(self, caller: Caller, budget_id: str) -> bool:
        """Whether there was one."""
        own = (budgets.c.project_id == caller.project_id) & (budgets.c.id == budget_id)
        with self._database.write() as connection:
            return bool(connection.execute(delete(budgets).where(own)).rowcount)

    def budgets(self, caller: Caller) -> Sequence[Budget]:
        """The project's budgets."""
        query = select(budgets).where(budgets.c.project_id == caller.project_id)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(budgets.c.key_id, budgets.c.period)).mappings()
            return [Budget(**row) for row in found]

    # Within a transaction.

    def _write(self, connection: Connection, entry: Entry) -> None:
        """The line, then the totals it changes, always in the same order."""
        connection.execute(insert(ledger).values({name: getattr(entry, name) for name in _COLUMNS}))
        for key_id in ("", entry.key_id):
            for period in PERIODS:
                first = entry.day if period == "day" else entry.day.replace(day=1)
                row = {"project_id": entry.project_id, "key_id": key_id, "period": period, "starts_on": first}
                amounts = {name: getattr(entry, name) for name in _AMOUNTS}
                statement: Any = insert_into(spending, connection).values({**row, **amounts})
                added = {name: spending.c[name] + statement.excluded[name] for name in _AMOUNTS}
                connection.execute(statement.on_conflict_do_update(index_elements=list(row), set_=added))

    def _look(self, connection: Connection, entry: Entry, at: datetime) -> tuple[Budget, ...]:
        """Raises BudgetExceeded; the budgets whose soft limit was passed by this hold."""
        concerned = (budgets.c.project_id == entry.project_id) & budgets.c.key_id.in_(("", entry.key_id))
        crossed: list[Budget] = []
        for row in connection.execute(select(budgets).where(concerned)).mappings().all():
            budget = Budget(**row)
            first = period_of(budget.period, at)
            totals = self._totals(connection, entry.project_id, budget.key_id, budget.period, first)
            used = totals.held + totals.spent
            if budget.hard is not None and used > budget.hard:
                whose = "this key" if budget.key_id else "this project"
                raise BudgetExceeded(
                    f"The budget of {whose} for this {budget.period} is {budget.hard / NANO:.2f} {budget.currency}; "
                    f"{(used - entry.held) / NANO:.4f} of it are used, and this needs up to {entry.held / NANO:.4f}.",
                    until=period_end(budget.period, at),
                )
            if budget.soft is not None and used - entry.held <= budget.soft < used:
                crossed.append(budget)
        return tuple(crossed)

    def _totals(self, connection: Connection, project_id: str, key_id: str, period: Period, first: date) -> Totals:
        one = (
            (spending.c.project_id == project_id)
            & (spending.c.key_id == key_id)
            & (spending.c.period == period)
            & (spending.c.starts_on == first)
        )
        row = connection.execute(select(*[spending.c[name] for name in _AMOUNTS]).where(one)).mappings().first()
        return Totals(**row) if row is not None else Totals()

    def _lines(self, connection: Connection, caller: Caller, key: str) -> dict[Kind, Entry]:
        own = (ledger.c.project_id == caller.project_id) & (ledger.c.key == key)
        found = connection.execute(select(ledger).where(own)).mappings()
        return {row["kind"]: _to_entry(row) for row in found}

    def _locked(self, connection: Connection, caller: Caller, key: str) -> dict[Kind, Entry]:
        """The lines of a step whose hold is locked until the transaction ends. Raises NotFound without a hold."""
        own = (ledger.c.project_id == caller.project_id) & (ledger.c.key == key) & (ledger.c.kind == "hold")
        if connection.execute(select(ledger.c.number).where(own).with_for_update()).first() is None:
            raise NotFound("There is no hold for this paid step.", code="hold_not_found")
        return self._lines(connection, caller, key)

    def _next(self, hold: Entry, kind: Kind, at: datetime, **amounts: int) -> Entry:
        """A later line of the hold's step; it counts for the hold's day, so that the two meet in the totals."""
        nothing = {"available": 0, "held": 0, "spent": 0, "cost": 0}
        return replace(hold, kind=kind, created_at=at, **{**nothing, **amounts})


def _to_entry(row: RowMapping) -> Entry:
    return Entry(**{name: row[name] for name in _COLUMNS})
