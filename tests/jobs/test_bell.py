"""When the queue is looked at: at once after a ring, never more often than ten times a second, seldom while idle."""

import threading
import time

import pytest

from scumble.jobs import bell
from scumble.jobs.bell import POLL_SECONDS, Bell


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Bell:
    """A bell that has not rung for long, and waits for half a minute."""
    monkeypatch.setattr(bell, "IDLE_SECONDS", 30.0)
    monkeypatch.setattr(bell, "BUSY_SECONDS", 0.0)
    return Bell(alone=True)


def waited(one: Bell) -> float:
    start = time.monotonic()
    one.wait(99)
    return time.monotonic() - start


def test_a_ring_ends_the_wait_at_once(idle: Bell) -> None:
    idle.ring()
    assert waited(idle) < POLL_SECONDS
    threading.Timer(0.3, idle.ring).start()
    assert 0.2 < waited(idle) < 10


def test_many_rings_are_one_look(idle: Bell) -> None:
    idle.ring()
    idle.wait()
    idle.ring()
    assert waited(idle) >= POLL_SECONDS / 2


def test_a_ring_before_the_wait_is_not_lost(idle: Bell) -> None:
    idle.ring()
    idle.ring()
    assert not idle.wait()


def test_its_end_is_heard_while_it_waits_and_after(idle: Bell) -> None:
    threading.Timer(0.2, idle.set).start()
    assert idle.wait()
    assert idle.wait()
    assert idle.is_set()


def test_after_a_ring_it_is_looked_often_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "IDLE_SECONDS", 30.0)
    one = Bell(alone=True)
    one.ring()
    assert waited(one) + waited(one) + waited(one) < 10


def test_where_others_can_queue_it_is_looked_often_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "BUSY_SECONDS", 0.0)
    assert waited(Bell(alone=False)) < 10
