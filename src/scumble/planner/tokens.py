"""Tokenizer: instruction text to words, numbers, colours, sizes and signs, each with its place in the text.

One pass of one regular expression whose every repetition is bounded or over a single character class, so the time is
linear in the length of the text.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "number", "color", "size", "ratio", "times", "quoted", "sign", "list"]

_SAME_LENGTH = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"−": "-", "–": "-", "—": ",", "\u00a0": " ", "\u202f": " ", "…": ".", "：": ":", "，": ",", "。": "."}
)
"""Typographic signs and the plain ones they stand for; one character for one, so that places stay true."""

_BYTE = r"\s{0,3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\s{0,3}"
_TOKEN = re.compile(
    rf"""
    (?P<list>(?:(?<=\n)|(?<=\n[ ])|^)\s{{0,3}}(?:\d{{1,2}}[.)]|[-*•])(?=\s))
  | (?P<arrow>[-=]>|[→⇒➡➜])
  | (?P<hex>(?<![\w\#])(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{{6}}(?!\w)|\#(?:[0-9a-f]{{6}}|[0-9a-f]{{3}})(?![0-9a-z]))
  | (?P<rgb>(?:rgb\s?)?\((?:rgb:?)?{_BYTE},{_BYTE},{_BYTE}\))
  | (?P<size>(?<![\w.])\d{{1,6}}\s{{0,2}}(?:px|pixels)?\s{{0,2}}[x×*]\s{{0,2}}\d{{1,6}}(?![\d.])
        (?:\s{{0,2}}(?:px|pixels)(?!\w))?)
  | (?P<ratio>(?<![\w.])\d{{1,5}}(?:\.\d{{1,3}})?\s?:\s?\d{{1,5}}(?:\.\d{{1,3}})?(?![\w:]))
  | (?P<times>(?<![\w.])(?:[x×]\s?\d{{1,3}}(?:\.\d{{1,3}})?(?!\w)|\d{{1,3}}(?:\.\d{{1,3}})?\s?[x×](?!\w)))
  | (?P<ordinal>\d{{1,2}}(?:st|nd|rd|th)(?!\w))
  | (?P<number>(?:(?<!\w)[+-])?(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,9}}(?:[.,]\d{{1,6}})?|\.\d{{1,6}})(?!\d))
  | (?P<bw>b\s?[/&]\s?w(?!\w))
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)
  | (?P<quoted>"[^"\n]{{1,300}}")
  | (?P<newline>\n)
  | (?P<sign>[^\s])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: text is lower case; start and end are offsets in the original.

    numbers holds what a number, size, ratio or factor says; signed is True where a plus or minus was written.
    """

    kind: Kind
    text: str
    start: int
    end: int
    numbers: tuple[float, ...] = ()
    signed: bool = False


def fold(words: str) -> str:
    """Lower case with plain signs, character for character (those that would grow stay); outer quotes become spaces."""
    plain = words.translate(_SAME_LENGTH)
    if plain.count('"') == 2 and plain.strip().startswith('"') and plain.strip().endswith('"'):
        plain = plain.replace('"', " ")
    lowered = plain.lower()
    if len(lowered) == len(plain):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def tokenize(words: str) -> list[Token]:
    """The tokens of a text in order; white space is dropped, line breaks stay as signs."""
    text = fold(words)
    return [_token(m) for m in _TOKEN.finditer(text)]


_KINDS: dict[str, Kind] = {
    "hex": "color",
    "rgb": "color",
    "size": "size",
    "ratio": "ratio",
    "times": "times",
    "number": "number",
    "ordinal": "word",
    "bw": "word",
    "arrow": "word",
    "word": "word",
    "list": "list",
    "quoted": "quoted",
}
"""Group of the expression -> kind of token; line breaks and single signs are signs."""
_CONTRACTIONS = frozenset({"it's", "let's", "that's", "what's"})


def _token(match: re.Match[str]) -> Token:
    """One token from one match."""
    group, text = match.lastgroup or "sign", match.group()
    kind = _KINDS.get(group, "sign")
    numbers: tuple[float, ...] = ()
    if kind == "color":
        text = _hex(text)
    elif kind in {"size", "ratio", "times"}:
        numbers = tuple(float(n) for n in re.findall(r"\d+(?:\.\d+)?", text))
    elif kind == "number":
        numbers = (float(re.sub(r",(?=\d{3}(?:,|$))", "", text).replace(",", ".")),)
    elif group in {"bw", "arrow"}:
        text = "bw" if group == "bw" else "to"
    elif kind == "word" and text not in _CONTRACTIONS:
        text = text.removesuffix("'s")
    return Token(kind, text, match.start(), match.end(), numbers, kind == "number" and text[0] in "+-")


def _hex(text: str) -> str:
    """'#rrggbb' of '#abc', 'aabbcc', '#aabbcc', 'rgb(r, g, b)' or '(r, g, b)'."""
    if text.isalnum():
        return f"#{text}"
    if not text.startswith("#"):
        return "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", text))
    return text if len(text) == 7 else "#" + "".join(c * 2 for c in text[1:])
