"""Bell: when the queue is looked at: at once when it rings, often for a while after that, and seldom otherwise.

A look costs milliseconds of CPU, and a database of one process only learns of work through that very process: it rings
when it queues something, and when a place has become free.
"""

import threading
import time
from typing import Final

POLL_SECONDS: Final = 0.1
"""From one look to the next while there may be work: a task starts within 75 ms (median), at 2-3 % of a core."""
IDLE_SECONDS: Final = 1.0
"""The same while nothing rings, where nobody else can queue anything. So is found what an earlier process left with a
delay."""
BUSY_SECONDS: Final = 1.5
"""For so long there may be work after a ring: a delay that is over is noticed by the workflow library within a second,
and a task's place is given back a moment after its end."""


class Bell(threading.Event):
    """The event that ends the queue's thread, and on which it waits between looks."""

    def __init__(self, *, alone: bool) -> None:
        """alone: no other process can queue anything; else it is looked as often as while there may be work."""
        super().__init__()
        self._idle = IDLE_SECONDS if alone else POLL_SECONDS
        self._rung = threading.Event()
        self._busy_until = time.monotonic() + BUSY_SECONDS
        self._looked = 0.0

    def ring(self) -> None:
        """There may be something to take."""
        self._busy_until = time.monotonic() + BUSY_SECONDS
        self._rung.set()

    def set(self) -> None:
        """Ends the thread."""
        super().set()
        self._rung.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits for the next look; True: there is none. timeout: not heeded, this bell knows better."""
        busy = time.monotonic() < self._busy_until
        if not self.is_set():
            self._rung.wait(POLL_SECONDS if busy else self._idle)
        self._rung.clear()  # before the look, which sees whatever was queued by now
        if not self.is_set() and (early := self._looked + POLL_SECONDS - time.monotonic()) > 0:
            super().wait(early)  # many rings are one look
        self._looked = time.monotonic()
        return self.is_set()
