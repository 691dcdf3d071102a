"""Shadows: taken off with the ground's texture kept, weaker, deeper, softer, drawn anew; what is refused."""

import cv2
import numpy as np
import pytest

from scumble.core.errors import Cancelled, InvalidValue, Unsupported
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits import compose
from scumble.engines.cpu.shadow_cast import cast_shadow
from tests.engines.cpu.light_scenes import H, Lit, W, box, error, shaded, texture_kept
from tests.engines.cpu.pictures import do, opaque


def umbra(scene: Lit) -> np.ndarray:
    """Deep in the shadow, away from the box."""
    away = cv2.dilate(box().astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    return (cv2.erode(scene.area.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0) & away


@pytest.mark.parametrize(("depth", "soft"), [(0.4, 2.0), (0.6, 3.0), (0.75, 5.0)])
def test_the_ground_comes_back_with_its_texture(depth: float, soft: float):
    scene = shaded(depth, soft)
    got = do(Op.SHADOW_REMOVE, scene.image, region=scene.thing, kind="subject")
    before = error(scene.image, scene.truth, umbra(scene))
    after = error(got.image, scene.truth, umbra(scene))
    assert after < 0.25 * before
    assert texture_kept(got.image, scene.truth, umbra(scene)) > 0.9
    telea = cv2.inpaint(np.ascontiguousarray(scene.image.rgb), scene.area.astype(np.uint8), 5, cv2.INPAINT_TELEA)
    assert texture_kept(opaque(telea), scene.truth, umbra(scene)) < 0.5, "what plain inpainting makes would fail here"


def test_nothing_else_is_touched():
    scene = shaded()
    got = do(Op.SHADOW_REMOVE, scene.image, region=scene.thing, kind="subject")
    assert got.region is not None
    changed = (got.image.rgb != scene.image.rgb).any(axis=2)
    assert not (changed & ~got.region.inside).any()
    assert not (changed & box()).any()
    wide = cv2.dilate(scene.area.astype(np.uint8), np.ones((31, 31), np.uint8)) > 0
    assert not (changed & ~wide).any()
    assert all(v.passed for v in got.verdicts)


def test_strength_goes_by_shares_of_the_shadows_depth():
    scene = shaded()
    levels = {}
    for strength in (-0.6, -0.3, 0.5):
        got = do(Op.SHADOW_ADJUST, scene.image, region=scene.thing, kind="subject", strength=strength)
        levels[strength] = got.image.rgb[umbra(scene)].mean()
    plain, lit = (x.rgb[umbra(scene)].mean() for x in (scene.image, scene.truth))
    assert levels[0.5] < plain - 8 < levels[-0.3] - 8
    assert levels[-0.3] + 8 < levels[-0.6] < lit
    # In logarithms of light, about 2.2 times those of the numbers.
    share = np.log(levels[-0.3] / plain) / np.log(lit / plain)
    assert share == pytest.approx(0.3, abs=0.1)


def test_softer_edges_are_less_steep_and_the_shadow_stays():
    scene = shaded(soft=1.5, texture=1.0)
    got = do(Op.SHADOW_ADJUST, scene.image, region=scene.thing, kind="subject", softness=0.6)
    column = slice(190, 250), 280

    def steepest(rgb: np.ndarray) -> float:
        return float(np.abs(np.diff(cv2.GaussianBlur(rgb.mean(axis=2), (0, 0), 1)[column])).max())

    assert steepest(got.image.rgb) < 0.6 * steepest(scene.image.rgb)
    assert got.image.rgb[umbra(scene)].mean() < scene.truth.rgb[umbra(scene)].mean() - 15


def test_a_drawn_region_holds_the_shadow_and_limits_the_change():
    scene = shaded()
    drawn = cv2.dilate(scene.area.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    region = Region.of_mask(drawn & ~box())
    got = do(Op.SHADOW_REMOVE, scene.image, region=region, kind="region")
    pasted = compose.paste(compose.begin(scene.image), got, region, CancelToken()).image
    assert error(pasted, scene.truth, umbra(scene)) < 0.35 * error(scene.image, scene.truth, umbra(scene))
    assert np.array_equal(pasted.rgb[~region.inside], scene.image.rgb[~region.inside])


@pytest.mark.parametrize("op", [Op.SHADOW_REMOVE, Op.SHADOW_ADJUST])
def test_without_a_shadow_it_is_said_and_a_mask_is_asked_for(op: Op):
    scene = shaded(0.0)
    params = {"strength": -0.5} if op is Op.SHADOW_ADJUST else {}
    with pytest.raises(Unsupported, match="Draw a mask over the shadow"):
        do(op, scene.image, region=scene.thing, kind="subject", **params)  # type: ignore[arg-type]


def test_too_dark_a_core_is_filled_not_lifted_to_noise():
    scene = shaded(0.985, 2.0, blue=0.0)
    got = do(Op.SHADOW_REMOVE, scene.image, region=scene.thing, kind="subject")
    assert error(got.image, scene.truth, umbra(scene)) < 0.25 * error(scene.image, scene.truth, umbra(scene))
    fine = got.image.rgb[umbra(scene)].std()
    assert fine == pytest.approx(scene.truth.rgb[umbra(scene)].std(), rel=0.4)


@pytest.mark.parametrize("way", ["left", "right"])
def test_a_new_shadow_falls_where_it_is_said(way: str):
    scene = shaded(0.0)
    got = do(Op.SHADOW_ADD, scene.image, region=scene.thing, kind="subject", direction=way)
    darker = scene.image.rgb.mean(axis=2) - got.image.rgb.mean(axis=2)
    left, right = darker[:, :140].sum(), darker[:, 240:].sum()
    assert (left > 3 * right) if way == "left" else (right > 3 * left)
    assert darker[:, :140].max() > 25 or darker[:, 240:].max() > 25
    assert darker.min() > -1
    assert np.array_equal(got.image.rgb[box()], scene.image.rgb[box()])


def test_a_contact_shadow_is_darkest_at_the_foot():
    scene = shaded(0.0)
    got = do(Op.SHADOW_ADD, scene.image, region=scene.thing, kind="subject")
    darker = (scene.image.rgb.mean(axis=2) - got.image.rgb.mean(axis=2))[:, 150:230].mean(axis=1)
    assert 195 <= int(np.argmax(darker)) <= 206
    assert darker[240:].max() < 3


def test_a_moved_shadow_leaves_its_place():
    scene = shaded()
    got = do(Op.SHADOW_ADD, scene.image, region=scene.thing, kind="subject", direction="left", replace=True)
    right = umbra(scene) & (np.arange(W)[None, :] > 260)
    assert error(got.image, scene.truth, right) < 0.35 * error(scene.image, scene.truth, right)
    assert got.image.rgb[185:200, 90:130].mean() < scene.truth.rgb[185:200, 90:130].mean() - 8


def test_a_shadow_on_nothing_is_drawn_in_alpha():
    pixels = shaded(0.0).image.pixels.copy()
    pixels[~box(), 3] = 0
    image = opaque(pixels[:, :, :3]).with_pixels(pixels)
    got = do(Op.SHADOW_ADD, image, region=Region.of_mask(box()), kind="subject").image
    assert got.alpha[203, 190] > 25
    assert got.alpha[20, 20] == 0


def test_softness_grows_with_the_height_of_what_casts_it():
    alpha = np.zeros((H, W), np.float32)
    alpha[60:220, 120:150] = 1
    density = cast_shadow(alpha, "right", 1.0, 1.0)
    assert density is not None
    near, far = density[:, 160], density[:, 250]
    assert (far > 0.02).sum() > 1.3 * (near > 0.02).sum()
    assert far.max() < near.max()


def test_a_thing_cut_off_by_the_frame_stands_on_nothing():
    mask = np.zeros((H, W), bool)
    mask[150:, 100:300] = True
    with pytest.raises(Unsupported, match="no ground under it"):
        do(Op.SHADOW_ADD, shaded(0.0).image, region=Region.of_mask(mask), kind="subject")


@pytest.mark.parametrize(
    ("op", "params", "named"),
    [
        (Op.SHADOW_ADJUST, {}, "strength"),
        (Op.SHADOW_ADJUST, {"strength": -2}, "strength"),
        (Op.SHADOW_ADJUST, {"softness": -0.2}, "softness"),
        (Op.SHADOW_ADD, {"direction": "up"}, "direction"),
        (Op.SHADOW_ADD, {"strength": 3}, "strength"),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(op: Op, params: dict[str, object], named: str):
    scene = shaded()
    with pytest.raises(InvalidValue) as refused:
        do(op, scene.image, region=scene.thing, kind="subject", **params)  # type: ignore[arg-type]
    assert refused.value.param == named


def test_the_same_again_and_cancel():
    scene = shaded()
    one, two = (do(Op.SHADOW_REMOVE, scene.image, region=scene.thing, kind="subject").image for _ in range(2))
    assert one.digest == two.digest
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        do(Op.SHADOW_REMOVE, scene.image, region=scene.thing, kind="subject", cancel=cancel)


def test_much_darker_is_seen_in_a_faint_shadow():
    scene = shaded(depth=0.4, texture=4.0)
    got = do(Op.SHADOW_ADJUST, scene.image, region=scene.thing, kind="subject", strength=0.7)
    share = got.image.rgb[umbra(scene)].mean() / scene.image.rgb[umbra(scene)].mean()
    assert 0.5 < share < 0.7
    assert got.image.rgb[umbra(scene)].std() < 2.2 * scene.image.rgb[umbra(scene)].std()


def test_coloured_ground_colours_its_own_shadow_and_grey_ground_does_not():
    def ratio(colour: tuple[int, int, int]) -> tuple[float, float]:
        rgb = np.full((H, W, 3), colour, np.uint8)
        rgb[box()] = 200
        got = do(Op.SHADOW_ADD, opaque(rgb), region=Region.of_mask(box()), kind="subject", direction="right")
        dark = got.image.rgb.astype(float).sum(axis=2) < 0.85 * sum(colour)
        dark &= ~box()
        left = got.image.rgb[dark].mean(axis=0) / np.array(colour)
        return float(left[0] / left[1]), float(left[2] / left[1])

    red, blue = ratio((235, 112, 45))
    assert red > 1.05
    assert blue < 0.95
    assert ratio((128, 128, 128)) == pytest.approx((1, 1), abs=0.01)


def test_a_shadow_that_is_hardly_seen_on_dark_ground_is_said_to_be():
    rgb = np.full((H, W, 3), 14, np.uint8)
    rgb[box()] = 200
    dark = do(Op.SHADOW_ADD, opaque(rgb), region=Region.of_mask(box()), kind="subject", direction="right")
    assert any("hardly seen" in n for n in dark.notes)
    rgb[~box()] = 150
    light = do(Op.SHADOW_ADD, opaque(rgb), region=Region.of_mask(box()), kind="subject", direction="right")
    assert not any("hardly seen" in n for n in light.notes)


def test_a_filled_core_meets_the_thing_softly():
    scene = shaded(depth=0.985, soft=2.0, blue=0.0)
    weights, image, truth = (cv2.GaussianBlur(a, (0, 0), 1.5) for a in (scene.thing.weights, *both(scene)))
    got = do(Op.SHADOW_REMOVE, opaque(image), region=Region(weights=weights), kind="subject")
    rim = (weights > 0.05) & (weights < 0.9) & scene.area
    rim &= cv2.dilate(umbra(scene).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    assert error(got.image, opaque(truth), rim) < 0.6 * error(opaque(image), opaque(truth), rim)


def both(scene: Lit) -> tuple[np.ndarray, np.ndarray]:
    """The picture and the truth, float."""
    return scene.image.rgb.astype(np.float32), scene.truth.rgb.astype(np.float32)
