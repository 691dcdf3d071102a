"""Reports of usage and budgets as they are told: amounts as decimal text, tables as CSV, periods in words."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from scumble.core.caller import Caller
from scumble.core.errors import InvalidValue
from scumble.core.spending import Budget, Totals, period_end, to_money
from scumble.db.budgets import BudgetRows
from scumble.db.engine import Database
from scumble.db.usage import GROUPS, SUMS, Group, UsageRow, UsageRows, group_values

MONEY: Final = ("spent", "cost", "held", "saved", "refunded", "estimated")
INSIDE: Final = ("cost",)
"""What providers charge is between them and the operator."""
DAYS: Final = 30
"""How far back a report goes that does not say."""
AT_ONCE: Final = 1_000


class Accounts:
    """Usage and budgets of a database, to be read."""

    def __init__(self, database: Database, currency: str) -> None:
        """database: migrated. currency: of the price table."""
        self.currency = currency
        self.usage, self.budgets = UsageRows(database), BudgetRows(database)

    def all(
        self, caller: Caller, since: date, until: date, by: Sequence[Group], key_id: str | None = None
    ) -> Iterator[UsageRow]:
        """Every group, page by page."""
        after: list[str] | None = None
        while True:
            page = self.usage.report(caller, since, until, by=by, key_id=key_id, after=after, limit=AT_ONCE)
            yield from page
            if len(page) < AT_ONCE:
                return
            after = group_values(page[-1], by)

    def of_key(self, caller: Caller, at: datetime) -> list[tuple[Budget, Totals]]:
        """The budgets that bind the caller's key, its project's too, with what is used of them."""
        found = [b for b in self.budgets.all(caller) if b.key_id in ("", caller.key_id)]
        return list(zip(found, self.budgets.used(caller, at, found), strict=True))


def read_groups(text: str | None) -> tuple[Group, ...]:
    """'day,key': what to group by. Raises InvalidValue."""
    if not text:
        return ("day", "key", "engine")
    names = [name.strip() for name in text.split(",")]
    found: tuple[Group, ...] = tuple(g for g in GROUPS if g in names)
    if not names or len(found) != len(names):
        raise InvalidValue(f"'group_by' takes some of {', '.join(GROUPS)}, with commas between.", param="group_by")
    return found


def read_days(since: str | None, until: str | None, today: date) -> tuple[date, date]:
    """The days from `since` to before `until`; the last 30 with today, unless they are named. Raises InvalidValue."""
    last = _day(until, "until") if until else today + timedelta(days=1)
    first = _day(since, "since") if since else last - timedelta(days=DAYS)
    if first >= last:
        raise InvalidValue(f"'since' ({first}) has to be before 'until' ({last}).", param="since")
    return first, last


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"'{name}' has to be a day such as 2026-11-28, in UTC.", param=name) from None


def amount(nanos: int) -> str:
    """Billionths as decimal text without needless zeros."""
    value = to_money(nanos, "").amount
    return format(value.normalize() if value else Decimal(0), "f")


def row_json(row: UsageRow, by: Sequence[Group], *, inside: bool) -> dict[str, object]:
    """A group as it is told. inside: to the operator."""
    names = [name for name in SUMS if inside or name not in INSIDE]
    told: dict[str, object] = {name: getattr(row, name) or None for name in by}
    return told | {n: amount(getattr(row, n)) if n in MONEY else getattr(row, n) for n in names}


def write_csv(rows: Iterable[UsageRow], by: Sequence[Group], currency: str, *, inside: bool) -> Iterator[str]:
    """Lines of a table, its head first."""
    head = [*by, *[name for name in SUMS if inside or name not in INSIDE], "currency"]
    yield _line(head)
    for row in rows:
        told = row_json(row, by, inside=inside) | {"currency": currency}
        yield _line(["" if told[name] is None else str(told[name]) for name in head])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def budget_json(budget: Budget, used: Totals, at: datetime) -> dict[str, object]:
    """A budget as it is told, with what is used of it in the period of a moment."""
    return {
        "id": budget.id,
        "object": "budget",
        "scope": "key" if budget.key_id else "project",
        "key": budget.key_id or None,
        "period": budget.period,
        "soft": None if budget.soft is None else amount(budget.soft),
        "hard": None if budget.hard is None else amount(budget.hard),
        "spent": amount(used.spent),
        "held": amount(used.held),
        "currency": budget.currency,
        "resets_at": int(period_end(budget.period, at).timestamp()),
    }


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
