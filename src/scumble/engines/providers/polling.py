"""Polling: asks a provider how a job is doing until it is done, at a pace that neither hammers nor dawdles."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal

from scumble.core.provider_errors import CreditsGone, ProviderBusy, ProviderDown, ProviderKeyRefused, ProviderTimeout
from scumble.core.work import CancelToken
from scumble.engines.providers.line import Line, rest

FIRST: Final = 0.5
GROWTH: Final = 1.3
SLOWEST: Final = 3.0
State = Literal["working", "done"]


async def until_done(
    ask: Callable[[], Awaitable[Mapping[str, Any]]],
    state: Callable[[Mapping[str, Any]], State],
    line: Line,
    cancel: CancelToken,
) -> Mapping[str, Any]:
    """The answer in which the job is done. ask: the job's state from the provider. state: what an answer says, or the
    error that it means, raised.

    Raises ProviderTimeout after the line's seconds, and where the state cannot be asked for any more: the job was begun
    and may be charged, whatever kept its answer back. And Cancelled.
    """
    until, pause = time.monotonic() + line.seconds, FIRST
    while True:
        try:
            found = await ask()
        except (ProviderDown, ProviderBusy, CreditsGone, ProviderKeyRefused) as error:
            raise line.failed(ProviderTimeout, f"how its job is doing cannot be learnt ({error.message})") from error
        if state(found) == "done":
            return found
        if time.monotonic() + pause > until:
            raise line.failed(ProviderTimeout, "it was not done in time")
        await rest(pause, cancel)
        pause = min(SLOWEST, pause * GROWTH)
