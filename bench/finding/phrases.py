"""Phrases with the boxes a person drew: reading and checking bench/finding/phrases.json."""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

PHRASES = Path(__file__).with_name("phrases.json")
KINDS = (
    *("coco", "other", "colour", "place", "ordinal", "size", "relation", "plural", "text", "stuff", "tiny"),
    *("ambiguous", "absent"),
)
"""coco: a noun the detector was trained on; stuff: sky, water, ground, shadow; tiny: under about 5 % of a side;
plural: everything of a kind, one box around all; absent: not in the photo, must be refused."""

Fractions = tuple[float, float, float, float]
"""x0, y0, x1, y1 as shares of the upright photo's width and height."""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A user's words for something in a photo, and every box that would be right (none: it is not there)."""

    photo: str
    words: str
    kind: str
    boxes: tuple[Fractions, ...]

    @property
    def held_out(self) -> bool:
        """A third of the phrases, by a fixed rule: not looked at while the finder is tuned."""
        return zlib.crc32(f"{self.photo}:{self.words}".encode()) % 3 == 0


def load(path: Path = PHRASES) -> tuple[Phrase, ...]:
    """Every phrase of the file. Raises ValueError for a box that is none, an unknown kind or a phrase written twice."""
    rows = cast(list[dict[str, Any]], json.loads(path.read_text(encoding="utf-8")))
    found = tuple(_phrase(row) for row in rows)
    seen = {(p.photo, p.words) for p in found}
    if len(seen) != len(found):
        raise ValueError("a phrase is written twice for one photo")
    return found


def _phrase(row: dict[str, Any]) -> Phrase:
    """One row: `box` is one box or null, `boxes` are several that would all be right."""
    boxes = row.get("boxes") or ([row["box"]] if row["box"] else [])
    phrase = Phrase(
        photo=row["photo"],
        words=row["words"],
        kind=row["kind"],
        boxes=tuple((float(b[0]), float(b[1]), float(b[2]), float(b[3])) for b in boxes),
    )
    if phrase.kind not in KINDS or (phrase.kind == "absent") != (not phrase.boxes):
        raise ValueError(f"{phrase}: unknown kind, or an absent thing with a box")
    for x0, y0, x1, y1 in phrase.boxes:
        if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
            raise ValueError(f"{phrase}: not a box in fractions")
    return phrase
