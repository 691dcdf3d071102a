"""Refusal of what was not understood: names the words, the nearest sentences that would work, and the engine needed."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from scumble.core.borders import USUAL
from scumble.core.errors import Unsupported
from scumble.planner.border_styles import said
from scumble.planner.chunks import UNKNOWN, Chunk
from scumble.planner.intents import CANVASES, EDITS, Intent
from scumble.planner.language import seems_foreign
from scumble.planner.match import Clause, make_clause, matches
from scumble.planner.naming import named_thing
from scumble.planner.own_things import names_others
from scumble.planner.phrases import chunk
from scumble.planner.refusals import DRAWINGS, ENGINES, GENERATIVE, REFUSALS, draws_anew
from scumble.planner.restate import guesses, is_plain

STRANGE = frozenset({UNKNOWN, "SEASON", "STYLE", "DEFECT", "FILEFORMAT"})
"""Classes that no row of the registry takes: they are what was not understood."""
_JOINABLE = frozenset(
    {"OBJECT", "PART", "LIGHT", "BORDER", "SUBJECT", "COLORNOUN", "SHADOW", "STYLE", "LOOK", "SEASON", "SETTING"}
)
_QUALITIES = frozenset({"COLOR", "STUDIO", "TRANSPARENT", "BW", "NEUTRALADJ", "BLURADJ", "ADJ", "GRADIENT"})
"""Classes that stand before a noun without an article between them."""
_NO_START = frozenset({"IT", "P", "TO", "ON", "IN", "OF", "FROM", "BE"})
"""Classes that no natural sentence starts with."""
_BEFORE_A = frozenset({"ADD", "PUT", "GIVE", "ON", "P"})
_LONGEST_PART = 160
_LONGEST_READ = 2_000
"""Characters that are read again to find what would work."""
SUGGESTIONS = 2
COMMON = ("replace the background with a clean white studio setting", "make it brighter and warmer")
"""What is suggested where nothing that was said has anything to do with what can be done."""


def refusal(clause: Clause, table: Sequence[Intent]) -> Unsupported:
    """The error for a clause that no row explains."""
    if seems_foreign(clause.words):
        return in_english_only(clause.words, table)
    part = part_of(clause, table)
    classes = {c.cls for c in clause.chunks}
    rows = DRAWINGS if table is CANVASES else REFUSALS
    row = next((r for r in rows if r.has <= classes), None)
    nearest = nearest_to(clause, table, row.nearest if row else ())
    needs = (row.needs or None) if row is not None else None
    if table is not CANVASES and needs is None and draws_anew(clause.text):
        needs, part = GENERATIVE, shorten(clause.text)
    where = "" if part == shorten(clause.text) else f' in "{shorten(clause.text)}"'
    sentence = f'"{part}"{where} is not understood' if part else "The instruction says nothing that can be done"
    styled = "BORDER" in classes and bool(classes & STRANGE)
    needs = None if styled else needs
    named = f"{needs} ({ENGINES})" if needs == GENERATIVE else needs
    engine = f"; it would need: {named}" if needs else ""
    able = f" {row.able}" if row is not None and row.able else ""
    styles = f" Styles of a border: {', '.join(said(s) for s in USUAL)}." if styled else ""
    instead = " or ".join(f'"{n}"' for n in nearest)
    return Unsupported(
        f"{sentence}{engine}.{able} What would work: {instead}.{styles}", part=part, nearest=nearest, needs=needs
    )


def in_english_only(words: str, table: Sequence[Intent]) -> Unsupported:
    """The error for an instruction in a language that is not read."""
    part = shorten(words.strip())
    nearest = nearest_to(make_clause([], ""), table, ())
    instead = " or ".join(f'"{n}"' for n in nearest)
    return Unsupported(
        f'"{part}" is not understood: instructions are understood in English, German, French, Spanish and Portuguese. '
        f"What would work: {instead}.",
        part=part,
        nearest=nearest,
    )


def word_not_known(word: str, language: str, words: str, table: Sequence[Intent]) -> Unsupported:
    """The error for a word that the tables of the instruction's language do not have."""
    nearest = nearest_to(make_clause([], ""), table, ())
    instead = " or ".join(f'"{n}"' for n in nearest)
    return Unsupported(
        f'"{word}" in "{shorten(words.strip())}" is not a {language} word that is known here. '
        f"Another word for it may be, and English works too, for example {instead}.",
        part=word,
        nearest=nearest,
    )


def nothing_to_do(words: str, table: Sequence[Intent], *, kept: str = "") -> Unsupported:
    """The error for words that ask for no edit at all."""
    nearest = nearest_to(make_clause([], ""), table, ())
    part = shorten(kept or words.strip())
    said = f'"{part}" asks for no change' if part else "The instruction is empty"
    instead = " or ".join(f'"{n}"' for n in nearest)
    return Unsupported(f"{said}: say what to change, for example {instead}.", part=part, nearest=nearest)


def with_guesses(error: Unsupported, words: str, table: Sequence[Intent]) -> Unsupported:
    """The error with two sentences that would work, where it has fewer: those nearest to what was not done."""
    if len(error.nearest) >= SUGGESTIONS or is_plain():
        return error
    about = error.part or words
    at = max(words.find(about), 0)
    near = [c for c in chunk(words[:_LONGEST_READ]) if at <= c.start < at + len(about)]
    guesses = nearest_to(make_clause(near, words), table, error.nearest)
    instead = " or ".join(f'"{n}"' for n in guesses)
    message = error.message if error.nearest else f"{error.message.rstrip('.')}. What would work: {instead}."
    return Unsupported(message, part=error.part, nearest=guesses, needs=error.needs, param=error.param)


def part_of(clause: Clause, table: Sequence[Intent]) -> str:
    """The words that were not understood: unknown words together with the noun they belong to, else the clause."""
    strange = [i for i, c in enumerate(clause.chunks) if c.cls in STRANGE]
    if strange:
        strange += [i for i, c in enumerate(clause.chunks) if c.cls == "PART"]
        strange.sort()
    else:
        if clause.levels and matches(_without_levels(clause), table):
            return shorten(clause.said(clause.levels[0]))
        return shorten(clause.text)
    first, last = strange[0], strange[-1]
    while last + 1 < len(clause.chunks) and clause.chunks[last + 1].cls in _JOINABLE:
        last += 1
    return shorten(clause.words[clause.chunks[first].start : clause.chunks[last].end])


def _without_levels(clause: Clause) -> Clause:
    """The clause without 'slightly' and the like."""
    return Clause(clause.chunks, (), clause.start, clause.end, clause.words)


def shorten(text: str) -> str:
    """At most 160 characters of a text."""
    return text if len(text) <= _LONGEST_PART else text[: _LONGEST_PART - 1].rstrip() + "…"


def nearest_to(clause: Clause, table: Sequence[Intent], known: Sequence[str]) -> tuple[str, ...]:
    """One or two sentences that work: the clause without its strange words, then the row's, then similar examples."""
    if is_plain():
        return tuple(known)[:SUGGESTIONS]
    found: list[str] = []
    if table is not CANVASES and [c.cls for c in clause.chunks] == ["COLOR"]:
        found.append(f"make the background {clause.said(clause.chunks[0]).lower()}")
    shape = clause.first("SQUARE", "RATIO")
    if table is not CANVASES and shape is not None and clause.has("MORE", "MORESPACE") and not clause.has("CROP"):
        # More of anything at another shape is not less of the picture: a crop would be the opposite.
        found.append(f"extend it to {clause.said(shape).lower()}")
    found.extend(_completed(clause, table))
    trimmed = _trimmed(clause, table)
    if trimmed:
        found.append(trimmed)
    own, plain = guesses(clause, table)
    found.extend((*own, *(k for k in known if not names_others(k, clause.words)), *plain))
    classes = {c.cls for c in clause.chunks} - {"SETV", "P", "TO"}
    scored = sorted(_examples(table is CANVASES), key=lambda e: -len(classes & e[1]))
    # A thing alone, or an article, tells nothing of what is wanted.
    if table is not CANVASES and not any(classes & said - {"OBJECT", "DET"} for _, said in scored):
        found.extend(COMMON)
    found.extend(s for s, _ in islice((e for e in scored if not names_others(e[0], clause.words)), SUGGESTIONS))
    return tuple(dict.fromkeys(found))[:SUGGESTIONS]


_OTHER_WORDS = re.compile(r"\b(?:translat\w*|typos?|spelling|misspell\w*|mis-?spelt|proofread)\b", re.IGNORECASE)
_CORNERS = re.compile(
    r"\b(?:round(?:ed|ing)?|curved|soft) (?:the |its |all )?(?:corners|edges)|corners? (?:round|curved)", re.I
)


def _completed(clause: Clause, table: Sequence[Intent]) -> tuple[str, ...]:
    """What was asked for, with what is missing in it."""
    if table is CANVASES:
        return ()
    thing = named_thing(clause)
    if clause.has("ROTATE") and thing is not None and not clause.has("DEG", "NUM"):
        return (f"rotate {thing.words} 15 degrees",)
    if _OTHER_WORDS.search(clause.text):
        return ("replace 'SALE' with 'WINTER SALE'",)
    return ("add a white border with rounded corners",) if _CORNERS.search(clause.text) else ()


@cache
def _examples(canvases: bool) -> tuple[tuple[str, frozenset[str]], ...]:
    """Every example of a table that needs no second picture, with its classes."""
    table = CANVASES if canvases else EDITS
    said = ((e, frozenset(c.cls for c in chunk(e))) for intent in table for e in intent.examples)
    return tuple((sentence, classes) for sentence, classes in said if not classes & {"IMAGE", "OTHERIMAGE"})


def _trimmed(clause: Clause, table: Sequence[Intent]) -> str | None:
    """What is left of a clause without its strange words, when that is understood."""
    if len(clause.chunks) > 20 or not any(c.cls in STRANGE for c in clause.chunks):
        return None
    kept: list[Chunk] = [c for c in clause.chunks if c.cls not in STRANGE and c.start >= clause.start]
    short = make_clause(kept, clause.words)
    if (
        len(short.chunks) < 2
        or short.chunks[0].cls in _NO_START
        or (short.chunks[0].cls in {"PUT", "GIVE"} and short.chunks[1].cls in _NO_START - {"IT"})
        or not matches(short, table)
        or short.has("PART", "OBJECT", "REGION", "IMAGE", "KEEP", "NOT", "REST", "SIZE", "PX", "NUM")
    ):
        return None
    return _sentence(short)


def _sentence(clause: Clause) -> str:
    """The words of a clause's phrases as a sentence, with an article where one is missing."""
    said: list[str] = []
    quality, background = clause.first(*_QUALITIES), clause.first("BG")
    if len(clause.chunks) == 2 and quality is not None and background is not None:
        return f"make the background {clause.said(quality).lower()}"
    before = ""
    for c in clause.chunks:
        article = ""
        if before and before not in _QUALITIES:
            one = c.cls == "BORDER" or (c.cls == "COLOR" and clause.chunks[-1].cls in {"BG", "BORDER"})
            article = "the " if c.cls in {"BG", "SUBJECT", "WHOLE"} else "a " if one and before in _BEFORE_A else ""
        said.append(article + clause.said(c).lower())
        before = c.cls
    return " ".join(said)
