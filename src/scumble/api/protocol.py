"""HTTP connections under watch: late or endless heads, malformed requests, too many connections, readers that stopped.

Uvicorn's httptools protocol with what it lacks: a deadline and a size for the request's head, a cap on connections that
answers in the envelope, and an end for connections whose peer takes nothing any more.
"""

import asyncio
import secrets
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from scumble.api.errors import RequestTimedOut, envelope_bytes, retry_headers, status_of
from scumble.api.middleware import API_VERSION, SECURITY
from scumble.core.errors import InvalidRequest, Overloaded, ScumbleError

HEAD_SECONDS = 15.0
"""From opening a connection, or from a later request's first byte, to the end of the request's head."""
MAX_HEAD = 64 * 1024
"""Bytes of a request's head; browsers and SDKs send less than 4 kB."""
BODY_AHEAD = 256 * 1024
"""Bytes of a body that nobody has asked for yet, from which on its sender has to wait."""
LINGER_SECONDS = 5.0
"""How long a closing connection may take to deliver what is left, so that the peer reads the answer."""


class Connection(HttpToolsProtocol):
    """One connection. `guarded` makes the class that a server is given."""

    head_seconds = HEAD_SECONDS
    max_connections = 1000

    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_body = False
    _turned_away = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Starts the clock of the first head; one connection too many hears so at once."""
        super().connection_made(transport)
        if len(self.connections) > self.max_connections:
            self._refuse(Overloaded("This server has too many open connections. Please try again.", retry_after=5.0))
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts the head's bytes and passes data on; what comes after a refusal is dropped."""
        if self._turned_away:
            return
        if self._deadline is None and not self._in_body and not self._answering:
            self._await_head()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._deadline is not None and not self._in_body and self._head_bytes > MAX_HEAD:
            self._refuse(InvalidRequest(f"The request's headers are larger than {MAX_HEAD // 1024} KiB."), 431)

    def on_message_begin(self) -> None:
        """Lets the application give up on a reader."""
        super().on_message_begin()
        self.scope.setdefault("state", {})["give_up"] = self.give_up

    def on_headers_complete(self) -> None:
        """The head is there in time."""
        self._stop_clock()
        self._in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """As uvicorn does, but more of a body may lie there before its sender has to wait: what comes at once is mostly
        more than the 64 KiB that it allows, and each pause and its end are two system calls."""
        cycle = self.cycle
        if cycle.response_complete:
            return
        # What was taken before more came is handed on as it is: the buffer would be two more copies of it.
        there = cast(bytes | bytearray, cycle.body)
        if not there:
            cycle.body = cast(bytearray, body)
        elif isinstance(there, bytes):
            cycle.body = bytearray(there) + body
        else:
            cycle.body += body
        if len(cycle.body) > BODY_AHEAD:
            self.flow.pause_reading()
        cycle.message_event.set()

    def on_message_complete(self) -> None:
        """The body is there, whether anybody reads it or not."""
        self._stop_clock()
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """What is left of the exchange must not take for ever: a body that nobody reads, an answer's last bytes."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.loop.call_later(LINGER_SECONDS, self.transport.abort)
        elif self._in_body:
            self._deadline = self.loop.call_later(self.head_seconds, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more came: what the reader has not taken by now is dropped."""
        self.transport.abort() if self.transport.get_write_buffer_size() else self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """The answer to what is not HTTP; behind a request that is still being answered it cannot be given."""
        if self._answering:
            self.give_up()
            return
        self._refuse(InvalidRequest("This is not a valid HTTP/1.1 request.", code="invalid_http"))

    def give_up(self) -> None:
        """Breaks the connection off; what was not sent is dropped."""
        self.cycle.disconnected = True
        self.transport.abort()

    @property
    def _answering(self) -> bool:
        """Whether a request is in work."""
        cycle = cast(RequestResponseCycle | None, self.cycle)
        return cycle is not None and not cycle.response_complete

    def _await_head(self) -> None:
        """Starts the clock of a head."""
        self._head_bytes = 0
        self._deadline = self.loop.call_later(self.head_seconds, self._too_late)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        """The head is not complete in time. Who has sent nothing at all wants no answer."""
        if self._head_bytes == 0:
            self.transport.close()
            return
        self._refuse(RequestTimedOut(f"The request's headers did not arrive within {self.head_seconds:.0f} seconds."))

    def _refuse(self, error: ScumbleError, status: int | None = None) -> None:
        """Answers without the application, in the envelope and with every header it would have set, and closes."""
        self._stop_clock()
        self._turned_away = True
        body = envelope_bytes(error)
        headers = {
            "content-type": "application/json",
            "content-length": str(len(body)),
            "connection": "close",
            "x-request-id": f"req_{secrets.token_hex(16)}",
            "openai-version": API_VERSION,
            **retry_headers(error),
            **SECURITY,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(STATUS_LINE[status or status_of(error)] + lines.encode() + b"\r\n" + body)
        # Half-closed and drained for a while: closing with unread data would make the peer lose the answer.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(min(LINGER_SECONDS, self.head_seconds), self.transport.abort)


def guarded(*, max_connections: int, head_seconds: float = HEAD_SECONDS) -> type[asyncio.Protocol]:
    """The protocol class for uvicorn's `http` setting. max_connections: open at the same time."""
    return type("GuardedConnection", (Connection,), {"max_connections": max_connections, "head_seconds": head_seconds})
