"""A second one of an object, beside it (object.duplicate)."""

from dataclasses import replace

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.again import added
from scumble.engines.cpu.contact import goes_on
from scumble.engines.cpu.flat_moves import flat_moved
from scumble.engines.cpu.flat_thing import flat_thing
from scumble.engines.cpu.lift import Lifted, lift
from scumble.engines.cpu.values import Params
from scumble.engines.cpu.whereto import WAYS, Shift, clamped, distance_of, inside, shifted, way_of

GAP = 0.06
"""Free space between the two, as a share of the thing's side."""
TIGHT = "There is little room beside it, so the second one stands partly behind the first."
LEAST = 0.35
"""Share of the thing's side by which the second one has to stand clear of the first."""
NO_GROUND = (
    "Beside it the ground looks different from what it stands on: if nothing carries the second one there, it hangs in "
    "the air. Say how far away it goes to put it elsewhere."
)
NO_ROOM = (
    "There is no room for a second one beside it: it would stand behind the first or be cut by the picture's edge. "
    "Make it smaller first, or extend the picture."
)


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing once more, with its shadow: to the side with more room, or in `direction`; just beside it, or
    `amount` (share of the picture's side) or `pixels` away from it.

    Raises InvalidValue, Unsupported (no thing, no room), Cancelled.
    """
    flat = flat_thing(task)
    if flat is not None:
        box = flat.layer.box
        by = _shift(task, box)
        notes = (TIGHT,) if by.clamped and not _said(task) else ()
        return flat_moved(task, flat, flat.layer.at(box.x0 + by.x, box.y0 + by.y), keep=True, notes=notes)
    thing = lift(task, cancel)
    by, doubts = _grounded(task, thing)
    notes = ((TIGHT,) if by.clamped and not _said(task) else ()) + doubts
    return added(task, thing, shifted(by.x, by.y), cancel, notes=notes)


def _grounded(task: Task, thing: Lifted) -> tuple[Shift, tuple[str, ...]]:
    """How far from the first the second one stands: on the ground of the first, on its other side where that is left
    open; and what to say where neither side has it. Raises Unsupported when there is no room."""
    by = _shift(task, thing.box)
    if _said(task) or goes_on(task.image.rgb, thing.alpha, by.x, by.y):
        return by, ()
    if way_of(task.step.params) is None:
        params = {**task.step.params, "direction": "left" if by.x > 0 else "right"}
        other = _other_side(task, params, thing.box)
        if other is not None and goes_on(task.image.rgb, thing.alpha, other.x, other.y):
            return other, ()
    return by, (NO_GROUND,)


def _other_side(task: Task, params: Params, box: Box) -> Shift | None:
    """Where the second one stands with these parameters; None where it would hide behind the first."""
    try:
        return _shift(replace(task, step=replace(task.step, params=params)), box)
    except Unsupported:
        return None


def _shift(task: Task, box: Box) -> Shift:
    """How far from the first the second one stands. Raises Unsupported when it would hide behind the first."""
    image, params = task.image, task.step.params
    dx, dy = way_of(params) or _roomier(params, box, image.width)
    far = distance_of(params, image.width if dx else image.height)
    if far is not None:
        return clamped(box, round(dx * far), round(dy * far), image.width, image.height)
    side = box.width if dx else box.height
    by = inside(box, round(dx * (1 + GAP) * side), round(dy * (1 + GAP) * side), image.width, image.height)
    if abs(by.x) + abs(by.y) < LEAST * side:
        raise Unsupported(
            NO_ROOM,
            part=task.step.text,
            nearest=("make it 50 % smaller, then duplicate it", "make the picture wider"),
        )
    # Standing apart a little less than usual is not worth a word.
    return by if abs(by.x) + abs(by.y) < side else replace(by, clamped=False)


def _said(task: Task) -> bool:
    """True when the distance was said."""
    return any(task.step.params.get(name) is not None for name in ("pixels", "amount"))


def _roomier(params: Params, box: Box, width: int) -> tuple[int, int]:
    """To the right, unless there is more room on the left."""
    return WAYS["left"] if box.x0 > width - box.x1 else WAYS["right"]
