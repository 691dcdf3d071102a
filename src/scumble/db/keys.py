"""Rows of API keys: stored, found by their public prefix, listed, revoked; what a key is, is `governance.keys`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from scumble.core.caller import Caller
from scumble.db.engine import Database
from scumble.db.tables import keys


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key. prefix: the public beginning of its token, unique; hash: SHA-256 of the token, hex. Times are UTC."""

    id: str
    project_id: str
    name: str
    prefix: str
    hash: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class KeyRows:
    """The table of keys; a caller sees its own project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def add(self, caller: Caller, row: KeyRow) -> None:
        """Keeps a new key in the caller's project."""
        values = {c.name: getattr(row, c.name) for c in keys.columns} | {"project_id": caller.project_id}
        with self._database.write() as connection:
            connection.execute(insert(keys).values(values))

    def all(self, caller: Caller) -> tuple[KeyRow, ...]:
        """The project's keys, oldest first, revoked ones too."""
        query = select(keys).where(keys.c.project_id == caller.project_id).order_by(keys.c.created_at, keys.c.id)
        with self._database.read() as connection:
            return tuple(KeyRow(**row) for row in connection.execute(query).mappings())

    def revoke(self, caller: Caller, key_id: str, at: datetime) -> bool:
        """Marks a key of the caller's project as revoked; False when there is no such key. The first time stays."""
        mine = (keys.c.id == key_id) & (keys.c.project_id == caller.project_id)
        with self._database.write() as connection:
            connection.execute(update(keys).where(mine & keys.c.revoked_at.is_(None)).values(revoked_at=at))
            return connection.execute(select(keys.c.id).where(mine)).first() is not None

    def by_prefix(self, prefix: str) -> KeyRow | None:
        """The key whose token begins so. Takes no Caller: this is how a request gets one."""
        with self._database.read() as connection:
            row = connection.execute(select(keys).where(keys.c.prefix == prefix)).mappings().first()
        return None if row is None else KeyRow(**row)

    def touch(self, caller: Caller, at: datetime) -> None:
        """Notes that the caller's key was used."""
        mine = (keys.c.id == caller.key_id) & (keys.c.project_id == caller.project_id)
        with self._database.write() as connection:
            connection.execute(update(keys).where(mine).values(last_used_at=at))
