"""The matte of a lattice at full size: bars with their soft edges, gaps empty, the rest as it was."""

import cv2
import numpy as np

from scumble.core.work import CancelToken
from scumble.vision.see_through import see_through
from scumble.vision.unmix import unmix
from tests.vision.helpers import lattice


def test_bars_and_gaps_have_their_true_alpha() -> None:
    picture, alpha, network = lattice((40, 44, 48))
    found = see_through(picture, network, CancelToken())
    assert found is not None
    matte = unmix(picture, network, found, CancelToken())
    assert matte.dtype == np.float32
    assert 0.0 <= float(matte.min()) <= float(matte.max()) <= 1.0
    assert float(np.abs(matte - alpha).mean()) < 0.2 * float(np.abs(network - alpha).mean())
    both, either = (matte > 0.5) & (alpha > 0.5), (matte > 0.5) | (alpha > 0.5)
    assert both.sum() / either.sum() > 0.85


def test_a_larger_picture_gives_the_same_matte() -> None:
    picture, _, network = lattice((40, 44, 48))
    found = see_through(picture, network, CancelToken())
    assert found is not None
    small = unmix(picture, network, found, CancelToken())
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    wide = cv2.resize(network, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    full = unmix(np.asarray(large, np.uint8), np.asarray(wide, np.float32), found, CancelToken())
    back = cv2.resize(full, small.shape[::-1], interpolation=cv2.INTER_AREA)
    assert float(np.abs(back - small).mean()) < 0.02


def test_what_lies_away_from_gaps_stays() -> None:
    picture, _, network = lattice((40, 44, 48))
    found = see_through(picture, network, CancelToken())
    assert found is not None
    marked = network.copy()
    marked[2:6, 2:6] = 0.7
    assert (unmix(picture, marked, found, CancelToken())[2:6, 2:6] == np.float32(0.7)).all()
