"""The one bounded pool on which everything that touches pixels runs, and the token that cancels it."""

import asyncio
import contextvars
import logging
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, Generic, ParamSpec, TypeVar, cast

from scumble.core.errors import Cancelled

log = logging.getLogger(__name__)

LIGHT: Final = 4_000_000
"""Pixels of a picture, and bytes of a file, up to which what only looks at sizes and headers is done on the spot."""

P = ParamSpec("P")
T = TypeVar("T")


class CancelToken:
    """Set once by whoever no longer wants the result; pixel stages call `check()` between stages and tiles."""

    def __init__(self) -> None:
        """Starts unset."""
        self._cancelled = False
        self._calls: dict[object, Callable[[], object]] = {}

    def cancel(self) -> None:
        """From now on `check()` raises."""
        self._cancelled = True
        for call in tuple(self._calls.values()):
            call()

    @property
    def cancelled(self) -> bool:
        """True once cancelled."""
        return self._cancelled

    def check(self) -> None:
        """Raises Cancelled when nobody waits any more."""
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def calling(self, call: Callable[[], object]) -> Generator[None]:
        """Calls, on the thread that cancels, when that happens inside the block, or before it. It may be called twice.

        Without a lock: who cancels may be a signal's handler, which would wait for the very code that it interrupts.
        """
        mark = object()
        self._calls[mark] = call
        try:
            if self._cancelled:
                call()
            yield
        finally:
            del self._calls[mark]


class Spent:
    """CPU seconds of one kind of work, whichever threads do it. What libraries do on threads of their own counts only
    where the one that waits for them does it, too."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = threading.Lock()
        self.seconds = 0.0

    @contextmanager
    def counting(self) -> Generator[None]:
        """Counts what this thread does inside the block, on a thread that does one thing at a time."""
        start = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self.seconds += time.thread_time() - start


class Ahead(Generic[T]):
    """What was begun ahead of time on another thread of the pool, where one is free. See `ahead`."""

    def __init__(self, fn: Callable[[], T], begun: "Future[T] | None") -> None:
        """begun: by the pool; None where there is none."""
        self._fn, self._begun = fn, begun

    def result(self) -> T:
        """What it found, or raises what it raised; done here and now where no thread had come to it, so that nobody
        ever waits for a thread that waits for him."""
        if self._begun is None or self._begun.cancel():
            return self._fn()
        return self._begun.result()

    def drop(self) -> None:
        """Nobody will ask for it: not begun yet, it never will be."""
        if self._begun is not None:
            self._begun.cancel()


_POOL: contextvars.ContextVar["WorkPool | None"] = contextvars.ContextVar("pool", default=None)


def ahead(fn: Callable[[], T]) -> Ahead[T]:
    """Begins what will be needed on another thread of the pool that this one belongs to, while this one goes on with
    something else. fn must not wait for what this thread does or holds. What is needed for certain, or else has a
    cancel token of its own and is dropped."""
    pool = _POOL.get()
    return Ahead(fn, None if pool is None else pool.submit(fn))


class WorkPool:
    """A bounded thread pool: numpy, OpenCV and onnxruntime release the GIL, so threads suffice."""

    def __init__(self, workers: int) -> None:
        """workers: threads that run pixel work at the same time."""
        self.workers = workers
        self.spent = Spent()
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="pixels")
        self._closing = CancelToken()

    async def run(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a plain function on the pool and awaits its result; context variables travel along."""

        def counted() -> T:
            _POOL.set(self)
            with self.spent.counting():
                return fn(*args, **kwargs)

        return await self._run(counted)

    def submit(self, fn: Callable[[], T]) -> "Future[T] | None":
        """Begins a plain function on the pool; None once it is closed."""

        def counted() -> T:
            with self.spent.counting():
                return fn()

        try:
            return self._executor.submit(contextvars.copy_context().run, counted)
        except RuntimeError:
            return None

    async def run_words(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what looks at words alone, and so is not counted as work on pixels."""
        return await self._run(partial(fn, *args, **kwargs))

    async def _run(self, fn: Callable[[], T]) -> T:
        """What `run_in_executor` does, without its second future and the chain between both: a third less CPU."""
        loop, call = asyncio.get_running_loop(), partial(contextvars.copy_context().run, fn)
        over: asyncio.Future[None] = loop.create_future()
        # Not in the future: an error's frames lead back to it, and a cycle would keep pictures for a long time.
        ended: list[tuple[T, None] | tuple[None, BaseException]] = []

        def work() -> None:
            if not over.cancelled():
                ended.append(_tried(call))
                loop.call_soon_threadsafe(_tell, over)

        def dropped(begun: "Future[None]") -> None:
            if begun.cancelled():
                loop.call_soon_threadsafe(over.cancel)

        self._executor.submit(work).add_done_callback(dropped)
        await over
        result, error = ended.pop()
        if error is None:
            return cast(T, result)
        try:
            raise error
        finally:
            del error

    async def run_if(self, heavy: bool, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, but at once and here where it is not heavy: what looks at no pixel takes less time than a thread
        takes to wake up."""
        return await self.run(fn, *args, **kwargs) if heavy else fn(*args, **kwargs)

    def start(self, fn: Callable[[CancelToken], object]) -> None:
        """Runs a plain function on the pool while nobody waits for it (warming up); a failure is logged.

        fn: gets a token that is cancelled when the pool closes, which then waits no longer than to its next look.
        """

        def logged() -> None:
            try:
                fn(self._closing)
            except Cancelled:
                pass
            except Exception:
                log.exception("work that nobody waits for failed")

        self._executor.submit(logged)

    def close(self) -> None:
        """Waits for running work, drops what has not started and stops what nobody waits for."""
        self._closing.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _tried(fn: Callable[[], T]) -> tuple[T, None] | tuple[None, BaseException]:
    """What it gave, or what it raised."""
    try:
        return fn(), None
    except BaseException as error:
        return None, error


def _tell(over: "asyncio.Future[None]") -> None:
    """On the loop: it has ended, for whoever still waits."""
    if not over.done():
        over.set_result(None)
