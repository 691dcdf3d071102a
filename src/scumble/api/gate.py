"""Overload protection: bounded edits in work, a bounded queue, bounded memory; who does not fit gets 429 and when to
come back.

What is counted, all on the event loop's thread, so that no lock is needed: request bodies in memory (bytes, of which
no key holds more than half), instructions being read, edits in work, the estimated memory of these and of answers not
yet sent, and requests that wait. A waiting request holds its body only: it is decoded when its turn comes. The next
turn is that of the key with the fewest edits in work, and among those of arrival; when all waiting places are taken, a
key that has fewer of them than another takes one over. So nobody who floods the server keeps others out.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from scumble.api.memory import check_budget
from scumble.api.services import DoorSettings
from scumble.core.errors import Overloaded, TooLarge
from scumble.core.promises import LONGEST, SHORTEST, Promises
from scumble.core.work import CancelToken

SMOOTHING = 0.2
"""Weight of the newest edit in the running average of edit times."""
FIRST_GUESS = 3.0
"""Seconds an edit is thought to take before one was measured: 12 megapixels take 1 to 6 on one core."""
LOOK_SECONDS = 0.05
"""How often work that nobody waits for looks whether there is room."""
FOR_RETURNING = 8
"""One in so many waiting places is for clients that were turned away before and came back when they were told to."""


class Ends(Protocol):
    """Something that ends with the edit."""

    def end(self) -> None:
        """May be called twice."""
        ...


class Lease:
    """What one request holds of the gate: its body's bytes, once admitted a place, and memory until it is answered."""

    def __init__(self, gate: "Gate", key: str, *, again: bool = False) -> None:
        """Holds nothing yet. key: whose request it is. again: it was turned away before."""
        self.limited: Ends | None = None
        self._gate = gate
        self._key = key
        self._again = again
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
        self._place = _Place(memory, self._key, again=self._again)
        await self._gate.enter(self._place)

    async def admit_later(self, memory: int, cancel: CancelToken) -> None:
        """Waits for a place without standing in the queue of those who wait for an answer: they all go first.

        Raises TooLarge, and Cancelled once the token is set.
        """
        check_budget(memory, self._gate.settings)
        place = _Place(memory, self._key)
        while not self._gate.slip_in(place):
            cancel.check()
            await asyncio.sleep(LOOK_SECONDS)
        self._place = place

    def finish(self, memory: int) -> None:
        """The work is done: its place is free and its body dropped; results of so many bytes are still to be sent."""
        self.keep(0)
        if self.limited is not None:
            self.limited.end()
        if self._place is not None:
            self._gate.leave(self._place, memory)

    def release(self) -> None:
        """Gives everything back; safe to call twice."""
        self.finish(0)


class _Place:
    """An edit's claim: its memory in bytes, whose it is, when its turn came (None before), and the wait for it."""

    def __init__(self, memory: int, key: str, *, again: bool = False) -> None:
        self.memory, self.key, self.again = memory, key, again
        self.asked = 0.0
        self.since: float | None = None
        self.turn: asyncio.Future[None] | None = None


class Gate:
    """Counts what is in flight and refuses what would be too much."""

    def __init__(self, settings: DoorSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, monotonic."""
        self.settings = settings
        self.refused = Counter[str]()
        self.on_turn: Callable[[float], None] = lambda _: None
        self._clock = clock
        self._promises = Promises(clock)
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

    def open(self, content_length: int | None, *, key: str, place: bool = True, again: bool = False) -> Lease:
        """A lease for a request that is about to be read.

        key: whose it is. place: whether it will want to be admitted as an edit. again: it was turned away before.
        Refuses by what is known before the first byte: TooLarge by its Content-Length, Overloaded when all is taken.
        """
        length = content_length or 0
        if length > self.settings.max_body_bytes:
            raise body_too_large(self.settings.max_body_bytes)
        if place:
            self.check_place(key, again=again)
        self._check_bytes(key, 0, length)
        return Lease(self, key, again=again)

    def check_place(self, key: str, *, again: bool = False) -> None:
        """Raises Overloaded when an edit of this key could neither begin nor wait for its turn."""
        full = self.in_flight >= self.settings.max_edits and not self._may_wait(again=again)
        if full and self._greediest(key) is None:
            raise self._overloaded("edits", "Too many edits are running")

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
            raise self._overloaded("uploads", "Too many uploads are in progress")
        # A single body may be larger than half; it is several at once of one key that would shut the others out.
        if self._bytes[key] > own and self._bytes[key] + count > most // 2:
            raise self._overloaded("uploads", "Too many uploads of this key are in progress")

    @asynccontextmanager
    async def planning(self) -> AsyncGenerator[None]:
        """Room to read an instruction. Raises Overloaded when too many wait for it: a hostile one takes half a second.

        It is apart from the places of edits, so that plans are told even when all of those are taken.
        """
        if self._planning >= self.settings.max_plans + self.settings.max_plans_waiting:
            raise self._overloaded("instructions", "Too many instructions are being read")
        self._planning += 1
        try:
            async with self._plans:
                yield
        finally:
            self._planning -= 1

    async def enter(self, place: _Place) -> None:
        """See `Lease.admit`."""
        place.asked = self._clock()
        if not self._queue and self._fits(place):
            self._take(place)
            return
        if not self._may_wait(again=place.again):
            out = self._greediest(place.key)
            if out is None:
                raise self._overloaded("edits", "Too many edits are running")
            self._queue.remove(out)
            if out.turn is not None and not out.turn.done():
                out.turn.set_exception(self._overloaded("share", "Others wait too, and this key has most places"))
        place.turn = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        await place.turn

    def _may_wait(self, *, again: bool) -> bool:
        """Whether there is a waiting place, and its turn would come in time: some are for those who come back."""
        part = 1.0 if again else 1 - 1 / FOR_RETURNING
        most = self.settings.max_waiting
        if self.waiting >= most - (0 if again else most // FOR_RETURNING):
            return False
        return self.waiting == 0 or self.expected_wait() <= self.settings.max_wait_seconds * part

    def _greediest(self, key: str) -> _Place | None:
        """The newest waiting request of the key that has most of them, if it has clearly more than this key."""
        counts = Counter(place.key for place in self._queue)
        most, count = max(counts.items(), key=lambda c: c[1], default=("", 0))
        if count <= counts[key] + 1:
            return None
        return next(place for place in reversed(self._queue) if place.key == most)

    def _next(self) -> _Place:
        """Whose turn is next: see the module."""
        at_work = Counter(place.key for place in self._inside)
        return min(self._queue, key=lambda place: at_work[place.key])  # the first of equals came first

    def slip_in(self, place: _Place) -> bool:
        """See `Lease.admit_later`: whether the place was taken. The last place is left to those who wait."""
        if self._queue or not self._fits(place) or 1 < self.settings.max_edits <= self.in_flight + 1:
            return False
        self._take(place)
        return True

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
        while self._queue and self._fits(first := self._next()):
            self._queue.remove(first)
            self._take(first)

    def _fits(self, place: _Place) -> bool:
        """Whether an edit may start."""
        free = self.settings.max_pixel_memory - self.pixel_memory
        return self.in_flight < self.settings.max_edits and place.memory <= free

    def _take(self, place: _Place) -> None:
        """An edit starts."""
        place.since = self._clock()
        self._inside.add(place)
        if place.asked:
            self.on_turn(place.since - place.asked)
        if place.turn is not None and not place.turn.done():
            place.turn.set_result(None)

    def _overloaded(self, why: str, what: str) -> Overloaded:
        """An Overloaded with the time until there should be a place for this one, after those who were told so before.

        why: what it is counted as.
        """
        self.refused[why] += 1
        wait = self._promises.next(self._average / max(self.in_flight, 1))
        return Overloaded(f"{what}; this server is full. Please try again in {wait:.0f} seconds.", retry_after=wait)

    def expected_wait(self) -> float:
        """Seconds until one more in the queue would have its turn: 1 to 60.

        Edits in work are as many as places and memory allow when others wait, so they tell how fast the queue moves.
        """
        return min(max(self._average * (self.waiting + 1) / max(self.in_flight, 1), SHORTEST), LONGEST)


def body_too_large(limit: int) -> TooLarge:
    """The error for a request over the size limit; limit: bytes."""
    return TooLarge(f"The request is too large: at most {limit / 1e6:.0f} MB are accepted in one request.")
