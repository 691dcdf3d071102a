"""Rate limits per minute and at once, for keys and engines: token buckets that tell exactly when there is room again.

Each limit of N a minute is a bucket of N that refills evenly (generic cell rate algorithm: one moment is all that is
kept, the one at which the bucket will be full). So a burst of a minute's worth is allowed, the average never exceeds
the limit, and the wait that is told is the true one. What costs more than a whole bucket is let in when the bucket is
full and leaves it in debt.

State is this process's own: several servers on one database count apart, each up to the limit.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scumble.core.errors import RateLimited
from scumble.core.rates import UNITS, Cost, RateLimits

MINUTE = 60.0
MOST = 20_000
"""Buckets kept; full ones are forgotten when there are more."""
FIRST_GUESS = 3.0
"""Seconds an edit is thought to take before one of its key or engine has ended."""
SMOOTHING = 0.2
"""Weight of the newest edit in the running average of their times."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Whose limits a request has to keep. subject: its id, such as `key_…`; name: what an error calls it."""

    subject: str
    name: str
    limits: RateLimits


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a limit stands. limit: a minute. remaining: now. reset: seconds until all of it is there again."""

    unit: str
    limit: int
    remaining: int
    reset: float


class Held:
    """What a request took. `end` when its edit has ended, `give_back` when it was never begun; both safe to repeat."""

    def __init__(self, rates: "Rates", claims: Sequence[Claim], cost: Cost, now: float) -> None:
        """Made by `Rates.take`."""
        self._rates, self._claims, self._cost, self._since = rates, claims, cost, now
        self._ended = False

    def end(self) -> None:
        """The edit is done: it no longer counts as one at work."""
        if not self._ended:
            self._ended = True
            self._rates.ended(self._claims, self._cost, self._since)

    def give_back(self) -> None:
        """It was not carried out: what it took is free again."""
        if not self._ended:
            self._ended = True
            self._rates.returned(self._claims, self._cost)


class Rates:
    """The buckets of one process; share it among threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, monotonic."""
        self._clock = clock
        self._full_at: dict[tuple[str, str], float] = {}
        self._at_work: dict[str, int] = {}
        self._seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, claims: Sequence[Claim], cost: Cost) -> Held:
        """Takes a cost from all claims, or from none. Raises RateLimited with the time until there is room."""
        with self._lock:
            now = self._clock()
            units = (*UNITS, "edits")
            waits = [(self._wait(claim, unit, cost, now), claim, unit) for claim in claims for unit in units]
            wait, claim, unit = max(waits, key=lambda w: w[0], default=(0.0, None, ""))
            if wait > 0 and claim is not None:
                raise _limited(claim, unit, self._standing(claim, unit, now), cost, wait)
            for claim in claims:
                for unit in UNITS:
                    self._add(claim, unit, getattr(cost, unit), now)
                if cost.edits:
                    self._at_work[claim.subject] = self._at_work.get(claim.subject, 0) + cost.edits
            return Held(self, claims, cost, now)

    def standings(self, claim: Claim) -> Sequence[Standing]:
        """Where each limit by the minute stands that the claim has."""
        with self._lock:
            now = self._clock()
            return [self._standing(claim, unit, now) for unit in UNITS if getattr(claim.limits, unit)]

    def spacing(self, claims: Sequence[Claim], cost: Cost) -> tuple[float, float]:
        """Seconds from one request of this cost to the next at which the limits let them through for good, and the
        seconds' worth of requests that they let through at once before that."""
        with self._lock:
            pace = [
                (MINUTE * getattr(cost, unit) / getattr(claim.limits, unit), MINUTE)
                for claim in claims
                for unit in UNITS
                if getattr(claim.limits, unit)
            ]
            for claim in claims:
                if claim.limits.edits:
                    seconds = self._average(claim.subject)
                    pace.append((seconds * cost.edits / claim.limits.edits, seconds))
            return max(pace, default=(0.0, 0.0))

    def ended(self, claims: Sequence[Claim], cost: Cost, since: float) -> None:
        """See `Held.end`."""
        with self._lock:
            took = self._clock() - since
            for claim in claims:
                self._leave(claim.subject, cost.edits)
                if cost.edits and claim.limits.edits:
                    average = self._average(claim.subject)
                    self._seconds[claim.subject] = average + SMOOTHING * (took - average)

    def returned(self, claims: Sequence[Claim], cost: Cost) -> None:
        """See `Held.give_back`."""
        with self._lock:
            for claim in claims:
                self._leave(claim.subject, cost.edits)
                for unit in UNITS:
                    limit, at = getattr(claim.limits, unit), self._full_at.get((claim.subject, unit))
                    if limit and at is not None:
                        self._full_at[claim.subject, unit] = at - getattr(cost, unit) * MINUTE / limit

    def _wait(self, claim: Claim, unit: str, cost: Cost, now: float) -> float:
        """Seconds until a limit lets the cost through; 0 = at once."""
        limit: int = getattr(claim.limits, unit)
        count: int = getattr(cost, unit)
        if not limit or not count:
            return 0.0
        if unit == "edits":
            busy = self._at_work.get(claim.subject, 0) + count > limit
            return max(1.0, self._average(claim.subject) / limit) if busy else 0.0
        full_at = max(self._full_at.get((claim.subject, unit), now), now)
        return full_at + min(count, limit) * MINUTE / limit - now - MINUTE

    def _add(self, claim: Claim, unit: str, count: int, now: float) -> None:
        limit: int = getattr(claim.limits, unit)
        if not limit or not count:
            return
        if len(self._full_at) >= MOST:
            self._full_at = {k: at for k, at in self._full_at.items() if at > now}
        at = self._full_at.get((claim.subject, unit), now)
        self._full_at[claim.subject, unit] = max(at, now) + count * MINUTE / limit

    def _leave(self, subject: str, edits: int) -> None:
        left = self._at_work.get(subject, 0) - edits
        if left > 0:
            self._at_work[subject] = left
        else:
            self._at_work.pop(subject, None)

    def _average(self, subject: str) -> float:
        return self._seconds.get(subject, FIRST_GUESS)

    def _standing(self, claim: Claim, unit: str, now: float) -> Standing:
        limit: int = getattr(claim.limits, unit)
        if unit == "edits":
            left = max(0, limit - self._at_work.get(claim.subject, 0))
            return Standing(unit=unit, limit=limit, remaining=left, reset=0.0)
        reset = max(0.0, self._full_at.get((claim.subject, unit), now) - now)
        # A hair's breadth is added: what is left of a bucket must not be one less for the sake of rounding.
        left = max(0, int(limit - reset * limit / MINUTE + 1e-6))
        return Standing(unit=unit, limit=limit, remaining=left, reset=reset)


def _limited(claim: Claim, unit: str, standing: Standing, cost: Cost, wait: float) -> RateLimited:
    """The refusal, in the words of a provider."""
    asked = getattr(cost, unit)
    if unit == "edits":
        what = f"{claim.name} may have {standing.limit} edits in work at once, and has as many"
    else:
        used = standing.limit - standing.remaining
        what = f"{claim.name}: limit of {standing.limit:,} {unit} per minute, used {used:,}, requested {asked:,}"
    return RateLimited(f"Rate limit reached. {what}. Please try again in {max(wait, 0.1):.1f} s.", retry_after=wait)
