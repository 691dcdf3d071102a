"""Request bodies: read in bounded chunks, counted against the gate, given up when they stop arriving."""

from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request

from scumble.api.errors import RequestTimedOut
from scumble.api.gate import Lease, body_too_large
from scumble.api.pace import Pace
from scumble.api.services import DoorSettings

MAX_DIGITS = 20
"""Digits of a Content-Length that are read: more would be over every limit anyway."""


def content_length(request: Request) -> int | None:
    """The Content-Length header, None for a chunked body or a header that is no number."""
    value = request.headers.get("content-length", "")
    return int(value[:MAX_DIGITS]) if value.isdecimal() else None


async def chunks(request: Request, lease: Lease, settings: DoorSettings) -> AsyncIterator[bytes]:
    """The body as it arrives, to its very end.

    Raises TooLarge over the whole-body limit, Overloaded when bodies in memory are too many, RequestTimedOut when
    nothing arrives for `body_seconds` or less than `least_rate`, ClientDisconnect when the sender has gone.
    """
    total = 0
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
        if total > settings.max_body_bytes:
            raise body_too_large(settings.max_body_bytes)
        if data:
            pace.moved(len(data))
            lease.grow(len(data))
            yield data


async def read_all(request: Request, lease: Lease, settings: DoorSettings) -> bytes:
    """The whole body at once; see `chunks` for errors."""
    return b"".join([chunk async for chunk in chunks(request, lease, settings)])
