"""Reports of usage: journal and ledger summed by day, key, engine and model, page by page, own project only."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from scumble.core.caller import LOCAL, Caller
from scumble.core.spending import Wanted
from scumble.core.usage import Usage
from scumble.db.engine import Database
from scumble.db.journal import Entry, Journal
from scumble.db.ledger import Ledger
from scumble.db.tables import projects
from scumble.db.usage import GROUPS, UsageRow, UsageRows, group_values

NIGHT = datetime(2026, 3, 31, 23, 59, 30, tzinfo=UTC)
MORNING = NIGHT + timedelta(minutes=1)
SINCE, UNTIL = date(2026, 3, 1), date(2026, 5, 1)
OTHER = Caller(project_id="proj_other", key_id="key_b")


def key(name: str) -> Caller:
    return Caller(project_id=LOCAL.project_id, key_id=f"key_{name}")


def filled(database: Database) -> UsageRows:
    """Two keys, two days, two engines; and a project whose usage is nobody else's."""
    with database.write() as connection:
        connection.execute(sa.insert(projects).values(project_id="proj_other", name="o", created_at=NIGHT))
    ledger, journal = Ledger(database), Journal(database)
    paid = {"engine": "paid", "model": "gpt-image-2"}
    ledger.hold(key("a"), "1", Wanted(amount=30, **paid), NIGHT)
    ledger.settle(key("a"), "1", 22, 20, MORNING)
    ledger.refund(key("a"), "1", 2, MORNING)
    ledger.hold(key("a"), "2", Wanted(amount=30, **paid), MORNING)
    ledger.hold(key("b"), "3", Wanted(amount=7, cost=6, **paid), MORNING)
    ledger.sweep(MORNING, MORNING + timedelta(seconds=1), 1)
    ledger.saving(key("b"), "4", 5, MORNING)
    for caller, engine, at in ((key("a"), "free", NIGHT), (key("a"), "free", MORNING), (OTHER, "free", NIGHT)):
        usage = Usage(input_text=1, input_image=10, output_image=100)
        journal.record(
            caller, Entry(request_id="r", status="done", seconds=1, engine=engine, usage=usage, created_at=at)
        )
    journal.record(key("b"), Entry(request_id="r", status="failed", seconds=1, created_at=MORNING))
    ledger.hold(OTHER, "5", Wanted(amount=999, **paid), NIGHT)
    return UsageRows(database)


def test_by_day_key_and_engine(database: Database) -> None:
    found = filled(database).report(LOCAL, SINCE, UNTIL, by=("day", "key", "engine"))
    first, second = "2026-03-31", "2026-04-01"
    tokens = {"input_tokens": 11, "output_tokens": 100}
    assert found == [
        UsageRow(day=first, key="key_a", engine="free", edits=1, **tokens),
        UsageRow(day=first, key="key_a", engine="paid", calls=1, spent=20, cost=20, refunded=2),
        UsageRow(day=second, key="key_a", engine="free", edits=1, **tokens),
        UsageRow(day=second, key="key_a", engine="paid", calls=1, spent=30, estimated=30),
        UsageRow(day=second, key="key_b", engine="", edits=1, failed=1, saved=5),
        UsageRow(day=second, key="key_b", engine="paid", held=7),
    ]


def test_by_other_groups_and_of_one_key(database: Database) -> None:
    rows = filled(database)
    assert rows.report(LOCAL, SINCE, UNTIL, by=("model",)) == [
        UsageRow(model="", edits=3, failed=1, input_tokens=22, output_tokens=200, saved=5),
        UsageRow(model="gpt-image-2", calls=2, spent=50, cost=20, held=7, refunded=2, estimated=30),
    ]
    assert [r.held for r in rows.report(LOCAL, SINCE, UNTIL, by=("key",), key_id="key_b")] == [7]
    assert rows.report(LOCAL, SINCE, date(2026, 3, 31), by=("day",)) == []
    assert [r.day for r in rows.report(LOCAL, SINCE, date(2026, 4, 1), by=("day",))] == ["2026-03-31"]
    assert [r.held for r in rows.report(OTHER, SINCE, UNTIL, by=("key",))] == [999]


def test_pages_join_without_a_gap(database: Database) -> None:
    rows = filled(database)
    whole = list(rows.report(LOCAL, SINCE, UNTIL, by=GROUPS))
    paged: list[UsageRow] = []
    while True:
        after = group_values(paged[-1], GROUPS) if paged else None
        page = rows.report(LOCAL, SINCE, UNTIL, by=GROUPS, after=after, limit=2)
        if not page:
            break
        paged += page
    assert paged == whole
    assert len(whole) == 6
