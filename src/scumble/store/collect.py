"""Collection of garbage: expired files and links, blobs that nobody uses, files that no row knows, half-written ones.

One blob is one transaction: lock its row, see that it still is old and unused, delete the file, delete the row, commit.
Whoever puts the same bytes meanwhile waits for that lock (`keep`), and then finds the file gone and writes it. Killed
after the file and before the commit, the row is left; nobody uses it, and the next collection takes it. A file whose
row was lost gets one again, as old as the file, and goes the same way.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from scumble.core.errors import ScumbleError
from scumble.db import blobs as rows
from scumble.db.engine import Database
from scumble.db.files import remove_expired_files
from scumble.store import Blobs

log = logging.getLogger(__name__)

BATCH = 500
EVERY = 300.0
"""Seconds between collections."""
HOLD = "collect.lock"
"""Name of the lock, in the data folder, under which blobs are deleted; whoever holds it keeps them all there."""
SWEEP_EVERY = timedelta(days=1)
"""Walking through everything that is kept takes long, and finds nothing but what a kill has left."""


@dataclass(frozen=True, kw_only=True)
class Collected:
    """How many were deleted: files and uses whose time was over, blobs, and what half-written ones had left.

    adopted: files without a row that were found. failed: blobs that could not be deleted and stay for the next time.
    """

    files: int = 0
    uses: int = 0
    blobs: int = 0
    failed: int = 0
    adopted: int = 0
    half: int = 0


class Collector:
    """Collects, now or every few minutes; several processes may do so at once."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        *,
        grace: timedelta = rows.GRACE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        hold: Path | None = None,
    ) -> None:
        """grace: how long what nobody uses is kept after it was put. hold: the lock's file; None = nobody else asks."""
        self._hold = None if hold is None else FileLock(hold, timeout=0, mode=0o600)
        self._database = database
        self._blobs = blobs
        self._grace = grace
        self._now = now
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def collect(self, *, sweep: bool = False) -> Collected:
        """Deletes what is not needed. sweep: looks through everything that is kept first."""
        half = adopted = 0
        before = self._now() - self._grace
        if sweep:
            half = self._blobs.tidy(before)
            adopted = self._adopt(before)
        files = self._expired_files()
        with self._database.write() as connection:
            uses = rows.drop_expired_uses(connection, self._now())
        done, failed = self._unused(before)
        return Collected(files=files, uses=uses, blobs=done, failed=failed, adopted=adopted, half=half)

    def _expired_files(self) -> int:
        total = 0
        while True:
            with self._database.write() as connection:
                count = remove_expired_files(connection, self._now(), BATCH)
            total += count
            if count < BATCH:
                return total

    def _unused(self, before: datetime) -> tuple[int, int]:
        """(deleted, failed). Ends with the first batch in which nothing could be deleted."""
        done = failed = 0
        while not self._stop.is_set():
            with self._database.read() as connection:
                found = rows.unused(connection, before, BATCH)
            deleted = 0
            for project_id, digest in found:
                try:
                    deleted += self.delete(project_id, digest, before)
                except (OSError, ScumbleError):
                    log.exception("a blob could not be deleted; it stays for the next collection")
                    failed += 1
            done += deleted
            if len(found) < BATCH or not deleted:
                break
        return done, failed

    def delete(self, project_id: str, digest: str, before: datetime) -> bool:
        """Deletes one blob, if it is unused and was last put before that moment."""
        with self._database.write() as connection:
            if not rows.lock_unused(connection, project_id, digest, before):
                return False
            self._blobs.delete(project_id, digest)
            rows.remove_row(connection, project_id, digest)
        return True

    def _adopt(self, before: datetime) -> int:
        """Files that are old and have no row get one."""
        count = 0
        for kept in self._blobs.walk():
            if kept.modified < before:
                with self._database.read() as connection:
                    known = rows.has_row(connection, kept.project_id, kept.digest)
                if not known:
                    with self._database.write() as connection:
                        count += rows.adopt_row(connection, kept.project_id, kept.digest, kept.size, kept.modified)
        return count

    def start(self, every: float = EVERY) -> None:
        """Collects in a thread of its own until `stop`. every: seconds."""
        self._thread = threading.Thread(target=self._run, args=(every,), name="collector", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it; waits for the blob that is just being deleted."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, every: float) -> None:
        swept: datetime | None = None
        while not self._stop.wait(every):
            now = self._now()
            sweep = swept is None or now - swept >= SWEEP_EVERY
            try:
                with self._hold or nullcontext():
                    found = self.collect(sweep=sweep)
            except Timeout:
                log.info("nothing is collected while a backup is written")
                continue
            except Exception:  # a busy or absent database, a disk that fails: the next time may be better
                log.exception("the collection of unused files failed")
                continue
            swept = now if sweep else swept
            if found != Collected():
                log.info("collected: %s", found)
