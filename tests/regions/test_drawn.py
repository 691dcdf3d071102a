"""Masks, JSON regions and markup: exact values, clear refusals."""

import json

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.core.errors import InvalidMask, InvalidValue
from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.regions.drawn import markup_region, mask_region, region_json
from scumble.regions.polygon import fill_polygon


def mask(alpha: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> Image:
    """A black picture with that alpha."""
    return Image(pixels=np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha]))


def region_of(value: object, width: int = 100, height: int = 80) -> Region:
    """The region that a JSON value draws."""
    region = region_json(value, width, height).region
    assert region is not None
    return region


def test_mask_weight_is_one_minus_alpha() -> None:
    alpha = np.array([[0, 255, 128], [255, 254, 1]], np.uint8)
    weights = mask_region(mask(alpha), 3, 2).weights
    assert np.allclose(weights, 1 - alpha / 255)
    assert weights[0, 0] == 1.0
    assert weights[0, 1] == 0.0
    assert weights[1, 1] > 0.0


def test_mask_of_another_size_names_both_sizes() -> None:
    with pytest.raises(InvalidMask, match=r"40x30.*100x80") as caught:
        mask_region(mask(np.zeros((30, 40), np.uint8)), 100, 80)
    assert caught.value.param == "mask"


def test_opaque_mask_explains_that_transparent_means_edit() -> None:
    with pytest.raises(InvalidMask, match="alpha 0 marks what may change") as caught:
        mask_region(mask(np.full((80, 100), 255, np.uint8)), 100, 80)
    assert caught.value.param == "mask"


def test_box_covers_its_pixels_and_nothing_else() -> None:
    region = region_of({"type": "box", "x": 10, "y": 20, "width": 30, "height": 5})
    assert region.bounds == Box(x0=10, y0=20, x1=40, y1=25)
    assert float(region.weights.sum()) == 150.0


def test_box_with_fractions_of_pixels_weighs_by_coverage() -> None:
    weights = region_of({"type": "box", "x": 1.5, "y": 2, "width": 2, "height": 1.25}).weights
    assert weights[2, 1:5].tolist() == [0.5, 1.0, 0.5, 0.0]
    assert weights[3, 1:5].tolist() == [0.125, 0.25, 0.125, 0.0]


def test_box_reaching_over_the_border_is_cut_off() -> None:
    assert region_of({"type": "box", "x": -5, "y": 70, "width": 10, "height": 50}).bounds == Box(
        x0=0, y0=70, x1=5, y1=80
    )


def test_fractions_and_text_mean_the_same_as_pixels() -> None:
    pixels = region_of({"type": "box", "x": 25, "y": 20, "width": 50, "height": 40})
    text = json.dumps({"type": "box", "units": "fraction", "x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5})
    assert np.array_equal(region_of(text).weights, pixels.weights)


def test_polygon_area_is_exact_to_a_thousandth() -> None:
    corners = [[10.5, 10.5], [50.25, 10], [30, 70]]
    area = 0.5 * abs((50.25 - 10.5) * (70 - 10.5) - (30 - 10.5) * (10 - 10.5))
    weights = region_of({"type": "polygon", "points": corners}).weights
    assert float(weights.sum()) == pytest.approx(area, rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-20, 120), st.floats(-20, 100)), min_size=3, max_size=12))
def test_polygon_never_leaves_its_outline(corners: list[tuple[float, float]]) -> None:
    points = np.array(corners, np.float64)
    weights = fill_polygon(points, 100, 80).weights
    rows, columns = np.nonzero(weights)
    if rows.size:
        assert columns.min() + 1 > points[:, 0].min()
        assert columns.max() < points[:, 0].max()
        assert rows.min() + 1 > points[:, 1].min()
        assert rows.max() < points[:, 1].max()
    hull = cv2.convexHull(points.astype(np.float32))
    for y, x in zip(rows[::37], columns[::37], strict=True):
        assert cv2.pointPolygonTest(hull, (float(x) + 0.5, float(y) + 0.5), True) > -0.75


def test_points_become_clicks() -> None:
    drawn = region_json({"type": "points", "points": [{"x": 3, "y": 4}, {"x": 5, "y": 6.5, "label": 0}]}, 100, 80)
    assert drawn.region is None
    assert [(c.x, c.y, c.label) for c in drawn.clicks] == [(3.0, 4.0, 1), (5.0, 6.5, 0)]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{not json", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ([1, 2], "JSON object"),
        (None, "JSON object"),
        ({}, "'type' must be"),
        ({"type": "circle"}, "'type' must be"),
        ({"type": ["box"]}, "'type' must be"),
        ({"type": "box", "x": 1, "y": 2, "width": 3}, "'height' must be a number"),
        ({"type": "box", "x": "1", "y": 2, "width": 3, "height": 4}, "'x' must be a number"),
        ({"type": "box", "x": True, "y": 2, "width": 3, "height": 4}, "'x' must be a number"),
        ({"type": "box", "x": float("nan"), "y": 2, "width": 3, "height": 4}, "finite"),
        ({"type": "box", "x": 10**400, "y": 2, "width": 3, "height": 4}, "finite"),
        ({"type": "box", "x": 1, "y": 2, "width": 0, "height": 4}, "above 0"),
        ({"type": "box", "x": 100, "y": 2, "width": 5, "height": 4}, "no pixel"),
        ({"type": "box", "x": 1, "y": 2, "w": 3, "height": 4}, "no field 'w'"),
        ({"type": "box", "x": 1, "y": 2, "width": 3, "height": 4, "units": "cm"}, "'units'"),
        ({"type": "polygon", "points": [[1, 2], [3, 4]]}, "3 to 1000"),
        ({"type": "polygon", "points": [[1, 2], [3, 4], [5]]}, "corner 3"),
        ({"type": "polygon", "points": [[1, 2], [3, 4], 7]}, "corner 3"),
        ({"type": "polygon", "points": [[1, 2]] * 1001}, "3 to 1000"),
        ({"type": "polygon", "points": [[1, 1], [2, 2], [3, 3]]}, "no pixel"),
        ({"type": "polygon"}, "needs a list"),
        ({"type": "points", "points": []}, "1 to 100"),
        ({"type": "points", "points": [{"x": 1, "y": 2, "label": 2}]}, "'label'"),
        ({"type": "points", "points": [{"x": 1, "y": 2, "label": 0}]}, "label 1"),
        ({"type": "points", "points": [{"x": 101, "y": 2}]}, "outside the 100x80"),
        ({"type": "points", "points": [{"x": 1, "y": 2, "z": 3}]}, "no field 'z'"),
        ({"type": "points", "points": [[1, 2]]}, "must be an object"),
    ],
)
def test_bad_regions_are_refused_in_words(value: object, words: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        region_json(value, 100, 80)
    assert words in caught.value.message
    assert caught.value.param == "region"


def strokes(draw: "list[tuple[float, float]]", closed: bool, side: int = 200) -> Image:
    """A red line through the points on a transparent layer."""
    layer = np.zeros((side, side, 4), np.uint8)
    points = np.array(draw, np.int32).reshape(-1, 1, 2)
    cv2.polylines(layer, [points], closed, (255, 0, 0, 255), 4)
    return Image(pixels=layer)


def circle(share: float) -> list[tuple[float, float]]:
    """Points of a part of a circle of radius 60 around the middle."""
    turn = np.linspace(0, 2 * np.pi * share, 90)
    return [(100 + 60 * float(np.cos(t)), 100 + 60 * float(np.sin(t))) for t in turn]


def test_a_drawn_loop_is_filled() -> None:
    region = markup_region(strokes(circle(1.0), True), 200, 200)
    assert region.weights[100, 100] == 1.0
    assert region.weights[10, 10] == 0.0
    assert float(region.weights.sum()) == pytest.approx(np.pi * 62**2, rel=0.05)


def test_a_loop_left_slightly_open_is_closed_and_filled() -> None:
    region = markup_region(strokes(circle(0.97), False), 200, 200)
    assert region.weights[100, 100] == 1.0
    assert region.weights[10, 10] == 0.0


def test_a_plain_stroke_counts_as_the_area_it_covers() -> None:
    region = markup_region(strokes([(20, 100), (180, 100)], False), 200, 200)
    assert region.weights[100, 100] == 1.0
    assert region.weights[60, 100] == 0.0
    assert region.share < 0.05


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (np.zeros((200, 200, 4), np.uint8), "empty"),
        (np.full((200, 200, 4), 255, np.uint8), "no transparent pixels"),
        (np.zeros((100, 200, 4), np.uint8), "200x100"),
    ],
)
def test_unusable_markup_is_refused(layer: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", words: str) -> None:
    with pytest.raises(InvalidMask, match=words) as caught:
        markup_region(Image(pixels=layer), 200, 200)
    assert caught.value.param == "markup"
