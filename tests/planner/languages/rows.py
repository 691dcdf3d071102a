"""Reads a table of foreign instructions and the English they must be read as; plans them too."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Plan
from scumble.planner.languages.detect import language_of
from scumble.planner.languages.reading import read
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS


def rows(table: str) -> list[tuple[str, str]]:
    """'foreign = English' lines as pairs."""
    pairs = [line.split(" = ") for line in table.strip().splitlines()]
    return [(a.strip(), b.strip()) for a, b in pairs]


def english(words: str, code: str) -> str:
    """What an instruction is read as, by the language that is found for it."""
    assert language_of(words) == code
    return read(words, code).english


def planned(words: str) -> Plan:
    """The plan of an edit."""
    return plan_edit(words, CONTEXTS["plain"])


def refused(words: str) -> Unsupported:
    """The refusal of an edit."""
    with pytest.raises(Unsupported) as caught:
        planned(words)
    return caught.value
