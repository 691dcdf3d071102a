"""Background seen through the subject is found; look-alikes without an edge are left alone."""

import cv2
import numpy as np

from scumble.vision.holes import holes
from tests.vision.helpers import backdrop


def ring(color: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A ring before a grey wall whose hole the network paints over, not wholly sure: picture, probability, mask."""
    picture = backdrop(300, 400, (150, 160, 165)).astype(np.uint8)
    cv2.circle(picture, (200, 150), 60, color, -1)
    inner = backdrop(300, 400, (150, 160, 165)).astype(np.uint8)
    middle = np.zeros((300, 400), np.uint8)
    cv2.circle(middle, (200, 150), 25, (1,), -1)
    picture[middle > 0] = inner[middle > 0]
    mask = np.zeros((300, 400), np.uint8)
    cv2.circle(mask, (200, 150), 60, (1,), -1)
    probability = mask.astype(np.float32)
    probability[middle > 0] = 0.9
    return picture, probability, mask


def test_a_hole_that_the_network_painted_over_is_found() -> None:
    found = holes(*ring((180, 30, 30)))
    assert found[140:160, 190:210].mean() > 0.8
    assert not found[:120].any()
    assert found.sum() < 1.2 * np.pi * 25**2


def test_a_sure_network_is_believed() -> None:
    picture, _, mask = ring((180, 30, 30))
    assert not holes(picture, mask.astype(np.float32), mask).any()


def test_a_subject_of_the_walls_own_colour_has_no_holes() -> None:
    assert not holes(*ring((150, 160, 165))).any()


def test_a_notch_open_to_the_outside_is_no_hole() -> None:
    picture, probability, mask = ring((180, 30, 30))
    mask[150:, 195:205] = 0
    assert not holes(picture, probability, mask).any()


def test_colour_models_may_point_at_a_hole_that_is_only_about_the_background() -> None:
    picture, probability, mask = ring((180, 30, 30))
    middle = probability == np.float32(0.9)
    picture[middle] = np.clip(picture[middle].astype(int) - 28, 0, 255)
    assert not holes(picture, probability, mask)[145:155, 195:205].any()
    assert holes(picture, probability, mask, middle)[145:155, 195:205].all()
