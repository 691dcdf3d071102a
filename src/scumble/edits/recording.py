"""Journal rows written together: each waiter gets its own row's outcome, whatever came meanwhile shares a transaction.

Under load a transaction for each row would cost more than the row: while one is being written the next ones gather.
"""

import asyncio
import copy
import threading
from dataclasses import dataclass

from scumble.core.caller import Caller
from scumble.db.journal import Entry, Journal

MOST = 200
"""Rows of one transaction."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Row:
    """A row, and who waits for it."""

    caller: Caller
    entry: Entry
    loop: asyncio.AbstractEventLoop
    written: asyncio.Future[None]


class Recorder:
    """One journal's writer; any number of event loops may use it."""

    def __init__(self, journal: Journal) -> None:
        """journal: where the rows go."""
        self._journal = journal
        self._lock = threading.Lock()
        self._waiting: list[_Row] = []
        self._busy = False

    async def record(self, caller: Caller, entry: Entry) -> None:
        """Keeps one entry; when this returns it is committed. Raises what the journal raises; nothing is kept then."""
        loop = asyncio.get_running_loop()
        row = _Row(caller=caller, entry=entry, loop=loop, written=loop.create_future())
        with self._lock:
            self._waiting.append(row)
            begin, self._busy = not self._busy, True
        if begin:
            try:
                loop.run_in_executor(None, self._write)
            except RuntimeError:  # the loop is being shut down: whoever comes next begins
                with self._lock:
                    self._waiting.remove(row)
                    self._busy = False
                raise
        await row.written

    def _write(self) -> None:
        """Until nothing waits."""
        while True:
            with self._lock:
                rows, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                self._busy = bool(rows)
            if not rows:
                return
            error: Exception | None = None
            try:
                first, *more = [(row.caller, row.entry) for row in rows]
                self._journal.record(*first, *more)
            except Exception as failed:
                error = failed
            for loop in {row.loop for row in rows}:
                _tell(loop, [row for row in rows if row.loop is loop], error)


def _tell(loop: asyncio.AbstractEventLoop, rows: list[_Row], error: Exception | None) -> None:
    """Wakes those who wait on one loop. One that is closed by now has nobody who waits."""

    def tell() -> None:
        for row in rows:
            if row.written.done():
                continue
            if error is None:
                row.written.set_result(None)
            else:
                # Each raises one of its own, so that their traces do not mingle.
                row.written.set_exception(copy.copy(error))

    if not loop.is_closed():
        loop.call_soon_threadsafe(tell)
