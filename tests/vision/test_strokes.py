"""Strokes of a line: the letters with their rims and little else; the filled quad where they cannot be told."""

import cv2
import numpy as np
import pytest

from scumble.vision.quads import covered, filled
from scumble.vision.strokes import strokes
from tests.vision.letters import Colour, Text, drawn_on, grainy

QUAD = np.array([[195, 118], [445, 118], [445, 182], [195, 182]], np.float32)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [((240, 240, 235), (60, 90, 110)), ((20, 20, 25), (200, 195, 180)), ((200, 40, 40), (120, 130, 125))],
)
def test_letters_are_covered_and_little_else(ink: Colour, ground: Colour) -> None:
    image, letters = drawn_on(grainy(ground, 640, 300), Text("Fresh 24", 320, 150, 56), ink=ink)
    mask, told = strokes(image.rgb, QUAD)
    assert told
    assert float((mask & letters).sum() / letters.sum()) > 0.99
    assert mask.sum() < 4.2 * letters.sum()


def test_light_that_falls_off_along_the_line_is_no_ink() -> None:
    fall = np.linspace(0.55, 1.25, 640)[None, :, None]
    rgb = np.clip(grainy((140, 140, 140), 640, 300) * fall, 0, 255).astype(np.uint8)
    image, letters = drawn_on(rgb, Text("Fresh 24", 320, 150, 56), ink=(15, 15, 20))
    mask, told = strokes(image.rgb, QUAD)
    assert told
    assert float((mask & letters).sum() / letters.sum()) > 0.98
    assert mask.sum() < 4.2 * letters.sum()


def test_on_texture_the_quad_is_filled() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (300, 640, 3)).astype(np.uint8)
    image, _ = drawn_on(noise, Text("Fresh 24", 320, 150, 56), ink=(200, 40, 40))
    mask, told = strokes(image.rgb, QUAD)
    assert not told
    assert mask[filled(QUAD, 640, 300)].all()


def test_a_bar_that_runs_through_the_line_is_left_alone() -> None:
    rgb = grainy((200, 195, 180), 640, 300)
    rgb[:, 300:306] = (20, 20, 25)
    image, _ = drawn_on(rgb, Text("A     B", 305, 150, 56), ink=(20, 20, 25))
    mask, told = strokes(image.rgb, QUAD)
    assert told
    assert not mask[125:135, 301:305].any()


def test_a_rim_close_by_is_left_alone() -> None:
    rgb = grainy((60, 90, 110), 640, 300)
    rgb[108:123, 100:540] = (240, 240, 235)
    image, letters = drawn_on(rgb, Text("Fresh 24", 320, 150, 56), ink=(240, 240, 235))
    assert 2 < np.flatnonzero(letters.any(axis=1))[0] - 123 < 8, "nearer than the strokes are grown"
    mask, told = strokes(image.rgb, QUAD)
    assert told
    assert float((mask & letters).sum() / letters.sum()) > 0.99
    assert not mask[108:123].any()


def test_a_quad_covers_pixels_with_soft_edges() -> None:
    quad = np.array([(10, 8), (50, 12), (49, 30), (9, 26)], np.float32)
    share = covered(quad, 64, 40)
    assert share[20, 30] == pytest.approx(1, abs=1e-3)
    assert share[2, 30] == 0
    assert float(share.sum()) == pytest.approx(float(cv2.contourArea(quad)), rel=0.08)
    # A slanted edge without stairs: along it, coverage changes in small steps.
    assert float(np.abs(np.diff(share[10, 15:45])).max()) < 0.2
