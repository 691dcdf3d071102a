"""Server-sent events of an edit: event and data lines, comment-only heartbeats, errors as data, blank line last.

Framing follows what the official clients can read: they take the type from the JSON, treat any event without data as
broken, raise on a top-level `error`, and drop an event that lacks its closing blank line.
"""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from scumble.api.answers import completed_json, partial_json
from scumble.api.errors import envelope_bytes, public_error
from scumble.api.keeping import completed_of, pictures_of
from scumble.api.pictures import Body
from scumble.api.running import Event, Running
from scumble.api.services import Partial
from scumble.core.task import Task

HEARTBEAT = b": still working\n\n"
HEADERS = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}


def frame(event: str, data: Body) -> Body:
    """One event. data: JSON on one line."""
    return data.framed(b"event: " + event.encode() + b"\ndata: ", b"\n\n")


def stream_response(data: Body, event: str, task: Task) -> Response:
    """A stream of one event: that of a task that was finished before."""
    headers = {**HEADERS, "x-scumble-task": task.id}
    return StreamingResponse(iter(frame(event, data).pieces()), headers=headers, media_type="text/event-stream")


class EventStream(Response):
    """Sends a running edit's events. first: an event already taken, None when a heartbeat is due instead."""

    media_type = "text/event-stream"

    def __init__(self, running: Running, first: Event | None, *, kind: str, mask: bool, heartbeat: float) -> None:
        """kind: 'image_edit' or 'image_generation'; mask: include the region's mask; heartbeat: seconds of silence."""
        named = {"x-scumble-task": running.task_id} if running.task_id else {}
        super().__init__(headers={**HEADERS, "x-scumble-engine": running.engine, **named})
        # The length is not known in advance.
        del self.headers["content-length"]
        self._running = running
        self._first = first
        self._kind = kind
        self._mask = mask
        self._heartbeat = heartbeat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends headers and events; the running edit watches for the client's leaving."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for chunk in self._chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._running.close()

    async def _chunks(self) -> AsyncIterator[bytes]:
        """Every event as bytes, until the edit has ended."""
        event, self._first = self._first, None
        while True:
            if event is None:
                yield HEARTBEAT
            else:
                body, last = await self._framed(event), not isinstance(event, Partial)
                del event
                if last:
                    self._running.written(body.held)
                for piece in body.pieces():
                    yield piece
                if last:
                    return
            event = await self._running.next(self._heartbeat)

    async def _framed(self, event: Event) -> Body:
        """An event as it is sent; measuring the region runs off the event loop."""
        if isinstance(event, Partial):
            return frame(f"{self._kind}.partial_image", partial_json(event, self._kind))
        if isinstance(event, list):
            task = self._running.task_id
            data = await asyncio.to_thread(completed_json, event[0], self._kind, mask=self._mask, task=task)
            return frame(f"{self._kind}.completed", data)
        if isinstance(event, Task):
            picture = await self._running.picture(event, pictures_of(event)[0])
            return frame(f"{self._kind}.completed", completed_of(event, picture, self._kind))
        text = envelope_bytes(public_error(event, self._running.request_id))
        return frame("error", Body(texts=(text,), pictures=()))
