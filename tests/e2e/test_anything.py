"""Any instruction on any picture against a real server: a picture or a typed refusal, and nothing outside changed."""

import os
from pathlib import Path

import pytest

from bench.anything.run import run
from bench.anything.sentences import sentences

PHOTOS = os.environ.get("SCUMBLE_TEST_PHOTOS")
"""A folder of photos for the full run; drawn pictures without it."""


def test_the_sentences_are_many_and_fixed_by_their_seed() -> None:
    first = list(sentences(500, 1))
    assert first == list(sentences(500, 1)) != list(sentences(500, 2))
    assert len(set(first)) > 300


def test_thirty_instructions() -> None:
    outcome = run(30, 7)
    assert outcome.faults == []
    assert sum(outcome.statuses.values()) == 30
    assert outcome.compared > 0


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("SCUMBLE_TEST_SOAK") != "full", reason="full size runs by `make soak`")
def test_five_hundred_instructions() -> None:
    outcome = run(500, 1, Path(PHOTOS) if PHOTOS else None)
    assert outcome.faults == []
    assert sum(outcome.statuses.values()) == 500
    assert outcome.compared > 50
