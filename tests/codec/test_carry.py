"""Points move with the picture: `geometry.carry` says where `geometry.apply` puts a dot."""

import numpy as np
import pytest

from scumble.codec import geometry
from scumble.core.outcome import Geometry

STEPS = [
    geometry.crop(5, 8, 60, 40),
    geometry.pad(3, 4, 5, 6),
    geometry.flip("horizontal"),
    geometry.flip("vertical"),
    geometry.rotate(90),
    geometry.rotate(180),
    geometry.rotate(270),
    geometry.rotate(17),
    geometry.rotate(-9, "keep"),
    geometry.resize(160, 150),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda s: f"{s.kind} {list(s.params.values())[:2]}")
def test_a_point_is_carried_to_where_its_pixel_goes(step: Geometry) -> None:
    weights = np.zeros((75, 80), np.float32)
    weights[26:29, 38:41] = 1
    moved = geometry.apply(step, weights)
    rows, columns = np.mgrid[: moved.shape[0], : moved.shape[1]] + 0.5
    seen = np.array([(moved * columns).sum(), (moved * rows).sum()]) / moved.sum()
    (there,) = geometry.carry(step, np.array([[39.5, 27.5]], np.float32), 80, 75)
    assert np.abs(there - seen).max() < 0.35
