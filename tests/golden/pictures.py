"""The pictures that the golden cases edit: small, drawn by the tests or shipped with a package; each made once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import skimage

import scumble
from scumble.core.image import Image
from tests.engines.cpu import light_scenes
from tests.engines.cpu.lettered import sign
from tests.engines.cpu.pictures import noise, opaque
from tests.engines.cpu.test_perspective import facade
from tests.engines.cpu.test_straighten import sea
from tests.flat_pictures import BLUE, GREEN, RED, disc, flat_picture, rect

SKIMAGE = Path(skimage.__file__).parent / "data"
SAMPLE = Path(scumble.__file__).parent / "cli" / "sample.jpg"


def photo(path: Path, width: int, height: int, box: tuple[int, int, int, int] | None = None) -> Image:
    """A picture file, cut to a box [x, y, w, h] and made smaller."""
    read = cv2.imread(str(path))
    assert read is not None, path
    if box is not None:
        x, y, w, h = box
        read = read[y : y + h, x : x + w]
    small = cv2.resize(read, (width, height), interpolation=cv2.INTER_AREA)
    return opaque(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))


def coffee(width: int = 240, height: int = 160) -> Image:
    """A cup of coffee on wood, from above."""
    return photo(SKIMAGE / "coffee.png", width, height)


def grainy() -> Image:
    """The cup of coffee, taken in bad light."""
    return opaque(coffee().rgb + noise(160, 240, mean=0, spread=14))


def framed() -> Image:
    """The cup of coffee in a white border, wider below."""
    return opaque(cv2.copyMakeBorder(coffee().rgb, 14, 40, 20, 20, cv2.BORDER_CONSTANT, value=(255, 255, 255)))


def soft() -> Image:
    """The cup of coffee, a little out of focus."""
    return opaque(cv2.GaussianBlur(coffee().rgb, (0, 0), 1.2))


def ball() -> Image:
    """A red ball on the lawn."""
    rgb = photo(SKIMAGE / "grass.png", 240, 160, (60, 60, 360, 240)).rgb.copy()
    cv2.circle(rgb, (120, 80), 23, (200, 40, 40), -1, cv2.LINE_AA)
    return opaque(rgb)


MAKERS: dict[str, Callable[[], Image]] = {
    "mug": lambda: photo(SAMPLE, 320, 240),
    "coffee": coffee,
    "cat": lambda: photo(SKIMAGE / "chelsea.png", 240, 160),
    "rocket": lambda: photo(SKIMAGE / "rocket.jpg", 240, 160),
    "ball": ball,
    "framed": framed,
    "grainy": grainy,
    "soft": soft,
    "facade": lambda: facade(0.1, 240, 320),
    "sea": lambda: sea(5.0, 160, 240),
    "sign": lambda: sign("OPEN")[0],
    "shaded": lambda: light_scenes.shaded().image,
    "mirrored": lambda: light_scenes.mirrored().image,
    "glaring": lambda: light_scenes.glaring(light=0.25, radius=10).image,
    "flat": lambda: flat_picture(
        [(disc(60, 70, 34), RED), (rect(120, 30, 180, 80), BLUE), (disc(150, 110, 18), GREEN)], smooth=True
    ),
}


@cache
def picture(name: str) -> Image:
    """One of them."""
    return MAKERS[name]()


def mask(size: tuple[int, int], box: tuple[int, int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Bool (H, W): a box [x, y, w, h] in a picture of (width, height)."""
    made = np.zeros((size[1], size[0]), bool)
    x, y, w, h = box
    made[y : y + h, x : x + w] = True
    return made
