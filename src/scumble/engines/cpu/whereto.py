"""Where a thing goes: distances and places from a step's parameters, kept so far inside the picture that it is seen."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.region import Box
from scumble.engines.cpu.values import Params, number

Matrix = NDArray[np.float64]

SHIFT, SPARE = 0.15, 0.02
"""Shares of the picture's side: what 'move it left' means, and what it leaves free to the edge then."""
MARGIN = 0.05
"""Share of the picture's side left free between a thing and the edge it is moved to."""
INSET = 0.01
"""The same where there is too little room, so that it does not touch the edge."""
WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
PLACES = {
    "center": (0.5, 0.5),
    "left": (0.0, None),
    "right": (1.0, None),
    "top": (None, 0.0),
    "bottom": (None, 1.0),
    "top left": (0.0, 0.0),
    "top right": (1.0, 0.0),
    "bottom left": (0.0, 1.0),
    "bottom right": (1.0, 1.0),
}
CLAMPED = "It was not moved as far as asked, so that at least half of it stays in the picture."
NEARLY = "It was moved by {pixels} pixels, as far as there is room; say how far it goes to move it beyond the edge."
NO_ROOM = "It stands at that edge already, so there is no room to move it; say how far it goes to move it beyond."


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Whole pixels to the right and down; clamped: that is less than was asked for; note: what there is to say."""

    x: int
    y: int
    clamped: bool = False
    note: str = ""


def shift_of(params: Params, box: Box, width: int, height: int) -> Shift:
    """How far a thing with this box moves in a picture of width x height. Raises InvalidValue."""
    if params.get("to") is not None:
        return _to(str(params["to"]), box, width, height)
    dx, dy = way_of(params) or WAYS["right"]
    far = distance_of(params, width if dx else height)
    if far is None:
        return _a_little(box, dx, dy, width, height)
    by = clamped(box, round(dx * far), round(dy * far), width, height)
    return replace(by, note=CLAMPED) if by.clamped else by


def _a_little(box: Box, dx: int, dy: int, width: int, height: int) -> Shift:
    """In a direction without a distance: a short way, as far as there is room."""
    side = width if dx else height
    free = {(-1, 0): box.x0, (1, 0): width - box.x1, (0, -1): box.y0, (0, 1): height - box.y1}[dx, dy]
    wanted, room = round(SHIFT * side), max(0, free - round(SPARE * side))
    if room >= wanted:
        return Shift(x=dx * wanted, y=dy * wanted)
    note = NEARLY.format(pixels=room) if room else NO_ROOM
    return Shift(x=dx * room, y=dy * room, note=note)


def way_of(params: Params) -> tuple[int, int] | None:
    """The direction as (x, y) of -1, 0, 1; None when absent. Raises InvalidValue."""
    direction = params.get("direction")
    if direction is None:
        return None
    if direction not in WAYS:
        raise InvalidValue(f"'direction' is left, right, up or down, not {direction!r}.", param="direction")
    return WAYS[str(direction)]


def distance_of(params: Params, side: int) -> float | None:
    """Pixels from `pixels`, or from `amount` as a share of `side`; None when neither is there. Raises InvalidValue."""
    if params.get("pixels") is not None:
        return number(params, "pixels", 0, 100_000)
    return None if params.get("amount") is None else number(params, "amount", 0, 1) * side


def clamped(box: Box, x: int, y: int, width: int, height: int) -> Shift:
    """The shift, cut short where less than half of the box would stay in the picture."""
    most_left, most_right = -(box.x0 + box.x1) // 2, width - (box.x0 + box.x1 + 1) // 2
    most_up, most_down = -(box.y0 + box.y1) // 2, height - (box.y0 + box.y1 + 1) // 2
    cx, cy = (
        int(np.clip(x, min(0, most_left), max(0, most_right))),
        int(np.clip(y, min(0, most_up), max(0, most_down))),
    )
    return Shift(x=cx, y=cy, clamped=(cx, cy) != (x, y))


def inside(box: Box, x: int, y: int, width: int, height: int) -> Shift:
    """The shift, cut short so that no more of the box lies beyond the picture's edges than did before."""
    across, down = round(INSET * width), round(INSET * height)
    cx = int(np.clip(x, min(0, across - box.x0), max(0, width - across - box.x1)))
    cy = int(np.clip(y, min(0, down - box.y0), max(0, height - down - box.y1)))
    return Shift(x=cx, y=cy, clamped=(cx, cy) != (x, y))


def most_scaled(box: Box, width: int, height: int) -> float:
    """The largest factor at which a thing with this box still lies in the picture, moved where it has to be.

    Where the picture's edge cuts it there is no such limit: it goes on beyond the edge as it did.
    """
    across = box.x0 <= 0 or box.x1 >= width
    down = box.y0 <= 0
    wide = (1 - 2 * INSET) * width
    high = box.y1 - INSET * height if box.y1 >= height else (1 - 2 * INSET) * height
    return min(float("inf") if across else wide / box.width, float("inf") if down else high / box.height)


def _to(place: str, box: Box, width: int, height: int) -> Shift:
    """To a place in the picture: the centre, an edge or a corner; what names one axis leaves the other as it is."""
    if place not in PLACES:
        known = ", ".join(PLACES)
        raise InvalidValue(f"'to' is one of: {known}; not {place!r}.", param="to")
    across, down = PLACES[place]
    return Shift(x=_along(across, box.x0, box.x1, width), y=_along(down, box.y0, box.y1, height))


def _along(share: float | None, low: int, high: int, side: int) -> int:
    """Pixels along one axis to the start (0), the middle (0.5) or the end (1) of a side."""
    if share is None:
        return 0
    margin = min(round(MARGIN * side), max(0, (side - (high - low)) // 2))
    room = side - 2 * margin - (high - low)
    return round(margin + share * room - low)


def about(x: float, y: float, linear: Matrix) -> Matrix:
    """(2, 3) affine that applies a (2, 2) map about a point of the picture (continuous: pixel k covers k..k+1)."""
    centre = np.array([x - 0.5, y - 0.5])
    shift = centre - linear @ centre
    if np.array_equal(linear, np.rint(linear)):
        shift = np.rint(shift)
    return np.concatenate([linear, shift[:, None]], axis=1)


def shifted(x: int, y: int) -> Matrix:
    """(2, 3) affine that moves by whole pixels."""
    return np.array([[1, 0, x], [0, 1, y]], float)
