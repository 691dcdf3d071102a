"""Fallback: when an engine that nobody asked for by name fails, the next best one is asked, and the answer says so."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from scumble.core.errors import ScumbleError
from scumble.core.plan import Plan
from scumble.edits.charging import Purse
from scumble.edits.choosing import Choosing, Wishes, all_failed
from scumble.edits.health import Watched
from scumble.edits.routing import Route
from scumble.engines import Engine

T = TypeVar("T")
BEGUN: Final = "the engine that this was begun with"


class Relay:
    """The engines of one edit, one after the other. route: who is at it. notes: who failed, and how. purse: what may be
    spent."""

    def __init__(
        self, choosing: Choosing, plan: Plan, wishes: Wishes, route: Route, *, pixels: int, purse: Purse
    ) -> None:
        """route: the first choice. pixels: of the picture. purse: what may still be spent."""
        self._choosing, self._plan, self._wishes, self._pixels = choosing, plan, wishes, pixels
        self.purse = purse
        self._failures: list[tuple[str, ScumbleError]] = []
        self.route = route
        self.notes: tuple[str, ...] = ()

    @property
    def engine(self) -> Watched:
        """Whoever is at it; its failures are noticed."""
        return Watched(self.route.engine, self._choosing.health)

    def resume(self, name: str | None) -> None:
        """An earlier attempt had begun with this engine: it goes on. None, and one that is not here: no change."""
        engine = self._wishes.engines.get(name or "")
        if engine is not None and engine.name != self.route.engine.name:
            self.route = Route(engine=engine, why=BEGUN)

    async def draw(self, draw: Callable[[Engine], Awaitable[T]], *, left: int = 1) -> T:
        """What `draw` makes with the first engine that does not fail.

        left: variants that are still to be drawn, this one too. Raises what `draw` raises; of engines that all failed
        see `all_failed`.
        """
        while True:
            engine = self.engine
            try:
                return await draw(engine)
            except ScumbleError as error:
                if error is not engine.failure:  # not the engine's: money, a region that is not found
                    raise
                self._failures.append((engine.name, error))
                if not self._choosing.may_step_in(error, engine.capabilities, self._wishes.wish):
                    raise self._told() from error.__cause__
                if not self._step_in(left):
                    raise self._told() from error.__cause__

    def _step_in(self, left: int) -> bool:
        """Chooses the next one among those that did not fail; False when there is none."""
        name, error = self._failures[-1]
        failed = {n for n, _ in self._failures}
        wishes = replace(
            self._wishes,
            asked=replace(self._wishes.asked, variants=left, previews=0),
            max_cost=self.purse.left,
        )
        try:
            found = self._choosing.route(self._plan, wishes, self._pixels, without=failed)
        except ScumbleError:
            return False
        codes: Mapping[str, str] = {n: e.code or "failed" for n, e in self._failures}
        after = ", ".join(f"'{n}' ({code})" for n, code in codes.items())
        self.route = Route(engine=found.engine, why=f"{found.why}; asked after these failed: {after}")
        self.notes = (*self.notes, f"'{name}' was asked before '{found.engine.name}' and failed: {error.message}")
        return True

    def _told(self) -> ScumbleError:
        return all_failed(self._failures)
