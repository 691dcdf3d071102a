"""Work on the pool and work begun ahead of time: where it is done, what becomes of it; nobody waits for ever."""

import asyncio
import contextvars
import gc
import threading
import weakref
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


def test_what_it_gives_and_raises_arrives_and_context_travels_along() -> None:
    pool, named = WorkPool(1), contextvars.ContextVar[str]("named")

    def broken() -> None:
        raise LookupError("nothing there")

    async def work() -> tuple[str, str]:
        named.set("this one")
        with pytest.raises(LookupError, match="nothing there"):
            await pool.run(broken)
        return await pool.run(named.get), await pool.run_words(_name)

    told, thread = asyncio.run(work())
    assert told == "this one"
    assert thread.startswith("pixels")
    pool.close()


def test_what_nobody_waits_for_any_more_never_begins_and_harms_nothing_where_it_had_begun() -> None:
    pool, began, go_on, done = WorkPool(1), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        began.set()
        assert go_on.wait(PATIENCE)
        done.append("first")

    async def work() -> None:
        calls = [asyncio.create_task(pool.run(fn)) for fn in (first, lambda: done.append("second"))]
        await asyncio.to_thread(began.wait, PATIENCE)
        for call in calls:
            call.cancel()
        assert [type(e) for e in await asyncio.gather(*calls, return_exceptions=True)] == 2 * [asyncio.CancelledError]
        go_on.set()
        await pool.run(lambda: done.append("third"))

    asyncio.run(work())
    pool.close()
    assert done == ["first", "third"]


def test_who_waits_when_the_pool_is_closed_hears_so() -> None:
    pool, began, go_on = WorkPool(1), threading.Event(), threading.Event()

    def first() -> str:
        began.set()
        assert go_on.wait(PATIENCE)
        return "done"

    async def work() -> list[object]:
        calls = [asyncio.create_task(pool.run(fn)) for fn in (first, _name)]
        await asyncio.to_thread(began.wait, PATIENCE)
        closing = asyncio.create_task(asyncio.to_thread(pool.close))
        # The one that waits is dropped while the first still works.
        await asyncio.wait([calls[1]], timeout=PATIENCE)
        go_on.set()
        await closing
        return await asyncio.gather(*calls, return_exceptions=True)

    done, dropped = asyncio.run(work())
    assert done == "done"
    assert isinstance(dropped, asyncio.CancelledError)


def test_errors_keep_nothing_alive() -> None:
    class Heavy:
        """Stands for a picture."""

    async def work() -> "weakref.ref[Heavy]":
        pool, held = WorkPool(1), Heavy()
        seen = weakref.ref(held)

        def broken(_: Heavy) -> None:
            raise LookupError

        with pytest.raises(LookupError):
            await pool.run(broken, held)
        pool.close()
        return seen

    gc.disable()
    try:
        assert asyncio.run(work())() is None
    finally:
        gc.enable()
