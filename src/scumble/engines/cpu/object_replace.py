"""Put another thing in an object's place: the subject of a second picture, as large, in its light (object.replace)."""

from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.convert import into_profile
from scumble.codec.resample import resize_array
from scumble.core.errors import Unsupported
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Box, Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import lines_in, quality
from scumble.engines.cpu.again import CUT, DRAWN, EDGE, SEEN, left_by, lines_lost
from scumble.engines.cpu.composite import edge_colors
from scumble.engines.cpu.harmonise import change, grain_of, grained, light_of, relit, shaded, side_of_light, softness
from scumble.engines.cpu.holes import clusters, grown
from scumble.engines.cpu.lift import Lifted, lift, without
from scumble.engines.cpu.references import reference_of
from scumble.engines.cpu.seams import seam, strange
from scumble.engines.cpu.shadow import ground_shadow
from scumble.engines.cpu.under import gap_under
from scumble.vision.bars import inside_bars
from scumble.vision.spill import despilled
from scumble.vision.tidy import parts

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

AROUND = 0.6
"""Width of the surroundings whose light counts, in sides of the old thing."""
OWN_SHADOW, BESIDE_OLD = 0.75, 0.5
"""Strength of the contact shadow: alone, and where the old thing's own shadow is drawn again besides."""
MARGIN = 0.03
"""How far under the new thing the fill reaches, in sides of the old one."""
LITTLE = 0.35
"""Share of the old thing that is left to be seen, up to which its place is filled once, however that looks."""
GROUND = 0.3
"""Share of the old thing's height, from its foot, beside which the picture shows what it stands on."""
THIN, SLIGHTLY = 0.16, 0.92
"""Share of the old thing's largest height below which a column of it is no part of its trunk, and of its width from
which the trunk is all of it: round things are low at their sides."""
TALLER, WIDER = 1.35, 1.35
"""Most that the new thing may exceed the old one's height and width by when its shape differs."""
BAND_ROWS = 1024
"""Rows laid over at a time."""
UNLIKE = 4.5
"""Strangeness (`seams.py`) from which what is seen of the old thing's place does not belong there, however small: road
in grass under a car 5.6, blinds in a wall 5.5; where it goes on 1.4 to 3.1 (six photos)."""
NOTHING = 1 / 512
"""Alpha and shadow below this change no 8-bit number."""
ENLARGED = "It is small in its own picture and was enlarged {by:.1f} times: send a larger picture for more detail."
SEVERAL = (
    "Picture {number} shows {count} separate things of similar size; the largest was taken. "
    "A picture of the one that is meant alone, or cut out, says which."
)
LIT_OTHERWISE = "It is lit from the other side in its own picture; that was evened out only a little."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The region's thing taken away and the subject of input picture `image` (1-based, 2 when absent) in its place.

    It stands where the old one stood, about as large, with the light, softness and grain of the picture, the old
    thing's shadow and a contact shadow of its own. `task.thing` is its alpha in its own picture.
    Raises InvalidValue, Unsupported (no thing), Cancelled.
    """
    image, number = reference_of(task, "The new thing")
    if task.thing is None or task.thing.bounds is None:
        raise Unsupported(f"There is no thing in picture {number} to take.", part=task.step.text, param="image")
    # For a preview neither the old shadow nor the grain is told, which take longer than all else.
    old = lift(task, cancel, shadow=not task.draft)
    one, count = _one_of(task.thing)
    own, cover = _cropped(into_profile(image, task.image.profile), one)
    body = Region.of_mask(cover > 0.5).bounds
    if body is None:
        raise Unsupported(f"There is no thing in picture {number} to take.", part=task.step.text, param="image")
    whole = Box(x0=0, y0=0, x1=task.image.width, y1=task.image.height)
    scale, left, top = _placed(_trunk(old), body, inside_bars(task.image.rgb) or whole)
    size = (max(1, round(own.shape[1] * scale)), max(1, round(own.shape[0] * scale)))
    new = resize_array(np.dstack([own, np.rint(cover * 255).astype(np.uint8)]), *size)
    del own, cover
    lit, turned = _in_light(new, old, task.image, grain=not task.draft)
    del new
    cancel.check()
    behind, touched, said = _behind(task, old, _core(lit, (left, top), old), cancel)
    cancel.check()
    laid, alpha, wrote = _laid(behind, lit, (left, top), old)
    doubts = () if task.draft else _doubts(task, old, alpha, behind, touched)
    del behind
    wrote |= touched
    notes = [*said]
    if count > 1:
        notes.append(SEVERAL.format(count=count, number=number))
    if scale > 1.5:
        notes.append(ENLARGED.format(by=scale))
    notes += [LIT_OTHERWISE] if turned else []
    notes += _edges(old.box, alpha, lit)
    if task.has_drawn and bool((wrote & ~task.region.inside).any()):
        notes.append(DRAWN)
    return Candidate(
        image=laid,
        blended=True,
        region=Region.of_mask(wrote),
        thing=Region(weights=alpha),
        notes=tuple(dict.fromkeys(notes)),
        verdicts=doubts,
    )


def _doubts(task: Task, old: Lifted, alpha: Weights, behind: Image, touched: Mask) -> tuple[Verdict, ...]:
    """How doubtful what is seen of the old thing's place is, now that it is filled; nothing where the new one hides it.

    alpha: float32 (H, W), the new thing where it stands. behind: the picture without the old one, written where
    touched, bool (H, W). Of the rim what the new one hides does not count.
    """
    left, open_ = left_by(task, old, alpha), alpha < SEEN
    if left is None or not (touched & open_).any():
        return ()
    seen, whole = clusters(touched & open_)[0], clusters(touched | (old.alpha > NOTHING))[0]
    w, v = seen.window, whole.window
    rim = seam(_part(behind, v), whole.mask, open_[v.y0 : v.y1, v.x0 : v.x1])
    apart = strange(_part(behind, w), seen.mask)
    looked = replace(left.signs, seam=rim, strange=apart)
    return (quality.verdict(looked, apart / UNLIKE), lines_in.verdict(lines_lost(behind, left)))


def _part(image: Image, w: Box) -> Pixels:
    """The colours of a window."""
    return np.ascontiguousarray(image.rgb[w.y0 : w.y1, w.x0 : w.x1])


def _one_of(thing: Region) -> tuple[Region, int]:
    """The largest where several separate things of similar size were found, and how many there are."""
    weights = thing.weights
    small = max(1, round((weights.size / 200_000) ** 0.5))
    count = parts(np.ascontiguousarray(weights[::small, ::small]))
    if count < 2:
        return thing, count
    _, labels = cv2.connectedComponents((weights > NOTHING).astype(np.uint8), connectivity=8)
    areas = np.bincount(np.asarray(labels)[weights > 0.5])
    areas[0] = 0
    return Region(weights=np.where(labels == int(areas.argmax()), weights, np.float32(0))), count


def _cropped(image: Image, thing: Region) -> tuple[Pixels, Weights]:
    """The thing's own colours, uint8 (h, w, 3), and its alpha (h, w), cut to where it is."""
    weights = thing.weights
    ys, xs = np.flatnonzero((weights > NOTHING).any(axis=1)), np.flatnonzero((weights > NOTHING).any(axis=0))
    part = (slice(int(ys[0]), int(ys[-1]) + 1), slice(int(xs[0]), int(xs[-1]) + 1))
    colors = despilled(edge_colors(image, weights, weights), weights, image.rgb)[0]
    return np.ascontiguousarray(colors[part]), np.ascontiguousarray(weights[part])


def _trunk(old: Lifted) -> Box:
    """The old thing's box without what reaches out of it sideways, thin as a tail or a handle: that is not its size."""
    tall = (old.alpha > 0.5).sum(axis=0)
    columns = np.flatnonzero(tall >= THIN * int(tall.max()))
    if columns[-1] + 1 - columns[0] > SLIGHTLY * old.box.width:
        return old.box
    return replace(old.box, x0=max(old.box.x0, int(columns[0])), x1=min(old.box.x1, int(columns[-1]) + 1))


def _placed(old: Box, new: Box, room: Box) -> tuple[float, int, int]:
    """Scale of the new thing, and column and row of its picture's corner: it stands on the old one's foot, centred.

    As large as the old one by area; a thing of another shape is held within TALLER and WIDER of it, and in the room:
    the picture without bars at its edges.
    """
    scale = ((old.width * old.height) / (new.width * new.height)) ** 0.5
    scale = min(scale, TALLER * old.height / new.height, WIDER * old.width / new.width)
    if old.y0 > room.y0:
        scale = min(scale, max(old.y1 - room.y0 - 1, 1) / new.height)
    scale = min(scale, room.width / new.width) if old.x0 > room.x0 and old.x1 < room.x1 else scale
    left = (old.x0 + old.x1) / 2 - scale * (new.x0 + new.x1) / 2
    # What the picture's edge cuts off stays cut off by it.
    if old.x0 > room.x0 and old.x1 < room.x1:
        left = min(max(left, room.x0 - scale * new.x0), room.x1 - scale * new.x1)
    elif old.x0 <= room.x0 < room.x1 - old.x1:
        left = old.x1 - scale * new.x1
    elif old.x0 > room.x0:
        left = old.x0 - scale * new.x0
    return scale, round(left), round(old.y1 - scale * new.y1)


def _in_light(new: Pixels, old: Lifted, image: Image, *, grain: bool) -> tuple[Pixels, bool]:
    """The new thing (h, w, 4) in the light of the place where the old one stood; and whether it is lit from the other
    side. grain: it gets that of the place, too."""
    cover = (new[:, :, 3] * np.float32(1 / 255)).astype(np.float32)
    window, around = _surroundings(old)
    place = image.rgb[window]
    by = change(light_of(new, cover), light_of(place, around))
    out = relit(new, by)
    was, now = side_of_light(image.rgb[window], old.alpha[window]), side_of_light(new, cover)
    out = shaded(out, cover, was - now) if was * now < 0 else out
    sigma = softness(place, old.alpha[window]) - softness(out, cover)
    out = _softened(out, sigma) if sigma > 0.25 else out
    if not grain:
        return out, was * now < 0
    noise = grain_of(place, around) ** 2 - grain_of(out, cover) ** 2
    return (grained(out, noise**0.5, 5) if noise > 0.1 else out), was * now < 0


def _core(new: Pixels, at: tuple[int, int], old: Lifted) -> Mask:
    """(H, W): the inner part of the new thing, so far inside that nothing behind it is ever seen."""
    height, width = old.alpha.shape
    x0, y0 = max(0, at[0]), max(0, at[1])
    x1, y1 = min(width, at[0] + new.shape[1]), min(height, at[1] + new.shape[0])
    outside = np.ones((height, width), bool)
    outside[y0:y1, x0:x1] = new[y0 - at[1] : y1 - at[1], x0 - at[0] : x1 - at[0], 3] < 254
    margin = max(3, round(MARGIN * (old.box.width * old.box.height) ** 0.5))
    return ~grown(outside, margin)


def _behind(task: Task, old: Lifted, core: Mask, cancel: CancelToken) -> tuple[Image, Mask, tuple[str, ...]]:
    """The picture without the old thing, filled only where the new one will not hide it; where it was written, notes.

    Beside its foot a thing stands before its ground, so there the fill copies nothing from above: trees stay off the
    road.
    """
    height = core.shape[0]
    if task.draft:
        return _filled(task, old, core, slice(0, height), cancel, shadow=False)
    foot = max(0, old.box.y1 - round(GROUND * old.box.height))
    upper, lower = slice(0, foot), slice(foot, height)
    above = np.zeros(core.shape, bool)
    above[upper] = True
    if task.avoid is not None:
        above |= task.avoid.inside
    below = replace(task, avoid=Region.of_mask(above))
    del above
    one, touched, notes = _filled(below, old, core, lower, cancel, shadow=True)
    del below
    two, also, more = _filled(replace(task, image=one), old, core, upper, cancel, shadow=False)
    touched |= also
    touched &= ~core
    return two, touched, (*notes, *more)


def _filled(
    task: Task, old: Lifted, core: Mask, rows: slice, cancel: CancelToken, *, shadow: bool
) -> tuple[Image, Mask, tuple[str, ...]]:
    """The picture without the part of the thing that lies in these rows; what the new thing hides, and above its foot
    what is left of the old one, is neither filled nor copied from."""
    hidden = core.copy()
    hidden[: rows.start] |= old.alpha[: rows.start] > NOTHING
    part = np.zeros_like(hidden)
    part[rows] = ~hidden[rows]
    part &= old.alpha > NOTHING
    if not part.any():
        return task.image, part, ()
    once = float(part.sum()) < LITTLE * float(old.alpha.sum())
    filled, touched, notes = without(task, old, cancel, shadow=shadow, hidden=hidden, part=part, once=once)
    touched &= ~hidden
    return filled, touched, notes


def _surroundings(old: Lifted) -> tuple[tuple[slice, slice], Weights]:
    """The window around the old thing, and the weights in it of what is not the thing."""
    height, width = old.alpha.shape
    reach = round(AROUND * max(old.box.width, old.box.height))
    rows = slice(max(0, old.box.y0 - reach), min(height, old.box.y1 + reach))
    columns = slice(max(0, old.box.x0 - reach), min(width, old.box.x1 + reach))
    return (rows, columns), np.asarray(1 - old.alpha[rows, columns], np.float32)


def _softened(new: Pixels, sigma: float) -> Pixels:
    """Colours and alpha blurred by sigma pixels, premultiplied."""
    alpha = new[:, :, 3:].astype(np.float32) / 255
    both = np.dstack([new[:, :, :3] * alpha, alpha])
    soft = cast(Floats, cv2.GaussianBlur(both, (0, 0), min(sigma, 1.0), borderType=cv2.BORDER_CONSTANT))
    colours = soft[:, :, :3] / np.maximum(soft[:, :, 3:], 1 / 255)
    return np.rint(np.clip(np.dstack([colours, soft[:, :, 3:] * 255]), 0, 255)).astype(np.uint8)


def _laid(behind: Image, new: Pixels, at: tuple[int, int], old: Lifted) -> tuple[Image, Weights, Mask]:
    """The new thing over the picture behind, with shadows; its alpha (H, W) there, and where anything was written."""
    height, width = old.alpha.shape
    x0, y0 = max(0, at[0]), max(0, at[1])
    x1, y1 = min(width, at[0] + new.shape[1]), min(height, at[1] + new.shape[0])
    alpha = np.zeros((height, width), np.float32)
    seen = new[y0 - at[1] : y1 - at[1], x0 - at[0] : x1 - at[0]]
    alpha[y0:y1, x0:x1] = seen[:, :, 3].astype(np.float32) / 255
    pixels = behind.pixels.copy()
    wrote = alpha > 0
    dark = _shadows(alpha, old)
    for top in range(0, height, BAND_ROWS):
        band = slice(top, min(top + BAND_ROWS, height))
        lower = dark[band] > NOTHING
        wrote[band] |= lower
        part = pixels[band]
        part[lower, :3] = np.rint(part[lower, :3] * (1 - dark[band][lower])[:, None]).astype(np.uint8)
    del dark
    for top in range(y0, y1, BAND_ROWS):
        band = slice(top, min(top + BAND_ROWS, y1))
        over = seen[band.start - y0 : band.stop - y0]
        a, part = alpha[band, x0:x1, None], pixels[band, x0:x1]
        under = part[:, :, 3:].astype(np.float32) / 255 * (1 - a)
        mixed = (over[:, :, :3] * a + part[:, :, :3] * under) / np.maximum(a + under, 1e-6)
        both = np.rint(np.clip(np.dstack([mixed, 255 * (a + under)]), 0, 255)).astype(np.uint8)
        pixels[band, x0:x1] = np.where(a > 0, both, part)
    return behind.with_pixels(pixels), alpha, wrote


def _shadows(alpha: Weights, old: Lifted) -> Weights:
    """(H, W): how much darker the ground gets: the new thing's contact, and the old one's shadow under it."""
    height, width = alpha.shape
    strength = OWN_SHADOW if old.shadow is None else BESIDE_OLD
    contact = ground_shadow(alpha, strength)
    dark = np.zeros((height, width), np.float32)
    if contact is not None:
        dark = _light_left(cv2.resize(contact, (width, height), interpolation=cv2.INTER_CUBIC))
        under = np.asarray(cv2.resize(gap_under(alpha), (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
        dark *= np.subtract(1, under, out=under)
        del under
        np.subtract(1, dark, out=dark)
    new = Region.of_mask(alpha > 0.5).bounds
    if old.shadow is None or new is None:
        return dark.astype(np.float32)
    w, box = old.shadow.window, old.box
    sx, sy = new.width / box.width, new.height / box.height
    x = (new.x0 + new.x1) / 2 - sx * ((box.x0 + box.x1) / 2 - w.x0)
    y = new.y1 - sy * (box.y1 - w.y0)
    matrix = np.array([[sx, 0, x], [0, sy, y]], float)
    thrown = old.shadow.factor
    np.subtract(1, thrown, out=thrown)
    left = _light_left(cv2.warpAffine(thrown, matrix, (width, height), flags=cv2.INTER_LINEAR))
    left *= np.subtract(1, dark, out=dark)
    return np.subtract(1, left, out=left)


def _light_left(dark: cv2.typing.MatLike) -> Floats:
    """1 - darkness, clipped to 0..1, in place."""
    left = np.asarray(dark, np.float32)
    np.clip(left, 0, 1, out=left)
    return np.subtract(1, left, out=left)


def _edges(old: Box, alpha: Weights, new: Pixels) -> list[str]:
    """Says what the picture's edges cut off, now or in its own picture."""
    height, width = alpha.shape
    shown = float(alpha.sum()) / max(float(new[:, :, 3].sum(dtype=np.float64)) / 255, 1)
    notes = [CUT] if shown < 0.97 else []
    sides = (new[:, 0, 3], new[:, -1, 3], new[0, :, 3], new[-1, :, 3])
    inside = (old.x0 > 0, old.x1 < width, old.y0 > 0, old.y1 < height)
    straight = [float((side > 128).mean()) > 0.5 for side in sides]
    return [*notes, EDGE] if any(s and i for s, i in zip(straight, inside, strict=True)) else notes
