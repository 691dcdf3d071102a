"""Migrations run at start, under a lock: brings the schema to this version's; several processes may start at once."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from scumble.core.errors import Misconfigured
from scumble.db.engine import Database

LOCK = 0x5C0B1E
"""Key of PostgreSQL's advisory lock; any number that nothing else in the database uses."""


def migrate(database: Database, revision: str = "head") -> None:
    """Brings the schema up to `revision`, in one transaction: all of it happens, or none.

    The transaction is the lock: SQLite's begins with the write lock, PostgreSQL's takes an advisory lock first; who
    comes second waits and finds nothing left to do. Raises Misconfigured for a database of a newer Scumble, and what
    a unit of work raises.
    """
    _change(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Takes the schema back to `revision` ('base' = nothing); what the later tables and columns held is lost."""
    _change(database, lambda config: command.downgrade(config, revision))


def current(database: Database) -> str | None:
    """The revision that the database stands at; None before the first."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that this version of Scumble needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _change(database: Database, run: Callable[[Config], None]) -> None:
    config = _config()
    with database.schema_change() as connection:
        _lock(connection)
        config.attributes["connection"] = connection
        try:
            run(config)
        except CommandError as e:
            raise Misconfigured(
                "The database was made by a newer version of Scumble; upgrade Scumble, or restore the backup made "
                "before the upgrade.",
                param="database_url",
            ) from e


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _config() -> Config:
    """Alembic's settings, built here: an installed package has no alembic.ini."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
