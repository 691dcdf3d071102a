"""A named thing that is the picture's subject gets the subject's cut-out; a part of it, or another thing, does not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Verdict
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import found, witness
from scumble.regions import scene as scene_module
from scumble.regions.as_subject import as_subject, may_be_subject, plainly_subject
from scumble.regions.phrase import read_phrase
from scumble.regions.scene import Scene, Thing
from scumble.regions.witness import known
from scumble.vision.coarse import Coarse
from scumble.vision.models import Models
from scumble.vision.objects import Detection
from scumble.vision.subject import Subject

Weights = NDArray[np.float32]


def matte(x0: int, y0: int, x1: int, y1: int) -> Weights:
    """A box with a soft rim."""
    out = np.zeros((200, 200), np.float32)
    out[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1] = 0.3
    out[y0:y1, x0:x1] = 1.0
    return out


def looked(*, hesitating: bool = False) -> Coarse:
    """What a first look sees of that subject: half a picture from (40, 30) on, at half its size."""
    frame = Box(x0=40, y0=30, x1=180, y1=190)
    small = np.ascontiguousarray(matte(50, 40, 150, 180)[30:190:2, 40:180:2])
    if hesitating:
        small[10:30, 10:30] = 0.5
    rgb = np.zeros((*small.shape, 3), np.uint8)
    pinned = np.zeros(small.shape, np.int8)
    return Coarse(frame=frame, rgb=rgb, probability=small, confidence=0.9, pinned=pinned, notes=())


STANDS_OUT = Box(x0=50, y0=40, x1=150, y1=180)


def named(
    patch: pytest.MonkeyPatch, thing: Weights, *, sure: float = 0.9, passed: bool = True, guard: str = "cut_out"
) -> Weights:
    """What a thing of this mask becomes in a picture whose subject is a box from (50, 40) to (150, 180)."""
    doubt = Verdict(guard=guard, passed=passed, value=0.5, limit=1.0, sentence="")
    subject = Subject(alpha=matte(50, 40, 150, 180), edges="hard", confidence=sure, verdicts=(doubt,))
    patch.setattr(scene_module, "find_subject", lambda *_, **__: subject)
    patch.setattr(scene_module, "first_look", lambda *_: looked())
    patch.setattr(scene_module, "glance", lambda *_: STANDS_OUT)
    image = Image(pixels=np.full((200, 200, 4), 255, np.uint8))
    return as_subject(Scene(image, Models(), CancelToken()), Region(weights=thing)).weights


WITHOUT_FOOT = matte(50, 40, 150, 171)


def test_a_thing_without_its_foot_gets_the_whole_cut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert np.array_equal(named(monkeypatch, WITHOUT_FOOT), matte(50, 40, 150, 180))


@pytest.mark.parametrize(
    "thing",
    [matte(50, 40, 150, 120), matte(50, 40, 160, 180), matte(10, 5, 40, 30)],
    ids=["a part", "more than the subject", "another thing"],
)
def test_what_is_not_the_subject_keeps_its_own_mask(monkeypatch: pytest.MonkeyPatch, thing: Weights) -> None:
    assert np.array_equal(named(monkeypatch, thing), thing)


@pytest.mark.parametrize(("sure", "passed"), [(0.9, False), (0.2, True)], ids=["doubtful", "unclear"])
def test_a_cut_out_that_is_not_sure_is_not_taken(monkeypatch: pytest.MonkeyPatch, sure: float, passed: bool) -> None:
    assert np.array_equal(named(monkeypatch, WITHOUT_FOOT, sure=sure, passed=passed), WITHOUT_FOOT)


def test_a_cut_out_with_ground_left_in_its_gaps_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = named(monkeypatch, WITHOUT_FOOT, passed=False, guard="filled_gaps")
    assert np.array_equal(found, matte(50, 40, 150, 180))


@pytest.mark.parametrize(
    ("thing", "box"),
    [
        (matte(50, 40, 150, 120), Box(x0=50, y0=40, x1=150, y1=115)),
        (matte(10, 5, 40, 30), Box(x0=10, y0=5, x1=40, y1=30)),
    ],
    ids=["a part", "another thing"],
)
def test_for_what_is_plainly_another_thing_the_subject_is_not_cut_out(
    monkeypatch: pytest.MonkeyPatch, thing: Weights, box: Box
) -> None:
    monkeypatch.setattr(scene_module, "first_look", lambda *_: looked())
    monkeypatch.setattr(scene_module, "glance", lambda *_: STANDS_OUT)
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: pytest.fail("it was cut out"))
    scene = Scene(Image(pixels=np.full((200, 200, 4), 254, np.uint8)), Models(), CancelToken())
    assert np.array_equal(as_subject(scene, Region(weights=thing)).weights, thing)
    assert not may_be_subject(scene, box)
    assert may_be_subject(scene, Box(x0=52, y0=42, x1=150, y1=171))


def test_the_subject_is_not_cut_out_to_vouch_for_what_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_module, "glance", lambda *_: STANDS_OUT)
    monkeypatch.setattr(scene_module, "first_look", lambda *_: looked())
    cut_out: list[int] = []
    subject = Subject(alpha=matte(50, 40, 150, 180), edges="hard", confidence=0.9)
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: (cut_out.append(1), subject)[1])
    scene = Scene(Image(pixels=np.full((200, 200, 4), 255, np.uint8)), Models(), CancelToken())
    phrase = read_phrase("the cup")
    away = Detection(label="cup", score=0.3, box=Box(x0=5, y0=5, x1=60, y1=60))
    there = Detection(label="cup", score=0.3, box=Box(x0=52, y0=42, x1=150, y1=176))
    monkeypatch.setattr(Scene, "objects", (away,))
    assert known(scene, phrase) == []
    assert cut_out == []
    monkeypatch.setattr(Scene, "objects", (there,))
    assert [t.box for t in known(scene, phrase)] == [there.box]
    assert cut_out == [1]


PLAIN = Box(x0=52, y0=42, x1=150, y1=178)


def scene_of(patch: pytest.MonkeyPatch, look: Coarse, *, alpha: Weights | None = None, sure: float = 0.9) -> Scene:
    """A picture with that subject, as it is seen at a first look and cut out."""
    subject = Subject(alpha=matte(50, 40, 150, 180) if alpha is None else alpha, edges="hard", confidence=sure)
    patch.setattr(scene_module, "find_subject", lambda *_, **__: subject)
    patch.setattr(scene_module, "first_look", lambda *_: look)
    patch.setattr(scene_module, "glance", lambda *_: STANDS_OUT)
    return Scene(Image(pixels=np.full((200, 200, 4), 255, np.uint8)), Models(), CancelToken())


def test_of_what_plainly_is_the_subject_no_outline_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(monkeypatch, looked())
    monkeypatch.setattr(found, "object_mask", lambda *_, **__: pytest.fail("it was outlined"))
    monkeypatch.setattr(found, "embed_ahead", lambda *_, **__: pytest.fail("it was embedded"))
    monkeypatch.setattr(Scene, "objects", ())
    monkeypatch.setattr(found, "with_tail", lambda _, __, region: region)
    thing = Thing(label="cup", box=PLAIN, score=0.8)
    got = found.selected(scene, read_phrase("the cup"), [thing], [thing], 0.9, "")
    assert got.region is not None
    assert np.array_equal(got.region.weights, matte(50, 40, 150, 180))


def test_what_is_less_plain_is_outlined(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plainly_subject(scene_of(monkeypatch, looked()), PLAIN) is not None
    assert plainly_subject(scene_of(monkeypatch, looked(hesitating=True)), PLAIN) is None
    assert plainly_subject(scene_of(monkeypatch, looked()), Box(x0=50, y0=60, x1=150, y1=180)) is None
    assert plainly_subject(scene_of(monkeypatch, looked(), alpha=matte(50, 80, 150, 180)), PLAIN) is None
    assert plainly_subject(scene_of(monkeypatch, looked(), sure=0.1), PLAIN) is None


@pytest.mark.parametrize(
    ("score", "likely", "x0", "there"),
    [
        (0.32, 0.4, 55, True),
        (0.32, 0.1, 55, False),
        (0.32, None, 55, False),
        (0.28, 0.9, 55, False),
        (0.32, 0.9, 5, False),
    ],
    ids=["a clock", "not like one", "of no kind", "too faint", "elsewhere"],
)
def test_a_faint_part_of_what_stands_out_has_to_look_like_what_is_named(
    monkeypatch: pytest.MonkeyPatch, score: float, likely: float | None, x0: int, there: bool
) -> None:
    scene = scene_of(monkeypatch, looked())
    monkeypatch.setattr(witness, "looks_like", lambda *_: likely)
    part = Detection(label="clock", score=score, box=Box(x0=x0, y0=45, x1=x0 + 45, y1=95))
    monkeypatch.setattr(Scene, "objects", (part,))
    assert [t.box for t in known(scene, read_phrase("the clock"))] == ([part.box] if there else [])
