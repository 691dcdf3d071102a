"""Circuit breaker: an engine that failed several times in a row rests, then one call tries whether it works again.

Only failures that speak of the engine count (a provider that is down, out of credit, at its rate limit ...), not those
that speak of the request. What a provider says about the request shows that it is there. The first rest is half a
minute; each one that ends in another failure is twice as long, up to five minutes.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineResting
from scumble.core.outcome import Candidate
from scumble.core.provider_errors import ModerationBlocked, ProviderBusy, ProviderFailed, RejectedByProvider
from scumble.core.work import CancelToken
from scumble.engines import Engine, Task

log = logging.getLogger("scumble.engines")

FAILURES: Final = 3
"""In a row, after which an engine rests."""
SHORTEST: Final = 30.0
LONGEST: Final = 300.0
"""Seconds of rest: the first one, and the longest."""
SOON: Final = 1.0
"""Seconds after which to come back while a call tries whether the engine works again."""


@dataclass
class _State:
    """failures: in a row. rest: seconds of the last rest. until: when it ends. trying: a call tries it out."""

    failures: int = 0
    rest: float = 0.0
    until: float = 0.0
    trying: bool = False


class Health:
    """How the engines of one process do, by name. May be used from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds that never go back."""
        self._clock = clock
        self._states: dict[str, _State] = {}
        self._lock = threading.Lock()

    def resting(self) -> Mapping[str, float]:
        """Engines that are not asked now, and the seconds until they may be, above 0."""
        with self._lock:
            now = self._clock()
            left = {name: _left(state, now) for name, state in self._states.items()}
        return {name: seconds for name, seconds in left.items() if seconds > 0}

    def admit(self, name: str) -> bool:
        """A call is about to be made; True: it is the one that tries the engine out. Raises EngineResting."""
        with self._lock:
            state = self._states.get(name)
            if state is None or state.failures < FAILURES:
                return False
            if (left := _left(state, self._clock())) > 0:
                raise resting(name, left)
            state.trying = True
            return True

    def ended(self, name: str, error: BaseException | None, *, trial: bool) -> None:
        """A call that was admitted has ended. trial: what `admit` said of it."""
        with self._lock:
            state = self._states.setdefault(name, _State())
            state.trying = state.trying and not trial
            if error is None or isinstance(error, ModerationBlocked | RejectedByProvider):
                del self._states[name]
                return
            if not isinstance(error, ProviderFailed | ProviderBusy):
                return
            state.failures += 1
            if state.failures < FAILURES or state.until > self._clock():
                return  # calls that were under way when the rest began do not make it longer
            state.rest = min(LONGEST, 2 * state.rest) if state.rest else SHORTEST
            state.until = self._clock() + state.rest
            log.warning("%s failed %d times in a row and rests for %.0f s", name, state.failures, state.rest)


class Watched:
    """An engine whose calls are counted. failure: the error that its last call raised."""

    def __init__(self, engine: Engine, health: Health) -> None:
        """engine: does the work."""
        self._engine, self._health = engine, health
        self.failure: BaseException | None = None

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    @property
    def capabilities(self) -> Capabilities:
        """The engine's."""
        return self._engine.capabilities

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """What the engine gives. Raises what it raises, and EngineResting."""
        self.failure = None
        try:
            trial = self._health.admit(self.name)
        except EngineResting as error:
            self.failure = error
            raise
        try:
            candidate = await self._engine.render(task, cancel)
        except BaseException as error:
            self.failure = error
            self._health.ended(self.name, error, trial=trial)
            raise
        self._health.ended(self.name, None, trial=trial)
        return candidate


def resting(name: str, seconds: float) -> EngineResting:
    """The error for an engine that rests for so many seconds more."""
    said = f"'{name}' failed several times in a row and is not asked for the next {seconds:.0f} seconds."
    return EngineResting(said, retry_after=seconds)


def _left(state: _State, now: float) -> float:
    if state.failures < FAILURES:
        return 0.0
    return max(SOON if state.trying else 0.0, state.until - now)
