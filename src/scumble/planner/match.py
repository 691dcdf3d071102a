"""Matcher: compiles the patterns of the intents and finds the row that explains a whole clause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scumble.core.shapes import kind_of
from scumble.planner.chunks import DROPPED, Chunk
from scumble.planner.intents import CANVASES, EDITS, Intent
from scumble.planner.macros import MACROS

MAX_CHUNKS = 40
"""A clause with more phrases than this is no edit; it bounds the time of matching."""
_EDGES = ("AND", "COMMA", "BUT", "THEN")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it is matched: the phrases that count, its levels (slightly, a lot) and its place in the text."""

    chunks: tuple[Chunk, ...]
    levels: tuple[Chunk, ...]
    start: int
    end: int
    words: str

    def first(self, *classes: str) -> Chunk | None:
        """The first phrase of one of these classes."""
        return next((c for c in self.chunks if c.cls in classes), None)

    def all(self, *classes: str) -> list[Chunk]:
        """All phrases of these classes."""
        return [c for c in self.chunks if c.cls in classes]

    def has(self, *classes: str) -> bool:
        """True when a phrase of one of these classes is there."""
        return self.first(*classes) is not None

    def said(self, chunk: Chunk) -> str:
        """A phrase as it was typed."""
        return self.words[chunk.start : chunk.end]

    @property
    def text(self) -> str:
        """The clause as it was typed."""
        return self.words[self.start : self.end].strip()


def make_clause(chunks: Sequence[Chunk], words: str) -> Clause:
    """A clause of consecutive phrases: dropped classes and levels are taken out, separators at its edges too."""
    inner = list(chunks)
    while inner and inner[0].cls in _EDGES:
        inner.pop(0)
    while inner and inner[-1].cls in _EDGES:
        inner.pop()
    kept = [c for c in inner if c.cls not in DROPPED and c.cls != "LEVEL"]
    while kept and kept[-1].cls in _EDGES:
        kept.pop()
    levels = tuple(c for c in inner if c.cls == "LEVEL")
    start = inner[0].start if inner else (chunks[0].start if chunks else 0)
    end = inner[-1].end if inner else start
    return Clause(tuple(kept), levels, start, end, words)


def matches(clause: Clause, table: Sequence[Intent]) -> list[Intent]:
    """The rows whose pattern explains every phrase of the clause, in order."""
    if not clause.chunks or len(clause.chunks) > MAX_CHUNKS:
        return []
    classes = "".join(_letter(c.cls) for c in clause.chunks)
    return [
        intent
        for intent, pattern in _compiled(table is CANVASES)
        if (intent.levels or all(c.value == "whole" for c in clause.levels))
        and (not intent.of_shape or _of_shape(clause))
        and pattern.fullmatch(classes)
    ]


def _of_shape(clause: Clause) -> bool:
    """Whether the first thing that a clause names is a plain shape."""
    head = clause.first("OBJECT", "PART", "SUBJECT")
    return head is not None and kind_of(clause.said(head).lower()) is not None


def expand(says: str) -> str:
    """A row's pattern with its macros written out."""
    expanded = says
    for _ in range(8):
        if "{" not in re.sub(r"\{\d+,\d+\}", "", expanded):
            break
        expanded = re.sub(r"\{([A-Z]+)\}", lambda m: f"({MACROS[m.group(1)]})", expanded)
    return expanded


def _pattern(says: str) -> str:
    """A row's pattern as a regular expression over strings of one letter a class, which is quick to compile."""
    lettered = re.sub(r"[A-Z]+", lambda m: _letter(m.group()), expand(says)).replace(" ", "")
    return lettered.replace("(", "(?:")


_LETTERS: dict[str, str] = {}


def _letter(cls: str) -> str:
    """The letter that stands for a class: one of Unicode's private use area."""
    return _LETTERS.setdefault(cls, chr(0xE000 + len(_LETTERS)))


@cache
def _compiled(canvases: bool) -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    """Each row with one expression for all its patterns."""
    table = CANVASES if canvases else EDITS
    return tuple((i, re.compile("|".join(f"(?:{_pattern(s)})" for s in i.says))) for i in table)
