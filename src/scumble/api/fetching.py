"""Pictures named by web address are fetched: off the event loop, few at a time, counted by the gate while they arrive.

How many at once is bounded, and no key has more than half of it, so that slow servers of one caller's choice hold up
nobody else. Reading a request's pictures is one plain function; it is given `fetch` and runs on a thread of its own.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from scumble.api.body import cancel_when_gone
from scumble.api.gate import Lease
from scumble.api.multipart import part_too_large
from scumble.api.services import DoorSettings, Services
from scumble.core.caller import Caller
from scumble.core.errors import AddressRefused, FetchFailed, InvalidImage, InvalidValue, Overloaded, TooLarge
from scumble.core.work import CancelToken

T = TypeVar("T")
Fetch = Callable[[str, str], bytes]
"""The bytes at an address; address and parameter. Raises InvalidRequest or TooLarge naming the parameter."""

BUSY_SECONDS = 2.0
"""When to come back while all downloads are taken."""
COUNTING_SECONDS = 10.0
"""How long a download waits for the event loop to count its bytes; longer only when the server is being stopped."""
WEB = ("http://", "https://")


def is_web(url: str) -> bool:
    """Whether an address is one to be fetched."""
    return url[:8].lower().startswith(WEB)


def no_fetch(url: str, param: str) -> bytes:
    """A `Fetch` that refuses: what a server says that fetches nothing."""
    raise InvalidValue(
        "Web addresses are not fetched by this server; send the picture as a base64 data URL"
        " (data:image/png;base64,…) or as a file in a multipart form.",
        param=param,
        code="invalid_image_url",
    )


class Fetcher:
    """Downloads on the door's behalf."""

    def __init__(self, services: Services) -> None:
        """Starts no thread yet."""
        self._web = services.web
        self._settings = services.door
        self._threads = ThreadPoolExecutor(services.door.max_fetches, thread_name_prefix="fetch")
        self._running: Counter[str] = Counter()

    async def read(
        self, read: Callable[[Fetch], T], urls: list[str], request: Request | None, lease: Lease, caller: Caller
    ) -> T:
        """What `read` makes of a request's pictures. urls: all addresses in the request, of whatever kind.

        Stops when the client has gone; without a request nobody can. Raises what `read` and the downloads raise, and
        Overloaded.
        """
        if self._web is None or not any(map(is_web, urls)):
            return await asyncio.to_thread(read, no_fetch)
        self._take(caller.key_id)
        cancel = CancelToken()
        download = _Download(self._web.download, self._settings, cancel, lease, asyncio.get_running_loop())
        watch = None if request is None else asyncio.create_task(cancel_when_gone(request.receive, cancel))
        work = asyncio.get_running_loop().run_in_executor(self._threads, read, download.fetch)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            cancel.cancel()
            raise
        finally:
            if watch is not None:
                watch.cancel()
            work.add_done_callback(lambda done: self._give(caller.key_id, done))

    def _take(self, key: str) -> None:
        """Counts one more of this key. Raises Overloaded."""
        most = self._settings.max_fetches
        if self._running.total() >= most:
            raise Overloaded("Too many pictures are being fetched; please try again.", retry_after=BUSY_SECONDS)
        if self._running[key] >= max(1, most // 2):
            raise Overloaded("Too many pictures of this key are being fetched.", retry_after=BUSY_SECONDS)
        self._running[key] += 1

    def _give(self, key: str, done: asyncio.Future[T]) -> None:
        if not done.cancelled():
            done.exception()  # asked for, or it would be logged as lost when the request was given up before
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]


class _Download:
    """The downloads of one request: one deadline and one bound of bytes for all of them."""

    def __init__(
        self,
        download: Callable[..., bytes],
        settings: DoorSettings,
        cancel: CancelToken,
        lease: Lease,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._download = download
        self._settings = settings
        self._cancel = cancel
        self._lease = lease
        self._loop = loop
        self._until = time.monotonic() + settings.fetch_seconds
        self._left = settings.max_body_bytes
        self._uncounted: Exception | None = None

    def fetch(self, url: str, param: str) -> bytes:
        """See `Fetch`."""
        most = min(self._settings.max_file_bytes, self._left)
        seconds = max(self._until - time.monotonic(), 0.001)
        try:
            data = self._download(url, most=most, seconds=seconds, cancel=self._cancel, took=self._count)
        except AddressRefused as error:
            raise AddressRefused(error.message, param=param, code="invalid_image_url") from error
        except FetchFailed as error:
            raise FetchFailed(error.message, param=param, code="failed_to_download_image") from error
        except TooLarge as error:
            raise error if error is self._uncounted else part_too_large(param, most) from error
        if not data:
            raise InvalidImage("The web address holds an empty file.", param=param, code="empty_image_file")
        return data

    def _count(self, count: int) -> None:
        """Counts bytes that arrived; on the event loop, where all counting is done, while this thread waits."""
        self._left -= count
        try:
            asyncio.run_coroutine_threadsafe(self._grow(count), self._loop).result(COUNTING_SECONDS)
        except Exception as error:
            self._uncounted = error
            raise

    async def _grow(self, count: int) -> None:
        self._cancel.check()  # a request that has ended holds nothing any more
        self._lease.grow(count)
