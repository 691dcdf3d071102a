"""Engines: Step + Image + Region -> Candidate. The port every engine fulfils."""

from dataclasses import dataclass
from typing import Protocol

from scumble.core.capability import Capabilities
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Step
from scumble.core.region import Region
from scumble.core.work import CancelToken


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """One step to draw.

    image: the picture so far, upright. region: where it may change, of the image's size (full for 'whole').
    references: the other input pictures, image 2 first. has_drawn: the region came from the caller's own drawing.
    seed: variants differ by it. avoid: what must not be copied into the region (other things, faces), where the
    operation copies. subject: the subject's soft alpha (1 = subject) where the plan needed one.
    """

    step: Step
    image: Image
    region: Region
    references: tuple[Image, ...] = ()
    subject: Region | None = None
    avoid: Region | None = None
    has_drawn: bool = False
    seed: int = 0


class Engine(Protocol):
    """Draws one step. Raises core errors only; pixels outside the region need not be kept (compose sees to that)."""

    @property
    def name(self) -> str:
        """As callers write it in `model`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """The candidate for this step."""
        ...
