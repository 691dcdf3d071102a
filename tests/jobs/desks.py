"""Desks for tests: a real database and real workflows; drawing is whatever a test wants it to be."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from scumble.api.errors import public_error
from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import NotFound, ScumbleError
from scumble.core.outcome import Edited, Preservation
from scumble.core.plan import Op, Plan, Step, Target
from scumble.core.region import Region
from scumble.core.task import Priority, Task
from scumble.core.work import CancelToken
from scumble.db.engine import Database, Transaction
from scumble.db.executors import ExecutorRows
from scumble.db.journal import Entry
from scumble.db.outcomes import Outcomes
from scumble.db.tasks import TaskRows
from scumble.edits.desk import Desk
from scumble.edits.kept import Kept
from scumble.jobs.durable import Durable
from scumble.jobs.lease import Lease, new_executor_id

PLAN = Plan(steps=(Step(op=Op.FLIP, target=Target(kind="whole")),), understood="Flip it.")


@dataclass
class Shelf:
    """Pictures in memory, and who uses them."""

    kept: dict[str, bytes] = field(default_factory=dict[str, bytes])
    used: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def put(self, project_id: str, data: bytes) -> object:
        """Keeps."""
        self.kept[hashlib.sha256(data).hexdigest()] = data
        return None

    def get(self, project_id: str, digest: str) -> bytes:
        """Finds."""
        if digest not in self.kept:
            raise NotFound(digest)
        return self.kept[digest]

    def use(self, connection: Transaction, task: Task, digest: str, *, result: bool) -> None:
        """Notes."""
        self.used.add((digest, task.id))

    def drop(self, connection: Transaction, project_id: str, task_id: str) -> None:
        """Forgets who used what."""
        self.used = {(digest, owner) for digest, owner in self.used if owner != task_id}


def edited(data: bytes = b"picture") -> Edited:
    """A finished edit whose file is `data`."""
    return Edited(
        data=data,
        format="png",
        width=2,
        height=2,
        transparent=False,
        quality="medium",
        plan=PLAN,
        engine="test",
        why="",
        seed=0,
        region=Region(weights=np.ones((2, 2), np.float32)),
        preservation=Preservation(mode="exact", outside=0, changed=0, maximum=0),
    )


def keep(task: Task, results: Sequence[Edited]) -> Kept:
    """Results by digest."""
    named = {hashlib.sha256(r.data).hexdigest(): r.data for r in results}
    return Kept(result={"data": [{"digest": digest} for digest in named]}, pictures=named)


def entry(task: Task, results: Sequence[Edited], error: ScumbleError | None) -> Entry:
    """The journal's row."""
    return Entry(
        id=task.id,
        request_id=task.request_id,
        status="failed" if error else "done",
        seconds=task.seconds,
        error_code=error.code if error else None,
    )


def new_task(priority: Priority = "interactive", *, caller: Caller = LOCAL, **values: object) -> Task:
    """A task that asks for nothing in particular."""
    given = {
        "created_at": datetime.now(UTC),
        "request": {"wishes": {}, "pictures": []},
        "request_hash": "0" * 64,
        "request_id": "req_1",
        **values,
    }
    return Task(
        project_id=caller.project_id,
        key_id=caller.key_id,
        route="edits",
        priority=priority,
        **given,  # type: ignore[arg-type]
    )


Draw = Callable[[Task, CancelToken], Awaitable[list[Edited]]]


async def draw_nothing(task: Task, cancel: CancelToken) -> list[Edited]:
    """One picture at once."""
    return [edited(task.id.encode())]


class Opened:
    """`async with Opened(database) as desk`: works until the block ends."""

    def __init__(
        self,
        database: Database,
        cold: Draw = draw_nothing,
        *,
        at_once: int = 2,
        shelf: Shelf | None = None,
        keep: Callable[[Task, Sequence[Edited]], Kept] = keep,
        entry: Callable[[Task, Sequence[Edited], ScumbleError | None], Entry] = entry,
    ) -> None:
        """cold: draws what comes from the queue."""
        self.executor = new_executor_id()
        self.rows = TaskRows(database)
        self.executors = ExecutorRows(database)
        self.shelf = shelf or Shelf()
        self._cold = cold
        self.lease = Lease(self.executors, self.executor, alone=database.is_sqlite)
        self.durable = Durable(
            url=database.sibling("tasks"),
            schema=database.schema("tasks"),
            executor=self.executor,
            at_once=at_once,
            alone=database.is_sqlite,
        )
        self.desk = Desk(
            rows=self.rows,
            outcomes=Outcomes(database, self.rows),
            pictures=self.shelf,
            durable=self.durable,
            lease=self.lease,
            keep=keep,
            entry=entry,
            public=public_error,
            retention=timedelta(days=30),
        )

    async def __aenter__(self) -> Desk:
        """Opens."""
        await self.desk.open(self._cold)
        return self.desk

    async def __aexit__(self, *_: object) -> None:
        """Closes, and lets what was dropped here end with the loop."""
        await self.desk.close()


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Waits for something."""
    for _ in range(int(seconds / 0.05)):
        if await true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come true in time")
