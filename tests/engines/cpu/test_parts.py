"""Smooth parts: shading is one part, a seam is bridged, an outline is not."""

import numpy as np

from scumble.engines.cpu.parts import smooth_parts


def scene() -> np.ndarray:
    points = np.zeros((60, 90, 3), np.float32)
    points[:, :, 0] = np.linspace(0.1, 0.3, 90)
    return points


def test_shading_is_one_part_and_the_outside_none() -> None:
    inside = np.ones((60, 90), bool)
    inside[:10] = False
    found = smooth_parts(scene(), inside)
    assert set(np.unique(found[inside])) == {0}
    assert (found[~inside] == -1).all()


def test_a_seam_is_bridged_and_an_outline_is_not() -> None:
    points = scene()
    points[:, 44:46] = 0.0
    seam = smooth_parts(points, np.ones((60, 90), bool))
    assert seam[30, 10] == seam[30, 80] != seam[30, 45]
    points[:, 46:] += 0.05
    outline = smooth_parts(points, np.ones((60, 90), bool))
    assert outline[30, 10] != outline[30, 80]
