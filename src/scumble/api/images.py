"""POST /v1/images/edits (multipart and JSON), /v1/images/generations and /v1/images/plan."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import cast

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble import tracing
from scumble.api.accepting import MAX_CLIENT_ID, accepting
from scumble.api.answers import answer, planned_json
from scumble.api.auth import authenticate
from scumble.api.body import chunks, content_length, media_type, read_all
from scumble.api.content import publish
from scumble.api.entrance import Entrance
from scumble.api.errors import public_error
from scumble.api.fetching import Fetcher
from scumble.api.fields import Sent, read_form
from scumble.api.gate import Gate, Lease
from scumble.api.keeping import answer_of, completed_of, pictures_of
from scumble.api.limiting import Limiting, again, cost_of
from scumble.api.memory import check_budget, working_memory
from scumble.api.multipart import AtPicture, FormLimits, parse_form
from scumble.api.parameters import EditJson, EditWishes, GenerateWishes, PlanWishes, Wishes, check
from scumble.api.references import read_references, urls_of
from scumble.api.reply import Reply
from scumble.api.requests import digests, sent_of, wishes_of
from scumble.api.running import Accepting, Prepare, Running
from scumble.api.services import Planned, PlanQuestion, Services, Storage
from scumble.api.sse import EventStream, stream_response
from scumble.api.stored import fetch
from scumble.api.tasks import body_response, task_response
from scumble.api.wire import (
    edit_instruction,
    generate_instruction,
    generate_question,
    glance_all,
    is_light,
    plan_question,
    plan_question_of,
    probe_all,
    read_output,
)
from scumble.core.caller import Caller
from scumble.core.errors import InvalidRequest, InvalidValue
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.task import Task
from scumble.core.work import CancelToken

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


class ImageRoutes:
    """The three endpoints over one set of services and one gate."""

    def __init__(self, services: Services, gate: Gate, fetcher: Fetcher, limiting: Limiting) -> None:
        """Registers the routes on `router`."""
        self._services = services
        self._limiting = limiting
        self._fetcher = fetcher
        self._gate = gate
        self.router = APIRouter(prefix="/v1/images")
        for path, handler in (("/edits", self.edits), ("/generations", self.generations), ("/plan", self.plan)):
            self.router.add_api_route(path, handler, methods=["POST"], response_model=None)

    async def edits(self, request: Request) -> Response:
        """Changes a picture as told and keeps the rest."""
        caller = await authenticate(request, self._services.keys)
        async with self._leased(request, caller) as (entrance, lease):
            sent = await self._read_edit(request, lease, caller, entrance.at_picture)
            wishes = check(EditWishes, sent.values, strict=False)
            await entrance.at_wishes(wishes)
            output = read_output(wishes, self._services.door)
            await self.check_links(wishes, caller)
            glanced = glance_all(sent, self._services.limits)
            probed = glanced or await asyncio.to_thread(probe_all, sent, self._services.limits)
            planned = await self.planned(plan_question_of(wishes, sent, probed), caller)
            memory = self.memory([p.pixels for p in probed], output, planned)
            heavy = not is_light(wishes, output, glanced)
            pixels = max(p.pixels for p in probed)
            cost = cost_of(wishes, output, probed)
            new = await accepting(request, caller, "edits", wishes, sent, planned, pixels=pixels, cost=cost)
            if new is not None and (early := await self.early(request, caller, new, wishes)):
                lease.release()
                return early
            lease.limited = self._limiting.take(caller, planned, cost)

            async def prepare() -> Instruction:
                """Decodes, once the edit's turn has come."""
                limits = self._services.limits
                return await self._services.pool.run_if(heavy, edit_instruction, wishes, output, sent, limits, glanced)

            running = Running(self._services, lease, request, planned.engine, new)
            running.start(memory, named(prepare, request), caller)
        return await self._answer(running, wishes, "image_edit", caller, request)

    async def generations(self, request: Request) -> Response:
        """Draws a picture from words alone, as far as the configured engines can."""
        caller = await authenticate(request, self._services.keys)
        async with self._leased(request, caller) as (entrance, lease):
            wishes = check(GenerateWishes, await self.read_json(request, lease), strict=True)
            await entrance.at_wishes(wishes)
            output = read_output(wishes, self._services.door)
            await self.check_links(wishes, caller)
            planned = await self.planned(generate_question(wishes, output), caller)
            memory = self.memory([], output, planned)
            cost, pixels = cost_of(wishes, output, []), planned.pixels
            new = await accepting(request, caller, "generations", wishes, None, planned, pixels=pixels, cost=cost)
            if new is not None and (early := await self.early(request, caller, new, wishes)):
                lease.release()
                return early
            lease.limited = self._limiting.take(caller, planned, cost)

            async def prepare() -> Instruction:
                """There is nothing to decode."""
                return generate_instruction(wishes, output)

            running = Running(self._services, lease, request, planned.engine, new)
            running.start(memory, named(prepare, request), caller)
        return await self._answer(running, wishes, "image_generation", caller, request)

    async def early(self, request: Request, caller: Caller, new: Accepting, wishes: Wishes) -> Response | None:
        """The answer of a request that need not be waited for here: it was asked before, or is to be told later."""
        desk = self._services.desk
        later = new.task.priority != "interactive"
        if desk is None:
            if later:
                raise InvalidRequest("This server keeps no tasks: leave 'background: true' and 'Prefer' out.")
            return None
        task = await desk.known(caller, new.task, repeated=again(request))
        if task is None and later:
            async with desk.turns.room(caller, again=again(request)):
                task = await desk.accept(caller, new.task, new.pictures, new.pixels)
                if task.id == new.task.id:
                    await desk.queue(task)
        if task is None:
            return None
        if later:
            return task_response(task, 202)
        ended = await desk.succeeded(caller, task.id)
        pictures = [await desk.picture(ended, digest) for digest in pictures_of(ended)]
        if wishes.stream:
            kind = "image_edit" if new.task.route == "edits" else "image_generation"
            return stream_response(completed_of(ended, pictures[0], kind), f"{kind}.completed", ended)
        return body_response(answer_of(ended, pictures), ended)

    async def draw_later(self, task: Task, cancel: CancelToken) -> list[Edited]:
        """Puts a task together again from what was kept, and draws it when there is room."""
        services, desk = self._services, self._services.desk
        if desk is None:
            raise RuntimeError("there are no tasks without a desk")
        wishes = wishes_of(task.request, task.route)
        output = read_output(wishes, services.door)
        if isinstance(wishes, EditWishes):
            kept = {digest: await desk.picture(task, digest) for digest in digests(task.request)}
            sent = sent_of(task.request, kept)
            probed = await asyncio.to_thread(probe_all, sent, services.limits)
            planned = await services.editor.plan(plan_question_of(wishes, sent, probed), task.caller)
            memory = self.memory([p.pixels for p in probed], output, planned)

            def prepare() -> Instruction:
                return edit_instruction(wishes, output, sent, services.limits)
        else:
            generation = cast(GenerateWishes, wishes)
            planned = await services.editor.plan(generate_question(generation, output), task.caller)
            memory = self.memory([], output, planned)

            def prepare() -> Instruction:
                return generate_instruction(generation, output)

        lease = self._gate.open(None, key=task.key_id, place=False)
        try:
            await lease.admit_later(memory, cancel)
            instruction = replace(await services.pool.run(prepare), client_request_id=task.client_request_id)
            return await services.editor.edit(
                instruction, task.caller, request_id=task.request_id, on_partial=None, cancel=cancel, task=task
            )
        finally:
            lease.release()

    async def plan(self, request: Request) -> Response:
        """What an edit would do; nothing runs and nothing costs."""
        caller = await authenticate(request, self._services.keys)
        self._limiting.arrived(request, caller)
        lease = self._gate.open(content_length(request), key=caller.key_id, place=False)
        try:
            question = await self._read_question(request, lease, caller)
        finally:
            lease.release()
        planned = await self.planned(question, caller)
        return Response(orjson.dumps(planned_json(planned)), media_type="application/json")

    @asynccontextmanager
    async def _leased(self, request: Request, caller: Caller) -> AsyncGenerator[tuple[Entrance, Lease]]:
        """A lease while the request is read; given back when that fails, and by the running edit when it does not."""
        self._limiting.arrived(request, caller)
        desk = self._services.desk
        entrance = Entrance(self._gate, None if desk is None else desk.turns, request, caller)
        lease = await entrance.open()
        try:
            yield entrance, lease
        except BaseException:
            lease.release()
            raise

    async def check_links(self, wishes: Wishes, caller: Caller) -> None:
        """Refuses what could only be refused once the work is done: links where nothing is kept, or no more fits."""
        if wishes.response_format != "url":
            return
        if self._services.storage is None:
            raise InvalidValue(
                "Results are always sent as 'b64_json'; 'url' is not supported.", param="response_format"
            )
        await asyncio.to_thread(self._services.storage.links.check_room, caller)

    async def planned(self, question: PlanQuestion, caller: Caller) -> Planned:
        """What the words mean. Unknown models and unsupported words are refused here, before a pixel is decoded."""
        async with self._gate.planning():
            with tracing.span("plan") as span:
                planned = await self._services.editor.plan(question, caller)
                steps = " ".join(str(step.op) for step in planned.plan.steps)
                tracing.put(span, {"scumble.engine": planned.engine, "scumble.operations": steps})
                return planned

    def memory(self, sources: list[int], output: Output, planned: Planned) -> int:
        """Bytes the edit will need. Raises TooLarge when that can never be had."""
        cards = {card.id: card.capabilities for card in self._services.editor.models()}
        door = self._services.door
        memory = working_memory(sources, output, planned, cards.get(planned.engine), door)
        check_budget(memory, door)
        return memory

    async def read_json(self, request: Request, lease: Lease) -> dict[str, object]:
        """A JSON body."""
        if media_type(request) != "application/json":
            raise InvalidRequest(
                f"Send application/json; got '{media_type(request)[:80]}'.", code="unsupported_content_type"
            )
        body = await read_all(request, lease, self._services.door)
        # The parsed strings live beside the body for a while.
        lease.grow(len(body))
        return await load_json(body)

    async def _read_edit(
        self, request: Request, lease: Lease, caller: Caller, at_picture: AtPicture = lambda _: None
    ) -> Sent:
        """An edit's body, of either kind, taken apart."""
        door = self._services.door
        if media_type(request) == "multipart/form-data":
            limits = FormLimits(max_file_bytes=door.max_file_bytes)
            body = chunks(request, lease, door)
            parts = await parse_form(body, request.headers["content-type"], limits, at_picture)
            return await fetch(read_form(parts), caller, self._services, lease)
        if media_type(request) == "application/json":
            return await self._read_pictures(await self.read_json(request, lease), request, lease, caller)
        raise InvalidRequest(
            f"Send multipart/form-data or application/json; got '{media_type(request)[:80]}'.",
            code="unsupported_content_type",
        )

    async def _read_pictures(self, values: dict[str, object], request: Request, lease: Lease, caller: Caller) -> Sent:
        """A JSON edit's body with its pictures decoded from base64 or fetched, off the event loop."""
        body = check(EditJson, values, strict=True)
        read = partial(read_references, body, self._services.door.max_file_bytes)
        sent = await self._fetcher.read(read, urls_of(body), request, lease, caller)
        lease.keep(sum(len(p.data) for p in (*sent.images, sent.mask, sent.markup) if p) + len(body.prompt) * 4)
        return await fetch(sent, caller, self._services, lease)

    async def _read_question(self, request: Request, lease: Lease, caller: Caller) -> PlanQuestion:
        """A plan request: the body of an edit, or JSON with the picture's facts instead of the picture."""
        if media_type(request) == "application/json":
            values = await self.read_json(request, lease)
            if "images" not in values:
                return plan_question(check(PlanWishes, values, strict=True), self._services.door)
            sent = await self._read_pictures(values, request, lease, caller)
        else:
            sent = await self._read_edit(request, lease, caller)
        wishes = check(EditWishes, sent.values, strict=False)
        read_output(wishes, self._services.door)
        return plan_question_of(wishes, sent, await asyncio.to_thread(probe_all, sent, self._services.limits))

    async def _answer(self, running: Running, wishes: Wishes, kind: str, caller: Caller, request: Request) -> Response:
        """The answer of a running edit, in one piece or as a stream. kind: the prefix of its events' names."""
        mask = "mask" in (wishes.include or [])
        try:
            if not wishes.stream:
                storage = self._services.storage if wishes.response_format == "url" else None
                return await self._reply(running, storage, caller, request, mask=mask)
            # An edit that fails before its first event is answered with its own status instead of inside a stream.
            heartbeat = self._services.door.heartbeat_seconds
            first = await running.next(heartbeat)
            if isinstance(first, Exception):
                raise public_error(first, running.request_id)
        except BaseException:
            running.close()
            raise
        return EventStream(running, first, kind=kind, mask=mask, heartbeat=heartbeat)

    async def _reply(
        self, running: Running, storage: Storage | None, caller: Caller, request: Request, *, mask: bool
    ) -> Response:
        """All results in one piece of JSON. storage: where they go when links to them are wanted."""
        results = await running.results()
        if isinstance(results, Task):
            pictures = [await running.picture(results, digest) for digest in pictures_of(results)]
            running.close()
            return body_response(answer_of(results, pictures), results)
        urls = None if storage is None else await publish(results, caller, storage, request)
        body = await answer(results, mask=mask, task=running.task_id, urls=urls)
        running.written(body.held)
        return Reply(running, body, results[0].engine)
