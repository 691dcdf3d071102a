"""Parts and shapes without a class: eyes, face, nose, head, shadow, wheels, tall things, rows of vivid things."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import scene as scene_module
from scumble.regions.candidates import repeated
from scumble.regions.eyes import eyes_of
from scumble.regions.find import find_in
from scumble.regions.found import LEAST
from scumble.regions.parts import find_part
from scumble.regions.phrase import read_phrase
from scumble.regions.scene import Scene, Thing, inside, overlap
from scumble.regions.tall import tall_things
from scumble.vision.models import Models
from scumble.vision.objects import Detection
from scumble.vision.subject import Subject
from tests.regions.scenes import pretend

Rgb = NDArray[np.uint8]


def scene_of(
    rgb: Rgb, patch: pytest.MonkeyPatch, subject: NDArray[np.bool_] | None = None, seen: tuple[Detection, ...] = ()
) -> Scene:
    """A drawn picture in which detector, face detector and subject network see what they are told to see."""
    pretend(patch, seen)
    alpha = np.zeros(rgb.shape[:2], np.float32) if subject is None else subject.astype(np.float32)
    told = Subject(alpha=alpha, edges="hard", confidence=1.0 if alpha.any() else 0.0, notes=())
    patch.setattr(scene_module, "find_subject", lambda *_, **__: told)
    patch.setattr(scene_module, "find_faces", lambda *_, **__: ())
    image = Image(pixels=np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
    return Scene(image, Models(), CancelToken())


def grainy(colour: tuple[int, int, int], height: int = 300, width: int = 300) -> Rgb:
    grain = np.random.default_rng(2).normal(0, 2, (height, width, 1))
    return np.clip(np.full((height, width, 3), colour) + grain, 0, 255).astype(np.uint8)


def figure() -> tuple[Rgb, NDArray[np.bool_]]:
    """A brown figure with a round head on a narrow neck, two white eyes with pupils, and a black nose."""
    rgb = grainy((150, 165, 150))
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.circle(mask, (150, 100), 60, 1, -1)
    cv2.rectangle(mask, (130, 150), (170, 190), 1, -1)
    cv2.ellipse(mask, (150, 240), (80, 60), 0, 0, 360, 1, -1)
    rgb[mask > 0] = (150, 95, 50)
    for x in (125, 175):
        cv2.circle(rgb, (x, 88), 9, (240, 240, 235), -1, cv2.LINE_AA)
    cv2.circle(rgb, (150, 118), 9, (15, 12, 12), -1, cv2.LINE_AA)
    return rgb, mask > 0


def test_eyes_are_the_pair_and_the_face_is_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(*figure()[:1], monkeypatch, figure()[1])
    whole = scene.subject_thing
    assert whole is not None
    pair = eyes_of(scene, whole.box, figure()[1])
    assert pair is not None
    assert overlap(pair.left, Box(x0=116, y0=79, x1=134, y1=97)) > 0.35
    assert overlap(pair.right, Box(x0=166, y0=79, x1=184, y1=97)) > 0.35
    face = find_part(scene, "face", whole)[0]
    assert inside(pair.left, face.box) == inside(pair.right, face.box) == 1.0


def test_a_plain_thing_has_no_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = grainy((150, 165, 150))
    mask = np.zeros((300, 300), np.uint8)
    cv2.circle(mask, (150, 150), 80, 1, -1)
    rgb[mask > 0] = (150, 95, 50)
    scene = scene_of(rgb, monkeypatch, mask > 0)
    assert eyes_of(scene, Box(x0=70, y0=70, x1=230, y1=230), mask > 0) is None
    assert find_in(scene, read_phrase("the eyes")).region is None


def test_nose_by_its_colour_and_head_above_the_neck(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(*figure()[:1], monkeypatch, figure()[1])
    nose = find_part(scene, "nose", None)[0]
    assert overlap(nose.box, Box(x0=141, y0=109, x1=159, y1=127)) > 0.5
    head = find_part(scene, "head", None)[0]
    assert overlap(head.box, Box(x0=90, y0=40, x1=210, y1=160)) > 0.75


def test_a_shadow_lies_dark_beside_the_foot(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = grainy((190, 188, 185))
    mask = np.zeros((300, 300), np.uint8)
    cv2.rectangle(rgb, (180, 190), (260, 219), (70, 69, 68), -1)
    cv2.rectangle(mask, (100, 80), (180, 220), 1, -1)
    rgb[mask > 0] = (40, 90, 200)
    shadow = find_part(scene_of(rgb, monkeypatch, mask > 0), "shadow", None)[0]
    assert overlap(shadow.box, Box(x0=181, y0=190, x1=261, y1=220)) > 0.8


def test_wheels_of_a_bicycle_lie_at_its_lower_corners(monkeypatch: pytest.MonkeyPatch) -> None:
    bike = Detection(label="bicycle", score=0.8, box=Box(x0=40, y0=80, x1=260, y1=220))
    wheels = find_part(scene_of(grainy((150, 150, 150)), monkeypatch, None, (bike,)), "wheel", None)
    assert [w.box.x0 for w in wheels] == pytest.approx([40, 174], abs=2)
    assert all(w.box.y1 == 220 for w in wheels)


def test_a_pole_is_tall_and_a_box_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = grainy((150, 165, 190))
    cv2.rectangle(rgb, (200, 60), (211, 260), (40, 40, 40), -1)
    cv2.rectangle(rgb, (40, 200), (100, 260), (180, 60, 40), -1)
    found = tall_things(scene_of(rgb, monkeypatch), "pole")
    assert len(found) == 1
    assert overlap(found[0].box, Box(x0=200, y0=60, x1=212, y1=261)) > 0.8


def row_of_hats(patch: pytest.MonkeyPatch) -> Scene:
    rgb = grainy((150, 148, 144), 200, 500)
    for k, colour in enumerate([(210, 30, 35), (40, 150, 60), (30, 60, 190), (235, 200, 30), (240, 120, 190)]):
        cv2.circle(rgb, (50 + 100 * k, 100), 40 - 5 * k, colour, -1, cv2.LINE_AA)
    return scene_of(rgb, patch)


def test_a_row_of_vivid_things_may_be_what_no_class_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = row_of_hats(monkeypatch)
    assert len(repeated(scene, "hat")) == 5
    assert len(find_in(scene, read_phrase("all hats")).chosen) == 5
    second = find_in(scene, read_phrase("the second hat from the left"))
    assert second.box is not None
    assert overlap(second.box, Box(x0=115, y0=65, x1=185, y1=135)) > 0.8
    assert find_in(scene, read_phrase("the hat")).confidence < LEAST, "which of five is not said"


def test_a_colour_finds_one_of_them_and_a_part_of_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = row_of_hats(monkeypatch)
    green = find_in(scene, read_phrase("the green hat"))
    assert green.box is not None
    assert overlap(green.box, Box(x0=115, y0=65, x1=185, y1=135)) > 0.8
    owner = Thing(label="thing", box=Box(x0=0, y0=0, x1=220, y1=200), score=1.0)
    assert not [t for t in find_part(scene, "tongue", owner) if t.box.x1 > 220]


def test_areas_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = grainy((60, 140, 45))
    rgb[:120] = (110, 160, 230)
    rng = np.random.default_rng(4)
    rgb[120:] = np.clip(rgb[120:] + rng.normal(0, 15, (180, 300, 1)), 0, 255).astype(np.uint8)
    scene = scene_of(rgb, monkeypatch)
    grass = find_in(scene, read_phrase("the grass"))
    assert isinstance(grass.region, Region)
    assert float(grass.region.weights[140:].mean()) > 0.85
    assert float(grass.region.weights[:100].mean()) < 0.05
    assert find_in(scene, read_phrase("the snow")).region is None
    assert find_in(scene, read_phrase("the tree on the left")).confidence < LEAST, "one of many trees is asked"
