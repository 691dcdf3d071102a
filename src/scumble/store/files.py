"""Files as OpenAI's Files API has them: uploaded for a purpose, listed, read, deleted, expiring; each holds a blob."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final

from scumble.codec.decode import Limits, probe
from scumble.core.caller import Caller
from scumble.core.errors import ContentGone, InvalidRequest, NotFound, TooLarge
from scumble.db import files as rows
from scumble.db.blobs import add_use
from scumble.db.engine import Transaction
from scumble.db.files import FileRow
from scumble.store import BlobWriter, Chunks
from scumble.store.keep import Store

PREFIX: Final = "file-"
FILENAME_LENGTH: Final = 255
UNNAMED: Final = "upload"
JSON_LINES: Final = "application/jsonl"
PICTURES: Final = "vision"
INPUT: Final = "batch"
OUTPUT: Final = "batch_output"
INPUT_USE: Final = "batch"
"""What a batch's use of its input is called."""
EXPIRING: Final = frozenset({INPUT, OUTPUT})
"""Purposes whose files go by themselves after the retention time, as OpenAI's do after 30 days."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file with its bytes; whoever gets one reads or closes `chunks`."""

    row: FileRow
    chunks: Chunks


class Files:
    """The files of projects; share it among threads. Every method may wait: call it in a worker thread."""

    def __init__(
        self, store: Store, *, limits: Limits, max_batch_bytes: int, retention: timedelta | None = None
    ) -> None:
        """limits: of a picture. max_batch_bytes: of any other file. retention: of batch files; None = for ever."""
        self._store = store
        self._limits = limits
        self._max_batch_bytes = max_batch_bytes
        self._retention = retention

    @property
    def max_bytes(self) -> int:
        """The largest file of any purpose, bytes."""
        return max(self._max_batch_bytes, self._limits.max_bytes)

    def check_room(self, caller: Caller, size: int) -> None:
        """Refuses a file before it is sent. Raises StorageQuotaExceeded."""
        self._store.check_room(caller.project_id, size)

    def begin(self, caller: Caller) -> BlobWriter:
        """Takes a file's bytes piece by piece, before it is known what it is for. Raises StorageFull."""
        return self._store.blobs.writer(caller.project_id)

    def add(
        self, caller: Caller, writer: BlobWriter, *, filename: str, purpose: str, lifetime: timedelta | None = None
    ) -> FileRow:
        """Keeps what was written as a file.

        filename: as the sender calls it. lifetime: None = the purpose's own. Raises InvalidRequest for an empty file,
        InvalidImage for a picture that is none, TooLarge, StorageFull, StorageQuotaExceeded; nothing is kept then.
        """
        media_type = self._checked(writer, purpose)
        row = self._kept(writer, filename, purpose, media_type, lifetime)
        with self._store.database.write() as connection:
            rows.add_file(connection, caller, row)
            self._store.use(connection, caller.project_id, row.digest, kind=rows.USE, owner=row.id)
        return row

    def _kept(
        self, writer: BlobWriter, filename: str, purpose: str, media_type: str, lifetime: timedelta | None
    ) -> FileRow:
        """What was written is kept; the row that is to be written of it."""
        stored = self._store.keep(writer)
        if lifetime is None and purpose in EXPIRING:
            lifetime = self._retention
        now = self._store.now()
        return FileRow(
            id=new_id(now.timestamp()),
            digest=stored.digest,
            size=stored.size,
            filename=safe_name(filename),
            purpose=purpose,
            media_type=media_type,
            created_at=now,
            expires_at=None if lifetime is None else now + lifetime,
        )

    # Files of batches: held while they are read, written in the transaction that ends the batch.

    def keep_output(
        self, caller: Caller, writer: BlobWriter, *, filename: str, lifetime: timedelta | None = None
    ) -> FileRow | None:
        """What was written of a batch's output is kept, whatever its size; `add_output` has to follow soon. None when
        nothing was written. caller: whose writer it is. Raises StorageFull."""
        if writer.project_id != caller.project_id:
            raise ValueError("another project's writer")
        if not writer.stored.size:
            return None
        return self._kept(writer, filename, OUTPUT, JSON_LINES, lifetime)

    def add_output(self, connection: Transaction, caller: Caller, row: FileRow) -> None:
        """Makes it a file. It was worked or paid for, so it is kept whatever the quota says."""
        rows.add_file(connection, caller, row)
        now = self._store.now()
        add_use(connection, caller.project_id, row.digest, kind=rows.USE, owner=row.id, now=now)

    def hold(self, connection: Transaction, caller: Caller, digest: str, owner: str) -> None:
        """A batch needs the bytes of its input from this transaction on, whatever becomes of the file. Raises
        ContentGone."""
        add_use(connection, caller.project_id, digest, kind=INPUT_USE, owner=owner, now=self._store.now())

    def let_go(self, connection: Transaction, caller: Caller, owner: str) -> None:
        """It needs them no more."""
        self._store.drop(connection, caller.project_id, kind=INPUT_USE, owner=owner)

    def read(self, caller: Caller, digest: str) -> Chunks:
        """Bytes that are held, piece by piece. Raises ContentGone."""
        return self._store.blobs.read(caller.project_id, digest)

    def _checked(self, writer: BlobWriter, purpose: str) -> str:
        """The content's media type."""
        size = writer.stored.size
        if not size:
            raise InvalidRequest("The file is empty.", param="file", code="empty_file")
        limit = self._limits.max_bytes if purpose == PICTURES else self._max_batch_bytes
        if size > limit:
            raise TooLarge(
                f"'file' is too large: at most {limit / 1e6:.0f} MB are accepted with purpose '{purpose}'.",
                param="file",
            )
        if purpose != PICTURES:
            return JSON_LINES
        return f"image/{probe(writer.written(), limits=self._limits, name='file').format}"

    def list(
        self, caller: Caller, *, after: str | None, limit: int, newest: bool, purpose: str = ""
    ) -> tuple[Sequence[FileRow], bool]:
        """A page of the project's files, and whether there are more; see `db.files.files_of`."""
        with self._store.database.read() as connection:
            found = rows.files_of(
                connection,
                caller,
                self._store.now(),
                after=after,
                limit=limit + 1,
                newest=newest,
                purpose=purpose,
            )
        return found[:limit], len(found) > limit

    def get(self, caller: Caller, file_id: str) -> FileRow:
        """One file. Raises NotFound when the project has none of that id, or when its time is over."""
        with self._store.database.read() as connection:
            row = rows.file_of(connection, caller, file_id, self._store.now())
        if row is None:
            raise _missing(file_id)
        return row

    def open(self, caller: Caller, file_id: str) -> Opened:
        """One file with its bytes. Raises NotFound."""
        row = self.get(caller, file_id)
        try:
            return Opened(row=row, chunks=self._store.blobs.read(caller.project_id, row.digest))
        except ContentGone:
            raise self._deleted_or_lost(caller, file_id) from None

    def data(self, caller: Caller, row: FileRow) -> bytes:
        """All of a file's bytes. Raises NotFound when it was deleted meanwhile."""
        try:
            return self._store.blobs.get(caller.project_id, row.digest)
        except ContentGone:
            raise self._deleted_or_lost(caller, row.id) from None

    def _deleted_or_lost(self, caller: Caller, file_id: str) -> ContentGone | NotFound:
        """Why there are no bytes: NotFound for a file deleted meanwhile, ContentGone for one whose bytes were lost."""
        try:
            self.get(caller, file_id)
        except NotFound as missing:
            return missing
        return ContentGone(f"The content of {file_id} is missing from the storage; upload the file again.")

    def delete(self, caller: Caller, file_id: str) -> None:
        """Deletes a file; its bytes go when nothing else needs them. Raises NotFound."""
        self.get(caller, file_id)
        with self._store.database.write() as connection:
            if not rows.remove_file(connection, caller, file_id):
                raise _missing(file_id)


def new_id(moment: float) -> str:
    """An id that sorts by its time (milliseconds in hex) and cannot be guessed. moment: seconds since 1970."""
    return f"{PREFIX}{int(moment * 1000):012x}{secrets.token_hex(6)}"


def safe_name(filename: str) -> str:
    """A file's name without its folders and without characters that cannot be shown; never empty."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    shown = "".join(c for c in name if c.isprintable())
    return UNNAMED if not shown.strip(" .") else shown[-FILENAME_LENGTH:].strip()


def _missing(file_id: str) -> NotFound:
    return NotFound(f"No such file: '{file_id[:80]}'. GET /v1/files lists those that there are.", param="file_id")
