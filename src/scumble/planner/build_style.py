"""Step builder for styles: which style, how strong, in which colours, on what."""

from typing import Final

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op
from scumble.planner.amounts import share_of
from scumble.planner.draft import Draft, target_of
from scumble.planner.match import Clause
from scumble.planner.pictures import other_picture

TWO_COLORS: Final = ("duotone", "halftone")
"""Styles whose two colours may be said."""
GREY: Final = frozenset({"pencil", "ink", "line art", "engraving", "halftone"})
"""Styles that have no colour anyway."""


def style(clause: Clause, draft: Draft) -> None:
    """One step; 'black and white' before a coloured style is a step of its own."""
    look = clause.all("LOOK")[0]
    name = str(look.value)
    target, named = target_of(clause, draft)
    params: dict[str, JsonValue] = {"style": name}
    colors = _colors(clause, name, draft)
    if colors:
        params["colors"] = colors
    strength = share_of(clause, "style", 1.0)
    if strength < 1:
        params["strength"] = strength
    if clause.has("BW") and name not in GREY and name not in TWO_COLORS:
        draft.add(clause, Op.TONE, target, {"grayscale": True}, named=named)
    draft.add(clause, Op.STYLE, target, params, named=named)
    draft.it = target if named and target.kind != "whole" else None


def style_like(clause: Clause, draft: Draft) -> None:
    """The style of another input picture."""
    index = other_picture(clause, draft)
    target, named = target_of(clause, draft)
    params: dict[str, JsonValue] = {"style": "reference", "image": index}
    strength = share_of(clause, "style", 1.0)
    if strength < 1:
        params["strength"] = strength
    draft.add(clause, Op.STYLE, target, params, named=named)
    draft.it = target if named and target.kind != "whole" else None


def _colors(clause: Clause, name: str, draft: Draft) -> list[JsonValue]:
    """The two colours that were said; none where none was. Raises Unsupported where they cannot be had."""
    found: list[JsonValue] = [str(c.value) for c in clause.all("COLOR")]
    if clause.has("BW") and name in TWO_COLORS:
        found = ["#000000", "#ffffff"]
    if not found:
        return []
    if name not in TWO_COLORS:
        said = clause.said(clause.all("COLOR")[0])
        raise Unsupported(
            f'"{said}" in "{clause.text}" cannot be done: the colours of this style are its own; '
            f"those of a {' and a '.join(TWO_COLORS)} can be said.",
            part=said,
            nearest=("duotone in navy and pink", "halftone in black and white"),
        )
    if len(found) == 1:
        draft.note(f"One colour was named for the {name}: the other is white.")
        found.append("#ffffff")
    if len(found) > 2:
        said = clause.said(clause.all("COLOR")[2])
        raise Unsupported(
            f'"{said}" in "{clause.text}" cannot be done: a {name} has two colours.',
            part=said,
            nearest=("duotone in navy and pink", "duotone in black and orange"),
        )
    return found
