"""Colour names of exact colours: 'blue', 'navy', 'light green', '#ff8800' said of flat shapes.

A colour has the name of the nearest of these prototypes in OKLab (in CIELAB blues come out as purple); a shade ('navy')
is near its own code.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.regions import colours

Floats = NDArray[np.float32]
Rgb = tuple[int, int, int]

PROTOTYPES: Final[Mapping[str, str]] = {
    "red": "ff0000 dc143c b22222 c81e1e 8b0000 800000 e74c3c d62728",
    "orange": "ffa500 ff8c00 f57c00 ff6600 ff7f0e",
    "yellow": "ffff00 ffd700 ffee00 f5e050 f1c40f fff176",
    "green": "008000 00ff00 22bb33 2e8b57 90ee90 6b8e23 556b2f 32cd32 006400 2ca02c 98fb98",
    "turquoise": "40e0d0 00ffff 008080 20b2aa 00ced1 17becf",
    "blue": "0000ff 000080 4169e1 1e90ff 87ceeb 4682b4 add8e6 2050e0 1f77b4",
    "purple": "800080 8a2be2 4b0082 9370db 7030a0 9467bd c39bd3",
    "pink": "ffc0cb ff69b4 ff1493 ff00ff f48fb1 fa8072",
    "brown": "8b4513 a52a2a 6d4c2f d2691e a0522d 7a4a21",
    "beige": "f5f5dc f5deb3 d2b48c ffe4c4",
    "white": "ffffff",
    "black": "000000 1c1c1c",
    "grey": "808080 404040 c0c0c0 d3d3d3 a9a9a9",
}
"""Basic colour -> codes that go by its name."""
SHADES: Final[Mapping[str, str]] = {
    "navy": "000080",
    "maroon": "800000",
    "burgundy": "800020",
    "crimson": "dc143c",
    "lime": "00ff00",
    "olive": "808000",
    "mint": "98ff98",
    "emerald": "50c878",
    "teal": "008080",
    "cyan": "00ffff",
    "aqua": "00ffff",
    "azure": "007fff",
    "sky blue": "87ceeb",
    "royal blue": "4169e1",
    "magenta": "ff00ff",
    "fuchsia": "ff00ff",
    "hot pink": "ff69b4",
    "salmon": "fa8072",
    "violet": "8a2be2",
    "lilac": "c8a2c8",
    "lavender": "b57edc",
    "gold": "ffd700",
    "amber": "ffbf00",
    "silver": "c0c0c0",
}
"""Word for one shade -> its code."""
NAMED, LIKE = 1.0, 0.6
"""How well a colour fits a name: it is the nearest one, or it lies in the wide range of that name."""
SAME = 12.0
"""Distance in CIELAB within which two colours are one shade."""


def name_of(color: Rgb) -> str:
    """The basic name of a colour."""
    names, points = _prototypes()
    return names[int(np.linalg.norm(points - _oklab(color), axis=1).argmin())]


def fits(color: Rgb, said: str) -> float:
    """How well a colour has a basic name, 0, LIKE or NAMED."""
    if name_of(color) == said:
        return NAMED
    return LIKE if bool(colours.looks(_lab(color)[None, None], said).any()) else 0.0


def shade_of(text: str) -> tuple[Rgb, float] | None:
    """The exact shade a phrase asks for and how far a colour may be from it: a code, or a word for one shade."""
    code = re.search(r"#([0-9a-f]{6})\b", text.lower())
    if code is not None:
        return _rgb(code[1]), 3.0
    for word in sorted(SHADES, key=len, reverse=True):
        if re.search(rf"\b{word}\b", text.lower()):
            return _rgb(SHADES[word]), SAME
    return None


def lightness(color: Rgb) -> float:
    """CIELAB lightness, 0..100."""
    return float(_lab(color)[0])


def distance(a: Rgb, b: Rgb) -> float:
    """CIE76 colour difference."""
    return float(np.linalg.norm(_lab(a) - _lab(b)))


def _lab(color: Rgb) -> Floats:
    """A colour in CIELAB (D65)."""
    one = np.array([[color]], np.float32) / 255
    return np.asarray(cv2.cvtColor(one, cv2.COLOR_RGB2LAB), np.float32)[0, 0]


def _oklab(color: Rgb) -> Floats:
    """A colour in OKLab (B. Ottosson, 2020)."""
    v = np.array(color, np.float64) / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return (_LMS_TO_LAB @ np.cbrt(_RGB_TO_LMS @ linear)).astype(np.float32)


_RGB_TO_LMS: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _rgb(code: str) -> Rgb:
    """'rrggbb' as numbers."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


@cache
def _prototypes() -> tuple[tuple[str, ...], Floats]:
    """Names and OKLab points of all prototypes."""
    pairs = [(name, _oklab(_rgb(code))) for name, codes in PROTOTYPES.items() for code in codes.split()]
    return tuple(n for n, _ in pairs), np.stack([p for _, p in pairs])
