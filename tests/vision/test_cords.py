"""A cord that leads from the subject to its plug is found; without one, or to a part of another colour, nothing is."""

import cv2
import numpy as np
import pytest

from scumble.vision.cords import corded


def lamp(cord: tuple[int, int, int] | None, width: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """A black lamp and its plug before a grey wall: picture, and the matte that the network left of it."""
    matte = np.zeros((400, 500), np.uint8)
    cv2.rectangle(matte, (250, 80), (330, 340), (255,), -1)
    cv2.rectangle(matte, (150, 280), (170, 300), (255,), -1)
    picture = np.where(matte[:, :, None] > 0, np.array((20, 20, 22)), np.array((170, 165, 160))).astype(np.uint8)
    if cord is not None:
        cv2.line(picture, (171, 292), (249, 310), cord, width)
    noise = np.random.default_rng(1).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), matte.astype(np.float32) / np.float32(255)


def test_a_cord_between_the_lamp_and_its_plug_is_found() -> None:
    picture, matte = lamp((22, 22, 24))
    found = corded(picture, matte)
    assert all(found[round(292 + (x - 171) * 18 / 78), x] > 0.9 for x in range(172, 249, 4))
    assert float(np.abs(found - matte)[:275].max()) == 0.0
    assert float(found[318:, :240].max()) == 0.0


@pytest.mark.parametrize(("cord", "width"), [(None, 3), ((200, 40, 40), 3), ((22, 22, 24), 9)])
def test_no_cord_a_line_of_another_colour_and_a_board_add_nothing(
    cord: tuple[int, int, int] | None, width: int
) -> None:
    picture, matte = lamp(cord, width)
    assert np.array_equal(corded(picture, matte), matte)
