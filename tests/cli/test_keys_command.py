"""`scumble keys`: create, list, revoke; the key alone for scripts; together with a running server's database."""

import json
import re
from pathlib import Path

import pytest

from scumble.core.errors import BadKey
from scumble.db.engine import Database
from scumble.governance.keys import Keys
from tests.cli.helpers import one_line, scumble


def test_quiet_prints_the_key_alone_and_it_works(tmp_path: Path) -> None:
    ran = scumble("keys", "create", "--name", "shop", "--quiet", data=tmp_path)
    assert ran.code == 0
    assert re.fullmatch(r"scm_live_\S{55}\n", ran.out)
    database = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    assert Keys(database).authenticate(ran.out.strip()).name == "shop"
    database.close()


def test_a_key_is_shown_once_listed_by_its_beginning_and_ended(tmp_path: Path) -> None:
    ran = scumble("keys", "create", "--name", "shop", "--test", "--days", "3", data=tmp_path)
    token = ran.out.split(maxsplit=1)[0]
    assert token.startswith("scm_test_")
    listed = scumble("keys", "list", data=tmp_path).out
    assert token not in listed
    assert f"{token[:21]}…" in listed
    (facts,) = json.loads(scumble("keys", "list", "--json", data=tmp_path).out)
    assert facts["name"] == "shop"
    assert facts["expires_at"] > facts["created_at"]
    assert facts["id"] in listed
    assert scumble("keys", "revoke", facts["id"], data=tmp_path).code == 0
    (facts,) = json.loads(scumble("keys", "list", "--json", data=tmp_path).out)
    assert facts["revoked_at"] is not None
    assert "revoked" in scumble("keys", "list", data=tmp_path).out


def test_an_empty_list_says_how_to_make_a_key(tmp_path: Path) -> None:
    assert "scumble keys create" in scumble("keys", "list", data=tmp_path).out


def test_an_unknown_key_and_a_bad_name_are_one_line(tmp_path: Path) -> None:
    ran = scumble("keys", "revoke", "key_none", data=tmp_path)
    assert ran.code == 2
    assert "There is no key key_none" in one_line(ran)
    ran = scumble("keys", "create", "--name", " ", data=tmp_path)
    assert ran.code == 2
    assert "1 to 200 printable characters" in one_line(ran)


def test_keys_can_be_made_and_ended_while_another_process_has_the_database_open(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    database.migrate()
    server = Keys(database, cache_seconds=0)
    token = scumble("keys", "create", "--name", "late", "-q", data=tmp_path).out.strip()
    assert server.authenticate(token).name == "late"
    scumble("keys", "revoke", token[:21], data=tmp_path)
    with pytest.raises(BadKey, match="revoked"):
        server.authenticate(token)
    database.close()


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = scumble("keys", "list", data=tmp_path / "file" / "data")
    assert ran.code == 2
    assert "The data folder" in one_line(ran)


def test_a_key_is_given_limits_of_its_own_and_others(tmp_path: Path) -> None:
    made = scumble(
        "keys", "create", "--name", "shop", "--images-per-minute", "5", "--edits-at-once", "0", data=tmp_path
    )
    assert made.code == 0
    assert "5 images a minute, any at once" in scumble("keys", "list", data=tmp_path).out
    (facts,) = json.loads(scumble("keys", "list", "--json", data=tmp_path).out)
    assert (facts["images_per_minute"], facts["edits_at_once"], facts["tokens_per_minute"]) == (5, 0, None)
    assert scumble("keys", "limit", facts["id"], "--requests-per-minute", "100", data=tmp_path).code == 0
    (facts,) = json.loads(scumble("keys", "list", "--json", data=tmp_path).out)
    assert (facts["requests_per_minute"], facts["images_per_minute"]) == (100, None)
    assert "There is no key" in one_line(scumble("keys", "limit", "key_none", data=tmp_path))
