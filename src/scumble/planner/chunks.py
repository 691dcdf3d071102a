"""Phrase of an instruction: its class of meaning, its place in the text and its value."""

from dataclasses import dataclass

from scumble.planner.lexicon import Value

UNKNOWN = "UNKNOWN"
DROPPED = frozenset({"POLITE", "DET", "FLUFF", "PURPOSE"})
"""Classes that ask for nothing: politeness, articles, praise, what the picture is for."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A phrase: its class, its place in the text, and its value (a number, a colour, a key of the vocabulary)."""

    cls: str
    start: int
    end: int
    value: Value = None
    pair: tuple[float, float] | None = None
    signed: bool = False
    mended: str | None = None
