"""Budgets: rows, and the look at them within the transaction that sets money aside; totals by day and month."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, or_, select, update

from scumble.core.caller import Caller
from scumble.core.errors import BudgetExceeded
from scumble.core.spending import NANO, Budget, Entry, Period, Totals, period_end, period_of
from scumble.db.engine import Database
from scumble.db.outbox import publish
from scumble.db.tables import budgets, spending

AMOUNTS: Final = ("held", "spent", "saved")
_CONCERNED: Final = select(budgets).where(
    budgets.c.project_id == bindparam("of_project"),
    or_(budgets.c.key_id == "", budgets.c.key_id == bindparam("of_key")),
)
"""Budgets that a hold may pass. Made once: this is asked before each paid call."""


class BudgetRows:
    """The table of budgets; a caller sees its own project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def set(self, caller: Caller, budget: Budget) -> None:
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

    def remove(self, caller: Caller, budget_id: str) -> bool:
        """Whether there was one."""
        own = (budgets.c.project_id == caller.project_id) & (budgets.c.id == budget_id)
        with self._database.write() as connection:
            return bool(connection.execute(delete(budgets).where(own)).rowcount)

    def all(self, caller: Caller) -> Sequence[Budget]:
        """The project's budgets: its own first, then its keys'."""
        query = select(budgets).where(budgets.c.project_id == caller.project_id)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(budgets.c.key_id, budgets.c.period)).mappings()
            return [_budget(row) for row in found]

    def used(self, caller: Caller, at: datetime, found: Sequence[Budget]) -> Sequence[Totals]:
        """What is held, spent and saved of each in the period of a moment."""
        with self._database.read() as connection:
            return [
                totals_of(connection, caller.project_id, b.key_id, b.period, period_of(b.period, at)) for b in found
            ]


def totals_of(connection: Connection, project_id: str, key_id: str, period: Period, first: date) -> Totals:
    """Of a project (key_id empty) or one of its keys, in the period that begins on a day."""
    one = (
        (spending.c.project_id == project_id)
        & (spending.c.key_id == key_id)
        & (spending.c.period == period)
        & (spending.c.starts_on == first)
    )
    row = connection.execute(select(*[spending.c[name] for name in AMOUNTS]).where(one)).mappings().first()
    return Totals(**row) if row is not None else Totals()


def look(connection: Connection, entry: Entry, at: datetime, *, priced: bool = True) -> tuple[Budget, ...]:
    """Looks at the budgets that a hold concerns, once its line is written. The ones whose soft limit it passed are
    told of by webhook, in the same transaction.

    Raises BudgetExceeded for a hard limit that was passed, or that cannot be kept because no price is known.
    """
    crossed: list[Budget] = []
    concerned = {"of_project": entry.project_id, "of_key": entry.key_id}
    for row in connection.execute(_CONCERNED, concerned).mappings().all():
        budget = _budget(row)
        first = period_of(budget.period, at)
        totals = totals_of(connection, entry.project_id, budget.key_id, budget.period, first)
        used = totals.held + totals.spent
        if budget.hard is not None and not priced:
            raise BudgetExceeded(
                f"{whose(budget)} has a budget, and what '{entry.model or entry.engine}' costs is not known here; the"
                " operator can say it in the price table.",
            )
        if budget.hard is not None and used > budget.hard:
            raise BudgetExceeded(
                f"The budget of {whose(budget).lower()} for this {budget.period} is {budget.hard / NANO:.2f}"
                f" {budget.currency}; {(used - entry.held) / NANO:.4f} of it are used, and this needs up to"
                f" {entry.held / NANO:.4f}.",
                until=period_end(budget.period, at),
            )
        if budget.soft is not None and budget.soft < used and row["told_on"] != first:
            crossed.append(budget)
            connection.execute(update(budgets).where(budgets.c.id == budget.id).values(told_on=first))
            publish(connection, entry.project_id, "budget.soft_limit", _event(budget, used), at)
    return tuple(crossed)


def _budget(row: RowMapping) -> Budget:
    return Budget(**{f.name: row[f.name] for f in fields(Budget)})


def whose(budget: Budget) -> str:
    """Whom it binds, at the beginning of a sentence."""
    return "This key" if budget.key_id else "This project"


def _event(budget: Budget, used: int) -> dict[str, Any]:
    """What a receiver is told of a soft limit that was passed; amounts are decimal text."""
    return {
        "budget": budget.id,
        "key": budget.key_id or None,
        "period": budget.period,
        "soft": f"{(budget.soft or 0) / NANO:.6f}",
        "used": f"{used / NANO:.6f}",
        "currency": budget.currency,
    }
