"""The core types refuse what they cannot be, freeze what they hold, and regions obey their algebra."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scumble.core.errors import Cancelled, Overloaded, ScumbleError, StorageFull
from scumble.core.image import Image
from scumble.core.plan import Op, Plan, Step, Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken, WorkPool

weights = hnp.arrays(np.float32, (5, 7), elements=st.floats(0, 1, width=32))


def test_image_is_frozen_to_the_pixels() -> None:
    image = Image(pixels=np.zeros((2, 3, 4), np.uint8))
    assert (image.width, image.height, image.size) == (3, 2, "3x2")
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0, 0] = 1


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 3), (0, 3, 4)])
def test_image_refuses_other_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Image(pixels=np.zeros(shape, np.uint8))


def test_equal_pictures_have_equal_digests_and_others_do_not() -> None:
    a = np.zeros((2, 8, 4), np.uint8)
    b = a.copy()
    b[1, 1, 2] = 1
    assert Image(pixels=a).digest == Image(pixels=a.copy()).digest
    assert Image(pixels=a).digest != Image(pixels=b).digest
    assert Image(pixels=a).digest != Image(pixels=a.reshape(8, 2, 4)).digest
    assert Image(pixels=a).digest != Image(pixels=a, profile=b"icc").digest


@given(weights, weights)
def test_region_algebra(a: np.ndarray, b: np.ndarray) -> None:
    ra, rb = Region(weights=a), Region(weights=b)
    both, either = ra.intersect(rb), ra.union(rb)
    assert (both.inside == (ra.inside & rb.inside)).all()
    assert (either.inside == (ra.inside | rb.inside)).all()
    assert (both.weights <= either.weights).all()
    inverse = ra.invert()
    assert (inverse.inside == (ra.weights < 1)).all()


@given(weights)
def test_bounds_hold_everything_that_may_change(a: np.ndarray) -> None:
    region = Region(weights=a)
    box = region.bounds
    if box is None:
        assert region.is_empty
        return
    outside = region.inside.copy()
    outside[box.y0 : box.y1, box.x0 : box.x1] = False
    assert not outside.any()
    assert region.inside[box.y0, :].any()
    assert region.inside[:, box.x1 - 1].any()


@given(weights)
def test_a_measured_region_is_itself_and_knows_the_share_that_a_mean_would_give(a: np.ndarray) -> None:
    region = Region(weights=a)
    assert not region.is_measured
    assert region.measured() is region
    assert region.is_measured
    assert region.share == float((a > 0).mean())
    assert type(region.share) is float  # numpy's own cannot be told as JSON


def test_region_refuses_weights_outside_the_range() -> None:
    for bad in (np.full((2, 2), 1.5, np.float32), np.full((2, 2), np.nan, np.float32), np.zeros((2, 2))):
        with pytest.raises(ValueError, match="Region"):
            Region(weights=bad)  # pyright: ignore[reportArgumentType]


def test_box_measures() -> None:
    assert (Box(x0=2, y0=3, x1=5, y1=9).width, Box(x0=2, y0=3, x1=5, y1=9).height) == (3, 6)


def test_plans_do_something_and_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Plan(steps=(), understood="")
    step = Step(op=Op.FLIP, target=Target(kind="whole"), params={"axis": "horizontal"})
    with pytest.raises(TypeError):
        step.params["axis"] = "vertical"  # pyright: ignore[reportIndexIssue]


def test_errors_speak_even_without_a_message() -> None:
    def tree(cls: type[ScumbleError]) -> list[type[ScumbleError]]:
        return [cls, *(t for c in cls.__subclasses__() for t in tree(c))]

    assert "disk" in StorageFull().message
    assert Overloaded("full", retry_after=600).retry_after == 60.0
    assert all((c.__doc__ or "").strip() for c in tree(ScumbleError))


async def _squares(pool: WorkPool) -> list[int]:
    return [await pool.run(lambda k: k * k, k) for k in range(3)]


def test_pool_runs_plain_functions_and_tokens_cancel() -> None:
    import asyncio

    pool = WorkPool(2)
    assert asyncio.run(_squares(pool)) == [0, 1, 4]
    pool.close()
    token = CancelToken()
    token.check()
    token.cancel()
    with pytest.raises(Cancelled):
        token.check()


def test_who_waits_for_a_token_is_called_when_it_is_set_and_not_afterwards() -> None:
    token, called = CancelToken(), list[str]()
    with token.calling(lambda: called.append("over")):
        pass
    with token.calling(lambda: called.append("inside")):
        token.cancel()
    assert called == ["inside"]
    with token.calling(lambda: called.append("late")):
        assert called == ["inside", "late"]
