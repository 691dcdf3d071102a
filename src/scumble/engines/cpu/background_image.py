"""Replace the background with another input picture, scaled to cover and centred (background.image)."""

from scumble.codec.convert import into_profile
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import lay_over
from scumble.engines.cpu.references import reference_of


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject before input picture `image` (1-based; 2 when absent), whose colours and transparency are kept.

    A reference in another colour profile is converted to the edited picture's. Raises InvalidValue, Cancelled.
    """
    image = task.image
    reference = into_profile(reference_of(task, "The background")[0], image.profile)
    cancel.check()
    band = backdrop.picture(reference.pixels, image.height, image.width)
    return Candidate(image=lay_over(task, band, cancel), blended=True)
