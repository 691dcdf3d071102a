"""What the webhooks' tests share: a clock that is set by hand, a second project, endpoints."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scumble.core.caller import Caller
from scumble.db.engine import Database
from scumble.db.tables import projects
from scumble.net.addresses import read_rules
from scumble.webhooks.endpoints import Webhooks
from tests.webhooks.receiver import Receiver, receiving

OTHER = Caller(project_id="proj_other", key_id="key_other")


class Clock:
    """What time it is."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def filled(database: Database, clock: Clock) -> Database:
    """A database with a second project."""
    with database.write() as connection:
        connection.execute(sa.insert(projects).values(project_id="proj_other", name="other", created_at=clock.now))
    return database


@pytest.fixture
def hooks(filled: Database, clock: Clock) -> Webhooks:
    """Webhooks that may be sent to this machine."""
    return Webhooks(filled, read_rules(["443", "1024-65535"], ["127.0.0.1"]), now=clock)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path / "receiver") as running:
        yield running
