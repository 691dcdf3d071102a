"""Membrane: exact for planes and true to Laplace's equation, whatever lies in the hole or beyond its rim."""

import numpy as np
import pytest

from scumble.engines.cpu.blend import blend_to_rim, membrane
from tests.engines.cpu.pictures import disc, noise


def plane(height: int, width: int) -> np.ndarray:
    """A tilted plane in three channels."""
    ys, xs = np.mgrid[:height, :width]
    return np.stack([ys * 0.5 + 20, xs * 0.4 + 30, 200 - ys * 0.3 - xs * 0.2], axis=2).astype(np.float32)


@pytest.mark.parametrize("radius", [1.5, 12, 70])
def test_a_plane_is_continued(radius: float):
    truth, hole = plane(200, 240), disc(200, 240, 100, 120, radius)
    holed = np.where(hole[:, :, None], 999, truth).astype(np.float32)
    assert np.abs(membrane(holed, hole) - truth).max() < 0.5 + 0.013 * radius
    assert np.array_equal(membrane(holed, hole)[~hole], truth[~hole])


def test_nothing_beyond_the_rim_counts():
    truth, hole = plane(200, 240), disc(200, 240, 100, 120, 50)
    far = ~disc(200, 240, 100, 120, 53)
    wild = np.where(far[:, :, None], 5000, truth).astype(np.float32)
    assert np.allclose(membrane(wild, hole)[hole], membrane(truth, hole)[hole], atol=1e-3)


def test_a_saddle_is_harmonic():
    ys, xs = np.mgrid[:160, :160] - 80.0
    truth = ((xs**2 - ys**2) / 60)[:, :, None].astype(np.float32)
    hole = disc(160, 160, 80, 80, 45)
    assert np.abs(membrane(np.where(hole[:, :, None], 0, truth).astype(np.float32), hole) - truth)[hole].max() < 1.0


def test_a_hole_at_the_border_and_one_without_a_rim():
    hole = np.zeros((40, 60), bool)
    hole[:, :20] = True
    values = np.full((40, 60, 1), 7, np.float32)
    values[hole] = 0
    assert np.allclose(membrane(values, hole), 7, atol=0.05)
    everything = np.ones((8, 8), bool)
    assert np.array_equal(membrane(values[:8, :8], everything), values[:8, :8])


def test_a_step_of_colour_at_the_rim_disappears_and_an_edge_is_left_alone():
    hole = disc(120, 120, 60, 60, 30)
    calm = noise(120, 120, mean=100, spread=1).astype(np.float32)
    off = np.where(hole[:, :, None], calm + 8, calm).astype(np.float32)
    assert abs(float(blend_to_rim(off, hole, ~hole)[hole].mean()) - 100) < 2
    edge = np.where(hole[:, :, None], calm + 60, calm).astype(np.float32)
    assert float(blend_to_rim(edge, hole, ~hole)[hole].mean()) > 158
