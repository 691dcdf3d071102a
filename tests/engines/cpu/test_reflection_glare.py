"""Reflections on the floor and glare on a surface: taken off, added, told from floors and labels without any."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits import compose
from scumble.planner.plan import plan_edit
from tests.engines.cpu.light_scenes import box, error, glaring, mirrored, shaded, texture_kept
from tests.engines.cpu.pictures import do
from tests.planner.notation import CONTEXTS


def test_a_reflection_is_found_and_the_floor_continued():
    scene = mirrored()
    got = do(Op.REFLECTION_REMOVE, scene.image, region=scene.thing, kind="subject")
    deep = scene.area & (np.arange(scene.area.shape[0], dtype=np.intp)[:, None] > 215)
    assert error(got.image, scene.truth, deep) < 0.3 * error(scene.image, scene.truth, deep)
    assert np.array_equal(got.image.rgb[box()], scene.image.rgb[box()])
    assert got.region is not None
    assert not ((got.image.rgb != scene.image.rgb).any(axis=2) & ~got.region.inside).any()


@pytest.mark.parametrize("depth", [0.0, 0.6])
def test_a_floor_that_mirrors_nothing_is_refused_also_in_shadow(depth: float):
    scene = shaded(depth)
    with pytest.raises(Unsupported, match="generative model"):
        do(Op.REFLECTION_REMOVE, scene.image, region=scene.thing, kind="subject")


@pytest.mark.parametrize("otherwise", ["note", "shadow"])
def test_beside_another_wish_a_missing_reflection_is_said(otherwise: str):
    scene = shaded(0.6)
    got = do(Op.REFLECTION_REMOVE, scene.image, region=scene.thing, kind="subject", otherwise=otherwise)
    assert got.image is scene.image
    assert "No reflection was found" in got.notes[0]


def test_without_reflection_and_shadow_it_is_refused():
    scene = shaded(0.0)
    with pytest.raises(Unsupported, match="Neither a reflection"):
        do(Op.REFLECTION_REMOVE, scene.image, region=scene.thing, kind="subject", otherwise="shadow")


def test_a_drawn_reflection_is_filled_from_the_floor():
    scene = mirrored()
    region = Region.of_mask(scene.area)
    got = do(Op.REFLECTION_REMOVE, scene.image, region=region, kind="region")
    pasted = compose.paste(compose.begin(scene.image), got, region, CancelToken()).image
    deep = scene.area & (np.arange(scene.area.shape[0], dtype=np.intp)[:, None] > 215)
    assert error(pasted, scene.truth, deep) < 0.5 * error(scene.image, scene.truth, deep)


def test_an_added_reflection_is_the_thing_upside_down_and_fades():
    scene = shaded(0.0, texture=1.5)
    got = do(Op.REFLECTION_ADD, scene.image, region=scene.thing, kind="subject", strength=0.6)
    seen = got.image.rgb.astype(float) - scene.image.rgb
    assert seen[215, 168, 0] - seen[215, 150, 0] > 15, "the yellow bar beside the blue, upside down"
    near, far = (np.abs(seen[rows, 140:240]).mean() for rows in (slice(202, 208), slice(235, 245)))
    assert near > 3 * far
    again = do(Op.REFLECTION_REMOVE, got.image, region=scene.thing, kind="subject")
    assert again.image.digest != got.image.digest, "what was added is found again"


@pytest.mark.parametrize("at_the_left", [False, True])
def test_a_foot_further_back_meets_its_own_image(at_the_left: bool):
    grey, alpha = np.full((300, 400), 200.0), np.zeros((300, 400), np.float32)
    alpha[40:200, 100:240] = alpha[200:240, 100:130] = alpha[200:240, 200:230] = 1
    for x in range(230, 260):  # beside the fore foot a haunch, and its paw 18 pixels further up
        alpha[120 : 190 if x < 233 else 222 - abs(x - 236) // 2, x] = 1
    grey[alpha > 0] = 60
    if at_the_left:
        grey, alpha = grey[:, ::-1], np.ascontiguousarray(alpha[:, ::-1])
    image = Image(pixels=np.dstack([grey, grey, grey, np.full_like(grey, 255)]).astype(np.uint8))
    got = do(Op.REFLECTION_ADD, image, region=Region(weights=alpha), kind="subject", strength=0.6).image.rgb
    paw, fore = (slice(156, 166), slice(174, 196)) if at_the_left else (slice(234, 244), slice(204, 226))
    assert got[224:232, paw, 0].mean() < 150, "the image of the paw begins right under it"
    assert got[242:250, fore, 0].mean() < 150


@pytest.mark.parametrize("at_the_left", [False, True])
def test_the_image_of_a_haunch_goes_on_behind_that_of_a_fore_paw_wider_than_its_leg(at_the_left: bool):
    grey, alpha = np.full((300, 400), 200.0), np.zeros((300, 400), np.float32)
    alpha[40:200, 100:222] = alpha[200:240, 100:130] = alpha[200:240, 192:222] = alpha[226:240, 192:230] = 1
    for x in range(222, 260):
        alpha[120 : 190 if x < 233 else 222 - abs(x - 236) // 2, x] = 1
    grey[alpha > 0] = 60
    if at_the_left:
        grey, alpha = grey[:, ::-1], np.ascontiguousarray(alpha[:, ::-1])
    image = Image(pixels=np.dstack([grey, grey, grey, np.full_like(grey, 255)]).astype(np.uint8))
    got = do(Op.REFLECTION_ADD, image, region=Region(weights=alpha), kind="subject", strength=0.6).image.rgb[:, :, 0]
    across = (got[:, ::-1] if at_the_left else got)[262:270, 223:236].mean(axis=0)
    assert across.max() < 180
    assert np.abs(np.diff(across)).max() < 8, "without a straight cut where the paw ends"


def test_rough_ground_mirrors_nothing():
    scene = shaded(0.0, texture=22)
    with pytest.raises(Unsupported, match="too rough") as refused:
        do(Op.REFLECTION_ADD, scene.image, region=scene.thing, kind="subject")
    (way,) = refused.value.nearest
    assert [s.op for s in plan_edit(way, CONTEXTS["plain"]).steps] == [Op.BACKGROUND_STUDIO, Op.REFLECTION_ADD]


def test_glare_goes_and_the_print_under_it_stays():
    scene = glaring()
    got = do(Op.GLARE_REDUCE, scene.image, region=scene.thing, kind="subject")
    before, after = (error(x, scene.truth, scene.area) for x in (scene.image, got.image))
    assert after < 0.3 * before
    assert texture_kept(got.image, scene.truth, scene.area) > 0.8
    outside = ~cv2.dilate(scene.area.astype(np.uint8), np.ones((41, 41), np.uint8)).astype(bool)
    assert np.array_equal(got.image.rgb[outside], scene.image.rgb[outside])


def test_where_little_of_a_thing_had_glare_it_is_said_unless_it_was_drawn():
    scene = glaring()
    got = do(Op.GLARE_REDUCE, scene.image, region=scene.thing, kind="subject")
    assert "on 4.0% of the subject alone" in got.notes[0]
    drawn = do(Op.GLARE_REDUCE, scene.image, region=Region.of_mask(scene.area), kind="region")
    assert drawn.notes == ()


def test_half_the_strength_takes_half_the_glare():
    scene = glaring()
    full, half = (
        do(Op.GLARE_REDUCE, scene.image, region=scene.thing, kind="subject", strength=s).image.rgb[scene.area].mean()
        for s in (1.0, 0.5)
    )
    assert full + 8 < half < scene.image.rgb[scene.area].mean() - 8


def test_a_label_without_glare_and_white_print_with_hard_edges_are_refused():
    scene = glaring(0.0)
    pixels = scene.image.pixels.copy()
    pixels[100:140, 150:230, :3] = 240
    for image in (scene.image, Image(pixels=pixels)):
        with pytest.raises(Unsupported, match="No soft glare"):
            do(Op.GLARE_REDUCE, image, region=scene.thing, kind="subject")


def test_a_white_thing_is_refused_unless_the_glare_is_drawn():
    scene = shaded(0.0)
    white = Image(pixels=np.full_like(scene.image.pixels, 225))
    with pytest.raises(Unsupported, match="white or grey itself"):
        do(Op.GLARE_REDUCE, white, region=scene.thing, kind="subject")


def test_a_third_burnt_out_is_refused():
    scene = glaring(2.0, 90.0)
    with pytest.raises(Unsupported, match="Hard glare covers"):
        do(Op.GLARE_REDUCE, scene.image, region=scene.thing, kind="subject")


def test_drawn_glare_is_taken_off_inside_the_drawing_only():
    scene = glaring()
    region = Region.of_mask(scene.area)
    got = do(Op.GLARE_REDUCE, scene.image, region=region, kind="region")
    pasted = compose.paste(compose.begin(scene.image), got, region, CancelToken()).image
    assert error(pasted, scene.truth, scene.area) < 0.4 * error(scene.image, scene.truth, scene.area)
    assert np.array_equal(pasted.rgb[~region.inside], scene.image.rgb[~region.inside])


@pytest.mark.parametrize("op", [Op.GLARE_REDUCE, Op.REFLECTION_ADD])
def test_strength_is_a_share(op: Op):
    scene = mirrored()
    with pytest.raises(InvalidValue):
        do(op, scene.image, region=scene.thing, kind="subject", strength=1.5)


def footed() -> tuple[Image, Region, slice]:
    """A blue label with glare on it, and under it a foot of bare metal that mirrors warm ground in a soft spot."""
    scene = glaring()
    pixels = scene.image.pixels.copy()
    ys, xs = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    foot, across = slice(230, 280), np.exp(-((xs - 200) ** 2) / (2 * 60.0**2)) * np.exp(-((ys - 256) ** 2) / 200)
    metal = np.array([112.0, 108, 106]) + across[:, :, None] * np.array([92.0, 72, 40])
    pixels[foot, :, :3] = np.clip(np.rint(metal), 0, 255).astype(np.uint8)[foot]
    return Image(pixels=pixels), scene.thing, foot


def test_bare_metal_under_a_coloured_label_keeps_its_grey():
    image, thing, foot = footed()
    got = do(Op.GLARE_REDUCE, image, region=thing, kind="subject")
    before, after = (x.rgb[foot][thing.inside[foot]].astype(int) for x in (image, got.image))
    assert int(np.ptp(after, axis=1).max()) <= int(np.ptp(before, axis=1).max()) + 3
    assert int((after[:, 2] - after[:, 0]).max()) < 12


def test_a_burnt_out_light_with_hard_edges_is_not_filled():
    image, thing, _ = footed()
    pixels = image.pixels.copy()
    pixels[50:54, 250:330, :3] = 255
    got = do(Op.GLARE_REDUCE, Image(pixels=pixels), region=thing, kind="subject")
    assert int(got.image.rgb[51:53, 252:328].min()) > 235
