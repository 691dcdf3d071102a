"""Flat graphics are told from photos and taken apart: areas, edge pixels and their shares, exactly."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.vision.flat import flat_of
from tests.flat_pictures import (
    BLUE,
    GREEN,
    GROUND,
    RED,
    WHITE,
    Floats,
    cover,
    disc,
    flat_picture,
    rect,
    textured,
    triangle,
)

SHAPES = [(disc(50, 60, 30), RED), (rect(100, 30, 160, 100), BLUE), (disc(130, 65, 12), WHITE)]


@pytest.mark.parametrize("smooth", [False, True])
def test_areas_are_found_with_their_exact_colours(smooth: bool) -> None:
    flat = flat_of(flat_picture(SHAPES, smooth=smooth))
    assert flat is not None
    assert flat.smooth == smooth
    assert flat.background == (*GROUND, 255)
    assert sorted(a.color[:3] for a in flat.shapes) == sorted((RED, BLUE, WHITE))
    assert sum(a.behind for a in flat.areas) == 1


def test_shares_of_edge_pixels_are_those_that_were_drawn() -> None:
    flat = flat_of(flat_picture(SHAPES, smooth=True))
    assert flat is not None
    red = next(a for a in flat.areas if a.color[:3] == RED)
    found, drawn = flat.cover(frozenset({red.index})), cover(SHAPES[0][0], smooth=True)
    assert np.abs(found - drawn).max() < 0.01
    assert ((drawn > 0) & (drawn < 1)).sum() > 100


def test_thin_tips_and_lines_belong_to_their_shape() -> None:
    def slanted(u: Floats, v: Floats) -> NDArray[np.bool_]:
        return np.abs(v - 0.1 * u - 112) < 1.6

    thin = [(triangle(40, 70, 36), BLUE), (slanted, GREEN)]
    flat = flat_of(flat_picture(thin, smooth=True))
    assert flat is not None
    assert len(flat.shapes) == 2
    line = flat_of(flat_picture([(rect(20, 50, 180, 51), RED)]))
    assert line is not None
    assert [a.pixels for a in line.shapes] == [160]


def test_a_half_covered_row_that_looks_like_another_shape_is_an_edge() -> None:
    grey = (128, 128, 128)
    shapes = [(rect(20, 20.5, 90, 90), (0, 0, 0)), (rect(120, 30, 170, 90), grey), (disc(100, 115, 9), (0, 0, 0))]
    picture = flat_picture(shapes, smooth=True, ground=WHITE)
    assert tuple(picture.rgb[20, 50]) == grey
    flat = flat_of(picture)
    assert flat is not None
    assert len(flat.shapes) == 3


def test_photos_and_gradients_are_no_flat_graphics() -> None:
    assert flat_of(textured()) is None
    ramp = np.zeros((64, 256, 4), np.uint8)
    ramp[:, :, :3], ramp[:, :, 3] = np.arange(256)[None, :, None], 255
    assert flat_of(Image(pixels=ramp)) is None
    # A cut-out product on pure white: calm, but the product is none of a few colours.
    photo = textured().pixels.copy()
    photo[cover(disc(100, 70, 40), smooth=False) == 0] = 255
    assert flat_of(Image(pixels=photo)) is None


def test_a_clear_ground_has_no_colour_of_its_own() -> None:
    picture = flat_picture([(disc(90, 70, 40), RED)], smooth=True)
    pixels = picture.pixels.copy()
    share = cover(disc(90, 70, 40), smooth=True)
    pixels[:, :, :3] = RED
    pixels[:, :, 3] = np.rint(255 * share)
    pixels[::2, :4, :3] = 7  # hidden
    flat = flat_of(Image(pixels=pixels))
    assert flat is not None
    assert flat.background == (0, 0, 0, 0)
    assert [a.color for a in flat.shapes] == [(*RED, 255)]
