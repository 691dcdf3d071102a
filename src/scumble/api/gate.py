"""Overload protection: bounded edits in flight, bounded memory, and a true Retry-After for whoever does not fit (429).

There is no queue in front of the engine: what is admitted is served, what does not fit is told when to come back. Three
counts are kept, all on the event loop's thread, so no lock is needed: request bodies in memory (bytes), edits admitted,
and their estimated working memory (bytes_per_pixel for each input and output pixel).
"""

import time
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
        self._memory = 0
        self._since: float | None = None

    def grow(self, count: int) -> None:
        """Counts bytes that are about to be kept in memory. Raises Overloaded when all bodies together are too many."""
        self._gate.take_bytes(count)
        self._bytes += count

    def admit(self, pixels: int) -> None:
        """Takes a place for an edit of so many input and output pixels. Raises Overloaded when there is none."""
        memory = pixels * self._gate.settings.bytes_per_pixel
        self._since = self._gate.take_place(memory)
        self._memory = memory

    def release(self) -> None:
        """Gives everything back; safe to call twice."""
        self._gate.give_back(self._bytes, self._memory, self._since)
        self._bytes, self._memory, self._since = 0, 0, None


class Gate:
    """Counts what is in flight and refuses what would be too much."""

    def __init__(self, settings: DoorSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, monotonic."""
        self.settings = settings
        self.refused = 0
        self._clock = clock
        self._bytes = 0
        self._memory = 0
        self._starts: list[float] = []
        self._average = FIRST_GUESS

    @property
    def in_flight(self) -> int:
        """Edits admitted and not finished."""
        return len(self._starts)

    @property
    def body_bytes(self) -> int:
        """Bytes of request bodies in memory."""
        return self._bytes

    @property
    def pixel_memory(self) -> int:
        """Estimated working memory of the edits in flight, bytes."""
        return self._memory

    def open(self, content_length: int | None, *, place: bool = True) -> Lease:
        """A lease for a request that is about to be read. place: whether it will want to be admitted as an edit.

        Refuses by what is known before the first byte: TooLarge by its Content-Length, Overloaded when all is taken.
        """
        if content_length is not None and content_length > self.settings.max_body_bytes:
            raise body_too_large(self.settings.max_body_bytes)
        if place and self.in_flight >= self.settings.max_edits:
            raise self._overloaded("Too many edits are running")
        if self._bytes + (content_length or 0) > self.settings.max_bodies_bytes and self._bytes:
            raise self._overloaded("Too many uploads are in progress")
        return Lease(self)

    def take_bytes(self, count: int) -> None:
        """See `Lease.grow`."""
        if self._bytes + count > self.settings.max_bodies_bytes:
            raise self._overloaded("Too many uploads are in progress")
        self._bytes += count

    def take_place(self, memory: int) -> float:
        """See `Lease.admit`. A single edit larger than the whole budget runs when nothing else does."""
        if self.in_flight >= self.settings.max_edits:
            raise self._overloaded("Too many edits are running")
        if self._starts and self._memory + memory > self.settings.max_pixel_memory:
            raise self._overloaded("The edits that are running need all the memory set aside for them")
        now = self._clock()
        self._starts.append(now)
        self._memory += memory
        return now

    def give_back(self, count: int, memory: int, since: float | None) -> None:
        """See `Lease.release`; a finished edit also teaches the gate how long edits take."""
        self._bytes -= count
        self._memory -= memory
        if since is not None:
            self._starts.remove(since)
            self._average += SMOOTHING * (self._clock() - since - self._average)

    def _overloaded(self, what: str) -> Overloaded:
        """An Overloaded with the time until the next place is expected to be free."""
        self.refused += 1
        wait = self.expected_wait()
        return Overloaded(f"{what}; this server is full. Please try again in {wait:.1f} seconds.", retry_after=wait)

    def expected_wait(self) -> float:
        """Seconds until the oldest edit should be done; at least one n-th of an edit, 0.5 s and at most 60 s."""
        if not self._starts:
            return 1.0
        oldest = self._clock() - min(self._starts)
        return min(max(self._average - oldest, self._average / len(self._starts), 0.5), 60.0)


def body_too_large(limit: int) -> TooLarge:
    """The error for a request over the size limit; limit: bytes."""
    return TooLarge(f"The request is too large: at most {limit / 1e6:.0f} MB are accepted in one request.")
