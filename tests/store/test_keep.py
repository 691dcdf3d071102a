"""Rows of blobs: uses in the caller's own transaction, and the quota, on both kinds of database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from scumble.core.errors import ContentGone, StorageQuotaExceeded
from scumble.db import blobs as rows
from scumble.store.keep import Store
from tests.store.conftest import Clock

PROJECT = "proj_a"


def use(store: Store, digest: str, owner: str, project_id: str = PROJECT) -> None:
    with store.database.write() as connection:
        store.use(connection, project_id, digest, kind="task", owner=owner)


def drop(store: Store, owner: str) -> int:
    with store.database.write() as connection:
        return store.drop(connection, PROJECT, kind="task", owner=owner)


def used(store: Store, project_id: str = PROJECT) -> int:
    with store.database.read() as connection:
        return rows.used_bytes(connection, project_id)


def test_a_use_is_kept_with_the_transaction_that_adds_it_or_not_at_all(store: Store) -> None:
    digest = store.put(PROJECT, b"bytes").digest

    def broken() -> None:
        with store.database.write() as connection:
            store.use(connection, PROJECT, digest, kind="task", owner="task_1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert used(store) == 0
    use(store, digest, "task_1")
    assert used(store) == 5


def test_what_has_several_uses_counts_once_and_until_the_last_is_dropped(store: Store) -> None:
    digest = store.put(PROJECT, b"bytes").digest
    for owner in ("task_1", "task_1", "task_2"):
        use(store, digest, owner)
    assert used(store) == 5
    assert drop(store, "task_1") == 1
    assert used(store) == 5
    assert drop(store, "task_2") == 1
    assert drop(store, "task_2") == 0
    assert used(store) == 0


def test_a_use_given_again_has_the_new_end(store: Store, clock: Clock) -> None:
    digest = store.put(PROJECT, b"bytes").digest
    with store.database.write() as connection:
        store.use(connection, PROJECT, digest, kind="task", owner="t", expires_at=clock() + timedelta(minutes=1))
        store.use(connection, PROJECT, digest, kind="task", owner="t")
        assert rows.drop_expired_uses(connection, clock() + timedelta(days=1)) == 0
    assert used(store) == 5


def test_what_was_never_put_or_put_elsewhere_cannot_be_used(store: Store) -> None:
    digest = store.put("proj_b", b"bytes").digest
    with pytest.raises(ContentGone):
        use(store, digest, "task_1")
    assert used(store, "proj_b") == 0


def test_what_is_old_and_unused_may_be_going_and_has_to_be_put_again(store: Store, clock: Clock) -> None:
    digest = store.put(PROJECT, b"bytes").digest
    clock.later = rows.USE_WITHIN + timedelta(minutes=1)
    with pytest.raises(ContentGone):
        use(store, digest, "task_1")
    store.put(PROJECT, b"bytes")
    use(store, digest, "task_1")
    clock.later *= 3
    use(store, digest, "task_2")  # used by another, so it is not going anywhere


def test_the_time_to_use_ends_before_the_time_to_collect() -> None:
    assert timedelta(minutes=5) <= rows.GRACE - rows.USE_WITHIN


def test_over_its_quota_a_project_is_told_how_to_free_space(store: Store) -> None:
    store.quota = 1000
    first, second = (store.put(PROJECT, bytes([i]) * 600).digest for i in range(2))
    use(store, first, "task_1")
    with pytest.raises(StorageQuotaExceeded, match="DELETE /v1/files") as caught:
        use(store, second, "task_2")
    assert caught.value.code == "storage_quota_exceeded"
    assert used(store) == 600
    use(store, first, "task_2")  # what is kept already takes no more room
    other = store.put("proj_b", b"x" * 900).digest
    use(store, other, "task_3", "proj_b")
    for owner in ("task_1", "task_2"):
        drop(store, owner)
    use(store, second, "task_2")


def test_room_is_asked_for_before_bytes_are_sent(store: Store) -> None:
    store.check_room(PROJECT, 10**15)
    store.quota = 1000
    store.check_room(PROJECT, 1000)
    with pytest.raises(StorageQuotaExceeded):
        store.check_room(PROJECT, 1001)


def test_many_at_once_do_not_get_over_the_quota_together(store: Store) -> None:
    store.quota = 1000
    digests = [store.put(PROJECT, bytes([i]) * 300).digest for i in range(8)]

    def one(number: int) -> bool:
        try:
            use(store, digests[number], f"task_{number}")
        except StorageQuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 3
    assert used(store) == 900


def test_every_use_has_a_blob(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), store.database.write() as connection:
        connection.execute(
            sa.text("INSERT INTO blob_uses VALUES (:p, :d, 'task', 't', NULL)"), {"p": PROJECT, "d": "0" * 64}
        )
