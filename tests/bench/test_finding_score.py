"""Scoring of finds: overlap, confident mistakes, questions, things that are not there."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.finding.phrases import Phrase, load
from bench.finding.score import Answer, box_of, judge, offered, overlap

THERE = Phrase(photo="a.png", words="the cup", kind="coco", boxes=((0.2, 0.2, 0.4, 0.6),))
AWAY = Phrase(photo="a.png", words="the cat", kind="absent", boxes=())
EITHER = Phrase(photo="a.png", words="a hat", kind="ambiguous", boxes=((0, 0, 0.2, 0.2), (0.5, 0.5, 0.7, 0.7)))
TINY = Phrase(photo="a.png", words="the eye", kind="tiny", boxes=((0.5, 0.5, 0.52, 0.52),))
BESIDE = (0.6, 0.2, 0.8, 0.6)


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 0, 1, 1), (0, 0, 1, 0.5)) == pytest.approx(0.5)
    assert overlap((0, 0, 0.4, 1), (0.5, 0, 1, 1)) == 0


def test_a_confident_answer_is_right_or_wrong_by_its_box() -> None:
    assert judge(THERE, Answer(box=(0.21, 0.2, 0.4, 0.6), confident=True)) == "right"
    assert judge(THERE, Answer(box=BESIDE, confident=True)) == "wrong"


def test_an_unsure_answer_asks_and_is_never_wrong() -> None:
    unsure = Answer(box=BESIDE, confident=False, candidates=(THERE.boxes[0],))
    assert judge(THERE, unsure) == "asked"
    assert offered(THERE, unsure)
    assert judge(THERE, Answer(box=None, confident=False)) == "refused"


def test_what_is_not_there_must_not_be_acted_on() -> None:
    assert judge(AWAY, Answer(box=BESIDE, confident=True)) == "wrong"
    assert judge(AWAY, Answer(box=BESIDE, confident=False)) == "right"
    assert judge(AWAY, Answer(box=None, confident=False)) == "right"


def test_an_ambiguous_phrase_may_be_asked_about_or_answered_with_any_of_them() -> None:
    assert judge(EITHER, Answer(box=(0.5, 0.5, 0.7, 0.72), confident=True)) == "right"
    assert judge(EITHER, Answer(box=(0.5, 0.5, 0.7, 0.72), confident=False)) == "right"
    assert judge(EITHER, Answer(box=(0.2, 0.5, 0.4, 0.7), confident=True)) == "wrong"
    assert judge(EITHER, Answer(box=None, confident=False)) == "refused"


def test_a_tiny_thing_is_hit_by_its_middle_but_not_by_something_large_around_it() -> None:
    assert judge(TINY, Answer(box=(0.49, 0.5, 0.53, 0.54), confident=True)) == "right"
    assert judge(TINY, Answer(box=(0.3, 0.3, 0.72, 0.72), confident=True)) == "wrong"


def test_a_stray_pixel_does_not_move_the_box_of_a_mask() -> None:
    mask = np.zeros((100, 200), np.float32)
    mask[20:60, 50:150] = 1
    mask[99, 199] = 1
    assert box_of(mask) == pytest.approx((0.25, 0.2, 0.75, 0.6), abs=0.01)
    assert box_of(np.zeros((4, 4), np.float32)) is None


def test_the_phrases_are_enough_and_their_boxes_are_boxes() -> None:
    phrases = load()
    assert len(phrases) >= 150
    assert 0.25 < sum(p.held_out for p in phrases) / len(phrases) < 0.4


def test_an_absent_thing_with_a_box_is_refused(tmp_path: Path) -> None:
    row = {"photo": "a.png", "words": "the cat", "kind": "absent", "box": [0, 0, 1, 1]}
    file = tmp_path / "phrases.json"
    file.write_text(json.dumps([row]))
    with pytest.raises(ValueError, match="absent"):
        load(file)
