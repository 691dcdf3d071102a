"""Chunker: tokens to phrases with a class of meaning and a value (numbers with units, colours, known words)."""

from collections.abc import Sequence
from dataclasses import replace

from scumble.planner.border_styles import settle_borders
from scumble.planner.chunks import UNKNOWN, Chunk
from scumble.planner.colors import read_color
from scumble.planner.context import settle_context
from scumble.planner.lexicon import Lexicon, english_lexicon, word_values
from scumble.planner.nouns import settle_nouns
from scumble.planner.scene_words import settle_scenes
from scumble.planner.shades import settle_shades
from scumble.planner.shape_words import settle_shapes
from scumble.planner.tokens import Token, tokenize
from scumble.planner.words.things import DECORATIONS, FACES

_JOINERS = frozenset(chr(code) for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)))
_SILENT_SIGNS = frozenset("\"'*_:-|>=~") | _JOINERS
_FACE_AFTER = frozenset({"POLITE", "PURPOSE", "STOPSIGN", "COMMA", "BG", "WHOLE", "SUBJECT", "SQUARE", "RATIO", "ADJ"})
_LARGEST_RATIO_SIDE = 32
_THOUSANDS = {2.0: 2048.0, 4.0: 3840.0, 8.0: 7680.0}
"""'4K' and the like as the pixels of the longest side: UHD-1 and UHD-2 (ITU-R BT.2020), and the 2K of cinemas (DCI)."""
_FARTHEST_CODE = 96
"""A colour and its code in brackets mean one colour when no channel differs by more than this."""
_SIGNS = {
    ",": "COMMA",
    ".": "STOPSIGN",
    "!": "STOPSIGN",
    "?": "STOPSIGN",
    ";": "STOPSIGN",
    "\n": "STOPSIGN",
    "‼": "STOPSIGN",
    "❗": "STOPSIGN",
} | {
    "(": "COMMA",
    ")": "COMMA",
    "[": "COMMA",
    "]": "COMMA",
    "&": "AND",
    "+": "AND",
    "/": "AND",
}
_NOUNS = frozenset(
    [
        "BG",
        "SUBJECT",
        "WHOLE",
        "REGION",
        "OBJECT",
        "UNKNOWN",
        "COLOR",
        "FLUFF",
        "STUDIO",
        "OTHERIMAGE",
        "IMAGE",
        "DET",
        "CANVASNOUN",
        "ONE",
        "LIGHT",
        "COLORNOUN",
        "HORIZON",
        "STYLE",
        "LOOK",
        "SEASON",
        "MARGIN",
        "BORDER",
        "FORMAT",
        "DIM",
    ]
)


def chunk(words: str, *, nouns: bool = True) -> list[Chunk]:
    """The phrases of a text in order, dropped classes included; quotes, brackets and hyphens are left out.

    nouns: unknown words that stand like nouns name things; otherwise they stay unknown.
    """
    tokens = [t for t in tokenize(words) if t.kind != "sign" or t.text not in _SILENT_SIGNS]
    lexicon = english_lexicon()
    meant = {text: lexicon.mend(text) for text in {t.text for t in tokens if t.kind == "word"}}
    plain = [meant[t.text] if t.kind == "word" else t.text for t in tokens]
    chunks: list[Chunk] = []
    i = 0
    while i < len(tokens):
        made, used = _chunk_at(tokens, plain, i, lexicon)
        mended = [
            f"{t.text}={p}"
            for t, p in zip(tokens[i : i + used], plain[i : i + used], strict=True)
            if t.kind == "word" and t.text != p
        ]
        chunks.append(replace(made, mended=" ".join(mended)) if mended else made)
        i += used
    chunks = settle_scenes(settle_borders(chunks, words), words)
    settled = _settle_descriptions(_settle_things(_settle_colors(_settle_pronouns(chunks, words), words), words))
    if not nouns:
        return settled
    return settle_shades(settle_nouns(settle_context(settle_shapes(settled, words), words), words), words)


def _chunk_at(tokens: Sequence[Token], plain: Sequence[str], i: int, lexicon: Lexicon) -> tuple[Chunk, int]:
    """The phrase that starts at token i, and how many tokens it takes."""
    token = tokens[i]
    if plain[i : i + 2] == ["factor", "of"] and i + 2 < len(tokens) and tokens[i + 2].kind == "number":
        return Chunk("TIMES", token.start, tokens[i + 2].end, tokens[i + 2].numbers[0]), 3
    special = _thousands(tokens, i) or _number(tokens, plain, i) or _input_picture(tokens, plain, i)
    phrase = lexicon.longest(plain, i) if token.kind == "word" else None
    if special is not None and not (special[0].cls == "ONE" and phrase is not None and len(phrase.words) > 1):
        return special
    if token.kind in {"word", "number", "sign"}:
        entry = lexicon.longest(plain, i)
        color = read_color(plain, i)
        if color is not None and (entry is None or color[1] >= len(entry.words)):
            return Chunk("COLOR", token.start, tokens[i + color[1] - 1].end, color[0]), color[1]
        if entry is not None:
            used = len(entry.words)
            return Chunk(entry.cls, token.start, tokens[i + used - 1].end, entry.value), used
    return _single(token), 1


def _single(token: Token) -> Chunk:
    """A token that is a phrase of its own."""
    if token.kind == "color":
        return Chunk("COLOR", token.start, token.end, token.text)
    if token.kind in {"size", "ratio"}:
        pair = (token.numbers[0], token.numbers[1])
        return Chunk("SIZE" if token.kind == "size" else "RATIO", token.start, token.end, pair=pair)
    if token.kind == "times":
        return Chunk("TIMES", token.start, token.end, token.numbers[0])
    if token.kind == "number":
        return Chunk("NUM", token.start, token.end, token.numbers[0], signed=token.signed)
    if token.text in DECORATIONS | FACES:
        return Chunk("FACE", token.start, token.end, "decoration" if token.text in DECORATIONS else None)
    cls = "STOPSIGN" if token.kind == "list" else _SIGNS.get(token.text, UNKNOWN)
    return Chunk(cls, token.start, token.end)


def _number(tokens: Sequence[Token], plain: Sequence[str], i: int) -> tuple[Chunk, int] | None:
    """A number with its unit ('20 %', 'two stops', '600 px', '640 by 480'), or None."""
    numbers, units, _, _ = word_values()
    token = tokens[i]
    if token.kind == "number":
        value, signed = token.numbers[0], token.signed
    elif token.kind == "word" and plain[i] in numbers:
        value, signed = numbers[plain[i]], False
    else:
        return None
    if plain[i + 1 : i + 3] == ["per", "cent"]:
        return Chunk("PCT", token.start, tokens[i + 2].end, value, signed=signed), 3
    unit = units.get(plain[i + 1]) if i + 1 < len(tokens) else None
    pair = _pair(tokens, plain, i, value)
    if pair is not None and not signed and (unit is None or pair[0].cls == "SIZE"):
        return pair
    if unit is not None:
        return Chunk(unit, token.start, tokens[i + 1].end, value, signed=signed), 2
    if token.kind == "number":
        return None
    return (Chunk("ONE", token.start, token.end), 1) if plain[i] == "one" else None


def _thousands(tokens: Sequence[Token], i: int) -> tuple[Chunk, int] | None:
    """'4K', or None."""
    token, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else None
    value = token.numbers[0] if token.kind == "number" else 0.0
    if after is None or after.text != "k" or after.start != token.end or value not in _THOUSANDS:
        return None
    return Chunk("LONGPX", token.start, after.end, _THOUSANDS[value]), 2


def _pair(tokens: Sequence[Token], plain: Sequence[str], i: int, value: float) -> tuple[Chunk, int] | None:
    """'640 by 480 px' is a size, '3 to 2' a ratio."""
    units = word_values()[1]
    if plain[i + 1 : i + 2] == ["by"] and i + 2 < len(tokens) and tokens[i + 2].kind == "number":
        used = 4 if i + 3 < len(plain) and units.get(plain[i + 3]) == "PX" else 3
        return Chunk("SIZE", tokens[i].start, tokens[i + used - 1].end, pair=(value, tokens[i + 2].numbers[0])), used
    if _is_ratio(tokens, plain, i):
        return Chunk("RATIO", tokens[i].start, tokens[i + 2].end, pair=(value, tokens[i + 2].numbers[0])), 3
    return None


def _is_ratio(tokens: Sequence[Token], plain: Sequence[str], i: int) -> bool:
    """'3 to 2' is a ratio; 'from 3 to 2' and '10 to 20 %' are not."""
    if i + 2 >= len(tokens) or plain[i + 1] != "to" or (i and plain[i - 1] == "from"):
        return False
    if i + 3 < len(plain) and plain[i + 3] in word_values()[1]:
        return False
    sides = [tokens[i], tokens[i + 2]]
    return all(t.kind == "number" and not t.signed and 0 < t.numbers[0] <= _LARGEST_RATIO_SIDE for t in sides)


def _input_picture(tokens: Sequence[Token], plain: Sequence[str], i: int) -> tuple[Chunk, int] | None:
    """'the second image', 'image 2', 'photo two', 'picture #2'; the first picture is the whole."""
    numbers, _, ordinals, nouns = word_values()
    number: float | None = None
    used = 2
    if plain[i] in ordinals:
        number = float(ordinals[plain[i]])
        if i + 1 < len(plain) and plain[i + 1] in {"input", "attached", "uploaded"}:
            used = 3
        if i + used > len(plain) or plain[i + used - 1] not in nouns:
            return None
    elif plain[i] in nouns - {"one", "input"} and i + 1 < len(plain):
        if plain[i + 1] in {"#", "number", "no"} and i + 2 < len(plain):
            used = 3
        after = tokens[i + used - 1]
        unit_follows = i + used < len(plain) and plain[i + used] in word_values()[1]
        if after.kind == "number" and not after.signed and not unit_follows:
            number = after.numbers[0]
        elif after.text in numbers and not unit_follows:
            number = numbers[after.text]
    if number is None or number != int(number):
        return None
    cls = "WHOLE" if number == 1 else "IMAGE"
    return Chunk(cls, tokens[i].start, tokens[i + used - 1].end, number), used


def _settle_pronouns(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'this' before a noun is an article, alone a pronoun; 'everything but keep ...' is no 'everything but'.

    A face asks for nothing unless it stands where a noun would.
    """
    settled: list[Chunk] = []
    for i, c in enumerate(chunks):
        if c.cls == "THIS" or (c.cls == "IT" and words[c.start : c.end].lower() == "its"):
            after = chunks[i + 1].cls if i + 1 < len(chunks) else ""
            follows = after in _NOUNS and not _only_color(chunks, i + 1)
            settled.append(replace(c, cls="DET" if follows else "IT", value="this"))
        elif c.cls == "FACE":
            before = settled[-1].cls if settled else "STOPSIGN"
            idle = before in _FACE_AFTER or (c.value == "decoration" and before != "DET")
            settled.append(replace(c, cls="POLITE" if idle else UNKNOWN))
        elif c.cls == "ALLBUT" and i + 1 < len(chunks) and chunks[i + 1].cls == "KEEP":
            settled += [Chunk("WHOLE", c.start, c.end), Chunk("BUT", c.end, c.end)]
        else:
            settled.append(c)
    return settled


def _only_color(chunks: Sequence[Chunk], i: int) -> bool:
    """'turn this red': a colour with no noun after it."""
    after = chunks[i + 1].cls if i + 1 < len(chunks) else ""
    return i < len(chunks) and chunks[i].cls == "COLOR" and after not in _NOUNS


def _settle_colors(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'light gray (#eee)' and 'white background (#fff)' name one colour, the one of the code; '(#eee)' is a colour."""
    settled: list[Chunk] = []
    i = 0
    while i < len(chunks):
        code, used = _code_at(chunks, i, words)
        if code is None:
            settled.append(chunks[i])
            i += 1
            continue
        i += used
        named = next((k for k in (-1, -2) if len(settled) >= -k and settled[k].cls == "COLOR"), None)
        if named is None or (named == -2 and (settled[-1].cls != "BG" or words[code.start] not in "([")):
            settled.append(code)
        elif _alike(str(settled[named].value), str(code.value)):
            end = code.end if named == -1 else settled[named].end
            settled[named] = replace(settled[named], value=code.value, end=end)
            if named == -2:
                settled[-1] = replace(settled[-1], end=code.end)
        else:
            settled.append(code)
    return settled


def _code_at(chunks: Sequence[Chunk], i: int, words: str) -> tuple[Chunk | None, int]:
    """A colour written as a code, or any colour in brackets, and how many phrases it takes."""
    first = words[chunks[i].start : chunks[i].end]
    if chunks[i].cls == "COLOR":
        return (chunks[i], 1) if first[0] in "#(" or "," in first else (None, 0)
    last = words[chunks[i + 2].start : chunks[i + 2].end] if i + 2 < len(chunks) else ""
    if (first, last) in {("(", ")"), ("[", "]")} and chunks[i + 1].cls == "COLOR":
        return replace(chunks[i + 1], start=chunks[i].start, end=chunks[i + 2].end), 3
    return None, 0


def _alike(a: str, b: str) -> bool:
    """True when two '#rrggbb' can be one colour said twice."""
    return all(abs(int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) <= _FARTHEST_CODE for i in (1, 3, 5))


_THING_FIRST = frozenset(
    "sky sea lawn forest bottle brick snow wine pine olive sand rose orange lemon mint jet".split()
)
"""First words of colours' names that are things of their own: 'make the sky blue', 'paint the bottle green'."""
_MAKING = frozenset({"SETV", "TURN", "PAINT"})


def _settle_things(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'make the bottle green': after an article, and with no noun behind it, the first word of a colour is a thing."""
    settled: list[Chunk] = []
    for i, c in enumerate(chunks):
        first, _, rest = words[c.start : c.end].partition(" ")
        color = read_color(rest.lower().split(), 0) if c.cls == "COLOR" and first.lower() in _THING_FIRST else None
        behind = chunks[i + 1].cls if i + 1 < len(chunks) else "STOPSIGN"
        made = [x.cls for x in chunks[max(0, i - 3) : i] if x.cls not in {"COLOR", "DESC"}][-2:]
        if c.cls == UNKNOWN and words[c.start : c.end].lower() == "bluer" and _is_sky(settled, words):
            settled.append(replace(c, cls="COLOR", value="#0000ff"))
            continue
        if color is None or made[-1:] != ["DET"] or made[0] not in _MAKING or behind not in _BEHIND_COLOR:
            settled.append(c)
            continue
        middle = c.start + len(first)
        cls = "PART" if first.lower() in {"sky", "sea", "snow", "sand"} else "OBJECT"
        settled += [Chunk(cls, c.start, middle), Chunk("COLOR", middle + 1, c.end, color[0])]
    return settled


def _is_sky(before: Sequence[Chunk], words: str) -> bool:
    """Whether the sky was named last."""
    return bool(before) and words[before[-1].start : before[-1].end].lower() == "sky"


_BEHIND_COLOR = frozenset({"STOPSIGN", "THEN", "AND", "COMMA", "BUT", "POLITE", "INSTEAD"})
_DESCRIBING = frozenset({"brightness-", "brightness+", "thin", "thick", "temperature+"})
_THINGS = frozenset({"OBJECT", "PART", "SUBJECT"})


def _settle_descriptions(chunks: list[Chunk]) -> list[Chunk]:
    """'dark' in 'blur the dark car' says which car, not what to do: between an article and a thing's noun."""
    settled = list(chunks)
    thing_follows = False
    for i in range(len(chunks) - 1, 0, -1):
        c = chunks[i]
        if thing_follows and chunks[i - 1].cls == "DET" and _is_description(c):
            settled[i] = c = replace(c, cls="DESC")
        thing_follows = c.cls in _THINGS or (thing_follows and c.cls in {"COLOR", "DESC"})
    return settled


def _is_description(c: Chunk) -> bool:
    """True for plain forms ('dark', 'small'), which a change never has after an article."""
    return c.cls in {"ADJ", "LEVEL"} and c.end - c.start <= 6 and c.value in _DESCRIBING
