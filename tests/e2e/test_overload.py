"""Overload against a real server: bounded memory, typed 429 with Retry-After, 413 for good, and service afterwards."""

import os

import pytest

from bench.overload import Outcome, run

FULL = os.environ.get("SCUMBLE_TEST_SOAK") == "full"


def check(outcome: Outcome, requests: int, most_mb: float) -> None:
    assert set(outcome.statuses) == {200, 429}, (outcome.statuses, outcome.codes)
    assert sum(outcome.statuses.values()) == requests
    assert set(outcome.above) == {413}
    assert set(outcome.codes) == {"rate_limit_exceeded", "request_too_large"}
    assert all(0 < s <= 60 for s in outcome.retry_after)
    assert outcome.peak_mb < most_mb
    assert outcome.after_ok


def test_more_than_fits_is_told_to_come_back() -> None:
    """Two may wait behind the ones in work; twelve come at once, and four that no budget of this size can hold."""
    outcome = run(12, 3.0, 512, waiting=2)
    check(outcome, 12, 512 + 700)
    assert set(outcome.grown) <= {413, 429}


@pytest.mark.soak
@pytest.mark.skipif(not FULL, reason="full size runs by `make soak`")
def test_sixty_four_large_edits_at_once() -> None:
    outcome = run(64, 12.0, 4096)
    check(outcome, 64, 4096 + 1000)
    assert set(outcome.grown) <= {200, 429}
