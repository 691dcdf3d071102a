"""API keys: made, believed, refused, revoked, cached, and never stored in clear."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import BadKey, InvalidValue, NotFound, StorageFull
from scumble.db.engine import Database
from scumble.db.keys import KeyRow, KeyRows
from scumble.db.tables import keys as table
from scumble.governance.keys import CACHE_KEYS, PREFIX_LENGTH, TOKEN_LENGTH, Keys

OTHER = Caller(project_id="proj_other", key_id="key_other")


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def keys(database: Database, time: Time) -> Keys:
    return Keys(database, cache_seconds=5, clock=time.clock, now=time.now)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The prefixes that the database is asked for."""
    asked: list[str] = []
    ask = KeyRows.by_prefix

    def spy(self: KeyRows, prefix: str) -> KeyRow | None:
        asked.append(prefix)
        return ask(self, prefix)

    monkeypatch.setattr(KeyRows, "by_prefix", spy)
    return asked


def test_a_key_says_who_its_owner_is(keys: Keys) -> None:
    made = keys.create(LOCAL, "  shop  ")
    caller = keys.authenticate(made.token)
    assert caller == Caller(project_id="proj_default", key_id=made.row.id, name="shop", test=False)


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_key_looks_like_one_and_no_two_are_alike(keys: Keys, mode: str) -> None:
    tokens = [keys.create(LOCAL, "n", mode=mode).token for _ in range(20)]  # type: ignore[arg-type]
    assert {len(t) for t in tokens} == {TOKEN_LENGTH}
    assert all(t.startswith(f"scm_{mode}_") for t in tokens)
    assert len({t[:PREFIX_LENGTH] for t in tokens}) == len({t[PREFIX_LENGTH:] for t in tokens}) == 20


def test_the_key_itself_is_nowhere_in_the_database(database: Database, keys: Keys, tmp_path: Path) -> None:
    made = keys.create(LOCAL, "shop")
    keys.authenticate(made.token)
    secret = made.token[PREFIX_LENGTH:]
    with database.read() as connection:
        assert secret not in str(connection.execute(sa.select(table)).all())
    files = [p.read_bytes() for p in tmp_path.glob("scumble.db*")]
    assert len(files) >= 1 or not database.is_sqlite
    assert all(secret.encode() not in data for data in files)
    assert secret not in repr(made)


def test_a_right_beginning_with_a_wrong_rest_is_refused(keys: Keys) -> None:
    token = keys.create(LOCAL, "shop").token
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    with pytest.raises(BadKey) as caught:
        keys.authenticate(wrong)
    assert caught.value.code == "invalid_api_key"
    assert wrong not in caught.value.message
    assert wrong[PREFIX_LENGTH:-4] not in caught.value.message


@pytest.mark.parametrize(
    "token",
    [
        "",
        "sk-proj-1234567890",
        "scm_live_",
        "scm_live_" + "a" * 12 + "é" * 43,
        "scm_live_" + "a" * 55,
        "scm_prod_" + "a" * 55,
        "\x00" * TOKEN_LENGTH,
        "\udcff",
        "x" * 100_000,
    ],
)
def test_what_is_no_key_of_ours_is_refused(keys: Keys, token: str) -> None:
    with pytest.raises(BadKey) as caught:
        keys.authenticate(token)
    assert len(caught.value.message) < 300
    assert "scumble keys create" in caught.value.message
    caught.value.message.encode()


def test_only_what_looks_like_a_key_costs_a_question(keys: Keys, questions: list[str]) -> None:
    for token in ("", "sk-proj-1234567890", "x" * TOKEN_LENGTH):
        with pytest.raises(BadKey):
            keys.authenticate(token)
    assert questions == []


def test_a_busy_key_costs_one_question_in_five_seconds(keys: Keys, time: Time, questions: list[str]) -> None:
    token = keys.create(LOCAL, "shop").token
    for _ in range(100):
        keys.authenticate(token)
    assert len(questions) == 1
    time.seconds += 4.9
    keys.authenticate(token)
    assert len(questions) == 1
    time.seconds += 0.2
    keys.authenticate(token)
    assert len(questions) == 2


def test_the_cache_answers_without_waiting_only_while_it_knows(keys: Keys, time: Time) -> None:
    token = keys.create(LOCAL, "shop").token
    assert keys.cached(token) is None
    caller = keys.authenticate(token)
    assert keys.cached(token) == caller
    time.seconds += 5
    assert keys.cached(token) is None


def test_the_cache_does_not_grow_for_ever(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scumble.governance.keys.CACHE_KEYS", 3)
    tokens = [keys.create(LOCAL, "n").token for _ in range(5)]
    for token in tokens:
        keys.authenticate(token)
    assert [keys.cached(t) is not None for t in tokens] == [False, False, True, True, True]
    assert CACHE_KEYS >= 1000


def test_a_revoked_key_is_refused_at_once(keys: Keys) -> None:
    made = keys.create(LOCAL, "shop")
    keys.authenticate(made.token)
    keys.revoke(LOCAL, made.row.id)
    with pytest.raises(BadKey, match="was revoked"):
        keys.authenticate(made.token)


def test_another_process_hears_of_a_revocation_within_the_caches_seconds(
    keys: Keys, database: Database, time: Time
) -> None:
    made = keys.create(LOCAL, "shop")
    keys.authenticate(made.token)
    Keys(database).revoke(LOCAL, made.row.prefix)
    assert keys.authenticate(made.token).key_id == made.row.id
    time.seconds += 5
    with pytest.raises(BadKey, match="was revoked"):
        keys.authenticate(made.token)


def test_a_revocation_during_the_check_is_not_forgotten(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    made = keys.create(LOCAL, "shop")
    ask = KeyRows.by_prefix

    def slow(self: KeyRows, prefix: str) -> KeyRow | None:
        row = ask(self, prefix)
        keys.revoke(LOCAL, made.row.id)
        return row

    monkeypatch.setattr(KeyRows, "by_prefix", slow)
    keys.authenticate(made.token)  # the answer was read before the revocation; it must not be remembered
    assert keys.cached(made.token) is None


def test_the_first_revocation_is_the_one_remembered(keys: Keys, time: Time) -> None:
    made = keys.create(LOCAL, "shop")
    keys.revoke(LOCAL, made.row.id)
    at = keys.list(LOCAL)[0].revoked_at
    time.seconds += 60
    keys.revoke(LOCAL, made.row.id)
    assert keys.list(LOCAL)[0].revoked_at == at


def test_an_expired_key_is_refused_also_from_the_cache(keys: Keys, time: Time) -> None:
    made = keys.create(LOCAL, "guest", expires_at=time.now() + timedelta(seconds=2))
    keys.authenticate(made.token)
    time.seconds += 2
    assert keys.cached(made.token) is None
    with pytest.raises(BadKey, match="has expired"):
        keys.authenticate(made.token)


def test_use_is_noted_at_most_once_a_minute(keys: Keys, time: Time) -> None:
    made = keys.create(LOCAL, "shop")
    assert keys.list(LOCAL)[0].last_used_at is None
    first = time.now()
    for _ in range(5):
        keys.authenticate(made.token)
        time.seconds += 10
    assert keys.list(LOCAL)[0].last_used_at == first
    time.seconds += 10
    keys.authenticate(made.token)
    assert keys.list(LOCAL)[0].last_used_at == time.now()


def test_a_good_key_is_believed_when_its_use_cannot_be_noted(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(self: KeyRows, caller: Caller, at: datetime) -> None:
        raise StorageFull

    made = keys.create(LOCAL, "shop")
    monkeypatch.setattr(KeyRows, "touch", full)
    with caplog.at_level(logging.WARNING):
        assert keys.authenticate(made.token).key_id == made.row.id
    assert "not noted" in caplog.text
    assert made.token not in caplog.text


def test_keys_are_listed_oldest_first_with_their_beginning_only(keys: Keys, time: Time) -> None:
    made = []
    for name in ("first", "second", "third"):
        made.append(keys.create(LOCAL, name))
        time.seconds += 1
    rows = keys.list(LOCAL)
    assert [r.name for r in rows] == ["first", "second", "third"]
    assert [r.prefix for r in rows] == [m.token[:PREFIX_LENGTH] for m in made]


def test_another_project_can_neither_list_nor_revoke(keys: Keys) -> None:
    made = keys.create(LOCAL, "shop")
    assert keys.list(OTHER) == ()
    with pytest.raises(NotFound):
        keys.revoke(OTHER, made.row.id)
    assert keys.authenticate(made.token).key_id == made.row.id


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\nb", "\x1b[31m"])
def test_a_name_that_cannot_be_shown_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(InvalidValue, match="1 to 200 printable"):
        keys.create(LOCAL, name)


def test_an_expiry_in_the_past_is_refused(keys: Keys, time: Time) -> None:
    with pytest.raises(InvalidValue, match="future"):
        keys.create(LOCAL, "n", expires_at=time.now())


def test_many_threads_may_ask_at_once(keys: Keys) -> None:
    tokens = [keys.create(LOCAL, f"k{i}").token for i in range(8)]

    def ask(i: int) -> bool:
        return keys.authenticate(tokens[i % 8]).name == f"k{i % 8}"

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(200)))


def test_a_leaked_key_is_ended_by_pasting_it_and_never_shown_again(keys: Keys) -> None:
    made = keys.create(LOCAL, "shop")
    keys.revoke(LOCAL, made.token)
    with pytest.raises(BadKey, match="was revoked"):
        keys.authenticate(made.token)
    unknown = made.token[:-4] + "AAAA"
    with pytest.raises(NotFound) as refused:
        keys.revoke(LOCAL, unknown)
    assert unknown not in refused.value.message
