"""When to come back: each one who is turned away is told a later moment, as fast as places become free and no faster.

All told the same moment would come at that moment, and most would be turned away again.
"""

import time
from collections.abc import Callable

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds; every official client honours a Retry-After up to the latter."""


class Promises:
    """Moments handed out, one after another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, monotonic."""
        self._clock = clock
        self._last = 0.0

    def next(self, every: float) -> float:
        """Seconds to wait. every: seconds from one place that becomes free to the next.

        Beyond the longest wait that can be told there is nothing to promise: that one is told then.
        """
        now = self._clock()
        self._last = min(max(self._last, now) + every, now + LONGEST)
        return min(max(self._last - now, SHORTEST), LONGEST)
