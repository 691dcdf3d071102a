"""CpuEngine: the table is its capabilities; unknown work is refused in words; breakage is typed and logged."""

import asyncio
import logging
from collections.abc import Iterator

import numpy as np
import pytest

from scumble.core.errors import Cancelled, EngineFailed, InvalidValue, TooLarge, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Engine, Task
from scumble.engines.cpu.engine import CpuEngine
from scumble.engines.cpu.operations import OPERATIONS, Row
from tests.engines.cpu.scenes import GREEN, SUBJECT, composed, soft_disc, task

ALPHA = soft_disc(40, 40, 10)
WORK = task(Op.BACKGROUND_COLOR, composed(ALPHA, SUBJECT, GREEN), ALPHA, {"color": "#ffffff"})


@pytest.fixture
def pool() -> Iterator[WorkPool]:
    """One worker."""
    made = WorkPool(1)
    yield made
    made.close()


def render(engine: Engine, work: Task, cancel: CancelToken | None = None) -> Candidate:
    """Awaits the engine."""
    return asyncio.run(engine.render(work, cancel or CancelToken()))


def test_capabilities_are_the_table(pool: WorkPool) -> None:
    """Operations and targets as data, and no price."""
    engine = CpuEngine(pool, 1000)
    facts = engine.capabilities
    assert engine.name == "scumble-cpu"
    assert facts.operations == {op: targets for op, (_, targets) in OPERATIONS.items()}
    assert facts.max_pixels == 1000
    assert facts.deterministic


def test_a_step_is_drawn_on_the_pool_the_same_twice(pool: WorkPool) -> None:
    """Equal bytes for every seed."""
    engine = CpuEngine(pool, 10_000)
    first, second = render(engine, WORK), render(engine, WORK)
    assert first.image.digest == second.image.digest
    assert (first.image.rgb[0, 0] == 255).all()


def test_an_operation_it_lacks_is_refused_with_what_it_can_do(pool: WorkPool) -> None:
    """The sentence lists the operations it has."""
    only = {Op.BACKGROUND_BLUR: OPERATIONS[Op.BACKGROUND_BLUR]}
    with pytest.raises(Unsupported, match=r"cannot do .*background\.color.* It can do: background\.blur\.") as caught:
        render(CpuEngine(pool, 10_000, only), WORK)
    assert caught.value.needs == "background.color"


def test_a_target_it_lacks_is_refused(pool: WorkPool) -> None:
    """A background operation on the subject."""
    wrong = task(Op.BACKGROUND_COLOR, WORK.image, ALPHA, kind="subject")
    with pytest.raises(Unsupported, match="not on 'subject'"):
        render(CpuEngine(pool, 10_000), wrong)


def test_a_picture_over_the_limit_is_refused(pool: WorkPool) -> None:
    """1,600 pixels where 1,599 are allowed."""
    with pytest.raises(TooLarge, match="1,600 pixels"):
        render(CpuEngine(pool, 1599), WORK)


def test_a_broken_operation_is_typed_and_logged(pool: WorkPool, caplog: pytest.LogCaptureFixture) -> None:
    """The cause goes to the log, not into the sentence."""

    def broken(work: Task, cancel: CancelToken) -> Candidate:
        raise ZeroDivisionError("secret detail")

    row: Row = (broken, frozenset({"background"}))
    with caplog.at_level(logging.ERROR), pytest.raises(EngineFailed, match="40x40") as caught:
        render(CpuEngine(pool, 10_000, {Op.BACKGROUND_COLOR: row}), WORK)
    assert "secret" not in caught.value.message
    assert "secret detail" in caplog.text


def test_refusals_of_an_operation_pass_unchanged(pool: WorkPool) -> None:
    """A bad colour is the caller's fault, not the engine's."""
    bad = task(Op.BACKGROUND_COLOR, WORK.image, ALPHA, {"color": "white"})
    with pytest.raises(InvalidValue, match="#rrggbb"):
        render(CpuEngine(pool, 10_000), bad)


def test_a_cancelled_token_stops_it(pool: WorkPool) -> None:
    """Before anything is drawn."""
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        render(CpuEngine(pool, 10_000), WORK, token)


@pytest.mark.parametrize("op", [op for op in Op if op.value.startswith("background.")])
def test_one_pixel_pictures_and_all_or_nothing_regions_are_drawn(op: Op) -> None:
    """No subject at all, nothing but subject, and pictures of one pixel, row or column."""
    params = {"scene": "winter"} if op is Op.BACKGROUND_SCENE else {}
    for shape in ((1, 1), (1, 9), (9, 1), (5, 7)):
        for value in (0.0, 0.5, 1.0):
            alpha = np.full(shape, value, np.float32)
            image = composed(alpha, SUBJECT, GREEN)
            made = OPERATIONS[op][0](task(op, image, alpha, params, references=(image,)), CancelToken())
            assert made.image.pixels.shape == image.pixels.shape
            if value == 1.0:
                np.testing.assert_array_equal(made.image.pixels, image.pixels)
