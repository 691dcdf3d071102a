"""Vocabulary of the grammar: looks up the longest known phrase at a place, and mends typing errors of key words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scumble.core.things import all_names
from scumble.planner.colors import NAMES
from scumble.planner.words import canvas, confusable, english, everyday, objects, shapes, styles, things

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the vocabulary: its words, its class of meaning and the value it carries."""

    words: tuple[str, ...]
    cls: str
    value: Value = None


KEY_CLASSES = frozenset(
    [
        "BG",
        "SUBJECT",
        "WHOLE",
        "STUDIO",
        "GRADIENT",
        "TRANSPARENT",
        "SETV",
        "REMOVE",
        "BLURV",
        "BLURADJ",
        "NEUTRAL",
        "BW",
        "UP",
        "DOWN",
        "DIM",
        "ADJ",
        "TVERB",
        "ROTATE",
        "FLIPV",
        "HORIZONTAL",
        "VERTICAL",
        "DIAGONAL",
        "RIGHT",
        "LEFT",
        "CROP",
        "SQUARE",
        "RESIZE",
        "STRAIGHT",
        "HORIZON",
        "BORDER",
        "SHADOW",
        "LEVEL",
        "AUTOV",
        "COLORNOUN",
        "REGION",
        "LIGHT",
        "FIX",
        "PADV",
        "MARGIN",
        "CUTV",
        "DEG",
        "PCT",
    ]
)
"""Classes whose single words typing errors are mended into."""


SHORTEST_NOUN, LONG_NOUN = 5, 8
"""Letters from which things are mended where two letters are swapped, and where any one letter is wrong."""


class Lexicon:
    """Phrases by first word, longest first, and the words that typing errors may be mended into."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """entries: on equal phrases the first wins."""
        self._by_first: dict[str, list[Entry]] = {}
        seen: set[tuple[str, ...]] = set()
        for entry in entries:
            if entry.words not in seen:
                seen.add(entry.words)
                self._by_first.setdefault(entry.words[0], []).append(entry)
        for group in self._by_first.values():
            group.sort(key=lambda e: -len(e.words))
        self._words = frozenset(w for e in entries for w in e.words)
        colors = {w for name in NAMES for w in name.split()}
        self._mendable: dict[str, list[str]] = {}
        keys = {e.words[0] for e in entries if e.cls in KEY_CLASSES and len(e.words) == 1}
        for word in sorted(keys - colors):
            if len(word) >= 5:
                self._mendable.setdefault(word[0], []).append(word)
        nouns = {e.words[-1] for e in entries if e.cls in {"OBJECT", "PART", "SUBJECT"}}
        self._nouns: dict[str, list[str]] = {}
        for noun in sorted({*nouns, *(f"{n}s" for n in nouns)}):
            if len(noun) >= SHORTEST_NOUN:
                self._nouns.setdefault(noun[0], []).append(noun)
        self._plurals = {f"{n}s": n for n in nouns} | {f"{n}es": n for n in nouns}
        self._known = self._words | colors
        self._others: dict[str, list[str]] = {}
        for word in sorted(self._words - things.MENDABLE_COLORS):
            if len(word) > 2:
                self._others.setdefault(word[0], []).append(word)

    def knows(self, word: str) -> bool:
        """True for a word of the vocabulary and for words of colours."""
        return word in self._known

    def longest(self, words: Sequence[str], at: int) -> Entry | None:
        """The longest phrase that starts at a place."""
        for entry in self._by_first.get(words[at], ()):
            if tuple(words[at : at + len(entry.words)]) == entry.words:
                return entry
        return None

    def mend(self, word: str) -> str:
        """The key word or colour that a mistyped word stands for, or the word itself.

        One error is mended from 5 letters on and two from 8 on; the first letter must be right, there must be one best
        candidate, and ordinary English words are never mended. Colours: see `_colour`. The plural of a thing is the
        thing.
        """
        if len(word) > 20 or word in self._known or word in confusable.WORDS or word in things.NEAR_COLORS:
            return word
        if word in self._plurals:
            return self._plurals[word]
        color = self._colour(word)
        if color is not None or len(word) < 5:
            return color or word
        limit = 2 if len(word) >= 8 else 1
        best: list[str] = []
        for candidate in self._mendable.get(word[0], ()):
            if abs(len(candidate) - len(word)) > limit:
                continue
            errors = distance(word, candidate, limit)
            if errors < limit or (errors == limit and not best):
                best = [candidate] if errors < limit else [*best, candidate]
                limit = errors
            elif errors == limit:
                best.append(candidate)
        return best[0] if len({self._stem(b) for b in best}) == 1 else self._noun(word)

    def _noun(self, word: str) -> str:
        """The thing whose neighbouring letters were swapped, or, in long words, that is one error away; else the word.

        A word with two letters swapped is hardly ever another word, one with another letter often is.
        """
        near = [n for n in self._nouns.get(word[0], ()) if abs(len(n) - len(word)) < 2 and distance(word, n, 1) == 1]
        sure = [n for n in near if sorted(n) == sorted(word) or len(n) >= LONG_NOUN]
        return self._plurals.get(sure[0], sure[0]) if len(sure) == 1 else word

    def _colour(self, word: str) -> str | None:
        """The colour that is one typing error away, where no English word and no other known word (same initial) is."""
        if word in things.COLOR_TYPOS:
            return things.COLOR_TYPOS[word]
        if len(word) < 4:
            return None
        colors = (c for c in things.MENDABLE_COLORS if c[0] == word[0] and abs(len(c) - len(word)) < 2)
        near = [c for c in colors if distance(word, c, 1) == 1]
        if len({NAMES.get(c, "gray") for c in near}) != 1:
            return None
        others = (w for w in self._others.get(word[0], ()) if abs(len(w) - len(word)) < 2)
        return None if any(distance(word, w, 1) == 1 for w in others) else near[0]

    def _stem(self, word: str) -> str:
        """The class of a word: two candidates of one class mean the same."""
        entry = self.longest([word], 0)
        return f"{entry.cls}{entry.value}" if entry else word


def distance(a: str, b: str, limit: int) -> int:
    """Edit distance with swapped neighbours (optimal string alignment); limit + 1 when it is larger than limit."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        row = [i]
        for j, cb in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (ca != cb))
            if i > 1 and j > 1 and ca == b[j - 2] and a[i - 2] == cb:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def _split(phrases: str) -> list[tuple[str, ...]]:
    """'a b|c' over several lines -> [('a', 'b'), ('c',)]."""
    return [tuple(p.split()) for p in phrases.replace("\n", "|").split("|") if p.strip()]


@cache
def english_lexicon() -> Lexicon:
    """The English vocabulary, built once: words with a value first, so that they win over plain classes."""
    tables: list[tuple[str, dict[str, str] | dict[float, str]]] = [
        ("LEVEL", english.LEVELS),
        ("ADJ", english.ADJECTIVES),
        ("TVERB", english.TONE_VERBS),
        ("DIM", english.DIMENSIONS),
        ("SHADOW", english.SHADOWS),
        ("TIMES", english.FACTORS),
        ("STOP", english.STOPS),
        ("DEG", english.TURNS),
        ("PCT", english.PARTS),
    ]
    entries = [
        Entry(words, cls, value)
        for cls, table in tables
        for value, phrases in table.items()
        for words in _split(phrases)
    ]
    entries += _styles()
    entries += _frames()
    classes: tuple[dict[str, str], ...] = (
        canvas.LINES,
        canvas.PHRASES,
        english.PHRASES,
        objects.PHRASES,
        everyday.PHRASES,
        shapes.PHRASES,
    )
    for phrases_of in classes:
        entries += [Entry(words, cls) for cls, phrases in phrases_of.items() for words in _split(phrases)]
    entries += [Entry(words, "OBJECT") for words in _split(things.THINGS)]
    entries += [Entry(words, "PURPOSE") for words in _split(things.PURPOSES)]
    entries += [Entry(tuple(name.split()), "OBJECT") for name in all_names()]
    return Lexicon(entries)


def _styles() -> list[Entry]:
    """Styles by name, with and without 'style', 'look' and the like, and those that cannot be drawn here."""
    endings = _split(styles.ENDINGS)
    made: list[Entry] = []
    for style, phrases in styles.NAMED.items():
        for words in _split(phrases):
            made += [Entry((*words, *ending), "LOOK", style) for ending in (*endings, ())]
    for style, phrases in styles.BASES.items():
        made += [Entry((*words, *ending), "LOOK", style) for words in _split(phrases) for ending in endings]
    for words in _split(styles.NOT_HERE):
        made += [Entry((*words, *ending), "STYLE") for ending in (*endings, ())]
    made += [Entry((*w, *e), "STYLE") for w in _split(styles.NOT_HERE_WITH_ENDING) for e in endings]
    return made


def _frames() -> list[Entry]:
    """Formats of networks and shops: by name, and after 'for' and the like with whose they are."""
    made: list[Entry] = []
    for name, phrases in canvas.FRAMES.items():
        for words in _split(f"{name}|{phrases}"):
            for before in canvas.FOR:
                for owner in (*things.OWNERS, "a ", "an "):
                    made.append(Entry((*before.split(), *owner.split(), *words), "FRAMEFOR", name))
            if " ".join(words) not in canvas.ALONE and len(words) > 1:
                made.append(Entry(words, "FRAME", name))
    return made


@cache
def style_bases() -> dict[str, str]:
    """Words that mean a style only where no thing is meant: word -> style."""
    return {" ".join(w): style for style, phrases in styles.BASES.items() for w in _split(phrases)}


def _flat(table: dict[float, str] | dict[str, str] | dict[int, str]) -> dict[str, float | str]:
    """{value: 'a|b'} -> {'a': value, 'b': value}; single words only."""
    return {w[0]: value for value, phrases in table.items() for w in _split(phrases) if len(w) == 1}


@cache
def word_values() -> tuple[dict[str, float], dict[str, str], dict[str, int], frozenset[str]]:
    """Single words with a meaning beside a number: (number words, units, ordinals, nouns for an input picture)."""
    numbers = {w: float(v) for w, v in _flat(english.NUMBERS).items()}
    units = {w: str(v) for w, v in _flat(english.UNITS).items()}
    ordinals = {w: int(v) for w, v in _flat(english.ORDINALS).items()}
    return numbers, units, ordinals, frozenset(english.IMAGE_NOUNS.split("|"))
