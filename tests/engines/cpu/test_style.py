"""Styles: what makes each of them what it is, strength, regions, alpha, seeds, sizes and refusals."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import Cancelled, InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines.cpu.style import STYLES
from scumble.engines.cpu.style_print import PIXEL, PIXEL_COLORS, POSTER_COLORS
from scumble.planner.parameters import TABLE, Choice
from tests.engines.cpu.pictures import disc, do, noise, opaque, plain, ramp


def scene(scale: int = 1) -> Image:
    """A red ball on a blue ground under a sky that darkens upwards; 240 x 320 times scale."""
    height, width = 240 * scale, 320 * scale
    ys = np.linspace(0, 1, height)[:, None, None]
    rgb = np.array([90.0, 130, 190]) + ys * np.array([130.0, 100, 50]) + np.zeros((height, width, 1))
    rgb[int(height * 0.7) :] = (40, 60, 110)
    rgb[disc(height, width, height * 0.6, width * 0.5, height * 0.25)] = (210, 50, 40)
    return opaque(cv2.GaussianBlur(rgb, (0, 0), 0.8 * scale))


def drawn(name: str, image: Image | None = None, **params: object) -> np.ndarray:
    """(H, W, 3) numbers of a style."""
    return do(Op.STYLE, image or scene(), style=name, **params).image.rgb.astype(int)  # type: ignore[arg-type]


def test_the_planner_offers_what_the_engine_draws():
    offered = TABLE[Op.STYLE].takes["style"]
    assert isinstance(offered, Choice)
    assert set(offered.values) == set(STYLES)


@pytest.mark.parametrize("name", STYLES)
def test_each_style_changes_the_picture_repeats_itself_and_keeps_alpha(name: str):
    pixels = scene().pixels.copy()
    pixels[:60, :, 3] = 0
    pixels[60:80, :, 3] = 128
    picture = Image(pixels=pixels)
    one = do(Op.STYLE, picture, style=name, seed=4).image
    two = do(Op.STYLE, picture, style=name, seed=4).image
    assert one.digest == two.digest
    assert np.array_equal(one.pixels[:, :, 3], pixels[:, :, 3])
    assert np.abs(one.rgb.astype(int) - picture.rgb)[90:].mean() > 4


@pytest.mark.parametrize("name", STYLES)
def test_hidden_colours_do_not_show(name: str):
    pixels = scene().pixels.copy()
    pixels[:, :100, 3] = 0
    other = pixels.copy()
    other[:, :100, :3] = (0, 255, 0)
    one, two = (do(Op.STYLE, Image(pixels=p), style=name).image.rgb[:, 100:] for p in (pixels, other))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("name", ["oil", "watercolour", "pencil", "stained glass", "film"])
def test_another_seed_is_another_picture(name: str):
    assert not np.array_equal(drawn(name, seed=1), drawn(name, seed=2))


@pytest.mark.parametrize("name", STYLES)
def test_strength_goes_from_the_picture_to_the_style(name: str):
    picture = scene()
    assert np.array_equal(drawn(name, strength=0), picture.rgb)
    full, half = drawn(name), drawn(name, strength=0.5)
    assert np.abs(half - (full + picture.rgb.astype(int)) / 2).max() <= 1.01


@pytest.mark.parametrize("name", STYLES)
def test_nothing_changes_outside_the_regions_box(name: str):
    mask = disc(240, 320, 144, 160, 40)
    got = do(Op.STYLE, scene(), style=name, region=Region.of_mask(mask), kind="region").image.rgb
    box = np.zeros_like(mask)
    box[104:185, 120:201] = True
    assert np.array_equal(got[~box], scene().rgb[~box])
    assert np.abs(got[mask].astype(int) - scene().rgb[mask]).mean() > 3


@pytest.mark.parametrize("name", STYLES)
def test_a_larger_picture_looks_like_the_small_one(name: str):
    small, large = drawn(name, scene(2)), drawn(name, scene(4)).astype(np.float32)
    size = (80, 60)
    one, two = (cv2.resize(p.astype(np.float32), size, interpolation=cv2.INTER_AREA) for p in (small, large))
    assert np.abs(one - two).mean() < 14


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (40, 40)])
def test_tiny_and_flat_pictures_are_drawn(name: str, shape: tuple[int, int]):
    assert drawn(name, plain(*shape, (120, 90, 200))).shape == (*shape, 3)


def test_duotone_has_only_mixes_of_its_two_colours_the_darker_for_the_shadows():
    dark, light = np.array([0, 0, 128]), np.array([255, 192, 203])
    for colors in (["#000080", "#ffc0cb"], ["#ffc0cb", "#000080"]):
        got = drawn("duotone", ramp(), colors=colors).reshape(-1, 3)
        share = ((got - dark) @ (light - dark)) / ((light - dark) @ (light - dark))
        assert np.abs(dark + share[:, None] * (light - dark) - got).max() <= 1
    row = drawn("duotone", ramp(), colors=["#ffc0cb", "#000080"])[30]
    assert np.abs(row[0] - dark).max() <= 2
    assert np.abs(row[-1] - light).max() <= 2


def test_halftone_is_ink_on_paper_and_its_mean_follows_the_tone():
    picture = opaque(np.repeat(np.repeat(np.linspace(0, 255, 8)[None, :, None], 100, axis=1), 400, axis=0) * np.ones(3))
    got = drawn("halftone", picture, colors=["#000000", "#ffffff"])
    assert (got[:, :, 0] == got[:, :, 2]).all()
    assert ((got < 20) | (got > 235)).mean() > 0.7
    means = [got[:, k * 100 + 20 : k * 100 + 80].mean() for k in range(8)]
    assert np.abs(np.array(means) - np.linspace(0, 255, 8)).max() < 14


def test_pixel_art_has_constant_blocks_of_few_colours():
    picture = opaque(noise(400, 800, mean=128, spread=60))
    block = round(PIXEL * 0.8)
    got = drawn("pixel art", picture)[: 400 // block * block, : 800 // block * block]
    blocks = got.reshape(400 // block, block, 800 // block, block, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()
    assert 4 < len(np.unique(got.reshape(-1, 3), axis=0)) <= PIXEL_COLORS


def test_poster_is_a_few_flat_colours():
    got = drawn("poster", scene(2)).reshape(-1, 3)
    colors, counts = np.unique(got, axis=0, return_counts=True)
    assert len(colors) > 2
    assert np.sort(counts)[-POSTER_COLORS:].sum() / counts.sum() > 0.9


def test_line_art_is_black_outlines_on_white():
    got = drawn("line art", scene(3))
    assert (got[:, :, 0] == got[:, :, 1]).all()
    assert (got > 245).mean() > 0.85
    edge = disc(720, 960, 432, 480, 188) & ~disc(720, 960, 432, 480, 172)
    assert (got[edge].min(axis=1) < 60).mean() > 0.1
    assert (got[disc(720, 960, 432, 480, 150)] == 255).all()


@pytest.mark.parametrize("name", ["pencil", "ink", "engraving"])
def test_drawings_are_darker_where_the_picture_is(name: str):
    row = drawn(name, ramp(200, 800)).mean(axis=(0, 2))
    thirds = [row[:200].mean(), row[300:500].mean(), row[600:].mean()]
    assert thirds[0] + 25 < thirds[1] < thirds[2] - 10


def test_stained_glass_has_lead_between_panes_of_one_hue():
    got = drawn("stained glass", scene(3))
    lead = (got.max(axis=2) < 50).mean()
    assert 0.05 < lead < 0.35
    ball = got[disc(720, 960, 432, 480, 120)]
    glass = ball[ball.max(axis=1) > 90]
    assert (glass[:, 0] > glass[:, 2] * 2).mean() > 0.95


def test_neon_is_night_with_lit_edges_and_vintage_has_little_colour():
    neon = drawn("neon", scene(2))
    assert neon.mean() < scene(2).rgb.mean()
    assert (neon[:, :, 1] < neon[:, :, 2]).mean() > 0.6
    spread = [np.ptp(p.astype(int), axis=2).mean() for p in (drawn("vintage"), scene().rgb)]
    assert spread[0] < 0.75 * spread[1]


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"style": "anime"}, "style"),
        ({}, "style"),
        ({"style": "oil", "strength": 2}, "strength"),
        ({"style": "oil", "colors": ["#000000", "#ffffff"]}, "colors"),
        ({"style": "duotone", "colors": ["#000000"]}, "colors"),
        ({"style": "duotone", "colors": "navy"}, "colors"),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(params: dict[str, str | float | list[str]], named: str):
    with pytest.raises(InvalidValue) as refused:
        do(Op.STYLE, scene(), **params)  # type: ignore[arg-type]
    assert refused.value.param == named


def test_a_cancelled_task_stops():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        do(Op.STYLE, scene(), cancel=cancel, style="oil")
