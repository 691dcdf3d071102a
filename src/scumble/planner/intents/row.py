"""Row of the registry of intents: the word classes that say an operation, and the step builder that reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Intent:
    """One row. says: patterns; build: name of the step builder; examples: sentences that must be understood.

    levels: 'slightly' and 'a lot' may stand in it. of_thing: it is about one thing; an 'it' that stands for the picture
    belongs to a row that is not. of_shape: only where the thing is a plain shape ('the blue circle').
    """

    name: str
    says: tuple[str, ...]
    build: str
    examples: tuple[str, ...] = ()
    levels: bool = False
    of_thing: bool = False
    of_shape: bool = False
