"""Backdrops: exact colours, smooth ramps without bands, a pure white studio, cover-fit pictures, canvases."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from tests.engines.cpu.scenes import DISPLAY_P3, composed, draw, soft_disc, task


def canvas(height: int, width: int, params: dict[str, JsonValue], profile: bytes | None = None) -> Image:
    """A generated picture."""
    blank = Image(pixels=np.full((height, width, 4), 255, np.uint8), profile=profile)
    step = Step(op=Op.CANVAS, target=Target(kind="whole"), params=params)
    return draw(Task(step=step, image=blank, region=Region.full(height, width))).image


def longest_run(line: NDArray[np.uint8]) -> int:
    """Length of the longest stretch of one value."""
    edges = np.flatnonzero(np.diff(line.astype(int)) != 0)
    return int(np.diff(np.concatenate([[-1], edges, [line.size - 1]])).max())


def test_solid_canvas_is_one_colour() -> None:
    """Every pixel, opaque."""
    made = canvas(40, 50, {"kind": "solid", "colors": ["#1a2b3c"]})
    assert (made.pixels == np.array([0x1A, 0x2B, 0x3C, 255])).all()


@pytest.mark.parametrize(
    ("direction", "first", "last"),
    [
        ("vertical", (0, 20), (-1, 20)),
        ("horizontal", (20, 0), (20, -1)),
        ("diagonal", (0, 0), (-1, -1)),
        ("radial", (50, 80), (0, 0)),
    ],
)
def test_gradient_runs_from_the_first_colour_to_the_last(
    direction: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    """Ends within a level of the colours asked for, in the direction asked for."""
    made = canvas(101, 161, {"kind": "gradient", "colors": ["#102030", "#f0e0d0"], "direction": direction})
    assert np.abs(made.rgb[first].astype(int) - (0x10, 0x20, 0x30)).max() <= 3
    assert np.abs(made.rgb[last].astype(int) - (0xF0, 0xE0, 0xD0)).max() <= 1


def test_a_faint_gradient_shows_no_bands() -> None:
    """12 levels over 1200 columns: undithered runs of 100 equal pixels; here far shorter, and the mean is true."""
    made = canvas(64, 1200, {"kind": "gradient", "colors": ["#808080", "#8c8c8c"], "direction": "horizontal"})
    grey = made.rgb[:, :, 1]
    assert longest_run(grey[10]) < 45
    undithered = np.rint(np.linspace(128, 140, 1200)).astype(np.uint8)
    assert longest_run(undithered) > 90
    columns = grey.astype(np.float64).mean(axis=0)
    smooth = np.convolve(columns, np.ones(25) / 25, "valid")
    wanted = np.convolve(np.linspace(128, 140, 1200), np.ones(25) / 25, "valid")
    assert np.abs(smooth - wanted).max() < 0.35


def test_dither_keeps_whole_numbers_and_joins_bands() -> None:
    """255.0 stays 255; drawing in two bands equals drawing at once."""
    whole = np.full((5, 300, 3), 255, np.float32)
    assert (backdrop.dither(whole, 3) == 255).all()
    band = backdrop.gradient(90, 70, [(10, 20, 30), (90, 80, 70)], "vertical")
    np.testing.assert_array_equal(band(0, 90), np.concatenate([band(0, 37), band(37, 90)]))


def test_several_colours_pass_through_each() -> None:
    """Three stops: the middle row is the middle colour."""
    made = canvas(101, 20, {"kind": "gradient", "colors": ["#ff0000", "#00ff00", "#0000ff"]})
    assert np.abs(made.rgb[50].astype(int) - (0, 255, 0)).max() <= 6


def test_white_studio_canvas_is_flat_and_grey_studio_is_lit() -> None:
    """White: 255 everywhere. Grey: centre lighter than corners, neutral, no jump between neighbours."""
    assert (canvas(90, 120, {"kind": "studio"}).pixels == 255).all()
    grey = canvas(300, 400, {"kind": "studio", "colors": ["#c8c8c8"]}).rgb.astype(int)
    assert (np.ptp(grey, axis=2) == 0).all()
    assert 195 <= grey[150, 200, 0] <= 225
    assert grey[150, 200, 0] - grey[3, 3, 0] > 10
    assert np.abs(np.diff(grey[:, :, 0], axis=0)).max() <= 2


def test_enlarged_rows_join_and_follow_pixel_centres() -> None:
    """Bands of an enlarged map equal the whole, and a ramp stays where it was."""
    ramp = np.tile(np.arange(20, dtype=np.float32)[:, None], (1, 10))
    whole = backdrop.enlarged_rows(ramp, 0, 100, 100, 30)
    halves = [backdrop.enlarged_rows(ramp, a, b, 100, 30) for a, b in ((0, 33), (33, 100))]
    np.testing.assert_allclose(np.concatenate(halves), whole, atol=0.05)
    wanted = (np.arange(100) + 0.5) / 5 - 0.5
    np.testing.assert_allclose(whole[10:90, 15], wanted[10:90], atol=0.05)


def test_reference_picture_covers_centred_with_colours_untouched() -> None:
    """A wide picture behind a square one: the middle of it, at its own colours."""
    wide = np.zeros((50, 200, 4), np.uint8)
    wide[:, :, 3] = 255
    wide[:, :75, 0], wide[:, 75:125, 1], wide[:, 125:, 2] = 255, 255, 255
    band = backdrop.picture(wide, 100, 100)
    assert (band(0, 100)[:, 4:96] == (0, 255, 0, 255)).all()


def test_reference_transparency_stays() -> None:
    """Transparent parts of the new background are transparent in the result and lend no colour."""
    alpha = soft_disc(60, 60, 15)
    half = np.zeros((60, 60, 4), np.uint8)
    half[:, 30:] = (10, 20, 200, 255)
    half[:, :30, 0] = 255
    image = composed(alpha, (90, 60, 200), (20, 120, 40))
    made = draw(task(Op.BACKGROUND_IMAGE, image, alpha, {"image": 2}, references=(Image(pixels=half),))).image
    assert (made.pixels[:, :10] == 0).all()
    assert (made.pixels[:, 50:] == (10, 20, 200, 255)).all()


def test_a_scans_border_does_not_come_with_the_background() -> None:
    """The dark lines around a scanned picture are no part of its scene."""
    alpha = soft_disc(100, 100, 15)
    scene = np.random.default_rng(3).integers(90, 200, (104, 108, 4)).astype(np.uint8)
    scene[:, :, 3] = 255
    scene[:3, :, :3] = scene[-2:, :, :3] = scene[:, :4, :3] = scene[:, -3:, :3] = 20
    image = composed(alpha, (90, 60, 200), (20, 120, 40))
    made = draw(task(Op.BACKGROUND_IMAGE, image, alpha, {"image": 2}, references=(Image(pixels=scene),)))
    assert int(made.image.rgb[:, :3].min()) > 60
    assert int(made.image.rgb[:3].min()) > 60
    assert any("bars" in note for note in made.notes)


@pytest.mark.parametrize(("foot", "said"), [(80, True), (100, False)])
def test_of_a_thing_that_stood_it_is_said_that_its_new_ground_was_not_looked_at(foot: int, said: bool) -> None:
    """A box that ends above the picture's edge stood on something; one that the edge cuts says nothing of ground."""
    alpha = np.zeros((100, 100), np.float32)
    alpha[40:foot, 20:80] = 1
    image = composed(alpha, (90, 60, 200), (20, 120, 40))
    behind = np.random.default_rng(3).integers(90, 200, (100, 100, 4)).astype(np.uint8)
    behind[:, :, 3] = 255
    made = draw(task(Op.BACKGROUND_IMAGE, image, alpha, {"image": 2}, references=(Image(pixels=behind),)))
    assert any("not looked at" in note for note in made.notes) is said


@pytest.mark.parametrize("index", [0, 1, 3, "two", True, None])
def test_a_background_picture_that_was_not_sent_is_named(index: JsonValue) -> None:
    """The sentence says which picture and how many there are."""
    alpha = soft_disc(20, 20, 5)
    image = composed(alpha, (1, 2, 3), (4, 5, 6))
    references = () if index is None else (image,)
    params: dict[str, JsonValue] = {} if index is None else {"image": index}
    with pytest.raises(InvalidValue, match="sent") as caught:
        draw(task(Op.BACKGROUND_IMAGE, image, alpha, params, references=references))
    assert caught.value.param == "image"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"kind": "forest"}, "kind"),
        ({"kind": "gradient", "colors": ["#fff"]}, "colors"),
        ({"kind": "gradient", "colors": []}, "colors"),
        ({"kind": "gradient", "colors": ["#ffffff", "#000000"], "direction": "sideways"}, "direction"),
    ],
)
def test_bad_parameters_are_named(params: dict[str, JsonValue], param: str) -> None:
    """InvalidValue with the parameter at fault."""
    with pytest.raises(InvalidValue) as caught:
        canvas(8, 8, params)
    assert caught.value.param == param


def test_a_colour_is_given_in_the_picture_profile() -> None:
    """sRGB red in a Display P3 picture is less than full red in P3 numbers; white stays white."""
    red = canvas(4, 4, {"colors": ["#ff0000"]}, DISPLAY_P3).rgb[0, 0].astype(int)
    assert np.abs(red - (234, 51, 35)).max() <= 8
    white = canvas(4, 4, {"colors": ["#ffffff"]}, DISPLAY_P3)
    assert (white.pixels == 255).all()
    assert white.profile == DISPLAY_P3


def test_a_reference_is_converted_to_the_edited_picture_profile() -> None:
    """An untagged red background behind a Display P3 picture."""
    alpha = soft_disc(20, 20, 4)
    tagged = Image(pixels=composed(alpha, (9, 9, 9), (4, 5, 6)).pixels, profile=DISPLAY_P3)
    behind = composed(np.zeros((20, 20), np.float32), (0, 0, 0), (255, 0, 0))
    made = draw(task(Op.BACKGROUND_IMAGE, tagged, alpha, references=(behind,))).image
    assert np.abs(made.rgb[0, 0].astype(int) - (234, 51, 35)).max() <= 8
