"""Batches over a real desk, database and store; drawing is a double, and time is what a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openai
import pytest
import sqlalchemy as sa

from scumble.api.errors import public_error
from scumble.api.keeping import keep
from scumble.api.services import Storage
from scumble.codec.decode import Limits
from scumble.db.batches import BatchRows
from scumble.db.engine import Database
from scumble.db.tables import projects
from scumble.db.tasks import TaskRows
from scumble.edits.batch_carrying import BatchLimits
from scumble.edits.batches import Batches
from scumble.edits.entries import task_entry
from scumble.store.files import Files
from scumble.store.keep import Store
from scumble.store.links import Links
from scumble.store.memory import MemoryBlobs
from scumble.store.task_pictures import TaskPictures
from tests.api.helpers import KEY, EditorDouble, api, served
from tests.jobs.desks import Opened


@dataclass
class Clock:
    """The time of batches; `skipped` is added to the real one."""

    skipped: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Now."""
        return datetime.now(UTC) + self.skipped


class Office:
    """One database and one store, on which servers can work one after the other."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self.database = database
        self.clock = Clock()
        with database.write() as connection:
            for name in ("proj_test", "proj_other"):
                row = {"project_id": name, "name": name, "created_at": datetime.now(UTC)}
                connection.execute(sa.insert(projects).values(row))
        self.store = Store(database, MemoryBlobs())
        self.files = Files(self.store, limits=Limits(), max_batch_bytes=10_000_000, retention=timedelta(days=30))
        self.storage = Storage(files=self.files, links=Links(self.store, lifetime=timedelta(minutes=60)))
        self.rows = BatchRows(database)

    def batches(self, opened: Opened, limits: BatchLimits) -> Batches:
        """As the server has them."""
        return Batches(
            rows=self.rows,
            tasks=TaskRows(self.database),
            files=self.files,
            desk=opened.desk,
            executor=opened.executor,
            limits=limits,
            public=public_error,
            now=self.clock,
        )

    @contextmanager
    def open(
        self,
        editor: EditorDouble | None = None,
        *,
        at_once: int = 2,
        limits: BatchLimits | None = None,
        **settings: Any,
    ) -> Iterator[openai.OpenAI]:
        """A server, and the SDK's client of it."""
        opened = Opened(
            self.database,
            at_once=at_once,
            shelf=TaskPictures(self.store),
            keep=keep,
            entry=task_entry,  # type: ignore[arg-type]
        )
        batches = self.batches(opened, limits or BatchLimits())
        app = api(editor, desk=opened.desk, batches=batches, storage=self.storage, **settings)
        with served(app, lifespan="on") as port:
            url = f"http://127.0.0.1:{port}/v1"
            with openai.OpenAI(base_url=url, api_key=KEY, max_retries=0, timeout=60) as client:
                yield client


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """On SQLite."""
    made = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    made.migrate()
    yield Office(made)
    made.close()
