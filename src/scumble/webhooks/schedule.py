"""When a webhook is tried again: exponential backoff over a day with jitter, and what Retry-After asks for.

Source of the first steps: Standard Webhooks, "Deliverability and reliability" (immediately, 5 s, 5 min, 30 min, 2 h,
5 h, ...).
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

DELAYS: Final = (5, 300, 1_800, 7_200, 18_000, 28_800, 28_800)
"""Seconds from each failed attempt to the next; together just under a day."""
JITTER: Final = 0.1
"""At most so much of a delay is added to it, so that receivers that come back are not hit by all at once."""
LONGEST: Final = 86_400
"""Seconds of a Retry-After that are honoured."""


def next_attempt(now: datetime, attempts: int, chance: float, retry_after: str | None = None) -> datetime | None:
    """When to try again after so many attempts; None = give up. chance: 0 to 1, random.

    retry_after: the header of a 429 or 503; it can make the wait longer, never shorter.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + JITTER * chance)
    return now + timedelta(seconds=max(delay, min(seconds_of(retry_after, now), LONGEST)))


def seconds_of(retry_after: str | None, now: datetime) -> float:
    """A Retry-After header in seconds: a number of them, or a date; 0 for one that is neither, or absent."""
    text = (retry_after or "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
