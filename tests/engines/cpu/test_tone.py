"""Tone: each parameter by its formula, their one order, regions, alpha, memory and refusals."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from scumble.core.errors import Cancelled, InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.core.work import CancelToken
from tests.engines.cpu.pictures import do, noise, numbered, opaque, plain, ramp


def grey(image: Image) -> np.ndarray:
    """The middle row's red channel as numbers."""
    return image.pixels[image.height // 2, :, 0].astype(int)


def test_no_parameter_changes_no_pixel():
    picture = numbered()
    assert np.array_equal(do(Op.TONE, picture).image.pixels, picture.pixels)


def test_one_stop_of_exposure_doubles_linear_light():
    encoded = np.arange(256) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    doubled = np.clip(linear * 2, 0, 1)
    expected = 255 * np.where(doubled <= 0.0031308, doubled * 12.92, 1.055 * doubled ** (1 / 2.4) - 0.055)
    got = grey(do(Op.TONE, ramp(), exposure=1).image)
    assert np.abs(got - expected).max() <= 0.51
    assert np.abs(got - np.arange(256)).max() > 40


@pytest.mark.parametrize(("name", "sign"), [("brightness", 1), ("brightness", -1), ("exposure", 2), ("exposure", -2)])
def test_lighter_and_darker_go_the_right_way_and_never_reverse_tones(name: str, sign: int):
    got = grey(do(Op.TONE, ramp(), **{name: 0.5 * sign}).image)
    assert all(b >= a for a, b in pairwise(got))
    assert (got[128] - 128) * sign > 15
    if name == "brightness":
        assert (got[0], got[255]) == (0, 255)


def test_contrast_steepens_the_middle_without_clipping_the_ends():
    more, less = (grey(do(Op.TONE, ramp(), contrast=c).image) for c in (0.6, -0.6))
    assert more[160] - more[96] > 64 * 1.25
    assert less[160] - less[96] < 64 * 0.75
    assert more[4] < more[12] < more[24]


def test_saturation_moves_colours_away_from_and_to_their_luma():
    picture = plain(8, 8, (180, 100, 60))
    luma = 0.299 * 180 + 0.587 * 100 + 0.114 * 60
    for amount in (0.4, -0.5, -1.0):
        got = do(Op.TONE, picture, saturation=amount).image.pixels[0, 0, :3].astype(float)
        expected = luma + (1 + amount) * (np.array([180, 100, 60]) - luma)
        assert np.abs(got - expected).max() <= 0.6


def test_grayscale_has_equal_channels_and_colour_does_not_survive():
    got = do(Op.TONE, opaque(noise(40, 40)), grayscale=True).image.pixels
    assert (got[:, :, 0] == got[:, :, 1]).all()
    assert (got[:, :, 1] == got[:, :, 2]).all()
    assert got[:, :, 0].std() > 5


def test_warm_raises_red_over_blue_and_keeps_a_grey_as_light_as_it_was():
    red, green, blue = do(Op.TONE, plain(8, 8, (120, 120, 120)), temperature=0.5).image.pixels[0, 0, :3].astype(float)
    assert red > green > blue
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue, 120)]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert light == pytest.approx(linear[3], rel=0.02)
    cold = do(Op.TONE, plain(8, 8, (120, 120, 120)), temperature=-0.5).image.pixels[0, 0, :3]
    assert cold[2] > cold[0]


def test_sharpen_raises_edge_contrast_within_a_halo_limit_and_soften_lowers_it():
    edge = np.full((40, 40, 3), 90.0)
    edge[:, 20:] = 160
    edge[:, 19:21] = 125
    picture = opaque(edge)
    sharp = grey(do(Op.TONE, picture, sharpen=1).image)
    soft = grey(do(Op.TONE, picture, sharpen=-1).image)
    assert sharp[21] - sharp[18] > 70
    assert sharp.max() <= 170
    assert sharp.min() >= 80
    assert np.diff(soft).max() < np.diff(grey(picture)).max()


def test_sharpen_leaves_faint_noise_alone():
    picture = opaque(noise(64, 64, mean=128, spread=0.8))
    got = do(Op.TONE, picture, sharpen=1).image.rgb
    assert got.std() <= picture.rgb.std() * 1.25


def test_auto_level_stretches_a_dull_picture_and_leaves_a_full_one_alone():
    dull = opaque(80 + 70 * np.random.default_rng(3).random((64, 64, 1)) * np.ones(3))
    done = do(Op.TONE, dull, auto=True)
    assert int(np.ptp(done.image.rgb)) > int(np.ptp(dull.rgb)) * 1.5
    assert "stretched" in done.notes[0]
    full = opaque(255 * np.random.default_rng(3).random((64, 64, 1)) * np.ones(3))
    again = do(Op.TONE, full, auto=True)
    assert int(np.abs(again.image.rgb.astype(int) - full.rgb).max()) <= 4


def test_auto_level_reduces_a_cast_but_does_not_grey_a_meadow():
    greys = 40 + 180 * np.random.default_rng(5).random((64, 64, 1)) * np.ones(3)
    cast = greys * [1.1, 1.0, 0.85]
    fixed = do(Op.TONE, opaque(cast), auto=True).image.rgb.mean(axis=(0, 1))
    before = opaque(cast).rgb.mean(axis=(0, 1))
    assert np.ptp(fixed) / fixed.mean() < 0.7 * np.ptp(before) / before.mean()
    meadow = 40 + 160 * np.random.default_rng(6).random((64, 64, 1)) * np.array([0.5, 1.0, 0.3])
    meadow[:12] = [235, 235, 235]
    green = do(Op.TONE, opaque(meadow), auto=True).image.pixels[40:, :, :3].mean(axis=(0, 1))
    assert green[1] > 1.5 * green[0]


def test_auto_level_measures_visible_pixels_of_the_region_alone():
    pixels = opaque(80 + 70 * np.random.default_rng(3).random((64, 64, 1)) * np.ones(3)).pixels.copy()
    pixels[:8] = (255, 0, 0, 0)
    shown = do(Op.TONE, Image(pixels=pixels.copy()), auto=True).notes
    pixels[:8, :, :3] = (0, 255, 255)
    assert do(Op.TONE, Image(pixels=pixels), auto=True).notes == shown


def test_parameters_combine_in_one_order_whatever_order_they_are_given_in():
    picture = opaque(noise(32, 32))
    one = do(Op.TONE, picture, exposure=0.5, contrast=0.3, saturation=0.2, sharpen=0.5)
    two = do(Op.TONE, picture, sharpen=0.5, saturation=0.2, contrast=0.3, exposure=0.5)
    assert one.image.digest == two.image.digest


def test_rows_outside_the_regions_box_and_alpha_are_untouched_and_inside_changes():
    pixels = numbered(40, 40).pixels.copy()
    pixels[:, :, 3] = np.arange(40)[:, None] * 6
    mask = np.zeros((40, 40), bool)
    mask[10:20, 5:15] = True
    picture = Image(pixels=pixels)
    got = do(Op.TONE, picture, region=Region.of_mask(mask), kind="region", brightness=0.5).image.pixels
    assert (got[~mask] == pixels[~mask]).all()
    assert (got[:, :, 3] == pixels[:, :, 3]).all()
    assert (got[mask][:, :3] != pixels[mask][:, :3]).mean() > 0.5


def test_bands_join_without_a_seam(monkeypatch: pytest.MonkeyPatch):
    picture = opaque(noise(120, 60))
    whole = do(Op.TONE, picture, sharpen=0.7, contrast=0.2).image.pixels
    monkeypatch.setattr("scumble.engines.cpu.tone.BAND_PIXELS", 60 * 17)
    assert np.array_equal(do(Op.TONE, picture, sharpen=0.7, contrast=0.2).image.pixels, whole)


def test_memory_stays_below_48_bytes_a_pixel():
    picture = plain(2000, 2000, (90, 120, 150))
    tracemalloc.start()
    do(Op.TONE, picture, exposure=0.3, sharpen=0.4, saturation=0.2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 4 < peak / 4e6 < 48


@pytest.mark.parametrize("params", [{"brightness": 2}, {"exposure": 5}, {"contrast": "much"}, {"auto": "yes"}])
def test_values_out_of_range_are_refused_by_name(params: dict[str, float | str]):
    with pytest.raises(InvalidValue) as refused:
        do(Op.TONE, ramp(), **params)
    assert refused.value.param == next(iter(params))


def test_a_cancelled_task_stops():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        do(Op.TONE, ramp(), cancel=cancel, brightness=0.2)
