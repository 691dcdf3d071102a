"""Sweeper: now and then settles holds that nobody will settle any more: their task has ended, or their process died."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

from scumble.core.errors import ScumbleError
from scumble.db.ledger import Ledger

log = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between looks."""
AT_ONCE: Final = 500
LONE: Final = timedelta(hours=1)
"""How long a call outside a task may take: no provider is waited for so long."""


class Sweeper:
    """Looks, now or every minute; several processes may do so at once."""

    def __init__(self, ledger: Ledger, *, every: float = EVERY) -> None:
        """every: seconds."""
        self._ledger, self._every = ledger, every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def sweep(self, now: datetime) -> int:
        """Settles what is left over at its estimate; how many."""
        total = count = self._ledger.sweep(now, now - LONE, AT_ONCE)
        while count == AT_ONCE:
            count = self._ledger.sweep(now, now - LONE, AT_ONCE)
            total += count
        if total:
            log.warning("%d paid calls whose outcome nobody learnt were settled at their estimate", total)
        return total

    def start(self) -> None:
        """Looks every now and then until `stop`."""
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends that."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self.sweep(datetime.now(UTC))
            except ScumbleError as error:
                log.warning("open holds could not be looked at (%s); trying again later", error.message)
