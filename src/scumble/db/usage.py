"""Usage by day, key, engine and model: edits and tokens from the journal, money from the ledger, summed in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import cast as as_type

from scumble.core.caller import Caller
from scumble.db.engine import Database
from scumble.db.tables import edits, ledger

Group = Literal["day", "key", "engine", "model"]
GROUPS: Final[tuple[Group, ...]] = ("day", "key", "engine", "model")
SUMS: Final = (
    *("edits", "failed", "input_tokens", "output_tokens"),
    *("calls", "spent", "cost", "held", "saved", "refunded", "estimated"),
)


@dataclass(frozen=True, kw_only=True)
class UsageRow:
    """One group. day: YYYY-MM-DD (UTC); key, engine, model: '' where there is none, all of them None where they are not
    grouped by.

    edits: carried out; failed: of them. tokens: by the public formulas. calls: of paid engines that were paid. spent:
    what they cost the key, refunds taken off; cost: what providers charged; held: for work under way; saved: by cached
    results; refunded: money that came back; estimated: of what was spent, what nobody saw. Billionths.
    """

    day: str | None = None
    key: str | None = None
    engine: str | None = None
    model: str | None = None
    edits: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    spent: int = 0
    cost: int = 0
    held: int = 0
    saved: int = 0
    refunded: int = 0
    estimated: int = 0


class UsageRows:
    """Reports; a caller sees its own project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def report(
        self,
        caller: Caller,
        since: date,
        until: date,
        *,
        by: Sequence[Group],
        key_id: str | None = None,
        after: Sequence[str] | None = None,
        limit: int = 1_000,
    ) -> Sequence[UsageRow]:
        """The groups from a day to before another, in the order of `by`. key_id: of one key only. after: the values of
        the last group that was seen."""
        with self._database.read() as connection:
            both = union_all(
                _of_ledger(caller, since, until, key_id), _of_journal(connection, caller, since, until, key_id)
            ).subquery()
            columns = [both.c[name] for name in by]
            sums: list[Any] = [as_type(func.sum(both.c[name]), ledger.c.spent.type).label(name) for name in SUMS]
            query = select(*columns, *sums).group_by(*columns).order_by(*columns).limit(limit)
            if after is not None:
                query = query.where(_beyond(columns, after))
            return [UsageRow(**row) for row in connection.execute(query).mappings()]


def _of_ledger(caller: Caller, since: date, until: date, key_id: str | None) -> Select[Any]:
    c = ledger.c
    # Lines count for their hold's day, which is never after they were written: the index on created_at serves.
    where = (
        (c.project_id == caller.project_id) & (c.created_at >= _midnight(since)) & (c.day >= since) & (c.day < until)
    )
    if key_id is not None:
        where &= c.key_id == key_id
    paid = c.kind.in_(("settle", "correction"))
    return select(
        as_type(c.day, String).label("day"),
        c.key_id.label("key"),
        func.coalesce(c.engine, "").label("engine"),
        func.coalesce(c.model, "").label("model"),
        *[literal(0).label(name) for name in SUMS[:4]],
        case((c.kind == "settle", 1), else_=0).label("calls"),
        c.spent.label("spent"),
        case((paid, c.cost), else_=0).label("cost"),
        c.held.label("held"),
        c.saved.label("saved"),
        case((c.kind == "refund", -c.spent), else_=0).label("refunded"),
        case((c.estimated.is_(True), c.spent), else_=0).label("estimated"),
    ).where(where)


def _of_journal(connection: Connection, caller: Caller, since: date, until: date, key_id: str | None) -> Select[Any]:
    c = edits.c
    day: ColumnElement[Any] = func.date(c.created_at)
    if connection.dialect.name == "postgresql":
        day = as_type(as_type(func.timezone("UTC", c.created_at), Date), String)
    where = (c.project_id == caller.project_id) & (c.created_at >= _midnight(since)) & (c.created_at < _midnight(until))
    if key_id is not None:
        where &= c.key_id == key_id
    return select(
        day.label("day"),
        c.key_id.label("key"),
        func.coalesce(c.engine, "").label("engine"),
        literal("").label("model"),
        literal(1).label("edits"),
        case((c.status == "failed", 1), else_=0).label("failed"),
        (c.input_text_tokens + c.input_image_tokens).label("input_tokens"),
        c.output_image_tokens.label("output_tokens"),
        *[literal(0).label(name) for name in SUMS[4:]],
    ).where(where)


def _beyond(columns: Sequence[ColumnElement[Any]], after: Sequence[str]) -> ColumnElement[bool]:
    """Groups that come after these values."""
    parts = [and_(*[columns[j] == after[j] for j in range(k)], columns[k] > after[k]) for k in range(len(columns))]
    return or_(*parts)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def group_values(row: UsageRow, by: Sequence[Group]) -> list[str]:
    """What a row is grouped by, as `report` takes it in `after`."""
    return [cast(str, getattr(row, name)) for name in by]
