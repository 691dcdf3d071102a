"""Blur: strength follows amount and size, its width is right, and neither alpha nor hidden colours leak."""

import numpy as np
import pytest

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from tests.engines.cpu.pictures import do, noise, opaque


def spread_of_an_edge(size: int, amount: float) -> float:
    """Standard deviation in pixels of the blur that an edge shows."""
    edge = np.zeros((size, size, 3))
    edge[:, size // 2 :] = 255
    row = do(Op.BLUR, opaque(edge), amount=amount).image.pixels[size // 2, :, 0].astype(float)
    slope = np.diff(row) / 255
    at = np.arange(slope.size)
    mean = (slope * at).sum()
    return float(np.sqrt((slope * (at - mean) ** 2).sum()))


@pytest.mark.parametrize("amount", [0.1, 0.5, 1.0])
def test_the_width_is_a_twentieth_of_the_shorter_side_at_amount_1(amount: float):
    assert spread_of_an_edge(400, amount) == pytest.approx(amount * 20, rel=0.1)


def test_a_picture_twice_the_size_is_blurred_twice_as_wide():
    assert spread_of_an_edge(600, 0.5) == pytest.approx(2 * spread_of_an_edge(300, 0.5), rel=0.1)


def test_amount_0_changes_nothing_and_more_is_softer():
    picture = opaque(noise(120, 120))
    spreads = [do(Op.BLUR, picture, amount=a).image.rgb.std() for a in (0.0, 0.2, 0.8)]
    assert spreads[0] == picture.rgb.std()
    assert spreads[0] > 2 * spreads[1] > 2 * spreads[2]


def test_only_the_regions_box_is_written():
    picture = opaque(noise(100, 100))
    mask = np.zeros((100, 100), bool)
    mask[30:60, 40:70] = True
    got = do(Op.BLUR, picture, region=Region.of_mask(mask), kind="region").image.pixels
    assert (got[~mask] == picture.pixels[~mask]).all()
    assert got[mask].std() < picture.pixels[mask].std()


@pytest.mark.parametrize("amount", [0.1, 0.9])
def test_hidden_colours_do_not_bleed_into_visible_ones(amount: float):
    pixels = np.full((200, 200, 4), 255, np.uint8)
    pixels[:, :, :3] = (200, 40, 40)
    pixels[:, :100] = (0, 255, 0, 0)
    got = do(Op.BLUR, Image(pixels=pixels), amount=amount).image.pixels
    assert (got[:, :, 3] == pixels[:, :, 3]).all()
    assert np.abs(got[:, 100:, :3].astype(int) - [200, 40, 40]).max() <= 2


def test_an_amount_beyond_1_is_refused():
    with pytest.raises(InvalidValue, match="amount"):
        do(Op.BLUR, opaque(noise(8, 8)), amount=1.5)
