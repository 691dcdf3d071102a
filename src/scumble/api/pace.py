"""Slow peers: a transfer is given up when it pauses too long or stays below a least rate, body and answer alike."""

import asyncio
import time
from collections.abc import Awaitable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Rest(Generic[T]):
    """A step that has begun, and what it waits for."""

    def __init__(self, step: Generator[Any, Any, T], first: object) -> None:
        """first: what it yielded for the loop to wait for."""
        self._step, self._first = step, first

    def __await__(self) -> Generator[Any, Any, T]:
        """Goes on to its end, as `await` does."""
        waits = self._first
        while True:
            try:
                try:
                    sent = yield waits
                except BaseException as error:
                    waits = self._step.throw(error)
                else:
                    waits = self._step.send(sent)
            except StopIteration as end:
                return end.value


class Pace:
    """Patience with one transfer: `seconds` at the start and for any pause, then as long as `rate` bytes/s take.

    Only time spent in `wait` counts, so that a sender is not blamed for our own slowness.
    """

    def __init__(self, seconds: float, rate: float) -> None:
        """seconds: longest pause, and what the transfer may take beyond its bytes at `rate` (bytes per second)."""
        self._seconds = seconds
        self._rate = rate
        self._waited = 0.0
        self._bytes = 0

    @property
    def left(self) -> float:
        """Seconds until the transfer is given up if nothing moves."""
        return max(0.0, min(self._seconds, self._seconds + self._bytes / self._rate - self._waited))

    async def wait(self, step: Awaitable[T]) -> T:
        """Awaits the peer's next step. Raises TimeoutError when it takes longer than is left.

        Most steps need no waiting: what is read is there, what is sent has room. Those cost no timer.
        """
        begun: Generator[Any, Any, T] = step.__await__()
        try:
            first = next(begun)
        except StopIteration as end:
            return end.value
        start = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                return await _Rest(begun, first)
        finally:
            self._waited += time.monotonic() - start

    def moved(self, count: int) -> None:
        """Notes that so many bytes have come or gone."""
        self._bytes += count
