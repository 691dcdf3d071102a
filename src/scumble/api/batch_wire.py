"""Lines of a batch at the door: a body becomes a task as the route would make it one, a task the line of its answer."""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, cast

import orjson

from scumble.api.admitting import admit
from scumble.api.content import share
from scumble.api.errors import envelope, status_of
from scumble.api.fetching import Fetcher
from scumble.api.gate import Gate, Lease
from scumble.api.images import ImageRoutes
from scumble.api.keeping import answer_value, pictures_of
from scumble.api.limiting import cost_of
from scumble.api.parameters import EditJson, GenerateWishes, Wishes, check
from scumble.api.pictures import Body, Writer
from scumble.api.references import read_references, urls_of
from scumble.api.requests import Asked, take_down
from scumble.api.services import Planned, Services, Storage
from scumble.api.stored import fetch
from scumble.api.wire import generate_question, read_output
from scumble.core.batch import ENDPOINTS, Batch
from scumble.core.errors import InvalidValue
from scumble.core.kept_errors import error_of
from scumble.core.rates import Cost
from scumble.core.task import Task
from scumble.edits.batch_carrying import NewLine
from scumble.edits.batch_lines import Envelope

LINK_LIFE: Final = timedelta(hours=24)
"""How long links in an output file work, at least: nobody waits beside a batch."""


class BatchWire:
    """See `edits.batch_carrying.Wire`."""

    def __init__(self, services: Services, storage: Storage, gate: Gate, fetcher: Fetcher, images: ImageRoutes) -> None:
        """images: whose rules the lines follow."""
        self._services, self._storage, self._gate = services, storage, gate
        self._fetcher, self._images = fetcher, images

    async def read(self, batch: Batch, line: Envelope, request_id: str) -> NewLine:
        """A line's body as a task; pictures are decoded, fetched and looked at as the route does."""
        lease = self._gate.open(None, key=batch.key_id, place=False)
        try:
            lease.grow(2 * line.size)  # the line, and what was read of it
            read = self._edit if ENDPOINTS[batch.endpoint] == "edits" else self._generation
            return await read(batch, line, request_id, lease)
        finally:
            lease.release()

    async def _edit(self, batch: Batch, line: Envelope, request_id: str, lease: Lease) -> NewLine:
        services = self._services
        body = check(EditJson, line.body, strict=True)
        refuse(body)
        reading = partial(read_references, body, services.door.max_file_bytes)
        sent = await self._fetcher.read(reading, urls_of(body), None, lease, batch.caller)
        sent = await fetch(sent, batch.caller, services, lease)
        admitted = await admit(sent, batch.caller, services, self._images)
        asked = await asyncio.to_thread(take_down, admitted.wishes, sent)
        task = _task(batch, line, request_id, admitted.planned, admitted.cost, asked)
        return NewLine(task=task, pictures=asked.pictures, pixels=admitted.pixels)

    async def _generation(self, batch: Batch, line: Envelope, request_id: str, lease: Lease) -> NewLine:
        wishes = check(GenerateWishes, line.body, strict=True)
        refuse(wishes)
        output = read_output(wishes, self._services.door)
        await self._images.check_links(wishes, batch.caller)
        planned = await self._images.planned(generate_question(wishes, output), batch.caller)
        self._images.memory([], output, planned)
        asked = take_down(wishes, None)
        task = _task(batch, line, request_id, planned, cost_of(wishes, output, []), asked)
        return NewLine(task=task, pictures=asked.pictures, pixels=planned.pixels)

    def answered(self, batch: Batch, custom_id: str, number: int, task: Task) -> Iterator[bytes]:
        """The line of a task that succeeded or failed: status and body as the route would have answered."""
        writer = Writer()
        if task.error is not None:
            error = error_of(task.error)
            status, body = status_of(error), cast("dict[str, object]", envelope(error))
        elif _links(task):
            status, body = 200, answer_value(task, self._linked(batch, task))
        else:
            pictures = [self._picture(batch, digest) for digest in pictures_of(task)]
            status, body = 200, answer_value(task, [{"b64_json": writer.put(picture)} for picture in pictures])
        response = {"status_code": status, "request_id": task.request_id, "body": body}
        line = {"id": _id(batch, number), "custom_id": custom_id, "response": response, "error": None}
        whole: Body = writer.body(line)
        return whole.framed(b"", b"\n").pieces()

    def undone(self, batch: Batch, custom_id: str, number: int, code: str, message: str) -> bytes:
        """The line of a request that was not executed."""
        error = {"code": code, "message": message}
        return orjson.dumps(
            {"id": _id(batch, number), "custom_id": custom_id, "response": None, "error": error},
            option=orjson.OPT_APPEND_NEWLINE,
        )

    def _picture(self, batch: Batch, digest: str) -> bytes:
        return b"".join(self._storage.files.read(batch.caller, digest))

    def _linked(self, batch: Batch, task: Task) -> list[dict[str, object]]:
        """Links to a task's pictures."""
        return [
            {"url": share(self._storage, task, index, batch.base_url, LINK_LIFE)}
            for index in range(len(pictures_of(task)))
        ]


def refuse(wishes: Wishes) -> None:
    """Raises InvalidValue for what cannot be had in a batch."""
    for name, asked in (
        ("stream", wishes.stream),
        ("background", wishes.background is True),
        ("store", wishes.store is False),
        ("priority", wishes.priority not in {None, "batch"}),
    ):
        if asked:
            raise InvalidValue(
                f"A line of a batch waits its turn and is answered by the output file: leave '{name}' out.", param=name
            )


def _links(task: Task) -> bool:
    wishes = cast("dict[str, Any]", task.request["wishes"])
    return wishes.get("response_format") == "url"


def _id(batch: Batch, number: int) -> str:
    """The same for a line whenever it is written."""
    return "batch_req_" + hashlib.sha256(f"{batch.id}/{number}".encode()).hexdigest()[:24]


def _task(batch: Batch, line: Envelope, request_id: str, planned: Planned, cost: Cost, asked: Asked) -> Task:
    return Task(
        project_id=batch.project_id,
        key_id=batch.key_id,
        route=ENDPOINTS[batch.endpoint],
        request=asked.record,
        request_hash=asked.hash,
        request_id=request_id,
        priority="batch",
        created_at=datetime.now(UTC),
        client_request_id=line.custom_id,
        plan=planned.plan.to_json(),
        engine=planned.engine,
        images=cost.images,
        tokens=cost.tokens,
    )
