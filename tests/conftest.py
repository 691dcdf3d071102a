"""What all tests share: an environment of their own, and databases: SQLite always, PostgreSQL when one answers."""

import collections
import functools
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scumble.db.engine import Database
from scumble.engines.providers.profiles import PROFILES

POSTGRES = os.environ.get("SCUMBLE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
"""A PostgreSQL server whose user may make schemas."""
SECONDS: collections.Counter[str] = collections.Counter()
"""Seconds of each suite: a folder below tests/, or a file in it."""
SKIPPED: list[str] = []
"""Tests that found no PostgreSQL. Like the seconds it is read off the reports, which processes of a run send to one."""
NO_POSTGRES = "no PostgreSQL: "
LONGEST = ("e2e", "cli", "sdk")
"""Suites whose files take longest; the first to begin, so that no process is left with one of them at the end."""


@functools.cache
def postgres_problem() -> str:
    """Why there is no PostgreSQL to test with; empty when there is."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError as e:
        return str(e).splitlines()[0]
    return ""


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the developer's settings and data."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("SCUMBLE_") and not n.startswith("SCUMBLE_TEST_")]:
            if name != "SCUMBLE_SOAK":
                patch.delenv(name)
        for profile in PROFILES.values():  # no test asks a real provider
            for name in (*profile.keys, *profile.id_keys, profile.url_key):
                patch.delenv(name, raising=False)
        patch.setenv("SCUMBLE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, empty schema on the PostgreSQL server; dropped afterwards. Skips, and says so, without a server."""
    if problem := postgres_problem():
        pytest.skip(NO_POSTGRES + problem)
    name = "scumble_test_" + secrets.token_hex(6)
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
    yield f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{name}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{name}_tasks" CASCADE'.encode())
        connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: the test runs on each kind there is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'scumble.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def empty_database(database_url: str) -> Iterator[Database]:
    """A database before its first migration."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """A migrated database."""
    empty_database.migrate()
    return empty_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest suites first; else in order."""
    items.sort(key=lambda item: LONGEST.index(s) if (s := _suite(item.nodeid)) in LONGEST else len(LONGEST))


def _suite(nodeid: str) -> str:
    """A folder below tests/, or a file in it."""
    return nodeid.split("::", maxsplit=1)[0].removeprefix("tests/").split("/")[0]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up the seconds of each suite, and notes what was skipped for want of PostgreSQL."""
    if report.skipped and NO_POSTGRES in str(report.longrepr):
        SKIPPED.append(report.nodeid)
    SECONDS[_suite(report.nodeid)] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seconds of each suite; and says so when PostgreSQL was not tested: a green run would hide it."""
    terminalreporter.section("seconds of each suite")
    terminalreporter.write_line("  ".join(f"{name} {seconds:.1f}" for name, seconds in SECONDS.most_common()))
    with_postgres = not postgres_problem()
    terminalreporter.write_line(f"databases: SQLite{' and PostgreSQL' if with_postgres else ' only'}")
    if SKIPPED:
        terminalreporter.section("PostgreSQL was NOT tested", sep="!", yellow=True)
        terminalreporter.write_line(
            f"{len(SKIPPED)} tests ran on SQLite only ({postgres_problem()}). "
            "Name a server: SCUMBLE_TEST_POSTGRES=postgresql://user:password@host/name"
        )
