"""Backup: the embedded databases and the kept pictures of one moment as one file; restored whole, or not at all.

The file is a plain tar: `scumble.db`, `tasks.db`, `blobs/PROJECT/DIGEST`, `scumble.toml` when there is one, and at its
end `manifest.json` with the size and the SHA-256 of each: a file that was cut off has none. It is written under another
name and renamed when it is on the disk. Pictures never change, so that they are copied while servers work; the
collector, which deletes those that nobody needs, waits meanwhile (`hold`).
"""

import errno
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

from filelock import FileLock, Timeout

from scumble.core.errors import InvalidValue, Overloaded, ScumbleError
from scumble.db import blobs as rows
from scumble.db.engine import Database
from scumble.db.snapshot import copy_together
from scumble.store import CHUNK, DIGEST, PROJECT
from scumble.store.collect import HOLD
from scumble.store.disk import full_disk_told, sync_folder
from scumble.store.local import LocalBlobs

VERSION: Final = 1
MANIFEST: Final = "manifest.json"
SETTINGS: Final = "scumble.toml"
MAIN: Final = "scumble.db"
SIBLING: Final = "tasks.db"
BLOB: Final = re.compile(rf"blobs/({PROJECT.pattern})/({DIGEST.pattern})")
STAGE: Final = ".restore"
"""A restore's own folder, in the data folder, while it is at work."""
HOLD_SECONDS: Final = 120.0
"""For a collection to end that has just begun."""
MOST_MANIFEST: Final = 1 << 30
Show = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One file of a backup. sha256: hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is in a backup. made_at: UTC, ISO 8601. revision: of the database's schema; None = it is not in it.

    missing: pictures that the database needs and the storage did not have any more. damaged: those whose bytes are not
    what their name says; they are in the backup as they were.
    """

    made_at: str
    scumble: str
    revision: str | None
    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    version: int = field(default=VERSION)

    @property
    def pictures(self) -> int:
        """How many are in it."""
        return sum(entry.name.startswith("blobs/") for entry in self.entries)

    @property
    def bytes(self) -> int:
        """Of everything in it."""
        return sum(entry.size for entry in self.entries)


def write_backup(
    file: Path,
    *,
    database: Database,
    data: Path,
    blobs: LocalBlobs | None,
    settings: bytes | None,
    scumble: str,
    show: Show = lambda text: None,
) -> Manifest:
    """Writes a backup, while servers work or not.

    database: an SQLite one is in it; of another one only what it says of blobs is read. blobs: None = they are kept
    elsewhere. settings: of the settings file. Raises InvalidValue for a file that is there or cannot be written,
    StorageFull, Overloaded; nothing is left behind then.
    """
    if file.exists():
        raise InvalidValue(f"{file} is there already; choose another name.", param="file")
    if not file.absolute().parent.is_dir():
        raise InvalidValue(f"The folder of {file} does not exist; make it first.", param="file")
    with staging(file.absolute().parent / f".{file.name}.part") as stage, full_disk_told(), held(data):
        half = stage / "half"
        with half.open("wb") as raw:
            half.chmod(0o600)  # it holds what webhooks and links are signed with
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                manifest = _write(tar, stage, database, blobs, settings, scumble, show)
            raw.flush()
            os.fsync(raw.fileno())
        half.replace(file)
        sync_folder(file.absolute().parent)
    return manifest


def _write(
    tar: tarfile.TarFile,
    stage: Path,
    database: Database,
    blobs: LocalBlobs | None,
    settings: bytes | None,
    scumble: str,
    show: Show,
) -> Manifest:
    """Everything, and what it was."""
    entries: list[Entry] = []
    missing: list[str] = []
    damaged: list[str] = []
    source, revision, made_at = database, None, datetime.now(UTC)
    if database.file is not None:
        show("copying the database")
        sibling = database.file.absolute().with_name(SIBLING)
        copy_together(database.file.absolute(), sibling, stage)
        (stage / database.file.name).rename(stage / MAIN)
        source = Database(f"sqlite:///{stage / MAIN}")
        revision = source.revision()
    try:
        if blobs is not None:
            show("copying pictures")
            with source.read() as connection:
                for project_id, digest, _, needed in rows.every(connection):
                    entry = _add_blob(tar, blobs, project_id, digest)
                    name = f"blobs/{project_id}/{digest}"
                    if entry is not None:
                        entries.append(entry)
                        damaged += [name] if entry.sha256 != digest else []
                    elif needed:
                        missing.append(name)
                    if len(entries) % 100 == 0:
                        show(f"copying pictures: {len(entries):,}")
    finally:
        if source is not database:
            source.close()
    for name in (MAIN, SIBLING):
        if (stage / name).exists():
            with (stage / name).open("rb") as copy:
                entries.append(_add(tar, name, copy, (stage / name).stat().st_size))
    if settings is not None:
        entries.append(_add(tar, SETTINGS, io.BytesIO(settings), len(settings)))
    manifest = Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        scumble=scumble,
        revision=revision,
        entries=tuple(entries),
        missing=tuple(missing),
        damaged=tuple(damaged),
    )
    told = json.dumps(asdict(manifest)).encode()
    _add(tar, MANIFEST, io.BytesIO(told), len(told))
    return manifest


def _add_blob(tar: tarfile.TarFile, blobs: LocalBlobs, project_id: str, digest: str) -> Entry | None:
    """One picture; None when it is not kept (any more)."""
    try:
        file = blobs.path(project_id, digest).open("rb")
    except FileNotFoundError:
        return None
    with file:
        return _add(tar, f"blobs/{project_id}/{digest}", file, os.fstat(file.fileno()).st_size)


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self.sha256.update(piece)
        return piece


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> Entry:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    reader = _Hashing(file)
    tar.addfile(info, cast("IO[bytes]", reader))
    return Entry(name=name, size=size, sha256=reader.sha256.hexdigest())


@contextmanager
def held(data: Path) -> Generator[None]:
    """Nothing is collected meanwhile. Raises Overloaded when a collection does not end."""
    lock = FileLock(data / HOLD, timeout=HOLD_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise Overloaded("Unused pictures are being deleted, or another backup is written; try again later.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging(folder: Path) -> Generator[Path]:
    """A folder for what is not finished; removed in the end, and what a killed run left in it before.

    Raises InvalidValue when another process uses it.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise InvalidValue(f"Another process is at work in {folder}.", param="file") from None
    try:
        for path in folder.iterdir():
            if path.name != "lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def unpack(file: Path, into: Path, show: Show = lambda text: None) -> Manifest:
    """Takes a backup apart into an empty folder and checks every byte of it.

    `blobs` lie as the storage has them. Raises InvalidValue for a file that is no backup, of a newer version, cut off
    or damaged; StorageFull.
    """
    found: dict[str, Entry] = {}
    told: bytes | None = None
    try:
        with tarfile.open(file, mode="r:") as tar, full_disk_told():
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None or info.name in found or told is not None:
                    raise InvalidValue(f"{file} is no backup of Scumble.", param="file")
                if info.name == MANIFEST:
                    told = content.read(MOST_MANIFEST)
                    continue
                path = _place(into, info.name)
                if path is None:
                    raise InvalidValue(f"{file} is no backup of Scumble: it holds {info.name!r}.", param="file")
                found[info.name] = _extract(content, path, info.name)
                if len(found) % 100 == 0:
                    show(f"checking: {len(found):,}")
    except OSError as e:
        raise InvalidValue(f"{file} cannot be read: {(e.strerror or str(e)).lower()}.", param="file") from e
    except tarfile.TarError as e:
        raise InvalidValue(f"{file} is damaged, or no backup of Scumble: {e}.", param="file") from e
    if told is None:
        raise InvalidValue(f"{file} was cut off: its end is missing.", param="file")
    manifest = _read_manifest(file, told)
    if {entry.name: entry for entry in manifest.entries} != found:
        raise InvalidValue(f"{file} is damaged: what is in it is not what was written.", param="file")
    return manifest


def _read_manifest(file: Path, told: bytes) -> Manifest:
    try:
        values = cast("dict[str, Any]", json.loads(told))
        if values["version"] > VERSION:
            raise InvalidValue(f"{file} was made by a newer version of Scumble; upgrade first.", param="file")
        entries = tuple(Entry(**entry) for entry in values.pop("entries"))
        missing, damaged = (tuple(values.pop(name)) for name in ("missing", "damaged"))
        return Manifest(**values, entries=entries, missing=missing, damaged=damaged)
    except (ValueError, TypeError, KeyError) as e:
        raise InvalidValue(f"{file} is damaged: its list of content cannot be read.", param="file") from e


def _place(into: Path, name: str) -> Path | None:
    """Where an entry is put; None for a name that no backup has."""
    if name in {MAIN, SIBLING, SETTINGS}:
        return into / name
    blob = BLOB.fullmatch(name)
    if blob is None:
        return None
    project_id, digest = blob[1], blob[2]
    return into / "blobs" / project_id / digest[:2] / digest[2:4] / digest


def _extract(content: IO[bytes], path: Path, name: str) -> Entry:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sha256, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        path.chmod(0o600)
        for piece in _pieces(content):
            sha256.update(piece)
            size += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Entry(name=name, size=size, sha256=sha256.hexdigest())


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(CHUNK):
        yield piece


def put_in_place(stage: Path, *, data: Path, database_file: Path | None) -> None:
    """Moves what was unpacked to where a server looks for it; the database last, by which the rest counts.

    Raises ScumbleError when it cannot be moved.
    """
    moves = {stage / "blobs": data / "blobs", stage / SETTINGS: data / f"{SETTINGS}.backup"}
    if database_file is not None:
        moves |= {stage / SIBLING: database_file.with_name(SIBLING), stage / MAIN: database_file}
    try:
        for source, target in moves.items():
            if source.exists():
                _move(source, target)
    except OSError as e:
        raise ScumbleError(f"The backup cannot be put into {data}: {(e.strerror or str(e)).lower()}.") from e


def _move(source: Path, target: Path) -> None:
    """There whole or not at all, on another disk too."""
    try:
        source.rename(target)
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise
        half = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, half)
        half.chmod(0o600)
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(target)
    sync_folder(target.parent)


def clear_unfinished(data: Path, database_file: Path | None) -> None:
    """Removes what a restore put in place that was killed before its end: its own folder is still there, the database
    is not."""
    if not (data / STAGE).is_dir() or database_file is None or database_file.exists():
        return
    shutil.rmtree(data / "blobs", ignore_errors=True)
    for path in (data / f"{SETTINGS}.backup", database_file.with_name(SIBLING)):
        path.unlink(missing_ok=True)
