"""Shape of a sentence: its things, colours and numbers taken out into slots, so that only the way of saying it is left.

Two sentences of one shape differ in what they are about ('the lamp should go', 'the red car should go'), which is what
the nearest example must not look at.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scumble.planner.chunks import DROPPED, UNKNOWN, Chunk
from scumble.planner.clauses import VERBS
from scumble.planner.match import make_clause
from scumble.planner.naming import QUALITIES, named_thing
from scumble.planner.phrases import chunk

STANDINS: Final[Mapping[str, str]] = {
    "thing": "the cup",
    "color": "blue",
    "percent": "20 %",
    "pixels": "30 px",
    "degrees": "90 degrees",
    "size": "800x600",
    "ratio": "16:9",
    "factor": "3x",
}
"""Slot -> what stands for its content, so that the embedding sees the same words whatever the content is."""
SLOTS: Final[Mapping[str, str]] = {
    "COLOR": "color",
    "PCT": "percent",
    "PX": "pixels",
    "DEG": "degrees",
    "SIZE": "size",
    "RATIO": "ratio",
    "TIMES": "factor",
}
"""Class of a phrase -> the slot it fills."""
SILENT: Final = frozenset(
    """P TO OF IN ON FROM BE IT WHOLE AND COMMA BUT THEN STOPSIGN AROUND BEHIND NEXTTO TOO AS REL THIS SAME PROP
    COLORNOUN MORE UP WANT""".split()
)
"""Classes whose words need no account."""
TURNING: Final = frozenset("NOT NO WITHOUT EXCEPT ALLBUT REST KEEP KEEPONLY NOTHINGELSE LESS DOWN".split())
"""Classes that turn a meaning round, all one pole; the words that do so are looked for too."""
TURNED: Final = ("TURNING", "")
"""That pole."""
NEGATIONS: Final = re.compile(r"\b(?:not|no|never|none|nothing|without|except|cannot|less|keep)\b|n't\b|\bdont\b")
"""Words that turn a meaning round, whatever phrase they stand in."""
FREE: Final = frozenset(
    """SETV GIVE PUT USE TURN TOUCH OFF RESIZE REMOVE CUTV CUT PAINT FILLV FILLIN ADD FIX AUTOV LIGHT BLURV BLURADJ
    BOKEH CROP ROTATE FLIPV STRAIGHT LEVELV HORIZON CROOKED SETTING FORMAT WIDE HIGH NEUTRAL NEUTRALADJ BW CANVASNOUN
    HALFWORD IMAGE STUDIO BGBEHIND""".split()
)
"""Classes that a paraphrase may say by other words; the words themselves are compared."""
ACTIONS: Final = frozenset(
    "REMOVE CUTV CUT PAINT FILLV FILLIN ADD FIX AUTOV BLURV CROP ROTATE FLIPV RESIZE NEUTRAL".split()
)
"""Verbs that count as poles where the meaning is turned round: 'I do not want to remove it'."""
STRICT: Final = frozenset("SETV PUT GIVE USE TURN ADD PAINT".split())
"""Verbs so general that another one makes another sentence: 'replace', 'draw', 'put'."""
WISHES: Final = re.compile(
    r"\b(?:should|would|could|wants?|wish|needs?|must|may|might|ought|let|lets|prefer|rather|fancy|ha(?:s|ve) to|please"
    r"|[a-z]+'d|love|what if|what about|how about)\b|let's"
)
"""Words that make a sentence a wish."""
STATES: Final = re.compile(
    r"\b(?:is|are|was|were|looks?|feels?|seems?|lacks?|has|have|does|isn't|aren't|cannot|can't|hardly|barely|bothers|belongs|ruins|spoils)\b|'s\b"
)
"""Words that make a sentence without a wish a statement, which asks for nothing unless it is a complaint."""
QUESTIONS: Final = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|who|whose|where|when|why|which|how(?! about| would (?:it|the))"
    r"|what(?! if| about)|can (?:i see|you see)|should i|shall)\b"
)
"""Beginnings of sentences that ask for an answer, not for an edit."""
OPEN: Final = frozenset(
    ["OBJECT", "PART", "SUBJECT", "NUM", "STOP", "REGION", "SEASON", "OTHERIMAGE", "STYLE", "LOOK", "DEFECT"]
)
"""Classes that no slot takes: with one of them a sentence is not read by its nearest example."""
NO_LEVELS: Final = frozenset(["way", "far", "much", "small", "large", "intense", "strong", "big time", "fine", "broad"])
"""Levels that are plain words as often: 'the other way', 'too strong'."""
_TAIL: Final = frozenset("IN ON TO OF P FROM COLOR PLACE LEFT RIGHT TOP BOTTOM".split())
"""Classes of what may say what a thing becomes instead of which one it is: 'in blue', 'in the middle'."""
_MODAL: Final = re.compile(
    r"\bcan(?= (?:you|we|i|it|one|the|this|that)\b)|(?<=\b[iI] )can\b|(?<=\b(?:we|it) )can\b|(?<=\bone )can\b"
)
"""'can' that is no tin; 'may' is as long, so that places stay true."""
_ARTICLE: Final = re.compile(r"\b(?:the|a|an|my|our|your|this|that|these|those|all|all the)\s+$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """A sentence without its content.

    plain: the sentence with a stand-in for each slot. slots: what was taken out, by slot, as typed. level: 'slightly',
    '' when there is none. poles: phrases that must be in both of two sentences that mean the same, with their values.
    words: what is left to be accounted for, in lower case; verbs: those of them that only the same verb says.
    told: something is said beside content and poles, or 'too': without it a statement is no complaint.
    mood: 'asked', 'stated' (says how things are) or 'question'. open: a phrase that fits no slot and no class.
    """

    plain: str
    slots: Mapping[str, tuple[str, ...]]
    level: str
    poles: frozenset[tuple[str, str]]
    words: frozenset[str]
    verbs: frozenset[str]
    told: bool
    mood: str
    open: bool


def shapes_of(sentence: str) -> tuple[Shape, ...]:
    """The shapes of one sentence in English: 'the cup in blue' is one thing, or a thing and what is said about it."""
    plain = _MODAL.sub("may", sentence)
    chunks = chunk(plain, nouns=False)
    span, bare = _thing_span(chunks, plain)
    shapes = [_shape(sentence, chunks, span)]
    if bare is not None:
        shapes.append(_shape(sentence, chunks, bare))
    return tuple(shapes)


def _shape(sentence: str, chunks: Sequence[Chunk], span: tuple[int, int] | None) -> Shape:
    """The shape with this noun phrase as the thing."""
    found = _Parts()
    if span is not None:
        found.slots["thing"] = [sentence[slice(*span)]]
        found.taken[span] = STANDINS["thing"]
    for i, c in enumerate(chunks):
        if span is None or not span[0] <= c.start < span[1]:
            found.take(c, sentence[c.start : c.end])
            # 'the need for it': a wish behind an article is a noun that nothing knows.
            noun = i > 0 and chunks[i - 1].cls == "DET" and c.cls == UNKNOWN
            found.open |= noun and WISHES.fullmatch(sentence[c.start : c.end].lower()) is not None
    outside = _with(sentence, found.taken)
    if NEGATIONS.search(outside.lower()):
        found.poles.add(TURNED)
    if TURNED in found.poles:
        found.poles |= {(cls, "") for cls in found.actions}
    return Shape(
        plain=outside,
        slots={k: tuple(v) for k, v in found.slots.items()},
        level=" ".join(found.levels),
        poles=frozenset(found.poles),
        words=frozenset(found.words),
        verbs=frozenset(found.verbs),
        told=found.told,
        mood=_mood(outside.lower(), chunks),
        open=found.open or len(found.levels) > 1,
    )


class _Parts:
    """Collects what the phrases of one sentence say."""

    def __init__(self) -> None:
        self.slots: dict[str, list[str]] = {}
        self.taken: dict[tuple[int, int], str] = {}
        self.poles: set[tuple[str, str]] = set()
        self.words: set[str] = set()
        self.levels: list[str] = []
        self.actions: set[str] = set()
        self.verbs: set[str] = set()
        self.told = False
        self.open = False

    def take(self, c: Chunk, said: str) -> None:
        """One phrase outside the thing."""
        slot = SLOTS.get(c.cls)
        if slot is not None:
            self.slots.setdefault(slot, []).append(said)
            self.taken[c.start, c.end] = STANDINS[slot]
        elif c.cls == "LEVEL" and said.lower() not in NO_LEVELS:
            self.levels.append(said)
            self.taken[c.start, c.end] = ""
        elif c.cls not in DROPPED:
            self.open |= c.cls in OPEN and said.lower() != "here"
            if c.cls in ACTIONS and not NEGATIONS.search(said.lower()):
                self.actions.add(c.cls)
            if c.cls not in SILENT | FREE | OPEN | {UNKNOWN, "LEVEL"}:
                self.poles.add(_pole(c))
            elif c.cls not in SILENT or c.cls == "TOO":
                self.told = True
            if c.cls not in SILENT:
                self.words.update(_WORD.findall(said.lower()))
            if c.cls in STRICT:
                self.verbs.update(_WORD.findall(said.lower()))


def _mood(plain: str, chunks: Sequence[Chunk]) -> str:
    """Whether a sentence asks for an edit, says how things are, or wants to know something."""
    if QUESTIONS.match(plain):
        return "question"
    first = next((c.cls for c in chunks if c.cls not in DROPPED), "")
    if WISHES.search(plain) or first in VERBS:
        return "asked"
    return "stated" if STATES.search(plain) or any(c.cls == "TOO" for c in chunks) else "asked"


def _pole(c: Chunk) -> tuple[str, str]:
    """A class that counts, with its value: 'brighter' is no 'darker'. All that turns a meaning round is one."""
    return TURNED if c.cls in TURNING else (c.cls, str(c.value or ""))


def _thing_span(chunks: Sequence[Chunk], words: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where the named thing stands with all that tells which one, and where it ends with its noun, if that differs."""
    clause = make_clause(chunks, words)
    thing = named_thing(clause)
    if thing is None:
        return None, None
    first = last = next(i for i, c in enumerate(chunks) if c.start == thing.head.start)
    while first > 0 and chunks[first - 1].cls in QUALITIES:
        first -= 1
    article = first > 0 and chunks[first - 1].cls == "DET"
    if not article:
        # 'undress women': a word that nothing knows belongs to the thing only behind an article.
        unknown = [i for i in range(first, last) if chunks[i].cls == UNKNOWN]
        first = unknown[-1] + 1 if unknown else first
    start = chunks[first - 1 if article else first].start
    # The article may belong to a phrase of politeness: 'could the lamp be ...'.
    lead = _ARTICLE.search(words, 0, start)
    start = lead.start() if lead else start
    at = clause.words.find(thing.words, clause.start)
    end = max(at + len(thing.words), thing.head.end) if at >= 0 else thing.head.end
    tail = {c.cls for c in clause.chunks if thing.head.end <= c.start < end}
    return (start, end), (start, thing.head.end) if tail and tail <= _TAIL else None


def _with(sentence: str, taken: Mapping[tuple[int, int], str]) -> str:
    """The sentence with other words at some places."""
    parts: list[str] = []
    at = 0
    for (start, end), instead in sorted(taken.items()):
        parts += [sentence[at:start], instead]
        at = end
    return " ".join("".join([*parts, sentence[at:]]).split())
