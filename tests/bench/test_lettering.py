"""The lettering bench in small: scenes are the same every time, a few texts are changed, what goes wrong is counted."""

from pathlib import Path

import numpy as np
import pytest

from bench.lettering import report, scenes
from bench.lettering.run import run
from scumble.engines.cpu.text_faces import faces


@pytest.fixture(autouse=True)
def bundled_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unseen fonts are no part of `make setup`: the bundled ones serve."""
    names = ("Arimo-Bold", "PTSerif-Regular", "RobotoMono-Regular", "Lato-RegularItalic")
    group = {"slab": "serif"}
    few = tuple(
        scenes.Style(
            path=f.path, family=group.get(f.kind, f.kind), bold=f.weight >= 600, italic=f.italic, ours=k % 2 == 0
        )
        for k, f in enumerate(f for f in faces() if f.name in names)
    )
    monkeypatch.setattr(scenes, "styles", lambda: few)


def test_a_scene_is_the_same_for_its_number() -> None:
    first, again, other = (scenes.make(n, (600, 417)) for n in (3, 3, 4))
    assert first.data == again.data
    assert first.data != other.data
    assert [scenes.make(n, (300, 208)).held_out for n in (1, 10, 11)] == [False, False, True]
    low, high = first.quad.min(axis=0), first.quad.max(axis=0)
    assert (low > 0).all()
    assert (high < [600, 417]).all()


def test_texts_are_changed_and_read_back(tmp_path: Path) -> None:
    done = run([1, 10], sheet=tmp_path)
    assert [d.refusal for d in done] == ["", ""]
    assert np.mean([d.read >= 1 for d in done]) == 1
    assert sum(d.outside for d in done) == 0
    assert all(d.region < 0.2 for d in done)
    assert len(list(tmp_path.glob("*.png"))) == 2
    page = report.page(done)
    assert "| all (2) |" in page


def test_the_table_counts_what_went_wrong() -> None:
    scene = scenes.make(5, (300, 208))
    bad = report.Scored.refused(scene, "No text was found.", 1.0)
    assert "| all (1) | 0% | 0% |" in report.page([bad])
    assert "REFUSED" in bad.line()
