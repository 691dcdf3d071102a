"""Reads a German, French, Spanish or Portuguese instruction as plain English, which the English grammar then plans.

The pivot keeps one grammar for all languages: tables turn words into English, a few rules put them into English order.
What no table knows is never dropped: `NotKnown` names it.
"""

from dataclasses import dataclass

from scumble.planner.languages.items import Item, sentence
from scumble.planner.languages.lexer import lex
from scumble.planner.languages.order import english_order
from scumble.planner.languages.vocabulary import NAMES, vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """An instruction in English. language: its name ('German'); mended: typing errors as (typed, what was read)."""

    language: str
    english: str
    mended: tuple[tuple[str, str], ...] = ()


class NotKnown(Exception):
    """A word of the instruction is in no table. word: as typed; language: the name of the instruction's language."""

    def __init__(self, word: str, language: str) -> None:
        """See the class."""
        super().__init__(word)
        self.word = word
        self.language = language


def read(words: str, code: str) -> Reading:
    """The English of an instruction in the language 'de', 'fr', 'es' or 'pt'. Raises NotKnown."""
    found = lex(words, vocabulary(code))
    if found.unknown:
        raise NotKnown(found.unknown[0], NAMES[code])
    return Reading(NAMES[code], sentence(_tidy(english_order(found.items, code))), tuple(found.mended))


def _tidy(items: list[Item]) -> list[Item]:
    """No article before one, no comma before 'and'; gray beside what stays in colour is without colour."""
    made: list[Item] = []
    contrast = any(i.english == "in color" for i in items)
    for said in items:
        item = said.says("black and white") if contrast and said.colour and said.english == "gray" else said
        if made and item.tag in "DI" and made[-1].tag in "DI":
            continue
        if made and item.tag == "J" and made[-1].english == "," and item.english != ",":
            made.pop()
        made.append(item)
    return made
