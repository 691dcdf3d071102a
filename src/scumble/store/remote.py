"""Blobs in an object store: S3 and what speaks like it, Google Cloud Storage, Azure.

Credentials come from the environment variables that the stores' own tools read (AWS_…, GOOGLE_…, AZURE_…).
`s3://bucket/prefix`, `gs://bucket/prefix`, `az://account/container/prefix`. An object appears whole or not at all and
is durable when the store has answered; large ones travel in parts.
"""

import logging
import tempfile
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, cast
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from scumble.core.errors import ContentGone, Misconfigured, ScumbleError
from scumble.store import CHUNK, DIGEST, PROJECT, Chunks, Kept, Stored, key_parts
from scumble.store.disk import full_disk_told, make_folder

log = logging.getLogger(__name__)

SCHEMES: Final = frozenset({"s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss"})
WORKS: Final = "use s3://bucket/prefix, gs://bucket/prefix or az://account/container/prefix"
CLIENT: Final = {"connect_timeout": "5s", "timeout": "60s", "allow_http": True}
"""allow_http: for an endpoint that the operator names with http://; options given here hide AWS_ALLOW_HTTP."""
RETRY: Final = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""Not for long: a deletion holds a row's lock meanwhile."""
LISTED: Final = 1000
"""Objects told in one page of a listing."""


def remote_blobs(url: str, spool: Path) -> "RemoteBlobs":
    """The object store at that address. spool: a local folder for uploads on their way. Raises Misconfigured."""
    if urlsplit(url).scheme not in SCHEMES:
        raise Misconfigured(f"storage_url names no object store; {WORKS}.", param="storage_url")
    try:
        made: Any = from_url(url, client_options=CLIENT, retry_config=RETRY)  # pyright: ignore
    except (BaseError, ValueError) as error:
        raise Misconfigured(
            f"storage_url does not work ({type(error).__name__}); {WORKS}.", param="storage_url"
        ) from error
    return RemoteBlobs(cast(ObjectStore, made), spool)


class RemoteBlobs:
    """Keeps bytes in an object store; share it among threads."""

    def __init__(self, store: ObjectStore, spool: Path) -> None:
        """spool: what is being uploaded piece by piece lies there until its digest, its name, is known."""
        self._store = store
        self.spool = spool
        with full_disk_told():
            make_folder(spool.absolute())

    def put(self, project_id: str, data: bytes) -> Stored:
        """See `Blobs`."""
        stored = Stored.of(data)
        self.upload(project_id, stored, data)
        return stored

    def upload(self, project_id: str, stored: Stored, content: bytes | IO[bytes]) -> None:
        """Sends it, unless it is there."""
        if self.size(project_id, stored.digest) != stored.size:
            with _told():
                obstore.put(self._store, _path(project_id, stored.digest), content)

    def writer(self, project_id: str) -> "RemoteWriter":
        """See `Blobs`."""
        return RemoteWriter(self, project_id)

    def get(self, project_id: str, digest: str) -> bytes:
        """See `Blobs`."""
        with _told():
            return obstore.get(self._store, _path(project_id, digest)).bytes().to_bytes()

    def read(self, project_id: str, digest: str) -> Chunks:
        """See `Blobs`."""
        with _told():
            stream = iter(obstore.get(self._store, _path(project_id, digest)).stream(min_chunk_size=CHUNK))
        rest = memoryview(b"")

        def take() -> bytes:
            nonlocal rest
            if not rest:  # a store may hand over more at once than is asked for
                with _told():
                    rest = memoryview(bytes(next(stream, b"")))
            piece, rest = bytes(rest[:CHUNK]), rest[CHUNK:]
            return piece

        return Chunks(take, lambda: None)

    def size(self, project_id: str, digest: str) -> int | None:
        """See `Blobs`."""
        try:
            with _told():
                return obstore.head(self._store, _path(project_id, digest))["size"]
        except ContentGone:
            return None

    def delete(self, project_id: str, digest: str) -> None:
        """See `Blobs`."""
        try:
            with _told():
                obstore.delete(self._store, _path(project_id, digest))
        except ContentGone:
            return

    def walk(self) -> Iterator[Kept]:
        """See `Blobs`."""
        with _told():
            for page in obstore.list(self._store, chunk_size=LISTED):  # pyright: ignore[reportUnknownMemberType]
                for found in page:
                    project, _, digest = found["path"].rpartition("/")
                    project = project.rpartition("/")[0]
                    if PROJECT.fullmatch(project) and DIGEST.fullmatch(digest):
                        yield Kept(
                            project_id=project, digest=digest, size=found["size"], modified=found["last_modified"]
                        )

    def tidy(self, before: datetime) -> int:
        """See `Blobs`: uploads on their way have no name, so they end with their process."""
        return 0


class RemoteWriter(AbstractContextManager["RemoteWriter"]):
    """See `BlobWriter`. The digest is known at the end only, so the bytes wait in a nameless local file until then."""

    def __init__(self, blobs: RemoteBlobs, project_id: str) -> None:
        """Raises StorageFull."""
        self.project_id, _ = key_parts(project_id, "0" * 64)
        self._blobs = blobs
        self._hash = sha256()
        self._size = 0
        with full_disk_told():
            self._file: IO[bytes] = tempfile.TemporaryFile(dir=blobs.spool, buffering=0)  # noqa: SIM115 - closed below

    @property
    def stored(self) -> Stored:
        """See `BlobWriter`."""
        return Stored(digest=self._hash.hexdigest(), size=self._size)

    def write(self, chunk: bytes) -> None:
        """See `BlobWriter`."""
        self._hash.update(chunk)
        self._size += len(chunk)
        rest = memoryview(chunk)
        with full_disk_told():
            while rest:
                rest = rest[self._file.write(rest) or 0 :]

    def written(self) -> bytes:
        """See `BlobWriter`."""
        self._file.seek(0)
        data = self._file.read()
        self._file.seek(0, 2)
        return data

    def commit(self) -> Stored:
        """See `BlobWriter`."""
        self._file.seek(0)
        self._blobs.upload(self.project_id, self.stored, self._file)
        self._file.close()
        return self.stored

    def discard(self) -> None:
        """See `BlobWriter`."""
        self._file.close()

    def __exit__(self, *_: object) -> None:
        """Leaves nothing behind."""
        self.discard()


def _path(project_id: str, digest: str) -> str:
    """An object's name; a store lists faster when names spread early."""
    project_id, digest = key_parts(project_id, digest)
    return f"{project_id}/{digest[:2]}/{digest}"


@contextmanager
def _told() -> Generator[None]:
    """Turns what the object store says into our errors; its own texts may hold addresses and keys' names."""
    try:
        yield
    except FileNotFoundError:
        raise ContentGone from None
    except BaseError as error:
        log.error("the object store failed: %s", str(error).split("\n", maxsplit=1)[0])
        raise ScumbleError(
            "The object store cannot be read or written; the server's log says why.", code="storage_unavailable"
        ) from error
