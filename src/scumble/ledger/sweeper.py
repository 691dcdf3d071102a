"""Sweeper: now and then settles holds that nobody will settle any more: their task has ended, or their process died."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from scumble.core.errors import ScumbleError
from scumble.core.every import Every
from scumble.db.ledger import Ledger

log = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between looks."""
AT_ONCE: Final = 500
LONE: Final = timedelta(hours=1)
"""How long a call outside a task may take: no provider is waited for so long."""


class Sweeper(Every):
    """Looks, now or every minute; several processes may do so at once."""

    def __init__(self, ledger: Ledger, *, every: float = EVERY) -> None:
        """every: seconds."""
        super().__init__("sweeper", every, self._swept)
        self._ledger = ledger

    def sweep(self, now: datetime) -> int:
        """Settles what is left over at its estimate; how many."""
        total = count = self._ledger.sweep(now, now - LONE, AT_ONCE)
        while count == AT_ONCE:
            count = self._ledger.sweep(now, now - LONE, AT_ONCE)
            total += count
        if total:
            log.warning("%d paid calls whose outcome nobody learnt were settled at their estimate", total)
        return total

    def _swept(self) -> None:
        try:
            self.sweep(datetime.now(UTC))
        except ScumbleError as error:
            log.warning("open holds could not be looked at (%s); trying again later", error.message)
