"""Composites with a known alpha: the list, what the canvas measures, the errors of a matte."""

import numpy as np
import pytest

from bench.composites.canvas import SUPER, Canvas, Cut
from bench.composites.heads import straight
from bench.composites.measures import band, lost, mean, measure
from bench.composites.scenes import SUBJECTS, placed, scenes, trimmed
from bench.composites.things import mug


def test_enough_composites_of_enough_subjects_over_enough_photos() -> None:
    every = scenes()
    assert len(every) >= 60
    assert len({s.subject.name for s in every}) >= 14
    assert len({s.background.file for s in every}) >= 12
    assert len({s.seed for s in every}) == len(every), "every composite grows an alpha of its own"


def test_a_third_is_held_out_by_whole_subjects() -> None:
    held = {s.subject.name for s in scenes() if s.held_out}
    shown = {s.subject.name for s in scenes() if not s.held_out}
    assert len(held) == len(SUBJECTS) / 3
    assert not held & shown


def test_alpha_is_the_share_of_a_pixel_that_is_covered() -> None:
    canvas = Canvas(8, 4)
    canvas.large[:, : 4 * SUPER + 1] = (200, 100, 50, 255)
    cut = canvas.cut()
    assert cut.alpha[:, 3] == pytest.approx(1.0)
    assert cut.alpha[:, 4] == pytest.approx(1 / SUPER, abs=0.01)
    assert cut.color[0, 4] == pytest.approx((200, 100, 50), abs=2), "the subject's own colour, not darkened by alpha"


def test_equal_seeds_grow_equal_subjects() -> None:
    a, b = (mug(np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(a.alpha, b.alpha)
    assert np.array_equal(a.color, b.color)


def test_the_handle_has_a_hole_and_hair_has_soft_edges() -> None:
    handled = mug(np.random.default_rng(1)).alpha
    assert handled[270, 480] == 0.0
    assert handled[270, 250] == 1.0
    hair = straight(np.random.default_rng(1)).alpha
    assert float(((hair > 0.1) & (hair < 0.9)).mean()) > 0.01


def test_a_subject_is_placed_whole_and_never_enlarged() -> None:
    cut = trimmed(Cut(alpha=np.ones((50, 40), np.float32), color=np.full((50, 40, 3), 90, np.float32)))
    scene = next(s for s in scenes() if not s.subject.cut_off)
    alpha, color = placed(cut, scene, np.random.default_rng(0))
    assert alpha.sum() == pytest.approx(50 * 40)
    assert color[alpha == 1] == pytest.approx(90)


def test_a_perfect_matte_has_no_error_and_a_shifted_one_has() -> None:
    true = np.zeros((100, 100), np.float32)
    true[30:70, 30:70] = 1.0
    perfect = measure(true, true)
    assert (perfect.iou, perfect.sad, perfect.mse, perfect.gradient, perfect.band) == (1, 0, 0, 0, 0)
    shifted = measure(np.roll(true, 3, axis=1), true)
    assert shifted.iou == pytest.approx(37 / 43)
    assert shifted.sad == pytest.approx(0.24)
    assert shifted.mse == pytest.approx(24.0)
    assert shifted.gradient > 0
    assert shifted.band > 0


def test_the_band_lies_around_the_transition_only() -> None:
    true = np.zeros((200, 200), np.float32)
    true[:, 100:] = 1.0
    inside = band(true)
    assert inside[:, 98:102].all()
    assert not inside[:, :90].any()
    assert not inside[:, 110:].any()


def test_lost_counts_overlaps_below_the_mark() -> None:
    true = np.ones((4, 4), np.float32)
    good, bad = measure(true, true), measure(np.zeros_like(true), true)
    assert lost([good, bad]) == 0.5
    assert mean([good, bad]).iou == 0.5
