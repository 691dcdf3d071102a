"""OpenAI's Batch API: /v1/batches made, listed, read, cancelled; what is in their files is `batch_wire`."""

from datetime import datetime
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.accepting import idempotency_key
from scumble.api.auth import authenticate
from scumble.api.body import content_length, read_all
from scumble.api.files import ExpiresAfter
from scumble.api.gate import Gate
from scumble.api.images import load_json
from scumble.api.limiting import again
from scumble.api.parameters import check
from scumble.api.services import Services, Storage
from scumble.core.batch import Batch
from scumble.edits.batches import Batches

MOST_LISTED = 100
MOST_DETAILS, MOST_KEY, MOST_VALUE = 16, 64, 512


class BatchWishes(BaseModel):
    """The JSON body of a new batch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input_file_id: Annotated[
        str, Field(max_length=64, description="A file of purpose `batch`: one request a line (JSONL).")
    ]
    endpoint: Annotated[
        Literal["/v1/images/edits", "/v1/images/generations"], Field(description="What every line asks for.")
    ]
    completion_window: Annotated[Literal["24h"], Field(description="Lines not begun by then expire.")]
    metadata: Annotated[
        dict[Annotated[str, Field(max_length=MOST_KEY)], Annotated[str, Field(max_length=MOST_VALUE)]] | None,
        Field(max_length=MOST_DETAILS, description="Up to 16 texts of yours, told with the batch."),
    ] = None
    output_expires_after: Annotated[
        ExpiresAfter | None,
        Field(description="When output and error file go by themselves; absent: as batch files do."),
    ] = None


class BatchListWishes(BaseModel):
    """Parameters of a list of batches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[str | None, Field(max_length=64, description="The last id of the page before.")] = None
    limit: Annotated[int | None, Field(ge=1, le=MOST_LISTED, description="Default 20.")] = None


class BatchRoutes:
    """The four endpoints."""

    def __init__(self, services: Services, batches: Batches, storage: Storage, gate: Gate) -> None:
        """Registers the routes on `router`."""
        self._services, self._batches, self._storage, self._gate = services, batches, storage, gate
        self.router = APIRouter(prefix="/v1/batches")
        for path, method, handler in (
            ("", "POST", self.create),
            ("", "GET", self.list),
            ("/{batch_id}", "GET", self.retrieve),
            ("/{batch_id}/cancel", "POST", self.cancel),
        ):
            self.router.add_api_route(path, handler, methods=[method], response_model=None)

    async def create(self, request: Request) -> Response:
        """A new batch; its input is checked next."""
        caller = await authenticate(request, self._services.keys)
        lease = self._gate.open(content_length(request), key=caller.key_id, place=False)
        try:
            wishes = check(
                BatchWishes, await load_json(await read_all(request, lease, self._services.door)), strict=True
            )
        finally:
            lease.release()
        after = wishes.output_expires_after
        batch = await self._batches.create(
            caller,
            endpoint=wishes.endpoint,
            input_file_id=wishes.input_file_id,
            details=wishes.metadata,
            output_seconds=after.seconds if after else None,
            base_url=(self._storage.public_url or str(request.base_url))[:2048],
            idempotency_key=idempotency_key(request),
            repeated=again(request),
        )
        return _json(batch_json(batch))

    async def list(self, request: Request) -> Response:
        """The project's batches, newest first."""
        caller = await authenticate(request, self._services.keys)
        wishes = check(BatchListWishes, dict(request.query_params), strict=False)
        limit = wishes.limit or 20
        found = await self._batches.recent(caller, limit=limit + 1, after=wishes.after)
        page = found[:limit]
        return _json(
            {
                "object": "list",
                "data": [batch_json(batch) for batch in page],
                "first_id": page[0].id if page else None,
                "last_id": page[-1].id if page else None,
                "has_more": len(found) > limit,
            }
        )

    async def retrieve(self, request: Request, batch_id: str) -> Response:
        """One batch."""
        caller = await authenticate(request, self._services.keys)
        return _json(batch_json(await self._batches.get(caller, batch_id)))

    async def cancel(self, request: Request, batch_id: str) -> Response:
        """Asks for it to be cancelled: what is in work is finished, the rest is not begun."""
        caller = await authenticate(request, self._services.keys)
        return _json(batch_json(await self._batches.cancel(caller, batch_id)))


def batch_json(batch: Batch) -> dict[str, object]:
    """OpenAI's batch object; times in seconds since 1970."""
    errors = None if batch.errors is None else {"object": "list", "data": list(batch.errors)}
    return {
        "id": batch.id,
        "object": "batch",
        "endpoint": batch.endpoint,
        "model": batch.model,
        "errors": errors,
        "input_file_id": batch.input_file_id,
        "completion_window": "24h",
        "status": batch.status,
        "output_file_id": batch.output_file_id,
        "error_file_id": batch.error_file_id,
        "created_at": _seconds(batch.created_at),
        "in_progress_at": _seconds(batch.in_progress_at),
        "expires_at": _seconds(batch.expires_at),
        "finalizing_at": _seconds(batch.finalizing_at),
        "completed_at": _seconds(batch.completed_at),
        "failed_at": _seconds(batch.failed_at),
        "expired_at": _seconds(batch.expired_at),
        "cancelling_at": _seconds(batch.cancelling_at),
        "cancelled_at": _seconds(batch.cancelled_at),
        "request_counts": {"total": batch.total, "completed": batch.completed, "failed": batch.failed},
        "usage": _usage(batch),
        "metadata": batch.details,
    }


def _usage(batch: Batch) -> dict[str, object] | None:
    """Tokens of all lines that succeeded, once it has ended."""
    if not batch.ended:
        return None
    return {
        "input_tokens": batch.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": batch.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": batch.input_tokens + batch.output_tokens,
    }


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _json(body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
