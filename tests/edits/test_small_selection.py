"""What is shown first is found roughly, in a small copy and without the slowest network; the result never is."""

from typing import Never

import numpy as np
import pytest

from scumble.codec import geometry
from scumble.core.errors import Unsupported
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits import small_selection
from scumble.edits.selection import Selections
from scumble.edits.small_selection import Rough, for_preview
from scumble.vision.memory import Memory
from scumble.vision.models import Models, Session
from scumble.vision.segmenter import ENCODER
from tests.golden.pictures import coffee

CUP, SUBJECT = Target(kind="object", words="the cup"), Target(kind="subject")
WIDTH, HEIGHT = 1200, 800
STEP = geometry.resize(320, 213)


@pytest.fixture
def full() -> Selections:
    models = Models(memory=Memory(256 << 20))
    picture = models.memory.intern(coffee(WIDTH, HEIGHT))
    return Selections(picture, None, models, CancelToken(), (picture,))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the networks that are asked for."""
    names: list[str] = []
    session = Models.session

    def noted(self: Models, name: str) -> Session:
        names.append(name)
        return session(self, name)

    monkeypatch.setattr(Models, "session", noted)
    return names


def likeness(one: Region, other: Region) -> float:
    assert one.shape == other.shape == (213, 320)
    return float((one.inside & other.inside).sum() / (one.inside | other.inside).sum())


def test_the_first_preview_is_found_roughly_and_what_follows_is_not(full: Selections, asked: list[str]) -> None:
    rough = for_preview(full, STEP, (), first=True).of(CUP)
    assert asked
    assert ENCODER not in asked
    fully = for_preview(full, STEP, (), first=False).of(CUP)
    assert ENCODER in asked
    assert likeness(rough.region, fully.region) > 0.6
    # Known by now, as it is when the picture was edited before: nothing is found a second time.
    known = for_preview(full, STEP, (), first=True).of(CUP)
    assert np.array_equal(known.region.weights, fully.region.weights)


def test_the_subject_of_another_picture_is_taken_roughly_too(full: Selections, asked: list[str]) -> None:
    small = full.source.with_pixels(geometry.apply(STEP, full.source.pixels))
    step = Step(op=Op.OBJECT_REPLACE, target=CUP)
    rough = for_preview(full, STEP, (small,), first=True).taken(step)
    assert rough is not None
    assert not full.knows_taken(step)
    fully = for_preview(full, STEP, (small,), first=False).taken(step)
    assert fully is not None
    assert full.knows_taken(step)
    assert likeness(rough, fully) > 0.9


def test_what_cannot_be_found_roughly_is_found_fully(full: Selections, monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind(Selections):
        def of(self, target: Target) -> Never:
            raise Unsupported("Nothing is seen.")

    monkeypatch.setattr(small_selection, "Selections", Blind)
    found = for_preview(full, STEP, (), first=True)
    assert isinstance(found, Rough)
    assert found.of(SUBJECT).region.inside.any()
    assert full.knows(SUBJECT)


def test_small_pictures_and_drawn_ones_are_found_fully(full: Selections) -> None:
    small = Selections(coffee(600, 400), None, full.models, CancelToken())
    assert not isinstance(for_preview(small, STEP, (), first=True), Rough)
    assert for_preview(small, None, (), first=True) is small
