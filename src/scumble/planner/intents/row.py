"""Row of the registry of intents: the word classes that say an operation, and the step builder that reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Intent:
    """One row. says: patterns; build: name of the step builder; examples: sentences that must be understood."""

    name: str
    says: tuple[str, ...]
    build: str
    examples: tuple[str, ...] = ()
    levels: bool = False
