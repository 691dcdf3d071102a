"""Keeping: a blob's row and its file in the order that no collection can come between, and the project's quota.

The row is written first, and committed. From then on the collector leaves the blob alone for a while (`GRACE`); before
that it may be deleting the very file, but holds the row's lock while it does, so the row is written after it and the
file is then found missing and put. What dies in between leaves a row without a file that nobody uses: collected.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from scumble.core.errors import StorageQuotaExceeded
from scumble.db import blobs as rows
from scumble.db.engine import Connection, Database
from scumble.store import Blobs, BlobWriter, Stored


class Store:
    """Blobs with their rows; share it among threads. Every method may wait: call it in a worker thread."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        *,
        quota: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """database: migrated. quota: bytes that one project may have kept; 0 = as many as there is room for."""
        self.database = database
        self.blobs = blobs
        self.quota = quota
        self.now = now

    def put(self, project_id: str, data: bytes) -> Stored:
        """Keeps the bytes; whoever needs them adds a use (`use`) within `USE_WITHIN`. Raises StorageFull."""
        self._announce(project_id, Stored.of(data))
        return self.blobs.put(project_id, data)

    def keep(self, writer: BlobWriter) -> Stored:
        """Keeps what was written, as `put` does."""
        self._announce(writer.project_id, writer.stored)
        return writer.commit()

    def _announce(self, project_id: str, stored: Stored) -> None:
        with self.database.write() as connection:
            rows.put_row(connection, project_id, stored.digest, stored.size, self.now())

    def use(
        self,
        connection: Connection,
        project_id: str,
        digest: str,
        *,
        kind: str,
        owner: str,
        expires_at: datetime | None = None,
    ) -> None:
        """`owner` needs the blob from this transaction on.

        expires_at: when that ends by itself. Raises StorageQuotaExceeded when the project would keep more than it may,
        ContentGone when the blob is not kept any more: put it again.
        """
        if self.quota:
            rows.lock_project(connection, project_id)
        now = self.now()
        rows.add_use(connection, project_id, digest, kind=kind, owner=owner, now=now, expires_at=expires_at)
        if self.quota and (used := rows.used_bytes(connection, project_id)) > self.quota:
            raise self._over(used)

    def drop(self, connection: Connection, project_id: str, *, kind: str, owner: str) -> int:
        """`owner` needs none of its blobs any more, from this transaction on; how many they were."""
        return rows.drop_use(connection, project_id, kind=kind, owner=owner)

    def totals(self) -> tuple[int, int]:
        """How many blobs are kept, and their bytes: of all projects."""
        with self.database.read() as connection:
            return rows.kept_bytes(connection)

    def check_room(self, project_id: str, size: int) -> None:
        """Refuses so many bytes before they are sent or made. Raises StorageQuotaExceeded."""
        if not self.quota:
            return
        with self.database.read() as connection:
            used = rows.used_bytes(connection, project_id) + size
        if used > self.quota:
            raise self._over(used)

    def _over(self, used: int) -> StorageQuotaExceeded:
        return StorageQuotaExceeded(
            f"This project may keep {_megabytes(self.quota)}, and with this it would keep {_megabytes(used)}. Delete"
            " files (GET /v1/files lists them, DELETE /v1/files/{id} deletes one), wait until links to results expire,"
            " or ask the operator for more (storage_quota_bytes)."
        )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
