"""Rows of blobs and of who uses them: announced, used, dropped and collected inside the caller's own transaction.

Whoever needs a blob writes a use in the transaction that writes its own row; both are there or neither. A blob without
uses is deleted, not at once but when it was not put for a while; see `store.collect` for the order and why it holds.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, literal, select

from scumble.core.errors import ContentGone
from scumble.db.tables import blob_uses, blobs, projects
from scumble.db.upsert import insert_into

GRACE = timedelta(hours=1)
"""How long a blob stays after it was put although nobody uses it: who puts one has to use it by then."""
USE_WITHIN = timedelta(minutes=50)
"""A little less than that: a blob that is old and unused may be just being deleted, so it cannot be used any more."""


def put_row(connection: Connection, project_id: str, digest: str, size: int, now: datetime) -> None:
    """Notes that a blob is being put: from now on it is safe for `GRACE`. Committed before its file is looked for."""
    row = insert_into(blobs, connection).values(project_id=project_id, digest=digest, size=size, put_at=now)
    connection.execute(row.on_conflict_do_update(index_elements=["project_id", "digest"], set_={"put_at": now}))


def add_use(
    connection: Connection,
    project_id: str,
    digest: str,
    *,
    kind: str,
    owner: str,
    now: datetime,
    expires_at: datetime | None = None,
    within: timedelta = USE_WITHIN,
) -> None:
    """`owner` (an id, of a kind such as 'file' or 'task') needs the blob from now on; twice is once, with the new end.

    expires_at: when that ends by itself; None = when it is dropped. Raises ContentGone for a blob that is not kept,
    or that was put longer ago than `within` and is used by nobody: it has to be put again.
    """
    own = (blobs.c.project_id == project_id) & (blobs.c.digest == digest)
    # The lock keeps the collector away until this transaction ends, and lets others use the blob meanwhile.
    put_at = connection.scalar(select(blobs.c.put_at).where(own).with_for_update(read=True, key_share=True))
    if put_at is None or (put_at < now - within and not is_used(connection, project_id, digest)):
        raise ContentGone
    use = insert_into(blob_uses, connection).values(
        project_id=project_id, digest=digest, owner_kind=kind, owner_id=owner, expires_at=expires_at
    )
    names = ["project_id", "digest", "owner_kind", "owner_id"]
    connection.execute(use.on_conflict_do_update(index_elements=names, set_={"expires_at": expires_at}))


def drop_use(connection: Connection, project_id: str, *, kind: str, owner: str, digest: str | None = None) -> int:
    """The owner no longer needs the blob, or any blob when `digest` is None. How many uses ended."""
    own = (blob_uses.c.owner_kind == kind) & (blob_uses.c.owner_id == owner)
    mine = (blob_uses.c.project_id == project_id) & own
    if digest is not None:
        mine &= blob_uses.c.digest == digest
    return connection.execute(delete(blob_uses).where(mine)).rowcount


def is_used(connection: Connection, project_id: str, digest: str) -> bool:
    """Whether anybody needs the blob."""
    mine = (blob_uses.c.project_id == project_id) & (blob_uses.c.digest == digest)
    return connection.execute(select(literal(1)).where(mine).limit(1)).first() is not None


def used_bytes(connection: Connection, project_id: str) -> int:
    """Bytes that the project needs to be kept; a blob with several uses counts once, one without uses not at all."""
    used = exists().where(blob_uses.c.project_id == blobs.c.project_id, blob_uses.c.digest == blobs.c.digest)
    total = connection.scalar(select(func.sum(blobs.c.size)).where(blobs.c.project_id == project_id, used))
    return int(total or 0)


def kept_bytes(connection: Connection) -> tuple[int, int]:
    """How many blobs are kept, and their bytes: of all projects."""
    row = connection.execute(select(func.count(), func.coalesce(func.sum(blobs.c.size), 0)).select_from(blobs)).one()
    return row[0], int(row[1])


def lock_project(connection: Connection, project_id: str) -> None:
    """Until the transaction ends nobody else passes here for this project, so that what is counted stays true."""
    mine = select(projects.c.name).where(projects.c.project_id == project_id)
    # The weaker lock: rows that refer to the project can be written meanwhile.
    connection.execute(mine.with_for_update(key_share=True))


def drop_expired_uses(connection: Connection, now: datetime) -> int:
    """Ends the uses whose time is over; how many."""
    return connection.execute(delete(blob_uses).where(blob_uses.c.expires_at <= now)).rowcount


def unused(connection: Connection, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """(project, digest) of blobs that nobody uses and that were last put before that moment; oldest first."""
    used = exists().where(blob_uses.c.project_id == blobs.c.project_id, blob_uses.c.digest == blobs.c.digest)
    query = select(blobs.c.project_id, blobs.c.digest).where(blobs.c.put_at < before, ~used)
    found = connection.execute(query.order_by(blobs.c.put_at).limit(limit))
    return [(project_id, digest) for project_id, digest in found]


def lock_unused(connection: Connection, project_id: str, digest: str, before: datetime) -> bool:
    """Takes an unused blob for deletion: True when it still is unused and old, and is locked until the end.

    Two statements: who waited for a lock sees uses that were committed meanwhile only in the next one.
    """
    own = (blobs.c.project_id == project_id) & (blobs.c.digest == digest) & (blobs.c.put_at < before)
    row = connection.execute(select(blobs.c.size).where(own).with_for_update(skip_locked=True)).first()
    return row is not None and not is_used(connection, project_id, digest)


def remove_row(connection: Connection, project_id: str, digest: str) -> None:
    """Forgets a blob; its file is gone already."""
    connection.execute(delete(blobs).where(blobs.c.project_id == project_id, blobs.c.digest == digest))


def adopt_row(connection: Connection, project_id: str, digest: str, size: int, put_at: datetime) -> bool:
    """Gives a file that has no row one, as old as the file, so that it is collected like any other blob.

    False when it has a row, or when there is no such project.
    """
    if connection.execute(select(projects.c.name).where(projects.c.project_id == project_id)).first() is None:
        return False
    row = insert_into(blobs, connection).values(project_id=project_id, digest=digest, size=size, put_at=put_at)
    return connection.execute(row.on_conflict_do_nothing().returning(blobs.c.digest)).first() is not None


def has_row(connection: Connection, project_id: str, digest: str) -> bool:
    """Whether a blob has a row."""
    own = (blobs.c.project_id == project_id) & (blobs.c.digest == digest)
    return connection.execute(select(literal(1)).where(own)).first() is not None


def every(connection: Connection) -> Iterator[tuple[str, str, int, bool]]:
    """(project, digest, size, whether anybody uses it) of all blobs, in the order of their keys."""
    used = exists().where(blob_uses.c.project_id == blobs.c.project_id, blob_uses.c.digest == blobs.c.digest)
    query = select(blobs.c.project_id, blobs.c.digest, blobs.c.size, used)
    for project_id, digest, size, needed in connection.execute(query.order_by(blobs.c.project_id, blobs.c.digest)):
        yield project_id, digest, size, bool(needed)
