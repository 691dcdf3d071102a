"""Pictures of tasks: what was sent and what was made, kept as long as the task is; and what providers answered, kept
until the task has ended."""

from scumble.core.task import Task
from scumble.db import blobs as rows
from scumble.db.engine import Transaction
from scumble.db.steps import USE
from scumble.store.keep import Store


class TaskPictures:
    """A store as the desk of tasks needs it. Every method may wait: call it in a worker thread."""

    def __init__(self, store: Store) -> None:
        """store: where the bytes are."""
        self._store = store

    def put(self, project_id: str, data: bytes) -> object:
        """Keeps the bytes; `use` has to follow soon. Raises StorageFull."""
        return self._store.put(project_id, data)

    def get(self, project_id: str, digest: str) -> bytes:
        """The bytes. Raises ContentGone."""
        return self._store.blobs.get(project_id, digest)

    def use(self, connection: Transaction, task: Task, digest: str, *, result: bool) -> None:
        """The task needs the bytes from this transaction on.

        result: a result is kept whatever the quota says: it was worked or paid for. Raises StorageQuotaExceeded for
        anything else, ContentGone.
        """
        if result:
            now = self._store.now()
            rows.add_use(connection, task.project_id, digest, kind="task", owner=task.id, now=now)
        else:
            self._store.use(connection, task.project_id, digest, kind="task", owner=task.id)

    def put_answer(self, project_id: str, data: bytes) -> str:
        """Keeps a provider's answer; `use_answer` has to follow soon. Raises StorageFull."""
        return self._store.put(project_id, data).digest

    def use_answer(self, connection: Transaction, task: Task, digest: str) -> None:
        """The task needs the answer from this transaction on, whatever the quota says, until it has ended."""
        rows.add_use(connection, task.project_id, digest, kind=USE, owner=task.id, now=self._store.now())

    def drop(self, connection: Transaction, project_id: str, task_id: str) -> None:
        """The task needs none of its pictures any more, from this transaction on."""
        self._store.drop(connection, project_id, kind="task", owner=task_id)
