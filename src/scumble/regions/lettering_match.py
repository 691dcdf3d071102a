"""Matching words with what was read: blocks of lines that belong together, and where a block says something, nearly.

Case, accents, spaces and signs are ignored, letters that are easily misread for each other count as half a mistake.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scumble.vision.lettering import Line
from scumble.vision.quads import extent

ALIKE = 0.74
"""Least likeness, 0..1, of longer words that are taken for what was asked: one letter of four may be misread."""
SHORT = 3
"""Words up to this many letters have to be there exactly."""
_CONFUSED = ("0oqd", "1il7", "5s", "8b", "2z", "6g", "uv", "nm", "ce")
"""Letters and digits that look alike in photographs."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """Lines (parts of lines) that say something, and how like it is to what was asked, 0..1."""

    lines: tuple[Line, ...]
    likeness: float


def folded(text: str) -> tuple[str, list[int]]:
    """Letters and digits of a text in small letters without accents, and where each stood in the text."""
    letters: list[str] = []
    places: list[int] = []
    for i, c in enumerate(text):
        for d in unicodedata.normalize("NFKD", c.casefold()):
            if d.isalnum():
                letters.append(d)
                places.append(i)
    return "".join(letters), places


def blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that belong together: close to each other, of nearly one size and direction; in reading order."""
    groups: list[list[Line]] = []
    for line in lines:
        near = [g for g in groups if any(_together(line, other) for other in g)]
        groups = [g for g in groups if g not in near] + [[line, *(other for g in near for other in g)]]
    return [in_reading_order(g) for g in groups]


def _together(a: Line, b: Line) -> bool:
    """True when two lines are neighbours of one block."""
    tall, low = max(a.height, b.height), min(a.height, b.height)
    if tall > 2.2 * low:
        return False
    along = _direction(a)
    if float(along @ _direction(b)) < 0.94:
        return False
    apart = b.quad.mean(axis=0) - a.quad.mean(axis=0)
    across = abs(float(apart @ np.array([-along[1], along[0]]))) - (a.height + b.height) / 2
    gap = abs(float(apart @ along)) - (a.length + b.length) / 2
    return across < 0.6 * tall and gap < 1.2 * tall


def _direction(line: Line) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    along = line.quad[1] - line.quad[0] + line.quad[2] - line.quad[3]
    return np.asarray(along / max(1e-6, float(np.linalg.norm(along))), np.float32)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Rows from top to bottom, each from left to right, along the first line's direction."""
    if not lines:
        return []
    along = _direction(lines[0])
    down = np.array([-along[1], along[0]], np.float32)
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda k: float(k.quad.mean(axis=0) @ down)):
        place = float(line.quad.mean(axis=0) @ down)
        if rows and abs(place - float(rows[-1][0].quad.mean(axis=0) @ down)) < 0.5 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [k for row in rows for k in sorted(row, key=lambda k: float(k.quad.mean(axis=0) @ along))]


def best_matches(says: str, lines: Sequence[Line]) -> list[Match]:
    """Every block that says it nearly enough, the likest first; only the lines and letters that say it."""
    wanted = folded(says)[0]
    found = [m for block in blocks(lines) if (m := _in_block(wanted, says, block)) is not None]
    return sorted(found, key=lambda m: -m.likeness)


def _in_block(wanted: str, says: str, block: Sequence[Line]) -> Match | None:
    """Where a block says it best."""
    if not wanted:
        # Signs only: '%', '?'.
        hits = tuple(line for line in block if says in line.text)
        return Match(lines=hits[:1], likeness=1.0) if hits else None
    letters = ""
    owners: list[tuple[int, int]] = []
    for k, line in enumerate(block):
        text, places = folded(line.text)
        letters += text
        owners += [(k, p) for p in places]
    if len(wanted) <= SHORT or wanted.isdigit():
        spans = _whole_words(wanted, block, letters, owners)
        return _cut(block, owners, *spans, 1.0) if spans else None
    mistakes, start, stop = nearest(wanted, letters)
    likeness = 1.0 - mistakes / len(wanted)
    return _cut(block, owners, start, stop, likeness) if likeness >= ALIKE and stop > start else None


def _whole_words(
    wanted: str, block: Sequence[Line], letters: str, owners: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Where a short word or a number stands alone: 21, but not in 2019."""
    at = letters.find(wanted)
    while at >= 0:
        stop = at + len(wanted)
        if _ends(block, letters, owners, at, -1) and _ends(block, letters, owners, stop - 1, 1):
            return at, stop
        at = letters.find(wanted, at + 1)
    return None


def _ends(block: Sequence[Line], letters: str, owners: Sequence[tuple[int, int]], at: int, step: int) -> bool:
    """True when the letter next to `at` belongs to another word, line, or kind (letter or digit)."""
    line, place = owners[at]
    text = block[line].text
    if not 0 <= place + step < len(text) or not text[place + step].isalnum():
        return True
    return text[place + step].isdigit() != letters[at].isdigit()


def _cut(block: Sequence[Line], owners: Sequence[tuple[int, int]], start: int, stop: int, likeness: float) -> Match:
    """The lines of a span of letters; of a line that says more, the letters of the span."""
    parts: list[Line] = []
    for k in dict.fromkeys(line for line, _ in owners[start:stop]):
        mine = [place for line, place in owners[start:stop] if line == k]
        everything = [place for line, place in owners if line == k]
        whole = mine[0] == everything[0] and mine[-1] == everything[-1]
        parts.append(block[k] if whole or not block[k].places else block[k].part(mine[0], mine[-1] + 1))
    sizes = [extent(p.quad) for p in parts]
    kept = tuple(p for p, (length, height) in zip(parts, sizes, strict=True) if length > 1 and height > 1)
    return Match(lines=kept, likeness=likeness)


def nearest(wanted: str, text: str) -> tuple[float, int, int]:
    """The part of `text` most like `wanted`: mistakes (edits; a confused letter is half one), start, stop.

    Approximate matching after P. Sellers, "The Theory and Computation of Evolutionary Distances" (1980).
    """
    row: list[tuple[float, int]] = [(0.0, i) for i in range(len(text) + 1)]
    for i, c in enumerate(wanted, 1):
        last, row = row, [(float(i), 0)]
        for j, d in enumerate(text, 1):
            swap = (last[j - 1][0] + _mistake(c, d), last[j - 1][1])
            row.append(min(swap, (last[j][0] + 1.0, last[j][1]), (row[j - 1][0] + 1.0, row[j - 1][1])))
    stop = min(range(len(row)), key=lambda j: (row[j][0], -j))
    return row[stop][0], row[stop][1], stop


def _mistake(a: str, b: str) -> float:
    """0 for the same letter, a half for two that look alike, else 1."""
    if a == b:
        return 0.0
    return 0.5 if any(a in pair and b in pair for pair in _CONFUSED) else 1.0
