"""The style of a reference picture: its colours are taken on, strength weakens it, the rest of the picture is kept."""

from functools import cache

import cv2
import numpy as np
import pytest
from skimage import data

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import style_reference
from scumble.engines.cpu.operations import operations
from scumble.engines.cpu.style_look import look_of
from scumble.engines.cpu.style_reference import with_colours_of, without_grid
from scumble.vision.drawn import is_drawn
from scumble.vision.models import Models
from tests.engines.cpu.pictures import opaque
from tests.engines.cpu.test_style import scene

FIRE, ICE = (230, 90, 30), (60, 130, 230)
STRIPE = 20
"""Rows of a stripe in a picture drawn like `stripes` at the working size."""


@cache
def models() -> Models:
    return Models()


def stripes(colour: tuple[int, int, int]) -> Image:
    """Stripes of a colour and black."""
    rgb = np.zeros((200, 200, 3))
    rgb[(np.arange(200) // 8) % 2 == 0] = colour
    return opaque(rgb)


def drawn(picture: Image, *references: Image, region: Region | None = None, **params: JsonValue) -> Candidate:
    step = Step(op=Op.STYLE, target=Target(kind="whole"), params={"style": "reference", "image": 2, **params})
    region = region or Region.full(picture.height, picture.width)
    render = operations(models())[Op.STYLE][0]
    return render(Task(step=step, image=picture, region=region, references=references), CancelToken())


def warmth(image: Image) -> float:
    """Mean of red over blue, in grey levels."""
    return float((image.rgb[:, :, 0].astype(float) - image.rgb[:, :, 2]).mean())


def test_the_picture_takes_on_the_colours_of_the_reference_that_is_meant() -> None:
    fire, ice = stripes(FIRE), stripes(ICE)
    warm, cold = drawn(scene(), fire).image, drawn(scene(), ice).image
    assert warmth(warm) > warmth(cold) + 40
    assert drawn(scene(), ice, fire, image=3).image.digest == warm.digest
    assert drawn(scene(), fire).image.digest == warm.digest


def test_a_face_stays_recognisable_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = np.ascontiguousarray(data.astronaut()[:320, 60:380])
    picture, face = opaque(rgb.astype(float)), np.s_[90:170, 130:205]
    flat = np.full((200, 200, 3), 250.0)
    flat[60:140, 60:140] = (225, 20, 45)
    made = drawn(picture, opaque(flat))
    assert made.notes == (style_reference.FACES,)
    monkeypatch.setattr(style_reference, "find_faces", lambda image, models: ())
    without = drawn(picture, opaque(flat))
    assert without.notes == ()

    def alike(image: Image) -> float:
        pair = [i.rgb[face].astype(float).mean(axis=2) for i in (image, picture)]
        steps = [np.hypot(*np.gradient(p)) for p in pair]
        return float(np.corrcoef(steps[0].ravel(), steps[1].ravel())[0, 1])

    assert alike(made.image) > alike(without.image) + 0.05
    away = np.s_[:30, :30]
    assert np.array_equal(made.image.rgb[away], without.image.rgb[away])


def test_a_face_that_fills_the_picture_is_refused_with_what_would_keep_it() -> None:
    rgb = np.ascontiguousarray(data.astronaut()[60:220, 150:310])
    close = opaque(rgb.astype(float))
    with pytest.raises(Unsupported, match="A face fills this picture") as refused:
        drawn(close, stripes(FIRE))
    assert refused.value.nearest
    assert drawn(close, stripes(FIRE), strength=0.2).image.digest != close.digest


def test_less_strength_stays_nearer_to_the_picture_down_to_the_picture_itself() -> None:
    picture, fire = scene(), stripes(FIRE)
    far = [float(np.abs(drawn(picture, fire, strength=s).image.rgb.astype(int) - picture.rgb).mean()) for s in (1, 0.3)]
    assert far[0] > far[1] + 5
    assert drawn(picture, fire, strength=0).image.digest == picture.digest


def test_alpha_and_what_lies_outside_the_box_are_kept_at_any_size() -> None:
    pixels = np.array(scene().pixels[:239, :317])
    pixels[:50, :, 3] = 40
    picture = Image(pixels=pixels)
    weights = np.zeros((239, 317), np.float32)
    weights[60:150, 100:200] = 1
    out = drawn(picture, stripes(FIRE), region=Region(weights=weights)).image
    assert np.array_equal(out.alpha, picture.alpha)
    outside = weights == 0
    assert np.array_equal(out.pixels[outside], picture.pixels[outside])
    assert np.abs(out.rgb.astype(int) - picture.rgb)[~outside].mean() > 8


def test_a_large_picture_is_drawn_at_a_working_size_and_things_stay_where_they_are() -> None:
    large = scene(6)
    out = drawn(large, stripes(ICE)).image
    assert (out.width, out.height) == (large.width, large.height)
    # The stripes have edges of their own, each as wide as STRIPE rows: what counts is where the level steps.
    level = out.rgb.astype(float).sum(axis=2).mean(axis=1)
    floor = int(large.height * 0.7)
    steps = [abs(level[y : y + STRIPE].mean() - level[y - STRIPE : y].mean()) for y in range(floor - 60, floor + 60)]
    assert abs(int(np.argmax(steps)) - 60) < 25


def test_a_picture_that_was_not_sent_is_refused() -> None:
    with pytest.raises(InvalidValue, match="picture 3 was named and 2 pictures were sent") as refused:
        drawn(scene(), stripes(FIRE), image=3)
    assert refused.value.param == "image"


def photo(tint: tuple[float, float, float], seed: int = 1) -> Image:
    """What has a photo's gradients: clouds of soft light in grain, in one light."""
    rng = np.random.default_rng(seed)
    base = sum(
        cv2.resize(rng.normal(0, 30, (n, n)).astype(np.float32), (240, 180), interpolation=cv2.INTER_CUBIC)
        for n in (4, 9, 25)
    )
    return opaque(np.clip((130 + base + rng.normal(0, 2, (180, 240)))[:, :, None] * np.array(tint), 0, 255))


def test_of_a_photo_light_and_colour_are_taken_over_and_no_texture() -> None:
    picture, warm, cold = photo((1, 1, 1), 2), photo((1.12, 1, 0.78)), photo((0.8, 1, 1.15))
    outcomes = [drawn(picture, reference) for reference in (warm, cold)]
    assert warmth(outcomes[0].image) > warmth(outcomes[1].image) + 20
    for out in outcomes:
        assert "light and colour were taken over" in out.notes[0]
        # One map from colour to colour: what was one colour is one colour still.
        colours = {}
        for before, after in zip(
            picture.rgb.reshape(-1, 3).tolist(), out.image.rgb.reshape(-1, 3).tolist(), strict=True
        ):
            assert colours.setdefault(tuple(before), after) == after
    assert drawn(picture, stripes(FIRE)).notes == ()


def test_the_look_keeps_whites_and_the_skin_of_a_face() -> None:
    rgb = np.array(photo((1, 1, 1), 2).rgb)
    rgb[:60] = (250, 250, 250)
    rgb[100:150, 100:150] = (150, 100, 78)
    reference = photo((0.75, 1, 1.2)).rgb
    held = look_of(rgb, reference, (Box(x0=100, y0=100, x1=150, y1=150),)).apply(rgb, 1.0).astype(int)
    free = look_of(rgb, reference).apply(rgb, 1.0).astype(int)
    assert np.abs(held[10, 10] - rgb[10, 10]).max() <= 4
    moved = [np.abs(a[120, 120] - rgb[120, 120].astype(int)).max() for a in (held, free)]
    assert moved[0] < 0.6 * moved[1]


def test_graphics_and_hatching_are_drawings_photos_and_gravel_are_not() -> None:
    rng = np.random.default_rng(3)
    hatched = opaque(
        np.where(((np.arange(240) + np.arange(180)[:, None]) // 2 % 2)[:, :, None] == [0, 0, 0], 20.0, 235.0)
    )
    gravel = opaque(cv2.GaussianBlur(rng.normal(120, 120, (180, 240, 3)).astype(np.float32), (0, 0), 1))
    assert is_drawn(stripes(FIRE).rgb)
    assert is_drawn(hatched.rgb)
    assert not is_drawn(photo((1, 1, 1)).rgb)
    assert not is_drawn(gravel.rgb)


def test_dots_every_four_pixels_go_and_the_pictures_own_fine_lines_stay() -> None:
    rgb = np.full((128, 128, 3), 150, np.uint8)
    rgb[64] = 60
    across = np.arange(128)
    dots = 20 * ((across % 4 == 0)[:, None] | (across % 4 == 0))
    drawn_so = np.clip(cv2.blur(rgb, (1, 3)) + dots[:, :, None], 0, 255).astype(np.uint8)
    out = without_grid(drawn_so, rgb, 1.0).astype(int)
    assert np.ptp(out[20:44, 20:100]) <= 1
    assert out[50, 64, 0] - out[64, 64, 0] > 60


def test_what_was_enlarged_keeps_the_full_pictures_detail_and_what_was_left_out_does_not_shine_through() -> None:
    rgb = np.full((120, 120, 3), 150, np.uint8)
    rgb[::6] = 70
    lined = without_grid(cv2.GaussianBlur(rgb, (0, 0), 1.0).astype(np.uint8), rgb, 2.0).astype(int)
    assert lined[63, 60, 0] - lined[60, 60, 0] > 30
    assert np.ptp(without_grid(np.full_like(rgb, 100), rgb, 2.0)[20:100, 20:100]) <= 2


def test_a_drawing_gets_no_colour_that_the_reference_does_not_have() -> None:
    reference = np.full((64, 64, 3), 250, np.uint8)
    reference[20:50, 20:50] = (215, 20, 20)
    reference[30:34] = 10
    drawing = np.zeros((40, 60, 3), np.uint8)
    drawing[:, :30], drawing[:, 30:] = (120, 215, 215), (200, 30, 60)
    made = with_colours_of(drawing, reference).astype(int)
    cyan, red = made[:, 5:25].mean(axis=(0, 1)), made[:, 35:55].mean(axis=(0, 1))
    assert cyan[2] - cyan[0] < 40, "nearly grey: white is the likest ink"
    assert red[0] - red[1] > 120
