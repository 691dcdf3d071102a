"""The classifier of kinds: drawn things are told apart, a mask hides what is around, weights are at half precision."""

import cv2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.vision.imagenet import KINDS
from scumble.vision.kinds import can_tell, tell
from scumble.vision.models import PACKAGED, Models
from tests.vision.helpers import backdrop

Floats = NDArray[np.float32]


def index(name: str) -> int:
    """A kind by its usual name."""
    return next(i for i, kind in enumerate(KINDS) if kind[0] == name)


def two_things() -> NDArray[np.uint8]:
    """An analog clock on the left and a chess-like crossword on the right, 700 x 400, on a grainy wall."""
    rgb = np.rint(backdrop(400, 700, (205, 200, 190))).astype(np.uint8)
    cv2.circle(rgb, (180, 200), 140, (40, 35, 30), -1, cv2.LINE_AA)
    cv2.circle(rgb, (180, 200), 122, (250, 248, 240), -1, cv2.LINE_AA)
    for hour in range(12):
        turn = hour * np.pi / 6
        x, y = 180 + 98 * np.sin(turn), 200 - 98 * np.cos(turn)
        cv2.putText(rgb, str(hour or 12), (int(x) - 10, int(y) + 8), 0, 0.7, (20, 20, 20), 2, cv2.LINE_AA)
    cv2.line(rgb, (180, 200), (180, 115), (15, 15, 15), 6, cv2.LINE_AA)
    cv2.line(rgb, (180, 200), (235, 225), (15, 15, 15), 8, cv2.LINE_AA)
    for row in range(9):
        for column in range(9):
            dark = (row * 7 + column * 5) % 4 == 0
            corner = (430 + column * 26, 80 + row * 26)
            cv2.rectangle(rgb, corner, (corner[0] + 24, corner[1] + 24), (15, 15, 15) if dark else (250, 250, 250), -1)
    return rgb


CLOCK, CROSSWORD = Box(x0=40, y0=60, x1=320, y1=340), Box(x0=430, y0=80, x1=664, y1=314)


def test_kinds_are_a_thousand_synsets() -> None:
    assert len(KINDS) == 1000
    assert KINDS[0][0] == "tench"
    assert KINDS[999][0] == "toilet tissue"
    assert all(word == word.strip() and word for kind in KINDS for word in kind)


def test_things_are_told_apart(models: Models) -> None:
    assert can_tell(models)
    told = tell(two_things(), [CLOCK, CROSSWORD], models)
    assert told.shape == (2, 1000)
    assert told.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    clocks = [index("analog clock"), index("wall clock"), index("stopwatch")]
    assert told[0, clocks].sum() > 0.5
    assert told[1, index("crossword puzzle")] > 0.5
    assert told[1, clocks].sum() < 0.05


def test_a_mask_hides_what_is_around(models: Models) -> None:
    rgb = two_things()
    whole = Box(x0=0, y0=0, x1=700, y1=400)
    mask = np.zeros((100, 175), np.float32)
    mask[15:85, 10:80] = 1.0
    clock, other = (tell(rgb, [whole], models, [m])[0] for m in (mask, 1.0 - mask))
    clocks = [index("analog clock"), index("wall clock"), index("stopwatch")]
    assert clock[clocks].sum() > 5 * clock[index("crossword puzzle")]
    assert other[index("crossword puzzle")] > 5 * other[clocks].sum()


def test_no_boxes_are_no_rows(models: Models) -> None:
    assert tell(two_things(), [], models).shape == (0, 1000)


def test_weights_are_kept_at_half_precision() -> None:
    path = PACKAGED / "kinds.onnx"
    assert path.stat().st_size < 13_000_000
    model = onnx.load(str(path))
    assert [d.dim_value or d.dim_param for d in model.graph.input[0].type.tensor_type.shape.dim] == ["n", 3, 260, 260]
