"""Turns: a key's share, and a class that is overtaken but not for ever."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scumble.core.task import Priority, Turn
from scumble.jobs.fair import LAST, SLACK, cost_of, turn


class Queue:
    """A priority queue with its turns, as the database has them."""

    def __init__(self) -> None:
        """Empty."""
        self.waiting: list[tuple[int, int, Turn, str, Priority]] = []
        self.now = 1
        self._count = 0

    def add(self, key: str, priority: Priority = "normal", cost: int = 32) -> None:
        """Queues a task."""
        ends = [held.end for _, _, held, k, name in self.waiting if (k, name) == (key, priority)]
        held = turn(priority, cost, self.now, max(ends, default=None))
        self._count += 1
        self.waiting.append((held.place, self._count, held, key, priority))

    def take(self) -> tuple[str, Priority]:
        """The next task."""
        self.waiting.sort(key=lambda w: w[:2])
        _, _, held, key, priority = self.waiting.pop(0)
        self.now = max(self.now, held.end)
        return key, priority


def test_a_key_that_brings_few_does_not_stand_behind_one_that_brought_thousands() -> None:
    queue = Queue()
    for _ in range(500):
        queue.add("big")
    for _ in range(100):
        queue.take()
    for _ in range(20):
        queue.add("small")
    taken = Counter(queue.take()[0] for _ in range(40))
    assert taken["small"] >= 18


def test_two_keys_share_evenly_whoever_came_first() -> None:
    queue = Queue()
    for key in ("a", "b"):
        for _ in range(300):
            queue.add(key)
    taken = Counter(queue.take()[0] for _ in range(200))
    assert abs(taken["a"] - taken["b"]) <= 2


def test_larger_pictures_take_more_of_a_share() -> None:
    queue = Queue()
    for _ in range(200):
        queue.add("small", cost=cost_of(0))
        queue.add("large", cost=cost_of(3 << 20))
    taken = Counter(queue.take()[0] for _ in range(100))
    assert 3 < taken["small"] / taken["large"] < 5


def test_normal_work_overtakes_batch_work_but_not_for_ever() -> None:
    queue = Queue()
    for _ in range(50):
        queue.add("batch", "batch")
    waited = 0
    while True:
        queue.add("normal")
        if queue.take()[1] == "batch":
            break
        waited += 1
        assert waited < 1_000
    assert waited > 50


@given(
    priority=st.sampled_from(sorted(SLACK)),
    cost=st.integers(1, 10_000),
    now=st.integers(1, LAST),
    last=st.none() | st.integers(1, LAST),
)
def test_a_turn_is_always_a_number_that_the_queue_takes(
    priority: Priority, cost: int, now: int, last: int | None
) -> None:
    held = turn(priority, cost, now, last)
    assert 1 <= held.end <= held.place <= LAST
    assert held.end > max(now, last or 0) or held.end == LAST
