"""Async HTTP client for providers of pictures: connections kept alive, bounded answers, one deadline, cancel.

It works on one thread with an event loop of its own: callers on any loop share its connections, and whoever built it
can close it without one. A server's own loop makes its calls itself while the server runs (`here`): each way to another
thread and back costs as much as the rest of a call. Redirects are answers like any other (a key would travel along),
proxies are not asked, nothing is retried. Headers and bodies are never logged. What a provider names as its result is
downloaded without any key, through the guarded downloader.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload
from aiohttp.resolver import ThreadedResolver

from scumble.core.errors import Cancelled, Misconfigured
from scumble.core.work import CancelToken
from scumble.net.addresses import Allowed, literal_of
from scumble.net.exchange import Answer, ExchangeFailed, TooLong, verifying
from scumble.net.guarded import Guarded

T = TypeVar("T")
LARGEST: Final = 192 << 20
"""Bytes of a usable answer that are read: ten pictures of 4K in base64."""
REFUSAL: Final = 64 << 10
"""The same of any other answer."""
_CONNECT_SECONDS: Final = 10.0
_IDLE_SECONDS: Final = 15.0
"""How long an idle connection is kept: shorter than servers do, so that none is closed just as it is used again."""
_PIECE: Final = 1 << 21
"""Bytes of a body that are handed to the socket at once."""
_AHEAD: Final = 1 << 19
"""Bytes of an answer that may arrive before they are read; twice as many at most."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. body: its pieces are sent one after the other. seconds: for all of it, from the look-up to the last
    byte. most: bytes of a usable answer."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes | tuple[bytes, ...] | None = field(default=None, repr=False)
    seconds: float
    most: int = LARGEST


class _Pieces(Payload):
    """A body in pieces, so that nothing has to be put together first."""

    _value: tuple[bytes, ...]
    _autoclose = True

    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        """pieces: in order."""
        super().__init__(pieces, content_type="application/octet-stream")
        self._size = sum(map(len, pieces))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """As text."""
        return b"".join(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Hands a part at a time on, each when there is room for it."""
        for piece in self._value:
            for start in range(0, len(piece), _PIECE):
                await writer.write(memoryview(piece)[start : start + _PIECE])

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """The same: what is announced is all there is."""
        await self.write(writer)


class Remote:
    """Opens what the operator configured; share it. Nothing is opened before the first call."""

    def __init__(self, web: Guarded | None = None) -> None:
        """web: downloads what providers name; None = public addresses only."""
        self._web = web or Guarded()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._home: asyncio.AbstractEventLoop | None = None
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    @asynccontextmanager
    async def here(self) -> AsyncGenerator[None]:
        """While the block runs, calls from its event loop are made on that very loop, with connections of its own."""
        loop = asyncio.get_running_loop()
        self._home = loop
        try:
            yield
        finally:
            self._home = None
            if (session := self._sessions.pop(loop, None)) is not None:
                await session.close()

    async def ask(self, call: Call, cancel: CancelToken) -> Answer:
        """The answer, whatever its status.

        Raises ExchangeFailed, TooLong, and Cancelled within a tenth of a second of the token being set. Misconfigured
        for what is no http or https address.
        """
        if urlsplit(call.url).scheme not in {"http", "https"} or not urlsplit(call.url).hostname:
            raise Misconfigured(f"{call.url[:200]} is no http or https address.")
        cancel.check()
        if asyncio.get_running_loop() is self._home:
            return await self._watched(call, cancel)
        return await self._there(self._watched(call, cancel))

    async def download(self, url: str, *, most: int, seconds: float, home: str, cancel: CancelToken) -> bytes:
        """The bytes at an address that a provider named. home: the operator's own address of the provider: its host may
        be opened even if it is private.

        Raises AddressRefused, FetchFailed, TooLarge, Cancelled.
        """
        web = self._at_home(home)
        return await asyncio.to_thread(web.download, url, most=most, seconds=seconds, cancel=cancel)

    async def upload(
        self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, home: str, cancel: CancelToken
    ) -> int:
        """Puts bytes at an address that a provider named, with the headers that it named; the status. See `download`.

        Raises AddressRefused, FetchFailed, Cancelled.
        """
        web = self._at_home(home)
        answer = await asyncio.to_thread(web.put, url, body, headers, seconds=seconds, cancel=cancel)
        return answer.status

    def _at_home(self, home: str) -> Guarded:
        """The guarded client that also opens the provider's own host."""
        return replace(self._web, rules=replace(self._web.rules, allowed=(*self._web.rules.allowed, _home(home))))

    def close(self) -> None:
        """Closes every connection; calls that are under way fail."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs on the client's own thread."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="net-remote", daemon=True)
                self._thread.start()
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return await asyncio.wrap_future(future)

    async def _watched(self, call: Call, cancel: CancelToken) -> Answer:
        """An exchange, ended at the deadline and when the token is set."""
        loop = asyncio.get_running_loop()
        limit = asyncio.timeout(call.seconds)

        def stop() -> None:
            if under_way and not limit.expired():
                limit.reschedule(loop.time())

        under_way = True
        try:
            with cancel.calling(lambda: loop.call_soon_threadsafe(stop)):
                async with limit:
                    try:
                        return await self._exchange(call)
                    finally:
                        under_way = False
        except TimeoutError:
            if cancel.cancelled:
                raise Cancelled from None
            raise ExchangeFailed("no answer in time") from None

    async def _exchange(self, call: Call) -> Answer:
        """One exchange, on the loop that its connections are of."""
        body = None
        if call.body is not None:
            body = _Pieces(call.body if isinstance(call.body, tuple) else (call.body,))
        try:
            async with self._opened().request(
                call.method, call.url, headers=call.headers, data=body, allow_redirects=False
            ) as answer:
                usable = 200 <= answer.status < 300
                body = await _read(answer, call.most if usable else REFUSAL, cut=not usable)
                headers = {k.lower(): v for k, v in answer.headers.items()}
                return Answer(status=answer.status, headers=headers, body=body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ExchangeFailed("the connection failed", reached=False) from error
        except aiohttp.ClientPayloadError as error:
            raise ExchangeFailed("the answer broke off") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ExchangeFailed("the connection failed") from error

    def _opened(self) -> aiohttp.ClientSession:
        """The running loop's session, made when it is first asked for."""
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None or session.closed:
            connector = aiohttp.TCPConnector(
                ssl=verifying(), resolver=ThreadedResolver(), limit=0, keepalive_timeout=_IDLE_SECONDS
            )
            session = self._sessions[loop] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
                headers={"User-Agent": "Scumble", "Accept-Encoding": "identity"},
                read_bufsize=_AHEAD,
            )
        return session

    async def _end(self) -> None:
        """Ends calls under way on the client's own loop and closes its session."""
        own = asyncio.current_task()
        others = [t for t in asyncio.all_tasks() if t is not own]
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others)
        if (session := self._sessions.pop(asyncio.get_running_loop(), None)) is not None:
            await session.close()


async def _read(answer: aiohttp.ClientResponse, most: int, *, cut: bool) -> bytes:
    """The body. cut: more than `most` bytes are left out rather than refused. Raises TooLong."""
    pieces: list[bytes] = []
    count = 0
    async for piece, _ in answer.content.iter_chunks():  # as they arrived: other sizes would be copies
        pieces.append(piece)
        count += len(piece)
        if count > most and not cut:
            raise TooLong("the answer is too long", answer.status)
        if count > most:
            answer.close()
            break
    return b"".join(pieces)[: most if cut else count]


def _home(url: str) -> Allowed:
    """What a provider's own address lets be opened: its host, at its port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    literal = literal_of(host)
    return Allowed(name=host, port=port) if literal is None else Allowed(network=ip_network(literal), port=port)
