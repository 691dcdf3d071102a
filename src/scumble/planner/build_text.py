"""Step builder for text: other words in place of old ones, and words added to the picture."""

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.planner.draft import Draft
from scumble.planner.lettering import Writing

LONGEST = 200
"""Characters of a text that can be written."""
_PLACES_OF_TEXT = (
    "add the text 'New' in the top right corner in white",
    "write 'SALE' at the bottom in large red letters",
)


def write(writing: Writing, draft: Draft) -> None:
    """One step. Raises Unsupported for words that nothing can be made of: nothing is ever done half."""
    if not writing.text.strip() or len(writing.text) > LONGEST:
        raise Unsupported(
            f'"{writing.said[:160]}" does not say what to write, or more than {LONGEST} characters.',
            part=writing.said[:160],
            nearest=("change 'SALE' to 'WINTER SALE'", _PLACES_OF_TEXT[0]),
        )
    if writing.unknown:
        raise Unsupported(
            f'"{writing.unknown}" in "{writing.said[:160]}" is not understood: beside the words in quotation marks, a '
            "place, a colour, a size and a typeface can be said.",
            part=writing.unknown,
            nearest=_PLACES_OF_TEXT,
        )
    if writing.kind == "replace":
        _replace(writing, draft)
    else:
        _add(writing, draft)
    draft.unnamed.append(False)
    draft.it = None


def _replace(writing: Writing, draft: Draft) -> None:
    params: dict[str, JsonValue] = {"text": writing.text}
    if writing.find:
        params["find"] = writing.find
    drawn = draft.context.has_drawn and not writing.find
    target = Target(kind="region") if drawn else Target(kind="object", words=writing.about or "the text")
    draft.steps.append(Step(op=Op.TEXT_REPLACE, target=target, params=params, text=writing.said))


def _add(writing: Writing, draft: Draft) -> None:
    params: dict[str, JsonValue] = {"text": writing.text, **writing.params}
    if writing.color:
        params["color"] = writing.color
    if writing.pixels is not None:
        draft.assume_size()
        width, height = draft.size or (draft.context.width, draft.context.height)
        # A size in pixels or points is that of the em; capitals are 0.72 of it.
        params["size"] = round(min(0.9, max(0.01, 0.72 * writing.pixels / min(width, height))), 4)
    target = Target(kind="whole")
    if draft.context.has_drawn:
        target = Target(kind="region")
    elif writing.about:
        target = Target(kind="object", words=writing.about)
    draft.steps.append(Step(op=Op.TEXT_ADD, target=target, params=params, text=writing.said))
