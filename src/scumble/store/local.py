"""Blobs in a local folder: whole or not at all, fsynced before they count, `project/ab/cd/digest`.

A blob is written to a temporary file in its project's folder, fsynced, renamed to its digest, and the folder fsynced:
after a kill or a power cut it is there with all its bytes or not there. Everything is readable by its owner only.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from scumble.core.errors import ContentGone, Misconfigured, StorageFull
from scumble.store import CHUNK, DIGEST, PROJECT, Chunks, Kept, Stored, key_parts
from scumble.store.disk import full_disk_told, make_folder, sync_folder

HALF = ".half-"
"""How names of files begin that are still being written."""


class LocalBlobs:
    """Keeps bytes in a folder; several threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        """folder: made when it is not there. Raises StorageFull, Misconfigured."""
        self.folder = folder.absolute()
        try:
            with full_disk_told():
                make_folder(self.folder)
        except StorageFull:
            raise
        except OSError as error:
            raise Misconfigured(f"The folder {folder} cannot be made: {error.strerror}.", param="data") from error

    def path(self, project_id: str, digest: str) -> Path:
        """Where a blob lies. Raises ValueError for names that are not ours."""
        project_id, digest = key_parts(project_id, digest)
        return self.folder / project_id / digest[:2] / digest[2:4] / digest

    def put(self, project_id: str, data: bytes) -> Stored:
        """See `Blobs`."""
        stored = Stored.of(data)
        if not self.is_kept(project_id, stored):
            with self.writer(project_id) as writer:
                writer.write(data)
                writer.commit()
        return stored

    def is_kept(self, project_id: str, stored: Stored) -> bool:
        """True when the blob is there, durably: whoever renamed it may not have got to its folder's fsync yet."""
        if self.size(project_id, stored.digest) != stored.size:
            return False
        sync_folder(self.path(project_id, stored.digest).parent)
        return True

    def writer(self, project_id: str) -> "LocalWriter":
        """See `Blobs`."""
        return LocalWriter(self, project_id)

    def get(self, project_id: str, digest: str) -> bytes:
        """See `Blobs`."""
        try:
            return self.path(project_id, digest).read_bytes()
        except FileNotFoundError:
            raise ContentGone from None

    def read(self, project_id: str, digest: str) -> Chunks:
        """See `Blobs`. What is deleted meanwhile is read to its end."""
        try:
            file = self.path(project_id, digest).open("rb", buffering=0)
        except FileNotFoundError:
            raise ContentGone from None
        return Chunks(lambda: file.read(CHUNK), file.close)

    def size(self, project_id: str, digest: str) -> int | None:
        """See `Blobs`."""
        try:
            return self.path(project_id, digest).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, project_id: str, digest: str) -> None:
        """See `Blobs`."""
        self.path(project_id, digest).unlink(missing_ok=True)

    def walk(self) -> Iterator[Kept]:
        """See `Blobs`."""
        for project in self._projects():
            for path in project.glob("??/??/*"):
                with contextlib.suppress(FileNotFoundError):
                    facts = path.stat()
                    modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                    if DIGEST.fullmatch(path.name):
                        yield Kept(project_id=project.name, digest=path.name, size=facts.st_size, modified=modified)

    def tidy(self, before: datetime) -> int:
        """See `Blobs`."""
        count = 0
        for project in self._projects():
            for path in project.glob(HALF + "*"):
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        count += 1
        return count

    def _projects(self) -> list[Path]:
        return [p for p in self.folder.iterdir() if PROJECT.fullmatch(p.name) and p.is_dir()]


class LocalWriter(AbstractContextManager["LocalWriter"]):
    """See `BlobWriter`."""

    def __init__(self, blobs: LocalBlobs, project_id: str) -> None:
        """Opens a temporary file of its own. Raises StorageFull."""
        self.project_id, _ = key_parts(project_id, "0" * 64)
        self._blobs = blobs
        self._hash = sha256()
        self._size = 0
        folder = blobs.folder / project_id
        self._half: Path | None = folder / (HALF + secrets.token_hex(8))
        with full_disk_told():
            make_folder(folder)
            number = os.open(self._half, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        # Unbuffered, so that closing it has nothing left to write that could fail.
        self._file = os.fdopen(number, "w+b", buffering=0)

    @property
    def stored(self) -> Stored:
        """See `BlobWriter`."""
        return Stored(digest=self._hash.hexdigest(), size=self._size)

    def write(self, chunk: bytes) -> None:
        """See `BlobWriter`."""
        self._hash.update(chunk)
        self._size += len(chunk)
        rest = memoryview(chunk)
        try:
            with full_disk_told():
                while rest:
                    rest = rest[self._file.write(rest) or 0 :]
        except BaseException:
            self.discard()
            raise

    def written(self) -> bytes:
        """See `BlobWriter`."""
        return b"" if self._half is None else self._half.read_bytes()

    def commit(self) -> Stored:
        """See `BlobWriter`."""
        if self._half is None:
            raise ValueError("committed or discarded already")
        stored = self.stored
        try:
            with full_disk_told():
                if not self._blobs.is_kept(self.project_id, stored):
                    self._publish(self._half, self._blobs.path(self.project_id, stored.digest))
        finally:
            self.discard()
        return stored

    def _publish(self, half: Path, path: Path) -> None:
        """Content first, then its name, then the folder that holds the name."""
        make_folder(path.parent)
        os.fsync(self._file.fileno())
        half.replace(path)
        sync_folder(path.parent)

    def discard(self) -> None:
        """See `BlobWriter`."""
        self._file.close()
        if self._half is not None:
            self._half.unlink(missing_ok=True)
            self._half = None

    def __exit__(self, *_: object) -> None:
        """Leaves nothing behind that was not committed."""
        self.discard()
