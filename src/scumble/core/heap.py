"""Heap: gives the memory that the C library keeps between pictures back to the system once nothing is worked on.

While edits follow each other that memory is theirs (`cli/allocator.py`); a server at rest has no use for it.
"""

import ctypes
import os
from collections.abc import Callable
from typing import Final

from scumble.core.every import Every
from scumble.core.work import Spent

QUIET: Final = 20.0
"""Seconds without work on pixels after which it is given back."""
LIBRARY: Final = "CS_GNU_LIBC_VERSION"


def give_back() -> None:
    """Gives free memory back: `malloc_trim` of the GNU C library. Nothing with other libraries."""
    if os.name == "posix" and LIBRARY in getattr(os, "confstr_names", {}):
        ctypes.CDLL(None).malloc_trim(0)


class Heap(Every):
    """Watches the work on pixels from a thread of its own, from `start` until `stop`."""

    def __init__(self, spent: Spent, *, quiet: float = QUIET, give: Callable[[], None] = give_back) -> None:
        """spent: by the work. quiet: seconds."""
        super().__init__("heap", quiet, self._rested)
        self._spent, self._give = spent, give
        self._seen, self._given = spent.seconds, True

    def _rested(self) -> None:
        """Gives back once after each time of work."""
        now = self._spent.seconds
        if now == self._seen and not self._given:
            self._give()
        self._seen, self._given = now, now == self._seen
