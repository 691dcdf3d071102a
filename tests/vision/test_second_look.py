"""Second look: when the segmenter is asked, what it may add and take away, and what is in dispute afterwards."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision import second_look as module
from scumble.vision.coarse import Coarse
from scumble.vision.models import Models
from scumble.vision.second_look import Opinion, adopted, disputed, firm, outlined, second_look, settled, undecided
from scumble.vision.segmenter import Segment
from scumble.vision.subject import find_subject
from tests.vision.helpers import mug

Weights = NDArray[np.float32]


def body(side: int = 320) -> Weights:
    """A network's sure square: float32 (side, side)."""
    p = np.zeros((side, side), np.float32)
    p[80:240, 80:240] = 1.0
    return p


def with_part(value: float, side: int = 320) -> Weights:
    """The square, and a part at its right on which the network hesitates."""
    p = body(side)
    p[140:170, 240:260] = value
    return p


def logits_of(mask: NDArray[np.bool_], strength: float = 8.0) -> Weights:
    """A segmenter that is sure of a mask."""
    return np.where(mask, strength, -strength).astype(np.float32)


def test_only_thick_hesitation_counts() -> None:
    thin = body()
    thin[80:240, 240:243] = 0.5
    assert undecided(thin) == 0.0
    assert undecided(with_part(0.35)) == pytest.approx(600 / 25_600, rel=0.1)


def test_a_lost_part_comes_back_where_both_hint_at_it() -> None:
    p = with_part(0.35)
    whole = settled(p, logits_of(p > 0.1))
    assert float(whole[145:165, 242:258].min()) > 0.9
    assert np.array_equal(whole[:, :230], p[:, :230])


@pytest.mark.parametrize(("belief", "strength"), [(0.05, 8.0), (0.35, 2.0)])
def test_nothing_is_added_that_the_network_did_not_hint_at_or_the_segmenter_doubts(
    belief: float, strength: float
) -> None:
    p = with_part(belief)
    assert np.array_equal(settled(p, logits_of(p > 0.01, strength))[:, 241:], p[:, 241:])


def test_a_piece_of_ground_goes_but_what_the_network_is_sure_of_stays() -> None:
    ground = with_part(0.6)
    assert float(settled(ground, logits_of(body() > 0.5))[145:165, 245:255].max()) < 0.1
    sure = with_part(0.95)
    assert float(settled(sure, logits_of(body() > 0.5))[145:165, 245:255].min()) > 0.9


@pytest.mark.parametrize(("belief", "comes_back"), [(0.4, True), (0.08, False)])
def test_a_small_patch_left_open_is_decided_by_a_lean_and_a_shadow_is_not(belief: float, comes_back: bool) -> None:
    p = body()
    p[150:160, 240:252] = belief
    answer = logits_of(p > 0.05)
    answer[150:160, 240:252] = 1.5
    assert (float(settled(p, answer, open_too=True)[153:157, 243:249].min()) > 0.5) is comes_back
    assert np.array_equal(settled(p, answer)[:, 241:], p[:, 241:])


def test_the_outline_is_the_segmenters_where_both_agree_and_nowhere_else() -> None:
    p = body()
    p[140:180, 238:242] = 0.4
    p[80:240, 80:82] = 0.6
    p[20:60, 20:60] = 1.0
    said = body() > 0.5
    said[80:240, 80:82] = False
    found = adopted(p, logits_of(said))
    assert float(found[100:220, 81].max()) < 0.1
    assert float(found[145:175, 241].max()) < 0.1
    assert float(found[30:50, 30:50].min()) == 1.0


def test_what_colour_models_would_tear_open_is_sure_and_gaps_can_still_be_found() -> None:
    p = body()
    p[200:238, 100:200] = 0.6
    found = adopted(p, logits_of(body() > 0.5))[205:235, 105:195]
    assert 0.97 < float(found.min()) <= float(found.max()) < 0.99


def test_an_edge_is_clear_where_the_logit_falls_steeply() -> None:
    y = np.mgrid[:320, :320][0].astype(np.float32)
    steep, vague = (np.clip((160 - y) * slope, -8, 8).astype(np.float32) for slope in (3.0, 0.6))
    for logits, least, most in ((steep, 0.9, 1.0), (vague, 0.0, 0.05)):
        answer = Opinion(logits=logits, stability=0.99)
        found = firm(Opinion(logits=logits, stability=0.99, nearest=answer))
        assert found is not None
        assert least <= float(found[158:162].mean()) <= most
    assert firm(Opinion(logits=steep, stability=0.99)) is None
    assert firm(None) is None


def test_another_opinion_of_the_whole_subject_is_not_a_lost_part() -> None:
    p = body()
    p[80:240, 240:300] = 0.4
    assert np.array_equal(settled(p, logits_of(p > 0.1))[:, 241:], p[:, 241:])


def test_gaps_that_colour_found_are_no_dispute() -> None:
    p, logits = body(), logits_of(body() > 0.5)
    matte = p.copy()
    matte[100:120, 100:120] = 0.0
    assert not disputed(matte, p, logits).any()
    matte[150:170, 240:260] = 1.0
    assert disputed(matte, p, logits)[152:168, 242:258].all()


def coarse_of(p: Weights, frame: Box) -> Coarse:
    """A coarse subject in a frame of a larger picture."""
    h, w = p.shape
    rgb, pinned = np.zeros((h, w, 3), np.uint8), np.zeros((h, w), np.int8)
    return Coarse(frame=frame, rgb=rgb, probability=p, confidence=1.0, pinned=pinned, notes=())


def answering(monkeypatch: pytest.MonkeyPatch, logits: Weights, stability: float) -> list[Box]:
    """Puts a drawn answer in the segmenter's place; the boxes it was asked with."""
    asked: list[Box] = []

    def segments_in(_: object, __: Models, box: Box) -> list[Segment]:
        asked.append(box)
        other = Segment(logits=-np.abs(logits), quality=1.0, stability=1.0)
        nothing = Segment(logits=-np.abs(logits), quality=0.5, stability=1.0)
        return [other, Segment(logits=logits, quality=0.9, stability=stability), nothing]

    monkeypatch.setattr(module, "can_segment", lambda _: True)
    monkeypatch.setattr(module, "embed", lambda *_, **__: SimpleNamespace())
    monkeypatch.setattr(module, "segments_in", segments_in)
    return asked


@pytest.mark.parametrize(("stability", "comes_back"), [(0.99, True), (0.9, False)])
def test_the_answer_is_placed_in_the_subjects_frame_and_used_when_stable(
    monkeypatch: pytest.MonkeyPatch, models: Models, stability: float, comes_back: bool
) -> None:
    p = with_part(0.35)
    answer = np.full((256, 256), -8.0, np.float32)
    # The picture is 640 pixels wide and its frame starts at 320, 320: one answer pixel is 2.5 of the picture.
    answer[160:224, 160:224] = 8.0
    answer[184:196, 220:232] = 8.0
    asked = answering(monkeypatch, answer, stability)
    image = Image(pixels=np.full((640, 640, 4), 255, np.uint8))
    coarse, opinion = second_look(image, coarse_of(p, Box(x0=320, y0=320, x1=640, y1=640)), models, CancelToken())
    assert asked == [Box(x0=400, y0=400, x1=560, y1=560)]
    assert opinion is not None
    assert opinion.stability == stability
    assert opinion.logits.shape == p.shape
    # The frame is half the picture, too small a part of it for an outline from its few answer pixels.
    assert opinion.nearest is None
    assert (float(coarse.probability[145:165, 244:254].min()) > 0.9) is comes_back


@pytest.mark.parametrize(("stability", "believed"), [(0.99, True), (0.9, False)])
def test_of_several_answers_the_nearest_stable_one_has_the_outline(
    monkeypatch: pytest.MonkeyPatch, models: Models, stability: float, believed: bool
) -> None:
    p = with_part(0.35)
    whole = np.full((256, 256), -8.0, np.float32)
    whole[64:192, 64:192] = 8.0
    half = np.where(np.arange(256) < 128, whole, np.float32(-8.0))
    answers = [
        Segment(logits=half, quality=1.0, stability=1.0),
        Segment(logits=half, quality=0.9, stability=1.0),
        Segment(logits=whole, quality=0.8, stability=stability),
    ]
    answering(monkeypatch, whole, stability)

    def several(*_: object) -> list[Segment]:
        return answers

    monkeypatch.setattr(module, "segments_in", several)
    image = Image(pixels=np.full((320, 320, 4), 255, np.uint8))
    _, opinion = second_look(image, coarse_of(p, Box(x0=0, y0=0, x1=320, y1=320)), models, CancelToken())
    assert opinion is not None
    assert (opinion.nearest is not None) is believed
    found = outlined(coarse_of(p, Box(x0=0, y0=0, x1=320, y1=320)), opinion)
    assert (found is not None) is believed
    if found is not None:
        assert float(found[90:230, 170:230].min()) > 0.9


def test_a_clear_product_is_not_asked_about(monkeypatch: pytest.MonkeyPatch, models: Models) -> None:
    def never(*_: object, **__: object) -> object:
        raise AssertionError("the segmenter costs as much as the whole cut-out")

    monkeypatch.setattr(module, "embed", never)
    assert find_subject(mug()[0], models, cancel=CancelToken()).verdicts == ()
