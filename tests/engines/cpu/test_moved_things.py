"""Things moved, scaled, doubled, mirrored and turned: at their new place to the pixel, the ground closed behind them,
the shadow taken along, nothing written outside of what is reported."""

import asyncio
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import RELOCATING, TAKING, JsonValue, Op, Step, Target, TargetKind
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.cpu import again, lines_in, object_duplicate, object_scale
from scumble.engines.cpu.again import CUT, WAYS
from scumble.engines.cpu.lift import Lifted, without
from scumble.engines.cpu.operations import OPERATIONS
from scumble.engines.cpu.put import continued, put
from scumble.engines.cpu.whereto import about, clamped, shift_of
from tests.engines.cpu.pictures import opaque
from tests.engines.cpu.scenes import psnr
from tests.engines.cpu.things import HEIGHT, WIDTH, bricks, disc

COLOUR = (40, 90, 200)
PLAIN = np.broadcast_to((176.0, 170.0, 160.0), (HEIGHT, WIDTH, 3)) + np.linspace(-12, 12, WIDTH)[None, :, None]


def thing_at(x: int, y: int, radius: int = 30) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Alpha and colours of a numbered disc: no two neighbours alike, left and right different."""
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    colours = np.stack([40 + (xx - x), 90 + 2 * (yy - y), 180 + 10 * np.sin((xx - x) / 3)], axis=2).astype(float)
    return disc(x, y, radius), colours


def scene(
    x: int = 110, y: int = 120, ground: NDArray[np.float64] = PLAIN, shadow: bool = False
) -> tuple[Image, Region]:
    """A picture with the disc on a ground."""
    alpha, colours = thing_at(x, y)
    if shadow:
        yy, xx = np.mgrid[:HEIGHT, :WIDTH]
        dark = 0.45 * np.exp(-(((xx - x) / 30) ** 2 + ((yy - y - 30) / 9) ** 2))
        ground = ground * (1 - dark)[:, :, None]
    a = alpha[:, :, None]
    return opaque(a * colours + (1 - a) * ground), Region(weights=alpha)


def do(op: Op, image: Image, region: Region, kind: TargetKind = "object", **params: JsonValue) -> Candidate:
    """One operation, checked: nothing differs outside of the region that it reports."""
    task = Task(step=Step(op=op, target=Target(kind=kind), params=params), image=image, region=region)
    task = replace(task, has_drawn=kind == "region")
    made = OPERATIONS[op][0](task, CancelToken())
    assert made.region is not None
    outside = ~made.region.inside
    assert (made.image.pixels[outside] == image.pixels[outside]).all()
    return made


def core(x: int, y: int, radius: int = 25) -> NDArray[np.bool_]:
    return disc(x, y, radius) >= 1


def test_a_moved_thing_is_itself_there_and_gone_here() -> None:
    image, region = scene()
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=100)
    assert (made.image.rgb[core(210, 120)] == image.rgb[core(110, 120)]).all()
    assert np.abs(made.image.rgb[core(110, 120, 34)].astype(float) - PLAIN[core(110, 120, 34)]).max() < 12
    assert made.thing is not None
    assert np.array_equal(made.thing.weights[:, 100:], region.weights[:, :-100])


def test_the_rim_is_the_thing_over_the_new_ground() -> None:
    """Cutting the mixed rim out as it is carries the old ground along and fails this."""
    ground = np.where(np.arange(WIDTH)[None, :, None] < 165, 40.0, 215.0) * np.ones((HEIGHT, WIDTH, 3))
    image, region = scene(ground=ground)
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=110)
    alpha, colours = thing_at(220, 120)
    wanted = opaque(alpha[:, :, None] * colours + (1 - alpha[:, :, None]) * 215.0)
    rim = (alpha > 0) & (alpha < 1)
    assert psnr(made.image.rgb[rim], wanted.rgb[rim]) > 24


def test_the_shadow_goes_along() -> None:
    image, region = scene(shadow=True)
    plain, _ = scene()
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=120)
    below = (slice(154, 158), slice(100, 121))
    there = (slice(154, 158), slice(220, 241))
    before = image.rgb[below].mean() / plain.rgb[below].mean()
    assert before < 0.8
    assert made.image.rgb[below].mean() / plain.rgb[below].mean() > 0.95
    assert abs(made.image.rgb[there].mean() / plain.rgb[there].mean() - before) < 0.08


def test_ground_that_is_darker_for_itself_is_no_shadow() -> None:
    ground = np.array(PLAIN)
    ground[150:] *= 0.6
    image, region = scene(ground=ground)
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=100)
    assert np.abs(made.image.rgb[160:, 190:230].astype(float) - ground[160:, 190:230]).max() < 4


@pytest.mark.parametrize(("to", "at"), [("right", (278, 120)), ("center", (160, 120)), ("top left", (42, 38))])
def test_places(to: str, at: tuple[int, int]) -> None:
    image, region = scene()
    made = do(Op.OBJECT_MOVE, image, region, to=to)
    assert made.thing is not None
    ys, xs = np.nonzero(made.thing.weights > 0.5)
    assert (abs(xs.mean() - at[0]), abs(ys.mean() - at[1])) < (12, 12)


def test_half_of_it_stays_in_the_picture() -> None:
    image, region = scene()
    made = do(Op.OBJECT_MOVE, image, region, direction="left", pixels=5000)
    assert made.thing is not None
    assert 0.4 < float(made.thing.weights.sum()) / float(region.weights.sum()) < 0.6
    assert any("not moved as far" in note for note in made.notes)
    assert any("beyond the picture's edge" in note for note in made.notes)


def test_scaled_where_it_stands() -> None:
    image, region = scene()
    for factor in (0.5, 1.7):
        made = do(Op.OBJECT_SCALE, image, region, factor=factor)
        assert made.thing is not None
        assert float(made.thing.weights.sum()) == pytest.approx(float(region.weights.sum()) * factor**2, rel=0.02)
        rows = np.flatnonzero((made.thing.weights > 0.5).any(axis=1))
        assert abs(int(rows[-1]) - 149) <= 1
        middle = made.image.rgb[round(150 - 30 * factor), 110].astype(int)
        assert np.abs(middle - image.rgb[120, 110].astype(int)).max() < 12


def test_a_second_one_beside_the_first() -> None:
    image, region = scene()
    made = do(Op.OBJECT_DUPLICATE, image, region)
    assert (made.image.rgb[region.weights >= 1] == image.rgb[region.weights >= 1]).all()
    assert made.thing is not None
    second = round(float(np.nonzero(made.thing.weights > 0.5)[1].mean()))
    assert second - 110 > 60
    assert (made.image.rgb[core(second, 120)] == image.rgb[core(110, 120)]).all()
    left, _ = scene(x=230)
    assert do(Op.OBJECT_DUPLICATE, left, Region(weights=disc(230, 120, 30))).notes == ()


def test_a_second_one_is_not_cut_by_the_picture() -> None:
    image, region = scene(x=160)
    wide = Region(weights=disc(160, 120, 70))
    made = do(Op.OBJECT_DUPLICATE, image, wide)
    assert made.thing is not None
    assert float(made.thing.weights.sum()) == pytest.approx(float(wide.weights.sum()), rel=1e-3)
    assert made.notes == (object_duplicate.TIGHT,)
    with pytest.raises(Unsupported, match="no room"):
        do(Op.OBJECT_DUPLICATE, image, Region(weights=disc(160, 120, 115)))
    said = do(Op.OBJECT_DUPLICATE, image, region, pixels=140, direction="right")
    assert CUT in said.notes, "a distance that was said is kept"


def test_what_has_no_room_to_grow_is_moved_or_grows_less() -> None:
    image, region = scene(x=40)
    made = do(Op.OBJECT_SCALE, image, region, factor=2.0)
    assert made.thing is not None
    assert float(made.thing.weights.sum()) == pytest.approx(4 * float(region.weights.sum()), rel=0.02)
    assert object_scale.SHIFTED in made.notes
    most = do(Op.OBJECT_SCALE, image, region, factor=6.0)
    assert most.thing is not None
    assert 9 < float(most.thing.weights.sum()) / float(region.weights.sum()) < 20
    assert np.flatnonzero((most.thing.weights > 0.9).any(axis=1))[0] >= 1
    assert any(n.startswith("It was enlarged 3.") for n in most.notes)


def test_an_edge_that_breaks_off_where_it_stood_is_seen() -> None:
    ground = PLAIN.copy()
    ground[130:] -= 70
    image, region = scene(x=200, ground=ground)
    true, hole = ground.astype(np.uint8), region.weights > 0
    edges = lines_in.ending(image.rgb, hole, hole)
    assert lines_in.broken(edges, true) == 0
    jumped = np.roll(true, -14, axis=0)
    assert lines_in.broken(edges, jumped) > 0
    level = np.full_like(true, 150)
    assert lines_in.broken(edges, level) > 0
    # It may bend a little, as the foot of a bank does.
    sides = np.flatnonzero(hole.any(axis=0))
    bent = true.copy()
    for x in range(int(sides[0]), int(sides[-1]) + 1):
        bent[:, x] = np.roll(true[:, x], min(6, x - int(sides[0]) + 2, int(sides[-1]) - x + 2), axis=0)
    assert lines_in.broken(edges, bent) == 0
    assert not lines_in.verdict(1).passed
    guards = [v.guard for v in do(Op.OBJECT_MOVE, image, region, direction="left", pixels=90).verdicts]
    assert guards == ["fill_quality", "fill_edges"]


@pytest.mark.parametrize("lost", [(0, 1), (2, 1, 0), (2, 2), (1, 3)], ids=str)
def test_ways_tried_beside_each_other_give_what_they_give_in_turn(
    monkeypatch: pytest.MonkeyPatch, lost: tuple[int, ...]
) -> None:
    image, region = scene(ground=bricks())
    ways = dict(zip(WAYS, lost, strict=False))
    fills = list[tuple[int, str]]()

    def filled(task: Task, *args: Any, **more: Any) -> Any:
        way = (task.seed, more["way"])
        fills.append(way)
        behind, touched, said = without(task, *args, **more)
        broken[behind.digest] = ways[way]
        return behind, touched, said

    broken: dict[str, int] = {}
    monkeypatch.setattr(again, "without", filled)
    monkeypatch.setattr(lines_in, "broken", lambda _, behind, *__: broken[opaque(behind).digest])
    monkeypatch.setattr(again, "missing", lambda *_: 0)
    in_turn = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=100)
    assert fills == list(WAYS[: len(lost)]) if lost[0] else fills == [WAYS[0]]
    pool = WorkPool(2)
    beside = asyncio.run(pool.run(do, Op.OBJECT_MOVE, image, region, direction="right", pixels=100))
    pool.close()
    assert beside.image.digest == in_turn.image.digest
    assert beside.verdicts == in_turn.verdicts


def test_where_no_edge_can_break_off_no_second_way_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = list[str]()

    def filled(task: Task, *args: Any, **more: Any) -> Any:
        ways.append(more["way"])
        return without(task, *args, **more)

    monkeypatch.setattr(again, "without", filled)
    pool = WorkPool(2)
    asyncio.run(pool.run(do, Op.OBJECT_MOVE, *scene(), direction="right", pixels=100))
    pool.close()
    assert ways == ["free"]


def test_both_of_two_are_doubled() -> None:
    alpha = np.maximum(disc(60, 120, 20), disc(110, 120, 20))
    image = opaque(alpha[:, :, None] * np.array(COLOUR, float) + (1 - alpha[:, :, None]) * PLAIN)
    made = do(Op.OBJECT_DUPLICATE, image, Region(weights=alpha), direction="right", pixels=120)
    for x in (60, 110, 180, 230):
        assert np.abs(made.image.rgb[120, x].astype(int) - COLOUR).max() <= 2


def test_mirrored_and_turned_in_place() -> None:
    image, region = scene()
    inner = core(110, 120, 20)
    for op, params, expected in (
        (Op.OBJECT_FLIP, {"axis": "horizontal"}, lambda p: p[:, ::-1]),
        (Op.OBJECT_FLIP, {"axis": "vertical"}, lambda p: p[::-1]),
        (Op.OBJECT_ROTATE, {"degrees": 90}, lambda p: np.rot90(p, -1)),
    ):
        made = do(op, image, region, **params)
        part = expected(image.rgb[91:150, 81:140])
        found = made.image.rgb[91:150, 81:140]
        assert np.abs(found[12:-12, 12:-12].astype(int) - part[12:-12, 12:-12]).max() <= 1, op
    turned = do(Op.OBJECT_ROTATE, image, region, degrees=30)
    assert turned.thing is not None
    assert float(turned.thing.weights.sum()) == pytest.approx(float(region.weights.sum()), rel=0.01)
    assert (turned.image.rgb[inner] != image.rgb[inner]).any()


def test_a_drawn_region_says_that_more_was_written() -> None:
    image, region = scene()
    made = do(Op.OBJECT_MOVE, image, region, kind="region", direction="right", pixels=100)
    assert any("outside of what was marked" in note for note in made.notes)
    assert made.region is not None
    assert made.region.inside[120, 210]


def test_a_brick_wall_closes_behind() -> None:
    wall = bricks()
    image, region = scene(ground=wall)
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=110)
    hole = core(110, 120, 30)
    assert made.image.rgb[hole].astype(float).std(axis=0).min() > 8
    assert np.abs(made.image.rgb[hole].mean(axis=0) - wall[hole].mean(axis=0)).max() < 12


def test_transparency_is_kept() -> None:
    image, region = scene()
    pixels = image.pixels.copy()
    pixels[:, 200:, 3] = 0
    pixels[:, :, 3] = np.where(region.weights > 0, 255, pixels[:, :, 3])
    made = do(Op.OBJECT_MOVE, Image(pixels=pixels), region, direction="right", pixels=130)
    assert (made.image.pixels[core(240, 120)] == pixels[core(110, 120)]).all()
    assert made.image.alpha[10, 240] == 0
    assert 0 < made.image.alpha[120, 210] < 255 or made.image.alpha[120, 209] < 255


def test_what_cannot_be_done_is_said() -> None:
    image, region = scene()
    for op in RELOCATING - TAKING:
        with pytest.raises(Unsupported, match="no thing"):
            do(op, image, Region.empty_of(HEIGHT, WIDTH))
    with pytest.raises(Unsupported, match="whole picture"):
        do(Op.OBJECT_MOVE, image, Region.full(HEIGHT, WIDTH))
    for op, params in (
        (Op.OBJECT_MOVE, {"direction": "sideways"}),
        (Op.OBJECT_MOVE, {"to": "the moon"}),
        (Op.OBJECT_FLIP, {"axis": "both"}),
        (Op.OBJECT_SCALE, {"factor": 50}),
    ):
        with pytest.raises(InvalidValue):
            do(op, image, region, **params)


def test_nothing_to_do_writes_nothing() -> None:
    image, region = scene()
    for op, params in ((Op.OBJECT_SCALE, {"factor": 1}), (Op.OBJECT_ROTATE, {"degrees": 360})):
        made = do(op, image, region, **params)
        assert made.region is not None
        assert made.region.is_empty


def test_moves_are_clamped_to_half_the_box() -> None:
    box = Box(x0=10, y0=10, x1=30, y1=50)
    assert clamped(box, -5, 0, 100, 100).clamped is False
    assert clamped(box, -50, 0, 100, 100).x == -20
    assert clamped(box, 500, 500, 100, 100) == clamped(box, 80, 70, 100, 100).__class__(x=80, y=70, clamped=True)
    assert shift_of({"direction": "left"}, Box(x0=60, y0=0, x1=80, y1=20), 100, 100).x == -15


def test_a_scaled_thing_keeps_its_place_to_a_tenth_of_a_pixel() -> None:
    """Shrinking goes through an averaged copy; its pixel grid must not shift what is drawn."""
    alpha, colours = thing_at(110, 120)
    box = Region.of_mask(alpha > 0.5).bounds
    assert box is not None
    lifted = Lifted(colors=opaque(colours).rgb, alpha=alpha, box=box, shadow=None)
    for factor in (0.3, 0.77, 1.9):
        laid = put(opaque(PLAIN), lifted, about(110.5, 120.5, factor * np.eye(2)), shadow=False)
        ys, xs = np.mgrid[:HEIGHT, :WIDTH]
        total = laid.alpha.sum()
        assert abs(float((xs * laid.alpha).sum() / total) - 110) < 0.1
        assert abs(float((ys * laid.alpha).sum() / total) - 120) < 0.1


def test_a_shadow_cut_off_by_the_picture_goes_on_beyond_it_and_fades_there() -> None:
    whole = np.full((40, 60), 0.5, np.float32)
    inside = Box(x0=20, y0=20, x1=80, y1=60)
    same, box = continued(whole, inside, 200, 100)
    np.testing.assert_array_equal(same, whole)
    assert box == inside
    cut, box = continued(whole, Box(x0=140, y0=20, x1=200, y1=60), 200, 100)
    assert (box.x0, box.y0, box.y1) == (140, 20, 60)
    assert box.x1 > 205
    assert cut.shape == (40, box.width)
    np.testing.assert_array_equal(cut[:, :60], whole)
    assert cut[:, -1].max() < 0.03
    assert float(np.abs(np.diff(cut, axis=1)).max()) < 0.1


def test_a_shadow_that_ends_before_the_picture_does_is_left_as_it_is() -> None:
    whole = np.zeros((40, 60), np.float32)
    whole[10:30, 10:40] = 0.7
    same, box = continued(whole, Box(x0=140, y0=20, x1=200, y1=60), 200, 100)
    np.testing.assert_array_equal(same, whole)
    assert box.x1 == 200
