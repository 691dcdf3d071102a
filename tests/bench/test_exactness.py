"""The exactness bench: the same cases every time, pictures drawn by mathematics, and a small part of it run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.exactness.operations import OPERATIONS, case
from bench.exactness.run import run_case
from bench.exactness.score import score
from bench.exactness.wordings import WORDINGS, held_out
from scumble.app import App, build
from scumble.config import load_settings

SMALL = [(operation, number) for operation in OPERATIONS for number in (0, 1)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("exactness")
    app = build(load_settings(None, {}, data=folder))
    yield app
    app.close()


def test_there_are_twenty_operations_with_a_third_of_the_wordings_held_out() -> None:
    assert len(OPERATIONS) == len(WORDINGS) == 20
    for wordings in WORDINGS.values():
        assert 3 * sum(held_out(i) for i in range(len(wordings))) == len(wordings)


def test_a_case_is_the_same_every_time_and_asks_for_a_change() -> None:
    for operation in ("turn", "border inside", "copy"):
        first, again, other = case(operation, 3), case(operation, 3), case(operation, 5)
        assert first.words == again.words
        assert np.array_equal(first.after, again.after)
        assert not np.array_equal(first.before, other.before)
        assert not np.array_equal(first.before, first.after)


def test_a_wrong_picture_is_not_exact() -> None:
    aliased, smooth, turned = case("translate", 0), case("recolour", 1), case("turn", 1)
    for made in (aliased, smooth, turned):
        assert score(made, made.after).exact
        assert not score(made, made.before).exact
        assert not score(made, made.after[1:]).exact
    one = aliased.after.copy()
    one[5, 5] += 1
    assert not score(aliased, one).exact
    assert score(smooth, np.clip(smooth.after + 2, 0, 255)).exact
    assert not score(smooth, np.clip(smooth.after - 3, 0, 255)).exact
    shifted = np.roll(turned.after, 1, axis=1)
    assert not score(turned, shifted).exact
    assert not score(replace(turned, resampled=False), shifted).exact


@pytest.mark.parametrize(("operation", "number"), SMALL)
def test_flat_graphics_are_edited_exactly(app: App, operation: str, number: int) -> None:
    done = run_case(app, case(operation, number))
    assert done.refused is None
    assert done.score.exact, (done.words, done.score)
