"""The segmenter's second opinion on what colour and shape suggest."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.regions import agreed, witness
from scumble.regions import scene as scene_module
from scumble.regions.agreed import (
    Seen,
    confirmed,
    looked_again,
    one_piece,
    round_things,
    stands_alone,
    wheels_under,
    whole_of,
)
from scumble.regions.phrase import read_phrase
from scumble.regions.ranking import Ranked
from scumble.regions.scene import Scene, Thing, overlap
from scumble.regions.witness import subject_as
from scumble.vision.models import Models
from scumble.vision.segmenter import Point, Segment
from scumble.vision.subject import Subject
from tests.regions.scenes import balls, pretend

Mask = NDArray[np.bool_]


def scene() -> Scene:
    return Scene(balls(("red", 120, 160, 60), ("red", 350, 160, 50)), Models(), CancelToken())


def drawn(s: Scene, *, box: tuple[int, int, int, int] | None = None, disc: tuple[int, int, int] | None = None) -> Mask:
    """A box or a disc on the small copy."""
    canvas = np.zeros(s.lab.shape[:2], np.uint8)
    if box is not None:
        cv2.rectangle(canvas, box[:2], box[2:], 1, -1)
    if disc is not None:
        cv2.circle(canvas, disc[:2], disc[2], 1, -1)
    return canvas > 0


def thing(s: Scene, shape: Mask, score: float = 0.4) -> Thing:
    return Thing(label="thing", box=s.box_of(shape), score=score, shape=shape, tint="red")


def told(patch: pytest.MonkeyPatch, *shapes: Mask, steady: bool = True) -> None:
    """From now on the segmenter sees the shape that has most in common with what it is asked for."""

    def answer(s: Scene, where: object) -> Seen | None:
        asked = where if isinstance(where, np.ndarray) else s.shape_in(where)  # type: ignore[arg-type]
        best = max(shapes, key=lambda m: int((m & asked).sum()), default=None)
        return None if best is None or not (best & asked).any() else Seen(shape=best, steady=steady)

    patch.setattr(agreed, "in_box", answer)
    patch.setattr(agreed, "at_point", answer)


def test_a_ball_that_the_segmenter_ends_at_the_same_place_is_believed_more() -> None:
    s = scene()
    ball = s.tinted("red")[0].mask
    found = confirmed(s, thing(s, ball))
    assert found is not None
    assert found.score > 0.4
    half = ball.copy()
    half[:, : int(np.median(np.flatnonzero(ball.any(axis=0))))] = False
    assert confirmed(s, thing(s, half)) is None


def test_a_first_candidate_that_is_no_thing_before_one_that_is_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    wide, small = drawn(s, box=(10, 10, 200, 60)), drawn(s, disc=(250, 120, 20))
    told(monkeypatch, small, drawn(s, box=(10, 10, 40, 150)))
    order = looked_again(s, [Ranked(thing(s, wide, 0.48), 1.0), Ranked(thing(s, small, 0.4), 1.0)])
    assert [r.thing.score for r in order] == [0.3, 0.3]


def test_a_far_weaker_candidate_does_not_take_the_place_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    wide, small = drawn(s, box=(10, 10, 200, 60)), drawn(s, disc=(250, 120, 20))
    told(monkeypatch, small)
    order = looked_again(s, [Ranked(thing(s, wide, 0.5), 1.0), Ranked(thing(s, small, 0.25), 1.0)])
    assert order[0].thing.score == 0.5


def test_the_whole_around_a_part_is_taken_when_it_covers_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    band, tower = drawn(s, box=(100, 80, 120, 120)), drawn(s, box=(98, 20, 122, 140))
    told(monkeypatch, tower)
    whole = whole_of(s, thing(s, band))
    assert whole is not None
    assert whole.shape is tower
    told(monkeypatch, tower, steady=False)
    assert whole_of(s, thing(s, band)) is None


def test_one_rock_is_singled_out_only_in_the_rocks_and_on_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    rocks, rock = drawn(s, box=(0, 100, 319, 199)), drawn(s, disc=(280, 150, 25))
    told(monkeypatch, rock)
    right, left = read_phrase("the rock on the right"), read_phrase("the rock on the left")
    assert one_piece(s, right, thing(s, rock), [rocks]) is not None
    assert one_piece(s, left, thing(s, rock), [rocks]) is None
    assert one_piece(s, read_phrase("the rock in the middle"), thing(s, rock), [rocks]) is None
    assert one_piece(s, right, thing(s, rock), [drawn(s, box=(0, 0, 319, 90))]) is None


def test_a_wheel_is_round_and_a_box_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    wheel, crate = drawn(s, disc=(80, 100, 30)), drawn(s, box=(200, 70, 260, 130))
    hollow = wheel & ~drawn(s, disc=(80, 100, 20))
    told(monkeypatch, hollow, crate)
    found = round_things(s, [s.box_of(wheel), s.box_of(crate)])
    assert found[0] is not None
    assert found[0].shape is not None
    assert found[0].shape[100, 80]
    assert found[1] is None


def test_wheels_are_round_things_at_the_foot_of_what_they_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    body, near, far, lamp = (
        drawn(s, box=(20, 40, 220, 150)),
        drawn(s, disc=(60, 130, 22)),
        drawn(s, disc=(180, 130, 20)),
        drawn(s, disc=(120, 60, 15)),
    )

    def answer(_: object, __: object, *, points: tuple[Point, ...]) -> Segment:
        x, y = (round(v / s.size[0] * s.lab.shape[1]) for v in (points[0].x, points[0].y))
        shape = next((m for m in (near, far, lamp) if m[y, x]), body)
        return Segment(logits=np.where(shape, 5.0, -5.0).astype(np.float32), quality=1.0, stability=1.0)

    monkeypatch.setattr(agreed, "segment", answer)
    monkeypatch.setattr(agreed, "embed", lambda *_, **__: None)
    found = wheels_under(s, s.box_of(body))
    assert [overlap(w.box, s.box_of(true)) > 0.9 for w, true in zip(found, (near, far), strict=True)] == [True, True]


def test_a_plain_red_thing_is_clear_though_what_it_lies_under_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene()
    leaf, other = drawn(s, disc=(100, 100, 30)), drawn(s, disc=(220, 100, 25))
    told(monkeypatch, leaf, other)
    phrase = read_phrase("the red leaf below the tray")
    first = Ranked(thing(s, leaf, 0.5), 1.0)
    assert stands_alone(s, phrase, [first, Ranked(thing(s, other, 0.3), 1.0)])
    assert not stands_alone(s, phrase, [first, Ranked(thing(s, other, 0.4), 1.0)])
    assert not stands_alone(s, read_phrase("the leaf below the tray"), [first])
    told(monkeypatch, leaf, steady=False)
    assert not stands_alone(s, phrase, [first])


def test_a_word_that_is_not_known_does_not_matter_where_both_networks_end_one_thing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = balls(("red", 240, 160, 80))
    alpha = (np.hypot(*(np.mgrid[:320, :480] - np.array([160, 240])[:, None, None])) <= 80).astype(np.float32)
    clear = Subject(alpha=alpha, edges="hard", confidence=1.0, notes=())
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: clear)
    pretend(monkeypatch, ())
    s, phrase = Scene(picture, Models(), CancelToken()), read_phrase("the cartoon character")
    assert phrase.ignored
    told(monkeypatch, s.shrunk(alpha))
    monkeypatch.setattr(witness, "in_box", agreed.in_box)
    assert subject_as(s, phrase) is not None
    told(monkeypatch, drawn(s, box=(0, 0, 319, 100)))
    monkeypatch.setattr(witness, "in_box", agreed.in_box)
    assert subject_as(s, phrase) is None
