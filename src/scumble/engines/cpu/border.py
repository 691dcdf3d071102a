"""Border: a frame around the picture, plain or drawn as vectors; the canvas grows, or its edge is drawn over."""

from typing import Final

import numpy as np

from scumble.codec import geometry
from scumble.core.borders import PLAIN, USUAL, margins, pixels_of, spoken
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.ornaments.layout import Frame
from scumble.engines.cpu.ornaments.sheet import Sheet
from scumble.engines.cpu.ornaments.style import Style, inks_of
from scumble.engines.cpu.ornaments.styles import STYLES
from scumble.engines.cpu.palette import in_profile
from scumble.engines.cpu.scan_lines import NOTE, painted_over
from scumble.engines.cpu.scan_lines import written as lines_of
from scumble.engines.cpu.values import Params, color, flag, number
from scumble.vision.bars import inside_bars

MOST_COLORS = 4
MOST_COVERED = 0.9
"""Of each side: what a border over the picture may cover at most."""
BARS: Final = "The bars at the picture's edge are part of it and stand inside the border; crop them off first."
ROUND: Final = (
    "Its outer corners are round; the picture's own are kept: 'add a rounded border inside the picture' covers them."
)


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with a border on all four sides. Parameters: see Op.BORDER; plain, white and 4 % by default.

    Raises InvalidValue, InvalidSize, Cancelled.
    """
    params, image = task.step.params, task.image
    name = str(params.get("style") or PLAIN)
    if name not in STYLES:
        raise InvalidValue(f"'style' of a border is one of {', '.join(USUAL)}, not {name!r}.", param="style")
    share = number(params, "amount", 0, 1, USUAL[name])
    asked = number(params, "pixels", 1, 8_000) or None
    width = pixels_of(name, asked, share, image.width, image.height)
    if flag(params, "inside"):
        return _over(task, STYLES[name], name, width, cancel)
    found = painted_over(image)
    lines = None if found is None else lines_of(*found)
    image = image if found is None else found[0]
    inks = inks_of(STYLES[name], _asked(params), ground=True)
    top, right, bottom, left = sides = margins(name, width, image.width, image.height)
    step = geometry.pad(top, right, bottom, left, inks["ground"])
    grown = geometry.size_after(step, image.width, image.height)
    said = "" if name == PLAIN else f"{spoken(name)} "
    note = f"The {said}border of {width} pixels was added around the picture: it is now {grown[0]}x{grown[1]}."
    notes = [note] if lines is None else [note, NOTE]
    notes += [BARS] if image.opaque and inside_bars(image.rgb) is not None else []
    padded = moved(image, (step,), cancel, (*notes, ROUND) if name == "rounded" else tuple(notes))
    if name == PLAIN and lines is None:
        return padded
    frame = Frame(width=grown[0], height=grown[1], sides=sides, unit=width)
    sheet = _sheet(padded.image, inks, image, cancel, over=False)
    _draw(sheet, frame, STYLES[name], task.seed)
    inner = (slice(top, top + image.height), slice(left, left + image.width))
    sheet.pixels[inner] = image.pixels
    written = np.ones((grown[1], grown[0]), np.bool_)
    written[inner] = False if lines is None else lines
    return Candidate(
        image=image.with_pixels(sheet.pixels),
        geometry=padded.geometry,
        region=Region.of_mask(written),
        notes=padded.notes,
    )


def _over(task: Task, style: Style, name: str, width: int, cancel: CancelToken) -> Candidate:
    """The border drawn over the picture's own edge: only what it covers changes. Raises InvalidSize."""
    image = task.image
    sides = margins(name, width, image.width, image.height)
    top, right, bottom, left = sides
    if top + bottom > MOST_COVERED * image.height or left + right > MOST_COVERED * image.width:
        raise InvalidSize(f"A border of {width} pixels would cover the picture of {image.size}.", param="pixels")
    frame = Frame(width=image.width, height=image.height, sides=sides, unit=width)
    inks = inks_of(style, _asked(task.step.params), ground=style.solid)
    sheet = _sheet(image, inks, image, cancel, over=True)
    if style.solid:
        x0, y0, x1, y1 = frame.hole
        for box in (
            (0, 0, image.width, y0),
            (0, y1, image.width, image.height),
            (0, y0, x0, y1),
            (x1, y0, image.width, y1),
        ):
            sheet.box("ground", *box)
    _draw(sheet, frame, style, task.seed)
    note = f"The {spoken(name)} border of {width} pixels was drawn over the picture's edge."
    return Candidate(
        image=image.with_pixels(sheet.pixels),
        region=Region.of_mask(sheet.drawn),
        notes=(note,),
    )


def _asked(params: Params) -> tuple[str, ...]:
    """The colours asked for: `color`, or the list `colors`. Raises InvalidValue."""
    several = params.get("colors")
    if several is None:
        one = color(params)
        return () if one is None else (one,)
    if not isinstance(several, list) or not 1 <= len(several) <= MOST_COLORS:
        raise InvalidValue(f"'colors' of a border is a list of 1 to {MOST_COLORS} colours.", param="colors")
    return tuple(c for item in several if (c := color({"colors": item}, "colors")) is not None)


def _sheet(base: Image, inks: dict[str, str], image: Image, cancel: CancelToken, *, over: bool) -> Sheet:
    """A copy of the picture to draw on, with every colour in its profile's numbers."""
    return Sheet(base.pixels.copy(), {r: in_profile(c, image) for r, c in inks.items()}, cancel, over=over)


def _draw(sheet: Sheet, frame: Frame, style: Style, seed: int) -> None:
    """Draws the style; the seed chooses what is scattered."""
    style.draw(sheet, frame, np.random.default_rng(seed))
