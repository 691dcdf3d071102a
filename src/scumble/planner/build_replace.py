"""Step builder for replacing a thing by what another picture shows, or the error that says what it would need."""

from typing import Final

from scumble.core.errors import InvalidRequest, Unsupported
from scumble.core.plan import Op
from scumble.planner.draft import Draft, target_of
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal

REPLACING: Final = frozenset("replace replaces swap exchange substitute swapping replacing switch".split())
"""Verbs that say it without naming a picture; 'make', 'put' and the like need one."""


def replace_thing(clause: Clause, draft: Draft) -> None:
    """One step. 'with a different model' is the second picture's subject where one was sent.

    Raises Unsupported: no second picture, and nothing here draws new things.
    """
    shown = clause.first("IMAGE", "OTHERIMAGE")
    verb = clause.said(clause.chunks[0]).lower().split()[0]
    if shown is None and verb not in REPLACING:
        raise refusal(clause, EDITS)
    sent = draft.context.sources
    index = int(shown.value) if shown is not None and isinstance(shown.value, float) else 2
    old, new = _halves(clause)
    if index > sent:
        raise _needs_picture(clause, new, index, sent)
    if (shown is None or shown.cls == "OTHERIMAGE") and sent > 2:
        raise InvalidRequest(
            f'"{new.text}" could be in any of {sent - 1} pictures: say "the second image" or "image 3".', param="prompt"
        )
    target, _ = target_of(old, draft)
    draft.add(clause, Op.OBJECT_REPLACE, target, {"image": index})
    if shown is None:
        draft.note(f'"{new.text}" is taken to be what picture {index} shows.')
    draft.it = target


def _halves(clause: Clause) -> tuple[Clause, Clause]:
    """What is replaced, and what by."""
    chunks = clause.chunks
    instead = next((i for i, c in enumerate(chunks) if c.cls == "INSTEAD"), None)
    if instead is not None:
        return _part(clause, instead + 1, len(chunks)), _part(clause, 1, instead)
    cut = _turning_point(clause)
    return _part(clause, 1, cut), _part(clause, cut + 1, len(chunks))


def _part(clause: Clause, first: int, end: int) -> Clause:
    """Some of a clause's phrases; the articles before them are still to be seen."""
    chunks = clause.chunks[first:end]
    return Clause(chunks, (), clause.chunks[first - 1].end, chunks[-1].end, clause.words)


def _turning_point(clause: Clause) -> int:
    """The 'with', 'by' or 'for' behind the old thing: the first one behind which nothing but a new thing is left."""
    at = [i for i, c in enumerate(clause.chunks) if i > 1 and c.cls in {"P", "TO"}]
    return at[0] if len(at) == 1 else next((i for i in at if clause.said(clause.chunks[i]).lower() != "using"), at[0])


def _needs_picture(clause: Clause, new: Clause, index: int, sent: int) -> Unsupported:
    """No picture shows the new thing, and nothing here invents one."""
    said = new.text or clause.text
    return Unsupported(
        f'"{said}" in "{clause.text}" needs picture {index}, and {sent} {"was" if sent == 1 else "were"} sent: send a '
        "picture that shows it as a further `image`, and it is put there in the light of the first. To invent it from "
        "words would need: generative engine.",
        part=said,
        nearest=("make the car navy", "remove the car"),
        needs="generative engine",
        param="image",
    )
