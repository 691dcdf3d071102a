"""Work begun ahead of time: on another thread where one is free, here and now where none is; nobody waits for ever."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from scumble.core.work import WorkPool, ahead

PATIENCE = 20.0
"""Seconds after which a test that waits for another thread fails."""


T = TypeVar("T")


def _on(pool: WorkPool, fn: Callable[[], T]) -> T:
    """Done on the pool."""
    return asyncio.run(pool.run(fn))


def _name() -> str:
    return threading.current_thread().name


def test_it_is_done_on_another_thread_of_the_pool_meanwhile() -> None:
    pool, met = WorkPool(2), threading.Barrier(2)

    def beside() -> str:
        met.wait(PATIENCE)
        return _name()

    def work() -> tuple[str, str]:
        begun = ahead(beside)
        # Passed only when the other one runs at this moment.
        met.wait(PATIENCE)
        return _name(), begun.result()

    mine, other = _on(pool, work)
    assert mine != other
    assert other.startswith("pixels")
    pool.close()


def test_it_is_done_here_where_no_thread_is_free() -> None:
    pool = WorkPool(1)

    def work() -> tuple[str, str]:
        return _name(), ahead(_name).result()

    mine, other = _on(pool, work)
    assert mine == other
    pool.close()


def test_it_may_begin_more_of_its_kind_on_a_full_pool() -> None:
    pool = WorkPool(2)

    def deep(levels: int) -> int:
        return 1 + ahead(lambda: deep(levels - 1)).result() if levels else 0

    assert _on(pool, lambda: deep(6)) == 6
    pool.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_it_raises_is_raised_where_it_is_asked_for(workers: int) -> None:
    pool = WorkPool(workers)

    def broken() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        _on(pool, lambda: ahead(broken).result())
    pool.close()


def test_what_was_dropped_before_it_began_never_begins() -> None:
    pool, done = WorkPool(1), list[str]()

    def work() -> None:
        ahead(lambda: done.append("dropped")).drop()

    _on(pool, work)
    _on(pool, lambda: done.append("later"))
    pool.close()
    assert done == ["later"]


def test_its_seconds_are_counted() -> None:
    pool = WorkPool(2)
    began = threading.Event()

    def busy() -> None:
        began.set()
        sum(i * i for i in range(300_000))

    def work() -> None:
        begun = ahead(busy)
        assert began.wait(PATIENCE)
        begun.result()

    _on(pool, work)
    assert pool.spent.seconds > 0.002
    pool.close()


def test_without_a_pool_it_is_done_here() -> None:
    assert ahead(_name).result() == _name()


def test_a_pool_that_is_closed_begins_nothing() -> None:
    pool = WorkPool(1)
    pool.close()
    assert pool.submit(_name) is None
