"""Rows of API keys: stored, found by their public prefix, listed, revoked; what a key is, is `governance.keys`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update

from scumble.core.caller import Caller
from scumble.core.rates import OwnLimits
from scumble.db.engine import Database
from scumble.db.tables import keys

TEST_PREFIX: Final = "scm_test_"
"""How tokens of test keys begin: they never spend money."""


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key. prefix: the public beginning of its token, unique; hash: SHA-256 of the token, hex. Times are UTC.

    requests_per_minute and so on: limits of its own; None = what the settings say, 0 = no limit.
    """

    id: str
    project_id: str
    name: str
    prefix: str
    hash: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    requests_per_minute: int | None = None
    images_per_minute: int | None = None
    tokens_per_minute: int | None = None
    edits_at_once: int | None = None

    @property
    def limits(self) -> OwnLimits:
        """Its own limits."""
        return OwnLimits(
            requests=self.requests_per_minute,
            images=self.images_per_minute,
            tokens=self.tokens_per_minute,
            edits=self.edits_at_once,
        )


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

    def by_id(self, caller: Caller) -> KeyRow | None:
        """The caller's key."""
        mine = (keys.c.id == caller.key_id) & (keys.c.project_id == caller.project_id)
        with self._database.read() as connection:
            row = connection.execute(select(keys).where(mine)).mappings().first()
        return None if row is None else KeyRow(**row)

    def limit(self, caller: Caller, key_id: str, limits: OwnLimits) -> bool:
        """Gives a key of the caller's project limits of its own; False when there is no such key."""
        mine = (keys.c.id == key_id) & (keys.c.project_id == caller.project_id)
        values = {
            "requests_per_minute": limits.requests,
            "images_per_minute": limits.images,
            "tokens_per_minute": limits.tokens,
            "edits_at_once": limits.edits,
        }
        with self._database.write() as connection:
            return bool(connection.execute(update(keys).where(mine).values(values)).rowcount)

    def touch(self, caller: Caller, at: datetime) -> None:
        """Notes that the caller's key was used."""
        mine = (keys.c.id == caller.key_id) & (keys.c.project_id == caller.project_id)
        with self._database.write() as connection:
            connection.execute(update(keys).where(mine).values(last_used_at=at))
