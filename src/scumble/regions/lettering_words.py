"""What a phrase asks of text in a picture: 'the sign that says SALE on the left' -> a sign, 'SALE', and the rest.

Data and patterns only; nothing here looks at a picture. `asked` returns None for phrases that do not speak of text.
"""

import re
from dataclasses import dataclass
from typing import Literal

from scumble.core.things import words_of
from scumble.regions import phrase_words as data

Kind = Literal["text", "number", "sign", "plate", "price", "watermark", "date", "logo", "label", "carrier"]
"""text, number, watermark, date: the letters themselves; sign, plate, price, label: what they stand on; logo: letters
and the graphics close around them; carrier: a thing of another name that says something ('the bus that says PACE')."""

NOUNS: dict[Kind, str] = {
    "plate": """license plate|licence plate|number plate|registration plate|plate number|car plate|numberplate
        licence number|license number""",
    "price": "price tag|price label|price sticker|price sign|price|price tags|prices",
    "watermark": "watermark|watermarks|water mark|copyright notice|copyright|stock watermark|copyright mark",
    "date": "date stamp|datestamp|time stamp|timestamp|date and time|date|date imprint|camera date|date stamps",
    "logo": "logo|logos|brand|brand name|emblem|trademark|brand mark|logotype|badge",
    "label": "label|labels|sticker|stickers|name tag|decal|decals|tag",
    "sign": """sign|signs|signboard|plaque|billboard|banner|notice|placard|poster|street sign|road sign|traffic sign
        notice board|shop sign""",
    "number": "number|numbers|digits|numerals|numeral|digit",
    "text": """text|texts|writing|lettering|letters|letter|words|word|caption|captions|inscription|headline|title
        subtitle|subtitles|handwriting|slogan|print|typography|lettered words|wording|name|phrase""",
}
"""Kind -> its nouns; a row's names are looked for before those of the rows below."""

_GENERIC = """street|road|traffic|neon|wooden|metal|shop|store|information|hand|written|handwritten|printed|brand|brands
    company|product|front|door|wall|advertising|advertisement|warning|paper|plastic|hanging|standing|electronic|led
    chinese|japanese|korean|arabic|english|german|french|russian|foreign|bold|italic|engraved|painted|embossed|phone
    telephone|house|room|jersey|player|serial|page|race|starting|boat|car|sail|visible|readable|annoying|ugly|digital
    printed|faint|semi|transparent|see|through|white|stock|photographer|photo|camera|first|the|a|an|this|that|these
    those|my|our|your|all|every|any|some|of|s|and|vertical|curved|round|square|rectangular|triangular|circular|motel
    restaurant|parking|direction|name|stupid|entire|whole|complete|other|top|main|big|illuminated|lit"""
"""Words before such a noun that are not what is written there."""

_RELATION = (
    r"(?:on|in|at|of|above|below|under|over|near|next|behind|beside|beneath|across|along|around|inside|from|to|by)"
)
_TAIL = re.compile(
    rf"\s+(?:(?:that is|which is|is|written|printed|painted|shown)\s+)*{_RELATION}\s+"
    r"(?:the|a|an|my|our|his|her|its|their|top|bottom|left|right|it|this|that|both|all)\b.*$"
)
"""Where words end that say what is written: a relation in small letters and what it leads to."""
_SAYS = re.compile(
    r"\b(?:(?:that|which|who|where it|and)\s+)?(?:says?|saying|spells?|spelling|labell?ed|marked|titled|captioned)\b:?"
    r"|\b(?:that|which)\s+reads\b:?|\breading\b:?"
    r"|\b(?:with|showing|bearing|carrying|has|having)\s+(?:the |an? )?"
    r"(?:words?|text|number|letters?|name|inscription|caption|lettering|writing|label|slogan|numbers|date|price)\b",
    re.IGNORECASE,
)
_QUOTES = re.compile("[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]|(?<!\\w)['‘’]([^'‘’]+)['‘’](?!\\w)")
_AFTER = re.compile(r"^(?!\s*(?:that|which|who|with|and|or|is|are|written|printed|please)\b)\s+(\S.*)$", re.DOTALL)
_BREAK = re.compile(rf"\s(?:{_RELATION}|with|holding|wearing|carrying|that|which|who|for)\s")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of text.

    kind: see Kind. says: what is written there, '' when the phrase does not tell. rest: the phrase without that, for
    its places and relations. noun: as typed. digits: a number is written there, whichever. many: all of them.
    """

    kind: Kind
    says: str = ""
    rest: str = ""
    noun: str = ""
    digits: bool = False
    many: bool = False


def asked(text: str) -> Asked | None:
    """What a phrase asks of text; None when it does not speak of any. Never raises."""
    said, plain = _quoted(" ".join(text.split()))
    verb = _SAYS.search(plain)
    if verb is not None and verb.group(0).lower().startswith("reading"):
        # 'the man reading the newspaper' reads; 'the sign reading EXIT' is read.
        verb = verb if _noun_in(plain[: verb.start()]) else None
    if verb is not None:
        return _saying(said, plain, verb)
    found = _noun_in(plain)
    if found is None:
        return (
            Asked(kind="text", says=said, rest="the text", noun="text") if said and not _BREAK.search(plain) else None
        )
    kind, start, end = found
    before = _BREAK.search(plain)
    if before is not None and before.start() < start:
        return None
    return _named(said, plain, kind, start, end)


def _quoted(text: str) -> tuple[str, str]:
    """What stands in quotation marks, and the text without it."""
    found = _QUOTES.search(text)
    if found is None:
        return "", text
    return (found.group(1) or found.group(2)).strip(), (text[: found.start()] + " " + text[found.end() :]).strip()


def _saying(said: str, plain: str, verb: re.Match[str]) -> Asked | None:
    """'the sign that says SALE on the left': a verb between what carries the words and the words."""
    head, after = plain[: verb.start()].strip(), plain[verb.end() :]
    tail = _TAIL.search(after)
    if tail is not None:
        after, rest = after[: tail.start()], f"{head}{after[tail.start() :]}"
    else:
        rest = head
    says = said or after.strip(" .,:;!?")
    found = _noun_in(head)
    if not head or (found is None and not says):
        return None
    digits = not says and "number" in verb.group(0).lower()
    kind = found[0] if found else "carrier"
    noun = head[found[1] : found[2]] if found else head
    return Asked(kind=kind, says=says, rest=rest, noun=noun, digits=digits, many=_many(head, noun))


def _named(said: str, plain: str, kind: Kind, start: int, end: int) -> Asked | None:
    """'the words Bon Appetit', 'the SALE sign', 'the text on the mug': a noun with or without the words."""
    noun, after = plain[start:end], plain[end:]
    tail = _TAIL.search(after)
    rest_tail = after[tail.start() :] if tail else ""
    told = _AFTER.match(after[: tail.start()] if tail else after)
    words = told.group(1).strip(" .,:;!?") if told else ""
    if words and re.match(rf"(?:{_RELATION})\b", words):
        # 'the text at the bottom', 'the text below': a place, nothing that is written.
        words, rest_tail = "", f" {words}{rest_tail}"
    if words and kind not in {"text", "number", "logo", "price", "date"}:
        return None
    if words and kind == "text" and noun.lower() in {"letter", "name", "title", "print"} and not words[:1].isupper():
        return None
    says = said or words or _qualifier(plain[:start], kind)
    rest = f"{plain[:end] if not says or said else plain[:end].replace(says, ' ')}{rest_tail}"
    digits = kind == "number" and not says
    return Asked(kind=kind, says=says, rest=" ".join(rest.split()), noun=noun, digits=digits, many=_many(plain, noun))


def _noun_in(text: str) -> tuple[Kind, int, int] | None:
    """The first noun of the tables in a text, and where it stands; the longer one where two begin at one place."""
    best: tuple[Kind, int, int] | None = None
    for kind, names in NOUNS.items():
        for name in words_of(names):
            for hit in re.finditer(rf"\b{name}\b", text, re.IGNORECASE):
                # The first noun counts, as others follow in relations; 'price tag' before 'tag'.
                if best is None or (hit.start(), -hit.end()) < (best[1], -best[2]):
                    best = (kind, hit.start(), hit.end())
    return best


def _qualifier(before: str, kind: Kind) -> str:
    """What stands before the noun, when it is what is written there: 'the SALE sign', 'the Suzuki logo'."""
    if kind not in {"sign", "logo", "text", "label"}:
        return ""
    words = [w for w in re.findall(r"[^\W_]+", before) if w.lower() not in _known()]
    # A small word before 'text' or 'label' tells what it is about; a name is what is written.
    return " ".join(w for w in words if kind in {"sign", "logo"} or w[:1].isupper())


def _known() -> frozenset[str]:
    """Words that say which, where, how large or of what colour: not what is written."""
    rows = [*data.PLACES.values(), *data.ORDINALS.values(), *data.SIZES.values(), *data.COLOURS.values()]
    rows += [data.ALL, data.SINGLE, data.SILENT, *data.COUNTS.values(), _GENERIC]
    return frozenset(w for row in rows for phrase in words_of(row) for w in phrase.split())


def _many(text: str, noun: str) -> bool:
    """True for 'all text', 'every sign', 'both labels'."""
    return bool(re.search(r"\b(?:all|every|both|any|each)\b", text, re.IGNORECASE)) or noun.lower() in {
        "signs",
        "labels",
        "stickers",
        "logos",
        "watermarks",
        "prices",
        "decals",
        "texts",
        "captions",
    }
