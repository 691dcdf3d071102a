"""Things that stand: their contact shadow goes along, the gap between their feet is closed behind them, and where they
float or their lettering reads backwards the answer says so."""

from dataclasses import replace

import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import AIR
from scumble.engines.cpu.contact import contact_of
from scumble.engines.cpu.object_duplicate import NO_GROUND
from scumble.engines.cpu.operations import OPERATIONS
from scumble.vision.lettering import Line
from tests.engines.cpu.pictures import opaque

HEIGHT, WIDTH = 260, 400
FLOOR = 190.0


def stool(x: int = 160, *, contact: float = 0.5, gap: float = 0.5) -> tuple[Image, Region]:
    """A box on two feet on a plain floor, its floor darker right under it by `contact`, and between its feet by
    `gap`."""
    ground = np.full((HEIGHT, WIDTH), FLOOR) + np.random.default_rng(4).normal(0, 1, (HEIGHT, WIDTH))
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[60:182, x : x + 100] = 1
    alpha[182:190, x : x + 35] = alpha[182:190, x + 65 : x + 100] = 1
    ground[190:193, x - 2 : x + 102] *= 1 - contact
    ground[182:190, x + 35 : x + 65] *= 1 - gap
    grey = np.where(alpha > 0, 90.0, ground)
    return opaque(np.repeat(grey[:, :, None], 3, axis=2)), Region(weights=alpha)


def do(op: Op, image: Image, region: Region, lettering: tuple[Line, ...] = (), **params: JsonValue) -> Candidate:
    step = Step(op=op, target=Target(kind="object", words="the stool"), params=params)
    work = replace(Task(step=step, image=image, region=region), lettering=lettering)
    return OPERATIONS[op][0](work, CancelToken())


def test_the_contact_of_a_standing_thing() -> None:
    image, region = stool()
    contact = contact_of(image.rgb, region.weights)
    assert contact.stands
    assert contact.dark is not None
    assert contact.dark[191, 200].min() > 0.3
    assert contact.gap[186, 210]
    image, region = stool(contact=0, gap=0)
    contact = contact_of(image.rgb, region.weights)
    assert contact.stands
    assert contact.dark is None
    assert not contact.gap.any()


def test_a_turned_thing_whose_shadow_was_not_found_says_so_and_a_moved_one_does_not() -> None:
    image, region = stool(contact=0, gap=0)
    said = "none was taken off the ground"
    assert any(said in note for note in do(Op.OBJECT_ROTATE, image, region, degrees=15).notes)
    assert not any(said in note for note in do(Op.OBJECT_MOVE, image, region, direction="right", pixels=40).notes)


@pytest.mark.parametrize(("wide", "held"), [(60, True), (400, False)])
def test_what_is_held_before_a_wall_does_not_stand(wide: int, held: bool) -> None:
    """An arm below it is as wide as its grip; a floor or a shelf of the same colour goes on beside it."""
    image, region = stool(contact=0, gap=0)
    pixels = image.pixels.copy()
    below = np.zeros((HEIGHT, WIDTH), bool)
    below[190:, max(0, 210 - wide) : 210 + wide] = True
    below[186:190, 195:225] = True
    pixels[below & (region.weights == 0), :3] = (205, 140, 105)
    made = image.with_pixels(pixels)
    assert contact_of(made.rgb, region.weights).stands is not held
    turned = do(Op.OBJECT_ROTATE, made, region, degrees=15)
    assert (AIR in turned.notes) is not held


def test_what_is_dark_between_the_feet_goes_along() -> None:
    image, region = stool()
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=120).image.rgb.astype(float)
    assert abs(made[183:189, 200:220].mean() - FLOOR) < 8
    assert made[183:189, 320:340].mean() < FLOOR - 15
    assert made[191:193, 290:370].mean() < FLOOR - 10


def test_the_ground_right_under_it_is_as_dark_as_it_was() -> None:
    image, region = stool(contact=0.95, gap=0.95)
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=120).image.rgb.astype(float)
    assert made[184:188, 325:335].mean() < 0.25 * FLOOR
    assert made[190:192, 300:360].mean() < 0.4 * FLOOR
    assert abs(made[205:230, 280:380].mean() - FLOOR) < 6


def test_a_coloured_floor_keeps_the_hue_of_its_shadow() -> None:
    image, region = stool(gap=0)
    pixels = image.pixels.copy()
    free = region.weights == 0
    pixels[free, :3] = np.rint(pixels[free, :3] * np.array([1.0, 0.6, 0.3]))
    pixels[182:190, 195:225, :3] = np.rint(pixels[182:190, 195:225, :3] * np.array([0.9, 0.5, 0.2]))
    made = do(Op.OBJECT_MOVE, image.with_pixels(pixels), region, direction="right", pixels=120).image.rgb.astype(float)
    red, green, blue = made[184:188, 325:335].mean(axis=(0, 1)) / (FLOOR * np.array([1.0, 0.6, 0.3]))
    assert red > green + 0.2 > blue + 0.3


def test_a_second_one_darkens_the_ground_under_it_but_not_the_first() -> None:
    image, region = stool(x=60, contact=0.95, gap=0.95)
    made = do(Op.OBJECT_DUPLICATE, image, region).image.rgb.astype(float)
    assert made[184:188, 211:221].mean() < 0.25 * FLOOR
    assert np.array_equal(made[region.inside], image.rgb.astype(float)[region.inside])


def test_a_second_one_stands_on_the_ground_of_the_first() -> None:
    image, region = stool(x=220)
    pixels = image.pixels.copy()
    pixels[:, :200, :3] = np.rint(pixels[:, :200, :3] * np.array([0.2, 0.4, 0.7]))
    ledge = image.with_pixels(pixels)
    made = do(Op.OBJECT_DUPLICATE, image, region)
    assert made.thing is not None
    assert int(np.flatnonzero((made.thing.weights > 0.5).any(axis=0))[0]) < 220
    made = do(Op.OBJECT_DUPLICATE, ledge, region)
    assert made.thing is not None
    assert int(np.flatnonzero((made.thing.weights > 0.5).any(axis=0))[0]) > 220
    assert NO_GROUND not in made.notes
    assert NO_GROUND in do(Op.OBJECT_DUPLICATE, ledge, region, direction="left").notes
    assert NO_GROUND not in do(Op.OBJECT_DUPLICATE, ledge, region, direction="left", pixels=120).notes


def test_a_missing_shadow_is_said_and_none_is_invented() -> None:
    image, region = stool(contact=0, gap=0)
    made = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=120)
    assert any("No shadow of it was found" in note for note in made.notes)
    assert abs(made.image.rgb[191:200, 290:370].astype(float).mean() - FLOOR) < 3


def test_what_leans_sideways_still_stands_on_its_shadow() -> None:
    """Its feet keep their height: what was dark between and under them is dark there again, and nowhere else."""
    image, region = stool(contact=0.95, gap=0.95)
    made = do(Op.OBJECT_SHEAR, image, region, degrees=35)
    assert AIR not in made.notes
    rgb = made.image.rgb.astype(float)
    # The middle of its box, row 125, stays; the row of the gap goes to the left by 61 tan 35 degrees.
    assert rgb[184:188, 157:162].mean() < 0.4 * FLOOR
    assert abs(rgb[183:193, 225:260].mean() - FLOOR) < 8
    assert AIR in do(Op.OBJECT_SHEAR, image, region, degrees=35, axis="vertical").notes


@pytest.mark.parametrize(
    ("op", "params"),
    [
        (Op.OBJECT_ROTATE, {"degrees": 15}),
        (Op.OBJECT_FLIP, {"axis": "vertical"}),
        (Op.OBJECT_SHEAR, {"degrees": 15, "axis": "vertical"}),
    ],
)
def test_what_hangs_in_the_air_is_said(op: Op, params: dict[str, JsonValue]) -> None:
    image, region = stool()
    assert any("hangs in the air" in note for note in do(op, image, region, **params).notes)
    moved = do(Op.OBJECT_MOVE, image, region, direction="right", pixels=60)
    assert not any("hangs in the air" in note for note in moved.notes)


@pytest.mark.parametrize(
    ("op", "params"),
    [(Op.OBJECT_ROTATE, {"degrees": 90}), (Op.OBJECT_SHEAR, {"degrees": 35, "axis": "vertical"})],
)
def test_no_shadow_stays_of_what_does_not_stand_there_any_more(op: Op, params: dict[str, JsonValue]) -> None:
    image, region = stool(contact=0.95, gap=0.95)
    made = do(op, image, region, **params)
    assert made.thing is not None
    seen = np.zeros((HEIGHT, WIDTH), bool)
    seen[183:188, 198:222] = seen[190:193, 165:255] = True
    seen &= made.thing.weights == 0
    assert seen.sum() > 100
    assert abs(made.image.rgb[seen].astype(float).mean() - FLOOR) < 8


def test_without_a_distance_it_goes_as_far_as_there_is_room() -> None:
    image, region = stool(x=40)
    made = do(Op.OBJECT_MOVE, image, region, direction="left")
    assert made.thing is not None
    assert int(np.flatnonzero((made.thing.weights > 0.5).any(axis=0))[0]) == round(0.02 * WIDTH)
    assert any("as far as there is room" in note for note in made.notes)
    assert not any("beyond the picture's edge" in note for note in made.notes)
    far = do(Op.OBJECT_MOVE, image, region, direction="left", amount=0.15)
    assert any("beyond the picture's edge" in note for note in far.notes)
    free = do(Op.OBJECT_MOVE, *stool(x=200), direction="left")
    assert not any("room" in note for note in free.notes)


def test_at_the_edge_nothing_is_moved_and_it_is_said() -> None:
    image, region = stool(x=0)
    made = do(Op.OBJECT_MOVE, image, region, direction="left")
    assert made.image is image
    assert any("no room" in note for note in made.notes)


def test_a_little_that_is_cut_off_is_said() -> None:
    image, region = stool(x=40)
    made = do(Op.OBJECT_MOVE, image, region, direction="left", pixels=43)
    assert any("beyond the picture's edge" in note for note in made.notes)
    made = do(Op.OBJECT_MOVE, image, region, direction="left", pixels=40)
    assert not any("beyond the picture's edge" in note for note in made.notes)


def test_mirrored_lettering_is_said() -> None:
    image, region = stool()
    quad = np.array([(170, 80), (240, 80), (240, 100), (170, 100)], np.float32)
    made = do(Op.OBJECT_FLIP, image, region, (Line(text="STOOL", score=0.9, seen=0.9, quad=quad),), axis="horizontal")
    assert any('"STOOL"' in note and "backwards" in note for note in made.notes)
    assert not any("backwards" in note for note in do(Op.OBJECT_FLIP, image, region, axis="horizontal").notes)
