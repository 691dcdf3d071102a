"""Frame: crops to the subject for a listed social or shop format and scales to its size; the subject is never cut.

A scene is cropped around the subject, which comes to stand a little above the middle when it is upright. Where the
subject does not fit into the format's ratio, the surroundings are continued (`extend.py`); where they cannot be, less
air around it will do, or else the picture is laid on a blurred copy of itself. For shops the product fills the share
that the format asks for, on its plain background.
"""

from collections.abc import Set
from dataclasses import dataclass, replace

import cv2
import numpy as np

from scumble.codec import geometry
from scumble.codec.fit import crop_to, subject_box
from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.formats import FORMATS, Format
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import extend
from scumble.engines.cpu.moves import moved, size_after
from scumble.engines.cpu.scan_border import NOTE as BORDER
from scumble.engines.cpu.scan_border import cropped, inside_border
from scumble.engines.cpu.values import color, number

AIR, LEAST_AIR = 0.06, 0.02
"""Space around the subject in a scene, as a share of its longer side; and what is enough where more would have to be
made up and cannot be."""
UPRIGHT, HEADROOM = 1.2, 0.4
"""Of a subject this much higher than wide less of the free space lies above it: portraits are framed so."""
MOST_BEYOND, MOST_CALM, MOST_PLAIN = 0.25, 1.0, 3.0
"""Of the picture's side: what may be continued of textured, of calm and of plain surroundings."""
CALM, PLAIN = 0.4, 0.9
"""Mean plainness of a side from which it is calm, and least plainness from which it is plain."""
SOFT, SOFT_SIDE, DARKER = 0.04, 160, 0.85
"""What else lies around the picture: itself, enlarged, blurred by this share of the longer side (worked at so many
pixels) and a little darker, as is usual on social networks."""
TRIES = 3
"""How often the window is moved off a side that turns out not to be continued."""
UNSEEN = 0.75
"""Share of the picture under which a crop without a subject says that it is one."""
UNSURE = (
    "No clear subject was found, so the middle of the picture was taken; a box or a mask around what has to stay in "
    "view says it."
)
LOW = 0.5
"""Of the picture's height: a lower crop without a subject would behead whatever stands there, so all is shown."""
WHOLE = (
    "No clear subject was found and a crop would have cut off most of the picture's height, so the whole picture is "
    "shown; a box or a mask around what has to stay in view says it."
)
BLOWN_UP = 1.5
"""Enlargement from which the note says so."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """The part of the plane that becomes the picture, in its pixels; it may reach beyond it."""

    left: float
    top: float
    width: float
    height: float

    def beyond(self, image: Image) -> extend.Sides:
        """Pixels by which it reaches beyond the picture at the top, right, bottom and left."""
        right, bottom = self.left + self.width - image.width, self.top + self.height - image.height
        return max(0, round(-self.top)), max(0, round(right)), max(0, round(bottom)), max(0, round(-self.left))


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture in the format's size. Parameters: see Op.FRAME.

    Raises InvalidValue, Unsupported (a shop format and no subject), InvalidSize, Cancelled.
    """
    params, image = task.step.params, task.image
    name = str(params.get("format"))
    if name not in FORMATS:
        raise InvalidValue(f"'format' is one of {', '.join(FORMATS)}, not {name!r}.", param="format")
    wanted, scale = FORMATS[name], number(params, "scale", 0.01, 1, 1.0)
    size = (max(1, round(wanted.width * scale)), max(1, round(wanted.height * scale)))
    around = subject_box(task.subject)
    if wanted.fill:
        if around is None:
            raise Unsupported(
                f"No product was found to place for '{name}'; give a picture in which it stands out.",
                part=task.step.text,
                nearest=("crop to square",),
            )
        window = _filling(around, wanted)
        grown = _padded(image, window.beyond(image), color(params) or ("#ffffff" if wanted.white else "edge"), cancel)
        return _cut(grown, image, window, size, name, cancel)
    box = inside_border(image)
    if box is not None:
        done = _scene_framed(cropped(task, box), wanted, size, name, cancel)
        return replace(done, geometry=(crop_to(box), *done.geometry), notes=(*done.notes, BORDER))
    return _scene_framed(task, wanted, size, name, cancel)


def _scene_framed(task: Task, wanted: Format, size: tuple[int, int], name: str, cancel: CancelToken) -> Candidate:
    """A scene in the format's size."""
    image, around = task.image, subject_box(task.subject)
    window = _scene(image, around, wanted, AIR)
    if around is None and window.height < LOW * image.height:
        around = Box(x0=0, y0=0, x1=image.width, y1=image.height)
        window = _scene(image, around, wanted, 0.0)
        done = _in_window(task, window, window, size, name, cancel)
        return replace(done, notes=(*done.notes, WHOLE))
    done = _in_window(task, window, _scene(image, around, wanted, LEAST_AIR), size, name, cancel)
    cut_off = window.width * window.height < UNSEEN * image.width * image.height
    return replace(done, notes=(*done.notes, UNSURE)) if around is None and cut_off else done


def _in_window(
    task: Task, window: Window, close: Window, size: tuple[int, int], name: str, cancel: CancelToken
) -> Candidate:
    """A scene's window, its surroundings continued; else the close one where nothing has to be added to it, or the
    picture on a blurred copy of itself or on a colour."""
    params, image = task.step.params, task.image
    closed: set[int] = {k for k, n in enumerate(window.beyond(image)) if n and not _possible(task, k, n)}
    for _ in range(TRIES):
        one = _moved_off(image, window, closed)
        try:
            grown = _continued(task, one, cancel)
        except extend.HopelessSide as found:
            closed.add(found.side)
            continue
        if grown is not None:
            return _cut(grown, image, one, size, name, cancel)
        break
    sides, asked = window.beyond(image), color(params)
    if asked is None and not any(close.beyond(image)):
        return _cut(Candidate(image=image), image, close, size, name, cancel)
    what = "whole picture" if subject_box(task.subject) is None else "subject"
    around_it = _on_itself(image, sides, what, cancel) if asked is None else _padded(image, sides, asked, cancel)
    return _cut(around_it, image, window, size, name, cancel)


def _filling(around: Box, wanted: Format) -> Window:
    """The window whose centre is the product's and of which it fills the share."""
    ratio = wanted.width / wanted.height
    height = max(around.height, around.width / ratio) / wanted.fill
    width = height * ratio
    middle = ((around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2)
    return Window(left=middle[0] - width / 2, top=middle[1] - height / 2, width=width, height=height)


def _scene(image: Image, around: Box | None, wanted: Format, air: float) -> Window:
    """The largest window of the ratio in the picture, or the smallest larger one that holds the subject with air."""
    ratio = wanted.width / wanted.height
    width = min(float(image.width), image.height * ratio)
    height = width / ratio
    if around is None:
        return Window(left=(image.width - width) / 2, top=(image.height - height) / 2, width=width, height=height)
    air *= max(around.width, around.height)
    # Air that the picture itself does not have is not asked for.
    x0, x1 = max(0.0, around.x0 - air), min(float(image.width), around.x1 + air)
    y0, y1 = max(0.0, around.y0 - air), min(float(image.height), around.y1 + air)
    need = max(1.0, (x1 - x0) / width, (y1 - y0) / height)
    width, height = width * need, height * need
    left = _placed((x0 + x1) / 2 - width / 2, width, image.width, x0, x1)
    above = HEADROOM if around.height > UPRIGHT * around.width else 0.5
    top = around.y0 - above * (height - around.height)
    return Window(left=left, top=_placed(top, height, image.height, y0, y1), width=width, height=height)


def _placed(start: float, length: float, picture: int, first: float, last: float) -> float:
    """Where a window starts so that it holds first..last and, if it is not longer, lies within the picture."""
    start = min(max(start, last - length), first)
    return min(max(start, 0.0), picture - length) if length <= picture else min(max(start, picture - length), 0.0)


def _moved_off(image: Image, window: Window, closed: Set[int]) -> Window:
    """The window moved off the sides that cannot be continued (0 top, 1 right, 2 bottom, 3 left), if it reaches there
    and the other side is free."""
    across, down = window.left, window.top
    top, right, bottom, left = (n > 0 and side in closed for side, n in enumerate(window.beyond(image)))
    if right != left:
        across = image.width - window.width if right else 0.0
    if top != bottom:
        down = image.height - window.height if bottom else 0.0
    return replace(window, left=across, top=down)


def _continued(task: Task, window: Window, cancel: CancelToken) -> Candidate | None:
    """The picture with as much of its surroundings continued as the window needs; None where that cannot be.

    Raises HopelessSide, InvalidSize, Cancelled.
    """
    image = task.image
    sides = window.beyond(image)
    if not any(sides):
        return Candidate(image=image)
    if color(task.step.params) is not None:
        return None
    if not all(_possible(task, side, count) for side, count in enumerate(sides) if count):
        return None
    grown = extend.extended(task, sides, (), cancel)
    return grown if all(v.passed for v in grown.verdicts) else None


def _on_itself(image: Image, sides: extend.Sides, what: str, cancel: CancelToken) -> Candidate:
    """The picture laid on itself, enlarged until it covers all and blurred. what: has to be seen and does not fit."""
    steps = (geometry.pad(*sides, "edge"),)
    width, height = size_after(image, steps)
    scale = SOFT_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    cover = max(size[0] / image.width, size[1] / image.height)
    wide, high = max(size[0], round(image.width * cover)), max(size[1], round(image.height * cover))
    small = cv2.resize(image.rgb, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
    x, y = (wide - size[0]) // 2, (high - size[1]) // 2
    soft = cv2.GaussianBlur(small, (0, 0), SOFT * SOFT_SIDE)[y : y + size[1], x : x + size[0]] * DARKER
    cancel.check()
    pixels = np.full((height, width, 4), 255, np.uint8)
    for c in range(3):
        plane = cv2.resize(soft[:, :, c], (width, height), interpolation=cv2.INTER_CUBIC)
        pixels[:, :, c] = np.clip(plane, 0, 255, out=plane)
        del plane
    top, _, _, left = sides
    pixels[top : top + image.height, left : left + image.width] = image.pixels
    new = np.ones((height, width), np.bool_)
    new[top : top + image.height, left : left + image.width] = False
    note = (
        f"The {what} does not fit into this format and its surroundings cannot be continued there, so the picture was "
        "laid on a blurred copy of itself; name a colour to have that instead, or use a generative engine."
    )
    return Candidate(image=image.with_pixels(pixels), geometry=steps, region=Region.of_mask(new), notes=(note,))


def _possible(task: Task, side: int, count: int) -> bool:
    """Whether a side can be continued by `count` pixels: the subject is not cut there, and it is not too much."""
    length = task.image.width if side % 2 else task.image.height
    if extend.blocked(task, side):
        return False
    if count <= MOST_BEYOND * length:
        return True
    least, mean = extend.calm(task.image, side, task.subject)
    most = MOST_PLAIN if least > PLAIN else MOST_CALM if mean > CALM else MOST_BEYOND
    return count <= most * length


def _padded(
    image: Image, sides: extend.Sides, fill: str, cancel: CancelToken, notes: tuple[str, ...] = ()
) -> Candidate:
    """Plain padding."""
    if not any(sides):
        return Candidate(image=image)
    return moved(image, (geometry.pad(*sides, fill),), cancel, notes)


def _cut(
    grown: Candidate, image: Image, window: Window, size: tuple[int, int], name: str, cancel: CancelToken
) -> Candidate:
    """The window cut out of the grown picture and scaled."""
    top, _, _, left = window.beyond(image)
    width = min(max(1, round(window.width)), grown.image.width)
    height = min(max(1, round(window.height)), grown.image.height)
    x = min(max(0, round(window.left) + left), grown.image.width - width)
    y = min(max(0, round(window.top) + top), grown.image.height - height)
    steps = (geometry.crop(x, y, width, height), geometry.resize(*size, sharp=True))
    done = moved(grown.image, steps, cancel)
    region = None
    if grown.region is not None:
        written = np.asarray(grown.region.inside)
        for step in steps:
            written = geometry.apply(step, written)
        region = Region.of_mask(written)
    notes = [f"Framed for '{name}': {size[0]}x{size[1]} pixels."]
    if size[0] > BLOWN_UP * width:
        notes.append(f"The part that was used is only {width}x{height} pixels; it was enlarged.")
    return Candidate(
        image=done.image,
        geometry=(*grown.geometry, *steps),
        region=region,
        notes=(*notes, *grown.notes),
        verdicts=grown.verdicts,
    )
