"""The sky to the pixel: between twigs, around a bright thing before it, not on walls, water or clouds."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.regions.scene import Scene
from scumble.regions.skyline import sky_matte, sky_region
from scumble.vision.models import Models
from scumble.vision.subject import Subject

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]

HEIGHT, WIDTH, HORIZON = 300, 480, 200
SKY = (203, 211, 222)
NOTHING = np.zeros((HEIGHT, WIDTH), np.float32)


def landscape() -> tuple[Rgb, Mask]:
    """A pale sky over dark ground, and what of it is told as sky: all but the part in which things stand before it."""
    rgb = np.full((HEIGHT, WIDTH, 3), SKY, np.float32)
    rgb += np.linspace(-12, 12, HEIGHT)[:, None, None]
    rgb[HORIZON:] = (74, 66, 50)
    rgb += np.random.default_rng(4).normal(0, 1.5, rgb.shape)
    told = np.zeros((HEIGHT, WIDTH), np.bool_)
    told[:HORIZON] = True
    return np.clip(rgb, 0, 255).astype(np.uint8), told


def crown(rgb: Rgb, told: Mask) -> Mask:
    """Draws twigs with sky between them, all of them left out of what was told; gives back where the twigs are."""
    told[110:HORIZON, 120:220] = False
    twigs = np.zeros(told.shape, np.uint8)
    for k in range(9):
        cv2.line(twigs, (170, HORIZON), (124 + 11 * k, 112), 1, 2)
    rgb[twigs > 0] = (50, 44, 38)
    return twigs > 0


def test_the_sky_between_twigs_is_sky_and_the_twigs_are_not() -> None:
    rgb, told = landscape()
    twigs = crown(rgb, told)
    matte = sky_matte(rgb, told, NOTHING)
    gaps = ~twigs & ~told & (np.arange(HEIGHT)[:, None] < 160)
    away = cv2.dilate(twigs.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
    assert float(matte[gaps & away].mean()) > 0.95
    assert float(matte[twigs & (np.arange(HEIGHT)[:, None] < 160)].mean()) < 0.1
    assert float(matte[HORIZON + 3 :].max()) == 0


def test_a_pixel_of_sky_and_twig_is_sky_by_half() -> None:
    rgb, told = landscape()
    crown(rgb, told)
    mixed = cv2.GaussianBlur(rgb, (0, 0), 1.2)
    matte = sky_matte(mixed, told, NOTHING)[115:160, 125:215]
    soft = float(((matte > 0.15) & (matte < 0.85)).mean())
    assert 0.05 < soft < 0.6


def test_a_rough_wall_as_light_as_the_sky_is_no_sky() -> None:
    rgb, told = landscape()
    told[60:HORIZON, 300:420] = False
    plaster = np.random.default_rng(6).normal(0, 16, (140, 120, 1))
    wall = np.array(SKY, np.float32) + cv2.GaussianBlur(plaster, (0, 0), 1)[..., None] * 2
    rgb[60:HORIZON, 300:420] = np.clip(wall, 0, 255).astype(np.uint8)
    matte = sky_matte(rgb, told, NOTHING)
    assert float(matte[80 : HORIZON - 20, 315:405].mean()) < 0.1


def test_a_small_bright_gap_is_cloud_and_goes_with_the_sky() -> None:
    rgb, told = landscape()
    cv2.circle(rgb, (60, 60), 9, (250, 250, 250), -1)
    told[45:76, 45:76] = False
    assert float(sky_matte(rgb, told, NOTHING)[45:76, 45:76].min()) == 1


def test_what_stands_before_the_sky_is_left_out() -> None:
    rgb, told = landscape()
    before = NOTHING.copy()
    before[90:HORIZON, 200:260] = 1
    matte = sky_matte(rgb, told, before)
    assert float(matte[90:HORIZON, 200:260].max()) == 0
    assert float(matte[:80].min()) > 0.9


@pytest.mark.parametrize("grown", [1, 4])
def test_the_subject_that_was_taken_for_sky_is_given_back_at_any_size(
    grown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rgb, told = landscape()
    size = (WIDTH * grown, HEIGHT * grown)
    head = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.circle(head, (240, 260), 90, 1, -1)
    rgb[head > 0] = SKY
    alpha = cv2.resize(head, size, interpolation=cv2.INTER_NEAREST)
    large = cv2.resize(rgb, size, interpolation=cv2.INTER_NEAREST)
    opaque = np.full((size[1], size[0], 1), 255, np.uint8)
    scene = Scene(Image(pixels=np.concatenate([large, opaque], axis=2)), Models(), CancelToken())
    subject = Subject(alpha=alpha, edges="hard", confidence=0.9, notes=(), verdicts=())
    monkeypatch.setattr(Scene, "subject", subject)
    told |= (head > 0) & (np.arange(HEIGHT)[:, None] < HORIZON)
    shape = cv2.resize(told.astype(np.uint8), scene.lab.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    weights = sky_region(scene, shape).weights
    assert weights.shape == alpha.shape
    inner = cv2.erode(alpha, np.ones((8 * grown + 1, 8 * grown + 1), np.uint8)) > 0
    assert float(weights[inner].max()) < 0.05
    assert float(weights[: 150 * grown].mean()) > 0.99


def test_a_speck_of_sky_stays_what_it_is() -> None:
    rgb, _ = landscape()
    opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    scene = Scene(Image(pixels=np.concatenate([rgb, opaque], axis=2)), Models(), CancelToken())
    weights = sky_region(scene, np.zeros(scene.lab.shape[:2], np.bool_)).weights
    assert weights.shape == (HEIGHT, WIDTH)
    assert not weights.any()
