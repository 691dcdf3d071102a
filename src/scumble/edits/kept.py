"""What is kept of a task: an answer without its pictures, and the place where pictures are kept by digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from scumble.core.plan import JsonValue
from scumble.core.task import Task
from scumble.db.engine import Transaction


class Pictures(Protocol):
    """Bytes by digest, per project, kept as long as somebody uses them."""

    def put(self, project_id: str, data: bytes) -> object:
        """Keeps bytes durably under their SHA-256; a use has to follow soon. Raises StorageFull."""
        ...

    def get(self, project_id: str, digest: str) -> bytes:
        """The bytes. Raises NotFound."""
        ...

    def use(self, connection: Transaction, task: Task, digest: str, *, result: bool) -> None:
        """The task needs the bytes from this transaction on. result: they are what it made, which is kept even when
        the project has more than it may by then. Raises StorageQuotaExceeded, NotFound."""
        ...

    def drop(self, connection: Transaction, project_id: str, task_id: str) -> None:
        """The task needs none of them any more, from this transaction on."""
        ...


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer as it is kept. result: without pictures, which it names by digest; pictures: those, by digest."""

    result: Mapping[str, JsonValue]
    pictures: Mapping[str, bytes]
