"""Memory that is kept for the next picture is given back at rest, once."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from scumble.core.heap import LIBRARY, Heap, give_back
from scumble.core.work import Spent

QUIET = 0.05


def held() -> int:
    """Bytes of this process's memory."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def test_at_rest_it_is_given_back_once_and_again_after_work() -> None:
    spent, times, gave = Spent(), list[float](), threading.Event()

    def give() -> None:
        times.append(spent.seconds)
        gave.set()

    heap = Heap(spent, quiet=QUIET, give=give)
    heap.start()
    try:
        time.sleep(4 * QUIET)
        assert times == [], "nothing was worked on"
        for done in (1.0, 2.0):
            gave.clear()
            spent.seconds = done
            assert gave.wait(10)
            time.sleep(4 * QUIET)
        assert times == [1.0, 2.0]
    finally:
        heap.stop()
    spent.seconds = 3.0
    time.sleep(4 * QUIET)
    assert times == [1.0, 2.0]


@pytest.mark.skipif(LIBRARY not in getattr(os, "confstr_names", {}), reason="another C library")
def test_free_memory_goes_back_to_the_system() -> None:
    kept = [np.ones(60_000, np.uint8) for _ in range(4000)]  # below any threshold: on the heap
    pins = kept[::50]
    kept = pins
    before = held()
    give_back()
    assert held() < before - 100_000_000
    assert len(kept) == 80
