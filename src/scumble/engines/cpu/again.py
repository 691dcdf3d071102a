"""What the operations on a thing share: lift it, make the picture behind, put it down, and say where was written."""

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Region, Weights
from scumble.core.work import CancelToken, ahead
from scumble.engines import Task
from scumble.engines.cpu import lines_in
from scumble.engines.cpu.bridges import Bridge, edges_into, missing
from scumble.engines.cpu.by_rows import Enlarged
from scumble.engines.cpu.fill import Way
from scumble.engines.cpu.holes import clusters
from scumble.engines.cpu.lift import Lifted, without
from scumble.engines.cpu.lines_in import Ending
from scumble.engines.cpu.put import BAND_ROWS, NOTHING, alpha_after, put, put_on
from scumble.engines.cpu.quality import Signs, signs, verdict

Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

DRAWN = "It was also drawn where it is now, outside of what was marked."
CUT = "Part of it now lies beyond the picture's edge."
EDGE = "The picture's edge cut it off before, so the cut shows where it is now."
WAYS: tuple[tuple[int, Way], ...] = ((0, "free"), (3, "repeated"), (3, "free"))
"""What is added to the seed, and how patches are chosen, while straight edges break off where it stood: other fills of
the same place."""
BESIDE_PIXELS = 8_000_000
"""Pixels of a picture up to which two ways are tried at once: of larger ones that takes too much memory."""
SEEN = 0.5
"""Cover below which what is behind a thing is seen."""
BEYOND = 1.0
"""Pixels of a thing beyond the picture's edge from which that is said."""
NO_SHADOW = "No shadow of it was found, so none was taken along; 'add a shadow under it' draws one."
TAKEN = "The shadow that it cast was taken off the ground, where it would not fit any more."
NONE_TAKEN = "No shadow that it casts was found, so none was taken off the ground; if there is one, it is still there."
AIR = "It stood on the ground; like this it hangs in the air."


def moved(
    task: Task, thing: Lifted, matrix: Matrix, cancel: CancelToken, *, shadow: bool = True, notes: tuple[str, ...] = ()
) -> Candidate:
    """The thing taken away from where it was and put where the affine (2, 3) matrix says. Raises Cancelled.

    shadow: it is taken along; else it is taken off the ground, where it would not fit any more.
    """
    best = _best(task, thing, matrix, cancel)
    pixels = task.image.pixels.copy()
    pixels[best.touched] = best.written
    alpha, touched = put_on(pixels, thing, matrix, shadow=shadow)
    touched |= best.touched
    image, said, verdicts = task.image.with_pixels(pixels), best.said, best.verdicts
    del best, pixels
    if shadow:
        image, drawn = _grounded(image, thing, matrix, alpha, cancel)
        touched |= drawn
    wrote = Region.of_mask(touched)
    notes = (*notes, *_standing(thing, shadow), *_edges(thing, matrix), *said, *_marked(task, wrote))
    return Candidate(
        image=image,
        blended=True,
        region=wrote,
        thing=Region(weights=alpha),
        notes=tuple(dict.fromkeys(notes)),
        verdicts=verdicts,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tried:
    """One way to fill the place it left. lost: straight edges that break off there; written: the pixels (N, 4) where
    touched."""

    lost: int
    written: Pixels
    touched: NDArray[np.bool_]
    said: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


def _best(task: Task, thing: Lifted, matrix: Matrix, cancel: CancelToken) -> _Tried:
    """The place it left filled, one way or the way that breaks off the fewest straight edges. Raises Cancelled."""
    # A preview shows about what will be there: one way will do.
    left = None if task.draft else left_by(task, thing, alpha_after(thing, matrix))
    best: _Tried | None = None
    stop = CancelToken()
    with cancel.calling(stop.cancel):
        # The second way is begun where a thread has nothing else to do, and given up if the first will do; where no
        # edge can break off, the first will.
        small = task.image.width * task.image.height <= BESIDE_PIXELS
        maybe = small and left is not None and left.crossed
        second = ahead(lambda: _try(task, thing, left, WAYS[1], stop)) if maybe else None
        try:
            for way in WAYS:
                begun = second if way == WAYS[1] else None
                other = begun.result() if begun else _try(task, thing, left, way, cancel)
                # Edges that two fills break off break off in the third, too (22 moves, scalings and turns of photos).
                done = other.lost == 0 or (best is not None and other.lost >= best.lost)
                best = other if best is None or other.lost < best.lost else best
                if done:
                    break
        finally:
            stop.cancel()
            if second is not None:
                second.drop()
    return cast(_Tried, best)


@dataclass(frozen=True, kw_only=True, eq=False)
class Left:
    """Where a thing stood. seen: bool (H, W), what of it is not covered by the thing where it stands now; signs: of how
    that will look; ending: straight edges that end at it; bridges: those that end on both sides of it."""

    seen: NDArray[np.bool_]
    signs: Signs
    ending: Ending
    bridges: tuple[Bridge, ...]

    @property
    def crossed(self) -> bool:
        """Whether a straight edge may break off there at all."""
        return bool(self.ending.ways or self.bridges)


def left_by(task: Task, thing: Lifted, there: Weights) -> Left | None:
    """What is seen where it stood; None where `there`, where it stands now, it covers all of that itself."""
    hole = thing.alpha > 0
    seen = hole & (there < SEEN)
    parts = clusters(seen) if seen.any() else []
    if not parts:
        return None
    rgb = task.image.rgb
    ending = ahead(lambda: lines_in.ending(rgb, hole, seen))
    told, bridges = signs(rgb, float(seen.mean()), parts[0]), edges_into(rgb, hole).bridges
    return Left(seen=seen, signs=told, ending=ending.result(), bridges=bridges)


def _try(task: Task, thing: Lifted, left: Left | None, way: tuple[int, Way], cancel: CancelToken) -> _Tried:
    """The place it left filled one way. Raises Cancelled."""
    behind, touched, said = without(replace(task, seed=task.seed + way[0]), thing, cancel, shadow=True, way=way[1])
    cancel.check()
    lost = 0 if left is None else lines_lost(behind, left)
    verdicts = () if left is None else (verdict(left.signs), lines_in.verdict(lost))
    return _Tried(lost=lost, written=behind.pixels[touched], touched=touched, said=said, verdicts=verdicts)


def lines_lost(behind: Image, left: Left) -> int:
    """How many straight edges break off where it stood, now that this is filled."""
    return max(lines_in.broken(left.ending, behind.rgb), missing(left.bridges, behind.rgb, left.seen))


def added(task: Task, thing: Lifted, matrix: Matrix, cancel: CancelToken, *, notes: tuple[str, ...] = ()) -> Candidate:
    """A second one put where the matrix says, behind the first where they meet. Raises Cancelled."""
    laid = put(task.image, thing, matrix, shadow=True)
    ground, drawn = _grounded(laid.image, thing, matrix, laid.alpha, cancel)
    touched = laid.touched | drawn
    first = put(ground, thing, np.eye(2, 3), shadow=False)
    pixels = ground.pixels.copy()
    meet = touched & (thing.alpha > 0)
    pixels[meet] = first.image.pixels[meet]
    del first
    own = thing.alpha >= 1
    pixels[own] = task.image.pixels[own]
    wrote = Region.of_mask(touched & (thing.alpha < 1))
    notes = (*notes, *_edges(thing, matrix), *_marked(task, wrote))
    second = Region(weights=laid.alpha)
    return Candidate(image=task.image.with_pixels(pixels), blended=True, region=wrote, thing=second, notes=notes)


def unchanged(task: Task, *notes: str) -> Candidate:
    """Nothing to do: nothing is written."""
    nowhere = Region.empty_of(task.image.height, task.image.width)
    return Candidate(image=task.image, blended=True, region=nowhere, notes=notes)


def _marked(task: Task, wrote: Region) -> tuple[str, ...]:
    """Says that more than the drawn region was written."""
    outside = task.has_drawn and bool((wrote.inside & ~task.region.inside).any())
    return (DRAWN,) if outside else ()


def _grounded(
    image: Image, thing: Lifted, matrix: Matrix, cover: Weights, cancel: CancelToken
) -> tuple[Image, NDArray[np.bool_]]:
    """With its contact shadow where the matrix carries it, beside the cover, and where that was drawn. Raises
    Cancelled."""
    dark = None if thing.contact is None else thing.contact.dark
    if dark is None:
        return image, np.zeros(cover.shape, bool)
    height, width = int(dark.shape[0]), int(dark.shape[1])
    # The copy's pixel centres in the picture's and back.
    x, y = cover.shape[1] / width, cover.shape[0] / height
    to = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])
    there = (np.linalg.inv(to) @ np.concatenate([matrix, [[0, 0, 1]]]) @ to)[:2]
    carried = cast(Floats, cv2.warpAffine(dark, there, (width, height), flags=cv2.INTER_LINEAR))
    full, drawn = Enlarged(carried, (cover.shape[1], cover.shape[0])), np.zeros(cover.shape, bool)
    pixels = image.pixels.copy()
    for top in range(0, len(cover), BAND_ROWS):
        cancel.check()
        band = slice(top, min(top + BAND_ROWS, len(cover)))
        let = 1 - full.rows(band.start, band.stop) * (1 - cover[band])[:, :, None]
        drawn[band] = let.min(axis=2) < 1 - NOTHING
        part = pixels[band, :, :3]
        part[drawn[band]] = np.rint(part[drawn[band]] * let[drawn[band]])
    return image.with_pixels(pixels), drawn


def _standing(thing: Lifted, shadow: bool) -> tuple[str, ...]:
    """Says what became of its shadow and its stand."""
    contact = thing.contact
    if contact is None:
        return ()
    if shadow:
        missing = contact.stands and thing.shadow is None and contact.dark is None
        return (NO_SHADOW,) if missing else ()
    told = (TAKEN,) if thing.shadow is not None else (NONE_TAKEN,) if contact.stands else ()
    return told + ((AIR,) if contact.stands else ())


def _edges(thing: Lifted, matrix: Matrix) -> tuple[str, ...]:
    """Says what the picture's edges cut off, now or before."""
    height, width = thing.alpha.shape
    box = thing.box
    (x0, x1), (y0, y1) = _reach(thing, matrix)
    out = min(x0 + 0.5, y0 + 0.5, width - 0.5 - x1, height - 0.5 - y1) < -BEYOND
    notes = [CUT] if out else []
    cut = ((box.x0 <= 0 and x0 > 2), (box.x1 >= width and x1 < width - 2), (box.y0 <= 0 and y0 > 2))
    if any(cut) or (box.y1 >= height and y1 < height - 2):
        notes.append(EDGE)
    return tuple(notes)


def _reach(thing: Lifted, matrix: Matrix) -> Matrix:
    """Least and most x, and y, (2, 2), of the thing's pixels where the matrix carries them."""
    b = thing.box
    inside = thing.alpha[b.y0 : b.y1, b.x0 : b.x1] > 0.5
    rows = np.flatnonzero(inside.any(axis=1))
    first = inside[rows].argmax(axis=1)
    last = inside.shape[1] - 1 - inside[rows][:, ::-1].argmax(axis=1)
    ends = np.concatenate(
        [[first + b.x0, rows + b.y0, np.ones(rows.size)], [last + b.x0, rows + b.y0, np.ones(rows.size)]], 1
    )
    at = matrix @ ends
    return np.stack([at.min(axis=1), at.max(axis=1)], axis=1)
