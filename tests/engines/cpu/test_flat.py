"""Flat graphics, exactly: each operation against the picture drawn anew with the changed shape."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, MissingParameter, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target, TargetKind
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.flat_thing import areas_in
from scumble.engines.cpu.operations import OPERATIONS
from scumble.vision.flat import flat_of
from tests.flat_pictures import (
    BLUE,
    GREEN,
    GROUND,
    HEIGHT,
    RED,
    WHITE,
    WIDTH,
    Floats,
    Inside,
    cover,
    disc,
    flat_picture,
    rect,
    ring,
    textured,
    triangle,
)

BOTH = pytest.mark.parametrize("smooth", [False, True])


def do(
    op: Op,
    image: Image,
    region: Region,
    kind: TargetKind = "object",
    params: dict[str, JsonValue] | None = None,
    **more: JsonValue,
) -> Candidate:
    step = Step(op=op, target=Target(kind=kind, words="it"), params={**(params or {}), **more})
    task = Task(step=step, image=image, region=region)
    return OPERATIONS[op][0](task, CancelToken())


def region_of(image: Image, color: tuple[int, int, int]) -> Region:
    """Where a colour is, as the finder hands it out."""
    flat = flat_of(image)
    assert flat is not None
    return Region(weights=flat.cover(frozenset(a.index for a in flat.areas if a.color[:3] == color)))


def off(made: Candidate | Image, wanted: Image) -> int:
    """The largest difference."""
    image = made.image if isinstance(made, Candidate) else made
    return int(np.abs(image.pixels.astype(int) - wanted.pixels.astype(int)).max())


def scene(thing: Inside, color: tuple[int, int, int] = RED, *, smooth: bool) -> Image:
    """A thing, a square beside it and a disc on it."""
    return flat_picture([(rect(150, 90, 180, 120), BLUE), (thing, color), (disc(50, 62, 6), WHITE)], smooth=smooth)


ONE = disc(50, 60, 28)


@BOTH
def test_recolouring_changes_the_shape_and_its_share_of_edges(smooth: bool) -> None:
    image = scene(ONE, smooth=smooth)
    made = do(Op.OBJECT_RECOLOR, image, region_of(image, RED), color="#1e9632")
    assert off(made, scene(ONE, (0x1E, 0x96, 0x32), smooth=smooth)) <= 2 * smooth
    assert off(made, image) > 50


@BOTH
def test_moving_leaves_the_ground_and_what_lay_on_it(smooth: bool) -> None:
    image = scene(ONE, smooth=smooth)
    made = do(Op.OBJECT_MOVE, image, region_of(image, RED), direction="right", pixels=60)
    parts = [(rect(150, 90, 180, 120), BLUE), (disc(110, 60, 28), RED), (disc(50, 62, 6), WHITE)]
    assert off(made, flat_picture(parts, smooth=smooth)) <= 2 * smooth
    assert made.region is not None
    assert not made.region.inside[100, 160]


@BOTH
def test_removing_continues_what_lies_behind(smooth: bool) -> None:
    covered = rect(60, 30, 140, 110)
    image = flat_picture([(covered, BLUE), (disc(140, 70, 24), RED)], smooth=smooth)
    made = do(Op.FILL, image, region_of(image, RED))
    assert off(made, flat_picture([(covered, BLUE)], smooth=smooth)) == 0
    assert any("continued" in n for n in made.notes)


MAPS: dict[str, tuple[Op, dict[str, JsonValue]]] = {
    "mirror": (Op.OBJECT_FLIP, {"axis": "vertical"}),
    "quarter": (Op.OBJECT_ROTATE, {"degrees": 90}),
    "half": (Op.OBJECT_ROTATE, {"degrees": 180}),
}


@BOTH
@pytest.mark.parametrize("how", sorted(MAPS))
def test_mirrors_and_quarter_turns_copy_pixels(how: str, smooth: bool) -> None:
    thing = triangle(60, 60, 30)
    image = flat_picture([(thing, RED)], smooth=smooth)
    share = cover(thing, smooth=smooth) > 0
    columns, rows = np.flatnonzero(share.any(axis=0)), np.flatnonzero(share.any(axis=1))
    x, y = float(columns[0] + columns[-1] + 1) / 2, float(rows[0] + rows[-1] + 1) / 2
    # About the middle of the box of its pixels; half a pixel of an odd quarter turn goes left and up.
    half = 0.5 * ((len(columns) - len(rows)) % 2)

    def wanted(u: Floats, v: Floats) -> NDArray[np.bool_]:
        if how == "mirror":
            return thing(u, 2 * y - v)
        if how == "half":
            return thing(2 * x - u, 2 * y - v)
        return thing(x + (v + half - y), y - (u + half - x))

    op, params = MAPS[how]
    made = do(op, image, region_of(image, RED), params=params)
    assert off(made, flat_picture([(wanted, RED)], smooth=smooth)) <= 2 * smooth


def test_aliased_scaling_takes_the_nearest_pixel() -> None:
    image = flat_picture([(rect(60, 50, 80, 62), RED)])
    made = do(Op.OBJECT_SCALE, image, region_of(image, RED), factor=2)
    assert off(made, flat_picture([(rect(50, 44, 90, 68), RED)])) == 0


@pytest.mark.parametrize(
    ("op", "params", "wanted"),
    [
        (Op.OBJECT_SCALE, {"factor": 1.7}, disc(100, 70, 34)),
        (Op.OBJECT_SCALE, {"factor": 0.5}, disc(100, 70, 10)),
    ],
)
def test_antialiased_outlines_stay_crisp(op: Op, params: dict[str, JsonValue], wanted: Inside) -> None:
    image = flat_picture([(disc(100, 70, 20), RED)], smooth=True)
    made = do(op, image, region_of(image, RED), params=params)
    assert off(made, flat_picture([(wanted, RED)], smooth=True)) < 26


def test_antialiased_corners_stay_sharp() -> None:
    image = flat_picture([(rect(80.25, 50.5, 120.25, 90.5), RED)], smooth=True)
    made = do(Op.OBJECT_ROTATE, image, region_of(image, RED), degrees=45)

    # The box of its pixels is 80..121 by 50..91, so it turns about (100.5, 70.5), a quarter pixel off its middle.
    def turned(u: Floats, v: Floats) -> NDArray[np.bool_]:
        x, y = (u - 100.5) * 0.5**0.5, (v - 70.5) * 0.5**0.5
        return (np.abs(x + y + 0.25) <= 20) & (np.abs(y - x) <= 20)

    wanted = flat_picture([(turned, RED)], smooth=True)
    apart = np.abs(made.image.rgb.astype(int) - wanted.rgb.astype(int)).max(axis=2)
    assert (apart > 60).sum() < 12
    assert made.image.rgb[70, 100].tolist() == list(RED)


def test_shearing_leans_the_top_to_the_right() -> None:
    image = flat_picture([(rect(80, 50, 120, 90), RED)])
    made = do(Op.OBJECT_SHEAR, image, region_of(image, RED), degrees=45)
    wanted = flat_picture([(lambda u, v: (v >= 50) & (v < 90) & (np.abs(u - 100 + (v - 70)) < 20), RED)])
    apart = (made.image.pixels != wanted.pixels).any(axis=2)
    assert apart.sum() <= 40  # centres that lie on the slanted edge itself
    assert (made.image.rgb[52, 130] == RED).all()
    assert (made.image.rgb[52, 84] == GROUND).all()
    down = do(Op.OBJECT_SHEAR, image, region_of(image, RED), degrees=45, axis="vertical")
    assert (down.image.rgb[105, 118] == RED).all()


@BOTH
def test_inverting_a_shape_and_the_picture(smooth: bool) -> None:
    image = scene(ONE, smooth=smooth)
    made = do(Op.INVERT, image, region_of(image, RED))
    assert off(made, scene(ONE, (35, 225, 215), smooth=smooth)) <= 2 * smooth
    whole = do(Op.INVERT, image, Region.full(HEIGHT, WIDTH), kind="whole")
    assert (whole.image.rgb == 255 - image.rgb).all()
    assert (whole.image.alpha == 255).all()


@BOTH
def test_blending_and_gradients(smooth: bool) -> None:
    image = flat_picture([(ONE, RED)], smooth=smooth)
    made = do(Op.OBJECT_BLEND, image, region_of(image, RED), color="#ffffff", amount=0.5)
    assert off(made, flat_picture([(ONE, (238, 143, 148))], smooth=smooth)) <= 2 * smooth
    colors: list[JsonValue] = ["#000000", "#ffffff"]
    grey = do(Op.OBJECT_GRADIENT, image, region_of(image, RED), colors=colors, direction="horizontal").image.rgb
    share = cover(ONE, smooth=smooth) > 0
    columns = np.flatnonzero(share.any(axis=0))
    ramp = np.floor(255 * (np.arange(len(columns)) / (len(columns) - 1)) + 0.501)
    assert (grey[60, columns[4] : columns[-4], 0] == ramp[4:-4]).all()
    assert (grey[0, 0] == GROUND).all()


def test_a_border_is_as_wide_as_asked_by_distance() -> None:
    image = flat_picture([(rect(80, 50, 120, 90), RED)])
    made = do(Op.OBJECT_BORDER, image, region_of(image, RED), color="#000000", pixels=5)
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    far = np.hypot(np.maximum(np.maximum(80 - xx, xx - 119), 0), np.maximum(np.maximum(50 - yy, yy - 89), 0))
    wanted = image.pixels.copy()
    wanted[(far > 0) & (far <= 5), :3] = 0
    assert (made.image.pixels == wanted).all()
    inside = do(Op.OBJECT_BORDER, image, region_of(image, RED), color="#000000", pixels=5, inside=True)
    wanted = image.pixels.copy()
    wanted[50:90, 80:120, :3] = 0
    wanted[55:85, 85:115, :3] = RED
    assert (inside.image.pixels == wanted).all()


def test_an_antialiased_border_has_soft_edges_of_its_own() -> None:
    image = flat_picture([(disc(100, 70, 30), RED)], smooth=True)
    made = do(Op.OBJECT_BORDER, image, region_of(image, RED), color="#000000", pixels=6)
    wanted = flat_picture([(disc(100, 70, 36), (0, 0, 0)), (disc(100, 70, 30), RED)], smooth=True)
    apart = np.abs(made.image.rgb.astype(int) - wanted.rgb.astype(int)).max(axis=2)
    assert apart.max() < 64
    assert (apart > 26).sum() < 30


@BOTH
def test_flood_fill_stays_in_its_area(smooth: bool) -> None:
    hoop = ring(100, 70, 40, 24)
    image = flat_picture([(hoop, GREEN)], smooth=smooth)
    made = do(Op.FLOOD_FILL, image, Region.full(HEIGHT, WIDTH), kind="whole", color="#ff8800", point=[100, 70])
    wanted = flat_picture([(disc(100, 70, 24), (255, 136, 0))], smooth=smooth)
    inner = cover(disc(100, 70, 20), smooth=False) > 0
    assert (made.image.pixels[inner] == wanted.pixels[inner]).all()
    assert (made.image.rgb[2, 2] == GROUND).all()
    assert (made.image.rgb[70, 132] == GREEN).all()
    assert made.region is not None
    assert not made.region.inside[2, 2]


def test_the_ground_is_recoloured_through_holes_but_not_beneath_shapes() -> None:
    image = flat_picture([(ring(100, 70, 40, 24), GREEN)], smooth=True)
    made = do(Op.BACKGROUND_COLOR, image, region_of(image, GROUND), kind="background", color="#102030")
    assert off(made, flat_picture([(ring(100, 70, 40, 24), GREEN)], smooth=True, ground=(16, 32, 48))) <= 2


def test_cropping_to_a_shape_keeps_its_antialiased_edge() -> None:
    image = flat_picture([(disc(100.3, 70, 30), RED)], smooth=True)
    region = region_of(image, RED)
    task = Task(
        step=Step(op=Op.CROP, target=Target(kind="object", words="it"), params={"subject": True, "margin": 0.0}),
        image=image,
        region=region,
        subject=region,
    )
    made = OPERATIONS[Op.CROP][0](task, CancelToken())
    bounds = Region.of_mask(cover(disc(100.3, 70, 30), smooth=True) > 0).bounds
    assert bounds is not None
    assert (made.image.width, made.image.height) == (bounds.width, bounds.height)


def test_on_photos_the_region_alone_changes() -> None:
    photo = textured()
    share = cover(disc(100, 70, 40), smooth=True).astype(np.float32)
    region = Region(weights=share)
    colors: list[JsonValue] = ["#ff0000", "#0000ff"]
    asked: list[tuple[Op, dict[str, JsonValue]]] = [
        (Op.INVERT, {}),
        (Op.OBJECT_BLEND, {"color": "#ffffff", "amount": 0.5}),
        (Op.OBJECT_GRADIENT, {"colors": colors}),
    ]
    for op, params in asked:
        made = do(op, photo, region, params=params)
        changed = (made.image.pixels != photo.pixels).any(axis=2)
        assert not changed[share == 0].any()
        assert changed[share == 1].mean() > 0.9
        assert any("shading" in n for n in made.notes) == (op is Op.OBJECT_GRADIENT)
    sticker = do(Op.OBJECT_BORDER, photo, region, color="#ffffff", pixels=4)
    assert (sticker.image.rgb[70, 142] >= 254).all()
    assert (sticker.image.pixels[70, 100] == photo.pixels[70, 100]).all()
    assert (sticker.image.pixels[70, 147] == photo.pixels[70, 147]).all()
    poured = do(Op.FLOOD_FILL, photo, Region.full(HEIGHT, WIDTH), kind="whole", color="#00ff00", point=[20, 20])
    assert poured.region is not None
    assert poured.region.inside[20, 20]
    assert any("shades" in n for n in poured.notes)


def test_what_cannot_be_done_is_said() -> None:
    photo = textured()
    empty, full = Region.empty_of(HEIGHT, WIDTH), Region.full(HEIGHT, WIDTH)
    refused: list[tuple[type[Exception], Callable[[], Candidate]]] = [
        (InvalidValue, lambda: do(Op.OBJECT_SHEAR, photo, full, degrees=85)),
        (InvalidValue, lambda: do(Op.OBJECT_SHEAR, photo, full, degrees=5, axis="both")),
        (InvalidValue, lambda: do(Op.OBJECT_BLEND, photo, full)),
        (InvalidValue, lambda: do(Op.OBJECT_BORDER, photo, full, pixels=1.5)),
        (InvalidValue, lambda: do(Op.FLOOD_FILL, photo, full, kind="whole", point=[500, 2], color="#000000")),
        (MissingParameter, lambda: do(Op.FLOOD_FILL, photo, full, kind="whole", color="#000000")),
        (Unsupported, lambda: do(Op.OBJECT_BORDER, photo, empty, color="#000000")),
    ]
    for error, call in refused:
        with pytest.raises(error):
            call()


def test_the_same_twice_is_the_same() -> None:
    image = scene(ONE, smooth=True)
    first, second = (do(Op.OBJECT_ROTATE, image, region_of(image, RED), degrees=33) for _ in range(2))
    assert (first.image.pixels == second.image.pixels).all()


def test_the_cut_out_has_the_exact_shares_as_alpha() -> None:
    image = flat_picture([(ONE, RED)], smooth=True)
    made = do(Op.BACKGROUND_REMOVE, image, region_of(image, GROUND), kind="background").image
    share = cover(ONE, smooth=True)
    assert np.abs(made.alpha.astype(float) - 255 * share).max() <= 2
    assert (made.rgb[share > 0.05].astype(int) - np.array(RED)).__abs__().max() <= 12
    assert (made.pixels[share == 0] == 0).all()


def test_a_region_that_cuts_through_shapes_is_not_taken_for_one_of_them() -> None:
    image = scene(ONE, smooth=False)
    half = np.zeros((HEIGHT, WIDTH), np.float32)
    half[:, :60] = 1  # most of the red disc, all of the white one
    flat = flat_of(image)
    assert flat is not None
    step = Step(op=Op.OBJECT_MOVE, target=Target(kind="region"), params={})
    assert areas_in(flat, Task(step=step, image=image, region=Region(weights=half))) == frozenset()
    box = np.zeros((HEIGHT, WIDTH), np.float32)
    box[20:100, 10:90] = 1  # around both, with ground
    moved = do(Op.OBJECT_MOVE, image, Region(weights=box), kind="region", direction="right", pixels=60)
    parts = [(rect(150, 90, 180, 120), BLUE), (disc(110, 60, 28), RED), (disc(110, 62, 6), WHITE)]
    assert off(moved, flat_picture(parts)) == 0
