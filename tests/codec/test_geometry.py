"""Geometry: exact where it can be, clean edges where it resamples, masks that never miss a pixel."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.codec.geometry import apply, apply_image, crop, flip, pad, resize, rotate, size_after
from scumble.codec.resample import largest_rectangle
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Geometry
from tests.codec.pictures import gradient, opaque, texture, with_alpha

PICTURE = with_alpha(gradient(61, 43))


@st.composite
def steps(draw: st.DrawFn) -> Geometry:
    """Any step that a 61x43 picture allows."""
    small = st.integers(0, 9)
    kind = draw(st.sampled_from(["crop", "resize", "pad", "rotate", "flip"]))
    if kind == "crop":
        return crop(draw(small), draw(small), draw(st.integers(1, 52)), draw(st.integers(1, 34)))
    if kind == "resize":
        return resize(draw(st.integers(1, 150)), draw(st.integers(1, 150)))
    if kind == "pad":
        fill = draw(st.sampled_from(["#102030", "#10203040", "transparent", "edge"]))
        return pad(draw(small), draw(small), draw(small), draw(small), fill)
    if kind == "rotate":
        angle = draw(st.one_of(st.sampled_from([0.0, 90.0, -90.0, 180.0, 270.0, 45.0]), st.floats(-360, 360)))
        return rotate(angle, draw(st.sampled_from(["crop", "keep"])))
    return flip(draw(st.sampled_from(["horizontal", "vertical"])))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(step=steps())
def test_size_is_known_beforehand_and_parameters_are_json(step: Geometry) -> None:
    after = apply(step, PICTURE)
    assert (after.shape[1], after.shape[0]) == size_after(step, 61, 43)
    assert after.dtype == np.uint8
    assert after.flags.c_contiguous
    again = Geometry(kind=step.kind, params=json.loads(json.dumps(dict(step.params))))
    assert (apply(again, PICTURE) == after).all()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(step=steps(), seed=st.integers(0, 2**31), see_through=st.booleans())
def test_masks_cover_every_pixel_an_edit_can_reach(step: Geometry, seed: int, see_through: bool) -> None:
    random = np.random.default_rng(seed)
    before = texture(61, 43, seed)
    before = with_alpha(before) if see_through else opaque(before)
    edited, mask = before.copy(), np.zeros(before.shape[:2], np.bool_)
    y, x = int(random.integers(0, 40)), int(random.integers(0, 58))
    mask[y : y + 3, x : x + 3] = True
    edited[mask] = random.integers(0, 256, (9, 4))
    differs = (apply(step, edited) != apply(step, before)).any(axis=2)
    covered = apply(step, mask)
    assert covered.dtype == np.bool_
    assert not (differs & ~covered).any()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(step=steps())
def test_new_pixels_count_as_touched_and_weights_stay_in_range(step: Geometry) -> None:
    untouched = apply(step, np.zeros((43, 61), np.bool_))
    new = step.kind == "pad" or (step.kind == "rotate" and step.params["corners"] == "keep")
    assert new or untouched.mean() < 0.05
    weights = apply(step, np.random.default_rng(1).random((43, 61), dtype=np.float32))
    assert weights.dtype == np.float32
    assert weights.min() >= 0
    assert weights.max() <= 1


def test_crop_takes_the_box() -> None:
    assert (apply(crop(3, 4, 20, 10), PICTURE) == PICTURE[4:14, 3:23]).all()


def test_pad_adds_colour_around_the_untouched_picture() -> None:
    after = apply(pad(1, 2, 3, 4, "#0a0b0c"), PICTURE)
    assert (after[1:-3, 4:-2] == PICTURE).all()
    assert (after[0] == (10, 11, 12, 255)).all()
    assert (apply(pad(1, 0, 0, 0), PICTURE)[0] == 0).all()
    assert (apply(pad(2, 0, 0, 0, "edge"), PICTURE)[:2] == PICTURE[0]).all()
    assert apply(pad(1, 0, 0, 0), np.zeros((4, 4), np.bool_))[0].all()


def test_quarter_turns_and_flips_undo_each_other() -> None:
    turned = apply(rotate(90), PICTURE)
    assert (turned[0, -1] == PICTURE[0, 0]).all()
    assert (apply(rotate(270), turned) == PICTURE).all()
    assert (apply(rotate(180), PICTURE) == PICTURE[::-1, ::-1]).all()
    for axis in ("horizontal", "vertical"):
        assert (apply(flip(axis), apply(flip(axis), PICTURE)) == PICTURE).all()
    assert (apply(flip("horizontal"), PICTURE)[:, 0] == PICTURE[:, -1]).all()


def test_positive_angles_turn_clockwise() -> None:
    picture = opaque(np.zeros((101, 101, 3), np.uint8))
    picture[10, 50, 0] = 255  # twelve o'clock
    seen = apply(rotate(30, "keep"), picture)[..., 0]
    y, x = np.unravel_index(int(seen.argmax()), seen.shape)
    assert (round(50 + 40 * np.sin(np.pi / 6)), round(50 - 40 * np.cos(np.pi / 6))) == (x, y)


@pytest.mark.parametrize("step", [resize(23, 17), resize(150, 120), rotate(11, "keep"), rotate(11)])
def test_see_through_neighbours_leave_no_fringe(step: Geometry) -> None:
    picture = np.zeros((43, 61, 4), np.uint8)
    picture[10:30, 15:45] = (200, 100, 50, 255)
    after = apply(step, picture)
    seen = after[after[..., 3] > 8]
    assert len(seen) > 50
    assert np.abs(seen[:, :3].astype(int) - (200, 100, 50)).max() <= 8


@pytest.mark.parametrize("angle", [1, 5, 20, 45, 80, 133, 275])
@pytest.mark.parametrize("size", [(300, 200), (90, 400), (120, 120)])
def test_cropped_rotation_is_full_and_as_large_as_possible(angle: int, size: tuple[int, int]) -> None:
    white = np.full((size[1], size[0], 4), 255, np.uint8)
    after = apply(rotate(angle), white)
    assert (after == 255).all()
    wide, high = largest_rectangle(*size, angle)
    assert after.shape[:2] == (high, wide)
    cosine, sine = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))

    def fits(w: float, h: float) -> bool:
        return w * cosine + h * sine <= size[0] + 1e-6 and w * sine + h * cosine <= size[1] + 1e-6

    assert fits(wide, high)
    others = [(w, h) for w in range(4, max(size), 4) for h in range(4, max(size), 4) if fits(w, h)]
    assert max(w * h for w, h in others) <= (wide + 1) * (high + 1)


def test_shrinking_averages_and_enlarging_keeps_flat_colours() -> None:
    checks = np.where(np.indices((40, 40)).sum(axis=0) % 2, 200, 100).astype(np.uint8)
    board = opaque(np.dstack([checks] * 3))
    assert (np.abs(apply(resize(20, 20), board)[..., :3].astype(int) - 150) <= 1).all()
    flat = opaque(np.full((9, 9, 3), 77, np.uint8))
    assert (apply(resize(31, 50), flat) == (77, 77, 77, 255)).all()


def test_profile_travels_with_the_picture() -> None:
    image = Image(pixels=PICTURE, profile=b"profile")
    assert apply_image(flip("vertical"), image).profile == b"profile"


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: crop(-1, 0, 5, 5), InvalidValue),
        (lambda: crop(0, 0, 0, 5), InvalidValue),
        (lambda: apply(crop(0, 0, 62, 5), PICTURE), InvalidValue),
        (lambda: resize(0, 5), InvalidSize),
        (lambda: resize(32_001, 5), InvalidSize),
        (lambda: pad(-1, 0, 0, 0), InvalidValue),
        (lambda: pad(1, 0, 0, 0, "red"), InvalidValue),
        (lambda: apply(pad(0, 32_000, 0, 0), PICTURE), InvalidSize),
        (lambda: rotate(float("nan")), InvalidValue),
        (lambda: flip("diagonal"), InvalidValue),
    ],
)
def test_impossible_steps_are_refused_with_a_sentence(make: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"\.$"):
        make()


@pytest.mark.parametrize("size", [(1066, 1600), (161, 233), (97, 400)])
def test_enlarging_keeps_flat_colours_and_opaqueness(size: tuple[int, int]) -> None:
    white = np.full((90, 60, 4), 255, np.uint8)
    assert (apply(resize(*size), white) == 255).all()
    grey = np.full((90, 60, 4), [17, 128, 201, 255], np.uint8)
    assert (apply(resize(*size), grey) == [17, 128, 201, 255]).all()


def test_sharp_enlarging_comes_nearer_to_the_truth_and_does_not_ring() -> None:
    ys, xs = np.mgrid[:240, :360]
    grey = np.where((xs - 120) ** 2 + (ys - 120) ** 2 < 80**2, 40, 220)
    grey[:, 240:] = np.where((xs[:, 240:] + 2 * ys[:, 240:]) // 24 % 2, 60, 200)
    truth = opaque(grey[:, :, None].repeat(3, axis=2).astype(np.uint8))
    small = apply(resize(120, 80), truth)
    plain, crisp = (apply(resize(360, 240, sharp=s), small) for s in (False, True))
    errors = [((p.astype(float) - truth) ** 2).mean() for p in (plain, crisp)]
    assert errors[1] < 0.9 * errors[0]
    assert crisp[:, :200, :3].max() <= 224
    assert crisp[:, :, :3].min() >= 36
    assert plain[:, :200, :3].max() > 226, "Lanczos alone does ring"


def test_a_change_far_from_a_sharply_enlarged_pixel_cannot_reach_it() -> None:
    rng = np.random.default_rng(4)
    one = np.full((60, 80, 4), 255, np.uint8)
    one[:, :, :3] = rng.integers(0, 256, (60, 80, 3))
    other, mask = one.copy(), np.zeros((60, 80), np.bool_)
    mask[25:35, 30:45] = True
    other[mask, :3] = rng.integers(0, 256, (int(mask.sum()), 3))
    step = resize(200, 150, sharp=True)
    differs = (apply(step, one) != apply(step, other)).any(axis=2)
    touched = apply(step, mask)
    assert differs.any()
    assert not (differs & ~touched).any()
    assert touched.mean() < 0.5


def test_enlarging_a_cut_out_leaves_no_holes_beside_its_edge() -> None:
    """The kernel overshoots there; more than opaque must not come out as transparent."""
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[8:32, 8:32] = (200, 60, 40, 255)
    big = apply(resize(57, 57), pixels)
    assert (big[14:43, 14:43, 3] > 200).all()
