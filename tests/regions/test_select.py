"""Targets to regions: whole, subject, background, drawn; and how a drawing joins a named target."""

from dataclasses import replace

import numpy as np
import pytest

from scumble.core.errors import MissingParameter, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Click, Drawn
from scumble.core.outcome import Verdict
from scumble.core.plan import Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.regions import scene as scene_module
from scumble.regions import select as select_module
from scumble.regions.found import Found
from scumble.regions.scene import Thing
from scumble.regions.select import Selection, select
from scumble.vision.models import Models
from scumble.vision.subject import Subject
from tests.vision.helpers import iou, mug, two_balls

MODELS = Models()


def pick(kind: str, image: Image, drawn: Drawn | None = None) -> Selection:
    """The selection for a target kind."""
    return select(Target(kind=kind), image, MODELS, drawn, cancel=CancelToken())  # type: ignore[arg-type]


def boxed(height: int, width: int, x0: int, y0: int, x1: int, y1: int) -> Region:
    """A hard box."""
    mask = np.zeros((height, width), bool)
    mask[y0:y1, x0:x1] = True
    return Region.of_mask(mask)


def test_whole_is_everything_or_the_drawing() -> None:
    image, _ = mug(120, 160)
    assert pick("whole", image).region.share == 1.0
    drawn = boxed(120, 160, 10, 10, 30, 30)
    assert pick("whole", image, Drawn(region=drawn)).region is drawn


def test_subject_and_background_are_each_others_inverse() -> None:
    image, true = mug()
    subject, background = pick("subject", image), pick("background", image)
    assert iou(subject.region.weights, true) > 0.97
    assert background.subject is not None
    assert np.array_equal(background.region.weights, np.float32(1) - background.subject.weights)
    assert np.array_equal(background.subject.weights, subject.region.weights)


def test_a_drawn_background_replaces_segmentation() -> None:
    image, _ = mug(120, 160)
    drawn = boxed(120, 160, 0, 0, 160, 40)
    found = pick("background", image, Drawn(region=drawn))
    assert found.region is drawn
    assert found.subject is not None
    assert np.array_equal(found.subject.weights, np.float32(1) - drawn.weights)


def test_a_box_inside_the_picture_shows_the_subject_never_the_background() -> None:
    image, alpha = mug(240, 320)
    box = boxed(240, 320, 90, 40, 260, 200)
    found = pick("background", image, Drawn(region=box, outline=True))
    assert found.subject is not None
    assert iou(found.subject.weights, alpha) > 0.9
    assert any("subject" in note for note in found.notes)
    masked = pick("background", image, Drawn(region=box))
    assert masked.region is box
    strip = boxed(240, 320, 0, 0, 320, 60)
    assert pick("background", image, Drawn(region=strip, outline=True)).region is strip


def test_a_drawing_narrows_the_subject() -> None:
    image, left, _ = two_balls()
    drawn = boxed(400, 640, 60, 90, 290, 310)
    found = pick("subject", image, Drawn(region=drawn))
    assert iou(found.region.weights, left) > 0.95
    assert not found.region.weights[drawn.weights == 0].any()


def test_a_drawing_off_the_subject_counts_alone() -> None:
    image, _ = mug()
    drawn = boxed(480, 640, 10, 10, 60, 60)
    found = pick("subject", image, Drawn(region=drawn))
    assert np.array_equal(found.region.weights, drawn.weights)
    assert found.notes


def test_a_region_is_what_was_drawn_clicked_or_marked() -> None:
    image, left, _ = two_balls()
    drawn = boxed(400, 640, 5, 5, 9, 9)
    assert pick("region", image, Drawn(region=drawn)).region is drawn
    assert iou(pick("region", image, Drawn(clicks=(Click(x=170, y=200),))).region.weights, left) > 0.95
    layer = np.zeros((400, 640, 4), np.uint8)
    layer[100:300, 100:104] = layer[100:300, 196:200] = layer[100:104, 100:200] = layer[296:300, 100:200] = 255
    marked = pick("region", image, Drawn(markup=Image(pixels=layer))).region
    assert marked.share == pytest.approx(200 * 100 / (400 * 640))


def test_a_region_without_a_drawing_says_what_to_send() -> None:
    with pytest.raises(MissingParameter, match="mask or a region"):
        pick("region", mug(120, 160)[0])


@pytest.mark.parametrize("kind", ["subject", "background"])
def test_no_clear_subject_is_refused_with_a_way_out(kind: str) -> None:
    blank = Image(pixels=np.full((200, 300, 4), 255, np.uint8))
    with pytest.raises(Unsupported, match=r"No clear subject.*region"):
        pick(kind, blank)


@pytest.mark.parametrize("kind", ["subject", "background"])
def test_a_doubt_about_the_cut_out_comes_with_the_selection(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    image, true = mug(120, 160)
    doubt = Verdict(guard="cut_out", passed=False, value=2.0, limit=1.0, sentence="Look at its edges.")
    told = Subject(alpha=true, edges="hard", confidence=1.0, verdicts=(doubt,))
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: told)
    assert pick(kind, image).verdicts == (doubt,)


@pytest.mark.parametrize(("score", "told"), [(0.4, True), (0.9, False)])
def test_the_doubt_comes_with_a_doubtful_thing_that_is_the_subject(
    monkeypatch: pytest.MonkeyPatch, score: float, told: bool
) -> None:
    image, true = mug(120, 160)
    doubt = Verdict(guard="cut_out", passed=False, value=2.0, limit=1.0, sentence="Look at its edges.")
    subject = Subject(alpha=true, edges="hard", confidence=1.0, verdicts=(doubt,))
    region = Region(weights=true)
    box = Region.of_mask(true > 0.5).bounds
    assert box is not None
    thing = Thing(label="can", box=box, score=score, region=region)
    named = Found(region=region, box=box, candidates=(thing,), confidence=score, sentence="Probably.", chosen=(thing,))
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: subject)
    monkeypatch.setattr(select_module, "find", lambda *_, **__: named)
    found = select(Target(kind="object", words="the can"), image, MODELS, None, cancel=CancelToken())
    assert found.verdicts == ((doubt,) if told else ())
    torn = true.copy()
    torn[: box.y0 + round(0.3 * box.height)] = 0
    monkeypatch.setattr(select_module, "find", lambda *_, **__: replace(named, region=Region(weights=torn)))
    found = select(Target(kind="object", words="the can"), image, MODELS, None, cancel=CancelToken())
    assert found.verdicts == ((doubt,) if told else ())
    elsewhere = replace(named, region=boxed(120, 160, 0, 0, 30, 30))
    monkeypatch.setattr(select_module, "find", lambda *_, **__: elsewhere)
    found = select(Target(kind="object", words="the can"), image, MODELS, None, cancel=CancelToken())
    assert found.verdicts == ()
