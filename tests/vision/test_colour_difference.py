"""CIEDE2000 against the published test data and against another implementation."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from scumble.vision.colour_difference import delta_e, to_lab


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_published_pairs(one: tuple[float, ...], other: tuple[float, ...], expected: float) -> None:
    assert float(delta_e(np.array([one], np.float32), np.array([other], np.float32))[0]) == pytest.approx(
        expected, abs=2e-4
    )


def test_random_colours_as_elsewhere() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.integers(0, 256, (40, 40, 3)).astype(np.uint8) for _ in range(2))
    assert np.allclose(to_lab(one), rgb2lab(one), atol=0.4)
    theirs = deltaE_ciede2000(rgb2lab(one), rgb2lab(other))
    assert np.allclose(delta_e(rgb2lab(one).astype(np.float32), rgb2lab(other).astype(np.float32)), theirs, atol=1e-3)
    assert float(delta_e(to_lab(one), to_lab(one)).max()) == 0
