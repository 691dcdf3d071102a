"""Vocabulary of one language, compiled once from its tables: phrases to English with a part of speech.

Parts of speech (`tag`): V verb, S verb that gives a quality ("make"), N noun, A adjective or colour, C comparative
("brighter"), M "more" / "less" / "too", L level ("slightly"), Q quantity or ordinal, D the, I a, O pronoun, P
preposition, B to be, J joins clauses, X adverb or place kept where it stands, F asks for nothing. In the tables A0 is
an adjective that asks for nothing ("annoying").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from scumble.planner.languages import inflect, nouns
from scumble.planner.languages.colours import COLOURS, MODIFIERS
from scumble.planner.languages.pieces import fold, umlauts

CODES = ("de", "fr", "es", "pt")
MODULES = {"de": "german", "fr": "french", "es": "spanish", "pt": "portuguese"}
NAMES = {"de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese"}
_INFLECTED = {"V", "S"}
MENDED = frozenset({"V", "S", "C", "L", "A"})
"""Parts of speech whose words typing errors are mended into, with the nouns of the picture itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means. english: for P with alternatives as 'on;number=to'; plural: of a noun."""

    english: str
    tag: str
    plural: bool = False
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A verb in two parts: 'schneide ... aus'."""

    tail: tuple[str, ...]
    entry: Entry


class Vocabulary:
    """Phrases of one language. exact: as spelt; loose: without accents, where no exact phrase fits; nouns: what phrases
    of another part of speech mean after an article."""

    def __init__(self, code: str) -> None:
        """code: 'de', 'fr', 'es' or 'pt'."""
        self.code = code
        self.exact: dict[str, Entry] = {}
        self.loose: dict[str, Entry] = {}
        self.nouns: dict[str, Entry] = {}
        self.longest: dict[str, int] = {}
        self.pairs: dict[str, list[Pair]] = {}
        self.mendable: dict[str, list[str]] = {}
        self.modifiers: dict[str, str] = {}
        module = import_module(f"scumble.planner.languages.{MODULES[code]}")
        verbs = import_module(f"scumble.planner.languages.{MODULES[code]}_verbs")
        words: Mapping[str, Mapping[str, str]] = module.WORDS
        self.contractions: Mapping[str, tuple[str, ...]] = module.CONTRACTIONS
        self.enclitics: tuple[str, ...] = module.ENCLITICS
        for tag, rows in words.items():
            for english, phrases in rows.items():
                self._add_row(tag, english, phrases)
        for english, phrases in verbs.PAIRS.items():
            self._add_pairs(english, phrases)
        self._add_colours()
        for english, specs in nouns.table(code).items():
            for spec in specs:
                self._add_noun(english, spec)
        for group in self.pairs.values():
            group.sort(key=lambda p: -len(p.tail))

    def find(self, words: list[str], at: int) -> tuple[Entry, int] | None:
        """The longest phrase that starts at a place, and how many words it has."""
        longest = self.longest.get(fold(words[at]), 0)
        for used in range(min(longest, len(words) - at), 0, -1):
            said = " ".join(words[at : at + used])
            entry = self.exact.get(said) or self.loose.get(fold(said))
            if entry is not None:
                return entry, used
        return None

    def _add_row(self, tag: str, english: str, phrases: str) -> None:
        """One row of a table of the language's own module."""
        for phrase in split(phrases):
            if tag in _INFLECTED:
                forms: Iterable[str] = inflect.verb_forms(self.code, phrase)
            elif tag in {"A", "C", "A0"}:
                forms = inflect.adjective_forms(self.code, phrase)
            elif tag == "N":
                self._add_noun(english, phrase, mend=True)
                continue
            else:
                forms = [phrase]
            for form in forms:
                self._add(form, Entry(english, "F" if tag == "A0" else tag), mend=tag in MENDED)

    def _add_noun(self, english: str, spec: str, *, mend: bool = False) -> None:
        """One noun with its plural."""
        single, plural = inflect.noun_forms(self.code, spec)
        for form in single:
            self._add(form, Entry(english, "N"), mend=mend)
        many = Entry(inflect.english_plural(english), "N", plural=True)
        for form in plural:
            self._add(form, many, mend=mend)

    def _add_pairs(self, english: str, phrases: str) -> None:
        """'*schneiden … aus|haz … visible': the verb's forms, and the words that end it."""
        tag = "S" if english in {"make", "set"} else "V"
        for phrase in split(phrases):
            base, _, tail = phrase.partition(" … ")
            entry = Entry(english, tag)
            if self.code == "de" and base.startswith("*"):
                particle = tail.split()[-1] if " " not in tail else ""
                bases = inflect.german_bases(base[1:])
                together = inflect.german_verb(f"{particle}+{base[1:]}") if particle else [f"{tail} {base[1:]}"]
                for form in (*together, f"{tail} {base[1:]}"):
                    self._add(form, entry, mend=True)
            else:
                bases = inflect.verb_forms(self.code, base)
            for form in bases:
                self.longest.setdefault(fold(form), 1)
                words = tuple(fold(w) for w in self._apart(tail).split())
                self.pairs.setdefault(fold(form), []).append(Pair(words, entry))
                if self.code != "de":
                    self._add(f"{form} {tail}", entry, mend=False)

    def _add_colours(self) -> None:
        """Colours, and the words that make them darker, lighter or plain."""
        at = CODES.index(self.code)
        for english, row in COLOURS.items():
            for name in split(row[at]):
                for form in inflect.adjective_forms(self.code, name):
                    self._add(form, Entry(english, "A", colour=True), mend=True)
        for english, row in MODIFIERS.items():
            for word in split(row[at]):
                for form in inflect.adjective_forms(self.code, word):
                    self.modifiers.setdefault(fold(form), english)

    def _apart(self, phrase: str) -> str:
        """Contracted words of a phrase as the two that they are, as the words of an instruction are read."""
        if not any(w in self.contractions for w in phrase.split()):
            return phrase
        return " ".join(part for w in phrase.split() for part in self.contractions.get(w, (w,)))

    def _add(self, phrase: str, entry: Entry, *, mend: bool) -> None:
        """One phrase; on equal ones the first wins."""
        phrase = self._apart(phrase.replace("ß", "ss"))
        if entry.tag == "N" and self.exact.get(phrase, entry).tag != "N":
            self.nouns[phrase] = entry
        self.exact.setdefault(phrase, entry)
        plain = fold(phrase)
        spellings = {plain, fold(umlauts(phrase))} if self.code == "de" else {plain}
        for spelling in spellings:
            self.loose.setdefault(spelling, entry)
            first, count = spelling.partition(" ")[0], spelling.count(" ") + 1
            if count > self.longest.get(first, 0):
                self.longest[first] = count
            if mend and count == 1 and len(spelling) >= 5:
                group = self.mendable.setdefault(spelling[0], [])
                group.append(spelling)


def split(phrases: str) -> list[str]:
    """'a b|c' over several lines -> ['a b', 'c']; commas separate too."""
    return [" ".join(p.split()) for p in phrases.replace("\n", "|").replace(",", "|").split("|") if p.strip()]


@cache
def vocabulary(code: str) -> Vocabulary:
    """The vocabulary of 'de', 'fr', 'es' or 'pt', compiled at first use (tens of milliseconds)."""
    return Vocabulary(code)
