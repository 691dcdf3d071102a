"""Words of shapes where they have other meanings, too: 'the blue square' is a thing, 'crop to square' is none; points.

Also 'left of the red square' after a shape (a relation, not a direction), and 'at 120, 80' (a point of the picture).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from scumble.core.shapes import kind_of
from scumble.planner.chunks import DROPPED, UNKNOWN, Chunk
from scumble.planner.words.shapes import VERBS

_MODIFIERS = frozenset(
    "COLOR ORD SIZEADJ SMALLADJ PLACE LEFT RIGHT TOP BOTTOM LEFTSIDE RIGHTSIDE QUANT DESC ADJ".split()
)
_LENT = frozenset({"SQUARE", "BORDER", "MARGIN", "PROP", "HORIZON", UNKNOWN})
"""Classes whose words may be shapes."""
_BARE = frozenset({"SQUARE", "BORDER", UNKNOWN})
"""Of these, those that an article alone makes shapes: 'the shape' may be that of the picture."""
_NOT_BEFORE = frozenset({"CANVASNOUN", "BG", "CROP", "RATIO", "FORMAT", "MARGIN", "BORDER", "CANVAS"})
_BREAKS = frozenset({"STOPSIGN", "THEN", "COMMA", "AND", "BUT"})
_SIDES = frozenset({"LEFT", "RIGHT", "TOP", "BOTTOM", "LEFTSIDE", "RIGHTSIDE"})
_HEADS = frozenset({"OBJECT", "PART", "SUBJECT"})
_LINKS = frozenset({"TO", "ON", "DET", "IN", "P", "REL"})
MOST_LINKS = 8
"""Words between a shape and its side ('that is to the left of'): any number would take the square of the work."""
_THE = frozenset({"the", "this", "that", "these", "those", "my", "our", "each"})
_POINT = re.compile(
    r"(?<=[\s(\[])(?:x\s*[=:]?\s*)?(\d{1,5})(?:\s*[,;x×/]\s*|\s+(?=y))(?:y\s*[=:]?\s*)?(\d{1,5})(?=[\s)\].!]|$)"
)
_PLACES = frozenset("point pixel position coordinate coordinates coords spot location".split())
_LEADS = re.compile(r"(?:\b(?:at|from|point|pixel|position|coordinates?|coords?|spot|location)\b[\s:(\[]*)$")


LEAD_CHARACTERS = 40
"""How far before a point the word that leads to it is looked for."""


def settle_shapes(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with shapes made OBJECT, relations after them NEXTTO, points POINT and 'tint' as a verb BLENDV."""
    out = _points(list(chunks), words)
    for i, c in enumerate(out):
        said = words[c.start : c.end].lower()
        if c.cls in _LENT and kind_of(said) is not None and _stands_as_thing(out, i, words):
            out[i] = replace(c, cls="OBJECT", value=None, mended=None)
        elif said in VERBS and c.cls not in {"BLENDV", UNKNOWN} and _begins(out, i):
            out[i] = replace(c, cls="BLENDV", value=None)
    return _relations(out, words)


def _begins(out: Sequence[Chunk], i: int) -> bool:
    """Whether a clause begins here."""
    k = i - 1
    while k >= 0 and out[k].cls in DROPPED - {"DET"}:
        k -= 1
    return k < 0 or out[k].cls in _BREAKS


def _stands_as_thing(out: Sequence[Chunk], i: int, words: str) -> bool:
    """After 'the', or after words that tell which one: 'the largest square', 'second line'."""
    if i + 1 < len(out) and out[i + 1].cls in _NOT_BEFORE:
        return False
    k = i - 1
    while k >= 0 and out[k].cls in _MODIFIERS | {"FLUFF", "LEVEL"}:
        k -= 1
    told = any(c.cls in _MODIFIERS for c in out[k + 1 : i])
    article = words[out[k].start : out[k].end].lower() if k >= 0 and out[k].cls in {"DET", "THIS"} else ""
    if article in _THE:
        return told or out[i].cls in _BARE or _placed(out, i)
    if told and k >= 0 and out[k].cls in {"OF", "NEXTTO"}:
        return True
    single = {c.cls for c in out[k + 1 : i]} & {"ORD", "PLACE", "QUANT", "SIZEADJ", "SMALLADJ"}
    return bool(single) and not article


def _placed(out: Sequence[Chunk], i: int) -> bool:
    """'the shape in the centre', 'the shape left of': what follows says which one."""
    after = [c.cls for c in out[i + 1 : i + 4] if c.cls != "DET"]
    if after[:1] in (["IN"], ["ON"], ["TO"]):
        after = after[1:]
    if after[:1] in (["PLACE"], ["LEFTSIDE"], ["RIGHTSIDE"], ["NEXTTO"]):
        return True
    return bool(after) and after[0] in _SIDES and after[1:2] == ["OF"]


def _relations(out: list[Chunk], words: str) -> list[Chunk]:
    """'the circle left of the square': the side and its 'of' become one NEXTTO; 'the star above the circle', too."""
    made: list[Chunk] = []
    before: Chunk | None = None  # the last one that says something
    i = 0
    while i < len(out):
        end = _relation(out, i, before, words)
        if end > i:
            made.append(Chunk("NEXTTO", out[i].start, out[end - 1].end))
            i = end
        else:
            made.append(out[i])
            i += 1
        before = before if made[-1].cls in DROPPED else made[-1]
    return made


def _relation(out: Sequence[Chunk], i: int, before: Chunk | None, words: str) -> int:
    """Where a relation that starts at i ends; i where none does. before: the last chunk that is not dropped."""
    if before is None or before.cls not in _HEADS or kind_of(words[before.start : before.end].lower()) is None:
        return i
    k = i
    while k < min(len(out), i + MOST_LINKS) and out[k].cls in _LINKS:
        k += 1
    if k == len(out) or out[k].cls not in _SIDES:
        return i
    of = k + 1 < len(out) and out[k + 1].cls == "OF"
    beside = words[out[k].start : out[k].end].lower() in {"above", "below"}
    if not of and not beside:
        return i
    end = k + 2 if of else k + 1
    m = end
    while m < len(out) and out[m].cls in _MODIFIERS | {"DET", "THIS", "FLUFF", "LEVEL"}:
        m += 1
    return end if m < len(out) and out[m].cls in _HEADS else i


def _points(out: list[Chunk], words: str) -> list[Chunk]:
    """'at (120, 80)' and 'at x=120, y=80' as one POINT."""
    for match in [*_POINT.finditer(" " + words)][::-1]:
        start, end = match.start() - 1, match.end() - 1
        if not _LEADS.search(words[max(0, start - LEAD_CHARACTERS) : start].lower()):
            continue
        first = bisect_right(out, start, key=lambda c: c.end)
        last = bisect_left(out, end, key=lambda c: c.start) - 1
        if last < first:
            continue
        while first > 0 and words[out[first - 1].start : out[first - 1].end] in {"(", "["}:
            first -= 1
        while last + 1 < len(out) and words[out[last + 1].start : out[last + 1].end] in {")", "]"}:
            last += 1
        if first > 0 and words[out[first - 1].start : out[first - 1].end].lower() in _PLACES:
            first -= 1
        pair = (float(match[1]), float(match[2]))
        out = [*out[:first], Chunk("POINT", out[first].start, end, pair=pair), *out[last + 1 :]]
    return out
