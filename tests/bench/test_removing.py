"""The holes of the removing bench: the same every time, as large as said; and what the table counts."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.removing.cases import COUNTS, cases
from bench.removing.report import Scored, rows, table
from bench.removing.shapes import KINDS, LEAST, MOST, THIN


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small pictures named as the photos are."""
    where = tmp_path_factory.mktemp("photos")
    for name in ("kodak_a.png", "kodak_b.png"):
        cv2.imwrite(str(where / name), np.random.default_rng(1).integers(0, 255, (256, 384, 3)).astype(np.uint8))
    return where


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_shape_is_the_same_for_a_seed_and_another_for_another(kind: str):
    first, again, other = (KINDS[kind](512, 768, np.random.default_rng(s)) for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - THIN))
def test_blobs_and_things_cover_two_to_fifteen_per_cent(kind: str):
    shares = [KINDS[kind](512, 768, np.random.default_rng(s)).mean() for s in range(40)]
    assert LEAST * 0.9 < min(shares) < 0.04
    assert 0.08 < max(shares) < MOST * 1.1


def test_thin_shapes_are_nowhere_wide():
    for kind in sorted(THIN):
        for seed in range(10):
            mask = KINDS[kind](512, 768, np.random.default_rng(seed)).astype(np.uint8)
            assert cv2.distanceTransform(mask, cv2.DIST_L2, 5).mean() < 4


def test_a_first_part_of_the_set_is_the_beginning_of_the_whole(folder: Path):
    whole = [c.name for c in cases(folder)]
    assert len(whole) == sum(COUNTS.values()) == 200
    assert [c.name for c in cases(folder, count=7)] == whole[:7]
    assert {n.split("_")[1] for n in whole[:40]} == set(KINDS)


def scored(name: str, group: str, ours: float, telea: float) -> Scored:
    """A hole with made-up scores."""
    return Scored(
        name=name,
        kind="blob",
        group=group,
        share=0.1,
        scores={"scumble": (ours, 1, 20, 1), "Telea": (telea, 2, 20, 1), "NS": (telea - 9, 3, 20, 1)},
    )


def test_the_table_counts_the_holes_where_the_better_of_the_two_is_ahead():
    holes = [scored("a", "wire", 50, 60), scored("b", "wire", 60, 50), scored("c", "blob, textured", 10, 10.5)]
    found = {(r.group, r.method): r for r in rows(holes)}
    assert found["thin, all", "scumble"].worse == pytest.approx(0.5)
    assert found["textured, all", "scumble"].worse == 0
    assert found["all", "Telea"].holes == 3
    assert "- a: 50.0 against 60.0" in table(holes)
