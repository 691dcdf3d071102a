"""Straight edges on both sides of a hole: found as one, missed where a fill does not carry them, carried by repeats."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill, offsets
from scumble.engines.cpu.bridges import edges_into, missing

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
HEIGHT, WIDTH = 240, 360


def bench(*, slip: int = 0) -> tuple[Bytes, Mask]:
    """Two rails and slats every 24 pixels before grass, and a hole that cuts both rails.

    slip: pixels by which the rails lie lower beyond the hole.
    """
    rng = np.random.default_rng(3)
    grass = np.array([120, 130, 80]) + rng.normal(0, 6, (HEIGHT, WIDTH, 1)) + rng.normal(0, 2, (HEIGHT, WIDTH, 3))
    rgb = grass.copy()
    wood = np.array([70, 62, 60]) + rng.normal(0, 2, (HEIGHT, WIDTH, 1))
    down = np.where(np.arange(WIDTH) > 200, slip, 0)
    row, column = np.mgrid[:HEIGHT, :WIDTH]
    lower = row - down[None]
    upright = (lower >= 70) & (lower < 150) & (column % 24 < 7) & (column >= 24) & (column < 340)
    rails = ((lower >= 62) & (lower < 76)) | ((lower >= 144) & (lower < 160))
    rails &= (column >= 20) & (column < 340)
    rgb = np.where((upright | rails)[:, :, None], wood, rgb)
    hole = np.zeros((HEIGHT, WIDTH), np.bool_)
    hole[40:185, 150:205] = True
    return np.clip(rgb, 0, 255).astype(np.uint8), hole


def without_rails(rgb: Bytes, hole: Mask) -> Bytes:
    """Grass in the hole."""
    out = rgb.copy()
    out[hole] = rgb[5, :][np.nonzero(hole)[1]]
    return out


def test_the_edges_of_both_rails_are_each_one_edge() -> None:
    rgb, hole = bench()
    found = edges_into(rgb, hole)
    assert found.count == 4
    assert len(found.bridges) == 2
    assert missing(found.bridges, rgb, hole) == 0
    assert missing(found.bridges, without_rails(rgb, hole), hole) == 2


def test_edges_that_do_not_lie_on_one_line_are_not_one() -> None:
    rgb, hole = bench(slip=9)
    assert edges_into(rgb, hole).bridges == ()


def test_an_edge_that_turns_from_dark_to_light_is_not_one() -> None:
    rgb = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    rgb[100:, :150], rgb[100:, 205:] = 60, 200
    hole = np.zeros((HEIGHT, WIDTH), np.bool_)
    hole[60:150, 150:205] = True
    assert edges_into(rgb, hole).bridges == ()


def test_slats_are_seen_to_repeat_at_their_distance() -> None:
    rgb, hole = bench()
    found = offsets.common_offsets(rgb, hole, ~hole)
    level = sorted({abs(int(x)) for y, x in found if abs(int(y)) <= 1})
    assert {48, 72, 96} <= set(level)
    assert 36 not in level


@pytest.mark.parametrize("scale", [1, 3])
def test_what_repeats_is_carried_into_the_hole(scale: int) -> None:
    rgb, hole = (np.repeat(np.repeat(a, scale, axis=0), scale, axis=1) for a in bench())
    places = offsets.sources(rgb, hole, ~hole, CancelToken())
    assert places is not None
    at = np.rint(places).astype(np.intp)
    assert not hole[at[0], at[1]].any(), "nothing is taken from the hole"
    own = np.stack(np.mgrid[: hole.shape[0], : hole.shape[1]])
    assert (at[:, ~hole] == own[:, ~hole]).all(), "what lies outside stays where it is"
    error = np.abs(rgb[at[0], at[1]].astype(float) - rgb)[hole].mean()
    assert error < 10, "the slats stand where they stood"


def test_where_nothing_can_be_taken_there_are_no_sources() -> None:
    rgb, hole = bench()
    assert offsets.sources(rgb, hole, np.zeros_like(hole), CancelToken()) is None


def test_a_long_slanting_hole_takes_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = np.tile(bench()[0], (3, 2, 1))
    hole = np.eye(*rgb.shape[:2], dtype=np.bool_)
    hole |= np.roll(hole, 1, axis=1)
    boxes = list[tuple[int, ...]]()
    real = offsets._together  # pyright: ignore[reportPrivateUsage]

    def together(taken: Any, box: Mask) -> Any:
        boxes.append(box.shape)
        return real(taken, box)

    monkeypatch.setattr(offsets, "_together", together)
    offsets.sources(rgb, hole, ~hole, CancelToken())
    assert all(h * w <= 1.2 * offsets.WORK_BOX for h, w in boxes)
    assert boxes


def grassy(part: Bytes, gap: Mask, *rest: object, **named: object) -> Bytes:
    """In place of `fill_window`: what lies around the bench is all that is found."""
    out = part.copy()
    out[gap] = (120, 130, 80)
    return out


def filled(rgb: Bytes, hole: Mask) -> Candidate:
    image = Image(pixels=np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
    task = Task(step=Step(op=Op.FILL, target=Target(kind="region")), image=image, region=Region.of_mask(hole))
    return fill.render(task, CancelToken())


def test_a_fill_that_broke_the_rails_off_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, hole = bench()
    real, ways = fill.fill_window, list[str]()

    def window(*arguments: Any, **named: Any) -> Bytes:
        ways.append(named["way"])
        return (grassy if named["way"] == "free" else real)(*arguments, **named)

    monkeypatch.setattr(fill, "fill_window", window)
    made = filled(rgb, hole)
    assert ways == ["free", "repeated"]
    assert missing(edges_into(rgb, hole).bridges, made.image.rgb, hole) == 0


def test_a_broken_edge_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "fill_window", grassy)
    verdict = filled(*bench()).verdicts[0]
    assert not verdict.passed
    assert "breaks off straight edges that go on behind it (2)" in verdict.sentence
