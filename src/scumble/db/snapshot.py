"""Snapshot of the embedded databases: both SQLite files as they were at one moment, while servers go on writing.

What is copied is what a power cut at that moment would have left, and that is what a server starts from.
"""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from scumble.core.errors import Overloaded, ScumbleError
from scumble.db.errors import SQLITE_BUSY

WAIT_SECONDS: Final = 30.0
"""For another writer to end."""


def copy_together(main: Path, sibling: Path, into: Path) -> list[Path]:
    """Copies `main`, and `sibling` when it is there, into a folder, under their own names.

    Both are locked for writers for a moment. The sibling, which is small, is copied meanwhile; of the main one that
    moment's picture is held open and copied afterwards, which hinders nobody (write-ahead log). Raises Overloaded when
    a writer does not end, ScumbleError for a file that is no database.
    """
    copies: list[Path] = []
    try:
        with closing(_open(main)) as picture:
            with _held(main):
                picture.execute("BEGIN")
                picture.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if sibling.exists():
                    with _held(sibling), closing(_open(sibling)) as source:
                        copies.append(_copy(source, into / sibling.name))
            copies.append(_copy(picture, into / main.name))
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) in SQLITE_BUSY:
            raise Overloaded("The database is busy; try again in a moment.") from error
        raise ScumbleError(f"The database cannot be copied: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise ScumbleError(f"{main} or {sibling} is damaged: {error}.") from error
    return copies


def check(file: Path) -> None:
    """Raises ScumbleError for a database file that is damaged."""
    try:
        with closing(_open(file)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise ScumbleError(f"{file.name} is no database, or damaged: {error}.") from error
    if found is None or found[0] != "ok":
        raise ScumbleError(f"{file.name} is damaged: {found}.")


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)


@contextmanager
def _held(file: Path) -> Generator[None]:
    """Nobody writes to it meanwhile; whoever wants to waits."""
    with closing(_open(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _copy(source: sqlite3.Connection, to: Path) -> Path:
    with closing(_open(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without its log beside it
    return to
