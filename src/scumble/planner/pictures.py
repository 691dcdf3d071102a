"""Which input picture an instruction means: 'the second image', 'image 3', 'the reference image'."""

from scumble.core.errors import InvalidRequest, Unsupported
from scumble.planner.draft import Draft
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal


def other_picture(clause: Clause, draft: Draft) -> int:
    """Its number, from 2 on. Raises Unsupported when it was not sent, InvalidRequest when it is not clear which."""
    found = clause.first("IMAGE", "OTHERIMAGE")
    second = clause.first("ORD")
    if found is None and second is not None and clause.said(second).lower() not in {"second", "2nd"}:
        raise refusal(clause, EDITS)
    index = int(found.value) if found is not None and isinstance(found.value, float) else 2
    sent = draft.context.sources
    if index > sent:
        said = clause.said(found) if found else "second image"
        raise Unsupported(
            f'"{said}" needs picture {index}, but {sent} {"was" if sent == 1 else "were"} sent: '
            "add it as a further `image`.",
            part=said,
            nearest=("replace the background with a white studio", "make the background navy"),
            needs="another input picture",
            param="image",
        )
    if found is not None and found.cls == "OTHERIMAGE" and sent > 2:
        raise InvalidRequest(
            f'"{clause.said(found)}" could be any of {sent - 1} pictures: say "the second image" or "image 3".',
            param="prompt",
        )
    return index
