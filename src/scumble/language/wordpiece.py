"""WordPiece tokenizer of uncased BERT: text to the numbers of its word pieces, as the embedding network wants them.

The rules are those of BERT's `BasicTokenizer` and `WordpieceTokenizer` (Devlin and others, 2018): control characters
out, CJK characters apart, accents off, lower case, punctuation apart, then the longest known piece first.
"""

import unicodedata
from collections.abc import Mapping, Sequence

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100
"""Characters; a longer word is one unknown piece."""
_CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
"""Ranges of ideographs, each of which is a word of its own; BERT's own list."""


class WordPiece:
    """Text to piece numbers. Has no state but its vocabulary: safe to share between threads."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """pieces: the vocabulary in the order of its numbers; pieces inside a word begin with '##'."""
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = self._numbers[UNKNOWN]
        self._start, self._end = self._numbers[START], self._numbers[END]

    def numbers(self, text: str, longest: int) -> list[int]:
        """The piece numbers of a text between the signs of start and end, cut to `longest` numbers in all."""
        found: list[int] = []
        # Each character makes one piece at most, so that a hundred to a piece is far more than enough to read.
        for word in split_words(text[: longest * LONGEST_WORD]):
            found += self._pieces(word)
            if len(found) >= longest - 2:
                break
        return [self._start, *found[: longest - 2], self._end]

    def _pieces(self, word: str) -> list[int]:
        """The longest known pieces of a word from left to right; the unknown sign when they do not cover it."""
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        at = 0
        while at < len(word):
            end = len(word)
            while (number := self._numbers.get(("##" if at else "") + word[at:end])) is None:
                end -= 1
                if end == at:
                    return [self._unknown]
            found.append(number)
            at = end
        return found


def split_words(text: str) -> list[str]:
    """Words and signs in lower case without accents, as BERT splits them before pieces are looked up."""
    spaced = "".join(_cleaned(c) for c in text)
    plain = "".join(c for c in unicodedata.normalize("NFD", spaced) if unicodedata.category(c) != "Mn").lower()
    return "".join(f" {c} " if _is_sign(c) else c for c in plain).split()


def _cleaned(c: str) -> str:
    """A character without what BERT drops: nothing for control characters, spaces for white space and around CJK."""
    code = ord(c)
    if c in "\t\n\r" or unicodedata.category(c) == "Zs":
        return " "
    if code in (0, 0xFFFD) or unicodedata.category(c).startswith("C"):
        return ""
    return f" {c} " if any(low <= code <= high for low, high in _CJK) else c


def _is_sign(c: str) -> bool:
    """Punctuation: Unicode's, and every ASCII sign that is neither letter, digit nor space."""
    code = ord(c)
    ascii_sign = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_sign or unicodedata.category(c).startswith("P")
