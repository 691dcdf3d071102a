"""The sample picture: the one that tools/draw_sample.py draws, small, and of the promised size."""

import importlib.util
from pathlib import Path

import cv2
import numpy as np

from scumble.cli.first_key import SAMPLE

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "draw_sample.py"


def test_the_sample_is_the_one_that_the_script_draws() -> None:
    spec = importlib.util.spec_from_file_location("draw_sample", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    drawn: np.ndarray = module.draw()
    shipped = cv2.imread(str(SAMPLE))
    assert shipped is not None
    assert shipped.shape == drawn.shape == (600, 800, 3)
    assert SAMPLE.stat().st_size < 150_000
    assert np.abs(shipped.astype(int) - drawn).mean() < 3  # what JPEG costs
