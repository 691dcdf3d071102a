"""How a request wants to be carried out: waited for or told later, how urgent, until when, under which key."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from scumble import tracing
from scumble.api.fields import Sent
from scumble.api.parameters import Wishes
from scumble.api.requests import take_down
from scumble.api.running import Accepting
from scumble.api.services import Planned
from scumble.core.caller import Caller
from scumble.core.errors import InvalidValue
from scumble.core.rates import Cost
from scumble.core.task import Priority, Route, Task

MAX_CLIENT_ID = 512
"""Characters of X-Client-Request-Id that are kept, as many as OpenAI allows."""
MAX_IDEMPOTENCY_KEY = 255
LONGEST_SECONDS = 7 * 24 * 3600
LATER = re.compile(r"(?:^|,)\s*respond-async\s*(?:$|[,;])", re.IGNORECASE)
"""RFC 7240's preference, among others."""


async def accepting(
    request: Request,
    caller: Caller,
    route: Route,
    wishes: Wishes,
    sent: Sent | None,
    planned: Planned,
    *,
    pixels: int,
    cost: Cost,
) -> Accepting | None:
    """The task that a request becomes; None for one that is not to be kept.

    Raises InvalidValue for wishes that cannot go together.
    """
    later = wishes.background is True or prefers_later(request)
    key = idempotency_key(request)
    if wishes.store is False:
        for name, asked in (("background", later), ("Idempotency-Key", key is not None)):
            if asked:
                raise InvalidValue(f"'store': false keeps nothing, so it cannot be sent with '{name}'.", param="store")
        return None
    if later and wishes.stream:
        raise InvalidValue(
            "A request that is answered later cannot be streamed: leave one of the two out.", param="stream"
        )
    if not later and wishes.priority not in {None, "interactive"}:
        raise InvalidValue(
            "'priority' is for requests that are answered later: send 'background': true with it.", param="priority"
        )
    if later and wishes.priority == "interactive":
        raise InvalidValue("A request that is answered later has priority 'normal' or 'batch'.", param="priority")
    asked = await asyncio.to_thread(take_down, wishes, sent)
    priority: Priority = (wishes.priority or "normal") if later else "interactive"
    now = datetime.now(UTC)
    task = Task(
        project_id=caller.project_id,
        key_id=caller.key_id,
        route=route,
        request=asked.record,
        request_hash=asked.hash,
        request_id=request.state.request_id,
        priority=priority,
        created_at=now,
        deadline_at=_deadline(request, now),
        client_request_id=request.headers.get("x-client-request-id", "")[:MAX_CLIENT_ID] or None,
        idempotency_key=key,
        plan=planned.plan.to_json(),
        engine=planned.engine,
        images=cost.images,
        tokens=cost.tokens,
        trace=tracing.here(),
    )
    return Accepting(task=task, pictures=asked.pictures, pixels=pixels)


def prefers_later(request: Request) -> bool:
    """Whether the headers ask for an answer at once and the result later: `Prefer: respond-async`."""
    return LATER.search(request.headers.get("prefer", "")) is not None


def idempotency_key(request: Request) -> str | None:
    """Idempotency-Key. Raises InvalidValue for one that is too long."""
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > MAX_IDEMPOTENCY_KEY:
        raise InvalidValue(
            f"Idempotency-Key: at most {MAX_IDEMPOTENCY_KEY} characters are accepted.",
            param="Idempotency-Key",
            code="string_above_max_length",
        )
    return key or None


def _deadline(request: Request, now: datetime) -> datetime | None:
    """When the task is given up: Cancel-After, in seconds."""
    text = request.headers.get("cancel-after", "").strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}", text) or not 1 <= int(text) <= LONGEST_SECONDS:
        raise InvalidValue(
            f"Cancel-After: expected whole seconds from 1 to {LONGEST_SECONDS}, but got '{text[:20]}'.",
            param="Cancel-After",
        )
    return now + timedelta(seconds=int(text))
