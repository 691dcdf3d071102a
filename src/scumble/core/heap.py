"""Heap: gives the memory that the C library keeps between pictures back to the system once nothing is worked on.

While edits follow each other that memory is theirs (`cli/allocator.py`); a server at rest has no use for it.
"""

import ctypes
import os
import threading
from collections.abc import Callable
from typing import Final

from scumble.core.work import Spent

QUIET: Final = 20.0
"""Seconds without work on pixels after which it is given back."""
LIBRARY: Final = "CS_GNU_LIBC_VERSION"


def give_back() -> None:
    """Gives free memory back: `malloc_trim` of the GNU C library. Nothing with other libraries."""
    if os.name == "posix" and LIBRARY in getattr(os, "confstr_names", {}):
        ctypes.CDLL(None).malloc_trim(0)


class Heap:
    """Watches the work on pixels from a thread of its own."""

    def __init__(self, spent: Spent, *, quiet: float = QUIET, give: Callable[[], None] = give_back) -> None:
        """spent: by the work. quiet: seconds."""
        self._spent, self._quiet, self._give = spent, quiet, give
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watches until `stop`."""
        self._thread = threading.Thread(target=self._run, name="heap", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends that."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        """Once after each time of work."""
        seen, given = self._spent.seconds, True
        while not self._stop.wait(self._quiet):
            now = self._spent.seconds
            if now == seen and not given:
                self._give()
            seen, given = now, now == seen
