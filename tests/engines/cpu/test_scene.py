"""Scenes: out of focus, standing where the subject stands, in the light that was asked for, the subject in it."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core import scenes as names
from scumble.core.errors import Cancelled, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import background_scene
from scumble.engines.cpu.scenery.place import footing, staged
from scumble.engines.cpu.scenery.scenes import SCENES
from scumble.engines.cpu.scenery.stage import defocused
from tests.engines.cpu.scenes import composed, speckled, standing

ALPHA = standing()
PICTURE = speckled(composed(ALPHA, (150, 140, 130), (90, 160, 200)), 6)
LIGHTS = {"city night", "christmas", "halloween"}


@cache
def drawn(scene: str, moods: tuple[str, ...] = (), *, seed: int = 0, match: float = 1.0) -> Candidate:
    """The standing figure in a scene."""
    work = task(scene, PICTURE, ALPHA, seed=seed, moods=list(moods), match=match)
    return background_scene.render(work, CancelToken())


def task(scene: str, picture: Image, alpha: NDArray[np.float32], *, seed: int = 0, **params: JsonValue) -> Task:
    subject = Region(weights=alpha)
    step = Step(op=Op.BACKGROUND_SCENE, target=Target(kind="background"), params={"scene": scene, **params})
    return Task(step=step, image=picture, region=subject.invert(), subject=subject, seed=seed)


def back(made: Candidate) -> NDArray[np.float64]:
    """The colours behind the figure, above its foot, away from it."""
    return made.image.rgb[:200, :110].astype(float)


def test_the_names_are_those_of_the_table() -> None:
    assert tuple(SCENES) == names.SCENES
    assert frozenset(n for n, s in SCENES.items() if s.table) == names.TABLES


@pytest.mark.parametrize("scene", names.SCENES)
def test_a_scene_is_the_same_for_a_seed_and_another_for_another(scene: str) -> None:
    one, other = (drawn(scene, seed=s) for s in (0, 2))
    again = background_scene.render(task(scene, PICTURE, ALPHA, moods=[], match=1.0), CancelToken())
    assert one.image.digest == again.image.digest
    assert one.image.digest != other.image.digest
    assert one.image.opaque


@pytest.mark.parametrize("scene", names.SCENES)
def test_nothing_behind_the_subject_is_in_focus(scene: str) -> None:
    """A sharp edge, or a backdrop without any structure, fails this."""
    grey = np.asarray(cv2.GaussianBlur(back(drawn(scene)).mean(axis=2), (0, 0), 1.5), np.float64)
    fine = grey - np.asarray(cv2.GaussianBlur(grey, (0, 0), 2), np.float64)
    assert grey.std() > 3
    if scene not in LIGHTS:
        assert np.abs(fine).max() < 18
        return
    # Lights in the dark have rims, but they are discs as wide as the blur, not points.
    above = grey - np.asarray(cv2.GaussianBlur(grey, (0, 0), 12), np.float64)
    bright = (above > 1.8 * above.std()).astype(np.uint8)
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    assert bright.sum() > 100
    assert cv2.morphologyEx(bright, cv2.MORPH_OPEN, round_).sum() > 0.6 * bright.sum()


@pytest.mark.parametrize("scene", names.SCENES)
def test_the_subject_stays_itself_within_the_limits_of_its_light(scene: str) -> None:
    made = drawn(scene)
    inside = cv2.erode(ALPHA, np.ones((25, 25), np.uint8)) == 1
    before, after = (p.rgb[inside].astype(float) for p in (PICTURE, made.image))
    assert 0.6 < after.mean() / before.mean() < 1.35
    assert all(np.corrcoef(before[:, c], after[:, c])[0, 1] > 0.85 for c in range(3))


def test_without_matching_the_subject_is_kept_to_the_bit() -> None:
    made = drawn("city night", match=0)
    assert made.region is None
    assert np.array_equal(made.image.pixels[ALPHA == 1], PICTURE.pixels[ALPHA == 1])


def test_what_was_drawn_as_background_leaves_the_rest_to_the_bit() -> None:
    work = task("winter", PICTURE, ALPHA)
    made = background_scene.render(replace(work, has_drawn=True), CancelToken())
    assert made.region is None
    assert np.array_equal(made.image.pixels[ALPHA == 1], PICTURE.pixels[ALPHA == 1])


@pytest.mark.parametrize("scene", ["winter", "beach", "marble", "wood table"])
def test_a_standing_subject_darkens_the_ground_at_its_feet(scene: str) -> None:
    """A figure that floats fails this: the ground under it is as light as beside it."""
    image = drawn(scene, match=0).image.rgb.astype(float).mean(axis=2)
    under, beside = image[241:245, 152:168].mean(), image[241:245, 20:100].mean()
    assert under < 0.9 * beside


def test_a_floor_shines_on_marble_and_not_on_snow() -> None:
    bright = composed(ALPHA, (250, 40, 40), (90, 160, 200))
    for scene, shines in (("marble", True), ("winter", False)):
        image = background_scene.render(task(scene, bright, ALPHA, match=0), CancelToken()).image.rgb.astype(float)
        under, beside = image[258:276, 150:170].mean(axis=(0, 1)), image[258:276, 20:60].mean(axis=(0, 1))
        redder = (under[0] - under[2]) - (beside[0] - beside[2])
        assert (redder > 4) == shines


def test_the_horizon_lies_behind_the_subject_and_a_cut_one_sees_no_table() -> None:
    stand = footing(ALPHA)
    assert stand is not None
    assert not stand.cut
    for table in (False, True):
        stage = staged(300, 400, stand, table=table, light=1, seed=0)
        assert 80 < stage.horizon < stage.foot - 10
    low = np.zeros((300, 400), np.float32)
    low[100:, 150:250] = 1
    cut = footing(low)
    assert cut is not None
    assert cut.cut
    assert staged(300, 400, cut, table=True, light=1, seed=0).horizon > 300
    picture = composed(low, (150, 140, 130), (90, 160, 200))
    made = background_scene.render(task("marble", picture, low), CancelToken())
    assert any("no" in n or "not seen" in n for n in made.notes if "table" in n)


def test_moods_are_what_they_are_called() -> None:
    plain = back(drawn("forest"))
    night, warm, cool, soft, gold = (
        back(drawn("forest", (m,))) for m in ("night", "warm", "cool", "soft", "golden hour")
    )
    assert night.mean() < 0.5 * plain.mean()
    assert (warm[..., 0] / warm[..., 2].clip(1)).mean() > (cool[..., 0] / cool[..., 2].clip(1)).mean() * 1.15
    assert soft.std() < 0.9 * plain.std()
    assert (gold[..., 0] / gold[..., 2].clip(1)).mean() > (plain[..., 0] / plain[..., 2].clip(1)).mean() * 1.1


@pytest.mark.parametrize("scene", ["winter", "city night", "kitchen"])
def test_a_large_picture_shows_the_same_place_as_a_small_one(scene: str) -> None:
    large = np.kron(ALPHA, np.ones((4, 4), np.float32))
    picture = composed(large, (150, 140, 130), (90, 160, 200))
    small = composed(ALPHA, (150, 140, 130), (90, 160, 200))
    one = background_scene.render(task(scene, small, ALPHA, match=0), CancelToken()).image.rgb.astype(np.float32)
    two = background_scene.render(task(scene, picture, large, match=0), CancelToken()).image.rgb.astype(np.float32)
    two = cv2.resize(two, (400, 300), interpolation=cv2.INTER_AREA)
    tones = [cv2.resize(p, (16, 12), interpolation=cv2.INTER_AREA).mean(axis=2) for p in (one, two)]
    assert np.corrcoef(tones[0].ravel(), tones[1].ravel())[0, 1] > 0.7


@pytest.mark.parametrize("shape", [(1, 1), (5, 90), (64, 48)])
def test_tiny_and_empty_pictures_are_drawn(shape: tuple[int, int]) -> None:
    picture = composed(np.zeros(shape, np.float32), (0, 0, 0), (90, 90, 90))
    for scene in ("winter", "marble", "city night"):
        empty = np.zeros(shape, np.float32)
        made = background_scene.render(task(scene, picture, empty), CancelToken())
        assert made.image.pixels.shape == (*shape, 4)


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"scene": "moon"}, "scene"),
        ({"moods": ["sad"]}, "moods"),
        ({"moods": "warm"}, "moods"),
        ({"match": 2}, "match"),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(params: dict[str, JsonValue], named: str) -> None:
    work = task("winter", PICTURE, ALPHA)
    step = Step(op=work.step.op, target=work.step.target, params={"scene": "winter", **params})
    with pytest.raises(InvalidValue) as refused:
        background_scene.render(replace(work, step=step), CancelToken())
    assert refused.value.param == named


def test_a_cancelled_task_stops() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        background_scene.render(task("winter", PICTURE, ALPHA), cancel)


def test_a_point_out_of_focus_is_a_disc() -> None:
    point = np.zeros((101, 101), np.float32)
    point[50, 50] = 1
    seen = defocused(point, 20)
    y, x = np.mgrid[:101, :101]
    away = np.hypot(x - 50, y - 50)
    assert seen[away < 15].sum() > 0.5
    assert seen[away > 26].max() < 1e-4
    assert abs(float(seen.sum()) - 1) < 0.05
