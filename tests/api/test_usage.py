"""/v1/usage and /v1/budgets: pages, CSV, wrong questions; and `max_cost` and the estimate on the wire."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from scumble.core.caller import Caller
from scumble.core.spending import NANO, Budget, Wanted
from scumble.core.usage import Money
from scumble.db.budgets import BudgetRows
from scumble.db.engine import Database
from scumble.db.ledger import Ledger
from scumble.db.tables import projects
from scumble.ledger.reports import Accounts
from tests.api.helpers import AUTH, EditorDouble, api, call, picture

ME = Caller(project_id="proj_test", key_id="key_test")
CENT = NANO // 100


@pytest.fixture
def app(database: Database) -> FastAPI:
    now = datetime.now(UTC)
    with database.write() as connection:
        connection.execute(sa.insert(projects).values(project_id=ME.project_id, name="t", created_at=now))
    ledger = Ledger(database)
    for number in range(3):
        at = now - timedelta(days=number)
        ledger.hold(ME, f"k{number}", Wanted(amount=5 * CENT, engine="paid", model="gpt-image-2"), at)
        ledger.settle(ME, f"k{number}", 4 * CENT, 3 * CENT, at)
    budgets = BudgetRows(database)
    for name, key in (("b1", ""), ("b2", ME.key_id), ("b3", "key_of_somebody")):
        budgets.set(ME, Budget(id=name, project_id="", key_id=key, period="month", hard=90 * CENT, soft=50 * CENT))
    return api(accounts=Accounts(database, "USD"))


def test_pages_follow_each_other(app: FastAPI) -> None:
    first = call(app, "GET", "/v1/usage?limit=2&group_by=day,model").json()
    assert (len(first["data"]), first["has_more"], first["currency"]) == (2, True, "USD")
    row = first["data"][0]
    assert (row["model"], row["spent"], row["calls"]) == ("gpt-image-2", "0.04", 1)
    assert "cost" not in row, "what providers charge is the operator's business"
    rest = call(app, "GET", f"/v1/usage?limit=2&group_by=day,model&after={first['next']}").json()
    assert (len(rest["data"]), rest["has_more"], rest["next"]) == (1, False, None)
    assert len({r["day"] for r in [*first["data"], *rest["data"]]}) == 3
    total = call(app, "GET", "/v1/usage?group_by=engine").json()["data"]
    assert [(r["engine"], r["spent"]) for r in total] == [("paid", "0.12")]
    today = datetime.now(UTC).date()
    assert len(call(app, "GET", f"/v1/usage?since={today}").json()["data"]) == 1
    assert call(app, "GET", "/v1/usage?key=key_of_somebody").json()["data"] == []


@pytest.mark.parametrize("how", ["query", "header"])
def test_csv_is_the_whole_range(how: str, app: FastAPI) -> None:
    headers = AUTH if how == "query" else {**AUTH, "accept": "text/csv"}
    found = call(app, "GET", "/v1/usage" + ("?format=csv" if how == "query" else ""), headers=headers)
    assert found.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert [(r["key"], r["engine"], r["spent"], r["currency"]) for r in rows] == [
        ("key_test", "paid", "0.04", "USD")
    ] * 3


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("since=yesterday", "since"),
        ("since=2026-01-02&until=2026-01-02", "since"),
        ("until=2026-13-01", "until"),
        ("group_by=colour", "group_by"),
        ("group_by=day,day", "group_by"),
        ("limit=0", "limit"),
        ("after=eA", "after"),
        ("group_by=day&after=WyJhIiwiYiJd", "after"),
        ("format=xml", "format"),
    ],
)
def test_wrong_questions_name_the_parameter(query: str, param: str, app: FastAPI) -> None:
    found = call(app, "GET", f"/v1/usage?{query}")
    assert (found.status_code, found.json()["error"]["param"]) == (400, param)


def test_a_key_sees_the_budgets_that_bind_it(app: FastAPI) -> None:
    found = call(app, "GET", "/v1/budgets").json()["data"]
    assert [(b["id"], b["scope"]) for b in found] == [("b1", "project"), ("b2", "key")]
    assert (found[0]["hard"], found[0]["soft"], found[0]["held"]) == ("0.9", "0.5", "0")
    assert call(app, "GET", "/v1/budgets", headers={}).status_code == 401


@pytest.mark.parametrize(("sent", "read"), [("0.25", "0.25"), (0.1, "0.1"), (2, "2"), (None, None)])
def test_max_cost_is_text_or_a_number(sent: object, read: str | None) -> None:
    editor = EditorDouble()
    body = {"prompt": "a red gradient", "max_cost": sent}
    assert call(api(editor), "POST", "/v1/images/generations", json=body).status_code == 200
    assert editor.asked[0].max_cost == editor.questions[0].max_cost == (None if read is None else Decimal(read))


@pytest.mark.parametrize("sent", ["much", "-1", "NaN", -0.5, "1e9", True, [1]])
def test_a_max_cost_that_is_no_amount_is_refused(sent: object) -> None:
    found = call(api(), "POST", "/v1/images/plan", json={"prompt": "x", "max_cost": sent})
    assert (found.status_code, found.json()["error"]["param"]) == (400, "max_cost")


def test_what_the_cost_depends_on_reaches_the_planner() -> None:
    editor = EditorDouble()
    form = {"prompt": "x", "n": "3", "quality": "hd", "max_cost": "1.5"}
    found = call(api(editor), "POST", "/v1/images/edits", data=form, files={"image": ("a.png", picture())})
    assert found.status_code == 200
    (asked,) = editor.questions
    assert (asked.variants, asked.quality, asked.max_cost) == (3, "high", Decimal("1.5"))


@pytest.mark.parametrize(
    ("estimate", "told"), [(Money(amount=Decimal("0.21")), {"amount": "0.21", "currency": "USD"}), (None, None)]
)
def test_a_plan_tells_what_it_would_cost(estimate: Money | None, told: object) -> None:
    found = call(api(EditorDouble(estimate=estimate)), "POST", "/v1/images/plan", json={"prompt": "x"})
    assert found.json()["estimate"] == told
