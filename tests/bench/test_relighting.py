"""Relighting against the truth, small: shadows, reflections and glare of known physics, beside inpainting."""

import numpy as np
import pytest

from bench.relighting.run import measure, report
from bench.relighting.scenes import Scene, glare, reflection, shadow

SMALL = (
    lambda: shadow("mug", "gravel", hard=False),
    lambda: shadow("mug", "grass", hard=True),
    lambda: shadow("mug", "studio", hard=True),
    lambda: reflection("mug", 0.45),
    lambda: glare(0),
)


@pytest.fixture(scope="module")
def rows() -> dict[str, object]:
    """Each small scene measured once."""
    return {f"{s.kind} {s.name}": measure(s)[0] for s in (make() for make in SMALL)}


def test_less_is_left_than_doing_nothing_and_than_inpainting(rows: dict) -> None:
    for name, row in rows.items():
        assert not row.refused, name
        assert row.error["scumble"] < 0.4 * row.error["nothing"], name
        assert row.error["scumble"] < row.error["Telea"], name


def test_texture_is_kept_where_there_is_some(rows: dict) -> None:
    for name in ("shadow mug, gravel, soft", "shadow mug, grass, hard", "glare label 1"):
        assert rows[name].texture["scumble"] > 0.9, name
        assert rows[name].texture["Telea"] < 0.5, name


def test_a_wrong_picture_measures_as_wrong() -> None:
    scene = shadow("mug", "gravel", hard=False)
    unlit = Scene(
        name=scene.name, kind="shadow", seen=scene.truth, truth=scene.seen, thing=scene.thing, area=scene.area
    )
    row, _ = measure(unlit)
    assert row.refused
    assert row.error["nothing"] == row.error["scumble"] > 10


def test_the_report_counts_refusals_and_names_the_worst(rows: dict) -> None:
    text = report(list(rows.values()))
    assert "| **shadow** | 3 | 0 |" in text
    assert "| **glare** | 1 | 0 |" in text
    assert "glare: label 1" in text


def test_a_scene_is_the_same_twice_and_differs_from_its_truth_in_its_area_only() -> None:
    one, two = (shadow("mug", "brick", hard=True) for _ in range(2))
    assert np.array_equal(one.seen, two.seen)
    off = np.abs(one.seen.astype(int) - one.truth).max(axis=2)
    assert off[one.area].mean() > 15
    assert (off[: one.seen.shape[0] // 4] <= 1).all()
