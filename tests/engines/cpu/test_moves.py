"""Crop, resize, pad, rotate, flip, border: sizes, exact pixels, subject centring and refusals."""

import numpy as np
import pytest

from scumble.codec import geometry
from scumble.core.errors import InvalidSize, InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.region import Region
from tests.engines.cpu.pictures import disc, do, numbered, plain


def replayed(picture: Image, done: Candidate) -> Image:
    """The picture moved by what the candidate reports."""
    for step in done.geometry:
        picture = geometry.apply_image(step, picture)
    return picture


MOVES: list[tuple[Op, dict[str, object], str]] = [
    (Op.CROP, {"box": [3, 4, 10, 12]}, "10x12"),
    (Op.CROP, {"ratio": "1:1"}, "24x24"),
    (Op.CROP, {"ratio": "16:9"}, "36x20"),
    (Op.CROP, {"size": [20, 10]}, "20x10"),
    (Op.CROP, {"margin": 0.25}, "18x12"),
    (Op.RESIZE, {"width": 18}, "18x12"),
    (Op.RESIZE, {"height": 48}, "72x48"),
    (Op.RESIZE, {"scale": 0.5}, "18x12"),
    (Op.RESIZE, {"width": 20, "height": 20}, "20x20"),
    (Op.RESIZE, {"width": 20, "height": 20, "fit": "contain"}, "20x20"),
    (Op.RESIZE, {"width": 20, "height": 20, "fit": "stretch"}, "20x20"),
    (Op.PAD, {"ratio": "1:1"}, "36x36"),
    (Op.PAD, {"pixels": [1, 2, 3, 4]}, "42x28"),
    (Op.PAD, {"amount": 0.25}, "48x36"),
    (Op.ROTATE, {"degrees": 90}, "24x36"),
    (Op.ROTATE, {"degrees": -180}, "36x24"),
    (Op.FLIP, {"axis": "vertical"}, "36x24"),
    (Op.BORDER, {"pixels": 5}, "46x34"),
    (Op.BORDER, {"amount": 0.5}, "60x48"),
]


@pytest.mark.parametrize(("op", "params", "size"), MOVES, ids=str)
def test_the_size_is_right_and_the_reported_geometry_makes_the_same_pixels(op: Op, params: dict[str, str], size: str):
    picture = numbered()
    done = do(op, picture, **params)
    assert done.image.size == size
    assert done.geometry
    assert replayed(picture, done).digest == done.image.digest


def test_crop_keeps_the_boxs_own_pixels():
    picture = numbered()
    assert np.array_equal(do(Op.CROP, picture, box=[3, 4, 10, 12]).image.pixels, picture.pixels[4:16, 3:13])


def test_a_crop_box_beyond_the_picture_is_cut_and_said_and_one_outside_refused():
    done = do(Op.CROP, numbered(), box=[30, 20, 100, 100])
    assert done.image.size == "6x4"
    assert "6x4" in done.notes[0]
    with pytest.raises(InvalidValue) as refused:
        do(Op.CROP, numbered(), box=[36, 0, 5, 5])
    assert refused.value.param == "box"


def test_a_ratio_crop_follows_the_subject_and_else_the_centre():
    picture = numbered(60, 120)
    subject = Region.of_mask(disc(60, 120, 30, 100, 12))
    followed = do(Op.CROP, picture, ratio="1:1", subject=subject).geometry[0].params
    assert followed["x"] == 60
    assert do(Op.CROP, picture, ratio="1:1").geometry[0].params["x"] == 30


def test_crop_to_the_subject_holds_all_of_it_with_air_and_never_leaves_the_picture():
    mask = disc(100, 160, 50, 80, 20)
    picture, subject = numbered(100, 160), Region.of_mask(mask)
    tight = do(Op.CROP, picture, subject=subject, kind="subject", margin=0).geometry[0].params
    assert (tight["x"], tight["y"], tight["width"], tight["height"]) == (60, 30, 41, 41)
    airy = do(Op.CROP, picture, subject=subject, kind="subject", margin=0.25, ratio="1:1").image
    assert airy.width == airy.height == 61
    whole = do(Op.CROP, picture, subject=subject, kind="subject", margin=0.5, ratio="4:1").image
    assert (whole.width, whole.height) == (160, 40)


def test_crop_to_a_subject_that_was_not_found_is_refused_with_what_would_work():
    with pytest.raises(Unsupported) as refused:
        do(Op.CROP, numbered(), kind="subject", region=Region.empty_of(24, 36))
    assert refused.value.nearest


def test_crop_to_the_drawn_region_is_its_box():
    mask = disc(24, 36, 12, 10, 5)
    done = do(Op.CROP, numbered(), region=Region.of_mask(mask), kind="region")
    assert done.image.size == "11x11"


def test_cover_fills_without_stretching_and_contain_loses_nothing():
    picture = plain(100, 200, (200, 30, 30))
    pixels = picture.pixels.copy()
    pixels[:, 90:110] = (0, 0, 255, 255)
    marked = Image(pixels=pixels)
    cover = do(Op.RESIZE, marked, width=50, height=50).image.pixels
    assert int((cover[25, :, 2] > 128).sum()) == 10
    contain = do(Op.RESIZE, marked, width=50, height=50, fit="contain").image.pixels
    assert (contain[0, :, 3] == 0).all()
    assert (contain[25, :, 3] == 255).all()
    coloured = do(Op.RESIZE, marked, width=50, height=50, fit="contain", color="#00ff00").image.pixels
    assert tuple(coloured[0, 0]) == (0, 255, 0, 255)


def test_border_and_pad_keep_every_pixel_of_the_picture():
    picture = numbered()
    framed = do(Op.BORDER, picture, pixels=5, color="#102030")
    assert np.array_equal(framed.image.pixels[5:-5, 5:-5], picture.pixels)
    assert tuple(framed.image.pixels[0, 0]) == (16, 32, 48, 255)
    assert "46x34" in framed.notes[0]
    padded = do(Op.PAD, picture, pixels=[1, 2, 3, 4]).image.pixels
    assert np.array_equal(padded[1:-3, 4:-2], picture.pixels)
    assert padded[0, 0, 3] == 0


def test_right_angles_and_mirrors_are_exact():
    picture = numbered()
    assert np.array_equal(do(Op.ROTATE, picture, degrees=90).image.pixels, np.rot90(picture.pixels, -1))
    assert np.array_equal(do(Op.FLIP, picture).image.pixels, picture.pixels[:, ::-1])
    assert np.array_equal(do(Op.FLIP, picture, axis="vertical").image.pixels, picture.pixels[::-1])


def test_other_angles_show_no_empty_corner_and_turn_clockwise():
    pixels = plain(200, 300, (250, 250, 250)).pixels.copy()
    pixels[95:105, 250:] = (0, 0, 0, 255)
    done = do(Op.ROTATE, Image(pixels=pixels), degrees=10)
    assert done.image.opaque
    assert done.image.rgb[0].min() > 200
    dark = np.argwhere(done.image.rgb[:, -5:, 0].min(axis=1) < 100).mean()
    assert dark > done.image.height / 2 + 10
    assert done.image.size in done.notes[0]


@pytest.mark.parametrize(
    ("op", "params"),
    [
        (Op.CROP, {}),
        (Op.CROP, {"size": [100, 10]}),
        (Op.CROP, {"ratio": "wide"}),
        (Op.RESIZE, {}),
        (Op.RESIZE, {"width": 0}),
        (Op.RESIZE, {"width": 5, "height": 5, "fit": "squeeze"}),
        (Op.PAD, {}),
        (Op.PAD, {"pixels": [1, 2, 3]}),
        (Op.PAD, {"amount": 0.1, "color": "blue"}),
        (Op.ROTATE, {"degrees": "some"}),
        (Op.FLIP, {"axis": "diagonal"}),
        (Op.BORDER, {"pixels": 0}),
    ],
)
def test_what_cannot_be_done_is_refused(op: Op, params: dict[str, str]):
    with pytest.raises(InvalidValue):
        do(op, numbered(), **params)


def test_a_result_of_too_many_pixels_is_refused_before_it_is_made():
    with pytest.raises(InvalidSize, match="megapixels"):
        do(Op.RESIZE, plain(1200, 1200, (1, 2, 3)), scale=16)
