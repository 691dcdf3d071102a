"""Blobs: bytes kept by their digest (SHA-256), project by project; the port that every place to keep them has."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol, Self

CHUNK = 1 << 18
"""Bytes read at once."""
PROJECT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Bytes by what they are. digest: SHA-256, hex. size: bytes."""

    digest: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> "Stored":
        """What these bytes are."""
        return cls(digest=sha256(data).hexdigest(), size=len(data))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A blob found by walking. modified: when its file was written."""

    project_id: str
    digest: str
    size: int
    modified: datetime


class Chunks:
    """A blob's bytes piece by piece; close it when not read to the end."""

    def __init__(self, take: Callable[[], bytes], close: Callable[[], None]) -> None:
        """take: the next piece, empty at the end."""
        self._take, self._close = take, close

    def __iter__(self) -> Self:
        """Itself."""
        return self

    def __next__(self) -> bytes:
        """The next piece."""
        piece = self._take()
        if not piece:
            self._close()
            raise StopIteration
        return piece

    def close(self) -> None:
        """Lets go of the file; safe to call twice."""
        self._close()


class BlobWriter(AbstractContextManager["BlobWriter"], Protocol):
    """Bytes on their way in, piece by piece. Leaving the `with` block without `commit` leaves nothing behind."""

    @property
    def project_id(self) -> str:
        """Whose they are."""
        ...

    @property
    def stored(self) -> Stored:
        """What was written so far."""
        ...

    def write(self, chunk: bytes) -> None:
        """Takes the next piece. Raises StorageFull; nothing is left behind then."""
        ...

    def written(self) -> bytes:
        """Everything written so far, for content that has to be looked at before it is kept."""
        ...

    def commit(self) -> Stored:
        """Keeps it, durably, and says what it is. Raises StorageFull."""
        ...

    def discard(self) -> None:
        """Forgets it; does nothing after `commit`."""
        ...


class Blobs(Protocol):
    """A place where bytes are kept. Every method may wait for a disk or a network: call it in a worker thread.

    project_id is one of ours and digest a SHA-256: anything else is a ValueError, so that no caller's text becomes a
    path. What is kept never changes, so putting it again changes nothing.
    """

    def put(self, project_id: str, data: bytes) -> Stored:
        """Keeps the bytes; durable when it returns. Raises StorageFull."""
        ...

    def writer(self, project_id: str) -> BlobWriter:
        """Keeps bytes that come piece by piece, in constant memory."""
        ...

    def get(self, project_id: str, digest: str) -> bytes:
        """All the bytes. Raises ContentGone."""
        ...

    def read(self, project_id: str, digest: str) -> Chunks:
        """The bytes piece by piece. Raises ContentGone, before the first piece."""
        ...

    def size(self, project_id: str, digest: str) -> int | None:
        """Bytes of what is kept; None when it is not."""
        ...

    def delete(self, project_id: str, digest: str) -> None:
        """Deletes it; nothing happens when it is not there."""
        ...

    def walk(self) -> Iterator[Kept]:
        """Everything that is kept, in no order; what comes and goes meanwhile may be there or not."""
        ...

    def tidy(self, before: datetime) -> int:
        """Deletes what half-written blobs left behind that nobody wrote to since `before`; how many."""
        ...


def put_chunks(blobs: Blobs, project_id: str, chunks: Iterable[bytes]) -> Stored:
    """Keeps what an iterator yields, in constant memory. Raises StorageFull, and what the iterator raises."""
    with blobs.writer(project_id) as writer:
        for chunk in chunks:
            writer.write(chunk)
        return writer.commit()


def key_parts(project_id: str, digest: str) -> tuple[str, str]:
    """Both, when they are ours to make a path of. Raises ValueError for anything else."""
    if not PROJECT.fullmatch(project_id) or not DIGEST.fullmatch(digest):
        raise ValueError("no project and digest")
    return project_id, digest
