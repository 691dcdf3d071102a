"""The things that a refused sentence names for sure: only of them are guesses made of what may have been meant.

A word that stands like a noun is not enough, nor one that a typing error turns into a noun ('sings' into 'signs'), nor
what is to be added ('a hat'), nor parts of a body or a scene ('her smile'), of which little can be done.
"""

from collections.abc import Sequence

from scumble.planner.chunks import UNKNOWN, Chunk
from scumble.planner.lexicon import english_lexicon
from scumble.planner.naming import LEADS, QUALITIES, SIDES
from scumble.planner.phrases import chunk

_HEADS = frozenset({"OBJECT", "SUBJECT"})
_NAMED = frozenset({"OBJECT", "PART"})
"""Classes that name a single thing; 'the subject' is there in every picture."""
_ONE = frozenset({"a", "an", "another", "some", "any", "no"})
"""Articles of things that are not in the picture yet."""


def own_things(sentence: str) -> tuple[str, ...]:
    """The things in the picture that a sentence in English names, as typed, with what tells which one; in order."""
    chunks = chunk(sentence, nouns=False)
    spans = (_span(chunks, i, sentence) for i, c in enumerate(chunks) if c.cls in _HEADS)
    return tuple(sentence[slice(*span)] for span in spans if span is not None)


def names_others(suggestion: str, sentence: str) -> bool:
    """True when a suggestion is about a thing that is not in the sentence."""
    said = f" {' '.join(sentence.lower().split())} "
    named = (suggestion[c.start : c.end].lower() for c in chunk(suggestion) if c.cls in _NAMED)
    return any(f" {word} " not in said for word in named)


def _span(chunks: Sequence[Chunk], at: int, sentence: str) -> tuple[int, int] | None:
    """Where the noun phrase of a noun stands, article and side included; None when that is no thing for sure."""
    head = chunks[at]
    if not all(_in_tables(word) for word in sentence[head.start : head.end].lower().split()):
        return None
    first = at
    while first > 0 and chunks[first - 1].cls in QUALITIES - {UNKNOWN}:
        first -= 1
    article = chunks[first - 1] if first > 0 and chunks[first - 1].cls == "DET" else None
    if article is not None and sentence[article.start : article.end].lower() in _ONE:
        return None
    if article is None and (head.cls == "OBJECT" or first < at):
        return None
    start = chunks[first].start if article is None else article.start
    return start, _end(chunks, at)


def _end(chunks: Sequence[Chunk], at: int) -> int:
    """The end of a noun phrase with the side that tells which one: 'on the left'."""
    after = at + 1
    while after < len(chunks) and chunks[after].cls in LEADS | {"DET"}:
        after += 1
    return chunks[after].end if after < len(chunks) and chunks[after].cls in SIDES else chunks[at].end


def _in_tables(word: str) -> bool:
    """True for a word of the tables and for its plural."""
    lexicon = english_lexicon()
    one = lexicon.mend(word)
    return lexicon.knows(word) or word in (f"{one}s", f"{one}es")
