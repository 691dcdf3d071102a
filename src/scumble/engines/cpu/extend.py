"""Extend: more canvas around the picture with its surroundings continued (outpainting, uncrop) on the CPU (extend).

Plain surroundings and textures are continued (`continued.py`); left and right, what is textured is laid from pieces of
the picture where their joints do not show (`quilted.py`), else mirrored where that does not (`mirrored.py`). Neither
the subject nor other things are copied, nor the shadow that it casts, except where that runs out of the picture. Where
the subject is cut by the picture's edge there is nothing to continue it from, nor where another thing is (`rim.py`):
that side is left alone and the others take its share, or the step is refused. What the new strips are like next to what
the picture itself shows there is measured (`plausible.py`) and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.codec.fit import crop_to
from scumble.core.errors import InvalidSize, InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import plausible, rim, spared
from scumble.engines.cpu.continued import LOOK, NEIGHBOURS, beyond, plainness
from scumble.engines.cpu.mirrored import doubled, mirrored, slanted
from scumble.engines.cpu.moves import MAX_PIXELS
from scumble.engines.cpu.quilted import quilted
from scumble.engines.cpu.scan_border import NOTE as BORDER
from scumble.engines.cpu.scan_border import cropped, inside_border
from scumble.engines.cpu.stray import stray
from scumble.engines.cpu.values import number, numbers, ratio
from scumble.vision.bars import THIN, inside_bars

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Sides = tuple[int, int, int, int]
"""Pixels added at the top, right, bottom and left."""

NAMES = ("top", "right", "bottom", "left")
QUARTERS = (3, 0, 1, 2)
"""Quarter turns counter-clockwise that bring each side to the right."""
ORDER = (1, 3, 0, 2)
"""Right and left first: level ground and skies go on sideways better than upwards."""
BARS = (
    "The picture ends in bars there, so they were made wider; crop them off before to continue what lies inside them."
)
TURNS = (0, 3, 6)
"""What is added to the seed while a strip is doubtful: other results of the same."""
PLAIN = 0.6
"""Mean plainness of the rows at a side from which it goes on smoothly; below, its mirror image is tried first."""
SLANT_MOST = 2.0
"""Most doubt that slanting lines at a side, things seen twice and stray things bring: they are said, but no side is
refused for them."""
MOST = 1.0
"""Of the picture's width or height: what may be added on one side."""
CONTACT, SUBJECT = 0.02, 0.5
"""Share of a side along which the subject (its alpha at least this) may touch it and the side still be continued."""
NEAR = 0.01
"""Share of the width within which another thing counts as touching the side."""


@dataclass(frozen=True, kw_only=True)
class Strips:
    """What is added. notes: what was decided on the way."""

    sides: Sides
    notes: tuple[str, ...]


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture on a larger canvas, its own pixels kept to the bit. Parameters: see Op.EXTEND.

    Raises InvalidValue, InvalidSize, Unsupported (the subject is cut by the edge, or nothing there can be continued
    credibly), Cancelled.
    """
    cut = [blocked(task, side) for side in range(4)]
    strips = _strips(task, cut)
    try:
        return extended(task, strips.sides, strips.notes, cancel)
    except HopelessSide as found:
        if task.step.params.get("ratio") is None or strips.sides[(found.side + 2) % 4] == 0:
            raise
        cut[found.side] = True
        strips = _strips(task, cut)
        return extended(task, strips.sides, strips.notes, cancel)


class HopelessSide(Unsupported):
    """A side that cannot be continued credibly. side: 0 top, 1 right, 2 bottom, 3 left."""

    def __init__(self, side: int, task: Task) -> None:
        """See the class."""
        super().__init__(
            f"What lies at the picture's {NAMES[side]} edge cannot be continued credibly from the picture alone: it is "
            "neither plain nor a texture. Extend another side, pad or crop instead, or use a generative engine "
            f"({plausible.BETTER}).",
            part=task.step.text,
            nearest=("pad to 16:9 with white", "crop to 16:9"),
            needs="generative edit",
        )
        self.side = side


def extended(task: Task, sides: Sides, notes: tuple[str, ...], cancel: CancelToken) -> Candidate:
    """The candidate with these strips added. Raises Unsupported, InvalidSize, Cancelled."""
    image = task.image
    top, right, bottom, left = sides
    width, height = image.width + left + right, image.height + top + bottom
    if width * height > MAX_PIXELS:
        raise InvalidSize(f"That would make a picture of {width}x{height} pixels; up to 100 megapixels can be made.")
    if max(sides) == 0:
        return Candidate(image=image, notes=("Nothing was added: the picture has that shape already.",))
    box = inside_border(image, sides, faint=True)
    inner = task if box is None else cropped(task, box)
    if box is not None:
        top, left = top + box.y0, left + box.x0
        right, bottom = right + image.width - box.x1, bottom + image.height - box.y1
        notes = (*notes, BORDER)
    if _barred(image, sides):
        notes = (*notes, BARS)
    pixels, doubt = _grown(inner, (top, right, bottom, left), cancel)
    steps = () if box is None else (crop_to(box),)
    steps = (*steps, geometry.pad(top, right, bottom, left, "edge"))
    new = np.ones((height, width), np.bool_)
    new[top : top + inner.image.height, left : left + inner.image.width] = False
    said = ", ".join(f"{n} pixels at the {name}" for n, name in zip(sides, NAMES, strict=True) if n)
    note = f"The surroundings were continued by {said}: the picture is now {width}x{height}."
    return Candidate(
        image=image.with_pixels(pixels),
        geometry=steps,
        region=Region.of_mask(new),
        notes=(*notes, note),
        verdicts=(plausible.verdict(doubt),),
    )


def _grown(task: Task, sides: Sides, cancel: CancelToken) -> tuple[Bytes, float]:
    """The pixels with every strip, and how doubtful the worst strip is. Raises HopelessSide, Cancelled."""
    top, right, bottom, left = sides
    old = task.image.pixels
    height, width = old.shape[:2]
    # Strips are written where they belong: at 24 megapixels every copy of the picture counts.
    pixels = np.empty((top + height + bottom, left + width + right, 4), np.uint8)
    y0, x0, y1, x1 = top, left, top + height, left + width
    pixels[y0:y1, x0:x1] = old
    avoid, shade = spared.things(task), None
    looked = False
    doubt = 0.0
    for side in ORDER:
        count = sides[side]
        if not count:
            continue
        cancel.check()
        turned = np.rot90(pixels[y0:y1, x0:x1], QUARTERS[side])
        rgb = np.ascontiguousarray(turned[:, :, :3])
        # What was added on the other side before tells nothing about the picture.
        depth = width if side in (1, 3) else height
        textured = float(plainness(rgb).mean()) < PLAIN
        if textured and not looked:
            shade, looked = spared.shade(task), True
        more = (top - y0, y1 - top - height), (left - x0, x1 - left - width)
        held, cast = (
            None if m is None else np.ascontiguousarray(np.rot90(np.pad(m, more), QUARTERS[side]))
            for m in (avoid, shade)
        )
        # Where it runs out of the picture it has to go on.
        if cast is not None and not cast[:, -max(2, round(NEAR * depth)) :].any():
            held = cast if held is None else held | cast
        foreign = rim.foreign(rgb[:, -depth:], None if held is None else held[:, -depth:])
        if foreign > rim.THING:
            raise HopelessSide(side, task)
        strip = np.empty((turned.shape[0], count, 4), np.uint8)
        strip[:, :, :3], off = _best(rgb, count, held, depth, task, cancel, side, textured)
        strip[:, :, 3] = turned[:, -1:, 3]
        doubt = max(doubt, foreign, off)
        if doubt > plausible.HOPELESS:
            raise HopelessSide(side, task)
        strip = np.rot90(strip, -QUARTERS[side])
        if side in (0, 2):
            first = y0 - count if side == 0 else y1
            pixels[first : first + count, x0:x1] = strip
            y0, y1 = min(y0, first), max(y1, first + count)
        else:
            first = x0 - count if side == 3 else x1
            pixels[y0:y1, first : first + count] = strip
            x0, x1 = min(x0, first), max(x1, first + count)
    return pixels, doubt


def _best(
    rgb: Bytes, count: int, held: Mask | None, depth: int, task: Task, cancel: CancelToken, side: int, textured: bool
) -> tuple[Bytes, float]:
    """The strip, uint8 (H, count, 3), and its doubt; of several where the first is doubtful. Raises Cancelled.

    depth: columns of the right of rgb that are the picture's own. task: knows the seed, and whether a draft will do.
    side: which it is; above and below pieces would lie on their side and a mirror image would stand on its head.
    textured: its rows do not go on smoothly.
    """
    sideways = side in (1, 3)
    seen = rgb[:, -depth:], None if held is None else held[:, -depth:]
    tried: list[tuple[Bytes, float, float]] = []
    turns_back = min(SLANT_MOST, plausible.LIMIT * slanted(*seen))

    # Further out, pieces and a mirror image show what the picture shows further in, and may differ from its edge.
    near = max(8, round(plausible.BAND * depth))

    def odd(made: Bytes) -> float:
        """The doubt that things bring which stand in it where the picture ends calmly."""
        return min(SLANT_MOST, plausible.LIMIT * stray(made, *seen))

    def good(made: Bytes, own: float, lines: float = 0.0) -> bool:
        """Whether what was made is good enough to stop; kept in any case. own: its own doubt; lines: of those there."""
        own = max(own, odd(made))
        tried.append((made, own, max(own, lines)))
        return max(own, lines) <= plausible.LIMIT

    def pieced() -> bool:
        if not sideways:
            return False
        # From the top down on both sides: the left one stands on its head here.
        way = 1 if side == 1 else -1
        part, kept = np.ascontiguousarray(seen[0][::way]), None if seen[1] is None else seen[1][::way]
        # A preview has to be there at once: the second try would take as long again.
        for turned in (False,) if task.draft else (False, True):
            found = quilted(part, kept, count, task.seed, cancel, turned=turned, draft=task.draft)
            if found is None:
                return False
            made, joints = found[0][::way], found[1] if turned else max(found[1], plausible.line(found[0], part))
            if good(made, max(plausible.LIMIT * joints, plausible.doubt(made[:, :near], *seen))):
                return True
        return False

    def mirror() -> bool:
        found = mirrored(*seen, count, task.seed, cancel, draft=task.draft) if sideways else None
        if found is None:
            return False
        made, filled = found
        own = max(turns_back, odd(made), plausible.doubt(made if filled else made[:, :near], *seen))
        # Patches do things no better justice: that they are seen twice is said, but decides nothing.
        tried.append((made, own, max(own, min(SLANT_MOST, plausible.LIMIT * doubled(made)))))
        return own <= plausible.LIMIT

    if textured and (pieced() or mirror()):
        return tried[-1][0], tried[-1][2]
    for turn in TURNS:
        made = beyond(rgb, count, held, task.seed + turn, cancel, draft=task.draft)
        # Patches do not turn a slanting line back, but seldom carry it on.
        if good(made, plausible.doubt(made, *seen), turns_back) or task.draft or turns_back > plausible.LIMIT:
            break
    if not textured and tried[-1][1] > plausible.LIMIT and not pieced():
        mirror()
    best, _, doubt = min(tried, key=lambda t: t[1])
    return best, doubt


def _barred(image: Image, sides: Sides) -> bool:
    """Whether a side that is added to ends in a bar."""
    inner = inside_bars(image.rgb) if image.opaque else None
    if inner is None:
        return False
    bars = (inner.y0, image.width - inner.x1, image.height - inner.y1, inner.x0)
    lengths = (image.height, image.width) * 2
    return any(n and bar > THIN * length for n, bar, length in zip(sides, bars, lengths, strict=True))


def touches(subject: Region | None, side: int) -> bool:
    """True where the subject is cut by a side of the picture."""
    if subject is None:
        return False
    rim = np.rot90(subject.weights, QUARTERS[side])[:, -2:].max(axis=1)
    return float((rim > SUBJECT).mean()) > CONTACT


def calm(image: Image, side: int, subject: Region | None = None) -> tuple[float, float]:
    """How plain a side of the picture is, 0..1: at its least plain place, and on average; the subject has no say."""
    plain = plainness(np.rot90(image.rgb, QUARTERS[side]))
    if subject is not None:
        turned = np.rot90(subject.weights, QUARTERS[side])
        held = (turned[:, -round(LOOK * turned.shape[1]) - 1 :].max(axis=1) > 0.1).astype(np.uint8)
        reach = 2 * round(NEIGHBOURS * len(held)) + 1
        plain = plain[cv2.dilate(held[:, None], np.ones((reach, 1), np.uint8))[:, 0] == 0]
    return (float(plain.min()), float(plain.mean())) if plain.size else (0.0, 0.0)


def blocked(task: Task, side: int) -> bool:
    """True where something is cut by a side that cannot be made up: the subject, or another thing that was seen."""
    return touches(task.subject, side) or _near(task.avoid, side)


def _near(things: Region | None, side: int) -> bool:
    """True where another thing that the detector sees (its ellipse) reaches a side or nearly so."""
    if things is None:
        return False
    turned = np.rot90(things.inside, QUARTERS[side])
    rim = turned[:, -max(2, round(NEAR * turned.shape[1])) :].any(axis=1)
    return float(rim.mean()) > CONTACT


def _strips(task: Task, blocked: Sequence[bool]) -> Strips:
    """The pixels asked for on each side; of a ratio, all goes where the subject is not cut. Raises core errors."""
    params, image = task.step.params, task.image
    wanted = ratio(params)
    if wanted is not None:
        across = max(0, round(image.height * wanted) - image.width)
        down = max(0, round(image.width / wanted) - image.height)
        right, left, note = _shared(across, (blocked[1], blocked[3]), ("right", "left"), task)
        bottom, top, other = _shared(down, (blocked[2], blocked[0]), ("bottom", "top"), task)
        sides = (top, right, bottom, left)
        notes = tuple(n for n in (note, other) if n)
    else:
        sides, notes = _asked(task), ()
        cut = [name for name, n, b in zip(NAMES, sides, blocked, strict=True) if n and b]
        if cut:
            raise _cut(cut, task)
    for n, name, length in zip(sides, NAMES, (image.height, image.width) * 2, strict=True):
        if n > MOST * length:
            raise InvalidSize(
                f"{n} pixels more at the {name} are more than the picture has ({length}); add less, or pad it.",
                param="prompt",
            )
    return Strips(sides=sides, notes=notes)


def _asked(task: Task) -> Sides:
    """`pixels`, `shares` or `amount` in pixels a side. Raises InvalidValue."""
    params, image = task.step.params, task.image
    if (pixels := numbers(params, "pixels", 4)) is not None:
        if min(pixels) < 0:
            raise InvalidValue("Each of the four 'pixels' is 0 or more.", param="pixels")
        top, right, bottom, left = (round(p) for p in pixels)
    elif (shares := numbers(params, "shares", 4)) is not None:
        if not all(0 <= s <= MOST for s in shares):
            raise InvalidValue(f"Each of the four 'shares' lies between 0 and {MOST:g}.", param="shares")
        top, bottom = (round(shares[k] * image.height) for k in (0, 2))
        right, left = (round(shares[k] * image.width) for k in (1, 3))
    elif params.get("amount") is not None:
        share = number(params, "amount", 0, MOST)
        top = bottom = round(share * image.height)
        right = left = round(share * image.width)
    else:
        raise InvalidValue("Say how much to extend: a ratio, a share or pixels a side.", param="prompt")
    return top, right, bottom, left


def _shared(total: int, blocked: tuple[bool, bool], names: tuple[str, str], task: Task) -> tuple[int, int, str]:
    """(first, second, note): an amount for two opposite sides. Raises Unsupported when the subject is cut by both."""
    if not total:
        return 0, 0, ""
    if all(blocked):
        raise _cut(list(names), task)
    if not any(blocked):
        return total - total // 2, total // 2, ""
    free = names[1] if blocked[0] else names[0]
    cut = names[0] if blocked[0] else names[1]
    note = f"All of it was added at the {free}: what is cut by the picture's {cut} edge cannot be continued."
    return (0, total, note) if blocked[0] else (total, 0, note)


def _cut(names: list[str], task: Task) -> Unsupported:
    """The subject would have to be continued, which takes a generative model."""
    where = " and ".join(names)
    return Unsupported(
        f"The subject is cut by the picture's edge ({where}); what is missing of it cannot be made up here. "
        f"Extend another side, crop or pad instead, or use a generative engine ({plausible.BETTER}).",
        part=task.step.text,
        nearest=("pad to 16:9 with white", "crop to 16:9"),
        needs="generative edit",
    )
