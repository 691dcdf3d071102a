"""One HTTP exchange: connects to given socket addresses only, one deadline for all of it, a bounded answer, cancel.

Built on the standard library: redirects are not followed, nothing is retried, proxies are not asked, and what a server
sends is only bytes to be read up to the bound. A plain function: it waits, so it belongs on a thread of its own and
never on the event loop.
"""

import contextlib
import functools
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from scumble.core.work import CancelToken

SocketAddress = tuple[Any, ...]
Lookup = Callable[[str, int], Sequence[SocketAddress]]
"""Host and port to socket addresses, as `look_up`; raises OSError or UnicodeError for a name that has none."""
_TICK: Final = 0.05
"""Seconds between looks at the cancel token and the deadline."""
_PIECE: Final = 1 << 20
"""Bytes read at once."""


class ExchangeFailed(Exception):
    """No usable answer: the message says why in a few words, status is the HTTP status where there was one; reached:
    whether the server may have got the request."""

    def __init__(self, why: str, status: int | None = None, *, reached: bool = True) -> None:
        """why: 'no answer in time'; it names no header and no body."""
        super().__init__(why)
        self.status = status
        self.reached = reached


class TooLong(ExchangeFailed):
    """The answer is longer than what is read."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """until: `time.monotonic()` seconds. most: bytes of an answer with a 2xx status; 0 = only its head is wanted.
    refusal: the same for all other answers. took: called with the bytes of each piece that arrived; what it raises ends
    the exchange."""

    until: float
    most: int
    refusal: int = 0
    cancel: CancelToken | None = None
    took: Callable[[int], None] | None = field(default=None, repr=False)

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least a moment: a socket's timeout of 0 means something else."""
        return max(self.until - time.monotonic(), 0.001)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. headers: their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


class Line(http.client.HTTPConnection):
    """A connection to one of the given addresses, whatever the host's name means by now; TLS is checked against the
    name."""

    def __init__(
        self,
        host: str,
        port: int,
        addresses: Sequence[SocketAddress],
        limits: Limits,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """addresses: tried in order. context: None for plain HTTP."""
        self.default_port = 443 if context else 80
        super().__init__(host, port)
        self._addresses = addresses
        self._limits = limits
        self._context = context

    def connect(self) -> None:
        """Raises OSError of the last address when none answers."""
        failure: OSError = OSError("there is no address")
        for tried, address in enumerate(self._addresses):
            family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
            sock = socket.socket(family, socket.SOCK_STREAM)
            # Before it connects, so that whoever watches can end that, too.
            self.sock = sock
            try:
                sock.settimeout(self._limits.left / (len(self._addresses) - tried))
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
                continue
            sock.settimeout(self._limits.left)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is not None:
                self.sock = self._context.wrap_socket(sock, server_hostname=self.host, do_handshake_on_connect=False)
                self.sock.do_handshake()
            return
        raise failure


def look_up(host: str, port: int) -> Sequence[SocketAddress]:
    """The socket addresses that a host's name has now."""
    return [found[4] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def look_up_within(limits: Limits, lookup: Lookup, host: str, port: int) -> Sequence[SocketAddress]:
    """`lookup`, but not beyond the deadline: the system's resolver cannot be told how long to take.

    Raises what it raises, TimeoutError, and Cancelled.
    """
    found: list[Sequence[SocketAddress]] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            found.append(lookup(host, port))
        except Exception as error:
            failed.append(error)

    asking = threading.Thread(target=ask, name="net-lookup", daemon=True)
    asking.start()
    while asking.is_alive():
        asking.join(min(_TICK, limits.left))
        if limits.cancel is not None:
            limits.cancel.check()
        if asking.is_alive() and time.monotonic() >= limits.until:
            raise TimeoutError
    if failed:
        raise failed[0]
    return found[0]


@functools.cache
def verifying() -> ssl.SSLContext:
    """TLS that checks the server's certificate and name; made once, since reading the authorities takes a while."""
    return ssl.create_default_context()


def exchange(line: Line, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    """Sends one request and reads the answer; the connection is closed afterwards.

    Raises ExchangeFailed, TooLong, what `took` raises, and Cancelled when the token is set meanwhile; the last at once.
    """
    limits: Limits = line._limits  # pyright: ignore[reportPrivateUsage] - the line's own function
    try:
        with contextlib.closing(line), _watched(line, limits):
            line.request(method, path, body, dict(headers))
            with line.getresponse() as answer:
                wanted = limits.most if 200 <= answer.status < 300 else limits.refusal
                data, left = _read(answer, wanted, limits) if wanted else (b"", 0)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _failure(limits, "the connection failed") from error
    if limits.cancel is not None:
        limits.cancel.check()
    if len(data) > wanted:
        raise TooLong("the answer is too long", answer.status)
    if left or time.monotonic() >= limits.until:
        raise _failure(limits, "the answer broke off", answer.status)
    return Answer(status=answer.status, headers={k.lower(): v for k, v in answer.headers.items()}, body=data)


def _failure(limits: Limits, why: str, status: int | None = None) -> ExchangeFailed:
    """What to say; Cancelled when that is the reason."""
    if limits.cancel is not None:
        limits.cancel.check()
    return ExchangeFailed("no answer in time" if time.monotonic() >= limits.until else why, status)


def _read(answer: http.client.HTTPResponse, most: int, limits: Limits) -> tuple[bytes, int]:
    """The body, at most one byte more than `most`, and how many bytes are missing of what was announced."""
    if (answer.length or 0) > most:
        raise TooLong("the answer is too long", answer.status)
    pieces: list[bytes] = []
    count = 0
    while count <= most:
        piece = answer.read(min(_PIECE, most + 1 - count))
        if not piece:
            break
        if limits.took is not None:
            limits.took(len(piece))
        pieces.append(piece)
        count += len(piece)
    return b"".join(pieces), answer.length or 0


@contextmanager
def _watched(line: Line, limits: Limits) -> Generator[None]:
    """Cuts the line off at the deadline and when the token is set; a socket's own timeout is for each read."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_TICK):
            if time.monotonic() < limits.until and not (limits.cancel is not None and limits.cancel.cancelled):
                continue
            sock = line.sock
            if sock is not None:
                with contextlib.suppress(OSError):
                    # Not SSLSocket's own, which would let a reader in the other thread read undeciphered bytes.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    watcher = threading.Thread(target=watch, name="net-deadline", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
