"""Recolouring: the new hue, the old light and texture, other colours and the ground kept, no fringe at the edge."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.oklab import to_oklab
from scumble.engines.cpu.operations import OPERATIONS
from tests.engines.cpu.pictures import do, opaque
from tests.engines.cpu.scenes import psnr
from tests.engines.cpu.things import HEIGHT, WIDTH, Still, cloth, disc, still

COLOURS = {"navy": "#1f2f80", "red": "#b02030", "black": "#101010", "white": "#f5f5f5", "beige": "#d8c8a8"}
CLOTHS = {"white": (225, 225, 222), "black": (32, 32, 34), "blue": (60, 90, 170)}


def recoloured(scene: Still, colour: str) -> Image:
    return do(Op.OBJECT_RECOLOR, scene.image, region=scene.region, kind="object", color=colour).image


def cloth_of(scene: Still) -> NDArray[np.bool_]:
    """Sure pixels of the thing away from its patch."""
    near = np.zeros(scene.patch.shape, bool)
    near[90:145, 140:195] = True
    return (scene.alpha >= 1) & ~near


def number(colour: str) -> NDArray[np.uint8]:
    return np.array([[int(colour[k : k + 2], 16) for k in (1, 3, 5)]], np.uint8)


@pytest.mark.parametrize("colour", COLOURS.values(), ids=COLOURS)
@pytest.mark.parametrize("before", CLOTHS.values(), ids=CLOTHS)
def test_the_new_colour_with_the_old_light_and_weave(before: tuple[int, int, int], colour: str) -> None:
    scene = still(before)
    sure = cloth_of(scene)
    old, new = to_oklab(scene.image.rgb[sure]), to_oklab(recoloured(scene, colour).rgb[sure])
    wanted = to_oklab(number(colour))[0]
    # Black and white in a photo are neither 0 nor 1: a third of the way is left to light and shade.
    assert abs(float(np.median(new[:, 0])) - wanted[0]) < 0.16
    assert np.abs(np.median(new[:, 1:], axis=0) - wanted[1:]).max() < 0.025
    assert np.corrcoef(old[:, 0], new[:, 0])[0, 1] > 0.97
    assert new[:, 0].std() > 0.35 * old[:, 0].std()


@pytest.mark.parametrize("before", CLOTHS.values(), ids=CLOTHS)
def test_a_part_of_another_colour_is_kept(before: tuple[int, int, int]) -> None:
    scene = still(before)
    inner = np.zeros(scene.patch.shape, bool)
    inner[104:131, 154:181] = True
    made = recoloured(scene, "#1f7a3a")
    assert np.abs(made.rgb[inner].astype(int) - scene.image.rgb[inner].astype(int)).max() <= 3


def test_only_the_region_is_written() -> None:
    scene = still(CLOTHS["white"])
    made = recoloured(scene, COLOURS["navy"])
    outside = scene.alpha == 0
    assert (made.pixels[outside] == scene.image.pixels[outside]).all()
    assert (made.rgb[scene.alpha > 0.9] != scene.image.rgb[scene.alpha > 0.9]).any(axis=1).mean() > 0.7


def test_the_soft_edge_is_the_new_colour_over_the_old_ground() -> None:
    """Recolouring the mixed pixel as it is fails the same measure: white spills over the dark paint's rim."""
    alpha = disc(160, 120, 70, band=10)
    ground = np.broadcast_to((40.0, 120.0, 50.0), (HEIGHT, WIDTH, 3))
    a, white = alpha[:, :, None], np.array((225.0, 225.0, 222.0))
    image = opaque(a * white + (1 - a) * ground)
    made = do(Op.OBJECT_RECOLOR, image, region=Region(weights=alpha), kind="object", color="#1f2f80").image
    paint = made.rgb[120, 160].astype(float)
    band = (alpha > 0) & (alpha < 1)
    assert psnr(made.rgb[band], opaque(a * paint + (1 - a) * ground).rgb[band]) > 30


def test_highlights_of_a_coloured_thing_stay_white() -> None:
    alpha = disc(160, 120, 70)
    shine = disc(140, 100, 14, band=10)[:, :, None]
    thing = cloth((180, 40, 40), texture=0.02) * (1 - shine) + 250 * shine
    a = alpha[:, :, None]
    image = opaque(a * thing + (1 - a) * 90)
    made = do(Op.OBJECT_RECOLOR, image, region=Region(weights=alpha), kind="object", color="#2040a0").image
    assert made.rgb[100, 140].min() > 235
    assert made.rgb[120, 190, 2] > made.rgb[120, 190, 0] + 40
    # Between body and highlight no ring of the old red is left.
    ring = made.rgb[(disc(140, 100, 22) >= 1) & (shine[:, :, 0] < 0.7)].astype(int)
    assert (ring[:, 2] >= ring[:, 0]).all()


def car() -> tuple[Image, NDArray[np.float32], NDArray[np.bool_]]:
    """A grey box with a window of nearly its own grey, framed in black, near its top."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[60:200, 60:260] = 1
    thing = np.full((HEIGHT, WIDTH, 3), 170.0)
    thing[68:104, 90:230] = 20
    window = np.zeros(alpha.shape, bool)
    window[76:96, 100:220] = True
    thing[window] = 166
    thing += np.random.default_rng(2).normal(0, 1, thing.shape)
    return opaque(np.where(alpha[:, :, None] > 0, thing, 110.0)), alpha, window


@pytest.mark.parametrize(("words", "painted"), [("the car", False), ("the box", True)])
def test_windows_of_vehicles_are_not_painted(words: str, painted: bool) -> None:
    image, alpha, window = car()
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words=words), params={"color": "#1f2f80"})
    work = Task(step=step, image=image, region=Region(weights=alpha))
    made = OPERATIONS[Op.OBJECT_RECOLOR][0](work, CancelToken()).image
    assert made.rgb[150, 160, 2] > made.rgb[150, 160, 0] + 60
    blue = made.rgb[window].astype(int)
    assert (np.median(blue[:, 2] - blue[:, 0]) > 60) == painted


def test_what_kept_its_colour_is_said() -> None:
    scene = still(CLOTHS["white"])
    scene.thing[:, 165:] = (200, 40, 40)
    a = scene.alpha[:, :, None]
    image = opaque(a * scene.thing + (1 - a) * scene.ground)
    made = do(Op.OBJECT_RECOLOR, image, region=scene.region, kind="object", color="#1f2f80")
    assert any("Only the main colour" in note for note in made.notes)
    whole = opaque(a * cloth(CLOTHS["white"]) + (1 - a) * scene.ground)
    assert do(Op.OBJECT_RECOLOR, whole, region=scene.region, kind="object", color="#1f2f80").notes == ()


def test_without_a_colour_or_an_object() -> None:
    scene = still(CLOTHS["white"])
    with pytest.raises(InvalidValue, match="colour"):
        do(Op.OBJECT_RECOLOR, scene.image, region=scene.region, kind="object")
    nothing = Region.empty_of(HEIGHT, WIDTH)
    made = do(Op.OBJECT_RECOLOR, scene.image, region=nothing, kind="object", color="#ff0000")
    assert made.image is scene.image
    assert made.notes


def test_a_material_that_cannot_be_told_is_said() -> None:
    """Every other grain of another colour: what comes out is speckled, and the answer says so."""
    scene = still(CLOTHS["white"])
    grains = np.random.default_rng(7).random((HEIGHT // 2, WIDTH // 2)) < 0.45
    scene.thing[np.kron(grains, np.ones((2, 2))) > 0] = (200, 40, 40)
    a = scene.alpha[:, :, None]
    image = opaque(a * scene.thing + (1 - a) * scene.ground)
    made = do(Op.OBJECT_RECOLOR, image, region=scene.region, kind="object", color="#1f2f80")
    assert any("could not be told" in note for note in made.notes)
