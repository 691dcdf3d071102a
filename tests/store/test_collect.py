"""Collection: what is needed stays, what is not goes, whenever it is killed and whoever puts meanwhile."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from scumble.codec.decode import Limits
from scumble.core.errors import ContentGone, Overloaded, StorageFull
from scumble.db import blobs as rows
from scumble.db.engine import Database
from scumble.store import Stored, collect
from scumble.store.collect import Collected, Collector
from scumble.store.files import Files
from scumble.store.keep import Store
from scumble.store.local import LocalBlobs
from tests.store.conftest import CALLER, Clock

PROJECT = CALLER.project_id
LATER = timedelta(hours=2)


@pytest.fixture
def collector(store: Store, clock: Clock) -> Collector:
    """With the usual time of grace."""
    return Collector(store.database, store.blobs, now=clock)


def use(store: Store, digest: str, owner: str, expires_at: datetime | None = None) -> None:
    with store.database.write() as connection:
        store.use(connection, PROJECT, digest, kind="task", owner=owner, expires_at=expires_at)


def drop(store: Store, owner: str) -> None:
    with store.database.write() as connection:
        store.drop(connection, PROJECT, kind="task", owner=owner)


def row_count(store: Store) -> int:
    with store.database.read() as connection:
        return int(connection.scalar(sa.text("SELECT count(*) FROM blobs")) or 0)


def test_what_nobody_uses_goes_after_the_time_of_grace_and_the_rest_stays(
    store: Store, collector: Collector, clock: Clock
) -> None:
    used, unused = (store.put(PROJECT, data).digest for data in (b"used", b"unused"))
    use(store, used, "task_1")
    assert collector.collect(sweep=True) == Collected()
    clock.later = LATER
    fresh = store.put(PROJECT, b"fresh").digest
    assert collector.collect() == Collected(blobs=1)
    assert store.blobs.size(PROJECT, unused) is None
    assert store.blobs.get(PROJECT, used) == b"used"
    assert store.blobs.get(PROJECT, fresh) == b"fresh"
    assert row_count(store) == 2
    drop(store, "task_1")
    assert collector.collect() == Collected(blobs=1)
    assert collector.collect(sweep=True) == Collected()


def test_a_use_whose_time_is_over_holds_nothing(store: Store, collector: Collector, clock: Clock) -> None:
    digest = store.put(PROJECT, b"result").digest
    use(store, digest, "link_1", clock() + timedelta(minutes=90))
    clock.later = timedelta(minutes=80)
    assert collector.collect() == Collected()
    clock.later = LATER
    assert collector.collect() == Collected(uses=1, blobs=1)


def test_expired_files_go_with_their_bytes(store: Store, collector: Collector, clock: Clock) -> None:
    files = Files(store, limits=Limits(), max_batch_bytes=1000)
    for name, lifetime in (("short", timedelta(hours=1)), ("long", None)):
        with files.begin(CALLER) as writer:
            writer.write(name.encode())
            files.add(CALLER, writer, filename=name, purpose="batch", lifetime=lifetime)
    clock.later = LATER
    assert collector.collect() == Collected(files=1, blobs=1)
    found, _ = files.list(CALLER, after=None, limit=10, newest=True)
    assert [row.filename for row in found] == ["long"]


def test_more_than_a_batch_goes_at_once(
    store: Store, collector: Collector, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "BATCH", 20)
    for i in range(45):
        with store.database.write() as connection:
            rows.put_row(connection, PROJECT, f"{i:064x}", 1, clock())
    clock.later = LATER
    assert collector.collect() == Collected(blobs=45)


def test_a_file_without_a_row_is_found_and_goes(store: Store, collector: Collector, clock: Clock) -> None:
    store.blobs.put(PROJECT, b"its row was lost")
    store.blobs.put("proj_unknown", b"of no project")
    kept = store.put(PROJECT, b"kept").digest
    use(store, kept, "task_1")
    assert collector.collect(sweep=True) == Collected()
    clock.later = LATER
    assert collector.collect() == Collected()
    assert collector.collect(sweep=True) == Collected(adopted=1, blobs=1)
    assert {k.digest for k in store.blobs.walk() if k.project_id == PROJECT} == {kept}


def test_a_row_without_a_file_goes(store: Store, collector: Collector, clock: Clock) -> None:
    digest = store.put(PROJECT, b"bytes").digest
    store.blobs.delete(PROJECT, digest)
    clock.later = LATER
    assert collector.collect() == Collected(blobs=1)
    assert row_count(store) == 0


class Breaking(LocalBlobs):
    """A folder whose deletions end badly before or after the file is gone."""

    when = ""

    def delete(self, project_id: str, digest: str) -> None:
        """See the class."""
        if self.when == "before":
            raise StorageFull
        super().delete(project_id, digest)
        if self.when == "after":
            raise KeyboardInterrupt


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_deletion_that_ends_in_the_middle_is_taken_up_again(
    projects: Database, tmp_path: Path, clock: Clock, when: str
) -> None:
    blobs = Breaking(tmp_path / "blobs")
    store, collector = Store(projects, blobs, now=clock), Collector(projects, blobs, now=clock)
    digest = store.put(PROJECT, b"bytes").digest
    clock.later = LATER
    blobs.when = when
    if when == "before":
        assert collector.collect() == Collected(failed=1)
        assert blobs.get(PROJECT, digest) == b"bytes"
    else:
        with pytest.raises(KeyboardInterrupt):
            collector.collect()
    assert row_count(store) == 1
    with pytest.raises(ContentGone):  # its file may be gone
        use(store, digest, "task_1")
    blobs.when = ""
    assert store.put(PROJECT, b"bytes").digest == digest
    use(store, digest, "task_1")
    assert collector.collect(sweep=True) == Collected()
    assert blobs.get(PROJECT, digest) == b"bytes"


class Waiting(LocalBlobs):
    """A folder that stops within a deletion, before the file is gone, until it is told to go on."""

    def __init__(self, folder: Path) -> None:
        """See the class."""
        super().__init__(folder)
        self.inside, self.go_on = threading.Event(), threading.Event()

    def delete(self, project_id: str, digest: str) -> None:
        """See the class."""
        self.inside.set()
        assert self.go_on.wait(10)
        super().delete(project_id, digest)


def test_a_blob_put_again_while_it_is_deleted_does_not_vanish(projects: Database, tmp_path: Path, clock: Clock) -> None:
    blobs = Waiting(tmp_path / "blobs")
    store, collector = Store(projects, blobs, now=clock), Collector(projects, blobs, now=clock)
    store.put(PROJECT, b"bytes")
    clock.later = LATER
    stored: list[Stored] = []

    def put_and_use() -> None:
        stored.append(store.put(PROJECT, b"bytes"))
        use(store, stored[0].digest, "task_1")

    collecting, putting = threading.Thread(target=collector.collect), threading.Thread(target=put_and_use)
    collecting.start()
    assert blobs.inside.wait(10)
    putting.start()
    time.sleep(0.3)
    assert not stored  # the putter waits for the deletion's end: the file that is still there is doomed
    blobs.go_on.set()
    for thread in (collecting, putting):
        thread.join(20)
    assert blobs.get(PROJECT, stored[0].digest) == b"bytes"
    assert row_count(store) == 1


def test_a_use_being_added_while_it_is_collected_wins_or_is_told(
    projects: Database, tmp_path: Path, clock: Clock
) -> None:
    """The use is written but not committed when the collector comes: it must not take the blob."""
    blobs = LocalBlobs(tmp_path / "blobs")
    store, collector = Store(projects, blobs, now=clock), Collector(projects, blobs, now=clock)
    digest = store.put(PROJECT, b"bytes").digest
    done: list[bool] = []
    with projects.write() as connection:
        store.use(connection, PROJECT, digest, kind="task", owner="task_1")
        future = clock() + LATER
        thread = threading.Thread(target=lambda: done.append(collector.delete(PROJECT, digest, future)))
        thread.start()
        time.sleep(0.3)
        assert blobs.get(PROJECT, digest) == b"bytes"
    thread.join(20)
    assert done == [False]
    assert blobs.get(PROJECT, digest) == b"bytes"


def again(work: Callable[..., Any], *args: Any) -> Any:
    """Tries again while the database is busy, as a caller told to come back would."""
    while True:
        try:
            return work(*args)
        except Overloaded:
            time.sleep(0.01)


def test_threads_that_put_use_drop_and_collect_never_lose_a_used_blob(store: Store) -> None:
    """A time of grace so short that many a deletion races with the next put of the same bytes."""
    grace = timedelta(seconds=0.3)
    contents = [bytes([i]) * 100 for i in range(60)]
    until = time.monotonic() + 4
    lost: list[str] = []
    seen: list[int] = []
    collected: list[int] = []

    def work(seed: int) -> None:
        dice, rounds = random.Random(seed), 0
        while time.monotonic() < until and not lost:
            data, owner = dice.choice(contents), f"task_{seed}_{rounds}"
            began, fault = time.monotonic(), ""
            digest = again(store.put, PROJECT, data).digest
            try:
                again(use, store, digest, owner)
                late = time.monotonic() - began > grace.total_seconds() * 0.8
                fault = "" if store.blobs.get(PROJECT, digest) == data else "damaged"
            except ContentGone:
                late = time.monotonic() - began > grace.total_seconds() * 0.8
                fault = "gone"
            if fault and not late:  # who uses a blob too late has no promise
                lost.append(fault)
            again(drop, store, owner)
            rounds += not late
        seen.append(rounds)

    def collect() -> None:
        collector = Collector(store.database, store.blobs, grace=grace)
        while time.monotonic() < until:
            collected.append(again(collector.collect).blobs)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(2)]
    threads += [threading.Thread(target=collect) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert lost == []
    assert sum(seen) > 20
    assert sum(collected) > 20
    Collector(store.database, store.blobs, grace=timedelta(seconds=-5)).collect(sweep=True)
    assert list(store.blobs.walk()) == []
    assert row_count(store) == 0


KILLED = """
import os, sys, threading, time
from datetime import timedelta
from pathlib import Path
from scumble.db.engine import Database
from scumble.store.collect import Collector
from scumble.store.keep import Store
from scumble.store.local import LocalBlobs

database = Database(sys.argv[1])
store = Store(database, LocalBlobs(Path(sys.argv[2])))
collector = Collector(database, store.blobs, grace=timedelta(seconds=0))
print("ready", flush=True)
for i in range(100000):
    stored = store.put("proj_a", str(i % 40).encode() * 50)
    if i % 3 == 0:
        try:
            with database.write() as connection:
                store.use(connection, "proj_a", stored.digest, kind="task", owner=f"task_{os.getpid()}_{i}")
        except Exception:
            pass
    if i % 5 == 0:
        collector.collect(sweep=i % 10 == 0)
"""


def test_killed_at_any_moment_no_used_blob_is_lost_and_no_orphan_stays(store: Store, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    url = store.database.url.render_as_string(hide_password=False)
    dice = random.Random(5)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, url, str(tmp_path / "blobs")], env=env, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.05, 0.6))
        process.kill()
        process.wait()
        process.stdout.close()
    with store.database.read() as connection:
        used = connection.execute(sa.text("SELECT DISTINCT digest FROM blob_uses")).scalars().all()
    assert len(used) > 3
    for digest in used:
        assert Stored.of(store.blobs.get(PROJECT, digest)).digest == digest
    with store.database.write() as connection:
        connection.execute(sa.text("DELETE FROM blob_uses"))
    found = Collector(store.database, store.blobs, grace=timedelta(seconds=-5)).collect(sweep=True)
    assert found.failed == 0
    assert [p for p in (tmp_path / "blobs").rglob("*") if p.is_file()] == []
    assert row_count(store) == 0


def test_it_collects_by_itself_and_survives_a_bad_time(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = Collector(store.database, store.blobs, now=clock)
    digest = store.put(PROJECT, b"bytes").digest
    clock.later = LATER
    collect, failures = collector.collect, [RuntimeError("busy")]

    def sometimes(*, sweep: bool = False) -> Collected:
        if failures:
            raise failures.pop()
        return collect(sweep=sweep)

    monkeypatch.setattr(collector, "collect", sometimes)
    collector.start(every=0.02)
    until = time.monotonic() + 10
    while store.blobs.size(PROJECT, digest) is not None and time.monotonic() < until:
        time.sleep(0.02)
    collector.stop()
    assert store.blobs.size(PROJECT, digest) is None
    assert datetime.now(UTC) < clock()
