"""Calm contour: tufts of a textured ground go, plain grounds, thin parts and rough subjects keep their outline."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.contour import calm, calmed

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
SIDE = 500


def disc(radius: float = 150.0) -> Floats:
    """A disc with a pixel's soft edge: float32 (SIDE, SIDE)."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    return np.clip(radius + 0.5 - np.hypot(x - SIDE / 2, y - SIDE / 2), 0, 1).astype(np.float32)


def tufted(true: Floats, seed: int = 1) -> Floats:
    """The disc with crumbs of ground up to 5 pixels deep along its base."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    fine = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), 1.8)
    depth = np.clip(fine / float(fine.std()), 0, 2) * 2.5
    base = y > SIDE / 2 + 100
    tufts = ((np.hypot(x - SIDE / 2, y - SIDE / 2) < 150 + depth) & base).astype(np.float32)
    return np.maximum(true, tufts)


def picture(true: Floats, texture: float) -> Bytes:
    """A dark disc on a darkish ground whose pixels scatter by `texture` grey levels."""
    ground = 70 + np.random.default_rng(2).normal(0, texture, (SIDE, SIDE)).astype(np.float32)
    grey = np.clip(40 * true + ground * (1 - true), 0, 255)
    return np.repeat(np.rint(grey)[:, :, None], 3, axis=2).astype(np.uint8)


def error(found: Floats, true: Floats) -> float:
    """Sum of differences."""
    return float(np.abs(found - true).sum())


def length(alpha: Floats) -> float:
    """Length of the outline in pixels."""
    outlines, _ = cv2.findContours((alpha > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return sum(cv2.arcLength(outline, True) for outline in outlines)


def test_tufts_of_a_textured_ground_are_taken_off() -> None:
    true = disc()
    ragged = tufted(true)
    found = calm(picture(true, 30.0), ragged)
    assert found is not None
    out = calmed(ragged, found)
    assert out.dtype == np.float32
    assert 0.0 <= float(out.min()) <= float(out.max()) <= 1.0
    assert error(out, true) < error(ragged, true)
    assert length(out) - length(true) < 0.3 * (length(ragged) - length(true))
    # Beyond the crumbs nothing was moved.
    y, x = np.mgrid[:SIDE, :SIDE]
    far = np.abs(np.hypot(x - SIDE / 2, y - SIDE / 2) - 150) > 12
    assert np.array_equal(out[far], ragged[far])


def test_an_outline_on_plain_ground_is_left_alone() -> None:
    assert calm(picture(disc(), 1.0), tufted(disc())) is None


def test_an_outline_without_crumbs_is_left_alone() -> None:
    assert calm(picture(disc(), 30.0), disc()) is None


def test_a_thin_part_is_kept_on_textured_ground() -> None:
    true = disc()
    true[248:252, 395:420] = 1.0
    ragged = np.maximum(tufted(disc()), true)
    found = calm(picture(true, 30.0), ragged)
    assert found is not None
    assert float(calmed(ragged, found)[249:251, 405:418].min()) == 1.0


def test_a_rough_subject_keeps_its_outline() -> None:
    rng = np.random.default_rng(3)
    true = disc()
    for angle in rng.uniform(0, 2 * np.pi, 250):
        start, end = (np.array([np.cos(angle), np.sin(angle)]) * r + SIDE / 2 for r in (145, 157))
        cv2.line(true, tuple(np.rint(start).astype(int).tolist()), tuple(np.rint(end).astype(int).tolist()), (1.0,), 1)
    assert calm(picture(true, 30.0), true) is None


def test_crumbs_where_both_sides_are_one_black_clutter_are_taken_off() -> None:
    """A car's sill in its own shadow: black ground without texture enough to be called so, and as black as the sill."""
    true = disc()
    ragged = tufted(true)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    away = np.hypot(x - SIDE / 2, y - SIDE / 2)
    grey = np.where(away < 130, 170.0, 28.0) + np.random.default_rng(4).normal(0, 3.0, (SIDE, SIDE))
    rgb = np.repeat(np.clip(grey, 0, 255)[:, :, None], 3, axis=2).astype(np.uint8)
    found = calm(rgb, ragged)
    assert found is not None
    assert length(calmed(ragged, found)) - length(true) < 0.4 * (length(ragged) - length(true))
