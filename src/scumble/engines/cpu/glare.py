"""Glare taken off a surface: soft bright light of no colour, subtracted; what is burnt out is filled where it is small.

Light that a surface mirrors adds to the colour it has (the dichromatic model: Shafer, 1985). It is told from the
darkest channel in linear light, which a coloured surface keeps low: a spot that rises softly above the usual level
around is glare. How much it adds to each channel is what is smooth there above the surface continued from around the
spot (a membrane); finer texture stays. White print has hard edges and is left alone.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill
from scumble.engines.cpu.blend import membrane
from scumble.engines.cpu.by_rows import Enlarged
from scumble.engines.cpu.values import number
from scumble.vision.channels import largest_of, least_of
from scumble.vision.ground import blurred
from scumble.vision.light import LINEAR, encoded_bytes

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_SIDE = 320
"""Longest side, pixels, of the copy in which glare is looked for: it is soft."""
USUAL = 0.30
"""Side of the window, as a share of the area's size, whose usual level a patch of glare rises above."""
SOFT = 0.02
"""Sigma of what counts as soft, as a share of the area's size."""
LEAST = 0.02
"""Linear light below which nothing is seen."""
CLEAR = 0.06
"""Rise from which it is glare."""
COLOURED, DIM, PALE = 0.75, 0.12, 0.4
"""A pixel is pale whose darkest channel has this share of the brightest, and that is brighter than this; with more than
this share of pale pixels white light cannot be told from the thing itself."""
LARGEST, ABRUPT = 0.1, 1.6
"""Share of the area that one spot has at most; its steepness at the rim, times its radius, as a share of its height."""
AROUND = 0.25
"""How much is looked at around a drawing, as a share of its longer side."""
TAIL = 0.25
"""How far beyond a spot the surface is taken from, as a share of the spot's radius."""
NEARLY = 0.7
"""Linear light of the brightest channel around a spot up to which its colour can be told."""
TINTED = 1.6
"""Most that glare adds to a channel, over what it adds to the one that it adds least to: sunlight late in the day. More
is another material, as the bare metal under a coloured label, of which the membrane knows nothing."""
FULL = 0.9
"""Linear light from which a channel is so nearly burnt out that it does not say what was added to it."""
BURNT = 250
"""Encoded number from which a channel is burnt out."""
SMALL = 0.02
"""Share of the area up to which burnt-out spots are filled."""
MUCH = 0.33
"""Share of the area under hard glare from which nothing is left to work from."""
GUARD = "glare"
LITTLE = 0.05
"""Share of the thing up to which it is said how little of it had glare."""
REDUCED = (
    "Soft glare was told on {share:.1%} of {what} alone and taken down there; other shine is left. A mask over "
    "the glare that is meant takes it down, too."
)
NONE_FOUND = (
    "No soft glare could be told on {what}: nothing there is brighter and paler than around it without a hard edge. "
    "Draw a mask over the glare to say where it is."
)
TOO_MUCH = (
    "Hard glare covers {share:.0%} of {what}: what lies under it is burnt out and cannot be brought back. An engine "
    "with a generative model could paint it anew; a mask over a smaller part would let that part be filled."
)
WHITE = (
    "{what} is white or grey itself, so that white light on it cannot be told from it. Draw a mask over the glare to"
    " say where it is."
)


def render(task: Task, cancel: CancelToken) -> Candidate:
    """Glare in the region weaker by `strength` 0..1 (1 = all of it). Raises InvalidValue, Unsupported (none is found,
    or too much is burnt out), Cancelled."""
    strength = number(task.step.params, "strength", 0, 1, 1.0)
    area = task.region.weights > 0.5
    bounds = Region.of_mask(area).bounds
    if bounds is None or strength == 0:
        return Candidate(image=task.image)
    drawn = task.step.target.kind == "region"
    # Of a drawing the surface is told from around it, of a thing within it.
    more = round(AROUND * max(bounds.width, bounds.height)) + 4 if drawn else 0
    rows = slice(max(0, bounds.y0 - more), bounds.y1 + more)
    window = (rows, slice(max(0, bounds.x0 - more), bounds.x1 + more))
    rgb, inside = np.ascontiguousarray(task.image.rgb[window]), area[window]
    burnt = _burnt(rgb, inside)
    share = float(burnt.sum() / inside.sum())
    if share > MUCH:
        raise Unsupported(TOO_MUCH.format(share=share, what=_what(task)), part=task.step.text, needs="generative edit")
    veil = _veil(rgb, inside, drawn=drawn, task=task)
    cancel.check()
    if float((largest_of(veil) > CLEAR / 2).sum()) < 0.002 * float(inside.mean()) * veil.shape[0] * veil.shape[1]:
        raise Unsupported(NONE_FOUND.format(what=_what(task)), part=task.step.text, needs="a mask", param="mask")
    pixels = task.image.pixels.copy()
    part = pixels[window]
    burnt &= _under(veil, inside.shape)
    fill_it = bool(burnt.any()) and share <= SMALL and strength > 0.5
    _lowered(part, veil, strength, cancel)
    if fill_it:
        hole = _grown(burnt, 2) & inside
        lit = np.ascontiguousarray(part[:, :, :3])
        filled = fill.fill_window(lit, hole, inside & ~hole, task.seed, cancel, draft=task.draft)
        part[hole, :3] = filled[hole]
    kept = share if not fill_it and burnt.any() else 0.0
    sentence = (
        "What lies under the glare was still there."
        if kept == 0
        else f"{kept:.1%} of the area is burnt out: there is no texture under it, so it was only toned down. An engine "
        "with a generative model could paint it anew."
    )
    doubt = Verdict(guard=GUARD, passed=kept <= SMALL, value=round(kept, 4), limit=SMALL, sentence=sentence)
    lowered = float((largest_of(veil) > CLEAR / 2).mean() / max(float(inside.mean()), 1e-6))
    notes = (REDUCED.format(share=lowered, what=_what(task)),) if not drawn and lowered < LITTLE else ()
    return Candidate(image=task.image.with_pixels(pixels), notes=notes, verdicts=(doubt,))


def _veil(rgb: Bytes, inside: Mask, *, drawn: bool, task: Task) -> Floats:
    """float32 (h, w, 3) of a small copy: the linear light that lies over the surface, by channel.

    A burnt-out channel is as high around the spot as in it and gives nothing, so that the colour comes back.
    """
    height, width = inside.shape
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    # Channel by channel: light is four bytes a number.
    planes = [cv2.resize(LINEAR[rgb[:, :, c]], size, interpolation=cv2.INTER_AREA) for c in range(3)]
    light = cast(Floats, np.dstack(planes))
    spots = cv2.resize(inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    mask = np.ones_like(spots) if drawn else spots
    whitest, brightest = least_of(light), largest_of(light)
    unit = float(mask.sum()) ** 0.5
    pale = (whitest > COLOURED * brightest) & (brightest > DIM)
    if not drawn and float(pale[mask].mean()) > PALE:
        raise Unsupported(WHITE.format(what=_what(task, start=True)), part=task.step.text, param="mask")
    sigma = max(1.0, SOFT * unit)
    if not drawn:
        soft = _soft_part(whitest, mask, sigma)
        rise = np.clip(soft - _usual(soft, mask, max(2, round(USUAL * unit / 2))) - LEAST, 0, None)
        spots = _soft_spots(mask & (rise > CLEAR / 2), light, rise, mask)
    if not spots.any():
        return np.zeros((*mask.shape, 3), np.float32)
    weight = mask.astype(np.float32)
    total = np.maximum(blurred(weight, sigma), 1e-3)[:, :, None]
    seen = (blurred(light * weight[:, :, None], sigma) / total).astype(np.float32)
    # The tail of a spot is light, too: the surface is continued from a little outside of it.
    tail = 1 if drawn else round(sigma + TAIL * float(np.sqrt(spots.sum() / np.pi)))
    hole = _grown(spots, tail)
    surface = membrane(seen, hole | ~mask)
    over = np.clip(seen - surface, 0, None) * mask[:, :, None]
    least = least_of(np.where(seen > FULL, np.inf, over).astype(np.float32))
    return np.minimum(over, TINTED * least[:, :, None]).astype(np.float32)


def _under(veil: Floats, shape: tuple[int, int]) -> Mask:
    """bool (H, W) where glare is taken off, and right beside it. A burnt-out light with hard edges, as on the rim of a
    lid, is the look of bare metal: filled it would be a hole in it."""
    taken = _grown(largest_of(veil) > CLEAR / 2, 1).astype(np.uint8)
    return cv2.resize(taken, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST) > 0


def _soft_spots(spots: Mask, light: Floats, rise: Floats, mask: Mask) -> Mask:
    """The spots that are small and whose brightness falls off over their own size, not at an edge.

    Where a channel is nearly burnt out all around, its true height cannot be told and the colour would turn: left.
    """
    brightest = largest_of(light)
    count, found, stats, _ = cv2.connectedComponentsWithStats(spots.astype(np.uint8), connectivity=8)
    labels, areas = np.asarray(found, np.int32), np.asarray(stats)[:, cv2.CC_STAT_AREA]
    steep = np.hypot(cv2.Sobel(rise, cv2.CV_32F, 1, 0), cv2.Sobel(rise, cv2.CV_32F, 0, 1)) / 8
    inner = cv2.erode(spots.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out = np.zeros_like(spots)
    for k in range(1, count):
        spot = labels == k
        rim = spot & ~inner
        radius = float(np.sqrt(areas[k] / np.pi))
        peak = float(rise[spot].max())
        half = spot & (rise > 0.3 * peak) & (rise < 0.7 * peak)
        falls = float(steep[half].mean()) * radius / max(peak, 1e-3) if half.any() else 9.0
        told = rim.any() and float(np.median(brightest[rim])) < NEARLY
        if told and areas[k] >= 6 and areas[k] <= LARGEST * mask.sum() and falls < ABRUPT and peak > CLEAR:
            out |= spot
    return out


def _soft_part(level: Floats, mask: Mask, sigma: float) -> Floats:
    """The level without what is narrow: print and hairlines are opened away, the rest is smoothed."""
    size = 2 * max(1, round(1.5 * sigma)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    filled = np.where(mask, level, 1).astype(np.float32)
    low = cast(Floats, cv2.erode(filled, disc))
    opened = np.minimum(cast(Floats, cv2.dilate(np.where(mask, low, 0).astype(np.float32), disc)), level)
    weight = mask.astype(np.float32)
    total = np.maximum(cast(Floats, cv2.GaussianBlur(weight, (0, 0), sigma)), 1e-3)
    return (cast(Floats, cv2.GaussianBlur(opened * weight, (0, 0), sigma)) / total).astype(np.float32)


def _usual(level: Floats, mask: Mask, radius: int) -> Floats:
    """The level around: a wide opening, smoothed; a patch smaller than the window does not raise it."""
    size = 2 * radius + 1
    box = np.ones((size, size), np.uint8)
    low = cast(Floats, cv2.erode(np.where(mask, level, 1).astype(np.float32), box))
    opened = cast(Floats, cv2.dilate(np.where(mask, low, 0).astype(np.float32), box))
    return cast(Floats, cv2.GaussianBlur(np.minimum(opened, 1), (0, 0), max(1.0, radius / 2)))


def _lowered(pixels: Bytes, veil: Floats, strength: float, cancel: CancelToken) -> None:
    """Takes the veil off in place."""
    height, width = pixels.shape[:2]
    full = Enlarged(veil, (width, height))
    for top in range(0, height, 256):
        cancel.check()
        band = slice(top, top + 256)
        over = full.rows(top, min(top + 256, height)) * np.float32(strength)
        there = largest_of(over) > 0.002
        if not there.any():
            continue
        light = LINEAR[pixels[band][:, :, :3][there]]
        rgb = encoded_bytes(light - np.minimum(over[there], 0.9 * light))
        pixels[band][there] = np.concatenate([rgb, pixels[band][there][:, 3:]], axis=1)


def _burnt(rgb: Bytes, inside: Mask) -> Mask:
    """Where every channel is burnt out."""
    return (least_of(rgb) >= BURNT) & inside


def _grown(mask: Mask, by: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0


def _what(task: Task, *, start: bool = False) -> str:
    """The thing as the caller called it; start: of a sentence."""
    kind, words = task.step.target.kind, task.step.target.words
    if kind == "object" and words:
        return f'"{words}"'
    said = {"region": "what was drawn", "whole": "the picture"}.get(kind, "the subject")
    return said.capitalize() if start else said
