"""Webhooks: events that can be subscribed to, endpoints that receive them, and deliveries of one to the other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

EventType = Literal[
    "task.completed",
    "task.failed",
    "task.cancelled",
    "batch.completed",
    "batch.failed",
    "batch.cancelled",
    "batch.expired",
    "budget.soft_limit",
]
EVENTS: Final[tuple[str, ...]] = get_args(EventType)
TEST_EVENT: Final = "webhook.test"
"""Sent to one endpoint when its owner asks for it, whatever it is subscribed to."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where events are sent. secret: signs them; told to its owner once, and never logged. events: of `EVENTS`.

    disabled_at, disabled_why: since when and why nothing is sent there any more.
    """

    id: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One event on its way to one endpoint. id: what the receiver sees as `webhook-id`, the same at every attempt.

    body: the JSON as it is sent. attempts: how often it was tried. next_at: when it is tried next, None = never.
    last_status: HTTP status of the last attempt, where there was an answer; last_error: why there was none.
    At most one of delivered_at and gave_up_at is set.
    """

    id: str
    endpoint_id: str
    event_type: str
    body: str = field(repr=False)
    created_at: datetime
    attempts: int = 0
    next_at: datetime | None = None
    last_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    delivered_at: datetime | None = None
    gave_up_at: datetime | None = None
