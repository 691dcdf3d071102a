"""Fair turns: numbers by which a plain priority queue gives every key its share, and no class waits for ever.

Self-clocked fair queueing (Golestani, 1994): a task's turn begins at the queue's own time, or where the last waiting
turn of its key ends, whichever is later; it ends a cost later. Turns are taken in the order of their ends, and the
queue's time is the end of the last turn taken. A key that brings thousands spreads its own turns into the future, and
another key's first task comes in at the queue's time. Batch work stands `SLACK` behind its turn: so much normal work
may overtake it, and no more.
"""

from collections.abc import Mapping
from typing import Final

from scumble.core.task import Priority, Turn

SLACK: Final[Mapping[str, int]] = {"interactive": 0, "normal": 0, "batch": 4_000}
"""By class, in units of cost; about a hundred edits of one megapixel."""
BASE: Final = 16
"""Cost of an edit without its pixels."""
PIXELS_PER_UNIT: Final = 1 << 16
LAST: Final = 2**31 - 1
"""The largest number that the queue takes. Its time begins anew whenever nothing waits."""


def cost_of(pixels: int) -> int:
    """Units of an edit of so many pixels: 32 for one megapixel."""
    return BASE + pixels // PIXELS_PER_UNIT


def turn(priority: Priority, cost: int, now: int, last: int | None) -> Turn:
    """A task's turn. now: the queue's time. last: where the last waiting turn of its key and class ends."""
    end = min(max(1, now, last or 0) + cost, LAST)
    return Turn(place=min(end + SLACK[priority], LAST), end=end)
