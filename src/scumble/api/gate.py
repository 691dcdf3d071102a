"""Overload protection: bounded edits in work, a bounded queue, bounded memory; who does not fit gets 429 and when to
come back.

What is counted, all on the event loop's thread, so that no lock is needed: request bodies in memory (bytes, of which
no key holds more than half), instructions being read, edits in work, the estimated memory of these and of answers not
yet sent, and requests that wait. A waiting request holds its body only: it is decoded when its turn comes. Turns come
in the order of arrival.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from scumble.api.memory import check_budget
from scumble.api.services import DoorSettings
from scumble.core.errors import Overloaded, TooLarge

SMOOTHING = 0.2
"""Weight of the newest edit in the running average of edit times."""
FIRST_GUESS = 3.0
"""Seconds an edit is thought to take before one was measured: 12 megapixels take 1 to 6 on one core."""
LONGEST_WAIT = 60.0
"""Seconds; every official client honours a Retry-After up to this."""


class Lease:
    """What one request holds of the gate: its body's bytes, once admitted a place, and memory until it is answered."""

    def __init__(self, gate: "Gate", key: str) -> None:
        """Holds nothing yet. key: whose request it is."""
        self._gate = gate
        self._key = key
        self._bytes = 0
        self._place: _Place | None = None

    @property
    def admitted(self) -> bool:
        """True from its turn on."""
        return self._place is not None and self._place.since is not None

    def grow(self, count: int) -> None:
        """Counts bytes that are about to be kept in memory.

        Raises Overloaded when all bodies together, or those of this key, are too many, TooLarge when this alone is.
        """
        self._gate.take_bytes(self._key, self._bytes, count)
        self._bytes += count

    def keep(self, count: int) -> None:
        """Counts only so many bytes from now on: the rest of the body was dropped."""
        self._gate.give_bytes(self._key, max(0, self._bytes - count))
        self._bytes = min(self._bytes, count)

    async def admit(self, memory: int) -> None:
        """Waits for a place for an edit that needs so much memory (bytes).

        Raises TooLarge when that is more than there can ever be, Overloaded when too many wait.
        """
        check_budget(memory, self._gate.settings)
        self._place = _Place(memory)
        await self._gate.enter(self._place)

    def finish(self, memory: int) -> None:
        """The work is done: its place is free and its body dropped; results of so many bytes are still to be sent."""
        self.keep(0)
        if self._place is not None:
            self._gate.leave(self._place, memory)

    def release(self) -> None:
        """Gives everything back; safe to call twice."""
        self.finish(0)


class _Place:
    """An edit's claim: its memory in bytes, when its turn came (None before), and the wait for it."""

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
        self._bytes: Counter[str] = Counter()
        self._planning = 0
        self._plans = asyncio.Semaphore(settings.max_plans)
        self._inside: set[_Place] = set()
        self._answers: set[_Place] = set()
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
        return self._bytes.total()

    @property
    def answer_bytes(self) -> int:
        """Bytes of results that were not sent yet."""
        return sum(place.memory for place in self._answers)

    @property
    def pixel_memory(self) -> int:
        """Estimated memory of the edits in work and of results that were not sent yet, bytes."""
        return sum(place.memory for place in self._inside) + self.answer_bytes

    def open(self, content_length: int | None, *, key: str, place: bool = True) -> Lease:
        """A lease for a request that is about to be read.

        key: whose it is. place: whether it will want to be admitted as an edit. Refuses by what is known before the
        first byte: TooLarge by its Content-Length, Overloaded when all is taken.
        """
        length = content_length or 0
        if length > self.settings.max_body_bytes:
            raise body_too_large(self.settings.max_body_bytes)
        if place and self.in_flight >= self.settings.max_edits and self.waiting >= self.settings.max_waiting:
            raise self._overloaded("Too many edits are running")
        self._check_bytes(key, 0, length)
        return Lease(self, key)

    def take_bytes(self, key: str, own: int, count: int) -> None:
        """See `Lease.grow`. own: what the lease holds already."""
        self._check_bytes(key, own, count)
        self._bytes[key] += count

    def give_bytes(self, key: str, count: int) -> None:
        """Gives a key's bytes back."""
        self._bytes[key] -= count
        if not self._bytes[key]:
            del self._bytes[key]

    def _check_bytes(self, key: str, own: int, count: int) -> None:
        """Raises when a request of `own` bytes cannot take `count` more."""
        most = self.settings.max_bodies_bytes
        if own + count > most:
            raise TooLarge(
                f"The request is too large: at most {most / 1e6:.0f} MB of requests are held in memory, and a JSON body"
                " counts twice. Send large pictures as multipart/form-data."
            )
        if self.body_bytes + count > most:
            raise self._overloaded("Too many uploads are in progress")
        # A single body may be larger than half; it is several at once of one key that would shut the others out.
        if self._bytes[key] > own and self._bytes[key] + count > most // 2:
            raise self._overloaded("Too many uploads of this key are in progress")

    @asynccontextmanager
    async def planning(self) -> AsyncGenerator[None]:
        """Room to read an instruction. Raises Overloaded when too many wait for it: a hostile one takes half a second.

        It is apart from the places of edits, so that plans are told even when all of those are taken.
        """
        if self._planning >= self.settings.max_plans + self.settings.max_plans_waiting:
            raise self._overloaded("Too many instructions are being read")
        self._planning += 1
        try:
            async with self._plans:
                yield
        finally:
            self._planning -= 1

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

    def leave(self, place: _Place, memory: int) -> None:
        """See `Lease.finish`; a finished edit also teaches the gate how long edits take, and lets the next ones in."""
        if place in self._queue:
            self._queue.remove(place)
        if place in self._inside and place.since is not None:
            self._inside.remove(place)
            self._average += SMOOTHING * (self._clock() - place.since - self._average)
        self._answers.discard(place)
        place.memory = memory
        if memory:
            self._answers.add(place)
        while self._queue and self._fits(self._queue[0]):
            self._take(self._queue.popleft())

    def _fits(self, place: _Place) -> bool:
        """Whether an edit may start."""
        free = self.settings.max_pixel_memory - self.pixel_memory
        return self.in_flight < self.settings.max_edits and place.memory <= free

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
        return Overloaded(f"{what}; this server is full. Please try again in {wait:.0f} seconds.", retry_after=wait)

    def expected_wait(self) -> float:
        """Seconds until one more in the queue would have its turn: 1 to 60.

        Edits in work are as many as places and memory allow when others wait, so they tell how fast the queue moves.
        """
        return min(max(self._average * (self.waiting + 1) / max(self.in_flight, 1), 1.0), LONGEST_WAIT)


def body_too_large(limit: int) -> TooLarge:
    """The error for a request over the size limit; limit: bytes."""
    return TooLarge(f"The request is too large: at most {limit / 1e6:.0f} MB are accepted in one request.")
