"""Segments and what is read from them: the tree, areas of a colour, areas such as sky, grass and water."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.regions import colours
from scumble.regions.segments import segment
from scumble.regions.stuff import areas, cut
from scumble.regions.tinted import tinted

Rgb = NDArray[np.uint8]
NOTHING = np.zeros((200, 300), bool)


def landscape() -> Rgb:
    """Blue sky over grainy grass, a grey road in front with a red ball on it that is shaded on one side."""
    rng = np.random.default_rng(3)
    rgb = np.zeros((200, 300, 3), np.float64)
    rgb[:80] = (110, 160, 225)
    rgb[80:150] = (70, 130, 50)
    rgb[150:] = (120, 118, 115)
    rgb[80:150] += rng.normal(0, 18, (70, 300, 1))
    rgb[150:] += rng.normal(0, 8, (50, 300, 1))
    yy, xx = np.mgrid[0:200, 0:300]
    ball = np.hypot(xx - 200, yy - 140) < 30
    rgb[ball] = (np.array([[230.0, 40.0, 35.0]]) * np.clip(1.1 - (xx[ball, None] - 170) / 70, 0.25, 1.0)).astype(float)
    return np.clip(rgb, 0, 255).astype(np.uint8)


LAB = colours.lab_copy(landscape())
TREE = segment(LAB)


def overlap(mask: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    return float((mask & true).sum()) / float((mask | true).sum())


def band(top: int, bottom: int) -> NDArray[np.bool_]:
    out = NOTHING.copy()
    out[top:bottom] = True
    return out


BALL = np.hypot(*(np.mgrid[0:200, 0:300] - np.array([140, 200])[:, None, None])) < 30


def test_every_node_is_the_sum_of_its_parts() -> None:
    leaves = int(TREE.labels.max()) + 1
    assert len(TREE.parent) == 2 * leaves - 1
    assert TREE.pixels[-1] == TREE.labels.size
    for node in (leaves, leaves + 7, len(TREE.parent) - 2):
        mask = TREE.mask(node)
        rows, columns = np.nonzero(mask)
        assert mask.sum() == TREE.pixels[node]
        assert TREE.boxes[node].tolist() == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_a_cut_fills_the_picture_once() -> None:
    counted = np.zeros(TREE.labels.shape, int)
    nodes = cut(TREE, 12)
    for node in nodes:
        counted += TREE.mask(node)
    assert (counted == 1).all()
    assert 10 <= len(nodes) <= 14


def test_a_mean_over_nodes_is_that_of_their_pixels() -> None:
    light = LAB[:, :, 0]
    node = len(TREE.parent) - 3
    assert TREE.mean(light)[node] == pytest.approx(float(light[TREE.mask(node)].mean()), rel=1e-5)


def test_a_plain_picture_is_one_tree() -> None:
    plain = segment(np.full((40, 60, 3), 50, np.float32))
    assert plain.pixels[-1] == 2400
    assert not tinted(plain, np.full((40, 60, 3), 50, np.float32), "red")


def test_a_shaded_ball_is_found_whole_by_its_colour() -> None:
    found = tinted(TREE, LAB, "red")
    assert overlap(found[0].mask, BALL) > 0.85
    assert found[0].stands > 0.5


def test_a_colour_is_looked_for_only_where_it_is_asked() -> None:
    assert not tinted(TREE, LAB, "red", band(0, 90))
    assert not tinted(TREE, LAB, "purple")


@pytest.mark.parametrize(("kind", "top", "bottom"), [("sky", 0, 80), ("grass", 80, 150), ("ground", 150, 200)])
def test_areas_are_told_by_colour_texture_and_height(kind: str, top: int, bottom: int) -> None:
    sky = band(0, 80) if kind != "sky" else NOTHING
    found = areas(TREE, kind, LAB[:, :, 0], BALL, sky)
    assert overlap(found[0].mask | (BALL & band(top, bottom)), band(top, bottom)) > 0.85


@pytest.mark.parametrize("kind", ["snow", "clouds"])
def test_what_is_not_there_is_no_area(kind: str) -> None:
    assert not areas(TREE, kind, LAB[:, :, 0], BALL, band(0, 80))


def test_lying_waves_are_water_and_gravel_is_not() -> None:
    rng = np.random.default_rng(1)
    grey = np.full((200, 300), 118.0)
    gravel = grey + rng.normal(0, 16, grey.shape)
    waves = grey + cv2.GaussianBlur(rng.normal(0, 150, grey.shape), (31, 1), 8)
    for texture, there in ((gravel, False), (waves, True)):
        picture = np.full((200, 300, 3), 200, np.uint8)
        picture[70:] = np.clip(texture[70:, :, None], 0, 255).astype(np.uint8)
        lab = colours.lab_copy(picture)
        found = areas(segment(lab), "water", lab[:, :, 0], NOTHING, NOTHING)
        assert bool(found and found[0].share > 0.3) == there
