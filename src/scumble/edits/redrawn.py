"""Render and fit: asks the engine for a step, and lays what was drawn anew back over what was sent.

Between an engine's answer and the paste-back: the part that an engine without masks is sent (`emulate`), and the
geometry guard for candidates that are `regenerated` (`guards/geometry.py`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from scumble.core.capability import Capabilities
from scumble.core.outcome import Candidate
from scumble.core.plan import GEOMETRIC
from scumble.core.region import Region
from scumble.core.work import CancelToken, WorkPool
from scumble.edits.clock import Clock
from scumble.edits.emulate import Sent, placed, placed_region, sent
from scumble.edits.paid import Renderer
from scumble.engines import Task
from scumble.guards import geometry

Draws = Callable[[Task, int, Clock], Awaitable[tuple[Candidate, Region]]]
"""Draws a step of a plan, with its number from 0: the candidate, and the region that it is to be pasted in."""


def draws(render: Renderer, can: Capabilities, pool: WorkPool, cancel: CancelToken) -> Draws:
    """Drawing by an engine with these capabilities; what it draws fits into the picture."""

    async def draw(task: Task, number: int, clock: Clock) -> tuple[Candidate, Region]:
        part = sent(task, can)
        with clock("render"):
            candidate = await render(part.task, number)
        if part.box is None and not candidate.regenerated:
            return candidate, task.region
        with clock("register"):
            return await pool.run_if(_compares(candidate, part), _fitted, candidate, part, task, cancel)

    return draw


def _compares(candidate: Candidate, part: Sent) -> bool:
    """Whether fitting looks at pixels; not where all of an opaque picture was replaced by another one of its size."""
    old, new = part.task.image, candidate.image
    plain = old.file is not None and new.file is not None and (old.width, old.height) == (new.width, new.height)
    return part.box is not None or not (plain and part.task.region.is_measured and part.task.region.is_full)


def _fitted(candidate: Candidate, part: Sent, task: Task, cancel: CancelToken) -> tuple[Candidate, Region]:
    """The candidate of the whole picture, laid back where it was drawn anew. Raises EngineFailed, Cancelled."""
    region = part.task.region
    if candidate.regenerated and task.step.op not in GEOMETRIC:
        fitted = geometry.fit(candidate.image, part.task.image, region, cancel)
        candidate = replace(
            candidate,
            image=fitted.image,
            notes=(*candidate.notes, *fitted.notes),
            verdicts=(*candidate.verdicts, *fitted.verdicts),
        )
        region = fitted.region
    return placed(candidate, part, task), placed_region(region, part, task)
