"""The trivial job on our own desk, in this process: accepted, carried out and ended as every edit is, nothing drawn.

    python -m bench.jobs.desks URL [--tasks 2000 | --many 100000]

Prints figures as JSON: with --many those of memory alone. Pictures are left out (a task has none here),
so that what is measured is the desk, its database and DBOS.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import numpy as np

from bench.jobs.measure import Figures, cpu_seconds, rss_mb, summary_ms
from scumble.api.errors import public_error
from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import NotFound, ScumbleError
from scumble.core.outcome import Edited, Preservation
from scumble.core.plan import JsonValue, Op, Plan, Step, Target
from scumble.core.region import Region
from scumble.core.task import Priority, Task
from scumble.core.work import CancelToken
from scumble.db.engine import Database, Transaction
from scumble.db.executors import ExecutorRows
from scumble.db.journal import Entry
from scumble.db.outcomes import Outcomes
from scumble.db.tasks import TaskRows
from scumble.edits.desk import Desk, Kept
from scumble.jobs.durable import Durable
from scumble.jobs.lease import Lease, new_executor_id

AT_ONCE: Final = 8
"""Queued tasks worked on at a time, as many as Celery's worker has threads."""
SENDERS: Final = 8
"""Tasks that are being accepted at a time."""
IN_QUEUE: Final = 2_000
"""At most so many wait while 100,000 pass through: memory over time is asked for, not a queue's length."""
PLAN: Final = Plan(steps=(Step(op=Op.FLIP, target=Target(kind="whole")),), understood="Flip it.")
RESULT: Final = Edited(
    data=b"",
    format="png",
    width=1,
    height=1,
    transparent=False,
    quality="medium",
    plan=PLAN,
    engine="none",
    why="",
    seed=0,
    region=Region(weights=np.ones((1, 1), np.float32)),
    preservation=Preservation(mode="exact", outside=0, changed=0, maximum=0),
)


class NoPictures:
    """Nothing is kept."""

    def put(self, project_id: str, data: bytes) -> object:
        """Forgets them."""
        return None

    def get(self, project_id: str, digest: str) -> bytes:
        """Has none."""
        raise NotFound(digest)

    def use(self, connection: Transaction, task: Task, digest: str, *, result: bool) -> None:
        """Nothing to note."""

    def drop(self, connection: Transaction, project_id: str, task_id: str) -> None:
        """Nothing to let go of."""


@dataclass
class Bench:
    """A desk, and when each of its tasks was begun."""

    url: str
    begun: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])

    def __post_init__(self) -> None:
        """Opens the database, new or used."""
        database = Database(self.url)
        database.migrate()
        self.rows = TaskRows(database)
        executor = new_executor_id()
        self.desk = Desk(
            rows=self.rows,
            outcomes=Outcomes(database, self.rows),
            pictures=NoPictures(),
            durable=Durable(
                url=database.sibling("tasks"),
                schema=database.schema("tasks"),
                executor=executor,
                at_once=AT_ONCE,
                alone=database.is_sqlite,
            ),
            lease=Lease(ExecutorRows(database), executor, alone=database.is_sqlite),
            keep=lambda task, results: Kept(result={"data": []}, pictures={}),
            entry=entry,
            public=public_error,
        )

    async def work(self, task: Task, cancel: CancelToken) -> list[Edited]:
        """The trivial job."""
        self.begun.append((task.key_id, time.perf_counter()))
        return [RESULT]

    async def queue(self, count: int, *, caller: Caller = LOCAL, priority: Priority = "batch") -> None:
        """Accepts and queues so many, `SENDERS` at a time."""

        async def some(number: int) -> None:
            for _ in range(number):
                task = new_task(priority, caller)
                await self.desk.queue(await self.desk.accept(caller, task, {}, 4096))

        await asyncio.gather(*[some(count // SENDERS + (k < count % SENDERS)) for k in range(SENDERS)])

    async def drained(self, began: int) -> None:
        """Waits until so many were begun, and all of those ended."""
        while len(self.begun) < began or await self.desk.waiting():  # noqa: ASYNC110 - the rows are what counts
            await asyncio.sleep(0.02)


def entry(task: Task, results: Sequence[Edited], error: ScumbleError | None) -> Entry:
    """The journal's row."""
    code = error.code if error else None
    return Entry(
        id=task.id, request_id=task.request_id, status="failed" if error else "done", seconds=0.0, error_code=code
    )


def new_task(priority: Priority, caller: Caller) -> Task:
    """A task that asks for nothing."""
    request: Mapping[str, JsonValue] = {"wishes": {}, "pictures": []}
    return Task(
        project_id=caller.project_id,
        key_id=caller.key_id,
        route="edits",
        request=request,
        request_hash="0" * 64,
        request_id="req_bench",
        priority=priority,
        created_at=datetime.now(UTC),
    )


async def interactive(bench: Bench, count: int) -> Figures:
    """Tasks that are waited for, one after the other: how long from asking until the work begins, and in all."""
    starts: list[float] = []
    whole: list[float] = []
    cpu = cpu_seconds()
    for _ in range(count):
        asked = time.perf_counter()
        task = await bench.desk.accept(LOCAL, new_task("interactive", LOCAL), {}, 4096)
        await bench.desk.run(task, bench.work)
        whole.append(time.perf_counter() - asked)
        starts.append(bench.begun[-1][1] - asked)
    used = (cpu_seconds() - cpu) / count
    return summary_ms("start", starts) | summary_ms("whole", whole) | {"interactive_cpu_ms": 1000 * used}


async def queued(bench: Bench, count: int) -> Figures:
    """So many queued while a worker takes them, and until all have ended."""
    before, cpu, start = len(bench.begun), cpu_seconds(), time.perf_counter()
    await bench.queue(count)
    accepted = time.perf_counter() - start
    await bench.drained(before + count)
    whole, used = time.perf_counter() - start, cpu_seconds() - cpu
    return {
        "queue_per_second": count / accepted,
        "queue_and_drain_per_second": count / whole,
        "queued_cpu_ms": 1000 * used / count,
    }


async def idle_start(bench: Bench, count: int) -> Figures:
    """From queueing until the work begins, when nothing else waits."""
    waits: list[float] = []
    for _ in range(count):
        before, asked = len(bench.begun), time.perf_counter()
        await bench.queue(1, priority="normal")
        await bench.drained(before + 1)
        waits.append(bench.begun[-1][1] - asked)
    return summary_ms("queued_start", waits)


async def shares(bench: Bench, count: int) -> Figures:
    """One key brings twice as many as another, before it: what part of the work the second has, while both wait."""
    first, second = (Caller(project_id=LOCAL.project_id, key_id=f"key_{k}") for k in "ab")
    before = len(bench.begun)
    await bench.queue(2 * count, caller=first)
    there = len(bench.begun)
    await bench.queue(count, caller=second)
    await bench.drained(before + 3 * count)
    order = [key for key, _ in bench.begun[there:]]
    # Both wait from the second's first task until the first one to run out has begun its last.
    start, end = order.index(second.key_id), min(len(order) - order[::-1].index(k.key_id) for k in (first, second))
    both = order[start:end]
    return {"fair_share": both.count(second.key_id) / len(both), "fair_counted": len(both)}


async def memory(bench: Bench, many: int) -> Figures:
    """Resident memory while so many pass through."""
    sizes: list[float] = []
    before, start = len(bench.begun), time.perf_counter()
    sent = 0
    while sent < many:
        wave = min(IN_QUEUE, many - sent)
        await bench.queue(wave)
        sent += wave
        await bench.drained(before + sent)
        sizes.append(rss_mb())
        if sent % 10_000 < IN_QUEUE:
            print(f"{sent} tasks, {sizes[-1]:.0f} MB, {sent / (time.perf_counter() - start):.0f}/s", flush=True)
    tenth = max(1, len(sizes) // 10)
    return {
        "memory_tasks": many,
        "memory_first_mb": statistics.median(sizes[:tenth]),
        "memory_last_mb": statistics.median(sizes[-tenth:]),
        "memory_peak_mb": max(sizes),
        "memory_tasks_per_second": many / (time.perf_counter() - start),
    }


async def measure(url: str, tasks: int, many: int) -> Figures:
    """Everything, on one database."""
    bench = Bench(url)
    await bench.desk.open(bench.work)
    try:
        if many:
            return await memory(bench, many)
        await interactive(bench, 20)  # first ones open connections and import what they need
        figures = await interactive(bench, max(50, tasks // 5))
        figures |= await idle_start(bench, 30)
        figures |= await queued(bench, tasks)
        return figures | await shares(bench, max(30, tasks // 5))
    finally:
        await bench.desk.close()


def main() -> None:
    """One database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--tasks", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=0)
    a = parser.parse_args()
    print(json.dumps(asyncio.run(measure(a.url, a.tasks, a.many))))


if __name__ == "__main__":
    main()
