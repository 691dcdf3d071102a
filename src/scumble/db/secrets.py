"""Secrets that projects sign with: made at the first need, shared by every process on the database."""

import secrets as random

from sqlalchemy import Connection, select

from scumble.db.engine import Database
from scumble.db.tables import projects, secrets
from scumble.db.upsert import insert_into

SECRET_BYTES = 32


def project_secret(database: Database, project_id: str, name: str) -> bytes | None:
    """The project's secret of that name; None when it has none yet."""
    with database.read() as connection:
        return _found(connection, project_id, name)


def make_project_secret(database: Database, project_id: str, name: str) -> bytes:
    """The project's secret of that name, made when there is none; who comes second gets the first one's."""
    with database.write() as connection:
        if connection.execute(select(projects.c.name).where(projects.c.project_id == project_id)).first() is None:
            raise LookupError(f"there is no project {project_id}")
        row = insert_into(secrets, connection).values(
            project_id=project_id, name=name, value=random.token_hex(SECRET_BYTES)
        )
        connection.execute(row.on_conflict_do_nothing())
        found = _found(connection, project_id, name)
    if found is None:  # cannot be: it was there, or was just made
        raise LookupError(name)
    return found


def _found(connection: Connection, project_id: str, name: str) -> bytes | None:
    mine = (secrets.c.project_id == project_id) & (secrets.c.name == name)
    value = connection.scalar(select(secrets.c.value).where(mine))
    return None if value is None else bytes.fromhex(value)
