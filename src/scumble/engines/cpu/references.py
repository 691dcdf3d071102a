"""The other input picture that a step's `image` parameter names."""

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.engines import Task


def reference_of(task: Task, what: str) -> tuple[Image, int]:
    """The picture that `image` (1-based; 2 when absent) names, and its number.

    what: what comes from it, as the subject of a sentence ('The background'). Raises InvalidValue when it was not sent.
    """
    index = task.step.params.get("image", 2)
    count = 1 + len(task.references)
    if isinstance(index, bool) or not isinstance(index, int) or not 2 <= index <= count:
        sent = "one picture was sent" if count == 1 else f"{count} pictures were sent"
        raise InvalidValue(
            f"{what} can come from input picture 2 or later; picture {index} was named and {sent}. "
            "Send the picture that shows it as a further `image`.",
            param="image",
        )
    return task.references[index - 2], index
