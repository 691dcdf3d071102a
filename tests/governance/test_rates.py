"""Limits by the minute and at once: exact waits, all or nothing, and lines of queued tasks that keep them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scumble.core.caller import Caller
from scumble.core.errors import Misconfigured, RateLimited
from scumble.core.rates import Cost, OwnLimits, RateLimits
from scumble.core.task import Priority, Task
from scumble.governance.limits import Limits, engine_limits
from scumble.governance.rates import FIRST_GUESS, Claim, Rates

KEY = Caller(project_id="proj_default", key_id="key_a", name="shop")


class Time:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def claim(subject: str = "a", **limits: int) -> Claim:
    return Claim(subject=subject, name=f"The key '{subject}'", limits=RateLimits(**limits))


def wait_of(rates: Rates, claims: list[Claim], cost: Cost) -> float:
    with pytest.raises(RateLimited) as caught:
        rates.take(claims, cost)
    return caught.value.retry_after


def test_a_minutes_worth_at_once_and_then_as_fast_as_it_comes_back() -> None:
    time = Time()
    rates, five = Rates(time), claim(images=5)
    for _ in range(5):
        rates.take([five], Cost(images=1))
    assert wait_of(rates, [five], Cost(images=1)) == pytest.approx(12)
    assert wait_of(rates, [five], Cost(images=3)) == pytest.approx(36)
    time.now += 11.9
    assert wait_of(rates, [five], Cost(images=1)) == pytest.approx(0.1, abs=0.01)
    time.now += 0.11
    rates.take([five], Cost(images=1))


@given(limit=st.integers(1, 100), costs=st.lists(st.integers(1, 150), min_size=1, max_size=40))
def test_who_waits_as_long_as_told_gets_in_and_the_average_holds(limit: int, costs: list[int]) -> None:
    time = Time()
    rates, start, taken = Rates(time), time.now, 0
    for cost in costs:
        while True:
            try:
                rates.take([claim(tokens=limit)], Cost(tokens=cost))
                break
            except RateLimited as limited:
                time.now += limited.retry_after + 1e-6
        taken += cost
        # What is larger than a bucket is let in when that is full; all else keeps to the bucket and its refill.
        assert taken - max(0, cost - limit) <= limit + limit * (time.now - start) / 60 + 1e-3


def test_all_claims_or_none() -> None:
    rates = Rates(Time())
    key, engine = claim("key", images=10), claim("engine", images=1)
    rates.take([key, engine], Cost(images=1))
    assert wait_of(rates, [key, engine], Cost(images=1)) == pytest.approx(60)
    assert rates.standings(key)[0].remaining == 9


def test_what_is_more_than_a_minutes_worth_waits_for_a_full_bucket_and_leaves_it_in_debt() -> None:
    time = Time()
    rates, small = Rates(time), claim(tokens=100)
    rates.take([small], Cost(tokens=250))
    time.now += 60
    assert wait_of(rates, [small], Cost(tokens=1)) == pytest.approx(30.6, abs=0.1)


def test_where_it_stands() -> None:
    time = Time()
    rates, key = Rates(time), claim(requests=60, tokens=6000)
    rates.take([key], Cost(requests=3, tokens=1000))
    requests, tokens = rates.standings(key)
    assert (requests.unit, requests.limit, requests.remaining, requests.reset) == ("requests", 60, 57, pytest.approx(3))
    assert (tokens.remaining, tokens.reset) == (5000, pytest.approx(10))
    time.now += 10
    assert [s.remaining for s in rates.standings(key)] == [60, 6000]


def test_edits_at_once_are_freed_at_their_end_and_what_was_not_done_is_given_back() -> None:
    time = Time()
    rates, two = Rates(time), claim(images=100, edits=2)
    first, second = (rates.take([two], Cost(images=1, edits=1)) for _ in range(2))
    assert wait_of(rates, [two], Cost(images=1, edits=1)) == pytest.approx(FIRST_GUESS / 2)
    first.end()
    first.end()
    third = rates.take([two], Cost(images=1, edits=1))
    second.give_back()
    third.end()
    assert rates.standings(two)[0].remaining == 98
    for _ in range(2):
        rates.take([two], Cost(images=1, edits=1))


def test_no_limit_is_no_limit() -> None:
    rates = Rates(Time())
    for _ in range(1000):
        rates.take([claim()], Cost(requests=1, images=10, tokens=10**9, edits=1))
    assert rates.standings(claim()) == []


def test_a_refusal_names_the_limit_what_was_used_and_asked_and_the_wait() -> None:
    rates = Rates(Time())
    rates.take([claim("shop", images=5)], Cost(images=4))
    with pytest.raises(RateLimited) as caught:
        rates.take([claim("shop", images=5)], Cost(images=2))
    told = "The key 'shop': limit of 5 images per minute, used 4, requested 2. Please try again in 12.0 s."
    assert told in caught.value.message
    assert (caught.value.code, caught.value.retryable) == ("rate_limit_exceeded", True)


def limits(time: Time, own: OwnLimits | None = None, **engines: RateLimits) -> Limits:
    return Limits(defaults=RateLimits(images=2), engines=engines, own=lambda _: own or OwnLimits(), clock=time)


def task(priority: Priority = "normal", *, key: str = "key_a", engine: str | None = None, images: int = 1) -> Task:
    return Task(
        project_id="proj_default",
        key_id=key,
        route="edits",
        request={},
        request_hash="",
        request_id="",
        priority=priority,
        created_at=datetime.now(UTC),
        engine=engine,
        images=images,
    )


def test_a_keys_own_limit_stands_in_the_place_of_the_settings() -> None:
    time = Time()
    for own, count in ((OwnLimits(), 2), (OwnLimits(images=4), 4), (OwnLimits(images=0), 50)):
        caller, found = Caller(project_id="p", key_id="k", limits=own), limits(time)
        taken = 0
        try:
            for _ in range(50):
                found.take(caller, None, Cost(images=1))
                taken += 1
        except RateLimited:
            pass
        assert taken == count


def test_queued_tasks_are_given_the_moments_at_which_the_limits_let_them_through() -> None:
    found = limits(Time())
    assert [found.delay(task()) for _ in range(5)] == pytest.approx([0, 0, 30, 60, 90])
    assert found.delay(task("batch")) == 0
    assert found.delay(task(key="key_b")) == 0


def test_a_queued_task_that_finds_the_limit_used_up_is_told_when_to_try_again() -> None:
    time = Time()
    found = limits(time)
    for _ in range(2):
        found.take(KEY, None, Cost(images=1))
    late = task()
    assert found.begin(late) == pytest.approx(30)
    time.now += 30.01
    assert found.begin(late) == 0
    found.end(late.id)
    assert found.begin(task()) == pytest.approx(30, abs=0.1)


def test_a_task_that_was_not_begun_after_all_gives_back_what_it_took() -> None:
    found = limits(Time())
    first = task(images=2)
    assert found.begin(first) == 0
    found.end(first.id, begun=False)
    assert found.begin(task(images=2)) == 0


def test_an_engines_limits_hold_for_all_keys_together() -> None:
    found = limits(Time(), own=OwnLimits(images=0), paid=RateLimits(images=3, edits=2))
    assert [found.begin(task(key=f"key_{k}", engine="paid")) for k in range(2)] == [0, 0]
    assert found.begin(task(key="key_9", engine="paid")) > 0
    assert found.begin(task(key="key_9", engine="other")) == 0
    with pytest.raises(RateLimited, match="The engine paid may have 2 edits in work at once"):
        found.take(Caller(project_id="p", key_id="k", limits=OwnLimits(images=0)), "paid", Cost(images=1, edits=1))


def test_engine_limits_are_what_the_engine_declares_or_the_operator_chose() -> None:
    declared = {"a": RateLimits(images=5), "b": RateLimits(tokens=9)}
    found = engine_limits(declared, {"b": "images=50 tokens=100000 edits=4"})
    assert found == {"a": RateLimits(images=5), "b": RateLimits(images=50, tokens=100_000, edits=4)}
    with pytest.raises(Misconfigured, match="there is no engine c; there are a, b"):
        engine_limits(declared, {"c": "images=1"})
    for wrong in ("images", "pictures=3", "images=-1", ""):
        with pytest.raises(Misconfigured, match="images=50 tokens=100000 edits=4"):
            engine_limits(declared, {"a": wrong})
