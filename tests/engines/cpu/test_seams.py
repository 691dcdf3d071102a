"""Seams and strangers in a fill: what was cut off, surfaces where they cannot be; the fill that keeps to a level."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.engines.cpu import fill, patchmatch
from scumble.engines.cpu.quality import LIMIT
from scumble.engines.cpu.seams import seam, strange
from tests.engines.cpu.pictures import do, opaque

H, W = 240, 320


def layers() -> NDArray[np.uint8]:
    """Sky with clouds over a wood over a road, all with texture."""
    rng = np.random.default_rng(4)
    rgb = np.zeros((H, W, 3))
    for rows, colour, rough, coarse in (
        (slice(0, 90), (120, 165, 225), 22, 9),
        (slice(90, 160), (50, 85, 35), 26, 2),
        (slice(160, 240), (125, 122, 118), 16, 1),
    ):
        grain = cv2.GaussianBlur(rng.normal(0, 1, (H, W)), (0, 0), coarse)
        rgb[rows] = (np.array(colour) + (grain * rough / grain.std())[:, :, None])[rows]
    return np.clip(rgb, 0, 255).astype(np.uint8)


def square() -> NDArray[np.bool_]:
    hole = np.zeros((H, W), bool)
    hole[40:200, 110:210] = True
    return hole


def test_road_in_the_sky_is_strange_and_the_truth_is_not() -> None:
    truth, wrong = layers(), layers()
    wrong[45:85, 120:200] = truth[165:205, 120:200]
    assert strange(wrong, square()) > 2 * strange(truth, square())
    assert strange(wrong, square()) > fill.STRANGE > strange(truth, square())


def test_a_stump_at_the_rim_is_a_seam_and_layers_that_go_on_are_none() -> None:
    truth, cut = layers(), layers()
    cut[200:230, 140:180] = 10
    assert seam(truth, square()) < 0.02
    assert seam(cut, square()) > 0.04


def test_a_removal_that_leaves_a_stump_is_doubted_and_one_without_is_not() -> None:
    rgb = layers()
    hole = np.zeros((H, W), bool)
    hole[60:80, 130:150] = True
    clean = do(Op.FILL, opaque(rgb), region=Region.of_mask(hole), kind="region").verdicts[0]
    assert clean.passed
    rgb[80:110, 132:148] = 5
    stump = do(Op.FILL, opaque(rgb), region=Region.of_mask(hole), kind="region").verdicts[0]
    assert not stump.passed
    assert stump.value > LIMIT
    assert "cut off" in stump.sentence


ROWS = np.mgrid[:H, :W][:1].astype(np.float32)


def test_a_fill_that_keeps_to_a_level_takes_patches_from_about_the_same_height() -> None:
    grain = cv2.GaussianBlur(np.random.default_rng(2).normal(0, 1, (H, W)), (0, 0), 2)
    grain = 120 + 35 * grain / grain.std()
    height = np.repeat(np.linspace(100, 140, H)[:, None], W, axis=1)
    rgb = np.clip(np.dstack([grain, grain, height]), 0, 255).astype(np.uint8)
    off = []
    for wished in (None, ROWS):
        out = patchmatch.inpaint(rgb, square(), np.zeros((H, W), bool), 0, wished=wished)
        off.append(float(np.abs(out[:, :, 2] - height)[square()].mean()))
    assert off[1] < 0.8 * off[0]
    assert np.array_equal(out, patchmatch.inpaint(rgb, square(), np.zeros((H, W), bool), 0, wished=ROWS))


def test_turned_variants_keep_to_the_same_level() -> None:
    stripes = np.repeat(np.linspace(0, 255, H)[:, None], W, axis=1)
    rgb = np.dstack([stripes] * 3).astype(np.uint8)
    for variant in range(patchmatch.VARIANTS):
        out = patchmatch.inpaint(rgb, square(), np.zeros((H, W), bool), variant, wished=ROWS)
        assert np.abs(out.astype(int) - rgb)[square()].mean() < 8
