"""The geometry guard: a hostile provider's picture is laid back so that no rim shows, and what was undone is told."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageCms

from scumble.core.errors import DrewOtherwise
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits import compose
from scumble.guards import cast, geometry
from scumble.guards.geometry import Fitted, fit
from scumble.guards.seam import seam
from scumble.vision.colour_difference import delta_e, to_lab
from tests.hostile import GREEN, KIND, Habits, core_of, redrawn
from tests.photo_like import ellipse, photo_like

Mask = NDArray[np.bool_]
WIDTH, HEIGHT = 360, 240


def laid(candidate: Image, source: Image, region: Region) -> tuple[Fitted, Image]:
    """Fitted and pasted, as an edit does it."""
    fitted = fit(candidate, source, region, CancelToken())
    pasted = compose.paste(
        compose.begin(source), Candidate(image=fitted.image, regenerated=True), fitted.region, CancelToken()
    )
    outside = ~region.inside
    assert np.array_equal(pasted.image.pixels[outside], source.pixels[outside])
    assert np.array_equal(pasted.touched, region.inside)
    return fitted, pasted.image


def rim_of(inside: Mask, deep: float = 3) -> Mask:
    """The pixels just inside."""
    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray((depth > 0) & (depth <= deep), np.bool_)


def apart(one: Image, other: Image, where: Mask) -> float:
    """Median CIEDE2000."""
    return float(np.median(delta_e(to_lab(one.rgb), to_lab(other.rgb))[where]))


def verdict(fitted: Fitted, guard: str) -> tuple[bool, float, str]:
    one = next(v for v in fitted.verdicts if v.guard == guard)
    return one.passed, one.value, one.sentence


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_rim_shows_and_what_was_undone_is_told(seed: int) -> None:
    source, inside = photo_like(WIDTH, HEIGHT, seed), ellipse(WIDTH, HEIGHT)
    new = core_of(inside)
    candidate = redrawn(source, new, seed=seed)
    fitted, pasted = laid(candidate, source, Region.of_mask(inside))
    rim = rim_of(inside)
    assert apart(candidate, source, rim) > 5
    assert apart(pasted, source, rim) <= 2
    told = fitted.registration
    assert abs(told.shift_x - 7) < 1
    assert abs(told.shift_y + 3) < 1
    assert abs(told.zoom_x - 1.03) < 0.003
    assert abs(told.zoom_y - 1.03) < 0.003
    passed, sure, sentence = verdict(fitted, geometry.GEOMETRY)
    assert passed
    assert sure > 0.9
    assert "px right" in sentence
    assert "px up" in sentence
    assert "3.0" in sentence
    passed, delta, sentence = verdict(fitted, geometry.CAST)
    assert passed
    assert abs(delta - apart(Image(pixels=np.dstack([warm(source.rgb), source.alpha])), source, ~inside)) < 0.7
    assert "warmer" in sentence
    middle = np.median(pasted.rgb[new], axis=0)
    assert np.abs(middle - np.array(GREEN)).max() <= 3


def warm(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The provider's cast alone."""
    return np.clip(rgb * np.array(Habits().gain) + np.array(Habits().offset), 0, 255).astype(np.uint8)


def test_without_the_guard_the_rim_shows() -> None:
    source, inside = photo_like(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)
    raw = Candidate(image=redrawn(source, core_of(inside)), regenerated=True)
    pasted = compose.paste(compose.begin(source), raw, Region.of_mask(inside), CancelToken())
    assert apart(pasted.image, source, rim_of(inside)) > 5


def test_a_picture_that_came_back_as_it_was_sent_is_not_touched() -> None:
    source, inside = photo_like(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)
    candidate, region = redrawn(source, core_of(inside), KIND), Region.of_mask(inside)
    fitted = fit(candidate, source, region, CancelToken())
    assert fitted.image is candidate
    assert fitted.region is region
    assert [(v.passed, v.value) for v in fitted.verdicts] == [(True, 1.0)]


def test_noise_alone_moves_and_tints_nothing() -> None:
    source, inside = photo_like(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)
    candidate = redrawn(source, core_of(inside), Habits(zoom=(1, 1), shift=(0, 0), gain=(1, 1, 1), offset=(0, 0, 0)))
    fitted, pasted = laid(candidate, source, Region.of_mask(inside))
    deep = core_of(inside)
    assert "where it was sent" in verdict(fitted, geometry.GEOMETRY)[2]
    assert verdict(fitted, geometry.CAST)[1] < 0.7
    assert np.abs(pasted.rgb[deep].astype(int) - candidate.rgb[deep]).max() <= 2


def test_on_a_plain_ground_the_rim_of_the_edit_tells_how_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, photo = ellipse(600, 400), photo_like(600, 400, 2)
    pixels = np.where(inside[:, :, None], photo.pixels, np.uint8(235))
    pixels[:, :, 3] = 255
    source = Image(pixels=pixels)
    candidate = redrawn(source, core_of(inside), Habits(zoom=(1.02, 1.02), shift=(4.0, -3.0), noise=1.0))
    fitted, _ = laid(candidate, source, Region.of_mask(inside))
    assert abs(fitted.registration.shift_x - 4) < 1
    assert abs(fitted.registration.shift_y + 3) < 1
    monkeypatch.setattr(geometry, "BAND", 0.0)
    without = fit(candidate, source, Region.of_mask(inside), CancelToken()).registration
    assert abs(without.shift_x - 4) > 1


def test_what_is_new_up_to_the_rim_is_not_faded() -> None:
    source, inside = photo_like(WIDTH, HEIGHT, 4), ellipse(WIDTH, HEIGHT)
    _, pasted = laid(redrawn(source, inside), source, Region.of_mask(inside))
    off = np.abs(np.median(pasted.rgb[rim_of(inside, 2)], axis=0) - np.array(GREEN))
    assert off.max() < 20


def test_the_whole_picture_is_taken_as_it_came() -> None:
    source = photo_like(WIDTH, HEIGHT)
    candidate = redrawn(source, np.zeros((HEIGHT, WIDTH), bool))
    fitted = fit(candidate, source, Region.full(HEIGHT, WIDTH), CancelToken())
    assert fitted.image is candidate
    assert "whole picture" in verdict(fitted, geometry.GEOMETRY)[2]


def test_another_picture_is_refused() -> None:
    source, other = photo_like(WIDTH, HEIGHT, 1), photo_like(WIDTH, HEIGHT, 9)
    with pytest.raises(DrewOtherwise, match="another picture"):
        fit(other, source, Region.of_mask(ellipse(WIDTH, HEIGHT)), CancelToken())


def test_hardly_anything_outside_is_doubtful_but_used() -> None:
    source = photo_like(WIDTH, HEIGHT)
    inside = np.ones((HEIGHT, WIDTH), bool)
    inside[0, :20] = False
    fitted, _ = laid(redrawn(source, core_of(inside)), source, Region.of_mask(inside))
    passed, sure, sentence = verdict(fitted, geometry.GEOMETRY)
    assert not passed
    assert sure < geometry.SURE
    assert "cannot be told" in sentence


def test_a_plain_picture_is_freed_of_the_cast_although_nothing_shows_where_it_lies() -> None:
    pixels = np.full((HEIGHT, WIDTH, 4), (120, 130, 140, 255), np.uint8)
    source, inside = Image(pixels=pixels), ellipse(WIDTH, HEIGHT)
    fitted, pasted = laid(redrawn(source, core_of(inside)), source, Region.of_mask(inside))
    passed, _, sentence = verdict(fitted, geometry.GEOMETRY)
    assert passed
    assert "Too little shows" in sentence
    middle = rim_of(inside, 14) & ~rim_of(inside, 10)
    assert np.abs(np.mean(pasted.rgb[middle], axis=0) - np.array((120, 130, 140))).max() < 1.5


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (9, 9), (16, 40), (64, 5)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    width, height = size
    rng = np.random.default_rng(0)
    source = Image(
        pixels=np.dstack([rng.integers(0, 256, (height, width, 3)), np.full((height, width), 255)]).astype("u1")
    )
    inside = np.zeros((height, width), bool)
    inside[height // 2, width // 2] = True
    laid(redrawn(source, inside, Habits(zoom=(1, 1), shift=(0, 0))), source, Region.of_mask(inside))


def test_transparency_is_the_pictures_own_where_the_engine_gives_none() -> None:
    alpha = np.where(ellipse(WIDTH, HEIGHT, 0.45), 255, 0).astype(np.uint8)
    source = photo_like(WIDTH, HEIGHT, 5, alpha)
    inside = ellipse(WIDTH, HEIGHT, 0.2)
    inside[:, : WIDTH // 2] = False
    inside[HEIGHT // 2, WIDTH // 2 :] = True
    fitted, pasted = laid(redrawn(source, core_of(inside)), source, Region.of_mask(inside))
    assert np.abs(pasted.alpha.astype(int) - alpha).max() == 0
    assert any("transparency" in note for note in fitted.notes)
    assert abs(fitted.registration.shift_x - 7) < 1


def test_grey_pictures_stay_grey_at_the_rim() -> None:
    source = photo_like(WIDTH, HEIGHT, 6)
    grey = cv2.cvtColor(np.ascontiguousarray(source.rgb), cv2.COLOR_RGB2GRAY)
    source, inside = Image(pixels=np.dstack([grey, grey, grey, source.alpha])), ellipse(WIDTH, HEIGHT)
    _, pasted = laid(redrawn(source, core_of(inside)), source, Region.of_mask(inside))
    assert apart(pasted, source, rim_of(inside)) <= 2
    beside = rim_of(inside, 14)
    assert np.abs(np.mean(pasted.rgb[beside].astype(int), axis=0) - np.mean(source.rgb[beside], axis=0)).max() < 1.5


def test_another_size_and_profile_are_brought_to_the_sources() -> None:
    source, inside = photo_like(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)
    candidate = redrawn(source, core_of(inside), Habits(noise=2))
    small = candidate.with_pixels(cv2.resize(candidate.pixels, (300, 220), interpolation=cv2.INTER_AREA))
    fitted, pasted = laid(small, source, Region.of_mask(inside))
    assert (fitted.image.width, fitted.image.height) == (WIDTH, HEIGHT)
    assert apart(pasted, source, rim_of(inside)) <= 2
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tagged = Image(pixels=source.pixels, profile=lab)
    assert fit(candidate, tagged, Region.of_mask(inside), CancelToken()).image.profile == lab


def test_soft_regions_stay_within_their_weights() -> None:
    source, inside = photo_like(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)
    weights = np.clip(cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 4), 0, 1) * inside
    region = Region(weights=weights.astype(np.float32))
    fitted, _ = laid(redrawn(source, core_of(inside)), source, region)
    assert (fitted.region.weights <= region.weights + 1e-6).all()


def test_the_same_bytes_each_time() -> None:
    source, region = photo_like(WIDTH, HEIGHT), Region.of_mask(ellipse(WIDTH, HEIGHT))
    candidate = redrawn(source, core_of(region.inside))
    one, other = (laid(candidate, source, region)[1] for _ in range(2))
    assert one.digest == other.digest


def test_what_the_engine_drew_beyond_the_edit_is_told() -> None:
    source, inside = photo_like(WIDTH, HEIGHT, 2), ellipse(WIDTH, HEIGHT, 0.2)
    fitted, _ = laid(redrawn(source, ellipse(WIDTH, HEIGHT, 0.3)), source, Region.of_mask(inside))
    passed, fits, sentence = verdict(fitted, geometry.RIM)
    assert not passed
    assert fits < 0.2
    assert "cut off" in sentence


def test_a_cast_changes_no_colour_by_more_than_was_measured() -> None:
    rng = np.random.default_rng(0)
    old = rng.integers(60, 120, (80, 80, 3)).astype(np.uint8)
    found = cast.measure((old + np.array([8, 4, 0])).astype(np.uint8), old, np.ones((80, 80), bool))
    tones = np.arange(256, dtype=np.float32)[:, None]
    assert np.abs(found.curves - tones).max(axis=0) == pytest.approx([8, 4, 0], abs=1.0)
    assert cast.measure(old, old, np.zeros((80, 80), bool)).is_nothing


def rare_tones_off_by(points: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """Levels by which tones that a fiftieth of the picture has are off once the cast is taken away."""
    monkeypatch.setattr(cast, "POINTS", points)
    rng = np.random.default_rng(1)
    old = rng.integers(150, 246, (256, 256, 3)).astype(np.float64)
    dark = rng.random((256, 256)) < 0.02
    old[dark] = rng.uniform(6, 26, (int(dark.sum()), 3))
    new = old * (1.05, 1.0, 0.92) + (3, 0, -4) + rng.normal(0, 4, old.shape)
    one, other = (np.clip(np.rint(rgb), 0, 255).astype(np.uint8) for rgb in (new, old))
    curves = cast.measure(one, other, np.ones((256, 256), bool)).curves
    freed = cv2.LUT(one, np.ascontiguousarray(curves[:, None, :]))
    return float(np.abs(freed[dark].astype(float) - other[dark]).mean(axis=0).max())


def test_a_curve_holds_for_rare_tones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rare_tones_off_by(cast.POINTS, monkeypatch) < 5
    assert rare_tones_off_by(60, monkeypatch) > 8


def test_pixels_that_the_new_picture_does_not_have_stay() -> None:
    source = photo_like(WIDTH, HEIGHT)
    new = Image(pixels=(255 - source.pixels) | np.array([0, 0, 0, 255], np.uint8))
    inside, covered = ellipse(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), bool)
    covered[:, : WIDTH // 2] = False
    weights = seam(source.pixels, new.pixels, inside, covered, 6, CancelToken()).weights
    pasted = compose.paste(compose.begin(source), Candidate(image=new), Region(weights=weights), CancelToken())
    assert np.array_equal(pasted.image.pixels[~covered], source.pixels[~covered])
    assert np.array_equal(weights > 0, inside)
