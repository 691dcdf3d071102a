"""Noun phrases around words of no vocabulary: 'the weird gizmo', 'lamp post', 'sign that says SALE' name things.

Whether there is such a thing in the picture is for the finder to say; here it only has to stand like a noun: after an
article, or after a verb that is only said of things ('remove graffiti').
"""

from collections.abc import Sequence
from dataclasses import replace

from scumble.planner.chunks import UNKNOWN, Chunk
from scumble.planner.words.nouns import ABSTRACT, ADJECTIVE_ENDINGS, FUNCTION, NOUNS_IN_LY

HEADS = frozenset({"OBJECT", "PART", "SUBJECT"})
"""Classes of words that name a thing."""
_MODIFIERS = frozenset(
    """
QUANT ORD PLACE COLOR SIZEADJ SMALLADJ DESC LEFT RIGHT TOP BOTTOM FLUFF LEVEL
""".split()
)
_LENT = frozenset({"SEASON", "STYLE", "LOOK", "BORDER", "SHADOW", "CANVASNOUN", "SETTING", "ONE", "HORIZON", "IMAGE_"})
"""Classes whose words are things too when a verb is said of things: 'remove the poster'."""
_OF_THINGS = frozenset(
    """
REMOVE BLURV TVERB MOVEV DUPV FLIPV ROTATE CENTERV RESIZE NEUTRAL NO WITHOUT SHEARV INVERTV BLENDV
""".split()
)
"""Verbs after which a bare word is a noun."""
_LENDING = frozenset({"REMOVE", "MOVEV", "DUPV", "CENTERV", "NO", "WITHOUT"})
_ABOUT = _OF_THINGS | frozenset(
    """
SETV EDITV TURN PUT USE CUT CUTV PAINT FILLV UP DOWN MORE LESS CROP AUTOV FIX KEEP KEEPONLY NOT EXCEPT ADD GIVE
""".split()
)
"""Verbs that may govern a noun phrase."""
_QUIET = frozenset({"KEEP", "KEEPONLY", "NOT", "EXCEPT", "ADD", "GIVE"})
"""Verbs after which an unknown word stays unknown: what is to be kept or drawn anew has to be known."""
_LEADS = frozenset({"IN", "ON", "OF", "NEXTTO", "BEHIND", "REL", "FROM"})
_AFTER = frozenset(
    """
BG WHOLE REGION STUDIO OTHERIMAGE IMAGE CANVASNOUN LIGHT COLORNOUN HORIZON SETTING STYLE LOOK SEASON MARGIN BORDER
GRADIENT SHADOW DIM FORMAT DEFECT TRANSPARENT BOKEH SQUARE CUTOUT FILEFORMAT WHITESPACE TOUCH UNKNOWN
""".split()
)
"""Nouns of other kinds: an unknown word before one of them belongs to it."""
_PREDICATES = frozenset(
    """
COLOR ADJ SIZEADJ SMALLADJ TIMES P TO IN ON MORE LESS UP DOWN BW BLURADJ BE LEVEL COLORNOUN NEXTTO BEHIND PCT
LEFT RIGHT NEUTRALADJ REMOVE UPSIDEDOWN LEFTSIDE RIGHTSIDE TOP BOTTOM PLACE OTHERWAY FROM TOO OFF OF REL
""".split()
)
"""What may follow a noun whose thing is changed: 'make the lamp post white'."""
_ENDS = frozenset({"STOPSIGN", "THEN"})
_WRITING = frozenset({"word", "words", "text", "writing", "letters", "lettering", "slogan", "headline", "caption"})
_MOST_UNKNOWN = 3
"""Unknown words in one noun phrase: more are no noun phrase."""


def settle_nouns(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with the unknown words of noun phrases made OBJECT (the noun) or DESC (what describes it)."""
    out = _sayings(list(chunks), words)
    verb, i = "", 0
    while i < len(out):
        c = out[i]
        if c.cls in _ENDS:
            verb = ""
        elif c.cls in _ABOUT:
            verb = c.cls
        end = _run(out, i) if _starts(out, i, verb) else i
        if end > i:
            made = _settled(out, i, end, verb, words)
            out[i:end] = made
            i += len(made)
        else:
            i += 1
    return _doings(out, words)


def _starts(out: Sequence[Chunk], i: int, verb: str) -> bool:
    """True where a noun phrase may start: after an article, a verb said of things, or a little word after a noun."""
    if out[i].cls not in _MODIFIERS | HEADS | _LENT | {UNKNOWN}:
        return False
    if i == 0:
        return out[0].cls in HEADS
    before = out[i - 1].cls
    if before == "DET" or (out[i].cls in HEADS and before not in HEADS):
        return True
    if before in _OF_THINGS or (before in {"AND", "COMMA"} and verb in _LENDING):
        return True
    return before in _LEADS and verb in _OF_THINGS and i > 1 and out[i - 2].cls in HEADS | {"LEFTSIDE", "RIGHTSIDE"}


def _run(out: Sequence[Chunk], i: int) -> int:
    """The end of the run of describing words and nouns from i."""
    k = i
    while k < len(out) and (out[k].cls in _MODIFIERS | HEADS | _LENT or out[k].cls == UNKNOWN):
        k += 1
    return k


def _settled(out: Sequence[Chunk], start: int, end: int, verb: str, words: str) -> list[Chunk]:
    """The run [start, end) with its noun found; as it is when there is none."""
    run = list(out[start:end])
    after = out[end].cls if end < len(out) else ""
    if verb in _LENDING:
        run = [replace(c, cls="OBJECT") if c.cls in _LENT and _lent(run, k, words) else c for k, c in enumerate(run)]
    unknown = [k for k, c in enumerate(run) if c.cls == UNKNOWN]
    if not unknown:
        return _joined(run)
    if verb in _QUIET or len(unknown) > _MOST_UNKNOWN or not all(_word(words, run[k]) for k in unknown):
        return run
    nouns = [k for k, c in enumerate(run) if c.cls in HEADS]
    last = unknown[-1]
    if nouns and nouns[-1] > last:
        found = verb in _OF_THINGS or (start > 0 and out[start - 1].cls == "DET")
    else:
        taken = after in _AFTER or any(c.cls in _LENT for c in run[last:])
        found = not taken and _nounlike(run, last, nouns, verb, after, words)
        nouns = [*nouns, last]
    if not found:
        return run
    return _joined([_read(c, noun=k == nouns[-1]) for k, c in enumerate(run)])


def _read(c: Chunk, *, noun: bool) -> Chunk:
    """An unknown word as the noun of its run, or as what describes it."""
    return replace(c, cls="OBJECT" if noun else "DESC") if c.cls == UNKNOWN else c


def _lent(run: Sequence[Chunk], k: int, words: str) -> bool:
    """'the red one', 'one on the left': a bare 'one' is no thing, nor is the lack of a shadow, nor an idea."""
    c = run[k]
    if words[c.start : c.end].lower() in ABSTRACT:
        return False
    if c.cls == "ONE":
        return k > 0 or len(run) == 1
    return c.cls != "SHADOW" or c.value != 0.0


def _word(words: str, c: Chunk) -> bool:
    """True for a word of letters that is neither grammar nor an idea."""
    said = words[c.start : c.end].lower().removesuffix("'s").removesuffix("’s")
    plain = said.removesuffix("s")
    return len(said) > 2 and said.isalpha() and not {said, plain} & (FUNCTION | ABSTRACT)


def _nounlike(run: Sequence[Chunk], last: int, nouns: Sequence[int], verb: str, after: str, words: str) -> bool:
    """Whether the unknown word at `last` can be the noun of its run."""
    said = words[run[last].start : run[last].end].lower()
    if said.endswith("ly") and said not in NOUNS_IN_LY:
        return False
    if not nouns:
        return True
    if nouns[-1] != last - 1:
        return False
    if verb in _OF_THINGS | {"USE", "CUT"}:
        return not said.endswith("ing")
    return not said.endswith(ADJECTIVE_ENDINGS) and after in _PREDICATES


def _joined(run: Sequence[Chunk]) -> list[Chunk]:
    """Nouns that follow each other are one: 'trash can', 'lamp post', "the man's shirt"."""
    made: list[Chunk] = []
    for c in run:
        if made and c.cls in HEADS and made[-1].cls in HEADS:
            mended = " ".join(m for m in (made[-1].mended, c.mended) if m) or None
            made[-1] = replace(c, start=made[-1].start, mended=mended)
        else:
            made.append(c)
    return made


def _sayings(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'that says SALE': what stands on a thing, up to a sign, a joining word or, after capitals, the first without."""
    made: list[Chunk] = []
    i = 0
    while i < len(chunks):
        c = chunks[i]
        end = i + 1
        if c.cls == "SAYS" and made and made[-1].cls in HEADS | {UNKNOWN, "ONE"}:
            while end < len(chunks) and _written(chunks, i, end, words):
                end += 1
            if end > i + 1:
                c = replace(c, cls="SAYING", end=chunks[end - 1].end)
            else:
                end = i + 1
        elif _label(chunks, i, words):
            made.append(c)
            c, end = replace(chunks[i + 1], cls="SAYING"), i + 2
        made.append(replace(c, cls="REL") if c.cls == "SAYS" else c)
        i = end
    return made


def _label(chunks: Sequence[Chunk], i: int, words: str) -> bool:
    """'the words SALE', 'the text "open"': capitals or quotes after a noun for writing."""
    if i + 1 >= len(chunks) or chunks[i].cls != "PART" or chunks[i + 1].cls in _ENDS | {"COMMA", "AND"}:
        return False
    said, after = words[chunks[i].start : chunks[i].end].lower(), words[chunks[i + 1].start : chunks[i + 1].end]
    return said in _WRITING and (after.startswith('"') or (after.isupper() and len(after) > 1))


def _written(chunks: Sequence[Chunk], says: int, k: int, words: str) -> bool:
    """True while the words belong to what is written."""
    c = chunks[k]
    said, first = words[c.start : c.end], words[chunks[says + 1].start : chunks[says + 1].end]
    if c.cls in {"STOPSIGN", "COMMA", "THEN"} or k > says + 8:
        return False
    if first.isupper():
        return said.isupper() or said.isdigit()
    return k == says + 1 or c.cls not in {"AND", "BUT", "IN", "ON", "FROM", "OFF", "NEXTTO", "BEHIND"}


def _doings(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'the man feeding the birds': an unknown word in -ing between two things leads from one to the other."""
    for i in range(1, len(chunks) - 1):
        c = chunks[i]
        if c.cls != UNKNOWN or not words[c.start : c.end].lower().endswith("ing") or chunks[i - 1].cls not in HEADS:
            continue
        if chunks[i + 1].cls in HEADS | _LEADS | {"DET", "TO"}:
            chunks[i] = replace(c, cls="REL")
    return chunks
