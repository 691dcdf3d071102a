"""Which language an instruction is in: the one whose vocabulary knows its words, English first."""

import re

from scumble.planner.colors import MODIFIERS, NAMES
from scumble.planner.languages.ambiguous import ENGLISH_TOO
from scumble.planner.languages.lexer import lex, mended
from scumble.planner.languages.pieces import fold
from scumble.planner.languages.vocabulary import CODES, vocabulary
from scumble.planner.lexicon import english_lexicon, word_values
from scumble.planner.words import confusable, things

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_QUOTED = re.compile(r'"[^"\n]*"|„[^“"\n]*[“"]|«[^»\n]*»|“[^”\n]*”|#[0-9a-fA-F]+|\brgb\b')
_PLAINLY_ENGLISH = frozenset("the of with this that these to it please make remove".split())
_WEIGHTS = {"J": 0.5, "F": 0.5, "P": 0.75}
"""What a known word of a part of speech counts; others 1."""
_LEAST_MENDED = 6
_MOST_MISTYPED = 12
"""Longer texts are not searched for a language by their typing errors: somewhere they have a word without one."""
MOST_WORDS = 60
MOST_SIGNS = 600
"""Words and characters looked at: what language a text is in shows early."""


def language_of(words: str) -> str | None:
    """'de', 'fr', 'es' or 'pt' where that language explains more words than English does; None for English and others.

    A language needs a word that English does not have, and fewer unknown words than English.
    """
    words = _QUOTED.sub(" ", words[:MOST_SIGNS])
    said = _WORD.findall(words.lower().replace("’", "'"))[:MOST_WORDS]
    odd = [w for w in said if not _is_english(w)]
    if all(english_lexicon().mend(w) != w for w in odd):
        return None
    strange = len(odd)
    best: tuple[float, float, str] | None = None
    for code in CODES:
        sure, known, unknown = _score(words, said, code)
        if not sure:
            continue
        score = (unknown, -known, code)
        if best is None or score < best:
            best = score
    if best is None:
        return _mistyped(said)
    return best[2] if best[0] < strange else None


def _mistyped(said: list[str]) -> str | None:
    """The language most of whose words are there with typing errors, where English has no word near them."""
    if len(said) > _MOST_MISTYPED:
        return None
    lexicon = english_lexicon()
    odd = [w for w in said if not _is_english(w) and len(w) >= _LEAST_MENDED and lexicon.mend(w) == w]
    counts = {code: sum(mended(w, vocabulary(code)) is not None for w in odd) for code in CODES}
    best = max(CODES, key=lambda code: counts[code])
    return best if counts[best] > len(said) / 2 else None


def _is_english(word: str) -> bool:
    """Whether the English grammar, or its list of ordinary words, has a word."""
    plain = word.removesuffix("'s")
    lexicon = english_lexicon()
    return (
        lexicon.knows(plain)
        or plain in confusable.WORDS
        or plain in things.NEAR_COLORS
        or plain in ENGLISH_TOO
        or plain in NAMES
        or plain in MODIFIERS
        or plain in word_values()[0]
        or plain in word_values()[1]
        or (plain.endswith("s") and lexicon.knows(plain[:-1]))
    )


def _score(words: str, said: list[str], code: str) -> tuple[bool, float, int]:
    """(a word that only this language has, known words, unknown ones) of an instruction."""
    table = vocabulary(code)
    found = lex(words, table, mend=False)
    unknown = len(found.unknown) + sum(w in _PLAINLY_ENGLISH and w not in table.exact for w in said)
    known = sum(_WEIGHTS.get(i.tag, 1.0) for i in found.items if i.typed)
    exact = sum(w in table.exact for w in said)
    sure = any(not _is_english(w) and (w in table.exact or fold(w) in table.loose) for w in said) or any(
        not _is_english(i.typed.lower()) for i in found.items if i.tag not in {"NAME", "NUM", "CODE", "J"} and i.typed
    )
    return sure, known + exact / 2, unknown
