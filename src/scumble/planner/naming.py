"""Which things a clause names: the noun phrase around a noun ('the red cup on the left table') as it was typed."""

import re
from dataclasses import dataclass

from scumble.planner.chunks import Chunk
from scumble.planner.match import Clause
from scumble.planner.nouns import HEADS

QUALITIES = frozenset(
    ["QUANT", "ORD", "PLACE", "COLOR", "SIZEADJ", "SMALLADJ", "DESC", "LEFT", "RIGHT", "TOP", "BOTTOM", "UNKNOWN"]
)
"""Classes that may stand between the article and the noun."""
SIDES = frozenset({"LEFT", "RIGHT", "TOP", "BOTTOM", "LEFTSIDE", "RIGHTSIDE", "PLACE"})
LEADS = frozenset({"IN", "ON", "FROM", "OF", "P", "NEXTTO", "BEHIND", "AROUND", "REL", "TO"})
"""Classes that lead from a thing to a place or another thing."""
ENDS = HEADS | {"BG", "COLOR", "IT", "LEFT", "RIGHT", "TOP", "BOTTOM", "PLACE"}
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
"""'the car's' before a word that is no thing ('change the car's colour')."""
_PLURALS = frozenset({"people", "men", "women", "children", "mice", "geese", "teeth", "feet", "sheep", "deer"})
_ARTICLES = re.compile(
    r"(?:\b(?:the|a|an|my|our|your|all|any|some|first|last|that|this|those|these|of)\s+)+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a clause names. words: the noun phrase as typed; noun: one such thing; plain: only the noun."""

    words: str
    noun: str
    head: Chunk
    plain: bool


def named_thing(clause: Clause) -> Named | None:
    """The first thing that a clause names, with the words that tell which one; None when it names none."""
    chunks = clause.chunks
    at = next((i for i, c in enumerate(chunks) if c.cls in HEADS), None)
    if at is None:
        return None
    first, last = at, _end(chunks, at)
    while first > 0 and chunks[first - 1].cls in QUALITIES:
        first -= 1
    counted = _quiet_quantity(chunks, first, at, clause)
    start = chunks[counted].start
    lead = _ARTICLES.search(clause.words, clause.start if counted == first else chunks[first].end, start)
    if lead is not None:
        start = lead.start() + (len("of") if lead.group().lower().startswith("of") else 0)
        start += len(clause.words[start:]) - len(clause.words[start:].lstrip())
    noun = _singular(_mended(clause, chunks[at].start, chunks[at].end))
    said = _POSSESSIVE.sub("", _mended(clause, start, chunks[last].end))
    return Named(said, _POSSESSIVE.sub("", noun), chunks[at], counted == last == at)


def _end(chunks: tuple[Chunk, ...], at: int) -> int:
    """The last chunk of the noun phrase whose noun is at `at`."""
    last = at
    while last + 1 < len(chunks):
        after = chunks[last + 1].cls
        if after in {"SAYING", "REL"} and (after == "SAYING" or last + 2 == len(chunks)):
            last += 1
            continue
        if after == "REL" and chunks[last + 2].cls in LEADS:
            last += 1
            continue
        if after not in SIDES | LEADS:
            return last
        k = last + 2
        while k < len(chunks) and chunks[k].cls in QUALITIES and chunks[k].cls not in SIDES | {"COLOR"}:
            k += 1
        while k + 1 < len(chunks) and chunks[k].cls in QUALITIES and chunks[k + 1].cls in HEADS:
            k += 1
        if k < len(chunks) and chunks[k].cls in (ENDS if after in LEADS else HEADS):
            last = k
        elif after in SIDES:
            last += 1
        else:
            return last
    return last


def _quiet_quantity(chunks: tuple[Chunk, ...], first: int, at: int, clause: Clause) -> int:
    """'all the writing' is the writing: 'all' says nothing of what cannot be counted."""
    said, noun = clause.said(chunks[first]).lower(), clause.said(chunks[at]).lower()
    if chunks[first].cls == "QUANT" and said.split()[0] in {"all", "any"} and not _plural(noun):
        return first + 1
    return first


def _plural(noun: str) -> bool:
    """True for 'cars' and 'people'."""
    last = noun.rsplit(maxsplit=1)[-1]
    return (last.endswith("s") and not last.endswith(("ss", "us"))) or last in _PLURALS


def _singular(noun: str) -> str:
    """'ducks' -> 'duck', as English spells most of its plurals."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun.removesuffix("s") if _plural(noun) else noun


def _mended(clause: Clause, start: int, end: int) -> str:
    """The words from start to end, mistyped ones as they were read."""
    text = clause.words[start:end]
    for c in clause.chunks:
        if c.mended and start <= c.start and c.end <= end:
            for pair in c.mended.split():
                typed, _, meant = pair.partition("=")
                if typed not in (f"{meant}s", f"{meant}es"):
                    text = re.sub(rf"\b{re.escape(typed)}\b", meant, text, flags=re.IGNORECASE)
    return text
