"""Insist: does something until the database or disk lets it, for what must not be lost to a pause of either."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from scumble.core.errors import ScumbleError
from scumble.core.work import CancelToken

log = logging.getLogger("scumble.jobs")

RETRY_SECONDS: Final = (0.2, 1.0, 5.0, 15.0)
"""Pauses while something cannot be written; the last one is repeated until it can."""
AT_ONCE: Final = (0.1, 0.25)
"""The same for what is lost when this process dies before it is written, and was paid for."""

R = TypeVar("R")


async def insist(act: Callable[[], R], cancel: CancelToken | None = None, pauses: Sequence[float] = RETRY_SECONDS) -> R:
    """What `act` returns, called on a worker thread until it raises no ScumbleError.

    cancel: gives up once it is set (raises Cancelled); None = never.
    """
    return await insist_on(lambda: asyncio.to_thread(act), cancel, pauses)


async def insist_on(
    act: Callable[[], Awaitable[R]], cancel: CancelToken | None = None, pauses: Sequence[float] = RETRY_SECONDS
) -> R:
    """The same for what is awaited."""
    for pause in itertools.chain(pauses, itertools.repeat(pauses[-1])):
        try:
            return await act()
        except ScumbleError as error:
            log.warning("cannot write down a task's state (%s); trying again in %.1f s", error.message, pause)
            await asyncio.sleep(pause)
            if cancel is not None:
                cancel.check()
    raise AssertionError("it has no end")
