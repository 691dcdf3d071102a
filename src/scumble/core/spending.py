"""Spending: entries of the ledger, budgets and what is used of them; amounts are whole billionths of a unit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from scumble.core.usage import Money

NANO: Final = 1_000_000_000
"""Billionths of a unit. A token costs no less than tens of them; 64 bits hold nine thousand million units."""

Kind = Literal["hold", "settle", "release", "correction", "refund", "saving"]
Period = Literal["day", "month"]
PERIODS: Final[tuple[Period, ...]] = ("day", "month")


def to_nanos(money: Money) -> int:
    """Whole billionths, half to even."""
    return int((money.amount * NANO).to_integral_value(rounding=ROUND_HALF_EVEN))


def to_money(nanos: int, currency: str) -> Money:
    """Back."""
    return Money(amount=Decimal(nanos) / NANO, currency=currency)


def period_of(period: Period, at: datetime) -> date:
    """The first day of the period that a moment is in, in UTC."""
    day = at.astimezone(UTC).date()
    return day if period == "day" else day.replace(day=1)


def period_end(period: Period, at: datetime) -> datetime:
    """When the next period begins, in UTC."""
    first = period_of(period, at)
    after = first + timedelta(days=1) if period == "day" else (first + timedelta(days=32)).replace(day=1)
    return datetime(after.year, after.month, after.day, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the ledger: what moved between three accounts, which sum to zero.

    key: of the paid step that the line is about (task, step and call); one line of each kind a key. available, held,
    spent: changes, billionths. saved: what a cached result would have cost; moves nothing. created_at: when it
    happened; day: (of the hold) the day that it counts for. cost: what the engine charges, without the markup. model:
    of the price table whose version is prices. estimated: nobody saw what the step cost; the estimate was taken.
    """

    key: str
    kind: Kind
    project_id: str
    key_id: str
    available: int = 0
    held: int = 0
    spent: int = 0
    saved: int = 0
    cost: int = 0
    currency: str = "USD"
    task_id: str | None = None
    engine: str | None = None
    model: str | None = None
    prices: str | None = None
    estimated: bool = False
    created_at: datetime
    day: date

    def __post_init__(self) -> None:
        """Balanced, or it is no entry."""
        if self.available + self.held + self.spent:
            raise ValueError("an entry of the ledger is not balanced")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be set aside for a paid step.

    amount: the most that it is expected to cost the caller, billionths; cost: of that what the engine charges. priced:
    whether the price is known: without it no hard limit can be kept.
    """

    amount: int
    cost: int = 0
    priced: bool = True
    currency: str = "USD"
    engine: str | None = None
    model: str | None = None
    prices: str | None = None
    task_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a project, or one key of it (key_id not empty), may spend in a period. soft: from where it is told of; hard:
    what no hold may pass; None = none. Billionths."""

    id: str
    project_id: str
    key_id: str = ""
    period: Period
    soft: int | None = None
    hard: int | None = None
    currency: str = "USD"


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Of one project or key in one period: billionths that are held for work under way, spent, and saved."""

    held: int = 0
    spent: int = 0
    saved: int = 0


@dataclass(frozen=True, kw_only=True)
class Held:
    """A hold that was made. crossed: budgets whose soft limit it passed."""

    entry: Entry
    crossed: tuple[Budget, ...] = ()
