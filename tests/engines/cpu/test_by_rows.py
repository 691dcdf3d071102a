"""Enlarging by rows: the same as at once, whichever rows are asked for."""

import cv2
import numpy as np
import pytest

from scumble.engines.cpu import by_rows
from scumble.engines.cpu.by_rows import Enlarged


@pytest.mark.parametrize("channels", [(), (3,)])
def test_rows_are_those_of_the_map_enlarged_at_once(monkeypatch: pytest.MonkeyPatch, channels: tuple[int, ...]):
    small = np.random.default_rng(3).random((17, 23, *channels), np.float32)
    whole = cv2.resize(small, (211, 160), interpolation=cv2.INTER_LINEAR)
    at_once = Enlarged(small, (211, 160)).rows(0, 160)
    assert np.array_equal(at_once, whole)
    monkeypatch.setattr(by_rows, "WHOLE", 0)
    made = Enlarged(small, (211, 160))
    parts = np.concatenate([made.rows(0, 7), made.rows(7, 101), made.rows(101, 160)])
    assert np.abs(parts - whole).max() < 1e-5
    assert np.array_equal(made.rows(0, 160), parts)
