"""A database for the door's tests: SQLite alone, since what the rows promise is tested with the store on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scumble.db.engine import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A migrated database."""
    found = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    found.migrate()
    yield found
    found.close()
