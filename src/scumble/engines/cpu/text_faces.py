"""Typefaces that text is set in: the bundled fonts by class (sans, serif, mono ...), weight and slant; own fonts.

    face = faces()[0]
    face.font(48)          a Pillow font
    face.missing("Žár")    the letters it has no glyph for

The files lie in `fonts/` (made by `tools/fonts/fetch_fonts.py`); an operator's folder of fonts comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PIL import ImageFont

from scumble.core.errors import Misconfigured

Kind = Literal["sans", "condensed", "serif", "slab", "mono", "script", "hand", "own"]

PACKAGED: Final = Path(__file__).resolve().parent / "fonts"

_BUNDLED: Final[tuple[tuple[str, Kind, int], ...]] = (
    ("Arimo-Regular.ttf", "sans", 400),
    ("Arimo-Bold.ttf", "sans", 700),
    ("Arimo-RegularItalic.ttf", "sans", 400),
    ("Arimo-BoldItalic.ttf", "sans", 700),
    ("OpenSans-Regular.ttf", "sans", 400),
    ("OpenSans-Bold.ttf", "sans", 700),
    ("Roboto-Medium.ttf", "sans", 500),
    ("Roboto-Black.ttf", "sans", 900),
    ("Poppins-Regular.ttf", "sans", 400),
    ("Poppins-SemiBold.ttf", "sans", 600),
    ("Montserrat-Bold.ttf", "sans", 700),
    ("Lato-Regular.ttf", "sans", 400),
    ("Lato-Bold.ttf", "sans", 700),
    ("Lato-RegularItalic.ttf", "sans", 400),
    ("Lato-Black.ttf", "sans", 900),
    ("Overpass-Bold.ttf", "sans", 700),
    ("Nunito-Bold.ttf", "sans", 700),
    ("ArchivoBlack-Regular.ttf", "sans", 900),
    ("RobotoCondensed-Regular.ttf", "condensed", 400),
    ("RobotoCondensed-Bold.ttf", "condensed", 700),
    ("BarlowCondensed-SemiBold.ttf", "condensed", 600),
    ("Oswald-Medium.ttf", "condensed", 500),
    ("BebasNeue-Regular.ttf", "condensed", 700),
    ("Anton-Regular.ttf", "condensed", 900),
    ("LeagueGothic-Regular.ttf", "condensed", 700),
    ("Tinos-Regular.woff", "serif", 400),
    ("Tinos-Bold.woff", "serif", 700),
    ("Tinos-Italic.woff", "serif", 400),
    ("Tinos-BoldItalic.woff", "serif", 700),
    ("PTSerif-Regular.ttf", "serif", 400),
    ("PTSerif-Bold.ttf", "serif", 700),
    ("LibreBaskerville-Regular.ttf", "serif", 400),
    ("LibreBaskerville-Bold.ttf", "serif", 700),
    ("PlayfairDisplay-Bold.ttf", "serif", 700),
    ("AbrilFatface-Regular.ttf", "serif", 900),
    ("Besley-Bold.ttf", "slab", 700),
    ("RobotoSlab-Regular.ttf", "slab", 400),
    ("RobotoSlab-Bold.ttf", "slab", 700),
    ("RobotoMono-Regular.ttf", "mono", 400),
    ("RobotoMono-Bold.ttf", "mono", 700),
    ("CourierPrime-Regular.ttf", "mono", 400),
    ("CourierPrime-Bold.ttf", "mono", 700),
    ("ShareTechMono-Regular.ttf", "mono", 400),
    ("DancingScript-Bold.ttf", "script", 700),
    ("Pacifico-Regular.ttf", "script", 700),
    ("Caveat-Bold.ttf", "hand", 700),
    ("PatrickHand-Regular.ttf", "hand", 400),
    ("PermanentMarker-Regular.ttf", "hand", 900),
    ("ComicNeue-Bold.ttf", "hand", 700),
)
_OWN: Final = ("*.ttf", "*.otf", "*.ttc", "*.woff", "*.woff2")
_NOWHERE: Final = "\U0010fffe"
"""A noncharacter: no font has a glyph for it, so that it draws the sign for what is missing."""


@dataclass(frozen=True, kw_only=True)
class Face:
    """One font file. kind: its class; weight: 100..900; italic: slanted."""

    path: Path
    name: str
    kind: Kind
    weight: int
    italic: bool

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        """The font with an em of `size` pixels."""
        return _font(self.path, size)

    def missing(self, text: str) -> str:
        """The letters of a text, each once, that the face cannot draw."""
        return "".join(c for c in dict.fromkeys(text) if not c.isspace() and not _has(self.path, c))

    @property
    def says(self) -> str:
        """'Arimo Bold'."""
        return self.name.replace("-", " ")


@lru_cache(maxsize=256)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=4096)
def _has(path: Path, letter: str) -> bool:
    """Whether a font draws a letter otherwise than what it lacks."""
    font = _font(path, 24)
    return _drawn(font, letter) not in {b"", _drawn(font, _NOWHERE)}


def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    """What a font draws for a letter; empty for nothing."""
    mask = np.asarray(font.getmask(letter, mode="L"), np.uint8)
    return bytes(mask) if mask.any() else b""


@cache
def faces(folder: Path | None = None) -> tuple[Face, ...]:
    """Every face, in a fixed order. folder: an operator's own fonts. Raises Misconfigured without the bundled ones."""
    own = [_own(path) for pattern in _OWN for path in sorted(folder.glob(pattern))] if folder else []
    found = [
        Face(path=PACKAGED / name, name=Path(name).stem, kind=kind, weight=weight, italic="Italic" in name)
        for name, kind, weight in _BUNDLED
        if (PACKAGED / name).is_file()
    ]
    if not found:
        raise Misconfigured("The fonts are missing; run `make setup` or reinstall the package.")
    return (*found, *(face for face in own if face is not None))


def _own(path: Path) -> Face | None:
    """An operator's font; None for a file that is none."""
    try:
        family, style = _font(path, 24).getname()
    except OSError:
        return None
    said = f"{family or path.stem} {style or ''}".strip()
    low = said.lower()
    weight = 900 if "black" in low or "heavy" in low else 700 if "bold" in low else 300 if "light" in low else 400
    return Face(path=path, name=said, kind="own", weight=weight, italic="italic" in low or "oblique" in low)


def able(text: str, choice: Sequence[Face]) -> list[Face]:
    """The faces that have a glyph for every letter of a text."""
    return [face for face in choice if not face.missing(text)]
