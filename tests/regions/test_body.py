"""Hands: the segmenter's outline up to the wrist without what is held, the arm behind it, fingers by their bones."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.regions import body as module
from scumble.regions import scene as scene_module
from scumble.regions.body import find_hand_part, held_things
from scumble.regions.find import find_in
from scumble.regions.phrase import read_phrase
from scumble.regions.scene import Scene, overlap
from scumble.vision.hands import Hand
from scumble.vision.models import Models
from scumble.vision.segmenter import Embedding, Segment
from tests.regions.scenes import pretend

Mask = NDArray[np.bool_]
SKIN, GROUND = (200, 150, 120), (150, 165, 190)
ROOTS = {0: (200, 220), 1: (180, 200), 5: (180, 150), 9: (193, 150), 13: (207, 150), 17: (220, 150)}
"""Wrist and roots of the fingers of a hand that points up."""


def drawn(*, ball: bool = False, arm: bool = True) -> tuple[NDArray[np.uint8], Mask, Mask]:
    """A picture (400 x 400) of a hand with five fingers, an arm and a blue ball in it; pixels of all, of the ball."""
    mask = np.zeros((400, 400), np.uint8)
    cv2.rectangle(mask, (172, 145), (228, 215), 1, -1)
    for finger in points_of()[1:].reshape(5, 4, 2):
        cv2.polylines(mask, [np.rint(finger).astype(np.int32)], False, (1,), 11)
    if arm:
        cv2.rectangle(mask, (180, 215), (220, 399), 1, -1)
    held = np.zeros_like(mask)
    if ball:
        cv2.circle(held, (200, 140), 34, 1, -1)
    rgb = np.full((400, 400, 3), GROUND, np.uint8)
    rgb[mask > 0] = SKIN
    rgb[held > 0] = (20, 40, 200)
    return rgb, (mask | held) > 0, held > 0


def points_of() -> NDArray[np.float32]:
    """The 21 points of the hand: every finger goes up from its root, the thumb to the left."""
    points = np.zeros((21, 2), np.float32)
    points[0] = ROOTS[0]
    for k, root in enumerate((1, 5, 9, 13, 17)):
        step = np.array((-14, -12) if root == 1 else (0, -18), np.float32)
        points[1 + 4 * k : 5 + 4 * k] = np.array(ROOTS[root], np.float32) + np.arange(4)[:, None] * step
    return points


def scene_of(patch: pytest.MonkeyPatch, rgb: NDArray[np.uint8], answer: Mask | None, score: float = 0.98) -> Scene:
    """A scene with one hand, in which the segmenter always sees `answer`; None: it is not there."""
    pretend(patch, ())
    points = points_of()
    low, high = points.min(axis=0), points.max(axis=0)
    box = Box(x0=int(low[0]), y0=int(low[1]), x1=int(high[0]), y1=int(high[1]))
    hand = Hand(box=box, score=score, palm=(200.0, 175.0), points=points)
    patch.setattr(scene_module, "find_hands", lambda *_, **__: (hand,))
    patch.setattr(module, "can_segment", lambda *_: answer is not None)
    patch.setattr(module, "in_box", lambda *_: None)
    patch.setattr(module, "embed", lambda *_, **__: Embedding(tensor=np.zeros((1,), np.float32), width=400, height=400))
    logits = np.where(np.zeros((400, 400), bool) if answer is None else answer, 9.0, -9.0).astype(np.float32)
    small = Segment(logits=np.asarray(cv2.resize(logits, (256, 256)), np.float32), quality=0.95, stability=0.95)
    patch.setattr(module, "segment", lambda *_, **__: small)
    return Scene(Image(pixels=np.dstack([rgb, np.full((400, 400), 255, np.uint8)])), Models(), CancelToken())


def test_the_hand_ends_at_the_wrist_and_the_arm_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn()
    scene = scene_of(monkeypatch, rgb, whole)
    (hand,), (arm,) = find_hand_part(scene, "hand", None), find_hand_part(scene, "arm", None)
    assert hand.box.y1 == pytest.approx(ROOTS[0][1] + 12, abs=4)
    assert hand.box.y0 < 105
    assert arm.box.y1 >= 395
    assert hand.score == arm.score > 0.55
    assert find_in(scene, read_phrase("the hand")).confidence > 0.7


def test_there_is_no_arm_where_nothing_goes_on_or_a_sleeve_does(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn(arm=False)
    assert find_hand_part(scene_of(monkeypatch, rgb, whole), "arm", None) == []
    rgb, whole, _ = drawn()
    rgb[225:, 180:221] = (30, 60, 40)
    assert find_hand_part(scene_of(monkeypatch, rgb, whole), "arm", None) == []


def test_what_is_held_is_no_part_of_the_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, ball = drawn(ball=True)
    scene = scene_of(monkeypatch, rgb, whole)
    (hand,) = find_hand_part(scene, "hand", None)
    assert hand.shape is not None
    assert float(hand.shape[ball].mean()) < 0.1
    assert float(hand.shape[190:210, 180:220].mean()) > 0.95
    found = find_in(scene, read_phrase("the thing in the hand"))
    assert found.box is not None
    assert overlap(found.box, Box(x0=166, y0=106, x1=235, y1=175)) > 0.85


def test_an_empty_hand_holds_nothing_and_other_phrases_are_not_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn()
    assert held_things(scene_of(monkeypatch, rgb, whole), read_phrase("the thing in the hand")) == []
    rgb, whole, _ = drawn(ball=True)
    scene = scene_of(monkeypatch, rgb, whole)
    assert len(held_things(scene, read_phrase("the thing in the hand"))) == 1
    assert held_things(scene, read_phrase("the thing on the left")) == []
    assert held_things(scene, read_phrase("the ball in the hand")) == []


def test_fingers_are_told_of_a_clear_hand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn()
    fingers = find_hand_part(scene_of(monkeypatch, rgb, whole), "finger", None)
    assert len(fingers) == 5
    middle = fingers[2]
    assert middle.shape is not None
    assert float(middle.shape[100:140, 190:197].mean()) > 0.9
    assert not middle.shape[:, :185].any()
    assert not middle.shape[190:].any()
    assert find_hand_part(scene_of(monkeypatch, rgb, whole, score=0.7), "finger", None) == []


def test_without_the_segmenter_a_hand_is_around_its_points_and_less_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn()
    (known,) = find_hand_part(scene_of(monkeypatch, rgb, whole), "hand", None)
    (guess,) = find_hand_part(scene_of(monkeypatch, rgb, None), "hand", None)
    assert guess.score < known.score
    assert overlap(guess.box, Box(x0=138, y0=96, x1=220, y1=220)) > 0.6
    assert find_hand_part(scene_of(monkeypatch, rgb, None), "arm", None) == []


def test_no_hand_is_told_where_none_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, whole, _ = drawn()
    scene = scene_of(monkeypatch, rgb, whole)
    monkeypatch.setattr(scene_module, "find_hands", lambda *_, **__: ())
    assert find_in(scene, read_phrase("the hand")).region is None
