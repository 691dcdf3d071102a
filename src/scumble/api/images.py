"""POST /v1/images/edits (multipart and JSON), /v1/images/generations and /v1/images/plan."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import cast

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.answers import answer, planned_json
from scumble.api.auth import authenticate
from scumble.api.body import chunks, content_length, read_all
from scumble.api.errors import public_error
from scumble.api.fields import Sent, read_form
from scumble.api.gate import Gate, Lease
from scumble.api.memory import check_budget, working_memory
from scumble.api.multipart import FormLimits, parse_form
from scumble.api.parameters import EditJson, EditWishes, GenerateWishes, PlanWishes, Wishes, check
from scumble.api.references import read_references
from scumble.api.reply import Reply
from scumble.api.running import Prepare, Running
from scumble.api.services import Planned, PlanQuestion, Services
from scumble.api.sse import EventStream
from scumble.api.wire import (
    edit_instruction,
    generate_instruction,
    generate_question,
    plan_question,
    plan_question_of,
    probe_all,
    read_output,
)
from scumble.core.caller import Caller
from scumble.core.errors import InvalidRequest
from scumble.core.instruction import Instruction, Output

MAX_CLIENT_ID = 512
"""Characters of X-Client-Request-Id that are kept, as many as OpenAI allows."""
LARGE_JSON = 256 * 1024
"""Bytes from which JSON is read off the event loop."""


def named(prepare: Prepare, request: Request) -> Prepare:
    """Adds what the caller calls this request (X-Client-Request-Id) to the instruction."""
    own_id = request.headers.get("x-client-request-id", "")[:MAX_CLIENT_ID] or None

    async def prepared() -> Instruction:
        """The instruction with its name."""
        return replace(await prepare(), client_request_id=own_id)

    return prepared


async def load_json(body: bytes) -> dict[str, object]:
    """A JSON object. Raises InvalidRequest for anything else."""
    try:
        loaded: object = orjson.loads(body) if len(body) < LARGE_JSON else await asyncio.to_thread(orjson.loads, body)
    except orjson.JSONDecodeError:
        raise InvalidRequest("The request's body is not valid JSON.", code="invalid_json") from None
    if not isinstance(loaded, dict):
        raise InvalidRequest("The request's body must be a JSON object.", code="invalid_json")
    return cast(dict[str, object], loaded)


def media_type(request: Request) -> str:
    """The Content-Type without its parameters, lower case."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


class ImageRoutes:
    """The three endpoints over one set of services and one gate."""

    def __init__(self, services: Services, gate: Gate) -> None:
        """Registers the routes on `router`."""
        self._services = services
        self._gate = gate
        self.router = APIRouter(prefix="/v1/images")
        for path, handler in (("/edits", self.edits), ("/generations", self.generations), ("/plan", self.plan)):
            self.router.add_api_route(path, handler, methods=["POST"], response_model=None)

    async def edits(self, request: Request) -> Response:
        """Changes a picture as told and keeps the rest."""
        caller = await authenticate(request, self._services.keys)
        async with self._leased(request, caller) as lease:
            sent = await self._read_edit(request, lease)
            wishes = check(EditWishes, sent.values, strict=False)
            output = read_output(wishes, self._services.door)
            probed = await asyncio.to_thread(probe_all, sent, self._services.limits)
            planned = await self._plan(plan_question_of(wishes, sent, probed), caller)
            memory = self._memory([p.pixels for p in probed], output, planned)

            async def prepare() -> Instruction:
                """Decodes, once the edit's turn has come."""
                return await self._services.pool.run(edit_instruction, wishes, output, sent, self._services.limits)

            running = Running(self._services, lease, request, planned.engine)
            running.start(memory, named(prepare, request), caller)
        return await self._answer(running, wishes, "image_edit")

    async def generations(self, request: Request) -> Response:
        """Draws a picture from words alone, as far as the configured engines can."""
        caller = await authenticate(request, self._services.keys)
        async with self._leased(request, caller) as lease:
            wishes = check(GenerateWishes, await self._read_json(request, lease), strict=True)
            output = read_output(wishes, self._services.door)
            planned = await self._plan(generate_question(wishes, output), caller)
            memory = self._memory([], output, planned)

            async def prepare() -> Instruction:
                """There is nothing to decode."""
                return generate_instruction(wishes, output)

            running = Running(self._services, lease, request, planned.engine)
            running.start(memory, named(prepare, request), caller)
        return await self._answer(running, wishes, "image_generation")

    async def plan(self, request: Request) -> Response:
        """What an edit would do; nothing runs and nothing costs."""
        caller = await authenticate(request, self._services.keys)
        lease = self._gate.open(content_length(request), key=caller.key_id, place=False)
        try:
            question = await self._read_question(request, lease)
        finally:
            lease.release()
        planned = await self._plan(question, caller)
        return Response(orjson.dumps(planned_json(planned)), media_type="application/json")

    @asynccontextmanager
    async def _leased(self, request: Request, caller: Caller) -> AsyncGenerator[Lease]:
        """A lease while the request is read; given back when that fails, and by the running edit when it does not."""
        lease = self._gate.open(content_length(request), key=caller.key_id)
        try:
            yield lease
        except BaseException:
            lease.release()
            raise

    async def _plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """What the words mean. Unknown models and unsupported words are refused here, before a pixel is decoded."""
        async with self._gate.planning():
            return await self._services.editor.plan(question, caller)

    def _memory(self, sources: list[int], output: Output, planned: Planned) -> int:
        """Bytes the edit will need. Raises TooLarge when that can never be had."""
        cards = {card.id: card.capabilities for card in self._services.editor.models()}
        door = self._services.door
        memory = working_memory(sources, output, planned, cards.get(planned.engine), door)
        check_budget(memory, door)
        return memory

    async def _read_json(self, request: Request, lease: Lease) -> dict[str, object]:
        """A JSON body."""
        if media_type(request) != "application/json":
            raise InvalidRequest(
                f"Send application/json; got '{media_type(request)[:80]}'.", code="unsupported_content_type"
            )
        body = await read_all(request, lease, self._services.door)
        # The parsed strings live beside the body for a while.
        lease.grow(len(body))
        return await load_json(body)

    async def _read_edit(self, request: Request, lease: Lease) -> Sent:
        """An edit's body, of either kind, taken apart."""
        door = self._services.door
        if media_type(request) == "multipart/form-data":
            limits = FormLimits(max_file_bytes=door.max_file_bytes)
            parts = await parse_form(chunks(request, lease, door), request.headers["content-type"], limits)
            return read_form(parts)
        if media_type(request) == "application/json":
            return await self._read_pictures(await self._read_json(request, lease), lease)
        raise InvalidRequest(
            f"Send multipart/form-data or application/json; got '{media_type(request)[:80]}'.",
            code="unsupported_content_type",
        )

    async def _read_pictures(self, values: dict[str, object], lease: Lease) -> Sent:
        """A JSON edit's body with its pictures decoded from base64, off the event loop."""
        body = check(EditJson, values, strict=True)
        sent = await asyncio.to_thread(read_references, body, self._services.door.max_file_bytes)
        lease.keep(sum(len(p.data) for p in (*sent.images, sent.mask, sent.markup) if p) + len(body.prompt) * 4)
        return sent

    async def _read_question(self, request: Request, lease: Lease) -> PlanQuestion:
        """A plan request: the body of an edit, or JSON with the picture's facts instead of the picture."""
        if media_type(request) == "application/json":
            values = await self._read_json(request, lease)
            if "images" not in values:
                return plan_question(check(PlanWishes, values, strict=True), self._services.door)
            sent = await self._read_pictures(values, lease)
        else:
            sent = await self._read_edit(request, lease)
        wishes = check(EditWishes, sent.values, strict=False)
        read_output(wishes, self._services.door)
        return plan_question_of(wishes, sent, await asyncio.to_thread(probe_all, sent, self._services.limits))

    async def _answer(self, running: Running, wishes: Wishes, kind: str) -> Response:
        """The answer of a running edit, in one piece or as a stream. kind: the prefix of its events' names."""
        mask = "mask" in (wishes.include or [])
        try:
            if not wishes.stream:
                return await self._reply(running, mask=mask)
            # An edit that fails before its first event is answered with its own status instead of inside a stream.
            heartbeat = self._services.door.heartbeat_seconds
            first = await running.next(heartbeat)
            if isinstance(first, Exception):
                raise public_error(first, running.request_id)
        except BaseException:
            running.close()
            raise
        return EventStream(running, first, kind=kind, mask=mask, heartbeat=heartbeat)

    async def _reply(self, running: Running, *, mask: bool) -> Reply:
        """All results in one piece of JSON."""
        results = await running.results()
        body = await answer(results, mask=mask)
        running.written(body.held)
        return Reply(running, body, results[0].engine)
