"""`scumble usage` and `scumble budgets`: set, listed, removed, refused in one line; usage as table, CSV and JSON."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from scumble.core.caller import LOCAL
from scumble.core.spending import NANO, Wanted
from scumble.db.engine import Database
from scumble.db.ledger import Ledger
from tests.cli.helpers import one_line, scumble


def test_budgets_from_beginning_to_end(tmp_path: Path) -> None:
    assert "scumble budgets set" in scumble("budgets", "list", data=tmp_path).out
    made = scumble("budgets", "set", "month", "--hard", "100", "--soft", "80.5", data=tmp_path)
    found = re.match(r"(bud_\w+): the project, each month: soft 80.5 USD and hard 100 USD\.\n$", made.out)
    assert found is not None
    token = scumble("keys", "create", "--name", "k", "--quiet", data=tmp_path).out.strip()
    assert scumble("budgets", "set", "day", "--hard", "2", "--key", token, data=tmp_path).code == 0
    facts = json.loads(scumble("budgets", "list", "--json", data=tmp_path).out)
    assert [(b["scope"], b["period"], b["hard"], b["soft"]) for b in facts] == [
        ("project", "month", "100", "80.5"),
        ("key", "day", "2", None),
    ]
    listed = scumble("budgets", "list", data=tmp_path).out.splitlines()
    assert listed[0] == f"{found[1]}  project  each month  soft 80.5, hard 100 USD  spent 0, held 0"
    assert scumble("budgets", "remove", found[1], data=tmp_path).code == 0
    assert len(json.loads(scumble("budgets", "list", "--json", data=tmp_path).out)) == 1


def test_budgets_that_cannot_be_are_one_line(tmp_path: Path) -> None:
    assert "--hard AMOUNT" in one_line(scumble("budgets", "set", "day", data=tmp_path))
    assert "from 0" in one_line(scumble("budgets", "set", "day", "--hard", "-3", data=tmp_path))
    assert "above the hard one" in one_line(scumble("budgets", "set", "day", "--hard=1", "--soft=2", data=tmp_path))
    assert "There is no key" in one_line(scumble("budgets", "set", "day", "--hard", "1", "--key", "x", data=tmp_path))
    assert "There is no budget bud_x" in one_line(scumble("budgets", "remove", "bud_x", data=tmp_path))


def test_usage_in_three_shapes(tmp_path: Path) -> None:
    assert "Nothing was done" in scumble("usage", data=tmp_path).out
    database, now = Database(f"sqlite:///{tmp_path / 'scumble.db'}"), datetime.now(UTC)
    ledger = Ledger(database)
    ledger.hold(LOCAL, "a", Wanted(amount=NANO // 4, engine="paid", model="gpt-image-2"), now)
    ledger.settle(LOCAL, "a", NANO // 5, NANO // 8, now)
    database.close()
    head, row = scumble("usage", "--by", "engine,model", data=tmp_path).out.splitlines()
    assert head.split("  ")[0] == "engine"
    assert row.split() == ["paid", "gpt-image-2", "0", "0", "1", "0.2", "0.125", "0"]
    (told,) = csv.DictReader(io.StringIO(scumble("usage", "--csv", data=tmp_path).out))
    assert (told["key"], told["spent"], told["cost"], told["currency"]) == (LOCAL.key_id, "0.2", "0.125", "USD")
    facts = json.loads(scumble("usage", "--json", "--by", "day", data=tmp_path).out)
    assert [(r["day"], r["spent"]) for r in facts["data"]] == [(str(now.date()), "0.2")]
    assert "day such as" in one_line(scumble("usage", "--since", "monday", data=tmp_path))
