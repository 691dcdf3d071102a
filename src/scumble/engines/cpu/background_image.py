"""Replace the background with another input picture, scaled to cover and centred (background.image)."""

from scumble.codec.convert import into_profile
from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import lay_over


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject before input picture `image` (1-based; 2 when absent), whose colours and transparency are kept.

    A reference in another colour profile is converted to the edited picture's. Raises InvalidValue, Cancelled.
    """
    image = task.image
    reference = into_profile(_chosen(task), image.profile)
    cancel.check()
    band = backdrop.picture(reference.pixels, image.height, image.width)
    return Candidate(image=lay_over(task, band, cancel), blended=True)


def _chosen(task: Task) -> Image:
    """The reference that `image` names. Raises InvalidValue."""
    index = task.step.params.get("image", 2)
    count = 1 + len(task.references)
    if isinstance(index, bool) or not isinstance(index, int) or not 2 <= index <= count:
        sent = "one picture was sent" if count == 1 else f"{count} pictures were sent"
        raise InvalidValue(
            f"The background can be input picture 2 or later; picture {index} was named and {sent}. "
            "Send the background as a further `image`.",
            param="image",
        )
    return task.references[index - 2]
