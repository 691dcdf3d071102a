"""Request bodies: read in bounded chunks, counted against the gate, given up when they stop arriving."""

from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from scumble.api.errors import RequestTimedOut
from scumble.api.gate import Lease, body_too_large
from scumble.api.pace import Pace
from scumble.api.services import DoorSettings
from scumble.core.work import CancelToken

MAX_DIGITS = 20
"""Digits of a Content-Length that are read: more would be over every limit anyway."""


def content_length(request: Request) -> int | None:
    """The Content-Length header, None for a chunked body or a header that is no number."""
    value = request.headers.get("content-length", "")
    return int(value[:MAX_DIGITS]) if value.isdecimal() else None


def media_type(request: Request) -> str:
    """The Content-Type without its parameters, lower case."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


async def chunks(
    request: Request, lease: Lease | None, settings: DoorSettings, limit: int | None = None
) -> AsyncIterator[bytes]:
    """The body as it arrives, to its very end.

    lease: None for a body that is not kept in memory. limit: bytes of the whole body, None = the settings'.

    Raises TooLarge over the whole-body limit, Overloaded when bodies in memory are too many, RequestTimedOut when
    nothing arrives for `body_seconds` or less than `least_rate`, ClientDisconnect when the sender has gone.
    """
    total = 0
    most = settings.max_body_bytes if limit is None else limit
    pace = Pace(settings.body_seconds, settings.least_rate)
    more = True
    while more:
        try:
            message = await pace.wait(request.receive())
        except TimeoutError as error:
            raise RequestTimedOut(
                f"The request's body arrived too slowly: nothing for {settings.body_seconds:.0f} seconds, or less than"
                f" {settings.least_rate / 1000:.0f} kB per second."
            ) from error
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        data: bytes = message.get("body", b"")
        more = bool(message.get("more_body", False))
        total += len(data)
        if total > most:
            raise body_too_large(most)
        if data:
            pace.moved(len(data))
            if lease is not None:
                lease.grow(len(data))
            yield data


async def read_all(request: Request, lease: Lease, settings: DoorSettings) -> bytes:
    """The whole body at once; see `chunks` for errors."""
    return b"".join([chunk async for chunk in chunks(request, lease, settings)])


async def cancel_when_gone(receive: Receive, cancel: CancelToken) -> None:
    """Sets the token once the client has closed the connection. The body must have been read to its end."""
    while (await receive())["type"] != "http.disconnect":
        pass
    cancel.cancel()
