"""HTTP client: one JSON request to another server, with a deadline for the whole exchange, a bounded answer, cancel.

Built on the standard library: redirects are not followed, nothing is retried, and what a server sends is only bytes to
be read up to the bound. A plain function: it waits, so it belongs on a thread of its own and never on the event loop.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from scumble.core.work import CancelToken

LARGEST: Final = 1 << 20
"""Bytes of an answer that are read; a longer one is a failed exchange."""
_TICK: Final = 0.05
"""Seconds between looks at the cancel token and the deadline."""


class ExchangeFailed(Exception):
    """No usable answer: the message says why in a few words, status is the HTTP status where there was one."""

    def __init__(self, why: str, status: int | None = None) -> None:
        """why: 'no answer in time'; it names no header and no body."""
        super().__init__(why)
        self.status = status


def post_json(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, cancel: CancelToken | None = None
) -> bytes:
    """The body of the answer with status 200. url: http or https. seconds: for everything from connecting to the last
    byte. Raises ExchangeFailed, and Cancelled when the token is set meanwhile; both within a tenth of a second."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ExchangeFailed("the address is no http or https address")
    deadline = time.monotonic() + seconds
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=seconds)
    try:
        with contextlib.closing(connection), _watched(connection, deadline, cancel):
            connection.connect()
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path or "/", body, {"Content-Type": "application/json", **headers})
            with connection.getresponse() as answer:
                data = answer.read(LARGEST + 1)
                left = answer.length
    except (OSError, ValueError, ssl.SSLError, http.client.HTTPException) as error:
        if cancel is not None:
            cancel.check()
        late = isinstance(error, TimeoutError) or time.monotonic() >= deadline
        raise ExchangeFailed("no answer in time" if late else "the connection failed") from error
    if cancel is not None:
        cancel.check()
    if answer.status != 200:
        raise ExchangeFailed(f"status {answer.status}", answer.status)
    if len(data) > LARGEST:
        raise ExchangeFailed("the answer is too long", answer.status)
    if left:
        late = time.monotonic() >= deadline
        raise ExchangeFailed("no answer in time" if late else "the answer broke off", answer.status)
    return data


@contextmanager
def _watched(connection: http.client.HTTPConnection, deadline: float, cancel: CancelToken | None) -> Generator[None]:
    """Cuts the connection off at the deadline and when the token is set; a socket's own timeout is for each read."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_TICK):
            if time.monotonic() < deadline and not (cancel is not None and cancel.cancelled):
                continue
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)
                return

    watcher = threading.Thread(target=watch, name="net-deadline", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
