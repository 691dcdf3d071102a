"""/v1/webhooks: endpoints made, listed, tried and deleted; their deliveries listed and replayed."""

import asyncio
from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.auth import authenticate
from scumble.api.body import content_length, read_all
from scumble.api.gate import Gate
from scumble.api.images import load_json
from scumble.api.parameters import check
from scumble.api.services import Services, Webhooks
from scumble.core.caller import Caller
from scumble.core.errors import InvalidValue, NotFound
from scumble.core.webhook import EVENTS, Delivery, Endpoint

MOST_LISTED = 100


class WebhookWishes(BaseModel):
    """The JSON body of a new webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2048,
            description="Where events are posted: a public http or https address.",
            examples=["https://shop.example.com/scumble"],
        ),
    ]
    events: Annotated[
        list[str] | None,
        Field(max_length=len(EVENTS), description="Which events; absent = all. " + ", ".join(f"`{e}`" for e in EVENTS)),
    ] = None


class WebhookRoutes:
    """The endpoints over one set of services."""

    def __init__(self, services: Services, gate: Gate) -> None:
        """Registers the routes on `router`."""
        self._services = services
        self._gate = gate
        self.router = APIRouter(prefix="/v1/webhooks")
        for method, path, handler in (
            ("POST", "", self.create),
            ("GET", "", self.list),
            ("GET", "/{webhook}", self.get),
            ("DELETE", "/{webhook}", self.delete),
            ("POST", "/{webhook}/test", self.test),
            ("GET", "/{webhook}/deliveries", self.deliveries),
            ("POST", "/deliveries/{delivery}/replay", self.replay),
        ):
            self.router.add_api_route(path, handler, methods=[method], response_model=None)

    async def create(self, request: Request) -> Response:
        """A new webhook, with the secret that is told this once."""
        caller = await self._caller(request)
        wishes = check(WebhookWishes, await self._json(request, caller), strict=True)
        events = EVENTS if wishes.events is None else tuple(wishes.events)
        made = await asyncio.to_thread(self._webhooks.create, caller, wishes.url, events)
        return _answer({**endpoint_json(made), "secret": made.secret})

    async def list(self, request: Request) -> Response:
        """The project's webhooks, without their secrets."""
        caller = await self._caller(request)
        found = await asyncio.to_thread(self._webhooks.list, caller)
        return _answer({"object": "list", "data": [endpoint_json(e) for e in found], "has_more": False})

    async def get(self, request: Request, webhook: str) -> Response:
        """One webhook."""
        caller = await self._caller(request)
        return _answer(endpoint_json(await asyncio.to_thread(self._webhooks.get, caller, webhook)))

    async def delete(self, request: Request, webhook: str) -> Response:
        """Deletes a webhook and its deliveries."""
        caller = await self._caller(request)
        await asyncio.to_thread(self._webhooks.delete, caller, webhook)
        return _answer({"id": webhook, "object": "webhook.deleted", "deleted": True})

    async def test(self, request: Request, webhook: str) -> Response:
        """Sends a test event."""
        caller = await self._caller(request)
        return _answer(delivery_json(await asyncio.to_thread(self._webhooks.test, caller, webhook)))

    async def deliveries(self, request: Request, webhook: str) -> Response:
        """What was and will be sent to a webhook, newest first."""
        caller = await self._caller(request)
        limit, after = read_limit(request.query_params.get("limit")), request.query_params.get("after")
        found = await asyncio.to_thread(self._webhooks.deliveries, caller, webhook, limit + 1, after)
        data = [delivery_json(d) for d in found[:limit]]
        return _answer({"object": "list", "data": data, "has_more": len(found) > limit})

    async def replay(self, request: Request, delivery: str) -> Response:
        """Sends a delivery again."""
        caller = await self._caller(request)
        return _answer(delivery_json(await asyncio.to_thread(self._webhooks.replay, caller, delivery)))

    @property
    def _webhooks(self) -> Webhooks:
        """Raises NotFound where there are none."""
        if self._services.webhooks is None:
            raise NotFound("This server sends no webhooks.")
        return self._services.webhooks

    async def _caller(self, request: Request) -> Caller:
        return await authenticate(request, self._services.keys)

    async def _json(self, request: Request, caller: Caller) -> dict[str, object]:
        lease = self._gate.open(content_length(request), key=caller.key_id, place=False)
        try:
            return await load_json(await read_all(request, lease, self._services.door))
        finally:
            lease.release()


def endpoint_json(endpoint: Endpoint) -> dict[str, object]:
    """A webhook as it is told; never with its secret."""
    return {
        "id": endpoint.id,
        "object": "webhook",
        "url": endpoint.url,
        "events": list(endpoint.events),
        "created_at": _seconds(endpoint.created_at),
        "disabled_at": _seconds(endpoint.disabled_at),
        "disabled_why": endpoint.disabled_why,
    }


def delivery_json(delivery: Delivery) -> dict[str, object]:
    """A delivery as it is told."""
    state = "delivered" if delivery.delivered_at else "given_up" if delivery.gave_up_at else "pending"
    return {
        "id": delivery.id,
        "object": "webhook.delivery",
        "webhook": delivery.endpoint_id,
        "type": delivery.event_type,
        "status": state,
        "event": orjson.loads(delivery.body),
        "created_at": _seconds(delivery.created_at),
        "attempts": delivery.attempts,
        "next_attempt_at": _seconds(delivery.next_at),
        "last_attempt_at": _seconds(delivery.last_at),
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "delivered_at": _seconds(delivery.delivered_at),
        "gave_up_at": _seconds(delivery.gave_up_at),
    }


def read_limit(text: str | None) -> int:
    """How many are listed: 1 to 100, 20 unless asked. Raises InvalidValue."""
    if text is None:
        return 20
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= MOST_LISTED):
        raise InvalidValue(f"'limit' has to be a whole number from 1 to {MOST_LISTED}.", param="limit")
    return int(text)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _answer(body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
