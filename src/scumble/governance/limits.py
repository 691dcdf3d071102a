"""Limits in force: a key's own or the settings', and those of the engine; requests are refused, queued tasks wait.

A request that somebody waits for is told when to come back. A task from the queue is never failed for a limit: when it
is queued it is given the moment at which the limits will let it through, foreseen from all that was queued before it;
if others were quicker then, it goes back into the queue for another while, so that it keeps no worker busy.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from scumble.core.caller import Caller
from scumble.core.errors import Misconfigured, RateLimited
from scumble.core.rates import Cost, OwnLimits, RateLimits, read_limits
from scumble.core.task import Task
from scumble.governance.rates import MOST, Claim, Held, Rates, Standing

OWN_SECONDS = 5.0
"""How long a key's own limits are believed without asking again."""


class Limits:
    """The limits of one process; share it among threads."""

    def __init__(
        self,
        *,
        defaults: RateLimits,
        engines: Mapping[str, RateLimits],
        own: Callable[[Caller], OwnLimits],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """defaults: of keys without own ones. engines: by name. own: a key's own limits; it may ask the database."""
        self._defaults, self._engines, self._ask, self._clock = defaults, engines, own, clock
        self._rates = Rates(clock)
        self._held: dict[str, Held] = {}
        self._own: dict[str, tuple[float, OwnLimits]] = {}
        self._lines: dict[tuple[str, ...], float] = {}
        self._lock = threading.Lock()

    # For requests that somebody waits for.

    def arrive(self, caller: Caller) -> None:
        """Counts a request. Raises RateLimited."""
        self._rates.take([self._of_key(caller, caller.limits)], Cost(requests=1))

    def take(self, caller: Caller, engine: str | None, cost: Cost) -> Held:
        """What an edit takes; whoever has it ends it with the edit. Raises RateLimited."""
        return self._rates.take(self._claims(caller, caller.limits, engine), cost)

    def standings(self, caller: Caller) -> Sequence[Standing]:
        """Where each of the key's limits by the minute stands."""
        return self._rates.standings(self._of_key(caller, caller.limits))

    # For tasks of the queue.

    def delay(self, task: Task) -> float:
        """Seconds until the limits will let a task begin that is queued now, after those queued before it."""
        return self._in_line(task, "queued")

    def begin(self, task: Task) -> float:
        """Takes what a task needs; 0 = it may begin, else the seconds after which it is to be tried again."""
        try:
            held = self._rates.take(self._claims(task.caller, self._own_of(task.caller), task.engine), _cost(task))
        except RateLimited as limited:
            return max(limited.retry_after, self._in_line(task, "again"))
        with self._lock:
            self._held[task.id] = held
        return 0.0

    def end(self, task_id: str, *, begun: bool = True) -> None:
        """The task has ended, or was not begun after all: somebody else has it."""
        with self._lock:
            held = self._held.pop(task_id, None)
        if held is not None and begun:
            held.end()
        elif held is not None:
            held.give_back()

    def _in_line(self, task: Task, which: str) -> float:
        """Seconds until a task's moment in a line of tasks of the same key, engine and class; takes that moment."""
        claims = self._claims(task.caller, self._own_of(task.caller), task.engine)
        spacing, burst = self._rates.spacing(claims, _cost(task))
        if not spacing:
            return 0.0
        with self._lock:
            now, line = self._clock(), (task.key_id, task.engine or "", task.priority, which)
            if len(self._lines) > MOST:
                self._lines = {k: at for k, at in self._lines.items() if at > now}
            at = max(self._lines.get(line, 0.0), now - burst) + spacing
            self._lines[line] = at
            return max(0.0, at - now)

    def _own_of(self, caller: Caller) -> OwnLimits:
        """A key's own limits, for a task that tells only whose it is."""
        now = self._clock()
        with self._lock:
            asked, own = self._own.get(caller.key_id, (0.0, OwnLimits()))
            known = caller.key_id in self._own and now - asked < OWN_SECONDS
        if not known:
            own = self._ask(caller)
            with self._lock:
                if len(self._own) > MOST:
                    self._own.clear()
                self._own[caller.key_id] = (now, own)
        return own

    def _claims(self, caller: Caller, own: OwnLimits, engine: str | None) -> Sequence[Claim]:
        claims = [self._of_key(caller, own)]
        if engine is not None and engine in self._engines:
            claims.append(Claim(subject=f"engine {engine}", name=f"The engine {engine}", limits=self._engines[engine]))
        return claims

    def _of_key(self, caller: Caller, own: OwnLimits) -> Claim:
        return Claim(subject=caller.key_id, name=f"The key '{caller.name}'", limits=self._defaults.over(own))


def _cost(task: Task) -> Cost:
    return Cost(images=task.images, tokens=task.tokens, edits=1)


def engine_limits(declared: Mapping[str, RateLimits], chosen: Mapping[str, str]) -> Mapping[str, RateLimits]:
    """Limits of engines by name. declared: by themselves; chosen: by the operator, as text.

    Raises Misconfigured for one that cannot be read, or of an engine that there is not.
    """
    limits = dict(declared)
    for name, text in chosen.items():
        if name not in declared:
            raise Misconfigured(f"engine_limits: there is no engine {name}; there are {', '.join(declared)}.")
        try:
            limits[name] = read_limits(text)
        except ValueError as error:
            raise Misconfigured(f"engine_limits: {name}: {error}.") from None
    return limits
