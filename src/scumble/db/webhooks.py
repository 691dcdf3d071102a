"""Rows of webhooks: endpoints and their deliveries, as their project sees them; sending is `db.outbox`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, insert, or_, select, update

from scumble.core.caller import Caller
from scumble.core.webhook import Delivery, Endpoint
from scumble.db.engine import Database
from scumble.db.outbox import delivery_row, to_delivery
from scumble.db.tables import webhook_deliveries as deliveries
from scumble.db.tables import webhook_endpoints as endpoints

_NAMES = tuple(f for f in Endpoint.__dataclass_fields__)


class WebhookRows:
    """Both tables; a caller sees its own project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def add(self, caller: Caller, endpoint: Endpoint, most: int) -> bool:
        """Keeps a new endpoint; False when the project has `most` already."""
        count = select(func.count()).where(endpoints.c.project_id == caller.project_id)
        values: dict[str, Any] = {name: getattr(endpoint, name) for name in _NAMES}
        values |= {"project_id": caller.project_id, "events": list(endpoint.events)}
        with self._database.write() as connection:
            if connection.execute(count).scalar_one() >= most:
                return False
            connection.execute(insert(endpoints).values(values))
        return True

    def all(self, caller: Caller) -> tuple[Endpoint, ...]:
        """The project's endpoints, oldest first."""
        mine = select(endpoints).where(endpoints.c.project_id == caller.project_id)
        with self._database.read() as connection:
            rows = connection.execute(mine.order_by(endpoints.c.created_at, endpoints.c.id)).mappings()
            return tuple(_to_endpoint(row) for row in rows)

    def get(self, caller: Caller, endpoint_id: str) -> Endpoint | None:
        """One endpoint."""
        with self._database.read() as connection:
            row = connection.execute(select(endpoints).where(_mine(caller, endpoint_id))).mappings().first()
        return None if row is None else _to_endpoint(row)

    def delete(self, caller: Caller, endpoint_id: str) -> bool:
        """Deletes an endpoint with all its deliveries; False when there is none."""
        with self._database.write() as connection:
            # Locked first: whoever publishes to it waits and then finds it gone, or is waited for.
            found = connection.execute(select(endpoints.c.id).where(_mine(caller, endpoint_id)).with_for_update())
            if found.first() is None:
                return False
            connection.execute(delete(deliveries).where(deliveries.c.endpoint_id == endpoint_id))
            connection.execute(delete(endpoints).where(_mine(caller, endpoint_id)))
        return True

    def deliver(self, caller: Caller, endpoint_id: str, event_type: str, body: str, at: datetime) -> Delivery:
        """Writes an event for one endpoint of the caller's, whatever it is subscribed to."""
        row = delivery_row(caller.project_id, endpoint_id, event_type, body, at)
        with self._database.write() as connection:
            connection.execute(insert(deliveries).values(row))
        return Delivery(**{name: value for name, value in row.items() if name != "project_id"})

    def deliveries(self, caller: Caller, endpoint_id: str, limit: int, after: str | None = None) -> Sequence[Delivery]:
        """An endpoint's deliveries, newest first; at most `limit`, those after the one with the id `after`."""
        mine = and_(deliveries.c.project_id == caller.project_id, deliveries.c.endpoint_id == endpoint_id)
        query = select(deliveries).where(mine)
        with self._database.read() as connection:
            if after is not None:
                last = connection.execute(query.where(deliveries.c.id == after)).mappings().first()
                if last is None:
                    return ()
                older = deliveries.c.created_at < last["created_at"]
                same = and_(deliveries.c.created_at == last["created_at"], deliveries.c.id < after)
                query = query.where(or_(older, same))
            ordered = query.order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc()).limit(limit)
            return tuple(to_delivery(row) for row in connection.execute(ordered).mappings())

    def delivery(self, caller: Caller, delivery_id: str) -> Delivery | None:
        """One delivery."""
        mine = and_(deliveries.c.project_id == caller.project_id, deliveries.c.id == delivery_id)
        with self._database.read() as connection:
            row = connection.execute(select(deliveries).where(mine)).mappings().first()
        return None if row is None else to_delivery(row)

    def replay(self, caller: Caller, delivery_id: str, at: datetime) -> bool:
        """A delivery is due again, with all its attempts before it; False when there is none."""
        mine = and_(deliveries.c.project_id == caller.project_id, deliveries.c.id == delivery_id)
        again = {"attempts": 0, "next_at": at, "delivered_at": None, "gave_up_at": None}
        with self._database.write() as connection:
            return connection.execute(update(deliveries).where(mine).values(again)).rowcount == 1


def _mine(caller: Caller, endpoint_id: str) -> ColumnElement[bool]:
    return and_(endpoints.c.id == endpoint_id, endpoints.c.project_id == caller.project_id)


def _to_endpoint(row: RowMapping) -> Endpoint:
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    values["events"] = tuple(row["events"])
    return Endpoint(**values)
