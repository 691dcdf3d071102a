"""A hole across a ragged ledge: its edge is found from afar, and each side is filled from that side alone."""

import asyncio
from itertools import count
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.cpu import fill, patchmatch, sides
from scumble.engines.cpu.bridges import Bridge, edges_into, missing

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
HEIGHT, WIDTH, EDGE = 700, 960, 330


def ledge() -> tuple[Bytes, Mask]:
    """Dark water above pale stone, whose edge is ragged, and a hole across it."""
    rng = np.random.default_rng(5)
    rgb = np.array([70, 78, 84]) + rng.normal(0, 9, (HEIGHT, WIDTH, 1)) + rng.normal(0, 2, (HEIGHT, WIDTH, 3))
    stone = np.array([168, 164, 156]) + rng.normal(0, 14, (HEIGHT, WIDTH, 1))
    ragged = EDGE + np.repeat(rng.integers(-1, 2, WIDTH // 6), 6)
    rgb = np.where((np.arange(HEIGHT)[:, None] >= ragged[None])[:, :, None], stone, rgb)
    hole = np.zeros((HEIGHT, WIDTH), np.bool_)
    hole[200:480, 380:600] = True
    return np.clip(rgb, 0, 255).astype(np.uint8), hole


def stepped(rgb: Bytes, hole: Mask) -> Bytes:
    """The hole filled with an edge that jumps."""
    out = rgb.copy()
    for first, last, by in ((380, 450, 0), (450, 530, 40), (530, 600, -35)):
        part = np.roll(rgb[:, 100 : 100 + last - first], by, axis=0)
        out[200:480, first:last] = part[200:480]
    return out


def test_a_ragged_edge_is_one_edge_from_afar() -> None:
    rgb, hole = ledge()
    found = edges_into(rgb, hole).bridges
    assert [bridge.coarse for bridge in found] == [True]
    line = found[0].enlarged(WIDTH, HEIGHT)
    assert abs(line.start[1] - EDGE) < 6
    assert abs(line.end[1] - EDGE) < 6
    assert missing(found, rgb, hole) == 0
    assert missing(found, stepped(rgb, hole), hole) == 1


@pytest.mark.parametrize("variant", [0, 5])
def test_each_side_is_filled_from_its_own(variant: int) -> None:
    rgb, hole = ledge()
    rgb, hole = rgb[::3, ::3].copy(), hole[::3, ::3].copy()
    row = EDGE / 3
    across = Bridge(
        start=np.array([126, row], np.float32),
        end=np.array([200, row], np.float32),
        contrast=90.0,
        size=(WIDTH // 3, HEIGHT // 3),
    )
    # On the water's side lies something as pale as the stone: none of it comes to lie below.
    rgb[20:50, 20:110] = (250, 40, 40)
    out = sides.inpaint(rgb, hole, ~hole, (across,), variant, CancelToken())
    assert np.array_equal(out[~hole], rgb[~hole])
    light = out.mean(axis=2)
    above, below = hole.copy(), hole.copy()
    above[round(row) - 4 :], below[: round(row) + 4] = False, False
    assert (light[above] < 125).mean() > 0.99
    assert (light[below] > 120).mean() > 0.99
    assert (out[below][:, 1] > 60).all()


def test_sides_are_filled_beside_each_other_and_the_same_whatever_is_in_the_hole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rgb, hole = ledge()
    rgb, hole = rgb[::3, ::3].copy(), hole[::3, ::3].copy()
    line = Bridge(
        start=np.array([126, 110], np.float32), end=np.array([200, 110], np.float32), contrast=90.0, size=(320, 234)
    )
    in_turn = sides.inpaint(rgb, hole, ~hole, (line,), 0, CancelToken())
    rgb[hole] = np.random.default_rng(1).integers(0, 256, (int(hole.sum()), 3))
    real, both, calls = patchmatch.inpaint, Barrier(2), count()

    def inpaint(*args: Any) -> Bytes:
        if next(calls) < 2:
            both.wait(30)
        return real(*args)

    monkeypatch.setattr(patchmatch, "inpaint", inpaint)
    pool = WorkPool(2)
    beside = asyncio.run(pool.run(sides.inpaint, rgb, hole, ~hole, (line,), 0, CancelToken()))
    pool.close()
    assert np.array_equal(beside, in_turn)


def test_nothing_of_one_side_is_left_all_may_be_taken() -> None:
    rgb, hole = ledge()
    rgb, hole = rgb[::3, ::3].copy(), hole[::3, ::3].copy()
    line = Bridge(
        start=np.array([126, 110], np.float32), end=np.array([200, 110], np.float32), contrast=90.0, size=(320, 234)
    )
    usable = ~hole
    usable[113:] = False
    out = sides.inpaint(rgb, hole, usable, (line,), 0, CancelToken())
    assert out[hole].mean() < 130, "it is filled from above, where alone something may be taken"


@pytest.mark.parametrize(("spoiled", "asked"), [("free", ["sides"]), ("sides", ["sides", "free"])])
def test_a_hole_across_such_an_edge_is_filled_by_sides(
    monkeypatch: pytest.MonkeyPatch, spoiled: str, asked: list[str]
) -> None:
    """And freely where that breaks the edge off."""
    rgb, hole = ledge()
    real, ways = fill.fill_window, list[str]()

    def window(part: Bytes, gap: Mask, *rest: Any, **named: Any) -> Bytes:
        ways.append(named["way"])
        if named["way"] == spoiled:
            out = part.copy()
            out[gap] = part[5, 5]
            return out
        return real(part, gap, *rest, **named)

    monkeypatch.setattr(fill, "fill_window", window)
    image = Image(pixels=np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
    task = Task(step=Step(op=Op.FILL, target=Target(kind="region")), image=image, region=Region.of_mask(hole))
    made = fill.render(task, CancelToken())
    assert ways == asked
    assert missing(edges_into(rgb, hole).bridges, made.image.rgb, hole) == 0
    inner = made.image.rgb[210:470, 400:580].mean(axis=2)
    assert inner[: EDGE - 225].mean() < 95
    assert inner[EDGE - 195 :].mean() > 145
