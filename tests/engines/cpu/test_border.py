"""Borders as vectors: the picture untouched, symmetry, smooth edges, any size, the seed, colours and refusals."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.core.borders import USUAL, margins
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.edits.extent import after
from scumble.engines.cpu.ornaments.styles import STYLES
from tests.engines.cpu.pictures import do, numbered, plain

DRAWN = [name for name in USUAL if name != "plain"]
MIRRORED = ["double", "rounded", "polaroid", "dashed", "dotted", "deco", "scroll", "film", "spring", "valentine"]
FLAT = ["double", "dashed", "dotted", "scroll", "film"]
"""Styles of two colours only: what lies between them lies along outlines."""


def bordered(style: str, height: int = 240, width: int = 360, **params: object) -> Candidate:
    """A grey picture with a border."""
    return do(Op.BORDER, plain(height, width, (128, 128, 128)), style=style, **params)  # type: ignore[arg-type]


def near(pixels: NDArray[np.uint8], color: str, within: int = 6) -> NDArray[np.bool_]:
    """Where a colour is."""
    rgb = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return np.abs(pixels[:, :, :3].astype(int) - rgb).max(axis=2) <= within


def grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask and the pixels around it."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))) > 0


def test_every_style_has_a_width_and_a_drawing() -> None:
    assert set(USUAL) == set(STYLES)


@pytest.mark.parametrize("style", DRAWN)
@pytest.mark.parametrize(("height", "width"), [(240, 360), (360, 240), (97, 640)])
def test_the_picture_inside_is_untouched_and_all_that_was_drawn_is_told(style: str, height: int, width: int) -> None:
    picture = numbered(height, width)
    done = do(Op.BORDER, picture, style=style, pixels=30)
    top, right, bottom, left = margins(style, 30, width, height)
    pixels = done.image.pixels
    assert pixels.shape[:2] == (height + top + bottom, width + left + right)
    assert np.array_equal(pixels[top : top + height, left : left + width], picture.pixels)
    moved = geometry.apply_image(done.geometry[0], picture).pixels
    assert done.region is not None
    assert not ((moved != pixels).any(axis=2) & ~done.region.inside).any()
    assert not done.region.inside[top : top + height, left : left + width].any()
    step = Step(op=Op.BORDER, target=Target(kind="whole"), params={"style": style, "pixels": 30})
    assert after(step, width, height) == (done.image.width, done.image.height)


@pytest.mark.parametrize("style", MIRRORED)
def test_left_and_right_are_mirror_images(style: str) -> None:
    pixels = bordered(style, 241, 362).image.pixels.astype(int)
    differs = np.abs(pixels - pixels[:, ::-1]).max(axis=2)
    assert (differs > 64).mean() < 0.004, f"{(differs > 64).mean():.4f}"


@pytest.mark.parametrize("style", FLAT)
def test_edges_are_smooth_and_only_edges_are_between_the_colours(style: str) -> None:
    done = bordered(style, 480, 720, pixels=150)
    pixels, inks = done.image.pixels, STYLES[style].inks
    first, second = (near(pixels, c, 2) for c in inks.values())
    assert done.region is not None
    between = ~first & ~second & done.region.inside
    edges = grown(first) & grown(second)
    if style in {"dotted", "scroll", "film"}:
        assert between.sum() > 200
    reach = grown(edges)
    # the tips of scrolls are thinner than a pixel and never reach the full colour
    assert (between & ~reach).sum() <= (0.03 if style == "scroll" else 0) * between.sum()


@pytest.mark.parametrize("style", [s for s in DRAWN if s not in {"autumn", "winter", "festive", "birthday", "newyear"}])
def test_a_picture_twice_as_large_has_the_same_border_twice_as_large(style: str) -> None:
    small = bordered(style, 400, 500, pixels=60).image.rgb
    large = bordered(style, 800, 1000, pixels=120).image.rgb
    halved = cv2.resize(large, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    assert np.abs(halved.astype(int) - small).mean() < 2.0


def test_the_seed_chooses_what_is_scattered_and_nothing_else_does() -> None:
    one, same, other = (do(Op.BORDER, numbered(200, 300), style="festive", seed=s).image.digest for s in (1, 1, 2))
    assert one == same != other
    fixed = {do(Op.BORDER, numbered(200, 300), style="deco", seed=s).image.digest for s in (1, 2)}
    assert len(fixed) == 1


@pytest.mark.parametrize(
    ("style", "colors"),
    [
        ("christmas", ["#cc0000"]),
        ("halloween", ["#ffa500", "#000000"]),
        ("winter", ["#003366", "#ffd700"]),
        ("double", ["#0000ff"]),
        ("ribbon", ["#00aa44", "#eeeeee"]),
        ("valentine", ["#ffffff", "#800080"]),
    ],
)
def test_colours_asked_for_are_there(style: str, colors: list[str]) -> None:
    pixels = bordered(style, 300, 400, colors=colors).image.pixels
    assert all(near(pixels, c).sum() > 500 for c in colors)


def test_white_lines_get_a_dark_ground_to_be_seen_on() -> None:
    pixels = bordered("double", color="#ffffff").image.pixels
    assert near(pixels, "#ffffff").sum() > 500
    assert pixels[0, 0, :3].max() < 80


@pytest.mark.parametrize("style", DRAWN)
def test_over_the_picture_only_the_borders_own_pixels_change(style: str) -> None:
    picture = numbered(200, 300)
    done = do(Op.BORDER, picture, style=style, inside=True)
    assert done.image.size == picture.size
    assert not done.geometry
    assert done.region is not None
    changed = (done.image.pixels != picture.pixels).any(axis=2)
    assert 200 < changed.sum() < 0.75 * changed.size
    assert not (changed & ~done.region.inside).any()
    assert not changed[80:120, 100:200].any()


def test_round_corners_are_cut_off_outside_and_covered_inside() -> None:
    outside = bordered("rounded", pixels=40).image.pixels
    assert outside[0, 0, 3] == 0
    assert outside[0, 150, 3] == 255
    assert len(np.unique(outside[:, :, 3])) > 4
    inside = bordered("rounded", pixels=20, inside=True).image.pixels
    assert tuple(inside[21, 21]) == (255, 255, 255, 255)


@pytest.mark.parametrize("style", DRAWN)
@pytest.mark.parametrize(("height", "width", "pixels"), [(1, 1, 3), (300, 300, 1), (40, 30, 60), (12, 900, 24)])
def test_odd_sizes_are_drawn_too(style: str, height: int, width: int, pixels: int) -> None:
    assert bordered(style, height, width, pixels=pixels).image.height > height


def test_motifs_too_small_to_see_are_made_larger() -> None:
    done = bordered("christmas", 200, 3000, pixels=1)
    step = Step(op=Op.BORDER, target=Target(kind="whole"), params={"style": "christmas", "pixels": 1})
    assert done.image.size == "3016x216"
    assert after(step, 3000, 200) == (3016, 216)


def test_transparent_pictures_keep_their_alpha_and_get_an_opaque_border() -> None:
    clear = Image(pixels=np.zeros((100, 150, 4), np.uint8))
    done = do(Op.BORDER, clear, style="christmas", pixels=20).image.pixels
    assert (done[20:-20, 20:-20, 3] == 0).all()
    assert (done[:20, :, 3] == 255).all()
    over = do(Op.BORDER, clear, style="winter", pixels=20, inside=True).image.pixels
    assert 0 < (over[:, :, 3] == 255).sum() < over.shape[0] * over.shape[1] / 2


@pytest.mark.parametrize(
    "params", [{"style": "steampunk"}, {"style": "film", "colors": []}, {"style": "film", "inside": "yes"}]
)
def test_what_there_is_not_is_refused_with_what_there_is(params: dict[str, object]) -> None:
    with pytest.raises(InvalidValue) as refused:
        do(Op.BORDER, numbered(), **params)  # type: ignore[arg-type]
    if params["style"] == "steampunk":
        assert "christmas" in str(refused.value)
        assert "dotted" in str(refused.value)


def test_a_border_that_would_cover_the_picture_is_refused() -> None:
    with pytest.raises(InvalidSize):
        bordered("winter", pixels=150, inside=True)
