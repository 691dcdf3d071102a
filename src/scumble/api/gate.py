"""Overload protection: bounded edits in work, a bounded queue, bounded memory; who does not fit gets 429 and when to
come back.

Four counts are kept, all on the event loop's thread, so no lock is needed: request bodies in memory (bytes), edits in
work, their estimated working memory (bytes_per_pixel for each input and output pixel), and requests that wait. A
waiting request holds its body only: it is decoded when its turn comes. Turns come in the order of arrival.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from scumble.api.services import DoorSettings
from scumble.core.errors import Overloaded, TooLarge

SMOOTHING = 0.2
"""Weight of the newest edit in the running average of edit times."""
FIRST_GUESS = 2.0
"""Seconds an edit is thought to take before one was measured."""


class Lease:
    """What one request holds of the gate: its body's bytes, and once admitted a place and working memory."""

    def __init__(self, gate: "Gate") -> None:
        """Holds nothing yet."""
        self._gate = gate
        self._bytes = 0
        self._place: _Place | None = None

    @property
    def admitted(self) -> bool:
        """True from its turn on."""
        return self._place is not None and self._place.since is not None

    def grow(self, count: int) -> None:
        """Counts bytes that are about to be kept in memory. Raises Overloaded when all bodies together are too many."""
        self._gate.take_bytes(count)
        self._bytes += count

    async def admit(self, pixels: int) -> None:
        """Waits for a place for an edit of so many input and output pixels. Raises Overloaded when too many wait."""
        self._place = _Place(pixels * self._gate.settings.bytes_per_pixel)
        await self._gate.enter(self._place)

    def release(self) -> None:
        """Gives everything back; safe to call twice."""
        self._gate.give_back(self._bytes, self._place)
        self._bytes, self._place = 0, None


class _Place:
    """An edit's claim: its working memory in bytes, when its turn came (None before), and the wait for it."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.since: float | None = None
        self.turn: asyncio.Future[None] | None = None


class Gate:
    """Counts what is in flight and refuses what would be too much."""

    def __init__(self, settings: DoorSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, monotonic."""
        self.settings = settings
        self.refused = 0
        self._clock = clock
        self._bytes = 0
        self._inside: set[_Place] = set()
        self._queue: deque[_Place] = deque()
        self._average = FIRST_GUESS

    @property
    def in_flight(self) -> int:
        """Edits in work."""
        return len(self._inside)

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return len(self._queue)

    @property
    def body_bytes(self) -> int:
        """Bytes of request bodies in memory."""
        return self._bytes

    @property
    def pixel_memory(self) -> int:
        """Estimated working memory of the edits in work, bytes."""
        return sum(place.memory for place in self._inside)

    def open(self, content_length: int | None, *, place: bool = True) -> Lease:
        """A lease for a request that is about to be read. place: whether it will want to be admitted as an edit.

        Refuses by what is known before the first byte: TooLarge by its Content-Length, Overloaded when all is taken.
        """
        if content_length is not None and content_length > self.settings.max_body_bytes:
            raise body_too_large(self.settings.max_body_bytes)
        if place and self.in_flight >= self.settings.max_edits and self.waiting >= self.settings.max_waiting:
            raise self._overloaded("Too many edits are running")
        if self._bytes + (content_length or 0) > self.settings.max_bodies_bytes and self._bytes:
            raise self._overloaded("Too many uploads are in progress")
        return Lease(self)

    def take_bytes(self, count: int) -> None:
        """See `Lease.grow`."""
        if self._bytes + count > self.settings.max_bodies_bytes:
            raise self._overloaded("Too many uploads are in progress")
        self._bytes += count

    async def enter(self, place: _Place) -> None:
        """See `Lease.admit`."""
        if not self._queue and self._fits(place):
            self._take(place)
            return
        if self.waiting >= self.settings.max_waiting:
            raise self._overloaded("Too many edits are running")
        place.turn = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        await place.turn

    def give_back(self, count: int, place: _Place | None) -> None:
        """See `Lease.release`; a finished edit also teaches the gate how long edits take, and lets the next ones in."""
        self._bytes -= count
        if place in self._queue:
            self._queue.remove(place)
        if place in self._inside and place.since is not None:
            self._inside.remove(place)
            self._average += SMOOTHING * (self._clock() - place.since - self._average)
        while self._queue and self._fits(self._queue[0]):
            self._take(self._queue.popleft())

    def _fits(self, place: _Place) -> bool:
        """Whether an edit may start. A single one larger than the whole budget may when nothing else is in work."""
        if self.in_flight >= self.settings.max_edits:
            return False
        return not self._inside or self.pixel_memory + place.memory <= self.settings.max_pixel_memory

    def _take(self, place: _Place) -> None:
        """An edit starts."""
        place.since = self._clock()
        self._inside.add(place)
        if place.turn is not None and not place.turn.done():
            place.turn.set_result(None)

    def _overloaded(self, what: str) -> Overloaded:
        """An Overloaded with the time until the next place is expected to be free."""
        self.refused += 1
        wait = self.expected_wait()
        return Overloaded(f"{what}; this server is full. Please try again in {wait:.1f} seconds.", retry_after=wait)

    def expected_wait(self) -> float:
        """Seconds until the oldest edit should be done; at least one n-th of an edit, 0.5 s and at most 60 s."""
        if not self._inside:
            return 1.0
        oldest = self._clock() - min(place.since or 0.0 for place in self._inside)
        return min(max(self._average - oldest, self._average / self.in_flight, 0.5), 60.0)


def body_too_large(limit: int) -> TooLarge:
    """The error for a request over the size limit; limit: bytes."""
    return TooLarge(f"The request is too large: at most {limit / 1e6:.0f} MB are accepted in one request.")
