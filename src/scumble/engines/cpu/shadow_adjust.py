"""Shadow of a thing made weaker, deeper or softer, or taken off the ground (shadow.adjust, shadow.remove)."""

import numpy as np

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.relight import relit
from scumble.engines.cpu.values import number
from scumble.vision.shadows import UNTOLD, Shadow, find_shadow, shadow_within

GUARD = "shadow_outline"
TOLD = "The ground's brightness goes on smoothly where the shadow's outline was."
DOUBTFUL = (
    "The result is doubtful: an outline stays where the shadow was told from the ground. Look at it closely; a mask of"
    " just the shadow helps, and an engine with a generative model would do better."
)
GOES_ON = "The shadow goes on further than it could be told from the ground; draw a mask over all of it to have it all."
NONE_FOUND = (
    "No shadow could be told from the ground around {what}: nothing there is darker than the ground in the way a shadow"
    " is. Draw a mask over the shadow, and what is dark in it will be taken."
)


def render_adjust(task: Task, cancel: CancelToken) -> Candidate:
    """`strength` -1..1 and `softness` 0..1, one of them at least. Raises InvalidValue, Unsupported (no shadow is
    found), Cancelled."""
    strength, softness = number(task.step.params, "strength", -1, 1), number(task.step.params, "softness", 0, 1)
    if strength == 0 and softness == 0:
        raise InvalidValue("A shadow is adjusted by 'strength' (-1..1), 'softness' (0..1) or both.", param="strength")
    return _changed(task, strength, softness, cancel)


def render_remove(task: Task, cancel: CancelToken) -> Candidate:
    """The ground as it is without the shadow. Raises Unsupported (no shadow is found), Cancelled."""
    return _changed(task, -1.0, 0.0, cancel)


def _changed(task: Task, strength: float, softness: float, cancel: CancelToken) -> Candidate:
    """The shadow that is found, or lies in what was drawn, changed."""
    shadow = shadow_of(task)
    if shadow is None:
        raise no_shadow(task)
    cancel.check()
    drawn = in_drawing(task)
    cover = np.zeros_like(task.region.weights) if drawn else task.region.weights
    new = relit(task.image, shadow, cover, strength, softness, task.seed, cancel)
    notes = () if shadow.whole else (GOES_ON,)
    verdicts = (outline(shadow), *new.verdicts)
    if drawn:
        return Candidate(image=new.image, notes=notes, verdicts=verdicts)
    wrote = Region.of_mask(new.touched)
    return Candidate(image=new.image, blended=True, region=wrote, notes=notes, verdicts=verdicts)


def outline(shadow: Shadow) -> Verdict:
    """Whether an outline stays where the shadow was."""
    return Verdict(
        guard=GUARD,
        passed=shadow.residue <= UNTOLD,
        value=round(shadow.residue, 3),
        limit=UNTOLD,
        sentence=TOLD if shadow.residue <= UNTOLD else DOUBTFUL,
    )


def shadow_of(task: Task) -> Shadow | None:
    """The shadow of the task's thing; what is in shade inside a drawing."""
    if in_drawing(task):
        return shadow_within(task.image.rgb, task.region.inside)
    bounds = Region.of_mask(task.region.weights > 0.5).bounds
    return None if bounds is None else find_shadow(task.image.rgb, task.region.weights, bounds)


def in_drawing(task: Task) -> bool:
    """True when the region is where the shadow is, rather than the thing that casts it."""
    return task.step.target.kind == "region"


def no_shadow(task: Task) -> Unsupported:
    """The error where none is found."""
    what = {"subject": "the subject", "region": "what was drawn"}.get(task.step.target.kind, "")
    what = what or f'"{task.step.target.words}"'
    return Unsupported(NONE_FOUND.format(what=what), part=task.step.text, needs="a mask over the shadow", param="mask")
