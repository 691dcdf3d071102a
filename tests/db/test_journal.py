"""The journal of edits: what was kept, by whom it is seen, and that neither pixels nor words are in it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from scumble.core.caller import LOCAL, Caller
from scumble.core.plan import Op, Plan, Step, Target
from scumble.core.usage import Money, Usage
from scumble.db.engine import Database
from scumble.db.journal import CLIENT_ID_LENGTH, Entry, Journal
from scumble.db.tables import edits, projects

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OTHER = Caller(project_id="proj_other", key_id="key_other")


@pytest.fixture
def journal(database: Database) -> Journal:
    with database.write() as connection:
        connection.execute(sa.insert(projects).values(project_id="proj_other", name="other", created_at=NOW))
    return Journal(database)


def test_an_entry_comes_back_as_it_was(journal: Journal) -> None:
    entry = Entry(
        request_id="req_1",
        client_request_id="mine-1",
        status="done",
        seconds=1.25,
        engine="scumble-cpu",
        plan={"steps": [{"op": "tone", "target": "whole", "params": {"exposure": 0.5}}]},
        width=800,
        height=600,
        usage=Usage(input_text=7, input_image=256, output_image=1024),
        money=Money(amount=Decimal("0.000000000123456789"), currency="EUR"),
    )
    journal.record(LOCAL, entry)
    assert journal.by_request_id(LOCAL, "req_1") == (entry,)
    assert journal.by_client_request_id(LOCAL, "mine-1") == (entry,)
    assert entry.id.startswith("task_")


def test_a_failed_edit_is_kept_with_its_code(journal: Journal) -> None:
    entry = Entry(request_id="req_1", status="failed", error_code="invalid_image_file", seconds=0.01)
    journal.record(LOCAL, entry)
    assert journal.recent(LOCAL) == (entry,)


def test_the_newest_come_first_and_no_more_than_asked_for(journal: Journal) -> None:
    for i in (2, 0, 3, 1):
        journal.record(
            LOCAL, Entry(request_id=f"req_{i}", status="done", seconds=1, created_at=NOW + timedelta(minutes=i))
        )
    assert [e.request_id for e in journal.recent(LOCAL, limit=3)] == ["req_3", "req_2", "req_1"]


def test_another_project_sees_nothing_of_it(journal: Journal) -> None:
    journal.record(LOCAL, Entry(request_id="req_1", client_request_id="c", status="done", seconds=1))
    assert journal.recent(OTHER) == ()
    assert journal.by_request_id(OTHER, "req_1") == ()
    assert journal.by_client_request_id(OTHER, "c") == ()


def test_the_words_of_the_instruction_are_not_kept(journal: Journal, database: Database) -> None:
    step = Step(op=Op.TONE, target=Target(kind="whole", words="SECRET"), params={"exposure": 1}, text="SECRET brighter")
    plan = Plan(steps=(step,), understood="SECRET understood", notes=("SECRET note",))
    journal.record(LOCAL, Entry(request_id="r", status="done", seconds=1, plan=plan.to_json()))
    with database.read() as connection:
        row = connection.execute(sa.select(edits)).mappings().one()
    assert "SECRET" not in str(dict(row))
    assert row["plan"] == {"steps": [{"op": "tone", "target": "whole", "params": {"exposure": 1}}]}


def test_a_clients_long_name_for_its_request_still_finds_it(journal: Journal) -> None:
    name = "x" * (CLIENT_ID_LENGTH + 100)
    journal.record(LOCAL, Entry(request_id="r", client_request_id=name, status="done", seconds=1))
    assert [e.request_id for e in journal.by_client_request_id(LOCAL, name)] == ["r"]


def test_an_entry_is_kept_once(journal: Journal) -> None:
    entry = Entry(request_id="r", status="done", seconds=1)
    journal.record(LOCAL, entry)
    with pytest.raises(sa.exc.IntegrityError):
        journal.record(LOCAL, entry)
    assert journal.recent(LOCAL) == (entry,)
