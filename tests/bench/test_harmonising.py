"""Harmonising bench on small pictures: the unaltered composite is the photo, and this engine comes nearer to it."""

import cv2
import numpy as np
import pytest

from bench.harmonising.cases import Cut, cases, composite, cut_out
from bench.harmonising.methods import NOTHING, OURS, REINHARD
from bench.harmonising.run import edge_band, score, table
from tests.engines.cpu.pictures import disc


def a_cut(seed: int) -> Cut:
    """A disc of one texture before another, in one light."""
    rng = np.random.default_rng(seed)
    parts = [
        cv2.resize(rng.uniform(10, 235, (9, 12, 3)).astype(np.float32), (160, 120), interpolation=cv2.INTER_CUBIC)
        for _ in range(2)
    ]
    alpha = np.asarray(cv2.GaussianBlur(disc(120, 160, 60, 80, 40).astype(np.float32), (0, 0), 1.5), np.float32)
    alpha[alpha > 0.99], alpha[alpha < 0.01] = 1, 0
    photo = alpha[:, :, None] * parts[0] + (1 - alpha[:, :, None]) * parts[1]
    return cut_out(f"made{seed}", np.rint(np.clip(photo, 0, 255)).astype(np.uint8), alpha)


@pytest.fixture(scope="module")
def cuts() -> list[Cut]:
    return [a_cut(s) for s in range(8)]


def test_with_its_own_colours_the_composite_is_the_photo(cuts: list[Cut]) -> None:
    for cut in cuts:
        assert np.abs(composite(cut, cut.front).astype(int) - cut.photo).max() <= 1


def test_the_lights_are_the_same_for_a_seed_and_others_for_another(cuts: list[Cut]) -> None:
    one, again, other = (next(cases(cuts[0], s)).altered for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_ours_comes_nearer_to_the_truth_than_doing_nothing_and_than_reinhard(cuts: list[Cut]) -> None:
    """Fails when the shares are full (1), and when the change goes the wrong way."""
    scored = [score(c) for cut in cuts for c in cases(cut, 2)]
    for part in ("inside", "edge"):
        mean = {m: np.mean([getattr(s, part)[m] for s in scored]) for m in (OURS, NOTHING, REINHARD)}
        assert mean[OURS] < mean[NOTHING]
        assert mean[OURS] < mean[REINHARD]


def test_the_table_counts_what_came_nearer(cuts: list[Cut]) -> None:
    scored = [score(c) for c in cases(cuts[0], 2)]
    assert f"| {NOTHING} |" in table(scored)
    assert 0.02 < edge_band(cuts[0]).mean() < 0.2
