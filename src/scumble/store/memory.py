"""Blobs in memory: the double that tests use, and the adapter that shows what the port promises."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from scumble.core.errors import ContentGone
from scumble.store import CHUNK, Chunks, Kept, Stored, key_parts


class MemoryBlobs:
    """Keeps bytes as long as the process lives; share it among threads."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """now: what time it is."""
        self._kept: dict[tuple[str, str], tuple[bytes, datetime]] = {}
        self._lock = threading.Lock()
        self._now = now

    def put(self, project_id: str, data: bytes) -> Stored:
        """See `Blobs`."""
        stored = Stored.of(data)
        with self._lock:
            self._kept.setdefault(key_parts(project_id, stored.digest), (bytes(data), self._now()))
        return stored

    def writer(self, project_id: str) -> "MemoryWriter":
        """See `Blobs`."""
        return MemoryWriter(self, project_id)

    def get(self, project_id: str, digest: str) -> bytes:
        """See `Blobs`."""
        try:
            return self._kept[key_parts(project_id, digest)][0]
        except KeyError:
            raise ContentGone from None

    def read(self, project_id: str, digest: str) -> Chunks:
        """See `Blobs`."""
        data = self.get(project_id, digest)
        pieces = iter([data[i : i + CHUNK] for i in range(0, len(data), CHUNK)])
        return Chunks(lambda: next(pieces, b""), lambda: None)

    def size(self, project_id: str, digest: str) -> int | None:
        """See `Blobs`."""
        found = self._kept.get(key_parts(project_id, digest))
        return None if found is None else len(found[0])

    def delete(self, project_id: str, digest: str) -> None:
        """See `Blobs`."""
        with self._lock:
            self._kept.pop(key_parts(project_id, digest), None)

    def walk(self) -> Iterator[Kept]:
        """See `Blobs`."""
        for (project_id, digest), (data, modified) in list(self._kept.items()):
            yield Kept(project_id=project_id, digest=digest, size=len(data), modified=modified)

    def tidy(self, before: datetime) -> int:
        """See `Blobs`: nothing is ever left behind."""
        return 0


class MemoryWriter(AbstractContextManager["MemoryWriter"]):
    """See `BlobWriter`."""

    def __init__(self, blobs: MemoryBlobs, project_id: str) -> None:
        """project_id: whose they are."""
        self.project_id, _ = key_parts(project_id, "0" * 64)
        self._blobs = blobs
        self._data = bytearray()

    @property
    def stored(self) -> Stored:
        """See `BlobWriter`."""
        return Stored.of(bytes(self._data))

    def write(self, chunk: bytes) -> None:
        """See `BlobWriter`."""
        self._data += chunk

    def written(self) -> bytes:
        """See `BlobWriter`."""
        return bytes(self._data)

    def commit(self) -> Stored:
        """See `BlobWriter`."""
        return self._blobs.put(self.project_id, bytes(self._data))

    def discard(self) -> None:
        """See `BlobWriter`."""
        self._data.clear()

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""
