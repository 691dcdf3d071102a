"""Choosing: the engine of an edit by what is known now: prices, health, the caller's wishes; and who may step in."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Literal

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineFailed, EngineResting, ScumbleError, Unsupported
from scumble.core.plan import Plan
from scumble.core.provider_errors import (
    CreditsGone,
    ModerationBlocked,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderKeyRefused,
)
from scumble.core.usage import Money
from scumble.edits.charging import Asked
from scumble.edits.health import Health
from scumble.edits.routing import AUTO, Given, Route, listed, route
from scumble.engines import Engine

Fallback = Literal["never", "failures", "refusals", "unknown", "all"]
"""After what another engine steps in: nothing; failures that surely cost nothing; also refusals by moderation; also
failures that may have been charged; all of these."""
Estimate = Callable[[Engine, Plan, Asked], Money | None]
"""What an engine is expected to cost the caller at most for a whole plan; None: nobody knows."""

ITS_OWN: Final = (ProviderDown, ProviderBusy, EngineResting, CreditsGone, ProviderKeyRefused, Unsupported)
"""Failures that are the engine's own and after which nothing was drawn: another one may well do it. Narrower than
`ScumbleError.uncharged`, which is also true of requests that no engine can serve."""


def by_list(engine: Engine, plan: Plan, asked: Asked) -> Money | None:
    """An estimate by what the engine says of its price itself."""
    one = listed(engine)
    return None if one is None else Money(amount=one.amount * len(plan.steps) * asked.variants, currency=one.currency)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the caller wants besides the edit itself. wish: an engine's name or 'auto'. engines: to choose from. until:
    when it has to be done."""

    wish: str
    engines: Mapping[str, Engine]
    asked: Asked
    max_cost: Decimal | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """How engines are chosen here. fallback: see `Fallback`."""

    estimate: Estimate = by_list
    health: Health = field(default_factory=Health)
    fallback: Fallback = "failures"

    def route(self, plan: Plan, wishes: Wishes, pixels: int, *, without: Set[str] = frozenset()) -> Route:
        """The engine for a plan. pixels: of the picture. without: engines that have failed. Raises as `routing.route`.

        A named engine that rests is chosen all the same: its call says so, where it is made.
        """
        given = Given(
            price=lambda engine: self.estimate(engine, plan, wishes.asked),
            resting=self.health.resting(),
            max_cost=wishes.max_cost,
            seconds=None if wishes.until is None else (wishes.until - datetime.now(UTC)).total_seconds(),
        )
        left = {name: engine for name, engine in wishes.engines.items() if name not in without}
        return route(plan, pixels, wishes.wish, left, given)

    def may_step_in(self, error: BaseException, can: Capabilities, wish: str) -> bool:
        """Whether another engine is asked after this failure of one with these capabilities. A named one is the
        caller's choice: nobody steps in for it."""
        if wish != AUTO or self.fallback == "never":
            return False
        if isinstance(error, ModerationBlocked):
            return self.fallback in ("refusals", "all")
        if isinstance(error, ITS_OWN) or type(error) is ProviderFailed:
            return True
        unknown = isinstance(error, EngineFailed) and (can.paid or isinstance(error, ProviderFailed))
        return unknown and (not can.paid or self.fallback in ("unknown", "all"))


def all_failed(failures: list[tuple[str, ScumbleError]]) -> ScumbleError:
    """The error when every engine that was asked has failed: of the last one that can be asked again, else of the
    last. It names all of them, and says to come back when the first of them can be asked again."""
    if len(failures) == 1:
        return failures[0][1]
    again = [error for _, error in failures if error.retryable]
    error = (again or [error for _, error in failures])[-1]
    said = " ".join(f"{name}: {_sentence(error)}" for name, error in failures)
    error.args = (f"Every engine that could do this has failed. {said}",)
    waits = [e.retry_after for _, e in failures if isinstance(e, ProviderBusy | EngineResting)]
    if isinstance(error, ProviderBusy | EngineResting):
        error.retry_after = min(waits)
    return error


def _sentence(error: ScumbleError) -> str:
    return error.message if error.message.endswith((".", "…")) else f"{error.message}."
