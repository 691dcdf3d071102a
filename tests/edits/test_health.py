"""Circuit breaker: three failures in a row and an engine rests, longer each time; one call tries; success ends it."""

import asyncio

import numpy as np
import pytest

from scumble.core.capability import Capabilities
from scumble.core.errors import Cancelled, EngineResting, InvalidValue, ScumbleError
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.core.provider_errors import ModerationBlocked, ProviderBusy, ProviderDown, ProviderTimeout
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.health import LONGEST, SHORTEST, Health, Watched
from scumble.engines import Task

IMAGE = Image(pixels=np.full((2, 2, 4), 255, np.uint8))
TASK = Task(step=Step(op=Op.TONE, target=Target(kind="whole")), image=IMAGE, region=Region.full(2, 2))


class Moody:
    """An engine that does as it is told."""

    name = "moody"
    capabilities = Capabilities(operations={Op.TONE: frozenset({"whole"})}, max_pixels=100)

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.calls = 0
        self.gate: asyncio.Event | None = None

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        self.calls += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        return Candidate(image=task.image)


class Bed:
    """An engine, its health, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.engine = Moody()
        self.health = Health(lambda: self.now)

    async def call(self, error: BaseException | None = None) -> None:
        self.engine.error = error
        await Watched(self.engine, self.health).render(TASK, CancelToken())

    def fail(self, error: ScumbleError, times: int = 1) -> None:
        for _ in range(times):
            with pytest.raises(type(error)):
                asyncio.run(self.call(error))


def test_three_failures_in_a_row_and_it_is_not_asked_until_the_rest_is_over() -> None:
    bed = Bed()
    bed.fail(ProviderDown(), 2)
    assert bed.health.resting() == {}
    bed.fail(ProviderTimeout())
    assert bed.health.resting() == {"moody": SHORTEST}
    bed.now = 20.0
    with pytest.raises(EngineResting) as refused:
        asyncio.run(bed.call())
    assert (refused.value.retry_after, bed.engine.calls) == (SHORTEST - 20, 3)
    bed.now = SHORTEST
    assert bed.health.resting() == {}
    asyncio.run(bed.call())
    bed.fail(ProviderDown(), 2)
    assert bed.health.resting() == {}, "the success was a new beginning"


def test_a_rest_that_ends_in_a_failure_is_followed_by_one_twice_as_long_up_to_the_longest() -> None:
    bed, rests = Bed(), list[float]()
    bed.fail(ProviderBusy(), 3)
    for _ in range(6):
        rests.append(bed.health.resting()["moody"])
        bed.now += rests[-1]
        bed.fail(ProviderDown())
    assert rests == [30, 60, 120, 240, LONGEST, LONGEST]


def test_one_call_tries_and_the_others_are_told_to_come_back() -> None:
    bed = Bed()
    bed.fail(ProviderDown(), 3)
    bed.now = SHORTEST

    async def work() -> None:
        bed.engine.gate = asyncio.Event()
        trial = asyncio.create_task(bed.call())
        await asyncio.sleep(0)
        assert bed.engine.calls == 4
        assert 0 < bed.health.resting()["moody"] <= 1
        with pytest.raises(EngineResting):
            await bed.call()
        assert bed.engine.calls == 4
        bed.engine.gate.set()
        await trial
        await bed.call()

    asyncio.run(work())
    assert bed.engine.calls == 5


@pytest.mark.parametrize("error", [InvalidValue("No."), Cancelled()])
def test_what_is_no_fault_of_the_engine_does_not_count(error: ScumbleError) -> None:
    bed = Bed()
    bed.fail(ProviderDown(), 2)
    bed.fail(error, 3)
    assert bed.health.resting() == {}
    bed.fail(ProviderDown())
    assert "moody" in bed.health.resting()
    bed.now = SHORTEST
    bed.fail(error)
    assert bed.health.resting() == {}, "nothing was learnt: the next call tries"
    bed.fail(ProviderDown())
    assert bed.health.resting() == {"moody": 2 * SHORTEST}


def test_a_refusal_by_the_provider_shows_that_it_is_there() -> None:
    bed = Bed()
    bed.fail(ProviderDown(), 2)
    bed.fail(ModerationBlocked("No."))
    bed.fail(ProviderDown(), 2)
    assert bed.health.resting() == {}


def test_failures_of_calls_that_were_under_way_do_not_make_a_rest_longer() -> None:
    bed = Bed()

    async def work() -> None:
        bed.engine.gate = asyncio.Event()
        calls = [asyncio.create_task(bed.call(ProviderDown())) for _ in range(8)]
        await asyncio.sleep(0)
        bed.engine.gate.set()
        found = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(e) for e in found] == [ProviderDown] * 8

    asyncio.run(work())
    assert bed.health.resting() == {"moody": SHORTEST}
