"""Scan lines: told from frames and graphics, painted over in styles, scenes, backgrounds and borders, and said."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.engines.cpu import border
from scumble.engines.cpu.scan_lines import NOTE, painted_over
from scumble.engines.cpu.style import BARS
from tests.engines.cpu.pictures import disc, do, noise, opaque

GREY, BLACK = (99, 99, 99), (0, 0, 0)


def photo(height: int = 240, width: int = 320) -> NDArray[np.float64]:
    """A soft scene with grain, brighter to the right: (H, W, 3)."""
    light = np.linspace(150, 230, width)[None, :, None]
    return light + np.array([0.0, -20, -60]) + noise(height, width, mean=0, spread=4)


def lined(rgb: NDArray[np.float64], widths: tuple[int, int, int, int], *colours: tuple[int, int, int]) -> Image:
    """The picture with lines at its edges (top, right, bottom, left), each of its colour, or all of the only one."""
    out = rgb.copy()
    top, right, bottom, left = (colours * 4)[:4]
    for lines, side, colour in zip(widths, range(4), (top, right, bottom, left), strict=True):
        np.rot90(out, side)[:lines] = colour
    return opaque(out)


def scan(rgb: NDArray[np.float64] | None = None) -> Image:
    """A scan: grey on three sides, a black line at the foot."""
    return lined(photo() if rgb is None else rgb, (2, 1, 1, 2), GREY, GREY, BLACK, GREY)


def near_edge(image: Image) -> NDArray[np.int64]:
    """The colours of the outermost line all around: (N, 3)."""
    rgb = image.rgb.astype(np.int64)
    return np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])


def test_the_lines_of_a_scan_are_continued_from_inside_and_nothing_else_changes() -> None:
    image = scan()
    found = painted_over(image)
    assert found is not None
    done, box = found
    assert (box.y0, image.width - box.x1, image.height - box.y1, box.x0) == (5, 4, 4, 5)
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    assert np.array_equal(done.pixels[rows, columns], image.pixels[rows, columns])
    assert near_edge(image).min() == 0
    assert near_edge(done).min() > 70
    assert np.array_equal(done.rgb[0, 10:-10], image.rgb[9, 10:-10])


@pytest.mark.parametrize(
    "image",
    [
        opaque(photo()),
        lined(photo(), (2, 2, 2, 2), BLACK),
        lined(photo(), (0, 0, 3, 0), (200, 30, 30)),
        lined(photo(), (0, 0, 9, 0), GREY),
        Image(pixels=np.dstack([scan().rgb, np.full((240, 320), 200, np.uint8)])),
    ],
    ids=["no lines", "a frame", "a coloured line", "a broad strip", "see-through"],
)
def test_frames_strips_and_pictures_without_lines_are_left(image: Image) -> None:
    assert painted_over(image) is None


def test_a_line_at_the_edge_of_a_graphic_was_drawn() -> None:
    rgb = np.full((240, 320, 3), 240.0)
    rgb[disc(240, 320, 120, 160, 70)] = (200, 40, 40)
    assert painted_over(lined(rgb, (2, 1, 1, 2), GREY, GREY, BLACK, GREY)) is None


@pytest.mark.parametrize("style", ["ink", "line art", "watercolour"])
def test_a_style_draws_over_the_lines_and_says_so(style: str) -> None:
    plain, lines = opaque(photo()), scan()
    without = do(Op.STYLE, plain, style=style)
    done = do(Op.STYLE, lines, style=style)
    assert NOTE in done.notes
    assert BARS not in done.notes
    assert NOTE not in without.notes
    apart = np.abs(done.image.rgb.astype(int) - without.image.rgb.astype(int))
    assert np.concatenate([apart[0], apart[-1]]).mean() < 40
    assert do(Op.STYLE, lines, style=style, strength=0).image.digest == lines.digest


def subject(height: int = 240, width: int = 320) -> NDArray[np.float32]:
    """What reaches from the foot to the top of the picture: its alpha."""
    alpha = np.zeros((height, width), np.float32)
    alpha[:, 110:220] = 1
    return alpha


@pytest.mark.parametrize(
    ("op", "params"),
    [
        (Op.BACKGROUND_STUDIO, {}),
        (Op.BACKGROUND_COLOR, {"color": "#2040a0"}),
        (Op.BACKGROUND_REMOVE, {}),
        (Op.BACKGROUND_SCENE, {"scene": "beach"}),
    ],
)
def test_no_line_is_left_across_a_subject_before_a_new_background(op: Op, params: dict[str, str]) -> None:
    alpha = subject()
    behind, thing = Region(weights=1 - alpha), Region(weights=alpha)
    image = scan()
    done = do(op, image, region=behind, kind="background", subject=thing, **params)  # type: ignore[arg-type]
    middle = done.image.rgb[:, 130:200].astype(int)
    assert np.abs(middle[0] - middle[8]).mean() < 25
    assert np.abs(middle[-1] - middle[-8]).mean() < 25
    assert NOTE in done.notes
    assert done.region is not None
    changed = (done.image.pixels != image.pixels).any(axis=2)
    assert not (changed & ~done.region.inside).any()
    if op != Op.BACKGROUND_SCENE:
        assert not changed[6:-6, 120:210].any()


def test_who_asks_for_the_subject_as_it_is_keeps_the_lines() -> None:
    alpha = subject()
    image = scan()
    done = do(
        Op.BACKGROUND_STUDIO,
        image,
        region=Region(weights=1 - alpha),
        kind="background",
        subject=Region(weights=alpha),
        match=0,
    )
    assert np.array_equal(done.image.pixels[:, 120:210], image.pixels[:, 120:210])
    assert NOTE not in done.notes


@pytest.mark.parametrize("style", ["plain", "double"])
def test_a_border_stands_around_the_picture_not_around_its_scan_lines(style: str) -> None:
    image = scan()
    done = do(Op.BORDER, image, style=style, pixels=20)
    inner = Image(pixels=np.ascontiguousarray(done.image.pixels[20:-20, 20:-20]))
    assert inner.size == image.size
    assert near_edge(inner).min() > 70
    assert NOTE in done.notes
    assert np.array_equal(inner.pixels[6:-6, 6:-6], image.pixels[6:-6, 6:-6])
    assert done.region is not None
    assert not done.region.inside[26:-26, 26:-26].any()
    assert done.region.inside[20, 150]


def test_the_note_of_a_border_calls_the_style_as_people_do() -> None:
    for style, said in (("newyear", "The new year b"), ("deco", "The art deco b"), ("film", "The film strip b")):
        for inside in (False, True):
            assert do(Op.BORDER, opaque(photo()), style=style, inside=inside).notes[0].startswith(said)


def test_a_border_around_letterbox_bars_says_so_and_around_a_scan_it_does_not() -> None:
    boxed = lined(photo(), (0, 60, 0, 60), BLACK)
    done = do(Op.BORDER, boxed, style="christmas")
    assert border.BARS in done.notes
    assert border.BARS not in do(Op.BORDER, scan(), style="christmas").notes
    assert border.BARS not in do(Op.BORDER, opaque(photo()), style="christmas").notes


def test_a_rounded_border_says_which_corners_are_round() -> None:
    assert border.ROUND in do(Op.BORDER, opaque(photo()), style="rounded").notes
    assert border.ROUND not in do(Op.BORDER, opaque(photo()), style="rounded", inside=True).notes
    assert border.ROUND not in do(Op.BORDER, opaque(photo()), style="double").notes
