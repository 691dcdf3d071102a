"""Clause splitter: one instruction to the clauses that each say one edit, and the row that explains each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scumble.planner.chunks import DROPPED, Chunk
from scumble.planner.intents import Intent
from scumble.planner.match import Clause, make_clause, matches

STRONG = frozenset({"STOPSIGN", "THEN"})
"""Separators that no clause reaches across."""
WEAK = frozenset({"AND", "COMMA", "BUT"})
"""Separators that may also stand inside a clause ('white and blue')."""
STARTS = frozenset({"EXCEPT", "WITHOUT", "BESIDE"})
"""Words that begin a clause of their own or go on with the one before."""
LONGEST_JOIN = 6
VERBS = frozenset(
    [
        "SETV",
        "EDITV",
        "TOUCH",
        "TURN",
        "PUT",
        "USE",
        "GIVE",
        "PAINT",
        "FILLV",
        "WHITENV",
        "ADD",
        "REMOVE",
        "CUTV",
        "CUT",
        "BLURV",
        "NEUTRAL",
        "UP",
        "DOWN",
        "MORE",
        "LESS",
        "TVERB",
        "ROTATE",
        "FLIPV",
        "CROP",
        "RESIZE",
        "UPSCALEV",
        "PADV",
        "EXTENDV",
        "DENOISEV",
        "DEBLURV",
        "FIX",
        "AUTOV",
        "TIMES",
        "MOVEV",
        "CENTERV",
        "DUPV",
        "SHEARV",
        "INVERTV",
        "BLENDV",
    ]
)
SHARED = frozenset(["BLURV", "NEUTRAL", "TVERB", "AUTOV", "FIX"])
"""Verbs that share the target of the next one: 'blur and darken the background'."""


@dataclass(frozen=True, slots=True)
class Read:
    """A clause and the rows that explain it; `joined` when only a weak separator stands before it."""

    clause: Clause
    intents: tuple[Intent, ...]
    joined: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Phrases between two separators, and the separator that came before."""

    chunks: tuple[Chunk, ...]
    before: str


def segments(chunks: Sequence[Chunk]) -> list[Segment]:
    """Splits at every separator; parts without content are left out, and a strong separator wins over weak ones."""
    found: list[Segment] = []
    current: list[Chunk] = []
    between = ["STOPSIGN"]
    for c in [*chunks, Chunk("STOPSIGN", 0, 0)]:
        if c.cls not in STRONG | WEAK | STARTS:
            current.append(c)
            continue
        if any(x.cls not in DROPPED for x in current):
            strong = next((b for b in between if b in STRONG), None)
            found.append(Segment(tuple(current), strong or between[-1]))
            between = []
        between.append("BUT" if c.cls in STARTS else c.cls)
        current = [c] if c.cls in STARTS else []
    return found


def read_clauses(chunks: Sequence[Chunk], words: str, table: Sequence[Intent]) -> Iterator[Read]:
    """The clauses in order: the longest run of segments that a row explains, else one that inherits the verb before."""
    parts = segments(chunks)
    verb: Chunk | None = None
    i = 0
    while i < len(parts):
        read, used = _longest(parts, i, words, table)
        if read is None:
            read = _inherit(parts[i], verb, words, table)
        verb = next((c for c in read.clause.chunks if c.cls in VERBS), None) or verb
        yield read
        i += used


def _longest(parts: Sequence[Segment], i: int, words: str, table: Sequence[Intent]) -> tuple[Read | None, int]:
    """The longest explained run of weakly separated segments from i, and its length (1 when none)."""
    run = 1
    while run < LONGEST_JOIN and i + run < len(parts) and parts[i + run].before in WEAK:
        run += 1
    for used in range(run, 0, -1):
        chunks = list(parts[i].chunks)
        for part in parts[i + 1 : i + used]:
            if part.chunks[0].cls not in STARTS:
                chunks.append(Chunk(part.before, chunks[-1].end, chunks[-1].end))
            chunks.extend(part.chunks)
        clause = make_clause(chunks, words)
        intents = matches(clause, table)
        if intents and not (used > 1 and _mixed_levels(clause)):
            return Read(clause, tuple(intents), parts[i].before in WEAK), used
    return None, 1


def _mixed_levels(clause: Clause) -> bool:
    """True when a level stands after the first of several things ('brighter and slightly warmer')."""
    heads = clause.all("ADJ", "DIM", "TVERB", "BLURV")
    return len(heads) > 1 and (
        any(level.start > heads[0].start for level in clause.levels)
        or any(c.start < heads[-1].start and c.start > heads[0].start for c in clause.all("PCT", "NUM", "STOP"))
    )


def _inherit(part: Segment, verb: Chunk | None, words: str, table: Sequence[Intent]) -> Read:
    """The segment alone, explained by the verb of the clause before where it has none of its own."""
    alone = make_clause(part.chunks, words)
    if verb is None or part.before not in WEAK or alone.first(*VERBS) is not None:
        return Read(alone, (), part.before in WEAK)
    with_verb = Clause((verb, *alone.chunks), alone.levels, alone.start, alone.end, words)
    return Read(with_verb, tuple(matches(with_verb, table)), True)
