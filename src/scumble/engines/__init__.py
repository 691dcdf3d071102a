"""Engines: Step + Image + Region -> Candidate. The port every engine fulfils."""

from dataclasses import dataclass
from typing import Protocol

from scumble.core.capability import Capabilities
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Step
from scumble.core.region import Region
from scumble.core.usage import Quality
from scumble.core.work import CancelToken
from scumble.vision.lettering import Line


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """One step to draw.

    image: the picture so far, upright. region: where it may change, of the image's size (full for 'whole').
    references: the other input pictures, image 2 first. has_drawn: the region came from the caller's own drawing.
    seed: variants differ by it. avoid: what must not be copied into the region (other things, faces), where the
    operation copies. subject: the subject's soft alpha (1 = subject) where the plan needed one. lines: the lines of
    text that are meant, in reading order, of operations on text. lettering: lines that are read on the thing, of
    operations that would make them hard to read. thing: the soft alpha of the subject of the reference that the step
    names, where it takes something from it. draft: it is for a preview, so that what takes long may be done roughly.
    quality: as the caller asked for; None = as the engine finds right. checked: whether what is drawn will be looked
    at; where not, its pixels need not be read by anyone.
    key: names this call to a provider that charges: it is the same when the same step of the same task is asked for
    again, after a lost connection or a crash, so that a provider that knows such keys answers with what it made the
    first time and charges nothing; empty where nothing is kept, and asking again is another call.
    """

    step: Step
    image: Image
    region: Region
    references: tuple[Image, ...] = ()
    subject: Region | None = None
    thing: Region | None = None
    avoid: Region | None = None
    lines: tuple[Line, ...] = ()
    lettering: tuple[Line, ...] = ()
    has_drawn: bool = False
    seed: int = 0
    draft: bool = False
    quality: Quality | None = None
    checked: bool = True
    key: str = ""


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
