"""Rows of files: what was uploaded or made for a caller, listed page by page; each holds its blob by a use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from scumble.core.caller import Caller
from scumble.db.blobs import drop_use
from scumble.db.tables import files

USE = "file"
"""What a file's use of its blob is called."""


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One file. digest: of its blob; size: bytes; media_type: of its content. Times are UTC."""

    id: str
    digest: str
    size: int
    filename: str
    purpose: str
    media_type: str
    created_at: datetime
    expires_at: datetime | None = None


def add_file(connection: Connection, caller: Caller, row: FileRow) -> None:
    """Keeps a file in the caller's project; its use is added by the caller's transaction."""
    values = {c.name: getattr(row, c.name) for c in files.columns if c.name != "project_id"}
    connection.execute(insert(files).values(values | {"project_id": caller.project_id}))


def file_of(connection: Connection, caller: Caller, file_id: str, now: datetime) -> FileRow | None:
    """A file of the caller's project; None when there is none, or when its time is over."""
    row = connection.execute(_living(caller, now).where(files.c.id == file_id)).mappings().first()
    return None if row is None else FileRow(**row)


def files_of(
    connection: Connection, caller: Caller, now: datetime, *, after: str | None, limit: int, newest: bool, purpose: str
) -> Sequence[FileRow]:
    """At most `limit` files of the project in the order of their ids, beginning after the id `after`.

    newest: newest first. purpose: '' for all. A file that `after` names may be gone: the place where it was is found.
    """
    query = _living(caller, now).order_by(files.c.id.desc() if newest else files.c.id).limit(limit)
    if after is not None:
        query = query.where(files.c.id < after if newest else files.c.id > after)
    if purpose:
        query = query.where(files.c.purpose == purpose)
    return [FileRow(**row) for row in connection.execute(query).mappings()]


def remove_file(connection: Connection, caller: Caller, file_id: str) -> bool:
    """Deletes a file of the caller's project and drops its use; False when there is none."""
    mine = (files.c.id == file_id) & (files.c.project_id == caller.project_id)
    if not connection.execute(delete(files).where(mine)).rowcount:
        return False
    drop_use(connection, caller.project_id, kind=USE, owner=file_id)
    return True


def remove_expired_files(connection: Connection, now: datetime, limit: int) -> int:
    """Deletes files whose time is over, whosoever they are, at most `limit`; how many."""
    old = connection.execute(select(files.c.project_id, files.c.id).where(files.c.expires_at <= now).limit(limit)).all()
    for project_id, file_id in old:
        connection.execute(delete(files).where(files.c.id == file_id))
        drop_use(connection, project_id, kind=USE, owner=file_id)
    return len(old)


def _living(caller: Caller, now: datetime) -> Select[Any]:
    columns = [c for c in files.columns if c.name != "project_id"]
    living = files.c.expires_at.is_(None) | (files.c.expires_at > now)
    return select(*columns).where(files.c.project_id == caller.project_id, living)
