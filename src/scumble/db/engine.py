"""Database: connections and transactions (units of work) on SQLite (WAL) or PostgreSQL."""

import math
import sqlite3
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from scumble.core.errors import Misconfigured, StorageFull
from scumble.core.work import Spent
from scumble.db import migrate
from scumble.db.errors import SQLITE_BUSY, translated

BUSY_SECONDS = 10
"""How long to wait for another writer (SQLite), or for the server to answer (PostgreSQL)."""
RETRY_SECONDS = 0.02
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 24, "pool_timeout": BUSY_SECONDS, "hide_parameters": True}
"""Connections kept, and opened beyond that when many threads ask at once; no row values in errors and logs."""
WORKS = "use sqlite:///path/to/file or postgresql://user:password@host/name"


Transaction = Connection
"""A unit of work under way, for rooms that hand it on without touching the driver."""


class Database:
    """One database; share it among threads. Nothing is opened before first use."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """url: `sqlite:///file` or `postgresql://…`. Raises Misconfigured for a URL that cannot work here.

        busy_seconds: how long to wait for another writer (SQLite), or for the server to answer (PostgreSQL).
        """
        self.spent = Spent()
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(self.url.database or "") if self.is_sqlite else None
        self._folder = self.file.absolute().parent if self.file else None
        self._engine = _engine(self.url, busy_seconds)
        self._writer = self._engine.execution_options(scumble_write=True)
        self._reader = self._engine
        if not self.is_sqlite:  # SQLite's readers see one picture anyway
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def shown(self) -> str:
        """The URL without its password, for people."""
        return self.url.render_as_string(hide_password=True)

    @property
    def shown_to_tools(self) -> str:
        """The URL for PostgreSQL's own programs, without its password."""
        return self.url.set(drivername=self.url.get_backend_name(), password=None).render_as_string()

    def sibling(self, name: str) -> str:
        """The URL of a database beside this one, for rows that are not ours: another file, or the same server."""
        if self.file is None:
            return self.url.render_as_string(hide_password=False)
        return f"sqlite:///{self.file.absolute().with_name(f'{name}.db')}"

    def schema(self, name: str) -> str:
        """A schema of its own beside this database's (PostgreSQL), unlike that of another installation."""
        if self.is_sqlite:
            return name
        with self.read() as connection:
            own = str(connection.execute(text("SELECT current_schema()")).scalar())
        return f"scumble_{name}" if own == "public" else f"{own}_{name}"

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: one consistent picture of the database."""
        return self._unit(self._reader)

    def write(self) -> AbstractContextManager[Connection]:
        """A unit of work: all of it is kept, or nothing when the block raises."""
        return self._unit(self._writer)

    @contextmanager
    def _unit(self, engine: Engine) -> Generator[Connection]:
        with self.spent.counting(), translated(self._folder):
            self.make_folder()
            with engine.begin() as connection:
                yield connection

    def migrate(self, revision: str = "head") -> None:
        """Brings the schema up to `revision`, all of it or nothing; several processes may do so at once.

        Raises Misconfigured for a database of a newer Scumble, and what a unit of work raises.
        """
        with self._schema_change() as connection:
            migrate.upgrade(connection, revision)

    def downgrade(self, revision: str) -> None:
        """Takes the schema back to `revision` ('base' = nothing); what the later tables and columns held is lost."""
        with self._schema_change() as connection:
            migrate.downgrade(connection, revision)

    def revision(self) -> str | None:
        """The revision that the schema stands at; None before the first. `migrate.head()` is the one needed."""
        with self.read() as connection:
            return migrate.current(connection)

    @contextmanager
    def _schema_change(self) -> Generator[Connection]:
        """A unit of work that may rebuild tables: SQLite's foreign keys are off inside and checked at the end."""
        with translated(self._folder):
            self.make_folder()
            with self._writer.connect() as connection:
                if not self.is_sqlite:
                    with connection.begin():
                        yield connection
                    return
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
                try:
                    with connection.begin():
                        yield connection
                        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                            raise RuntimeError("a schema change broke a foreign key")
                finally:
                    driver.execute("PRAGMA foreign_keys=ON")

    def make_folder(self) -> None:
        """Makes SQLite's folder, for its owner only. Raises StorageFull, Misconfigured."""
        if self._folder is None or self._folder.is_dir():
            return
        try:
            with translated():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except StorageFull:
            raise
        except OSError as e:
            raise Misconfigured(f"The data folder {self._folder} cannot be made: {e.strerror}.", param="data") from e

    def check(self) -> None:
        """Asks the database something small; raises as a unit of work does when it is not there."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()


def _checked(url: str) -> URL:
    """The URL with the driver that we ship for. The message never shows the URL: it may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError as e:
        raise Misconfigured(f"database_url is not a database URL; {WORKS}.", param="database_url") from e
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise Misconfigured("database_url names no file, so keys would be lost; " + WORKS, param="database_url")
        return parsed.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise Misconfigured(
        f"database_url names the database {backend}, which is not served; {WORKS}.", param="database_url"
    )


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername != "sqlite":
        try:
            return create_engine(
                url, pool_pre_ping=True, connect_args={"connect_timeout": math.ceil(busy_seconds)}, **POOL
            )
        except ImportError as e:
            raise Misconfigured(
                "PostgreSQL needs its driver: pip install 'scumble[postgres]'.", param="database_url"
            ) from e
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, **POOL)

    def prepare(connection: Any, _record: Any) -> None:
        _prepare_sqlite(connection, busy_seconds)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, busy_seconds: float) -> None:
    """Each new SQLite connection: write-ahead log, foreign keys, and transactions that begin when we say so.

    WAL with synchronous=NORMAL survives a killed process whole, and a power cut except for the last moments.
    """
    connection.isolation_level = None  # Python's sqlite3 would begin late and never before a SELECT
    cursor = connection.cursor()
    _use_write_ahead_log(cursor, busy_seconds)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _use_write_ahead_log(cursor: sqlite3.Cursor, busy_seconds: float) -> None:
    """Waits for others here too: SQLite calls a change of the journal mode locked at once, without its own waiting.

    Two processes that open one new file do so; a file that has its log already is only asked.
    """
    until = time.monotonic() + busy_seconds
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as e:
            if (e.sqlite_errorcode & 0xFF) not in SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: upgrading a read later fails without waiting."""
    writes = connection.get_execution_options().get("scumble_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
