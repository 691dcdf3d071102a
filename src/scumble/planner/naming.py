"""Which things a clause names: the noun phrase around a noun ('the red cup on the left table') as it was typed."""

import re
from dataclasses import dataclass

from scumble.core import things
from scumble.planner.match import Clause
from scumble.planner.phrases import Chunk

HEADS = frozenset({"OBJECT", "PART", "SUBJECT"})
"""Classes of words that name a thing."""
QUALITIES = frozenset(
    ["QUANT", "ORD", "PLACE", "COLOR", "SIZEADJ", "SMALLADJ", "DESC", "LEFT", "RIGHT", "TOP", "BOTTOM", "UNKNOWN"]
)
"""Classes that may stand between the article and the noun."""
SIDES = frozenset({"LEFT", "RIGHT", "TOP", "BOTTOM", "LEFTSIDE", "RIGHTSIDE", "PLACE"})
LEADS = frozenset({"IN", "ON", "FROM", "OF", "P", "NEXTTO", "BEHIND", "AROUND", "REL", "TO"})
"""Classes that lead from a thing to a place or another thing."""
ENDS = HEADS | {"BG", "COLOR", "IT", "LEFT", "RIGHT", "TOP", "BOTTOM", "PLACE"}
_ARTICLES = re.compile(
    r"(?:\b(?:the|a|an|my|our|your|all|any|some|first|last|that|this|those|these|of)\s+)+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a clause names. words: the noun phrase as typed; plain: no word but the noun."""

    words: str
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
    start = chunks[first].start
    lead = _ARTICLES.search(clause.words, clause.start, start)
    if lead is not None:
        start = lead.start()
    return Named(clause.words[start : chunks[last].end], chunks[at], first == last == at)


def _end(chunks: tuple[Chunk, ...], at: int) -> int:
    """The last chunk of the noun phrase whose noun is at `at`."""
    last = at
    while last + 1 < len(chunks):
        after = chunks[last + 1].cls
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


def unfindable(clause: Clause, head: Chunk) -> bool:
    """True for logos, texts, faces ...: nothing finds them in a picture by their name."""
    said = " ".join(clause.said(head).lower().split())
    return said in things.unseen() or said.removesuffix("s") in things.unseen()
