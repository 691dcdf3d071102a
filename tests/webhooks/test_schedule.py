"""When a webhook is tried again: a day of growing delays, jitter, Retry-After as seconds and as a date."""

from datetime import UTC, datetime, timedelta

import pytest

from scumble.webhooks.schedule import DELAYS, next_attempt, seconds_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_delays_grow_and_fill_a_day() -> None:
    assert list(DELAYS) == sorted(DELAYS)
    assert DELAYS[:5] == (5, 300, 1800, 7200, 18000)
    assert timedelta(hours=20) < timedelta(seconds=sum(DELAYS)) <= timedelta(hours=24)


def test_after_the_last_delay_it_is_given_up() -> None:
    waits = [next_attempt(NOW, n, 0.0) for n in range(1, len(DELAYS) + 2)]
    assert [w and (w - NOW).total_seconds() for w in waits] == [*DELAYS, None]


def test_jitter_only_ever_adds_and_little() -> None:
    for chance in (0.0, 0.5, 1.0):
        wait = next_attempt(NOW, 2, chance)
        assert wait is not None
        assert (wait - NOW).total_seconds() == pytest.approx(300 * (1 + 0.1 * chance))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("\u0663", 0),
        ("9" * 5000, 999_999_999),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 2026 12:10:00 +0200", 0),
        ("Sun, 99 Mar 2026 12:10:00 GMT", 0),
    ],
)
def test_retry_after_is_read(header: str | None, seconds: float) -> None:
    assert seconds_of(header, NOW) == seconds


@pytest.mark.parametrize(("header", "wait"), [("1", 5), ("60", 60), ("99999999", 86_400)])
def test_retry_after_makes_the_wait_longer_only_and_a_day_at_most(header: str, wait: float) -> None:
    found = next_attempt(NOW, 1, 0.0, header)
    assert found is not None
    assert (found - NOW).total_seconds() == wait
