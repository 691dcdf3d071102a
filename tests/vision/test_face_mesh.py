"""Face mesh: parts of a face where they are, upright and turned; none where there is no face."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.vision.face_mesh import OUTLINES, SIDE, Mesh, level, mesh_of
from scumble.vision.models import Models

FACE = Box(x0=172, y0=74, x1=278, y1=178)
"""The astronaut's face in scikit-image's photograph."""
SEEN = {"mouth": [(223, 147)], "eye": [(202, 101), (250, 104)], "eyebrow": [(200, 90), (250, 93)], "nose": [(224, 122)]}
"""Part -> its middles, by eye."""


def photo(pixels: NDArray[np.uint8]) -> Image:
    """An opaque image of (H, W, 3)."""
    return Image(pixels=np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))


def middles(mesh: Mesh, part: str) -> list[tuple[float, float]]:
    """The middle of every outline of a part."""
    ends = [(p.min(axis=0) + p.max(axis=0)) / 2 for p in mesh.outline(part)]
    return [(float(x), float(y)) for x, y in ends]


def found(image: Image, face: Box, models: Models) -> Mesh:
    mesh = mesh_of(image, face, models)
    assert mesh is not None
    return mesh


def test_the_parts_lie_where_they_are_seen(models: Models) -> None:
    mesh = found(photo(data.astronaut()), FACE, models)
    assert mesh.score > 0.9
    for part, places in SEEN.items():
        for place, seen in zip(middles(mesh, part), places, strict=True):
            assert place == pytest.approx(seen, abs=5), part
    (face,) = mesh.outline("face")
    assert (*face.min(axis=0), *face.max(axis=0)) == pytest.approx((178, 69, 275, 178), abs=8)


def test_a_turned_face_has_turned_parts(models: Models) -> None:
    turn = cv2.getRotationMatrix2D((225, 125), 30, 1.0)
    turned = np.asarray(cv2.warpAffine(data.astronaut(), turn, (512, 512)), np.uint8)
    mesh = found(photo(turned), FACE, models)
    for part, places in SEEN.items():
        for place, (x, y) in zip(middles(mesh, part), places, strict=True):
            assert place == pytest.approx(tuple(turn @ (x, y, 1.0)), abs=6), part


def test_a_large_picture_tells_the_same_mesh(models: Models) -> None:
    large = np.repeat(np.repeat(data.astronaut(), 3, axis=0), 3, axis=1)
    big = found(photo(large), Box(x0=516, y0=222, x1=834, y1=534), models)
    small = found(photo(data.astronaut()), FACE, models)
    assert float(np.abs(big.points / 3 - small.points).mean()) < 1.5


@pytest.mark.parametrize("box", [Box(x0=380, y0=60, x1=480, y1=160), Box(x0=100, y0=330, x1=200, y1=430)])
def test_there_is_no_mesh_on_a_rocket_and_on_a_sleeve(box: Box, models: Models) -> None:
    assert mesh_of(photo(data.astronaut()), box, models) is None


def test_every_number_is_a_point_and_the_outlines_of_the_nose_and_face_are_convex() -> None:
    points = np.random.default_rng(1).uniform(0, 100, (468, 2)).astype(np.float32)
    mesh = Mesh(score=1.0, points=points)
    assert all(0 <= n < 468 for polygons in OUTLINES.values() for p in polygons for n in p)
    assert len(mesh.outline("eye")) == 2
    for part in ("nose", "face"):
        assert cv2.isContourConvex(mesh.outline(part)[0])
    assert (mesh.outline("face")[0].max(axis=0) == points.max(axis=0)).all()


def test_the_square_is_level_with_the_face() -> None:
    low, high = np.array([10, 20], np.float32), np.array([50, 80], np.float32)
    place = level(low, high, np.pi / 2)
    np.testing.assert_allclose(place @ (SIDE / 2, SIDE / 2, 1.0), [30, 50], atol=1e-6)
    right = place @ (SIDE, SIDE / 2, 1.0)
    np.testing.assert_allclose(right, [30, 50 + 1.5 * 60 / 2], atol=1e-5)
