"""Endpoints of webhooks: made, listed, deleted, tried with a test event; their deliveries listed and replayed."""

import base64
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from scumble.core.caller import Caller
from scumble.core.errors import AddressRefused, InvalidRequest, InvalidValue, NotFound
from scumble.core.webhook import EVENTS, TEST_EVENT, Delivery, Endpoint
from scumble.db.engine import Database
from scumble.db.outbox import event_body
from scumble.db.webhooks import WebhookRows
from scumble.net.addresses import Rules

MOST: Final = 20
"""Endpoints of a project."""
SECRET_BYTES: Final = 32
"""Standard Webhooks asks for 24 to 64 random bytes."""


class Webhooks:
    """What a project's owner does with webhooks; share it among threads."""

    def __init__(
        self,
        database: Database,
        rules: Rules,
        *,
        wake: Callable[[], None] = lambda: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """database: migrated. rules: which addresses may be sent to. wake: tells the sender that something is due."""
        self._rows = WebhookRows(database)
        self._rules = rules
        self._wake = wake
        self._now = now

    def create(self, caller: Caller, url: str, events: Sequence[str] = EVENTS) -> Endpoint:
        """A new endpoint; its secret is told now and never again. Raises AddressRefused, InvalidValue.

        The address's writing is checked here; what its name means is checked each time something is sent.
        """
        try:
            self._rules.read(url)
        except AddressRefused as error:
            raise AddressRefused(error.message, param="url") from error
        unknown = sorted(set(events) - set(EVENTS))
        if unknown or not events:
            wrong = f"There is no event '{unknown[0][:40]}'" if unknown else "A webhook needs an event"
            raise InvalidValue(f"{wrong}; there are {', '.join(EVENTS)}.", param="events")
        endpoint = Endpoint(
            id="wh_" + secrets.token_hex(12),
            url=url,
            secret="whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode(),
            events=tuple(e for e in EVENTS if e in events),
            created_at=self._now(),
        )
        if not self._rows.add(caller, endpoint, MOST):
            raise InvalidRequest(f"A project has at most {MOST} webhooks; delete one first.", code="too_many_webhooks")
        return endpoint

    def list(self, caller: Caller) -> Sequence[Endpoint]:
        """The project's endpoints, oldest first."""
        return self._rows.all(caller)

    def get(self, caller: Caller, endpoint_id: str) -> Endpoint:
        """One endpoint. Raises NotFound."""
        found = self._rows.get(caller, endpoint_id)
        if found is None:
            raise NotFound(f"There is no webhook '{endpoint_id[:80]}'.", param="webhook")
        return found

    def delete(self, caller: Caller, endpoint_id: str) -> None:
        """Deletes an endpoint and its deliveries. Raises NotFound."""
        self.get(caller, endpoint_id)
        self._rows.delete(caller, endpoint_id)

    def test(self, caller: Caller, endpoint_id: str) -> Delivery:
        """Sends an endpoint a test event. Raises NotFound, and InvalidRequest for one that is disabled."""
        endpoint = self._enabled(caller, endpoint_id)
        now = self._now()
        body = event_body(TEST_EVENT, {"webhook": endpoint.id}, now)
        made = self._rows.deliver(caller, endpoint.id, TEST_EVENT, body, now)
        self._wake()
        return made

    def deliveries(
        self, caller: Caller, endpoint_id: str, limit: int = 20, after: str | None = None
    ) -> Sequence[Delivery]:
        """An endpoint's deliveries, newest first, those after the id `after`. Raises NotFound."""
        return self._rows.deliveries(caller, self.get(caller, endpoint_id).id, limit, after)

    def replay(self, caller: Caller, delivery_id: str) -> Delivery:
        """Sends a delivery again, with the same id and body. Raises NotFound, and InvalidRequest as `test`."""
        found = self._rows.delivery(caller, delivery_id)
        if found is None:
            raise NotFound(f"There is no delivery '{delivery_id[:80]}'.", param="delivery")
        self._enabled(caller, found.endpoint_id)
        self._rows.replay(caller, delivery_id, self._now())
        self._wake()
        return self._rows.delivery(caller, delivery_id) or found

    def _enabled(self, caller: Caller, endpoint_id: str) -> Endpoint:
        endpoint = self.get(caller, endpoint_id)
        if endpoint.disabled_at is not None:
            raise InvalidRequest(
                f"The webhook '{endpoint.id}' is disabled: its receiver answered with 410 Gone. Make a new one.",
                code="webhook_disabled",
            )
        return endpoint
