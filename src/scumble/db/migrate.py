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

LOCK = 0x5C0B1E
"""Key of PostgreSQL's advisory lock; any number that nothing else in the database uses."""


def upgrade(connection: Connection, revision: str) -> None:
    """Brings the schema up to `revision` ('head' = this version's) within the connection's transaction.

    The transaction is the lock: SQLite's begins with the write lock, PostgreSQL's takes an advisory lock first; who
    comes second waits and finds nothing left to do. Raises Misconfigured for a database of a newer Scumble.
    """
    _run(connection, lambda config: command.upgrade(config, revision))


def downgrade(connection: Connection, revision: str) -> None:
    """Takes the schema back to `revision` ('base' = nothing) within the connection's transaction."""
    _run(connection, lambda config: command.downgrade(config, revision))


def current(connection: Connection) -> str | None:
    """The revision that the database stands at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that this version of Scumble needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Whether this version of Scumble can bring a schema of that revision up to its own."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _run(connection: Connection, change: Callable[[Config], None]) -> None:
    _lock(connection)
    config = _config()
    config.attributes["connection"] = connection
    try:
        change(config)
    except CommandError as e:
        raise Misconfigured(
            "The database was made by a newer version of Scumble; upgrade Scumble, or restore the backup made before "
            "the upgrade.",
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
