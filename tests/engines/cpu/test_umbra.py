"""Deep shadow on rough ground: its own grains come back, up to the outline; smoother ground is filled as before."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.vision.light import to_encoded, to_linear
from tests.engines.cpu.light_scenes import Lit, error, texture_kept
from tests.engines.cpu.pictures import do, opaque

Floats = NDArray[np.float64]
H, W = 600, 800


def thing() -> NDArray[np.bool_]:
    """A box that stands on the ground."""
    out = np.zeros((H, W), bool)
    out[160:400, 240:480] = True
    return out


def chips(rough: bool) -> Floats:
    """(H, W, 3) encoded: dark chips with every third of them light and teal; or all of nearly one grey."""
    rng = np.random.default_rng(8)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (H, W)), (0, 0), 3)
    light = np.clip((grain / grain.std() - 0.5) * 3 + 0.5, 0, 1)[:, :, None]
    if not rough:
        return 120 + 8 * (grain / grain.std())[:, :, None] * np.ones(3)
    return 45 + light * (np.array([120.0, 175, 170]) - 45) + rng.normal(0, 3, (H, W, 1))


def scene(rough: bool) -> Lit:
    """A shadow to the right that lets a sixteenth of the light through."""
    fall = np.zeros((H, W))
    cv2.ellipse(fall, (520, 392), (190, 52), 0, 0, 360, (1.0,), -1)
    fall = cv2.GaussianBlur(fall, (0, 0), 2)
    ground = chips(rough)
    keep = 1 - fall[:, :, None] * np.array([0.945, 0.94, 0.93])
    dark = to_encoded(to_linear(np.clip(ground, 0, 255) / 255) * keep) * 255
    colours = [np.where(thing()[:, :, None], np.array([40.0, 70, 150]), x) for x in (dark, ground)]
    image, truth = (opaque(c) for c in colours)
    return Lit(image=image, truth=truth, thing=Region.of_mask(thing()), area=(fall > 0.95) & ~thing())


def without(lit: Lit) -> Candidate:
    return do(Op.SHADOW_REMOVE, lit.image, region=lit.thing, kind="subject")


def test_the_grains_of_rough_ground_come_back_out_of_a_deep_shadow() -> None:
    lit = scene(rough=True)
    got = without(lit)
    area = cv2.erode(lit.area.astype(np.uint8), np.ones((21, 21), np.uint8)) > 0
    assert texture_kept(got.image, lit.truth, area) > 0.9
    assert abs(float(got.image.rgb[area].mean()) - float(lit.truth.rgb[area].mean())) < 12
    assert error(got.image, lit.truth, lit.area) < 0.35 * error(lit.image, lit.truth, lit.area)
    far = ~(cv2.dilate(lit.area.astype(np.uint8), np.ones((41, 41), np.uint8)) > 0)
    assert np.array_equal(got.image.rgb[far], lit.image.rgb[far])


def test_smooth_ground_is_filled_where_only_noise_would_come_back() -> None:
    lit = scene(rough=False)
    got = without(lit)
    assert any(v.guard == "fill_quality" for v in got.verdicts)
