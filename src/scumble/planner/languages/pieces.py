"""Splits an instruction in any of the languages into words, numbers, quotes and signs, and folds accents away.

Elisions ("l'homme", "d'eau"), contractions ("du", "im", "do") and hyphens are taken apart, numbers get their English
form ("1,5" -> "1.5", "1.200 px" -> "1200 px").
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["word", "number", "code", "quoted", "sign", "stop"]

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "}
    | {"−": "-", "–": "-", "—": ",", "\u202f": " ", "…": ".", "％": "%"}
)
_PIECE = re.compile(
    r"""
    (?P<quoted>"[^"\n]{1,300}")
  | (?P<code>\#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])|(?:rgb\s?)?\(\s?\d{1,3}\s?,\s?\d{1,3}\s?,\s?\d{1,3}\s?\)
        |\d{1,6}\s?[x×]\s?\d{1,6}(?![\d.,])|\d{1,5}\s?:\s?\d{1,5}(?!\d))
  | (?P<nth>\d{1,2}\s?(?:ème|eme|ère|ere|er|re|nd|nde|e|è|º|ª|°(?=\s[a-z]))(?!\w)|\d{1,2}\.(?=\s[^\W\d]))
  | (?P<times>\d{1,3}(?:[.,]\d{1,3})?\s?[x×](?!\w)|[x×]\s?\d{1,3}(?:[.,]\d{1,3})?(?!\w))
  | (?P<number>(?:(?<!\w)[+-]\s?)?(?:\d{1,3}(?:[.\ ']\d{3})+(?!\d)|\d{1,9}(?:[.,]\d{1,6})?))
  | (?P<word>(?:[^\W\d_]){1,60}'?)
  | (?P<stop>[.;!?\n])
  | (?P<sign>[^\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ELIDED = frozenset({"l", "d", "qu", "j", "n", "s", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "aujourd"})
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an instruction. text: in English form for numbers, lower case for words; typed: as it was typed."""

    kind: Kind
    text: str
    typed: str


def pieces(words: str, contractions: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """The pieces in order; contractions: 'du' -> ('de', 'le')."""
    text = unicodedata.normalize("NFC", words).translate(_PLAIN)
    if text.count('"') == 2 and text.strip()[:1] == text.strip()[-1:] == '"':
        text = text.replace('"', " ")
    found: list[Piece] = []
    for match in _PIECE.finditer(text):
        found.extend(_pieces_of(match, contractions))
    return found


def _pieces_of(match: re.Match[str], contractions: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """One or more pieces of one match."""
    group, typed = match.lastgroup, match.group()
    if group == "word":
        return _word(typed, contractions)
    if group == "number":
        return [Piece("number", _number(typed), typed)]
    if group == "nth":
        number = int("".join(c for c in typed if c in "0123456789"))
        return [Piece("code", _NTH.get(number, f"{number}th"), typed)]
    if group == "sign" and typed in "'\"-*_|¿¡":
        return []
    kinds: dict[str | None, Kind] = {"quoted": "quoted", "stop": "stop", "sign": "sign"}
    return [Piece(kinds.get(group, "code"), typed.replace(",", ".") if group == "times" else typed, typed)]


def _word(typed: str, contractions: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """A word: elided ones keep no apostrophe ("l'" -> "l'"), contracted ones become their parts."""
    low = typed.lower().replace("ß", "ss")
    plain = low.rstrip("'")
    if low.endswith("'") and plain in _ELIDED:
        return [Piece("word", low, typed)]
    parts = contractions.get(plain)
    if parts is not None:
        return [Piece("word", p, typed) for p in parts]
    return [Piece("word", plain, typed.rstrip("'"))]


def _number(typed: str) -> str:
    """'1.200' and '1 200' -> '1200', '1,5' -> '1.5'; a sign stays."""
    text = typed.replace(" ", "") if not re.search(r"\d \d{3}", typed) else re.sub(r"[ ']", "", typed)
    if re.fullmatch(r"[+-]?\d{1,3}(?:[.']\d{3})+", text):
        return re.sub(r"[.']", "", text)
    return text.replace(",", ".")


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents: 'Größe' -> 'grosse'."""
    if word.isascii():
        return word.lower()
    plain = word.lower().replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def umlauts(word: str) -> str:
    """With umlauts as two letters: 'größe' -> 'groesse'."""
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.replace(umlaut, letters)
    return word
