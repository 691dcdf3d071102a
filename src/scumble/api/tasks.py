"""/v1/tasks: durable tasks listed, read, watched, cancelled; their results fetched again."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast, get_args

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from scumble.api.auth import authenticate
from scumble.api.contract import asset_urls, contract_code, is_contract
from scumble.api.keeping import answer_of, media_of, pictures_of
from scumble.api.pictures import Body
from scumble.api.services import Services
from scumble.api.sse import HEADERS, HEARTBEAT, frame
from scumble.core.caller import Caller
from scumble.core.errors import InvalidValue, NotFound
from scumble.core.kept_errors import error_of
from scumble.core.plan import JsonValue
from scumble.core.task import Status, Task
from scumble.core.usage import Money
from scumble.edits.desk import Desk

LOOK_SECONDS = 0.25
"""How often a watched task is looked at."""
MOST = 100
"""Tasks in one page of a list."""


def task_json(task: Task, urls: Sequence[str] | None = None) -> dict[str, object]:
    """A task as it is answered. urls: of its pictures, None = on this server, with the key.

    `status` and `error` are those that gateways expect of a self-hosted upstream; `output.assets` names where the
    pictures are. `result` is the Images API's answer without `b64_json`.
    """
    error = task.error
    if error is not None and is_contract(task):
        error = {**error, "code": contract_code(error_of(error))}
    return {
        "id": task.id,
        "object": "task",
        "status": task.status,
        "type": f"image.{task.route}",
        "priority": task.priority,
        "position": task.position,
        "progress": 1.0 if task.status == "succeeded" else 0.0,
        "created_at": _seconds(task.created_at),
        "started_at": _seconds(task.started_at),
        "completed_at": _seconds(task.ended_at),
        "deadline_at": _seconds(task.deadline_at),
        "cancel_requested": task.cancel_at is not None,
        "attempts": task.attempt,
        "seconds": round(task.seconds, 3),
        "client_request_id": task.client_request_id,
        "idempotency_key": task.idempotency_key,
        "batch_id": task.batch_id,
        "request_id": task.request_id,
        "plan": task.plan,
        "cost": _cost(task),
        "output": _output(task, urls),
        "result": _result(task),
        "error": None if error is None else {n: error[n] for n in ("code", "message", "type", "param")},
    }


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _content(task: Task, index: int) -> str:
    return f"/v1/tasks/{task.id}/content/{index}"


def _data(task: Task) -> list[dict[str, JsonValue]]:
    return cast("list[dict[str, JsonValue]]", (task.result or {})["data"])


def _cost(task: Task) -> JsonValue:
    """Money of all results together, as decimal text; without a result what providers have charged so far."""
    cost = task.spent
    if task.result is not None:
        edits = [cast("dict[str, dict[str, str]]", item["edit"]) for item in _data(task)]
        money = [Money(amount=Decimal(e["money"]["amount"]), currency=e["money"]["currency"]) for e in edits]
        cost = sum(money, Money(currency=money[0].currency))
    return None if cost is None else {"amount": format(cost.amount, "f"), "currency": cost.currency}


def _output(task: Task, urls: Sequence[str] | None) -> JsonValue:
    """Where the pictures are."""
    if task.result is None:
        return None
    media, urls = media_of(task), urls or [_content(task, k) for k in range(len(_data(task)))]
    assets: list[JsonValue] = [{"type": "image", "url": url, "mimeType": media} for url in urls]
    return {"assets": assets, "metadata": {"engine": task.result.get("engine"), "usage": task.result.get("usage")}}


def _result(task: Task) -> JsonValue:
    """The answer, each picture by its address."""
    if task.result is None:
        return None
    data: list[JsonValue] = [
        {"url": _content(task, k), "bytes": item["bytes"], "edit": item["edit"]} for k, item in enumerate(_data(task))
    ]
    return {**{k: v for k, v in task.result.items() if k not in {"data", "engine"}}, "data": data}


def task_response(task: Task, status: int = 200, urls: Sequence[str] | None = None) -> Response:
    """A task as a response, with its address. urls: see `task_json`."""
    headers = {"location": f"/v1/tasks/{task.id}", "x-scumble-task": task.id}
    return Response(orjson.dumps(task_json(task, urls)), status, headers, "application/json")


def task_routes(services: Services) -> APIRouter:
    """The routes of tasks; every one sees the tasks of the key's project only."""
    router = APIRouter(prefix="/v1/tasks")
    routes = TaskRoutes(services)
    router.add_api_route("", routes.list, methods=["GET"], response_model=None)
    router.add_api_route("/{task_id}", routes.get, methods=["GET"], response_model=None)
    router.add_api_route("/{task_id}/cancel", routes.cancel, methods=["POST"], response_model=None)
    router.add_api_route("/{task_id}/answer", routes.answer, methods=["GET"], response_model=None)
    router.add_api_route("/{task_id}/content/{index}", routes.content, methods=["GET"], response_model=None)
    router.add_api_route("/{task_id}/events", routes.events, methods=["GET"], response_model=None)
    return router


class TaskRoutes:
    """Handlers over one desk."""

    def __init__(self, services: Services) -> None:
        """services: with a desk; without one every answer is that there is no such task."""
        self._services = services

    async def list(self, request: Request) -> Response:
        """The project's tasks, newest first."""
        caller, desk = await self._entered(request)
        query = request.query_params
        status = query.get("status")
        if status is not None and status not in get_args(Status):
            raise InvalidValue(
                f"Invalid value: '{status[:40]}'. Supported values for 'status' are: {', '.join(get_args(Status))}.",
                param="status",
            )
        limit = query.get("limit", "20")
        if not limit.isascii() or not limit.isdigit() or len(limit) > 6 or not 1 <= int(limit) <= MOST:
            raise InvalidValue(f"Invalid 'limit': expected a number from 1 to {MOST}.", param="limit")
        found = await desk.recent(
            caller,
            limit=int(limit) + 1,
            after=query.get("after"),
            status=cast("Status | None", status),
            client_request_id=query.get("client_request_id"),
            idempotency_key=query.get("idempotency_key"),
        )
        page = found[: int(limit)]
        body = {
            "object": "list",
            "data": [task_json(task) for task in page],
            "first_id": page[0].id if page else None,
            "last_id": page[-1].id if page else None,
            "has_more": len(found) > len(page),
        }
        return Response(orjson.dumps(body), media_type="application/json")

    async def get(self, request: Request, task_id: str) -> Response:
        """One task."""
        caller, desk = await self._entered(request)
        task = await desk.get(caller, task_id)
        storage = self._services.storage
        if task.result is None or storage is None or not is_contract(task):
            return task_response(task)
        base = storage.public_url or str(request.base_url)
        urls = await asyncio.to_thread(asset_urls, task, storage, base)
        return task_response(task, urls=urls)

    async def cancel(self, request: Request, task_id: str) -> Response:
        """Asks for it to be cancelled; a task that has ended stays as it ended."""
        caller, desk = await self._entered(request)
        return task_response(await desk.cancel(caller, task_id))

    async def answer(self, request: Request, task_id: str) -> Response:
        """The answer that the request itself got or would have got, pictures and all."""
        caller, desk = await self._entered(request)
        task = await self._finished(desk, caller, task_id)
        pictures = [await desk.picture(task, digest) for digest in pictures_of(task)]
        return body_response(answer_of(task, pictures), task)

    async def content(self, request: Request, task_id: str, index: str) -> Response:
        """One of its pictures, as a file."""
        caller, desk = await self._entered(request)
        task = await self._finished(desk, caller, task_id)
        digests = pictures_of(task)
        if not index.isascii() or not index.isdigit() or len(index) > 3 or int(index) >= len(digests):
            raise NotFound(f"The task has {len(digests)} pictures, counted from 0.", param="index")
        data = await desk.picture(task, digests[int(index)])
        return Response(data, headers={"etag": f'"{digests[int(index)]}"'}, media_type=media_of(task))

    async def events(self, request: Request, task_id: str) -> Response:
        """What happens to it, as server-sent events, until it has ended."""
        caller, desk = await self._entered(request)
        first = await desk.get(caller, task_id)
        beat = self._services.door.heartbeat_seconds
        return StreamingResponse(_watched(desk, first, beat), headers=HEADERS, media_type="text/event-stream")

    async def _finished(self, desk: Desk, caller: Caller, task_id: str) -> Task:
        """A task that has a result. Raises NotFound for one without."""
        task = await desk.get(caller, task_id)
        if task.result is None:
            raise NotFound(f"The task has no result: it is {task.status}.", param="task_id", code="task_has_no_result")
        return task

    async def _entered(self, request: Request) -> tuple[Caller, Desk]:
        """Who asks, and the desk."""
        caller = await authenticate(request, self._services.keys)
        if self._services.desk is None:
            raise NotFound("This server keeps no tasks.", code="task_not_found")
        return caller, self._services.desk


def body_response(body: Body, task: Task) -> Response:
    """A JSON body with pictures, sent in pieces."""
    headers = {
        "content-length": str(body.length),
        "x-scumble-task": task.id,
        "x-scumble-engine": str((task.result or {}).get("engine", "")),
    }
    return StreamingResponse(iter(body.pieces()), headers=headers, media_type="application/json")


async def _watched(desk: Desk, task: Task, heartbeat: float) -> AsyncIterator[bytes]:
    """An event whenever the task has changed, a comment when nothing was said for `heartbeat` seconds."""
    said, when = b"", time.monotonic()
    while True:
        told = orjson.dumps({"type": "task.updated", "task": task_json(task)})
        if told != said:
            said, when = told, time.monotonic()
            yield b"".join(frame("task.updated", Body(texts=(told,), pictures=())).pieces())
        elif time.monotonic() - when > heartbeat:
            when = time.monotonic()
            yield HEARTBEAT
        if task.ended:
            return
        await asyncio.sleep(LOOK_SECONDS)
        task = await desk.get(task.caller, task.id)
