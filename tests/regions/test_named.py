"""Things recognised among pieces, and parts told by where they lie; classifier and segmenter say what they are told."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.regions import named
from scumble.regions import scene as scene_module
from scumble.regions.find import find_in
from scumble.regions.named import called, named_things
from scumble.regions.phrase import read_phrase
from scumble.regions.pieces import Piece
from scumble.regions.placed_parts import placed_parts
from scumble.regions.scene import Scene, Thing
from scumble.vision.imagenet import KINDS
from scumble.vision.models import Models
from tests.regions.scenes import pretend

Mask = NDArray[np.bool_]


def box(x0: int, y0: int, x1: int, y1: int) -> Mask:
    """A rectangle on the small copy of `scene`."""
    shape = np.zeros((200, 300), bool)
    shape[y0:y1, x0:x1] = True
    return shape


def scene(patch: pytest.MonkeyPatch, pieces: list[tuple[Mask, str, float, float]], rgb: tuple[int, int, int]) -> Scene:
    """A plain picture in which the segmenter sees pieces and the classifier calls each a kind: how likely alone on
    grey, and how likely in its surroundings."""
    pretend(patch, ())
    index = {kind[0]: i for i, kind in enumerate(KINDS)}

    def told(_rgb: object, boxes: list[object], _models: object, masks: tuple[object, ...] = ()) -> NDArray[np.float32]:
        rows = np.full((len(boxes), 1000), 1e-5, np.float32)
        for row, where in zip(rows, boxes, strict=True):
            for shape, kind, alone, around in pieces:
                if where == made.box_of(shape):
                    row[index[kind]] = alone if masks else around
        return rows

    pixels = np.full((400, 600, 4), 255, np.uint8)
    pixels[:, :, :3] = rgb
    made = Scene(Image(pixels=pixels), Models(), CancelToken())
    small = made.lab.shape[:2]

    def sized(shape: Mask) -> Mask:
        return np.asarray(cv2.resize(shape.astype(np.uint8), small[::-1], interpolation=cv2.INTER_NEAREST)) > 0

    pieces[:] = [(sized(shape), *rest) for shape, *rest in pieces]  # type: ignore[misc]
    patch.setattr(scene_module, "everywhere", lambda *_: [Piece(shape=p[0], sure=0.95) for p in pieces])
    patch.setattr(scene_module, "tell", told)
    patch.setattr(named, "tell", told)
    patch.setattr(scene_module, "find_subject", lambda *_, **__: nothing)
    return made


class _Nothing:
    """No subject."""

    confidence = 0.0
    alpha = np.zeros((400, 600), np.float32)


nothing = _Nothing()


def test_a_thing_is_called_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene(
        monkeypatch,
        [(box(40, 60, 90, 120), "teapot", 0.6, 0.6), (box(180, 60, 240, 120), "bucket", 0.7, 0.7)],
        (90,) * 3,
    )
    things = named_things(s, read_phrase("the teapot"))
    assert len(things) == 1
    assert things[0].box.x0 < 100
    assert find_in(s, read_phrase("the teapot")).region is not None


def test_surroundings_alone_do_not_make_a_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A patch of sky beside a teapot is called a teapot in its surroundings, but not on grey."""
    s = scene(monkeypatch, [(box(40, 60, 90, 120), "teapot", 0.0, 0.9)], (90,) * 3)
    assert named_things(s, read_phrase("the teapot")) == []


def test_what_lies_around_everything_is_no_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole that sunglasses leave in the background has their outline."""
    around = np.ones((200, 300), bool)
    around[60:120, 100:200] = False
    s = scene(monkeypatch, [(around, "sunglasses", 0.9, 0.9)], (90,) * 3)
    assert named_things(s, read_phrase("the sunglasses")) == []


def test_halves_of_a_pair_are_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    halves = [(box(60, 80, 100, 120), "sunglasses", 0.6, 0.6), (box(120, 80, 160, 120), "sunglasses", 0.6, 0.6)]
    s = scene(monkeypatch, list(halves), (90,) * 3)
    (glasses,) = named_things(s, read_phrase("the sunglasses"))
    assert glasses.box.x0 < 130
    assert glasses.box.x1 > 310
    others = [(shape, "teapot", 0.6, 0.6) for shape, *_ in halves]
    assert len(named_things(scene(monkeypatch, list(others), (90,) * 3), read_phrase("the teapot"))) == 2


def test_what_the_detector_knows_is_asked_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene(monkeypatch, [(box(40, 60, 90, 120), "umbrella", 0.9, 0.9)], (90,) * 3)
    found = find_in(s, read_phrase("the umbrella"))
    assert found.region is None
    assert len(found.candidates) == 1


def test_an_unknown_noun_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene(monkeypatch, [(box(40, 60, 90, 120), "teapot", 0.9, 0.9)], (90,) * 3)
    assert named_things(s, read_phrase("the florble")) == []


def test_things_of_a_colour_are_told_by_the_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene(
        monkeypatch,
        [(box(40, 60, 90, 120), "bucket", 0.6, 0.6), (box(180, 60, 240, 120), "teapot", 0.6, 0.6)],
        (90,) * 3,
    )
    both = [Thing(label="x", box=s.box_of(p.shape), score=0.5, shape=p.shape) for p in s.pieces]
    first = called(s, both, "teapot")[0]
    assert first.box == both[1].box
    assert called(s, both, "florble") == both


def parts_of(patch: pytest.MonkeyPatch, word: str, *shapes: Mask) -> list[Thing]:
    """Parts of a jug that fills most of the picture and of which the segmenter sees these pieces."""
    whole = box(60, 20, 240, 190)
    s = scene(patch, [(whole, "pitcher", 0.5, 0.5)], (90,) * 3)
    small = s.lab.shape[:2]

    def sized(shape: Mask) -> Mask:
        return np.asarray(cv2.resize(shape.astype(np.uint8), small[::-1], interpolation=cv2.INTER_NEAREST)) > 0

    patch.setattr(scene_module, "inside_of", lambda *_: [Piece(shape=sized(m), sure=0.95) for m in shapes])
    owner = Thing(label="jug", box=s.box_of(sized(whole)), score=0.9)
    return placed_parts(s, word, owner, sized(whole), None)


LID, MIDDLE, FOOT = box(110, 20, 190, 45), box(100, 80, 200, 120), box(90, 165, 210, 190)


def test_a_part_is_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    (lid,) = parts_of(monkeypatch, "lid", LID, MIDDLE, FOOT)
    assert lid.box.y1 < 110
    (base,) = parts_of(monkeypatch, "base", LID, MIDDLE, FOOT)
    assert base.box.y0 > 300


def test_a_part_that_is_not_there_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parts_of(monkeypatch, "lid", MIDDLE, FOOT) == []
    assert parts_of(monkeypatch, "lid") == []


def test_one_sees_through_a_handle_and_not_through_a_spout(monkeypatch: pytest.MonkeyPatch) -> None:
    spout = box(62, 70, 92, 120)
    ring = box(200, 60, 240, 130)
    # The whole of `parts_of` is solid, so the ring's opening is cut out of the whole by what lies beyond its edge.
    curved = ring.copy()
    curved[60:130, 225:240] = False
    curved[60:75, 225:262] = curved[115:130, 225:262] = True
    handles = parts_of(monkeypatch, "handle", spout, curved)
    assert handles
    assert handles[0].box.x0 > 300
    spouts = parts_of(monkeypatch, "spout", spout, curved)
    assert spouts[0].box.x1 < 300
