"""A thing replaced by one of another picture: gone, the new one on its foot and as large, nothing else written."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import object_replace
from tests.engines.cpu.pictures import opaque

HEIGHT, WIDTH = 240, 320
GROUND = np.broadcast_to((176.0, 170.0, 160.0), (HEIGHT, WIDTH, 3)) + np.linspace(-12, 12, WIDTH)[None, :, None]


def box(height: int, width: int, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
    alpha = np.zeros((height, width), np.float32)
    alpha[y0:y1, x0:x1] = 1
    return alpha


def laid(alpha: NDArray[np.float32], colour: tuple[int, int, int], ground: NDArray[np.float64]) -> NDArray[np.float64]:
    a = alpha[:, :, None]
    speckle = np.random.default_rng(2).normal(0, 2, ground.shape)
    return a * np.array(colour, float) + (1 - a) * ground + speckle


OLD = box(HEIGHT, WIDTH, 120, 80, 180, 180)
PICTURE = opaque(laid(OLD, (40, 90, 200), GROUND))


def work(
    new: NDArray[np.float32],
    colour: tuple[int, int, int] = (200, 60, 50),
    old: NDArray[np.float32] = OLD,
    **params: JsonValue,
) -> Task:
    """The old box to be replaced by the thing with this alpha in a second picture of its size."""
    ground = np.full((*new.shape, 3), 120.0)
    picture = PICTURE if old is OLD else opaque(laid(old, (40, 90, 200), GROUND))
    return Task(
        step=Step(op=Op.OBJECT_REPLACE, target=Target(kind="object", words="the box"), params=params),
        image=picture,
        region=Region(weights=old),
        references=(opaque(laid(new, colour, ground)),),
        thing=Region(weights=new),
    )


def done(task: Task) -> Candidate:
    """The operation, checked: nothing differs outside of the region that it reports."""
    made = object_replace.render(task, CancelToken())
    assert made.region is not None
    outside = ~made.region.inside
    assert outside.any()
    assert (made.image.pixels[outside] == task.image.pixels[outside]).all()
    return made


def red(made: Candidate) -> NDArray[np.bool_]:
    rgb = made.image.rgb.astype(int)
    return rgb[:, :, 0] > rgb[:, :, 2] + 60


def blue(made: Candidate) -> NDArray[np.bool_]:
    rgb = made.image.rgb.astype(int)
    return rgb[:, :, 2] > rgb[:, :, 0] + 60


def test_the_new_thing_stands_where_the_old_one_stood_and_nothing_is_left_of_that() -> None:
    made = done(work(box(300, 300, 100, 40, 200, 210)))
    ys, xs = np.nonzero(red(made))
    assert abs(ys.max() - 179) <= 2
    assert abs((xs.min() + xs.max()) / 2 - 149.5) <= 2
    assert not blue(made).any()
    assert made.thing is not None
    assert made.thing.bounds is not None
    assert abs(made.thing.bounds.y1 - 180) <= 2


@pytest.mark.parametrize("by", [0.4, 3.0])
def test_it_is_as_large_as_the_old_one_whatever_its_picture(by: float) -> None:
    wide, tall = round(60 * by), round(100 * by)
    made = done(work(box(tall + 40, wide + 40, 20, 20, 20 + wide, 20 + tall)))
    assert abs(int(red(made).sum()) / 6000 - 1) < 0.08


def test_another_shape_is_held_near_the_old_one() -> None:
    ys, xs = np.nonzero(red(done(work(box(200, 400, 20, 60, 380, 120)))))
    assert xs.max() - xs.min() + 1 <= 1.36 * 60
    assert abs(ys.max() - 179) <= 2


def test_what_it_uncovers_is_the_ground() -> None:
    """A thin thing leaves most of the old one's place open: it is filled, not left blue."""
    made = done(work(box(300, 120, 50, 20, 70, 280)))
    open_ = (OLD > 0) & ~red(made)
    seen = made.image.rgb[100:150, 124:130].astype(float)
    assert open_.sum() > 1500
    assert np.abs(seen - GROUND[100:150, 124:130]).mean() < 16


def test_the_ground_gets_darker_at_its_foot() -> None:
    made = done(work(box(300, 300, 100, 40, 200, 210))).image.rgb.astype(float).mean(axis=2)
    before = PICTURE.rgb.astype(float).mean(axis=2)
    assert made[181:185, 130:170].mean() < 0.96 * before[181:185, 130:170].mean()
    assert abs(made[181:185, 20:60].mean() - before[181:185, 20:60].mean()) < 0.5


def test_the_gap_under_a_low_thing_is_dark() -> None:
    """Light ground between the wheels of a car makes it float; only the light of the contact fails this."""
    car = box(300, 300, 100, 40, 200, 190)
    car[190:206, 100:120] = car[190:206, 180:200] = 1
    made = done(work(car)).image.rgb.astype(float).mean(axis=2)
    before = PICTURE.rgb.astype(float).mean(axis=2)
    assert made[173:177, 142:158].mean() < 0.75 * before[173:177, 20:60].mean()


def test_it_takes_on_some_of_the_light_of_the_place() -> None:
    task = work(box(300, 300, 100, 40, 200, 210), colour=(150, 150, 150))
    dark = task.image.rgb.astype(float) * np.array([0.5, 0.35, 0.2])
    task = replace(task, image=opaque(dark))
    made = object_replace.render(task, CancelToken())
    seen = made.image.rgb[110:150, 140:160].astype(float).mean(axis=(0, 1))
    assert seen.mean() < 148
    assert seen[0] > seen[2] + 2


def test_the_seed_of_the_same_task_gives_the_same_bytes() -> None:
    one, two = (done(work(box(300, 300, 100, 40, 200, 210))).image.digest for _ in range(2))
    assert one == two


def test_a_small_thing_says_that_it_was_enlarged() -> None:
    made = done(work(box(60, 60, 20, 20, 35, 45)))
    assert any("enlarged" in n for n in made.notes)


def test_of_several_things_in_the_second_picture_the_largest_is_taken_and_that_is_said() -> None:
    two = box(240, 320, 20, 60, 120, 200)
    two[80:200, 200:280] = 1
    alone = box(240, 320, 20, 60, 120, 200)
    made, one = done(work(two)), done(work(alone))
    assert any("2 separate things" in note for note in made.notes)
    assert not any("separate things" in note for note in one.notes)
    assert made.thing is not None
    assert one.thing is not None
    assert (made.thing.weights == one.thing.weights).all()


def test_no_second_picture_and_no_thing_in_it_are_errors_that_name_the_picture() -> None:
    task = work(box(300, 300, 100, 40, 200, 210))
    for broken, wrong in (
        (replace(task, references=()), InvalidValue),
        (replace(task, thing=None), Unsupported),
        (replace(task, thing=Region.empty_of(300, 300)), Unsupported),
    ):
        with pytest.raises(wrong, match="picture 2") as refused:
            object_replace.render(broken, CancelToken())
        assert refused.value.param == "image"


def test_a_tail_that_reaches_out_is_no_part_of_the_size() -> None:
    tail = np.maximum(OLD, box(HEIGHT, WIDTH, 178, 120, 250, 132))
    plain, tailed = (done(work(box(300, 300, 100, 40, 200, 210), old=old)) for old in (OLD, tail))
    assert plain.thing is not None
    assert tailed.thing is not None
    assert plain.thing.bounds is not None
    assert tailed.thing.bounds is not None
    assert abs(plain.thing.bounds.width - tailed.thing.bounds.width) <= 2
    assert abs(plain.thing.bounds.x0 - tailed.thing.bounds.x0) <= 2
    assert not blue(tailed).any()


def test_what_hangs_below_a_seat_goes_too_and_the_new_thing_stands_on_the_seat() -> None:
    tail = np.maximum(OLD, box(HEIGHT, WIDTH, 140, 194, 152, 225))
    made = done(work(box(300, 300, 100, 40, 200, 210), old=tail))
    assert made.thing is not None
    assert made.thing.bounds is not None
    assert abs(made.thing.bounds.y1 - 180) <= 2
    assert not blue(made).any()


def test_a_place_that_goes_on_behind_it_is_no_doubt_and_a_broken_ledge_is() -> None:
    narrow = box(300, 300, 130, 40, 170, 210)
    plain = done(work(narrow))
    assert {v.guard for v in plain.verdicts} == {"fill_quality", "fill_edges"}
    assert all(v.passed for v in plain.verdicts)

    old = box(HEIGHT, WIDTH, 90, 60, 210, 200)
    ground = np.array(GROUND)
    # A ledge that goes down behind the old thing: nothing beside it says where it turns.
    ground[130:, :150] -= 110.0
    ground[175:, 150:] -= 110.0
    task = replace(work(narrow), image=opaque(laid(old, (40, 90, 200), ground)), region=Region(weights=old))
    broken = done(task)
    assert not all(v.passed for v in broken.verdicts)


def test_it_stays_off_the_bars_at_the_pictures_edges() -> None:
    ground = np.array(GROUND)
    ground[:, :40], ground[:, -40:] = 0.0, 0.0
    picture = laid(OLD, (40, 90, 200), ground)
    picture[:, :40], picture[:, -40:] = 0.0, 0.0
    old = box(HEIGHT, WIDTH, 120, 80, 180, 180)
    wide = box(300, 300, 20, 100, 280, 200)
    task = replace(work(wide), image=opaque(picture), region=Region(weights=old))
    for shift in (0, 60):
        moved = np.roll(old, shift, axis=1)
        there = np.array(ground)
        there[:, 40:-40] = laid(moved, (40, 90, 200), ground)[:, 40:-40]
        made = done(replace(task, image=opaque(there), region=Region(weights=moved)))
        assert not red(made)[:, :40].any()
        assert not red(made)[:, -40:].any()


def test_a_small_place_with_what_is_like_nothing_beside_it_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small it is: what stands beside a car's wheel is looked at."""
    narrow = work(box(300, 300, 130, 40, 170, 210))

    def far_off(rgb: NDArray[np.uint8], hole: NDArray[np.bool_]) -> float:
        assert rgb.shape[:2] == hole.shape
        return 5.6

    monkeypatch.setattr(object_replace, "strange", far_off)
    (found,) = (v for v in done(narrow).verdicts if v.guard == "fill_quality")
    assert not found.passed
    assert "like nothing beside it" in found.sentence
