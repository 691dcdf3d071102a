"""The webhooks' outbox: events written in the transaction that they tell of, claimed by whoever sends them, settled.

An event is written by `publish` inside the unit of work that finishes a task or a batch: both are kept, or neither.
Claiming a delivery moves its `next_at` to when it counts as lost and its `attempts` up by one; whoever sent it settles
it with that number, so a sender that stalled cannot overwrite what a later one did. Sent at least once.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, update

from scumble.core.plan import JsonValue
from scumble.core.task import Status, Task
from scumble.core.webhook import Delivery, EventType
from scumble.db.engine import Database
from scumble.db.tables import webhook_deliveries as deliveries
from scumble.db.tables import webhook_endpoints as endpoints

_FIELDS = tuple(f for f in Delivery.__dataclass_fields__)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A delivery that is this sender's for a while, and where it goes."""

    delivery: Delivery
    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How an attempt went. next_at: when to try again; without it and delivered_at, the delivery is given up.

    gone: the receiver wants no more events at all.
    """

    at: datetime
    status: int | None = None
    error: str | None = None
    delivered: bool = False
    next_at: datetime | None = None
    gone: bool = False


def publish(
    connection: Connection,
    project_id: str,
    event_type: EventType,
    data: Mapping[str, JsonValue],
    at: datetime | None = None,
) -> int:
    """Writes an event for each endpoint of the project that is subscribed to it; how many there are.

    connection: the unit of work that made the event true. data: what the receiver needs to look it up (ids, states),
    never pixels or words of an instruction. at: now unless given.
    """
    moment = at or datetime.now(UTC)
    # A key-share lock: the endpoint cannot be deleted before this unit of work is kept (SQLite has one writer anyway).
    wanted = (
        select(endpoints.c.id, endpoints.c.events)
        .where(endpoints.c.project_id == project_id, endpoints.c.disabled_at.is_(None))
        .with_for_update(read=True, key_share=True)
    )
    receivers = [row.id for row in connection.execute(wanted) if event_type in row.events]
    if receivers:
        event = event_body(event_type, data, moment)
        rows = [delivery_row(project_id, receiver, event_type, event, moment) for receiver in receivers]
        connection.execute(insert(deliveries), rows)
    return len(receivers)


_TASK_EVENTS: Final[Mapping[Status, EventType]] = {
    "succeeded": "task.completed",
    "failed": "task.failed",
    "cancelled": "task.cancelled",
}


def publish_task(connection: Connection, task: Task, status: Status, at: datetime) -> None:
    """Tells how a task ended, in the transaction that ends it. Whoever waits for an answer has it from that answer, so
    only tasks that are answered later are told of; lines of a batch are told of by their batch."""
    if task.priority == "interactive" or task.batch_id is not None:
        return
    data: dict[str, JsonValue] = {"id": task.id, "status": status}
    if task.error is not None:
        data["error"] = {"code": task.error.get("code")}
    publish(connection, task.project_id, _TASK_EVENTS[status], data, at)


def event_body(event_type: str, data: Mapping[str, JsonValue], at: datetime) -> str:
    """An event as JSON: `type`, `timestamp` and `data` as Standard Webhooks has them, the rest as OpenAI's events."""
    event = {
        "id": "evt_" + secrets.token_hex(12),
        "object": "event",
        "type": event_type,
        "created_at": int(at.timestamp()),
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": dict(data),
    }
    return orjson.dumps(event).decode()


def delivery_row(project_id: str, endpoint_id: str, event_type: str, body: str, at: datetime) -> dict[str, Any]:
    """A new delivery's row, due at once."""
    return {
        "id": "msg_" + secrets.token_hex(12),
        "project_id": project_id,
        "endpoint_id": endpoint_id,
        "event_type": event_type,
        "body": body,
        "created_at": at,
        "attempts": 0,
        "next_at": at,
    }


def to_delivery(row: RowMapping) -> Delivery:
    """A row as a delivery."""
    return Delivery(**{name: row[name] for name in _FIELDS})


class Outbox:
    """The deliveries of all projects, for whoever sends them. It serves no request, so it takes no Caller."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def next_due(self) -> datetime | None:
        """When the next delivery is due; None = there is none. Only reads."""
        with self._database.read() as connection:
            return connection.execute(select(func.min(deliveries.c.next_at))).scalar()

    def claim(
        self, now: datetime, limit: int, *, lost_after: timedelta, each: int = 2, busy: Collection[str] = ()
    ) -> tuple[Claimed, ...]:
        """At most `limit` deliveries that are due, the longest due first; nobody else gets them meanwhile.

        lost_after: when they are due again unless they are settled. each: at most so many of one endpoint, so that one
        that answers slowly does not hold up the others. busy: endpoints to leave out.
        """
        turn = func.row_number().over(partition_by=deliveries.c.endpoint_id, order_by=(deliveries.c.next_at))
        due = and_(deliveries.c.next_at <= now, deliveries.c.endpoint_id.not_in(busy))
        turns = select(deliveries.c.id, turn.label("turn")).where(due).subquery()
        query = (
            select(*(deliveries.c[name] for name in _FIELDS), endpoints.c.url, endpoints.c.secret)
            .join(endpoints, endpoints.c.id == deliveries.c.endpoint_id)
            # Asked twice: PostgreSQL looks at the outer condition again once it has the row's lock.
            .where(deliveries.c.id.in_(select(turns.c.id).where(turns.c.turn <= each)), deliveries.c.next_at <= now)
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=deliveries)
        )
        with self._database.write() as connection:
            rows = connection.execute(query).mappings().all()
            taken = {"attempts": deliveries.c.attempts + 1, "next_at": now + lost_after}
            for row in rows:
                connection.execute(update(deliveries).where(deliveries.c.id == row["id"]).values(taken))
        return tuple(
            Claimed(
                delivery=to_delivery({**row, "attempts": row["attempts"] + 1}),  # pyright: ignore[reportArgumentType]
                url=row["url"],
                secret=row["secret"],
            )
            for row in rows
        )

    def settle(self, delivery: Delivery, how: Settled) -> bool:
        """Writes down how an attempt went; False when the delivery is not this sender's any more."""
        ended = not how.delivered and how.next_at is None
        values = {
            "next_at": None if how.delivered else how.next_at,
            "last_at": how.at,
            "last_status": how.status,
            "last_error": None if how.error is None else how.error[:200],
            "delivered_at": how.at if how.delivered else None,
            "gave_up_at": how.at if ended else None,
        }
        mine = and_(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
        with self._database.write() as connection:
            # The endpoint first, then its deliveries: in the order that everybody else locks them.
            if how.gone:
                self._disable(connection, delivery.endpoint_id, how)
            return connection.execute(update(deliveries).where(mine).values(values)).rowcount == 1

    def give_back(self, delivery: Delivery, now: datetime) -> None:
        """A delivery that was claimed but not sent is due again, as if it had not been."""
        mine = and_(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
        with self._database.write() as connection:
            values = {"attempts": deliveries.c.attempts - 1, "next_at": now}
            connection.execute(update(deliveries).where(mine).values(values))

    def forget(self, before: datetime) -> int:
        """Deletes deliveries that ended before a moment; how many."""
        ended = or_(deliveries.c.delivered_at < before, deliveries.c.gave_up_at < before)
        with self._database.write() as connection:
            return connection.execute(delete(deliveries).where(ended)).rowcount

    def _disable(self, connection: Connection, endpoint_id: str, how: Settled) -> None:
        """Nothing more is sent to an endpoint; what was on its way is given up."""
        known = and_(endpoints.c.id == endpoint_id, endpoints.c.disabled_at.is_(None))
        connection.execute(update(endpoints).where(known).values(disabled_at=how.at, disabled_why="gone"))
        waiting = and_(deliveries.c.endpoint_id == endpoint_id, deliveries.c.next_at.is_not(None))
        connection.execute(update(deliveries).where(waiting).values(next_at=None, gave_up_at=how.at))
