"""Reflection of a thing in a glossy floor: found by its likeness to the thing turned upside down, taken off, or added.

The mirror of a level floor turns the thing over about the line where it stands, column by column (`shadow.footing`).
What lies under the foot and goes up and down with the mirrored thing (normalised correlation of what is finer than its
slow changes) is its reflection; where nothing does, there is none, and dark ground is a shadow's business.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.region import Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill
from scumble.engines.cpu.again import unchanged
from scumble.engines.cpu.composite import edge_colors
from scumble.engines.cpu.grain import fine_structure, smooth_fill, unevenness
from scumble.engines.cpu.holes import clusters, ring
from scumble.engines.cpu.quality import signs, verdict
from scumble.engines.cpu.reflection_back import go_on_behind
from scumble.engines.cpu.shadow import Footing, footing, ground_shadow, main_parts, shrunk
from scumble.engines.cpu.shadow_add import darkened
from scumble.engines.cpu.values import number
from scumble.vision.channels import mean_of
from scumble.vision.shadows import find_shadow

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

ALIKE = 0.35
"""Correlation of the floor with the mirrored thing from which it reflects it; floors without reach 0.2 by chance."""
BAND = 24
"""Bands of depth in which the reflection's end is looked for, over the thing's own height."""
SEEN, MISSES = 1.5, 3
"""Grey levels by which a band of a plain mirror image differs from the floor; bands between that may show nothing."""
SLOW = 0.05
"""Sigma of slow changes that say nothing, as a share of the thing's size."""
FLAT = 7.0
"""Grey levels from a plane up to which a floor is filled as a smooth surface with its grain."""
GROWN = 0.015
"""Margin around the mirrored silhouette, as a share of the thing's size: floors are not quite level."""
CONTACT = 0.45
"""Strength of the contact shadow that is drawn instead: without any a thing would float."""
BAND_ROWS = 256
"""Rows drawn at a time."""
BACK, APART = 0.12, 0.015
"""Height above the ground line, as a share of the thing's size, up to which the lowest of what lies beyond its
outermost feet is a foot further back; and by how much the underside rises before it."""
SMALL = 2_000_000
"""Pixels of a window up to which a smooth floor is continued at full size."""
NATURAL, LENGTH, BLUR = 0.5, 0.45, 0.012
"""An added reflection: strength when none is named, how far down it fades (share of height), softness at its end."""
NO_GROUND: Final = (
    "{what} is cut off by the picture's edge or fills it, so that no floor shows under it. Extend the canvas at the "
    "bottom first, or name another thing."
)
ROUGH, ROUGH_SIDE, ROUGH_SHARE = 10.0, 400, 0.1
"""Grey levels of fine structure from which a floor is rough: paper, boards and polished tables have 0 to 8, stone,
gravel, grass and cloth 13 to 65. It is told on a copy of this longest side, where the reflection has this share."""
TOO_ROUGH: Final = (
    "The ground under {what} is too rough (stone, gravel, grass, cloth) to mirror anything: a reflection on it would "
    "look pasted. Put it on a smooth one first, as in 'white studio background, add a reflection'."
)
NONE_FOUND: Final = (
    "No reflection could be told on the floor under {what}: nothing there looks like it upside down. Draw a mask over"
    " the reflection, and it will be filled from the floor. A reflection in a window or a mirror needs an engine with a"
    " generative model."
)
NEITHER: Final = (
    "Neither a reflection on the floor under {what} nor a shadow of it could be told from the ground. Draw a mask over"
    " what is meant."
)
SKIPPED: Final = "No reflection was found on the floor under {what}, so that none was removed; the rest was done."
OTHERWISE: Final = ("note", "shadow")
CONTACT_DRAWN = "Where the reflection was, a faint contact shadow was drawn, so that the thing stands on the floor."


@dataclass(frozen=True, kw_only=True, eq=False)
class Mirror:
    """rows: float32 (H, W), for each pixel under the foot line the row of the thing that it would mirror, else -1.
    line: float32 (W,), the foot line. tall: height of the thing above it, pixels. size: of the thing, pixels."""

    rows: Floats
    line: Floats
    tall: float
    size: float


def render_remove(task: Task, cancel: CancelToken) -> Candidate:
    """The floor without the mirror image. A drawn region is filled as it is. Raises Unsupported (no floor, nothing
    like a reflection), Cancelled.

    `otherwise`, where nothing is like one: 'note' says so and leaves all as it is, 'shadow' if the thing has a shadow.
    """
    cover = task.region.weights
    otherwise = task.step.params.get("otherwise")
    if otherwise not in (None, *OTHERWISE):
        raise InvalidValue(f"'otherwise' is note or shadow, not {otherwise!r}.", param="otherwise")
    if task.step.target.kind == "region":
        return _floor(task, task.region.inside, np.zeros_like(cover), cancel)
    small = shrunk(cover)
    mirror = mirror_of(small)
    if mirror is None and otherwise is None:
        raise Unsupported(NO_GROUND.format(what=_what(task)), part=task.step.text, needs="generative edit")
    found = None if mirror is None else _seen(task, small, mirror)
    if found is None and (otherwise == "note" or (otherwise == "shadow" and _casts(task))):
        return unchanged(task, SKIPPED.format(what=_what(task).replace("The ", "the ")))
    if found is None:
        raise Unsupported(
            (NEITHER if otherwise else NONE_FOUND).format(what=_what(task).replace("The ", "the ")),
            part=task.step.text,
            needs="a mask over the reflection",
            param="mask",
        )
    cancel.check()
    return _floor(task, found, cover, cancel)


def _casts(task: Task) -> bool:
    """True when a shadow of the thing is told from the ground."""
    bounds = Region.of_mask(task.region.weights > 0.5).bounds
    return bounds is not None and find_shadow(task.image.rgb, task.region.weights, bounds) is not None


def _seen(task: Task, small: Weights, mirror: Mirror) -> Mask | None:
    """bool (H, W): the reflection at full size; None where there is none. small: the thing's alpha, shrunk."""
    cover = task.region.weights
    size = (int(small.shape[1]), int(small.shape[0]))
    rgb = cast(Bytes, cv2.resize(np.ascontiguousarray(task.image.rgb), size, interpolation=cv2.INTER_AREA))
    seen = find_reflection(rgb, small, mirror)
    if seen is None:
        return None
    full = (int(cover.shape[1]), int(cover.shape[0]))
    grown = cv2.resize(seen.astype(np.float32), full, interpolation=cv2.INTER_LINEAR)
    return (cast(Floats, grown) > 0.25) & (cover < 0.98)


def render_add(task: Task, cancel: CancelToken) -> Candidate:
    """The thing mirrored in the floor, `strength` 0..1 at the foot, fading downwards. Raises InvalidValue, Unsupported
    (no floor under it, or one too rough to mirror anything), Cancelled."""
    strength, cover = number(task.step.params, "strength", 0, 1, NATURAL), task.region.weights
    mirror = mirror_of(cover)
    if mirror is None:
        raise Unsupported(NO_GROUND.format(what=_what(task)), part=task.step.text, needs="generative edit")
    colours = edge_colors(task.image, cover, cover)
    cancel.check()
    sigma = max(0.6, BLUR * mirror.size)
    window = _reached(cover, mirror, sigma)
    go_on_behind(mirror.rows, mirror.line, cover, mirror.size)
    rows, free = np.ascontiguousarray(mirror.rows[window]), 1 - cover[window]
    columns = np.ascontiguousarray(np.broadcast_to(np.arange(cover.shape[1], dtype=np.float32), cover.shape)[window])
    seen = cast(Bytes, cv2.remap(colours, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))
    there = cast(Floats, cv2.remap(cover, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))
    del colours, columns
    down = np.where(rows == -1, 0, (np.arange(cover.shape[0], dtype=np.float32)[window[0], None] - rows) / 2)
    deep = np.clip(down / (LENGTH * mirror.tall), 0, 1)
    share = strength * there * (1 - deep.astype(np.float32)) ** 1.6 * (rows >= 0)
    soft = cast(Floats, cv2.GaussianBlur(share, (0, 0), sigma))
    # Sharp at the foot, softer further down, as on a floor that is not quite a mirror.
    share = share * (1 - deep) + np.minimum(soft, strength) * deep
    del soft, there, down, rows
    blurred = cast(Bytes, cv2.GaussianBlur(seen, (0, 0), sigma))
    share = (share * free).astype(np.float32)
    if _rough(task.image.rgb[window], share):
        raise Unsupported(
            TOO_ROUGH.format(what=_what(task).replace("The ", "the ")),
            part=task.step.text,
            nearest=("white studio background, add a reflection",),
        )
    wrote = np.zeros(cover.shape, np.bool_)
    wrote[window] = share > 1 / 300
    pixels = task.image.pixels.copy()
    target, inner = pixels[window], wrote[window]
    for top in range(0, target.shape[0], BAND_ROWS):
        band = slice(top, top + BAND_ROWS)
        here = inner[band]
        if not here.any():
            continue
        d = deep[band][here][:, None]
        colours = seen[band][here] * (1 - d) + blurred[band][here] * d
        part, s = target[band][here].astype(np.float32), share[band][here][:, None]
        under = part[:, 3:] / 255 * (1 - s)
        total = s + under
        colour = (colours * s + part[:, :3] * under) / np.maximum(total, 1e-6)
        target[band][here] = np.rint(np.concatenate([colour, 255 * total], axis=1)).astype(np.uint8)
    return Candidate(image=task.image.with_pixels(pixels), blended=True, region=Region.of_mask(wrote))


def _reached(cover: Weights, mirror: Mirror, sigma: float) -> tuple[slice, slice]:
    """The part of the picture in which an added reflection may lie, and what its blur looks at."""
    height, width = cover.shape
    columns = np.flatnonzero((cover > 0).any(axis=0))
    rim = int(np.ceil(5 * sigma)) + 4
    top = max(0, int(mirror.line.min()) - rim)
    bottom = min(height, int(mirror.line.max() + LENGTH * mirror.tall) + 2 * rim)
    left, right = max(0, int(columns[0]) - 2 * rim), min(width, int(columns[-1]) + 1 + 2 * rim)
    return slice(min(top, height - 1), max(bottom, min(top, height - 1) + 1)), slice(left, right)


def _rough(rgb: Bytes, share: Weights) -> bool:
    """True when the ground that would mirror is no smooth floor: of a window rgb (h, w, 3) and its share (h, w)."""
    scale = min(1.0, ROUGH_SIDE / max(share.shape))
    size = (max(8, round(share.shape[1] * scale)), max(8, round(share.shape[0] * scale)))
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb), size, interpolation=cv2.INTER_AREA))
    where = cast(Floats, cv2.resize(share, size, interpolation=cv2.INTER_AREA)) > ROUGH_SHARE
    return bool(where.any()) and fine_structure(small, where) > ROUGH


def mirror_of(cover: Weights) -> Mirror | None:
    """How the floor mirrors the thing with this alpha (H, W); None where it does not stand on a floor that shows."""
    small = shrunk(cover)
    foot = footing(main_parts(small > 0.5))
    if foot is None:
        return None
    scale = cover.shape[1] / small.shape[1]
    known = (foot.x0 + np.arange(foot.ground.size, dtype=np.float64)) * scale + (scale - 1) / 2
    across = np.arange(cover.shape[1], dtype=np.float64)
    line: Floats = np.asarray(np.interp(across, known, _touched(foot) * scale + (scale - 1) / 2), np.float32)
    y = np.arange(cover.shape[0], dtype=np.float32)[:, None]
    rows = np.where(y > line[None, :], 2 * line[None, :] - y, -1).astype(np.float32)
    solid = cover > 0.5
    top = float(np.argmax(solid.any(axis=1)))
    return Mirror(rows=rows, line=line, tall=max(1.0, float(line.max()) - top), size=float(solid.sum()) ** 0.5)


def _touched(foot: Footing) -> Weights:
    """Row in which each column meets its mirror image: the ground line, and further back the foot that stands there.

    A hind paw beside the fore paws stands higher up in the picture; turned over about their line its image floats.
    """
    line, low = foot.ground.copy(), foot.low
    touching = np.flatnonzero(foot.contact > 0.5)
    if not touching.size:
        return line
    columns = np.arange(low.size, dtype=np.intp)
    for beyond in (columns[touching[-1] + 1 :], columns[: touching[0]][::-1]):
        if not beyond.size:
            continue
        under = low[beyond]
        later = np.maximum.accumulate(under[::-1])[::-1]
        between = int(np.argmax(later - under))
        foot_back, gap = float(later[between]), float(line[beyond[0]] - later[between])
        if foot_back - float(under[between]) > APART * foot.unit and gap < BACK * foot.unit:
            line[beyond[between:]] = foot_back
    return line


def find_reflection(rgb: Bytes, cover: Weights, mirror: Mirror) -> Mask | None:
    """bool (H, W): where the floor mirrors the thing, as far down as it is seen; None where it does not."""
    columns = np.broadcast_to(np.arange(cover.shape[1], dtype=np.float32), cover.shape)
    turned = cast(Bytes, cv2.remap(rgb, columns, mirror.rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    solid = (cover > 0.5).astype(np.float32)
    image = (cv2.remap(solid, columns, mirror.rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT) > 0.5) & (
        cover < 0.02
    )
    deep = np.arange(cover.shape[0], dtype=np.float32)[:, None] - mirror.line[None, :]
    image &= (mirror.rows >= 0) & (deep > 2)
    if int(image.sum()) < 200:
        return None
    sigma = max(2.0, SLOW * mirror.size)
    weight = _grown(image, round(sigma)) & (cover < 0.02) & (mirror.rows >= 0)
    floor = _fine(mean_of(rgb), weight, sigma)
    thing = _fine(_seen_there(turned, image, rgb), weight, sigma)
    if _likeness(floor, thing, image & (deep < 0.35 * mirror.tall)) < ALIKE:
        return None
    end, missed = 0.0, 0
    off = mean_of(rgb) - _usual(rgb, image)
    turned_off = mean_of(turned) - _usual(rgb, image)
    for k in range(BAND):
        low, high = k * mirror.tall / BAND, (k + 2) * mirror.tall / BAND
        band = image & (deep >= low) & (deep < high)
        if int(band.sum()) < 50:
            break
        # A plain thing is told by its brightness alone, once it is known to be mirrored.
        seen, meant = float(np.median(off[band])), float(np.median(turned_off[band]))
        plain = abs(seen) > SEEN and seen * meant > 0
        if plain or _likeness(floor, thing, band) >= 0.6 * ALIKE:
            end, missed = high, 0
        else:
            missed += 1
        if missed > MISSES:
            break
    margin = max(2, round(GROWN * mirror.size))
    return _grown(image & (deep < max(end, 2 * mirror.tall / BAND)), margin) & (cover < 0.5) & (mirror.rows >= 0)


def _seen_there(turned: Bytes, image: Mask, rgb: Bytes) -> Floats:
    """Brightness that a mirror would show: the turned thing where it is, the floor's usual brightness beside it."""
    level = mean_of(turned)
    return np.where(image, level, _usual(rgb, image)).astype(np.float32)


def _usual(rgb: Bytes, image: Mask) -> float:
    """The floor's usual brightness beside the mirror image."""
    beside = ring(image, 12)
    return float(np.median(rgb[beside].mean(axis=1))) if beside.any() else 128.0


def _fine(level: Floats, weight: Mask, sigma: float) -> Floats:
    """Without slow changes, over the weight alone."""
    w = weight.astype(np.float32)
    total = np.maximum(cast(Floats, cv2.GaussianBlur(w, (0, 0), sigma)), 1e-3)
    slow = cast(Floats, cv2.GaussianBlur(level * w, (0, 0), sigma)) / total
    # A floor blurs what it mirrors: what is finest in the thing is not seen there.
    return cast(Floats, cv2.GaussianBlur(np.where(weight, level - slow, 0), (0, 0), sigma / 6))


def _likeness(one: Floats, two: Floats, where: Mask) -> float:
    """Normalised correlation, -1..1."""
    if int(where.sum()) < 50:
        return 0.0
    a, b = one[where] - one[where].mean(), two[where] - two[where].mean()
    return float((a * b).sum() / max(1e-6, float(np.sqrt((a * a).sum() * (b * b).sum()))))


def _floor(task: Task, hole: Mask, cover: Weights, cancel: CancelToken) -> Candidate:
    """The hole filled with the floor: its surface and grain where it is smooth, its texture where it has one."""
    window = _window(hole)
    rgb, gap, thing = np.ascontiguousarray(task.image.rgb[window]), hole[window], cover[window]
    usable = ~gap & (thing < 0.02) & (task.image.alpha[window] > 0)
    if task.step.target.kind == "region":
        usable &= ~_above(gap)
    beside = ring(gap, max(8, round(0.02 * min(gap.shape)))) & usable
    if not beside.any():
        raise Unsupported(NO_GROUND.format(what=_what(task)), part=task.step.text, needs="generative edit")
    smooth = unevenness(rgb, beside) < FLAT
    if smooth and gap.size <= SMALL:
        filled = smooth_fill(rgb.astype(np.float32), gap, usable)
    else:
        filled = fill.fill_window(rgb, gap, usable, task.seed, cancel, draft=task.draft).astype(np.float32)
    cancel.check()
    wrote = gap & (thing < 0.98)
    share = (1 - thing)[wrote][:, None]
    pixels = task.image.pixels.copy()
    mixed = filled[wrote] * share + rgb[wrote] * (1 - share)
    pixels[window][wrote, :3] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    image = task.image.with_pixels(pixels)
    verdicts = () if smooth else (verdict(signs(task.image.rgb, float(hole.mean()), clusters(hole)[0])),)
    if task.step.target.kind == "region":
        return Candidate(image=image, verdicts=verdicts)
    contact = ground_shadow(cover, CONTACT)
    drawn, dark = (image, np.zeros_like(hole)) if contact is None else darkened(image, contact, cover, cancel)
    notes = () if contact is None else (CONTACT_DRAWN,)
    region = Region.of_mask((hole & (cover < 0.98)) | dark)
    return Candidate(image=drawn, blended=True, region=region, notes=notes, verdicts=verdicts)


def _above(hole: Mask) -> Mask:
    """What stands over a drawn reflection: it is what is mirrored, not floor."""
    top = np.where(hole.any(axis=0), np.argmax(hole, axis=0), int(np.argmax(hole.any(axis=1))))
    return np.arange(hole.shape[0], dtype=np.intp)[:, None] < top[None, :]


def _window(hole: Mask) -> tuple[slice, slice]:
    """The hole with floor around it."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    by = 24 + (int(rows[-1] - rows[0]) + int(columns[-1] - columns[0])) // 4
    return (
        slice(max(0, int(rows[0]) - by), int(rows[-1]) + 1 + by),
        slice(max(0, int(columns[0]) - by), int(columns[-1]) + 1 + by),
    )


def _grown(mask: Mask, by: int) -> Mask:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), disc) > 0


def _what(task: Task) -> str:
    """The thing as the caller called it."""
    named = task.step.target.kind == "object" and task.step.target.words
    return f'"{task.step.target.words}"' if named else "The subject"
