"""Surroundings of a hole: told once, and the same as where they are told again."""

import pytest

from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines.cpu import fill
from scumble.engines.cpu.grain import fine_structure
from scumble.engines.cpu.holes import Hole, ring
from scumble.engines.cpu.quality import outline, signs
from scumble.engines.cpu.surroundings import RIM, surroundings
from tests.engines.cpu.pictures import disc, noise, opaque

HOLE = disc(300, 400, 150, 200, 40)


def test_what_is_told_of_the_rim_is_what_the_doubt_asks() -> None:
    rgb = opaque(noise(300, 400, seed=3)).rgb
    hole = Hole(window=Box(x0=0, y0=0, x1=400, y1=300), mask=HOLE)
    around = surroundings(rgb, HOLE, ~HOLE)
    assert around.texture is not None
    told = signs(rgb, 0.1, hole, outlined=outline(rgb, hole), texture=around.texture)
    again = signs(rgb, 0.1, hole)
    assert (told.uneven, told.fine, told.depth, told.straight) == (
        again.uneven,
        again.fine,
        again.depth,
        again.straight,
    )


def test_a_rim_of_which_a_part_may_not_be_copied_is_not_told() -> None:
    rgb = opaque(noise(300, 400, seed=3)).rgb
    usable = ~HOLE
    usable[:, 235:] = False
    assert surroundings(rgb, HOLE, usable).texture is None


def test_how_sharp_a_rim_is_does_not_hang_on_what_lies_far_from_it() -> None:
    rgb, rim = opaque(noise(300, 400, seed=5)).rgb, ring(HOLE, RIM)
    other = rgb.copy()
    other[:, :100], other[:, 300:] = 255 - other[:, :100], 0
    assert fine_structure(other, rim) == fine_structure(rgb, rim)
    other[:, 250:] = 0
    assert fine_structure(other, ring(disc(300, 400, 150, 240, 40), RIM)) != fine_structure(rgb, rim)


@pytest.mark.parametrize("way", ["free", "level", "repeated"])
def test_a_window_is_filled_alike_whether_its_surroundings_were_told_before(way: fill.Way) -> None:
    rgb = opaque(noise(300, 400, seed=7)).rgb
    around = surroundings(rgb, HOLE, ~HOLE)
    assert around.small is not None
    told = fill.fill_window(rgb.copy(), HOLE, ~HOLE, 0, CancelToken(), way=way, around=around)
    assert (told == fill.fill_window(rgb.copy(), HOLE, ~HOLE, 0, CancelToken(), way=way)).all()
