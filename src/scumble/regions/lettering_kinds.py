"""Which of the lines read in a picture are a price, a date stamp, a watermark, a number plate, a logo, a label.

Patterns of what such things say, and where they stand; each find has a score, 0..1: how sure it is of that kind.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scumble.core.region import Box
from scumble.regions.lettering_match import blocks, folded
from scumble.regions.lettering_words import Kind
from scumble.regions.scene import Scene, Thing, inside
from scumble.vision.lettering import Line
from scumble.vision.quads import around

VEHICLES = frozenset({"car", "truck", "bus", "motorcycle", "train", "boat"})
_MONTH = r"(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*"
_DATE = re.compile(
    rf"['’]?\d{{2,4}}\s?[./:\-\s]\s?\d{{1,2}}\s?[./:\-\s]\s?\d{{1,4}}|\b\d{{1,2}}:\d{{2}}\b|\b(?:19|20)\d\d\b"
    rf"|\d{{1,2}}\.?\s?{_MONTH}\.?\s?['’]?\d{{2,4}}|{_MONTH}\.?\s?\d{{1,2}},?\s?['’]?\d{{2,4}}",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[€$£¥₹]\s?\d|\d\s?(?:[€$£¥₹]|eur\b|usd\b|gbp\b|chf\b|kr\b|,-)|\b\d{1,4}[.,]\d\d\b", re.IGNORECASE)
_OWNER = re.compile(
    r"©|\(c\)|copyright|all rights|www\.|\.(?:com|net|org|de|fr|es|io)\b|@\w|stock|getty|alamy|dreamstime|depositphotos"
    r"|shutterstock|\bpreview\b|\bsample\b|\bwatermark|\bdraft\b|\bproof\b|\bphotography\b|\bphoto by\b",
    re.IGNORECASE,
)
EDGE, SMALL = 0.16, 0.09
"""A mark in a corner: its middle lies within EDGE of two of the picture's edges, and it is at most SMALL of it high."""
BRAND = 22
"""Letters that a brand's name has at most."""
PLATE_SHAPE = (1.6, 8.0)
"""Length over height of the text of a number plate."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place with text that may be meant. lines: it, in reading order. score: 0..1, how sure it is what was asked."""

    lines: tuple[Line, ...]
    score: float

    @property
    def text(self) -> str:
        """What stands there."""
        return " ".join(line.text for line in self.lines)

    @property
    def sure(self) -> float:
        """Mean certainty of its letters, 0..1."""
        return float(np.mean([line.score for line in self.lines]))

    def box(self, scene: Scene) -> Box:
        """The smallest box around its quads."""
        corners = np.concatenate([line.quad for line in self.lines])
        return around(corners, scene.size[0], scene.size[1])


def spots_of(kind: Kind, lines: Sequence[Line], scene: Scene, *, digits: bool = False) -> list[Spot]:
    """Where text of a kind stands, the surest first."""
    find = _numbers if digits else _KINDS[kind]
    return sorted(find(lines, scene), key=lambda s: -s.score)


def _blocks(lines: Sequence[Line], _: Scene) -> list[Spot]:
    """Any text, by blocks."""
    return [Spot(lines=tuple(b), score=float(np.mean([k.score for k in b]))) for b in blocks(lines)]


def _numbers(lines: Sequence[Line], _: Scene) -> list[Spot]:
    """Lines that are mostly digits."""
    found: list[Spot] = []
    for line in lines:
        text = folded(line.text)[0]
        share = sum(c.isdigit() for c in text) / max(1, len(text))
        if share > 0.5:
            found.append(Spot(lines=(line,), score=line.score * share))
    return found


def _prices(lines: Sequence[Line], _: Scene) -> list[Spot]:
    hits = [b for b in blocks(lines) if any(_PRICE.search(line.text) for line in b)]
    return [Spot(lines=tuple(b), score=0.9) for b in hits]


def _dates(lines: Sequence[Line], scene: Scene) -> list[Spot]:
    """Dates and times, surest near an edge; digits in a corner are one that was misread."""
    found: list[Spot] = []
    for block in blocks(lines):
        spot = Spot(lines=tuple(block), score=0.9)
        text = folded(spot.text)[0]
        digits = sum(c.isdigit() for c in text)
        near = _in_corner(spot, scene, 2 * EDGE)
        if _DATE.search(spot.text) and digits >= 0.5 * len(text):
            found.append(Spot(lines=spot.lines, score=0.92 if near else 0.7))
        elif near and digits >= 4 and digits >= 0.7 * len(text):
            found.append(Spot(lines=spot.lines, score=0.65))
    return found


def _watermarks(lines: Sequence[Line], scene: Scene) -> list[Spot]:
    """Names of owners and agencies, what is written again and again, and small text in a corner."""
    count = Counter(folded(line.text)[0] for line in lines)
    found: list[Spot] = []
    for block in blocks(lines):
        spot = Spot(lines=tuple(block), score=0.0)
        score = 0.0
        if _OWNER.search(spot.text):
            score = 0.9 if _in_corner(spot, scene, 2 * EDGE) else 0.75
        elif any(len(text) > 2 and n >= 3 for text, n in count.items() if text in folded(spot.text)[0]):
            score = 0.8
        elif _in_corner(spot, scene, EDGE) and max(k.height for k in block) < SMALL * scene.size[1]:
            score = 0.58
        if score:
            found.append(Spot(lines=spot.lines, score=score))
    return found


def _in_corner(spot: Spot, scene: Scene, edge: float) -> bool:
    """True when a spot lies at the upper or lower edge and nearer to one side than to the other."""
    box = spot.box(scene)
    x, y = (box.x0 + box.x1) / 2 / scene.size[0], (box.y0 + box.y1) / 2 / scene.size[1]
    aside = min(box.x0 / scene.size[0], 1 - box.x1 / scene.size[0])
    return min(y, 1 - y) < edge and (min(x, 1 - x) < 2 * edge or aside < edge / 2)


def _plates(lines: Sequence[Line], scene: Scene) -> list[Spot]:
    """Single lines of a plate's shape on a vehicle, below its roof; anywhere when they mix letters and digits."""
    vehicles = [d for d in scene.objects if d.label in VEHICLES and d.score >= 0.35]
    found: list[Spot] = []
    for line in lines:
        spot, text = Spot(lines=(line,), score=0.0), folded(line.text)[0]
        box = spot.box(scene)
        shape = line.length / max(1.0, line.height)
        if not (PLATE_SHAPE[0] <= shape <= PLATE_SHAPE[1] and 3 <= len(text) <= 12):
            continue
        on = [v for v in vehicles if inside(box, v.box) > 0.8 and box.y0 > v.box.y0 + 0.3 * v.box.height]
        mixed = any(c.isdigit() for c in text) and len(text) >= 4
        if on or (mixed and any(c.isalpha() for c in text)):
            found.append(Spot(lines=(line,), score=0.5 + 0.25 * bool(on) + 0.15 * mixed))
    return found


def _logos(lines: Sequence[Line], scene: Scene) -> list[Spot]:
    """Short blocks, the larger the likelier; numbers are no brands."""
    found: list[Spot] = []
    for block in blocks(lines):
        text = folded("".join(line.text for line in block))[0]
        if 2 <= len(text) <= BRAND and sum(c.isalpha() for c in text) > 0.6 * len(text):
            found.append(Spot(lines=tuple(block), score=float(0.72 * np.mean([k.score for k in block]))))
    tallest = max((max(k.height for k in s.lines) for s in found), default=1.0)
    return [Spot(lines=s.lines, score=s.score * (0.6 + 0.4 * max(k.height for k in s.lines) / tallest)) for s in found]


def on_things(lines: Sequence[Line], things: Sequence[Thing], scene: Scene) -> list[Line]:
    """The lines that lie on one of the things."""
    boxes = [(line, around(line.quad, scene.size[0], scene.size[1])) for line in lines]
    return [line for line, box in boxes if any(inside(box, t.box) > 0.6 for t in things)]


_KINDS: Mapping[Kind, Callable[[Sequence[Line], Scene], list[Spot]]] = {
    "text": _blocks,
    "sign": _blocks,
    "label": _blocks,
    "carrier": _blocks,
    "number": _numbers,
    "price": _prices,
    "date": _dates,
    "watermark": _watermarks,
    "plate": _plates,
    "logo": _logos,
}
