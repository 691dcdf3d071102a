"""Task: an edit that was accepted, with all that is needed to carry it out, to find it again and to answer for it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from scumble.core.caller import Caller
from scumble.core.plan import JsonValue
from scumble.core.usage import Money

Status = Literal["queued", "processing", "succeeded", "failed", "cancelled"]
Priority = Literal["interactive", "normal", "batch"]
Route = Literal["edits", "generations"]

ENDED: Final[frozenset[Status]] = frozenset({"succeeded", "failed", "cancelled"})
"""A task in one of these stays in it: exactly one result or one typed error."""


def new_task_id() -> str:
    """`task_` and 96 random bits."""
    return "task_" + secrets.token_hex(12)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A place in the queue. place: smaller ones go first; 0 = does not queue. end: of it, in the queue's own time."""

    place: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Task:
    """One accepted edit or generation.

    request: as asked, pictures by digest, nothing else of them (`api/requests.py` writes and reads it). request_hash:
    SHA-256 (hex) of it, by which a repeated request is told from another one with the same idempotency key.
    priority: interactive ones start at once; the others wait in a queue. deadline_at: when it is given up.
    owner, attempt: which process works on it, for the how-manieth time; whoever lost it can no longer end it.
    position: how many wait before it, 0 = next; None when it does not wait. result: the answer without its pictures,
    which are named by digest. error: {code, type, message, param}. seconds: of work, when it has ended.
    spent: what providers have charged for it so far, None where none was asked.
    engine: that was planned to draw it. images, tokens: what it takes of limits by the minute. trace: the W3C
    traceparent of the request it came with.
    batch_id, batch_line: the batch that it is a line of, and which one (1 = the first).
    """

    project_id: str
    key_id: str
    route: Route
    request: Mapping[str, JsonValue] = field(repr=False)
    request_hash: str
    request_id: str
    priority: Priority = "interactive"
    status: Status = "queued"
    id: str = field(default_factory=new_task_id)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started_at: datetime | None = None
    ended_at: datetime | None = None
    deadline_at: datetime | None = None
    cancel_at: datetime | None = None
    owner: str | None = None
    attempt: int = 0
    client_request_id: str | None = None
    idempotency_key: str | None = None
    plan: Mapping[str, JsonValue] | None = None
    result: Mapping[str, JsonValue] | None = field(default=None, repr=False)
    error: Mapping[str, JsonValue] | None = None
    seconds: float = 0.0
    engine: str | None = None
    images: int = 1
    tokens: int = 0
    trace: str | None = None
    batch_id: str | None = None
    batch_line: int | None = None
    position: int | None = None
    spent: Money | None = None

    @property
    def ended(self) -> bool:
        """True once it has its one outcome."""
        return self.status in ENDED

    @property
    def caller(self) -> Caller:
        """Whose it is."""
        return Caller(project_id=self.project_id, key_id=self.key_id)
