"""Restates clauses that no row explains as the sentence they surely paraphrase; the grammar reads that sentence."""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from itertools import islice

from scumble.core.errors import Unsupported
from scumble.planner import nearest
from scumble.planner.clauses import read_clauses
from scumble.planner.draft import Context, Draft
from scumble.planner.intents import EDITS, Intent
from scumble.planner.language import seems_foreign
from scumble.planner.match import Clause
from scumble.planner.phrases import chunk
from scumble.planner.refusals import draws_anew

MOST = 4
"""Clauses of one instruction that are restated; each costs some ten milliseconds."""


def restated(words: str, table: Sequence[Intent], draft: Draft) -> str:
    """The instruction with what no row explains restated, as far as that is sure; `draft` gets the notes.

    A clause is tried first, then the whole instruction. What comes out is understood by the grammar.
    """
    if table is not EDITS or not nearest.ready() or is_plain():
        return words
    reads = list(read_clauses(chunk(words), words, table))
    unread = [r.clause for r in reads if not r.intents]
    if not unread or len(unread) > MOST or seems_foreign(words):
        return words
    if any(draws_anew(clause.text) for clause in unread):
        return words
    found = [(clause, _sentence(clause.text, table, alone=len(reads) == 1)) for clause in unread]
    if any(sentence is None for _, sentence in found):
        whole = _sentence(words, table, alone=True)
        found = [] if whole is None else [(Clause((), (), 0, len(words), words), whole)]
    text = words
    for clause, sentence in reversed(found):
        if sentence is not None:
            text = text[: clause.start] + sentence + text[clause.end :]
    for clause, sentence in found:
        if sentence is not None:
            draft.note(f'"{clause.text}" was read as: "{sentence}".')
            draft.typed[sentence] = clause.text
    return text


def _sentence(text: str, table: Sequence[Intent], *, alone: bool) -> str | None:
    """What a text surely paraphrases, where the grammar understands that.

    A complaint is an instruction only when it stands alone: 'it is upside down, fix that' asks once.
    """
    if len(text) > nearest.LONGEST:
        return None
    hit = nearest.sure(text)
    if hit is None or (hit.complaint and not alone) or not understood(hit.sentence, table):
        return None
    return hit.sentence


def understood(sentence: str, table: Sequence[Intent]) -> bool:
    """Whether rows explain every clause of a sentence."""
    read = list(read_clauses(chunk(sentence), sentence, table))
    return bool(read) and all(r.intents for r in read)


def guesses(clause: Clause, table: Sequence[Intent]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences that the grammar understands, the likeliest to be meant first: with the clause's own things and colours
    put in, and without any. Both are empty without the embeddings."""
    text = clause.text
    if (
        table is not EDITS
        or not text
        or len(text) > nearest.LONGEST
        or not nearest.ready()
        or getattr(_MODE, "guessing", False)
    ):
        return (), ()
    own, plain = nearest.likely(text)
    return _first(own), _first(plain)


def _first(sentences: Sequence[str]) -> tuple[str, ...]:
    """The first two sentences of which the grammar makes a plan."""
    return tuple(islice((s for s in sentences if _plans(s)), 2))


def _plans(sentence: str) -> bool:
    """Whether a plan comes of a sentence, for one picture in which nothing was drawn."""
    # Imported here: the planner's door calls this module.
    from scumble.planner.plan import plan_edit  # noqa: PLC0415

    context = Context(sources=1, has_drawn=False, transparent=None, width=1200, height=800)
    _MODE.guessing = True
    try:
        plan_edit(sentence, context)
    except Unsupported:
        return False
    finally:
        _MODE.guessing = False
    return True


@contextmanager
def plainly() -> Generator[None]:
    """While it lasts, this thread reads what rows explain and nothing else: no sentence is looked for that the words
    may paraphrase, nor one that would work in their place. That is most of what a refusal costs."""
    _MODE.plain = True
    try:
        yield
    finally:
        _MODE.plain = False


def is_plain() -> bool:
    """See `plainly`."""
    return bool(getattr(_MODE, "plain", False))


_MODE = threading.local()
"""guessing: a guess is tried, which needs no guesses of its own when it is refused. plain: see `plainly`."""
