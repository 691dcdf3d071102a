"""Following things that a step has carried elsewhere, so that later steps find them where they are now."""

import asyncio
from dataclasses import dataclass, replace

import numpy as np

from scumble.core.image import Image
from scumble.core.outcome import Candidate, Geometry
from scumble.core.plan import GEOMETRIC, Op, Step
from scumble.core.region import Region
from scumble.core.work import WorkPool
from scumble.edits.compose import move_region
from scumble.edits.selection import Selections
from scumble.regions.select import Selection

SAME = 0.5
"""Share of a thing inside a region from which the region is about that thing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Carried:
    """A thing that a step moved or made another of. was, now: before and after that step, in the picture of then.
    stays: it is still where it was, too. moves: how many geometric steps there had been."""

    was: Region
    now: Region
    stays: bool
    moves: int


def carried(step: Step, found: Selection, candidate: Candidate, moves: tuple[Geometry, ...]) -> Carried | None:
    """What a step carried; None when it carried nothing."""
    if candidate.thing is None:
        return None
    stays = step.op is Op.OBJECT_DUPLICATE
    return Carried(was=found.region, now=candidate.thing, stays=stays, moves=len(moves))


async def found_for(
    pool: WorkPool,
    selections: Selections,
    step: Step,
    image: Image,
    moves: tuple[Geometry, ...],
    things: tuple[Carried, ...],
) -> tuple[Selection, Region | None]:
    """Where a step acts, things that were carried elsewhere followed; and what it takes from another picture, found at
    the same time. Of two errors that of the first."""

    def where() -> Selection:
        return followed(selections.for_step(step, image, moves), step, things, moves)

    if selections.named(step) is None:
        return await pool.run_if(bool(things) or selections.looks(step), where), None
    found, taken = await asyncio.gather(pool.run(where), pool.run(selections.taken, step), return_exceptions=True)
    if isinstance(found, BaseException):
        raise found
    if isinstance(taken, BaseException):
        raise taken
    return found, taken


def followed(found: Selection, step: Step, things: tuple[Carried, ...], moves: tuple[Geometry, ...]) -> Selection:
    """The selection as it is after things were carried: found on the source, it is moved with them."""
    if not things or (step.target.kind == "whole" and step.op not in GEOMETRIC):
        return found
    region, subject = found.region, found.subject
    behind = step.target.kind == "background" and subject is not None
    for thing in things:
        was, now = (
            move_region(r, moves[thing.moves :]) if len(moves) > thing.moves else r for r in (thing.was, thing.now)
        )
        subject = None if subject is None else _after(subject, was, now, stays=thing.stays)
        if not behind and step.target.kind != "whole":
            region = _after(region, was, now, stays=thing.stays)
    if behind and subject is not None:
        region = subject.invert()
    return replace(found, region=region, subject=subject)


def _after(region: Region, was: Region, now: Region, *, stays: bool) -> Region:
    """The region without what left it and with what it is now; the same where it is about something else."""
    total = float(was.weights.sum())
    if total == 0 or float(np.minimum(region.weights, was.weights).sum()) < SAME * total:
        return region
    left = region.weights if stays else np.minimum(region.weights, 1 - was.weights)
    return Region(weights=np.maximum(left, now.weights))
