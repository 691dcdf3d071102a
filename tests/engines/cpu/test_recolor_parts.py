"""Recolouring in dark colours, and what stays on a recoloured thing: eyes, number plates, lettering to be read."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.islands import closed, features
from scumble.engines.cpu.oklab import from_oklab, to_oklab
from scumble.engines.cpu.operations import OPERATIONS
from scumble.vision.lettering import Line
from tests.engines.cpu.pictures import opaque

HEIGHT, WIDTH = 240, 320
NAVY = "#000080"


def box(thing: NDArray[np.generic]) -> tuple[Image, Region]:
    """A thing (H, W, 3) that fills a box before grey."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[20:220, 30:290] = 1
    return opaque(np.where(alpha[:, :, None] > 0, thing, 110.0)), Region(weights=alpha)


def cloth(colour: tuple[float, float, float], slope: float = 0.4) -> NDArray[np.float64]:
    """One colour under light that falls off to the right, with grain."""
    light = 1 - slope * (np.arange(WIDTH) / WIDTH - 0.5)
    grain = np.random.default_rng(3).normal(0, 1.5, (HEIGHT, WIDTH, 3))
    return np.array(colour)[None, None] * light[None, :, None] + grain


def recoloured(image: Image, region: Region, color: str, lettering: tuple[Line, ...] = ()) -> Candidate:
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words="the box"), params={"color": color})
    work = replace(Task(step=step, image=image, region=region), lettering=lettering)
    return OPERATIONS[Op.OBJECT_RECOLOR][0](work, CancelToken())


def line(text: str, x0: int, y0: int, x1: int, y1: int) -> Line:
    quad = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
    return Line(text=text, score=0.99, seen=0.99, quad=quad)


def test_navy_is_dark_blue_cloth_and_no_blue_lamp() -> None:
    image, region = box(cloth((225, 225, 222)))
    made = recoloured(image, region, NAVY)
    assert any("greyer" in note for note in made.notes)
    new = to_oklab(made.image.rgb[40:200, 50:270].reshape(-1, 3))
    wanted = to_oklab(np.array([[0, 0, 128]], np.uint8))[0]
    assert abs(float(np.median(new[:, 0])) - wanted[0]) < 0.05
    chroma = np.hypot(new[:, 1], new[:, 2])
    assert 0.07 < float(np.median(chroma)) < 0.12


def test_the_lights_of_a_dark_paint_are_grey_sheen() -> None:
    image, region = box(cloth((130, 130, 128), slope=1.4))
    new = to_oklab(recoloured(image, region, NAVY).image.rgb[40:200, 50:270].reshape(-1, 3))
    chroma = np.hypot(new[:, 1], new[:, 2])
    bright = new[:, 0] > np.quantile(new[:, 0], 0.95)
    middle = np.abs(new[:, 0] - np.median(new[:, 0])) < 0.01
    assert float(np.median(new[bright, 0])) > float(np.median(new[:, 0])) + 0.05
    assert float(np.median(chroma[bright])) < 0.92 * float(np.median(chroma[middle]))


def test_a_bright_colour_keeps_its_chroma() -> None:
    image, region = box(cloth((225, 225, 222)))
    made = recoloured(image, region, "#c02020")
    assert made.notes == ()
    new = to_oklab(made.image.rgb[40:200, 50:270].reshape(-1, 3))
    wanted = to_oklab(np.array([[0xC0, 0x20, 0x20]], np.uint8))[0]
    assert np.abs(np.median(new, axis=0) - wanted).max() < 0.05


def test_where_a_colour_grazes_the_edge_of_srgb_there_is_no_contour() -> None:
    """Losing chroma at once draws a line of 20 in green between two steps of light."""
    blue = to_oklab(np.array([[0, 0, 128]], np.uint8))[0]
    light = np.linspace(0.2, 0.45, 200, dtype=np.float32)
    chroma = np.minimum(1, light / blue[0])[:, None] * blue[1:]
    shown = from_oklab(np.concatenate([light[:, None], chroma], axis=1))
    assert float(np.abs(np.diff(shown, axis=0)).max()) < 5


def test_eyes_stay_and_are_as_dark_beside_the_new_colour_as_before() -> None:
    thing = cloth((200, 150, 90), slope=0.1)
    cv2.circle(thing, (160, 100), 9, (45.0, 40.0, 42.0), -1)
    image, region = box(thing)
    made = recoloured(image, region, NAVY).image.rgb
    eye, around = (
        to_oklab(made[rows, columns].reshape(-1, 3)).mean(axis=0)
        for rows, columns in (
            (slice(96, 105), slice(156, 165)),
            (slice(60, 80), slice(140, 180)),
        )
    )
    assert eye[0] < 0.75 * around[0]
    assert float(np.hypot(eye[1], eye[2])) < 0.03


def test_islands_of_odd_light_are_closed_and_others_not() -> None:
    own = np.ones((60, 60), bool)
    own[20:23, 20:23] = own[40:43, 40:43] = False
    away, light = np.zeros((60, 60), np.float32), np.ones((60, 60), np.float32)
    away[20:23, 20:23], light[20:23, 20:23] = 1.3, 0.6
    away[40:43, 40:43], light[40:43, 40:43] = 3.0, 0.6
    out = closed(own, np.ones((60, 60), bool), away, light)
    assert out[20:23, 20:23].all()
    assert not out[40:43, 40:43].any()


def test_what_is_dark_beside_bare_metal_or_along_a_seam_is_no_eye() -> None:
    sure = np.ones((60, 80), bool)
    own = sure.copy()
    own[:, 50:] = False  # bare metal
    eye, shade = np.zeros_like(sure), np.zeros_like(sure)
    eye[20:26, 20:26] = shade[20:26, 65:71] = True
    seam = np.zeros_like(sure)
    seam[10:40, 49:51] = True
    dark = eye | shade | seam
    own &= ~dark
    away, light = np.where(own, 0, 2).astype(np.float32), np.where(dark, 0.2, 1).astype(np.float32)
    assert np.array_equal(features(own, sure, away, light), eye)


def test_what_a_coloured_ground_lights_at_the_outline_is_painted_and_other_parts_are_not() -> None:
    thing = cloth((215, 200, 180), slope=0.1)
    thing[205:220, 60:140] = (205, 120, 85)  # a paw in the light of the orange ground
    thing[205:220, 180:240] = (190, 70, 110)  # a tongue
    thing[100:120, 100:140] = (205, 120, 85)  # a badge of the ground's colour, away from the outline
    image, region = box(thing)
    pixels = image.pixels.copy()
    pixels[region.weights == 0, :3] = (230, 110, 45)
    on_orange = recoloured(image.with_pixels(pixels), region, NAVY).image.rgb.astype(int)
    blue = on_orange[:, :, 2] - on_orange[:, :, 0]
    assert np.median(blue[208:217, 65:135]) > 20
    assert np.median(blue[208:217, 190:230]) < 0
    assert np.median(blue[104:116, 105:135]) < 0
    on_grey = recoloured(image, region, NAVY).image.rgb.astype(int)
    assert np.median((on_grey[:, :, 2] - on_grey[:, :, 0])[208:217, 65:135]) < 0


def written(
    thing: NDArray[np.float64],
    text: str,
    at: tuple[int, int],
    ink: tuple[float, float, float],
    size: float = 2.5,
    width: int = 12,
) -> NDArray[np.float64]:
    """A thing with text on it, its letters' rims soft."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.putText(mask, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, 255, width, cv2.LINE_AA)
    share = mask[:, :, None] / 255.0
    return thing * (1 - share) + np.array(ink) * share


def lettered(ink: float, ground: NDArray[np.float64]) -> NDArray[np.float64]:
    return written(ground, "SALE", (60, 130), (ink, ink, ink))


WORD = line("SALE", 55, 70, 265, 140)


@pytest.mark.parametrize(("ink", "ground", "color"), [(20, (90, 170, 225), NAVY), (240, (40, 60, 140), "#f5f0e0")])
def test_letters_that_the_new_colour_would_drown_are_turned(
    ink: float, ground: tuple[float, float, float], color: str
) -> None:
    image, region = box(lettered(ink, cloth(ground)))
    made = recoloured(image, region, color, (WORD,))
    letters = np.abs(image.rgb.astype(int).mean(axis=2) - ink) < 12
    letters[:60], letters[150:] = False, False
    letters = cv2.erode(letters.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    level = to_oklab(made.image.rgb)[..., 0]
    assert abs(float(np.median(level[letters])) - float(np.median(level[160:200, 60:260]))) > 0.4
    assert any("turned" in note for note in made.notes)


def test_letters_that_can_be_read_stay() -> None:
    image, region = box(lettered(20, cloth((90, 170, 225))))
    made = recoloured(image, region, "#f0c040", (WORD,))
    assert not any("turned" in note or "hard to read" in note for note in made.notes)


def test_coloured_letters_keep_their_colour_and_it_is_said() -> None:
    thing = written(cloth((225, 225, 222)), "SALE", (60, 130), (20, 30, 140))
    image, region = box(thing)
    made = recoloured(image, region, NAVY, (WORD,))
    assert any("hard to read" in note for note in made.notes)


def test_a_number_plate_keeps_its_colour() -> None:
    thing = cloth((200, 200, 202), slope=0.1)
    thing[148:192, 106:214] = 25
    thing[152:188, 110:210] = 196
    thing = written(thing, "AB 123", (116, 180), (30, 30, 30), size=0.8, width=2)
    image, region = box(thing)
    plate = (slice(154, 160), slice(114, 206))
    kept = recoloured(image, region, NAVY, (line("AB 123", 114, 161, 206, 183),))
    assert np.abs(kept.image.rgb[plate].astype(int) - image.rgb[plate].astype(int)).max() < 25
    painted = recoloured(image, region, NAVY)
    assert float(painted.image.rgb[plate][..., 0].mean()) < 100


def test_a_matte_that_ends_early_leaves_no_fringe_of_the_old_colour() -> None:
    """The picture's edge lies a pixel further out than the region's: what is mixed there goes with the thing."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    away = np.hypot(rows - 120, columns - 160)
    share = np.clip((81 - away) / 4 + 0.5, 0, 1)[:, :, None]
    grain = np.random.default_rng(5).normal(0, 3, (HEIGHT, WIDTH, 3))
    image = opaque(share * np.array([225, 190, 40.0]) + (1 - share) * 40.0 + grain)
    region = Region(weights=np.clip((80 - away) / 4 + 0.5, 0, 1).astype(np.float32))
    made = recoloured(image, region, "#101010").image.rgb.astype(int)
    rim = (region.weights > 0.02) & (region.weights < 0.9)
    yellow = made[rim][:, 0] - made[rim][:, 2]
    assert float(np.abs(yellow).max()) < 25


def test_a_pale_lid_beside_bare_metal_is_no_shine_of_the_paint() -> None:
    thing = cloth((70, 165, 225), slope=0.1)
    thing[:70] = (150.0, 160.0, 190.0)
    thing[:27] = (246.0, 245.0, 246.0)
    image, region = box(thing)
    made = recoloured(image, region, NAVY).image.rgb
    old = image.rgb
    assert np.array_equal(made[20:60, 60:260], old[20:60, 60:260])
    assert int(made[120:200, 60:260, 1].max()) < 110


def test_a_window_that_touches_its_door_below_only_is_not_painted() -> None:
    thing = cloth((226, 226, 226), slope=0.05)
    thing[32:94, 134:192] = 20
    thing[40:94, 142:184] = 128
    image, region = box(thing)
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words="the car"), params={"color": NAVY})
    made = OPERATIONS[Op.OBJECT_RECOLOR][0](Task(step=step, image=image, region=region), CancelToken()).image.rgb
    window = made[50:84, 154:172].astype(int)
    assert abs(window - 128).max() < 6
    door = made[130:190, 100:220].astype(int)
    assert (door[:, :, 2] > door[:, :, 0] + 40).all()


def test_print_in_another_hue_stays_and_is_no_white_shine() -> None:
    thing = cloth((70, 160, 220), slope=0.1)
    for row in range(60, 110, 10):
        cv2.line(thing, (60, row), (260, row + 8), (245.0, 228.0, 95.0), 2, cv2.LINE_AA)
    image, region = box(cv2.GaussianBlur(thing, (0, 0), 0.9))
    made = to_oklab(recoloured(image, region, NAVY).image.rgb[50:115, 80:240].reshape(-1, 3))
    light = made[:, 0] > 0.6
    assert light.sum() > 1000
    assert float(np.median(made[light, 2])) > 0.06


def test_a_patch_of_the_material_that_a_print_cuts_off_is_painted_and_one_beside_the_material_is_not() -> None:
    thing = cloth((70, 160, 220), slope=0.1)
    cv2.rectangle(thing, (130, 111), (190, 128), (245.0, 228.0, 95.0), -1)
    cv2.rectangle(thing, (140, 118), (180, 121), (70.0, 160.0, 220.0), -1)
    thing[20:60] = (170, 168, 165)  # bare metal
    cv2.circle(thing, (120, 45), 4, (70.0, 160.0, 220.0), -1)  # what it mirrors
    image, region = box(thing)
    made = recoloured(image, region, NAVY).image.rgb
    assert made[119:121, 144:176, 1].mean() < 90
    assert made[43:48, 118:123, 1].mean() > 130
    assert made[113:115, 140:180, 0].mean() > 200
