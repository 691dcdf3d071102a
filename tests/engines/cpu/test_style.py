"""Styles: what makes each of them what it is, strength, regions, alpha, seeds, sizes and refusals."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scumble.core.errors import Cancelled, InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import style
from scumble.engines.cpu.style import STYLES
from scumble.engines.cpu.style_flow import details, painted
from scumble.engines.cpu.style_print import PIXEL, PIXEL_COLORS, POSTER_COLORS
from scumble.engines.cpu.style_reference import LIKE
from scumble.engines.cpu.style_sheet import modelled, nearest, palette
from scumble.planner.parameter_table import TABLE, Choice
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
    assert set(offered.values) == {*STYLES, LIKE}


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


@pytest.mark.parametrize("seed", range(8))
def test_every_seed_finds_the_colours_of_a_few_areas_of_unlike_size(seed: int):
    rng = np.random.default_rng(1)
    areas = np.array([[20, 0, 0], [28, 8, 8], [90, 0, 0], [95, 4, 0], [60, 40, 0], [60, -40, 0], [50, 0, 60]], float)
    sizes = (2000, 900, 8000, 6000, 500, 400, 200)
    lab = np.concatenate([rng.normal(a, 1.0, (n, 3)) for a, n in zip(areas, sizes, strict=True)]).astype(np.float32)
    found = palette(lab, len(areas), seed)
    assert np.linalg.norm(found[nearest(areas.astype(np.float32), found)] - areas, axis=1).max() < 1.5


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


@pytest.mark.parametrize("name", ["watercolour", "ink", LIKE])
def test_bars_at_the_edge_are_left_as_they_are_and_said_to_be(name: str):
    plain_scene = scene()
    pixels = np.zeros((240, 400, 4), np.uint8)
    pixels[:, :, 3] = 255
    pixels[:, 40:360] = plain_scene.pixels
    step = Step(op=Op.STYLE, target=Target(kind="whole"), params={"style": name})
    image = Image(pixels=pixels)
    task = Task(step=step, image=image, region=Region.full(240, 400), references=(scene(2),))
    got = style.render(task, CancelToken())
    assert style.BARS in got.notes
    assert np.array_equal(got.image.pixels[:, :40], pixels[:, :40])
    assert np.array_equal(got.image.pixels[:, 360:], pixels[:, 360:])
    alone = style.render(replace(task, image=plain_scene, region=Region.full(240, 320)), CancelToken())
    assert np.array_equal(got.image.pixels[:, 40:360], alone.image.pixels)
    assert style.BARS not in alone.notes


def dark_face() -> Image:
    """A dark head before a light wall: eyes, nose and mouth within a tenth of the tones."""
    rgb = np.full((300, 400, 3), 235.0)
    rgb[disc(300, 400, 150, 200, 110)] = (92, 66, 54)
    for y, x in ((120, 165), (120, 235), (200, 200)):
        rgb[disc(300, 400, y, x, 14)] = (64, 44, 36)
    return opaque(cv2.GaussianBlur(rgb, (0, 0), 1.0) + noise(300, 400, mean=0, spread=1.5))


@pytest.mark.parametrize("name", ["poster", "ink"])
def test_the_features_of_a_dark_face_are_told_apart(name: str):
    out = drawn(name, dark_face()).mean(axis=2)
    soft = cv2.GaussianBlur(out.astype(np.float32), (0, 0), 3)
    cheek = float(soft[150, 140])
    for y, x in ((120, 165), (120, 235), (200, 200)):
        assert cheek - soft[y, x] > 12


def test_modelled_tones_keep_the_mean_and_leave_light_regions_alone():
    rng = np.random.default_rng(0)
    dark = np.clip(0.15 + 0.02 * rng.standard_normal((200, 200)), 0, 1)
    light = dark + 0.6
    clearer = modelled(dark, 1.0)
    assert clearer.std() > 1.8 * dark.std()
    assert clearer.mean() == pytest.approx(dark.mean(), abs=0.01)
    assert np.abs(modelled(light, 1.0) - light).max() < 1e-5


def test_rounded_painting_leaves_fewer_square_blocks():
    rgb = np.dstack([cv2.GaussianBlur(np.random.default_rng(1).random((200, 200)), (0, 0), 1.0)] * 3)

    def square(rounded: bool) -> float:
        """Share of the edges that run along the pixel grid."""
        flat = painted(rgb.astype(np.float32), 6, 2, rounded=rounded)[:, :, 0]
        x, y = (np.abs(cv2.Sobel(flat, cv2.CV_32F, dx, 1 - dx)) for dx in (1, 0))
        strong = np.hypot(x, y) > np.quantile(np.hypot(x, y), 0.9)
        return float((np.minimum(x, y)[strong] < 0.15 * np.maximum(x, y)[strong]).mean())

    assert square(True) < 0.9 * square(False)


def lettered() -> Image:
    """Strokes as thin as letters, dark on a light plate and light on a dark one, in a soft scene; 480 x 640."""
    rgb = np.full((480, 640, 3), 200.0)
    rgb[240:] = 45
    for k in range(12):
        rgb[100:130, 200 + 12 * k : 203 + 12 * k] = 30
        rgb[340:370, 200 + 12 * k : 203 + 12 * k] = 225
    return opaque(cv2.GaussianBlur(rgb, (0, 0), 0.6))


@pytest.mark.parametrize(("name", "least"), [("watercolour", 25), ("comic", 60), ("oil", 25), ("line art", 60)])
def test_dark_letters_stay_readable(name: str, least: float):
    rows = drawn(name, lettered())[105:125, 190:350].mean(axis=(0, 2))
    ink, gaps = rows[[11 + 12 * k for k in range(12)]], rows[[17 + 12 * k for k in range(11)]]
    assert gaps.mean() - ink.mean() > least
    assert (ink[:-1] < gaps).mean() > 0.9


@pytest.mark.parametrize("name", ["watercolour", "comic"])
def test_light_letters_on_a_dark_ground_stay_readable(name: str):
    rows = drawn(name, lettered())[345:365, 190:350].mean(axis=(0, 2))
    ink, gaps = rows[[11 + 12 * k for k in range(12)]], rows[[17 + 12 * k for k in range(11)]]
    assert ink.mean() - gaps.mean() > 25


def test_gravel_is_no_lettering():
    rough = cv2.GaussianBlur(np.random.default_rng(2).normal(0, 1, (300, 400)), (0, 0), 1.2)
    grey = np.clip(0.5 + 0.12 * rough / rough.std(), 0, 1).astype(np.float32)
    assert (np.abs(details(grey, 0.6)) > 0.05).mean() < 0.02


def test_neon_is_at_night_however_bright_the_day():
    day = opaque(np.full((240, 320, 3), 225.0) + ramp(240, 320).rgb / 16)
    assert drawn("neon", day).mean() < 120
