"""Parts of faces: polygons of the mesh become shapes in the picture; guesses only without one; hair is above a face."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.regions import face_parts as module
from scumble.regions import scene as scene_module
from scumble.regions.find import find_in
from scumble.regions.found import LEAST
from scumble.regions.parts import find_part
from scumble.regions.phrase import read_phrase
from scumble.regions.scene import Scene, overlap
from scumble.vision.face_mesh import OUTLINES, Mesh
from scumble.vision.models import Models
from scumble.vision.segmenter import Embedding, Segment
from tests.regions.scenes import pretend

FACE = Box(x0=100, y0=100, x1=200, y1=220)
MOUTH, EYES = (130, 180, 170, 200), ((115, 130, 140, 142), (160, 130, 185, 142))


def ring(box: tuple[float, float, float, float], count: int) -> NDArray[np.float32]:
    """Points around the ellipse in a box, from its left."""
    turn = np.linspace(np.pi, 3 * np.pi, count, endpoint=False)
    x0, y0, x1, y1 = box
    points = np.stack([(x0 + x1) / 2 + (x1 - x0) / 2 * np.cos(turn), (y0 + y1) / 2 + (y1 - y0) / 2 * np.sin(turn)], 1)
    return points.astype(np.float32)


def drawn_mesh() -> Mesh:
    """A mesh with mouth, eyes, and the points that the hair is asked by."""
    points = np.full((468, 2), (150, 160), np.float32)
    for part, boxes in {"mouth": (MOUTH,), "eye": EYES}.items():
        for numbers, box in zip(OUTLINES[part], boxes, strict=True):
            points[list(numbers)] = ring(box, len(numbers))
    for number, at in {10: (150, 100), 152: (150, 220), 54: (115, 115), 284: (185, 115), 105: (125, 125)}.items():
        points[number] = at
    points[334], points[4] = (175, 125), (150, 165)
    return Mesh(score=1.0, points=points)


def scene_of(patch: pytest.MonkeyPatch, mesh: Mesh | None, faces: tuple[Box, ...] = (FACE,)) -> Scene:
    """A grey picture in which there are these faces with this mesh, and nothing else."""
    pretend(patch, ())
    patch.setattr(scene_module, "find_faces", lambda *_, **__: faces)
    patch.setattr(scene_module, "mesh_of", lambda *_, **__: mesh)
    image = Image(pixels=np.full((320, 300, 4), 255, np.uint8))
    return Scene(image, Models(), CancelToken())


def test_the_mouth_is_the_polygon_of_the_mesh(monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_in(scene_of(monkeypatch, drawn_mesh()), read_phrase("her lips"))
    assert found.region is not None
    assert found.confidence > 0.7
    weights = found.region.weights
    inner, outer = weights[186:194, 145:155], weights.copy()
    outer[179:202, 129:172] = 0
    assert inner.min() == 1.0
    assert outer.max() == 0.0
    assert float(weights.sum()) == pytest.approx(np.pi * 20 * 10, rel=0.1)


def test_both_eyes_and_the_one_on_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(monkeypatch, drawn_mesh())
    assert len(find_in(scene, read_phrase("her eyes")).chosen) == 2
    right = find_in(scene, read_phrase("the eye on the right"))
    assert right.box is not None
    assert overlap(right.box, Box(x0=160, y0=130, x1=185, y1=142)) > 0.6
    assert find_in(scene, read_phrase("the eye")).confidence < LEAST, "which of two is not said"


def test_without_a_sure_mesh_the_usual_place_is_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    (sure,) = find_part(scene_of(monkeypatch, drawn_mesh()), "mouth", None)
    (guess,) = find_part(scene_of(monkeypatch, None), "mouth", None)
    assert guess.score < sure.score
    assert guess.box.y0 > FACE.y0 + 0.6 * FACE.height
    assert find_part(scene_of(monkeypatch, None), "eyebrow", None) == []


def test_nothing_of_a_person_is_told_where_no_face_is(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(monkeypatch, None, ())
    for part in ("eyebrow", "hair"):
        assert find_part(scene, part, None) == []


def answered(patch: pytest.MonkeyPatch, box: Box, stability: float = 0.95) -> Scene:
    """A scene in which the segmenter sees a box."""
    logits = np.full((256, 240), -9, np.float32)
    logits[round(box.y0 * 0.8) : round(box.y1 * 0.8), round(box.x0 * 0.8) : round(box.x1 * 0.8)] = 9
    answer = Segment(logits=logits, quality=0.95, stability=stability)
    held = Embedding(tensor=np.zeros((1, 1, 1, 1), np.float32), width=300, height=320)
    patch.setattr(module, "can_segment", lambda *_: True)
    patch.setattr(module, "embed", lambda *_, **__: held)
    patch.setattr(module, "segment", lambda *_, **__: answer)
    return scene_of(patch, drawn_mesh())


def test_hair_is_what_lies_above_the_face_and_down_to_the_brows(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Box(x0=60, y0=50, x1=110, y1=200)
    (hair,) = find_part(answered(monkeypatch, beside), "hair", None)
    assert overlap(hair.box, beside) > 0.9
    assert find_part(answered(monkeypatch, Box(x0=90, y0=60, x1=210, y1=110)), "hair", None) == [], "a cap"
    assert find_part(answered(monkeypatch, Box(x0=60, y0=50, x1=220, y1=250)), "hair", None) == [], "the whole head"
    assert find_part(answered(monkeypatch, beside, stability=0.5), "hair", None) == []
