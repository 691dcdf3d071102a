"""Step builder for scenes: which place, in which light; and whether the subject's own light is left as it is."""

from typing import Final

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.draft import Draft
from scumble.planner.match import Clause

INSIDE: Final = frozenset({"kitchen", "office", "living room"})
"""Rooms that a table may be said to stand in."""


def scene(clause: Clause, draft: Draft) -> None:
    """One step; 'a beach at sunset' is the beach in golden light."""
    named = [str(c.value) for c in clause.all("SCENE")]
    moods = [m for c in clause.all("MOOD") for m in str(c.value or "").split("|") if m]
    name, rest = named[0], named[1:]
    if name in {"wood table", "marble"} and rest and rest[0] in INSIDE:
        name, rest = (rest[0] if name == "wood table" else name), rest[1:]
    if name == "sunset" and rest:
        name, rest = rest[0], [*rest[1:], "sunset"]
    if "sunset" in rest and name != "sunset":
        moods.append("golden hour")
        rest.remove("sunset")
    if any(r != name for r in rest):
        said = clause.said(clause.all("SCENE")[-1])
        raise Unsupported(
            f'"{said}" in "{clause.text}" is a second scene: one is drawn at a time.',
            part=said,
            nearest=(f"replace the background with a {named[0]} scene", f"replace the background with a {said} scene"),
        )
    shadow = clause.first("SHADOW")
    if shadow is not None and not shadow.value:
        said = clause.said(shadow)
        raise Unsupported(
            f'"{said}" in "{clause.text}": a scene is drawn with the shadow that its light casts.',
            part=said,
            nearest=(f"replace the background with a {named[0]} scene", "make the background white, no shadow"),
        )
    params: dict[str, JsonValue] = {"scene": name}
    if moods:
        params["moods"] = list(dict.fromkeys(moods))
    draft.add(clause, Op.BACKGROUND_SCENE, Target(kind="background"), params)
    draft.it = None
