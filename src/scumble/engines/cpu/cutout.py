"""Remove the background: cut the subject out onto transparency (background.remove)."""

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import lay_over


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject with straight alpha; edge colours are the subject's own. Raises Cancelled.

    Under alpha 0 the colours are zero: the file is smaller and nothing of the removed background stays in it.
    """
    return Candidate(image=lay_over(task, backdrop.clear(task.image.width), cancel), blended=True)
