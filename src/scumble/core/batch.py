"""Batch: a file of edits and generations that are carried out one by one, answered by a file, within a day."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from scumble.core.caller import Caller
from scumble.core.plan import JsonValue
from scumble.core.task import Route

BatchStatus = Literal[
    "validating", "failed", "in_progress", "finalizing", "completed", "expired", "cancelling", "cancelled"
]
BATCH_ENDED: Final[frozenset[BatchStatus]] = frozenset({"failed", "completed", "expired", "cancelled"})
ENDPOINTS: Final[Mapping[str, Route]] = {"/v1/images/edits": "edits", "/v1/images/generations": "generations"}
"""What the lines of a batch can ask for, and which tasks they become."""
WINDOW: Final = timedelta(hours=24)
"""The one completion window there is: "24h"."""


def new_batch_id() -> str:
    """`batch_` and 96 random bits."""
    return "batch_" + secrets.token_hex(12)


@dataclass(frozen=True, kw_only=True)
class LineCounts:
    """A batch's lines that became tasks, by how these stand."""

    queued: int = 0
    processing: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def open(self) -> int:
        """Not ended yet."""
        return self.queued + self.processing


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One batch, as it was asked for and as far as it has come. Its lines are tasks with its id.

    input_digest: of the input file's bytes, which are kept until it ends, even when the file is deleted before.
    request_hash: SHA-256 (hex) of what was asked, by which a repeated request is told from another one.
    base_url: how its sender reaches this server, for links in the output; output_seconds: how long the output's files
    live, None = as batch files do. total: lines; completed, failed: of these, once it has ended. fed_line: number of
    the last line of the input that became a task. errors: why it was refused, each {code, message, param, line}.
    owner, attempt: which process carries it on, for the how-manieth time; whoever lost it can no longer change it.
    """

    project_id: str
    key_id: str
    endpoint: str
    input_file_id: str
    input_digest: str
    request_hash: str
    id: str = field(default_factory=new_batch_id)
    status: BatchStatus = "validating"
    details: Mapping[str, str] | None = None
    base_url: str = ""
    output_seconds: int | None = None
    idempotency_key: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    expires_at: datetime = field(default_factory=lambda: datetime.now(UTC) + WINDOW)
    in_progress_at: datetime | None = None
    finalizing_at: datetime | None = None
    completed_at: datetime | None = None
    failed_at: datetime | None = None
    expired_at: datetime | None = None
    cancelling_at: datetime | None = None
    cancelled_at: datetime | None = None
    ended_at: datetime | None = None
    total: int = 0
    completed: int = 0
    failed: int = 0
    fed_line: int = 0
    model: str | None = None
    errors: tuple[Mapping[str, JsonValue], ...] | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    owner: str | None = None
    attempt: int = 0

    @property
    def ended(self) -> bool:
        """True once nothing changes any more."""
        return self.status in BATCH_ENDED

    @property
    def caller(self) -> Caller:
        """Whose it is."""
        return Caller(project_id=self.project_id, key_id=self.key_id)
