"""Masks by every convention, pixel by pixel."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from scumble.engines.providers.masks import mask_png

WEIGHTS = np.array([[0.0, 1 / 255 / 4, 0.5, 1.0]], np.float32)


def pixels(data: bytes | None) -> np.ndarray[Any, Any]:
    assert data is not None
    return np.asarray(Pillow.open(io.BytesIO(data)))


def test_openais_is_transparent_where_it_is_to_be_edited_and_white_there_too() -> None:
    found = pixels(mask_png(WEIGHTS, "alpha"))
    assert found[0].tolist() == [[0, 0, 0, 255], *[[255, 255, 255, 0]] * 3]


@pytest.mark.parametrize(("style", "edit"), [("white", 255), ("black", 0)])
def test_others_are_one_channel(style: Any, edit: int) -> None:
    assert pixels(mask_png(WEIGHTS, style))[0].tolist() == [255 - edit, edit, edit, edit]


def test_soft_ones_keep_their_steps() -> None:
    assert pixels(mask_png(WEIGHTS, "alpha", soft=True))[0, :, 3].tolist() == [255, 255, 127, 0]


def test_some_take_none() -> None:
    assert mask_png(WEIGHTS, "none") is None
