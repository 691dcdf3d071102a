"""The one bounded pool on which everything that touches pixels runs, and the token that cancels it."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from scumble.core.errors import Cancelled

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class CancelToken:
    """Set once by whoever no longer wants the result; pixel stages call `check()` between stages and tiles."""

    def __init__(self) -> None:
        """Starts unset."""
        self._event = threading.Event()

    def cancel(self) -> None:
        """From now on `check()` raises."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """True once cancelled."""
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled when nobody waits any more."""
        if self._event.is_set():
            raise Cancelled


class WorkPool:
    """A bounded thread pool: numpy, OpenCV and onnxruntime release the GIL, so threads suffice."""

    def __init__(self, workers: int) -> None:
        """workers: threads that run pixel work at the same time."""
        self.workers = workers
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="pixels")

    async def run(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a plain function on the pool and awaits its result; context variables travel along."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: context.run(fn, *args, **kwargs))

    def start(self, fn: Callable[[], object]) -> None:
        """Runs a plain function on the pool while nobody waits for it (warming up); a failure is logged."""

        def logged() -> None:
            try:
                fn()
            except Exception:
                log.exception("work that nobody waits for failed")

        self._executor.submit(logged)

    def close(self) -> None:
        """Waits for running work and drops what has not started."""
        self._executor.shutdown(wait=True, cancel_futures=True)
