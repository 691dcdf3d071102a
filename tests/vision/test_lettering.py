"""Reading text: what it says and where, slanted, upright, upside down, two lines; nothing on noise; CTC by hand."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import Cancelled
from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.letter_lines import decode
from scumble.vision.lettering import Line, look_along, look_closer, read_lettering, read_quad
from scumble.vision.models import Models
from scumble.vision.quads import around, extent, filled, grown, ordered, rectified, upright_to_picture, upside_down
from tests.vision.letters import Text, written


def read(image: Image, models: Models) -> tuple[Line, ...]:
    """Every line of a picture."""
    return read_lettering(image, models, cancel=CancelToken())


def covered(line: Line, ink: NDArray[np.bool_]) -> tuple[float, float]:
    """Share of the ink that lies in a line's quad, and area of the quad over that of the ink's own box."""
    quad = filled(line.quad, ink.shape[1], ink.shape[0])
    return float((quad & ink).sum() / ink.sum()), float(quad.sum())


def test_a_line_is_read_where_it_stands(models: Models) -> None:
    image, ink = written(Text("Open daily 9-17", 210, 150, 40))
    (line,) = read(image, models)
    assert line.text == "Open daily 9-17"
    assert line.score > 0.9
    ys, xs = np.nonzero(ink)
    box = around(line.quad, image.width, image.height)
    assert (abs(box.x0 - xs.min()), abs(box.x1 - xs.max())) < (16, 16)
    assert (abs(box.y0 - ys.min()) < 12, abs(box.y1 - ys.max()) < 12) == (True, True)
    assert covered(line, ink)[0] > 0.99


@pytest.mark.parametrize("angle", [-20, 45, 90, 180])
def test_a_turned_line_is_read_and_its_quad_turns_with_it(models: Models, angle: int) -> None:
    image, ink = written(Text("Fresh bread", 320, 240, 44, angle), height=480)
    (line,) = read(image, models)
    assert line.text == "Fresh bread"
    along = line.quad[1] - line.quad[0]
    # Angles are counted counter-clockwise, rows of a picture downwards.
    turned = np.degrees(np.arctan2(-along[1], along[0])) % 360
    assert abs((turned - angle + 180) % 360 - 180) < 6
    share, area = covered(line, ink)
    assert share > 0.97
    assert area < 2.2 * 44 * line.length


def test_lines_come_from_top_to_bottom(models: Models) -> None:
    image, _ = written(Text("second line", 300, 220, 36), Text("FIRST LINE", 300, 120, 36))
    assert [line.text for line in read(image, models)] == ["FIRST LINE", "second line"]


def test_nothing_is_read_where_nothing_is_written(models: Models) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (300, 400, 3)).astype(np.uint8)
    stripes = np.tile(np.where(np.arange(400) // 12 % 2, 220, 40).astype(np.uint8)[None, :, None], (300, 1, 3))
    for rgb in (noise, stripes, np.full((300, 400, 3), 128, np.uint8)):
        assert read(Image(pixels=np.dstack([rgb, np.full((300, 400), 255, np.uint8)])), models) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (31, 33)])
def test_any_size_is_looked_at(models: Models, size: tuple[int, int]) -> None:
    assert read(Image(pixels=np.full((*size, 4), 200, np.uint8)), models) == ()


def test_what_is_transparent_is_not_read(models: Models) -> None:
    image, _ = written(Text("HIDDEN", 300, 150, 60), ink=(0, 0, 0), ground=(255, 255, 255))
    pixels = image.pixels.copy()
    pixels[:, :, 3] = 0
    assert read(Image(pixels=pixels), models) == ()


def test_small_print_is_read_when_looked_at_closer(models: Models) -> None:
    image, _ = written(Text("batch 4711", 2600, 2000, 24), width=3000, height=2250)
    assert read(image, models) == ()
    (line,) = look_closer(image, Box(x0=2400, y0=1850, x1=2800, y1=2150), models, cancel=CancelToken())
    assert line.text == "batch 4711"
    assert abs(float(line.quad[:, 0].mean()) - 2600) < 12


def test_a_line_up_the_side_of_a_round_thing_is_read_when_looked_at_spread(models: Models) -> None:
    level, ink = written(Text("FRESH BREAD", 240, 40, 34), Text("OPEN", 240, 150, 60), width=480, height=200)
    side = np.ascontiguousarray(cv2.resize(np.rot90(level.pixels), (70, 480), interpolation=cv2.INTER_AREA))
    image, box = Image(pixels=side), Box(x0=0, y0=0, x1=70, y1=480)
    here = cv2.resize(np.rot90(ink).astype(np.uint8), (70, 480), interpolation=cv2.INTER_NEAREST) > 0
    here[:, 30:] = False
    lines = {line.text: line for line in look_along(image, box, models, cancel=CancelToken())}
    assert "FRESH BREAD" in lines
    assert covered(lines["FRESH BREAD"], here)[0] > 0.9


def test_what_stands_level_is_not_looked_for_along(models: Models) -> None:
    image, _ = written(Text("Open daily 9-17", 210, 150, 40))
    whole = Box(x0=0, y0=0, x1=image.width, y1=image.height)
    assert look_along(image, whole, models, cancel=CancelToken()) == ()


def test_a_known_place_is_read_back(models: Models) -> None:
    image, _ = written(Text("EXIT", 200, 150, 50), Text("ROOM 21", 450, 150, 50))
    quad = np.array([[330, 115], [570, 115], [570, 185], [330, 185]], np.float32)
    said = read_quad(image, quad, models)
    assert said.text == "ROOM 21"
    assert said.score > 0.9


def test_nobody_waits_any_more(models: Models) -> None:
    token = CancelToken()
    token.cancel()
    image, _ = written(Text("SALE", 300, 150, 60))
    with pytest.raises(Cancelled):
        read_lettering(image, models, cancel=token)


def test_ctc_drops_blanks_and_repeats_but_not_double_letters() -> None:
    steps = np.full((7, 4), 0.1, np.float32)
    for step, (letter, sure) in enumerate([(0, 0.9), (1, 0.8), (1, 0.7), (2, 0.6), (0, 0.9), (2, 0.4), (3, 0.5)]):
        steps[step, letter] = sure
    said = decode(steps, ("", "a", "b", " "))
    assert said.text == "abb"
    assert said.score == pytest.approx((0.8 + 0.6 + 0.4 + 0.5) / 4)
    assert decode(steps[:1], ("", "a", "b", " ")).text == ""


def test_quads_keep_their_corners_in_reading_order() -> None:
    level = np.array([[110, 60], [10, 20], [110, 20], [10, 60]], np.float32)
    assert ordered(level).tolist() == [[10, 20], [110, 20], [110, 60], [10, 60]]
    # An upright line begins at its top: its letters' upper side is on the right.
    assert ordered(level[:, ::-1]).tolist() == [[60, 10], [60, 110], [20, 110], [20, 10]]
    assert extent(ordered(level[:, ::-1])) == (100, 40)
    assert upside_down(ordered(level)).tolist() == [[110, 60], [10, 60], [10, 20], [110, 20]]
    assert grown(ordered(level), 5, 2).tolist() == [[5, 18], [115, 18], [115, 62], [5, 62]]


def test_a_rectified_crop_maps_back_onto_the_picture() -> None:
    rgb = np.zeros((200, 300, 3), np.uint8)
    rgb[90:94, 150:154] = 255
    quad = np.array([[100, 60], [200, 80], [192, 120], [92, 100]], np.float32)
    crop = rectified(rgb, quad)
    assert crop.shape == (40, 101, 3)
    y, x = np.unravel_index(int(crop[:, :, 0].argmax()), crop.shape[:2])
    back = upright_to_picture(quad) @ np.array([x + 0.5, y + 0.5, 1])
    assert np.allclose(back[:2] / back[2], [152, 92], atol=2)
