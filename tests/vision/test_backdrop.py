"""The background behind a subject is foretold from beside it, and its error is measured, not assumed."""

import numpy as np

from scumble.vision.backdrop import GROSS, LEAST, REACHES, foretell, measured, tolerance
from scumble.vision.holes import to_lab
from tests.vision.helpers import soft_wall


def hidden_middle() -> np.ndarray:
    known = np.ones((240, 320), np.bool_)
    known[80:160, 120:200] = False
    return known


def test_a_soft_wall_is_foretold_behind_the_subject() -> None:
    picture = np.clip(soft_wall(240, 320), 0, 255).astype(np.uint8)
    known = hidden_middle()
    spoilt = picture.copy()
    spoilt[~known] = (255, 0, 0)
    truth, seen = to_lab(picture), to_lab(spoilt)
    ground = foretell(seen, known, measured(seen, known))
    off = np.linalg.norm(ground.color - truth, axis=2)[~known]
    assert float(np.median(off)) < 4.0
    assert (ground.distance[~known] > 10 * off.mean()).all()
    assert ground.far[120, 160] > 30


def test_errors_tell_a_busy_background_from_a_plain_one() -> None:
    known = hidden_middle()
    plain = to_lab(np.clip(soft_wall(240, 320), 0, 255).astype(np.uint8))
    busy = to_lab(np.random.default_rng(0).integers(0, 255, (240, 320, 3)).astype(np.uint8))
    quiet, loud = (measured(lab, known) for lab in (plain, busy))
    assert quiet.shape == (len(REACHES), 240, 320)
    assert float(quiet[0].max()) < 3.0 < float(loud[0].min())
    assert float(loud.max()) <= 1.2 * GROSS


def test_tolerance_grows_with_the_distance_from_what_is_known() -> None:
    errors = np.stack([np.full((4, 4), e, np.float32) for e in (0.1, 1.0, 2.0, 4.0)])
    values = [float(tolerance(errors, np.full((4, 4), far, np.float32))[0, 0]) for far in (0.0, 8.0, 20.0, 30.0, 90.0)]
    assert values[0] == np.float32(LEAST)
    assert values == sorted(values)
    assert values[3] == np.float32(6.0)
    assert values[4] == np.float32(8.0)
