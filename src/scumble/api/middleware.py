"""Layers around every request: request id, timing, security headers, drained refusals, slow readers, errors, metrics.

Plain ASGI, so that bodies and streams pass through untouched.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scumble import tracing
from scumble.api.errors import error_response, public_error, shutting_down
from scumble.api.limiting import Limiting
from scumble.api.metrics import Metrics
from scumble.api.pace import Pace
from scumble.api.services import DoorSettings
from scumble.core.errors import Cancelled
from scumble.tracing import Span

log = logging.getLogger("scumble.access")

PIECE = 1 << 20
"""Bytes of an answer handed to the server at once: what may lie there for a reader that is slow, beside the 64 KiB that
it buffers before it waits."""
TRACED = "/v1/"
"""Paths whose requests are traced: probes and scrapes are not."""
API_VERSION = "2020-10-01"
"""The version OpenAI's own servers name in `openai-version`."""
SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
}
"""Set unless the answer says otherwise; pages bring their own policy."""
_SECURITY = tuple((name.encode(), value.encode()) for name, value in SECURITY.items())


class Exchange:
    """One request and its answer: knows how much of the body was read and whether an answer was begun."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: DoorSettings, limiting: Limiting) -> None:
        """Draws the request id and puts it where handlers find it (`request.state.request_id`)."""
        self._limiting = limiting
        self.request_id = f"req_{secrets.token_hex(16)}"
        self.status = 0
        self.started = time.perf_counter()
        scope.setdefault("state", {})["request_id"] = self.request_id
        self._scope = scope
        self._receive = receive
        self._send = send
        self._settings = settings
        self._headers = Headers(scope=scope)
        self._body_read = False
        self._pace = Pace(settings.answer_seconds, settings.least_rate)

    async def receive(self) -> Message:
        """Passes a message on and notes the end of the body."""
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._body_read = True
        return message

    async def send(self, message: Message) -> None:
        """Passes a message on; puts the headers of every answer on its start, and waits for a reader only so long."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            if self.status >= 400 and not await self._drained():
                headers["connection"] = "close"
            own = {
                "x-request-id": self.request_id,
                "openai-version": API_VERSION,
                "openai-processing-ms": str(round((time.perf_counter() - self.started) * 1000)),
                **self._limiting.headers(self._scope["state"]),
            }
            raw = headers.raw
            there = {name for name, _ in raw}
            for name, value in own.items():
                if name.encode() in there:
                    headers[name] = value
                else:
                    raw.append((name.encode(), value.encode("latin-1")))
            raw += [(name, value) for name, value in _SECURITY if name not in there]
            await self._send(message)
            return
        body: bytes = message.get("body", b"")
        more: bool = message.get("more_body", False)
        for start in range(0, len(body), PIECE) or (0,):
            piece = body[start : start + PIECE]
            last = start + PIECE >= len(body)
            await self._paced({**message, "body": piece, "more_body": more or not last})
            self._pace.moved(len(piece))

    async def _paced(self, message: Message) -> None:
        """Sends a piece. A reader that takes nothing for too long is disconnected, so that the answer can be freed."""
        try:
            await self._pace.wait(self._send(message))
        except TimeoutError:
            log.warning("the answer of %s was not read and is given up", self.request_id)
            give_up = cast(Callable[[], None] | None, self._scope["state"].get("give_up"))
            if give_up is None:
                raise
            give_up()

    async def _drained(self) -> bool:
        """Reads a refused body away, so that its sender hears the answer instead of a broken pipe. False = not all.

        Bounded by bytes and time. A client that waits for '100 Continue' has sent nothing and is not asked to.
        """
        # After a 408 there is nothing to wait for: the body had stopped arriving.
        if self._body_read or "expect" in self._headers or self.status == 408:
            return self._body_read
        left = self._settings.drain_bytes
        try:
            async with asyncio.timeout(self._settings.drain_seconds):
                while not self._body_read and left >= 0:
                    message = await self.receive()
                    left -= len(message.get("body", b""))
        except TimeoutError:
            return False
        return self._body_read


class Errors:
    """The innermost layer: whatever a handler raises becomes an answer in the envelope."""

    def __init__(self, app: ASGIApp) -> None:
        """app: the routes."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request; an error after the answer has begun can only break the connection off."""
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except asyncio.CancelledError:
            # Only a server whose shutdown is cut short cancels a request. Whoever still waits is told; raised on, it
            # would be a 500 and a trace in the log.
            if scope["type"] != "http" or begun:
                raise
            await error_response(shutting_down())(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            public = Cancelled() if isinstance(error, ClientDisconnect) else None
            response = error_response(public or public_error(error, scope["state"]["request_id"]))
            await response(scope, receive, send)


class Frontdoor:
    """The outermost layer: nothing leaves the server but through here."""

    def __init__(self, app: ASGIApp, settings: DoorSettings, metrics: Metrics, limiting: Limiting) -> None:
        """app: everything else."""
        self._limiting = limiting
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, self._settings, self._limiting)
        with tracing.naming(request_id=exchange.request_id):
            if not scope["path"].startswith(TRACED):
                await self._serve(scope, exchange)
                return
            parent = Headers(scope=scope).get("traceparent")
            with tracing.span(scope["method"], parent=parent, server=True) as span:
                try:
                    await self._serve(scope, exchange)
                finally:
                    _tell(span, scope, exchange)

    async def _serve(self, scope: Scope, exchange: Exchange) -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        finally:
            self._note(scope, exchange)

    def _note(self, scope: Scope, exchange: Exchange) -> None:
        """Counts and logs the request; never its headers, so no key is written anywhere."""
        seconds = time.perf_counter() - exchange.started
        method, route, status = scope["method"], route_of(scope), exchange.status
        self._metrics.observe(route, method, status, seconds)
        facts = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        log.info(
            "%s %s %d %.0f ms %s", method, route, status, seconds * 1000, exchange.request_id, extra={"facts": facts}
        )


def route_of(scope: Scope) -> str:
    """The route that a request was for, as its pattern: it names nothing that a caller chose."""
    return getattr(scope.get("route"), "path", "unknown")


def _tell(span: Span, scope: Scope, exchange: Exchange) -> None:
    """Names the span of a request by its route, with its attributes as the semantic conventions have them."""
    route = route_of(scope)
    span.update_name(f"{scope['method']} {route}")
    tracing.put(
        span,
        {
            "http.request.method": scope["method"],
            "http.route": route,
            "http.response.status_code": exchange.status,
            "scumble.request": exchange.request_id,
        },
    )
    if exchange.status >= 500:
        tracing.failed(span, str(exchange.status))
