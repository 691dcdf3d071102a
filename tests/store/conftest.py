"""A store on a real database with a project of its own, and a clock that tests can turn."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scumble.core.caller import Caller
from scumble.db.engine import Database
from scumble.store.keep import Store
from scumble.store.local import LocalBlobs

CALLER = Caller(project_id="proj_a", key_id="key_a")
OTHER = Caller(project_id="proj_b", key_id="key_b")


@dataclass
class Clock:
    """What time it is: now, and as much later as a test says."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + self.later


@pytest.fixture
def clock() -> Clock:
    """The tests' clock."""
    return Clock()


@pytest.fixture
def projects(database: Database) -> Database:
    """A database with the two callers' projects."""
    with database.write() as connection:
        for caller in (CALLER, OTHER):
            connection.execute(
                sa.text("INSERT INTO projects VALUES (:id, 'test', :now)"),
                {"id": caller.project_id, "now": datetime.now(UTC)},
            )
    return database


@pytest.fixture
def store(projects: Database, tmp_path: Path, clock: Clock) -> Store:
    """A store in a folder, without a quota."""
    return Store(projects, LocalBlobs(tmp_path / "blobs"), now=clock)
