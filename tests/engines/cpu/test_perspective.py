"""Perspective: uprights made parallel, documents flattened to their true shape, and refusal without clear lines."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.work import CancelToken
from scumble.engines.cpu.sheet_quad import find_sheet
from scumble.engines.cpu.verticals import find_uprights
from tests.engines.cpu.pictures import do, noise, opaque


def facade(narrow: float, height: int = 420, width: int = 560) -> Image:
    """A house front with windows, its top narrower by `narrow` of the width on each side, on grey."""
    wall = np.full((height, width, 3), 190, np.uint8)
    for y in range(40, height - 60, 90):
        for x in range(40, width - 60, 80):
            cv2.rectangle(wall, (x, y), (x + 40, y + 60), (60, 70, 90), -1)
    cut = narrow * width
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = np.array([[cut, 0], [width - cut, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    return opaque(cv2.warpPerspective(wall, turn, (width, height), borderValue=(150, 150, 150)))


def on_table(corners: NDArray[np.float32], size: tuple[int, int] = (300, 424)) -> Image:
    """A sheet of paper with lines of ink lying on a table, its corners where they are said."""
    sheet = np.full((size[1], size[0], 3), 245, np.uint8)
    for y in range(40, size[1] - 30, 26):
        cv2.line(sheet, (30, y), (size[0] - 30, y), (40, 40, 40), 3)
    source = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    turn = cv2.getPerspectiveTransform(source, corners)
    table = np.clip(np.array([110, 80, 60]) + noise(600, 640, 3, 0, 8), 0, 255).astype(np.uint8)
    cover = cv2.warpPerspective(np.full(sheet.shape[:2], 255, np.uint8), turn, (640, 600)) / 255.0
    laid = cv2.warpPerspective(sheet, turn, (640, 600))
    return opaque(table * (1 - cover[:, :, None]) + laid * cover[:, :, None])


CORNERS = np.array([[180, 90], [460, 130], [520, 520], [90, 470]], np.float32)


@pytest.mark.parametrize("narrow", [0.05, 0.1, 0.15])
def test_leaning_walls_are_made_upright(narrow: float) -> None:
    picture = facade(narrow)
    before = find_uprights(picture.rgb, CancelToken())
    assert before is not None
    assert before.lean > 1.5
    done = do(Op.PERSPECTIVE, picture, what="verticals")
    left = find_uprights(np.ascontiguousarray(done.image.rgb), CancelToken())
    assert left is not None
    assert left.lean < 0.4
    assert np.array_equal(geometry.apply(done.geometry[0], picture.pixels), done.image.pixels)
    assert 0.4 < done.image.width * done.image.height / (picture.width * picture.height) < 1.3


def test_a_thin_border_of_a_scan_is_left_out() -> None:
    whole = facade(0.08)
    pixels = whole.pixels.copy()
    pixels[:3, :, :3] = pixels[-3:, :, :3] = pixels[:, :3, :3] = pixels[:, -3:, :3] = 0
    done = do(Op.PERSPECTIVE, Image(pixels=pixels), what="verticals")
    assert any("border" in note for note in done.notes)
    rim = done.image.pixels[:, :, 0]
    assert min(int(rim[:, :2].min()), int(rim[:, -2:].min()), int(rim[:2].min()), int(rim[-2:].min())) > 40
    bordered = pixels
    for step in done.geometry:
        bordered = geometry.apply(step, bordered)
    assert np.array_equal(bordered, done.image.pixels)
    free = do(Op.PERSPECTIVE, whole, what="verticals")
    assert not any("border" in note for note in free.notes)


def test_upright_walls_are_left_alone() -> None:
    picture = facade(0.0)
    done = do(Op.PERSPECTIVE, picture, what="verticals")
    assert done.image is picture
    assert "already" in done.notes[0]


def test_a_document_is_found_and_gets_its_true_shape() -> None:
    picture = on_table(CORNERS)
    quad = find_sheet(picture.rgb, CancelToken())
    assert quad is not None
    assert np.abs(quad - CORNERS).max() < 3
    done = do(Op.PERSPECTIVE, picture, what="document")
    flat = done.image.pixels
    assert (flat[5:-5, 5:-5, 0] > 200).mean() > 0.75, "paper from side to side"
    lines = (flat[:, flat.shape[1] // 4 : -flat.shape[1] // 4, 0] < 120).mean(axis=1)
    assert ((lines > 0.97) | (lines < 0.03)).mean() > 0.9, "lines are level"
    slanted = picture.pixels[100:500, 200:440, 0]
    tilted = (slanted < 70).mean(axis=1)
    assert ((tilted > 0.97) | (tilted < 0.03)).mean() < 0.9, "they were not before"


def test_automatic_takes_what_is_there() -> None:
    assert "sheet" in do(Op.PERSPECTIVE, on_table(CORNERS), what="auto").notes[0]
    assert "upright" in do(Op.PERSPECTIVE, facade(0.1), what="auto").notes[0]


@pytest.mark.parametrize("kind", ["verticals", "document", "auto"])
def test_without_clear_lines_it_is_refused(kind: str) -> None:
    soft = np.asarray(cv2.GaussianBlur(noise(240, 320, 7), (0, 0), 6), np.float64)
    with pytest.raises(Unsupported, match="cannot be measured"):
        do(Op.PERSPECTIVE, opaque(128 + 4 * (soft - 128)), what=kind)
