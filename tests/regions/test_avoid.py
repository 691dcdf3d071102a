"""What a fill must not copy: other things and faces; not what is removed, nor what the region lies in."""

import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import avoid, scene
from scumble.vision.models import Models
from tests.regions.scenes import balls, seen

PICTURE = balls()


def avoided(patch: pytest.MonkeyPatch, region: Region, *, faces: tuple[Box, ...] = ()) -> Region | None:
    """With a cup on the left, one on the right, and these faces."""
    patch.setattr(scene, "find_objects", lambda *_, **__: (seen("cup", 100, 160, 40), seen("cup", 300, 160, 40)))
    patch.setattr(scene, "find_faces", lambda *_: faces)
    return avoid.to_avoid(region, PICTURE, Models(), cancel=CancelToken())


def box(picture: Image, x0: int, y0: int, x1: int, y1: int) -> Region:
    mask = np.zeros((picture.height, picture.width), bool)
    mask[y0:y1, x0:x1] = True
    return Region.of_mask(mask)


def test_the_other_thing_and_a_face_are_avoided_and_the_removed_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    face = Box(x0=400, y0=20, x1=440, y1=60)
    found = avoided(monkeypatch, box(PICTURE, 60, 120, 140, 200), faces=(face,))
    assert found is not None
    assert found.inside[160, 300]
    assert found.inside[40, 420]
    assert not found.inside[:, :200].any()


def test_a_scratch_on_a_thing_may_be_filled_from_the_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = avoided(monkeypatch, box(PICTURE, 295, 155, 305, 165))
    assert found is not None
    assert not found.inside[:, 250:].any()
    assert found.inside[160, 100]


def test_nothing_seen_nothing_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "find_objects", lambda *_, **__: ())
    monkeypatch.setattr(scene, "find_faces", lambda *_: ())
    assert avoid.to_avoid(box(PICTURE, 0, 0, 50, 50), PICTURE, Models(), cancel=CancelToken()) is None
