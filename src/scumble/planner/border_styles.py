"""Border styles in words: 'a christmas frame', 'a border with hearts', 'snowflakes around the edge'.

Only beside a word for a border, or where something is put around the picture, do these words name a style; anywhere
else they keep their meaning ('a winter forest', 'remove the leaves').
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scumble.core.borders import SPOKEN
from scumble.planner.chunks import Chunk

HOLIDAYS: Mapping[str, str] = {
    "christmas": r"christmas|christmassy|xmas|x mas|x-mas|noel|advent",
    "winter": "winter|wintry|wintery|snowy|snow|icy|frosty",
    "autumn": "autumn|autumnal|fall|thanksgiving|harvest",
    "spring": "spring|springtime|spring time",
    "easter": "easter",
    "halloween": "halloween|hallowe'en|spooky",
    "valentine": "valentine's day|valentines day|valentine day|valentine's|valentines|valentine|romantic",
    "birthday": "birthday|birthdays|party",
    "newyear": "new year's eve|new years eve|new year's|new years|new year|silvester",
}
LINES: Mapping[str, str] = {
    "double": "double line|double lined|double-line|two line|double",
    "rounded": "rounded corners|round corners|rounded edges|rounded corner|rounded|round",
    "polaroid": "polaroid style|polaroid-style|polaroid|instant photo|instant film",
    "dashed": "dashed line|dashed|broken line",
    "dotted": "dotted line|dotted|polka dot|polka dots|dots",
    "deco": "art deco style|art deco|art-deco|artdeco|gatsby|deco",
    "scroll": """classic scroll corners|classic scroll|scroll work|scrollwork|scroll corners|scrolls|scroll
        ornamental corners|ornamental|ornate corners|ornate|baroque|victorian|filigree|ornaments|ornament|flourishes
        decorative corners""",
    "ribbon": "ribbons|ribbon|satin ribbon|bow",
    "film": "film strips|film strip|filmstrip|film-strip|film reel|35 mm film|film",
}
MOTIFS: Mapping[str, str] = {
    "christmas": "holly|fir twigs|fir branches|pine branches|baubles|mistletoe|christmas balls|christmas ornaments",
    "winter": "snowflakes|snowflake|snow flakes|snow flake",
    "autumn": "autumn leaves|fall leaves|maple leaves|leaves|leaf|acorns",
    "spring": "cherry blossoms|blossoms|blossom|spring flowers|spring flower|flowers|flower|floral",
    "easter": "easter eggs|easter egg|eggs|bunnies|rabbits|bunny",
    "halloween": "pumpkins|pumpkin|bats|ghosts|jack o lanterns",
    "valentine": "hearts|heart",
    "birthday": "balloons|balloon|balls|bunting|pennants|party flags",
    "newyear": "fireworks|firework|sparkles|sparklers",
    "festive": "gold stars|golden stars|stars|star|confetti|streamers",
}
GENERAL: Mapping[str, str] = {"festive": "festive|celebration|celebratory|holiday|holidays|festival|merry"}
SAID: Mapping[str, str] = {**SPOKEN, "double": "double-line"}
"""How a style is said where its name is no word."""
LEVELS: Mapping[str, float] = {
    "tiny": 0.4, "slight": 0.5, "thin": 0.6, "half": 1.0, "thick": 1.6, "strong": 1.6, "extreme": 2.2, "whole": 2.2,
}  # fmt: skip
"""What a level does to a style's own width."""

STRONG = 3
_RANKS = ((STRONG, HOLIDAYS), (STRONG, LINES), (2, MOTIFS), (1, GENERAL))
_WORDS: dict[str, tuple[str, int]] = {
    phrase.strip(): (style, rank)
    for rank, table in reversed(_RANKS)
    for style, phrases in table.items()
    for phrase in phrases.replace("\n", "|").split("|")
    if phrase.strip()
}
_FIND = re.compile(
    r"(?<![\w'])(?:" + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True)) + r")(?![\w'])"
)
_RIM = re.compile(r"edges?|rim|rims|sides?|corners?")
_BEFORE = frozenset({"FLUFF", "COLOR", "LEVEL", "AND", "COMMA", "PX", "PCT", "NUM", "BSTYLE", "ADJ"})
"""What may stand between a style and the word border."""
_AFTER = frozenset(
    {"DET", "FLUFF", "COLOR", "LEVEL", "AND", "COMMA", "P", "OF", "WHOLE", "IT", "IN", "BSTYLE", "AROUND"}
)
_LIKE = frozenset({"polaroid", "film"})
"""Styles that a whole picture can look like."""
_FARTHEST = 7


def rank(words: str) -> int:
    """How much the words of a style say: a feast or a kind of line 3, a motif 2, 'festive' 1."""
    return _WORDS[_plain(words)][1]


def _plain(words: str) -> str:
    """In lower case, with straight apostrophes."""
    return words.lower().replace("\u2019", "'")


def said(style: str) -> str:
    """A style in words."""
    return SAID.get(style, style)


def settle_borders(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with words of styles made BSTYLE where they say what a border looks like."""
    out = list(chunks)
    text = _plain(words)
    for match in [*_FIND.finditer(text)][::-1] * 2:  # twice: a style beside a style that is known by then
        covered = [i for i, c in enumerate(out) if c.start < match.end() and c.end > match.start()]
        if not covered or out[covered[0]].start < match.start() or out[covered[-1]].end > match.end():
            continue
        if out[covered[0]].cls == "BSTYLE":
            continue
        style = _WORDS[match.group()][0]
        first, last = covered[0], covered[-1]
        out = _settled(out, first, last, style, words) or out
    return out


def _settled(out: list[Chunk], first: int, last: int, style: str, words: str) -> list[Chunk] | None:
    """The phrases with first..last made a style, None where they are none."""
    made = Chunk("BSTYLE", out[first].start, out[last].end, style)
    joined = [*out[:first], made, *out[last + 1 :]]
    beside = first > 0 and out[first - 1].cls == "BORDER" and rank(_typed(made, words)) == STRONG
    if beside or _leads(out, last) or _follows(out, first):
        return joined
    if _around(out, first, last, words):
        at = first + 2
        while joined[at].cls == "DET":
            at += 1
        if joined[at].cls == "BORDER" or _RIM.fullmatch(_typed(joined[at], words)):
            joined[at] = replace(joined[at], cls="SIDES", mended=None)
        return joined
    before = [c.cls for c in out[:first] if c.cls not in {"DET", "FLUFF", "POLITE"}][-3:]
    ends = last + 1 == len(out) or out[last + 1].cls in {"STOPSIGN", "AND", "COMMA", "THEN", "POLITE", "WHOLE"}
    if style in _LIKE and ends and len(before) == 3 and before[0] in {"SETV", "TURN"} and before[2] in {"P", "TO"}:
        return joined if before[1] in {"IT", "WHOLE"} else None
    return None


def _leads(out: Sequence[Chunk], last: int) -> bool:
    """A border follows, with nothing but what describes it between."""
    for c in out[last + 1 : last + 1 + _FARTHEST]:
        if c.cls == "BORDER":
            return True
        if c.cls not in _BEFORE:
            return False
    return False


def _follows(out: Sequence[Chunk], first: int) -> bool:
    """A border stands before, with a 'with' or 'of' between."""
    joined = False
    for c in reversed(out[max(0, first - _FARTHEST) : first]):
        if c.cls == "BORDER":
            return joined
        if c.cls not in _AFTER:
            return False
        joined = joined or c.cls in {"P", "OF"}
    return False


def _around(out: Sequence[Chunk], first: int, last: int, words: str) -> bool:
    """'add ... around the edge': something is put, and around the picture or along its edges."""
    before = first - 1
    while before >= 0 and out[before].cls in {"DET", "FLUFF", "COLOR", "LEVEL", "QUANT", "AND", "BSTYLE"}:
        before -= 1
    if before < 0 or out[before].cls not in {"ADD", "PUT", "SETV"}:
        return False
    after = [c for c in out[last + 1 : last + 5] if c.cls != "DET"]
    if len(after) < 2 or (after[0].cls not in {"AROUND", "NEXTTO", "ON"} and _typed(after[0], words) != "by"):
        return False
    rim = bool(_RIM.fullmatch(_typed(after[1], words))) or after[1].cls in {"SIDES", "BORDER"}
    return rim or (after[0].cls == "AROUND" and after[1].cls in {"WHOLE", "IT"})


def _typed(c: Chunk, words: str) -> str:
    """A phrase as it was typed, in lower case."""
    return words[c.start : c.end].lower()
