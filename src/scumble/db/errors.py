"""Database errors, translated: a full disk, a busy or unreachable database, each as one of the core errors."""

import errno
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from scumble.core.errors import Overloaded, ScumbleError, StorageFull

DISK_FULL_SQLSTATES = frozenset({"53100"})
"""PostgreSQL: disk_full. Source: PostgreSQL manual, appendix A."""
BUSY_SQLSTATES = frozenset({"40001", "40P01", "55P03", "53300"})
"""serialization_failure, deadlock_detected, lock_not_available, too_many_connections."""
SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
LITTLE_SPACE = 1 << 20
"""Bytes. SQLite reports a full disk under the WAL's index as a plain I/O error; with less than this free it was one."""


@contextmanager
def translated(folder: Path | None = None) -> Generator[None]:
    """Turns database errors of the block into core errors. folder: where SQLite's file lies, to see a full disk.

    Raises StorageFull, Overloaded (busy, come back) or ScumbleError with code `database_unavailable`.
    Programming errors (wrong SQL, broken constraints) pass through: they are bugs and stay visible as such.
    """
    try:
        yield
    except DBAPIError as e:
        public = _public(e, folder)
        if public is None:
            raise
        raise public from e
    except PoolTimeout as e:
        raise _busy() from e
    except OSError as e:
        if e.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from e
        raise


def _public(error: DBAPIError, folder: Path | None) -> ScumbleError | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(getattr(cause, "sqlite_errorcode", 0), folder)
    state = getattr(cause, "sqlstate", None)
    if state in DISK_FULL_SQLSTATES:
        return StorageFull()
    if state in BUSY_SQLSTATES:
        return _busy()
    unreachable = error.connection_invalidated or type(cause).__name__ == "OperationalError"
    return _unavailable() if unreachable else None


def _of_sqlite(code: int, folder: Path | None) -> ScumbleError | None:
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return StorageFull()
    if primary in SQLITE_BUSY:
        return _busy()
    if primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return StorageFull() if _is_full(folder) else _unavailable()
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _unavailable()
    return None


def _is_full(folder: Path | None) -> bool:
    try:
        return folder is not None and shutil.disk_usage(folder).free < LITTLE_SPACE
    except OSError:
        return False


def _busy() -> Overloaded:
    return Overloaded("The database is busy; send the request again.")


def _unavailable() -> ScumbleError:
    return ScumbleError(
        "The database cannot be read or written; `scumble doctor` on the server says why.", code="database_unavailable"
    )
