"""Spill: a rim tinted by a coloured ground gets its own colour back; red before red and grey grounds change nothing."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.holes import to_lab
from scumble.vision.spill import despilled

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
SIDE = 400
GREEN, WHITE, GREY = (60, 150, 50), (225, 225, 222), (140, 140, 140)


def disc(ramp: float = 1.0) -> Floats:
    """A subject whose edge is `ramp` pixels wide: float32 (SIDE, SIDE)."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    return np.clip((120 - np.hypot(x - SIDE / 2, y - SIDE / 2)) / ramp + 0.5, 0, 1).astype(np.float32)


def picture(
    own: tuple[int, int, int], ground: tuple[int, int, int], tint: float, deep: float = 5.0, ramp: float = 1.0
) -> tuple[Bytes, Bytes]:
    """The subject's true colours and those seen, tinted by the ground over `deep` pixels: uint8 (SIDE, SIDE, 3)."""
    alpha = disc(ramp)
    depth = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    grain = np.random.default_rng(1).normal(0, 2, (SIDE, SIDE, 3))
    true = np.clip(np.array(own, float) + grain, 0, 255)
    share = (tint * np.clip(1 - depth / deep, 0, 1))[:, :, None]
    seen = true * (1 - share) + share * np.array(ground, float)
    inside = (alpha > 0)[:, :, None]
    fore = np.where(inside, seen, ground)
    return np.rint(true).astype(np.uint8), np.rint(fore).astype(np.uint8)


def chroma(rgb: Bytes, where: NDArray[np.bool_]) -> float:
    """Mean chroma in CIE Lab."""
    return float(np.linalg.norm(to_lab(rgb)[where][:, 1:], axis=1).mean())


def test_the_green_rim_of_a_white_thing_is_white_again() -> None:
    alpha = disc()
    true, seen = picture(WHITE, GREEN, 0.5)
    found, changed = despilled(seen, alpha, seen)
    depth = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    rim = (depth > 0) & (depth < 3)
    assert chroma(seen, rim) > 12
    assert chroma(found, rim) < 0.35 * chroma(seen, rim) + chroma(true, rim)
    deep = depth > 8
    assert np.array_equal(found[deep], seen[deep])
    assert not changed[deep].any()
    assert np.array_equal(found[~changed], seen[~changed])


def test_fur_is_tinted_deeper_than_a_hard_rim_and_white_there_too() -> None:
    depth = cv2.distanceTransform((disc() > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    rim = (depth > 4) & (depth < 8)
    left: dict[float, float] = {}
    for ramp in (1.0, 6.0):
        _, seen = picture(WHITE, GREEN, 0.5, deep=16, ramp=ramp)
        found, _ = despilled(seen, disc(ramp), seen)
        left[ramp] = chroma(found, rim) / chroma(seen, rim)
        assert np.array_equal(found[depth > 20], seen[depth > 20])
    assert left[1.0] > 0.9
    assert left[6.0] < 0.35


def test_half_of_it_is_taken_when_half_is_asked_for() -> None:
    alpha = disc()
    _, seen = picture(WHITE, GREEN, 0.5)
    all_, half = (despilled(seen, alpha, seen, share)[0] for share in (1.0, 0.5))
    rim = (alpha == 1) & (cv2.erode((alpha > 0.5).astype(np.uint8), np.ones((5, 5), np.uint8)) == 0)
    assert chroma(all_, rim) < chroma(half, rim) < chroma(seen, rim)


def test_a_green_thing_before_green_and_any_before_grey_keep_their_colours() -> None:
    alpha = disc()
    for own, ground in ((GREEN, (70, 160, 60)), ((200, 40, 40), GREY)):
        _, seen = picture(own, ground, 0.5)
        found, changed = despilled(seen, alpha, seen)
        assert np.abs(found.astype(int) - seen).mean() < 0.05
        assert changed[alpha == 1].mean() < 0.02


def test_no_subject_and_nothing_but_subject_change_nothing() -> None:
    _, seen = picture(WHITE, GREEN, 0.5)
    for alpha in (np.zeros((SIDE, SIDE), np.float32), np.ones((SIDE, SIDE), np.float32)):
        found, changed = despilled(seen, alpha, seen)
        assert np.array_equal(found, seen)
        assert not changed.any()
