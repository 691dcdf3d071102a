"""Nearest example: what no row of the grammar explains is read as the canonical sentence whose paraphrase is nearest.

The content (things, colours, numbers) is taken out of the sentence first, so that sentence embeddings compare only the
way of saying it, and put back into the canonical sentence, which the grammar then reads: parameters come out of one
place. It answers only when it is sure: the same slots, the same poles ('darker', 'not'), a word of the intent for each
word that is left over, and a clear distance to every other intent. Without the embedding weights it never answers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

import numpy as np

from scumble.language import embed
from scumble.language.embed import Matrix
from scumble.planner.own_things import own_things
from scumble.planner.shape import STANDINS, TURNED, Shape, shapes_of
from scumble.planner.words.paraphrases import PARAPHRASES

LEAST: Final = 0.70
"""Cosine to the nearest paraphrase below which nothing is read."""
MARGIN: Final = 0.06
"""By how much the nearest intent has to be nearer than every other one."""
OTHER: Final = 0.02
"""By how much an intent of other slots or poles may be nearer."""
WORD: Final = 0.55
"""Cosine from which a left-over word counts as said by a word of the intent."""
GUESS: Final = 0.35
"""Cosine from which an intent is offered as a guess."""
UNUSED: Final = 0.15
"""What a guess loses for each kind of content that it has no place for."""
LONGEST: Final = 160
"""Characters; longer clauses are not looked up."""
_SLOT: Final = re.compile(r"\{(\w+)\}")
_LITTLE: Final = frozenset(
    """i you we me my do does did is are am be been would should could might may must ought will shall need needs want
    wants wish like there here it its that this these those which so if then of in at by to for with and or but as any
    some all please make made have has had rather very too still just only more much one ones being picture photo image
    shot s t m d ll re ve don isn aren what how about see""".split()
)
"""Words that need no account: they ask for nothing by themselves."""

_BACKGROUND: Final = frozenset({"background", "backgrounds", "backdrop", "bg"})
"""Words that only name the background."""


@dataclass(frozen=True, slots=True)
class Example:
    """A paraphrase: what it stands for, and its shape."""

    canonical: str
    shape: Shape


def split_paraphrases(text: str) -> list[str]:
    """The paraphrases of one row of the data."""
    return [p.strip() for p in text.replace("\n", "|").split("|") if p.strip()]


def with_standins(template: str) -> str:
    """A template with its slots filled by the stand-ins and without its level."""
    return " ".join(template.format(**STANDINS, level="").split())


def kinds(template: str) -> list[str]:
    """The slots that a template has, sorted, without the level."""
    return sorted(k for k in _SLOT.findall(template) if k != "level")


@cache
def examples() -> tuple[Example, ...]:
    """Every paraphrase with its shape; those that say nothing beside their content are left out."""
    found: list[Example] = []
    for canonical, text in PARAPHRASES.items():
        for template in (canonical, *split_paraphrases(text)):
            content = {kind: (STANDINS[kind],) for kind in kinds(template)}
            shapes = shapes_of(with_standins(template))
            shape = next((s for s in shapes if s.slots == content and not s.open and not s.level), None)
            if shape is not None and _says(shape):
                found.append(Example(canonical, shape))
    return tuple(found)


def _says(shape: Shape) -> bool:
    """True when something is said about what is named: a noun alone, a slot or the background, asks for nothing."""
    background = any(kind == "BG" for kind, _ in shape.poles)
    said = any(kind != "BG" for kind, _ in shape.poles) or bool(shape.words - _LITTLE - _BACKGROUND)
    return said or len(shape.slots) + background > 1


def texts() -> tuple[list[str], list[str]]:
    """What is compared with: the examples' plain texts, and every word that they say something with, sorted."""
    plain = [e.shape.plain for e in examples()]
    return plain, sorted({w for e in examples() for w in e.shape.words} - _LITTLE)


@cache
def _matrix() -> Matrix:
    """The embeddings of the examples, a row each."""
    return embed.remembered(texts()[0])


@lru_cache(maxsize=512)
def _vector(text: str) -> Matrix:
    """The embedding of one text; a refused sentence is looked up several times."""
    return embed.embed([text])[0]


@cache
def _words() -> tuple[dict[str, int], Matrix]:
    """Every word that paraphrases say something with, its row, and the embeddings."""
    words = texts()[1]
    return {w: i for i, w in enumerate(words)}, embed.remembered(words)


def _vectors(words: Iterable[str]) -> Matrix:
    """The embeddings of words of the paraphrases, a row each."""
    rows, matrix = _words()
    return matrix[[rows[w] for w in words]]


def _kinds(shape: Shape) -> list[str]:
    """The slots that a sentence fills, sorted."""
    return sorted(kind for kind, said in shape.slots.items() for _ in said)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a sentence is surely read as: the canonical sentence with the content filled in; `complaint` when it says
    what is wrong instead of what to do."""

    sentence: str
    complaint: bool
    cosine: float
    margin: float


def sure(sentence: str) -> Hit | None:
    """The canonical sentence that `sentence` is surely a paraphrase of, filled with its content; None otherwise."""
    found = [hit for shape in shapes_of(sentence) if (hit := _sure(shape)) is not None]
    return max(found, key=lambda h: h.cosine, default=None)


def _sure(shape: Shape) -> Hit | None:
    if shape.open or shape.mood == "question" or not _says(shape):
        return None
    if shape.mood == "stated" and (not shape.told or shape.level):
        return None
    cosines: list[float] = (_matrix() @ _vector(shape.plain)).tolist()
    could, others = _best(shape, cosines)
    if not could:
        return None
    (example, cosine), *rest = sorted(could.values(), key=lambda pair: -pair[1])
    margin = cosine - max((v for _, v in rest), default=0.0)
    other = max((v for c, v in others.items() if c != example.canonical), default=0.0)
    if cosine < LEAST or margin < MARGIN or other > cosine + OTHER:
        return None
    if not _accounted(shape, example) or (shape.level and "{level}" not in example.canonical):
        return None
    return Hit(fill(example.canonical, shape), shape.mood == "stated", cosine, margin)


def _best(shape: Shape, cosines: Sequence[float]) -> tuple[dict[str, tuple[Example, float]], dict[str, float]]:
    """By intent: the nearest example that could mean the same, and the cosine to those of other slots or mood.

    Examples with other poles are left out: embeddings hardly tell opposites apart, the poles do.
    """
    could: dict[str, tuple[Example, float]] = {}
    others: dict[str, float] = {}
    slots = _kinds(shape)
    for example, cosine in zip(examples(), cosines, strict=True):
        of = example.shape
        if of.poles != shape.poles:
            continue
        if _kinds(of) == slots and of.mood == shape.mood:
            if example.canonical not in could or could[example.canonical][1] < cosine:
                could[example.canonical] = (example, cosine)
        else:
            others[example.canonical] = max(others.get(example.canonical, -1.0), cosine)
    return could, others


def _accounted(shape: Shape, example: Example) -> bool:
    """Whether each left-over word is said by a word of the intent; of its turned ones where the meaning is turned."""
    known = vocabulary(example.canonical, TURNED in shape.poles)
    stems = {_stem(w) for w in known}
    left = [w for w in sorted(shape.words - _LITTLE) if _stem(w) not in stems]
    if not left or not known:
        return not left
    if shape.verbs & set(left):
        return False
    cosines = np.stack([_vector(w) for w in left]) @ _vectors(known).T
    return bool((cosines.max(1) >= WORD).all())


@cache
def vocabulary(canonical: str, turned: bool) -> frozenset[str]:
    """The words that paraphrases of an intent say it with; `turned`: of those with 'not', 'no', 'less' and the like."""
    own = (e.shape for e in examples() if e.canonical == canonical)
    words = (s.words for s in own if (TURNED in s.poles) == turned)
    return frozenset(w for some in words for w in some) - _LITTLE


def _stem(word: str) -> str:
    """A word without its ending, roughly: 'recognise', 'recognised', 'recognising' are one."""
    for ending in ("ing", "ed", "es", "s", "e", "y", "r"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _stem(word[: -len(ending)]) if ending == "r" else word[: -len(ending)]
    return word


def fill(canonical: str, shape: Shape) -> str:
    """The canonical sentence with the content of a sentence; the level may be empty."""
    content = {kind: said[0] for kind, said in shape.slots.items()}
    return " ".join(canonical.format(**content, level=shape.level).split())


def ready() -> bool:
    """True when the embedding weights are there."""
    return embed.available()


def warm() -> None:
    """Reads the examples and their embeddings, so that the first refusal does not pay for it."""
    if ready():
        _matrix()
        _words()


def likely(sentence: str) -> tuple[list[str], list[str]]:
    """What a sentence may be meant to say, the likeliest first: with content of its own put in, and without any."""
    own: dict[str, float] = {}
    plain: dict[str, float] = {}
    things = own_things(sentence)
    for found in shapes_of(sentence):
        shape = _with_thing(found, things)
        cosines: list[float] = (_matrix() @ _vector(shape.plain)).tolist()
        for example, cosine in zip(examples(), cosines, strict=True):
            needed = set(kinds(example.canonical))
            if needed <= set(shape.slots):
                said, scored = fill(example.canonical, shape), own if needed else plain
                scored[said] = max(scored.get(said, -1.0), cosine - UNUSED * len(set(shape.slots) - needed))
    first, second = (sorted((s for s, v in d.items() if v >= GUESS), key=lambda s: -d[s]) for d in (own, plain))
    return first, second


def _with_thing(shape: Shape, things: Sequence[str]) -> Shape:
    """The shape with the first thing that is one for sure; without any when there is none."""
    slots = {kind: said for kind, said in shape.slots.items() if kind != "thing"}
    return replace(shape, slots={**slots, "thing": (things[0],)} if things and "thing" in shape.slots else slots)
