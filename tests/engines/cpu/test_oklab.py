"""OKLab: there and back, shade leaves the ratios alone, and colours that sRGB lacks keep hue and lightness."""

import numpy as np

from scumble.engines.cpu.oklab import from_oklab, to_oklab


def test_there_and_back() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (5000, 3), dtype=np.uint8)
    assert np.abs(from_oklab(to_oklab(rgb)) - rgb).max() < 0.5


def test_published_values() -> None:
    """Red in OKLab, from the definition's page."""
    assert np.allclose(to_oklab(np.array([[255, 0, 0]], np.uint8))[0], (0.6279, 0.2249, 0.1258), atol=2e-3)
    assert np.allclose(to_oklab(np.array([[255, 255, 255]], np.uint8))[0], (1, 0, 0), atol=2e-3)


def test_what_does_not_fit_loses_chroma_only() -> None:
    lab = np.array([[0.9, -0.1, -0.25], [0.3, 0.3, 0.1]], np.float32)
    back = to_oklab(np.rint(from_oklab(lab)).astype(np.uint8))
    assert np.abs(back[:, 0] - lab[:, 0]).max() < 0.02
    assert np.allclose(np.arctan2(back[:, 2], back[:, 1]), np.arctan2(lab[:, 2], lab[:, 1]), atol=0.08)
    assert (np.hypot(back[:, 1], back[:, 2]) < np.hypot(lab[:, 1], lab[:, 2])).all()
