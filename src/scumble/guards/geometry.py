"""Geometry guard: a picture that was drawn anew is laid back over what was sent, before any of it is pasted.

Engines that redraw everything give it back a little shifted, larger, in other colours and with noise. Here that is
measured outside the edit, where both should show the same, undone inside it, and told: verdicts `geometry` (shift, zoom
and how sure), `cast` (colours) and `rim` (how much of the surroundings the engine drew otherwise).
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.codec.convert import into_profile
from scumble.codec.homography import warp_array
from scumble.core.errors import DrewOtherwise
from scumble.core.image import BAND_ROWS, Image, Pixels
from scumble.core.outcome import Verdict
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.guards import cast as colours
from scumble.guards.levels import farther
from scumble.guards.seam import THIN, Seam, depth_of, seam
from scumble.vision.registration import Registration, register

Mask = NDArray[np.bool_]

GEOMETRY, CAST, RIM = "geometry", "cast", "rim"
SIDE: Final = 1024
"""Longer side of the copies on which both are laid over each other, whatever the pictures' size."""
COLOUR_SIDE: Final = 256
SURE: Final = 0.5
"""Certainty below which it is not known how the new picture lies."""
BAND: Final = 0.03
"""Width of the edit's rim that is looked at where nothing outside tells, as a share of the longer side; at most as deep
as a seam (THIN)."""
FITS: Final = 0.75
"""Share of the rim's surroundings that has to be alike for the rim not to show."""
LOST: Final = 0.5
"""With less of it alike, what cannot be laid over what was sent is refused."""
STILL: Final = 0.2
"""Pixels of movement that are not worth resampling for."""
EQUAL: Final = 2
"""Levels of 255 within which pixels outside count as the same ones, and the share that has to be."""
EQUAL_SHARE: Final = 0.995
SAMPLE: Final = 1 << 16
"""Pixels that are looked at first, whole rows of them: mostly they tell that the pictures differ."""
STRONG: Final = 20.0
"""CIEDE2000 from which a cast is too strong to be sure that taking it away is right."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A candidate laid back. image: of the source's size and profile. region: where it is to be pasted: the edit's
    region, fading in at its rim. registration: what was undone."""

    image: Image
    region: Region
    registration: Registration
    cast: colours.Cast
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Small:
    """Both pictures at the size they are compared at. known: bool (h, w), where both should show the same."""

    new: NDArray[np.uint8]
    old: NDArray[np.uint8]
    known: Mask

    @property
    def size(self) -> tuple[int, int]:
        """(w, h)."""
        return self.old.shape[1], self.old.shape[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Laid:
    """The source's pixels with the new picture, moved back by `at` and in the source's colours, in the window around
    the edit; and the seam there."""

    pixels: Pixels
    window: tuple[slice, slice]
    seam: Seam
    cast: colours.Cast
    at: Registration


def fit(candidate: Image, source: Image, region: Region, cancel: CancelToken) -> Fitted:
    """Lays a picture that was drawn anew over the one that was sent.

    source: what the engine got. region: where it may change, of the source's size. Raises DrewOtherwise for a picture
    that shows something else right up to the rim, Cancelled.
    """
    new, notes = _as_source(candidate, source, region)
    box = region.bounds
    if box is None or region.is_full:
        sentence = "The edit covers the whole picture, so the new one was taken as it came."
        return _taken(_own_alpha(new, source), region, sentence, notes)
    if _same_outside(new, source, region):
        return _taken(new, region, "Outside the edit the engine's picture is the one that was sent.", notes)
    cancel.check()
    small = _small(new, source, region)
    found = _found(small, cancel, rim=new.opaque and source.opaque)
    # What was found without certainty counts only where the surroundings fit better under it than as they came.
    tries = [found] if found.certainty >= SURE else [Registration(), found]
    laid = max(
        [_laid(new, source, region, box, small, at, cancel) for at in tries], key=lambda one: round(one.seam.fits, 2)
    )
    seen, surrounded = laid.seam, int(small.known.sum()) >= colours.LEAST
    sure = seen.fits if found.certainty < SURE and seen.fits >= FITS and surrounded else found.certainty
    if sure < SURE and seen.fits < LOST and surrounded:
        raise DrewOtherwise(
            "The engine drew another picture: what it gave back cannot be laid over what was sent, and would not fit "
            "at the rim of the edit."
        )
    weights = np.zeros(region.shape, np.float32)
    weights[laid.window] = seen.weights if region.is_hard else seen.weights * region.weights[laid.window]
    return Fitted(
        image=source.with_pixels(laid.pixels),
        region=Region(weights=weights),
        registration=laid.at,
        cast=laid.cast,
        verdicts=(_placed(laid.at, sure, found.certainty), _coloured(laid.cast), _joined(seen)),
        notes=notes,
    )


def _found(small: _Small, cancel: CancelToken, *, rim: bool) -> Registration:
    """How the new picture lies by what is outside the edit; where that says nothing, such as a plain ground around the
    very thing that is edited, by the edit's rim as well, of which mostly little is new.

    rim: it may be looked at; not where transparent pixels, which show nothing, count as unknown, too.
    """
    new, old = _grey(small.new), _grey(small.old)
    outside = register(new, old, small.known, cancel) or Registration()
    if outside.certainty >= SURE or not rim or small.known.all():
        return outside
    depth = cv2.distanceTransform((~small.known).astype(np.uint8), cv2.DIST_L2, 3)
    wide = min(BAND * max(small.size), THIN * float(np.max(depth)))
    wider = register(new, old, small.known | (np.asarray(depth) <= wide), cancel)
    return wider if wider is not None and wider.certainty >= SURE else outside


def _taken(image: Image, region: Region, sentence: str, notes: tuple[str, ...]) -> Fitted:
    """As it came."""
    verdict = Verdict(guard=GEOMETRY, passed=True, value=1.0, limit=SURE, sentence=sentence)
    return Fitted(
        image=image,
        region=region,
        registration=Registration(certainty=1.0),
        cast=colours.NO_CAST,
        verdicts=(verdict,),
        notes=notes,
    )


def _as_source(candidate: Image, source: Image, region: Region) -> tuple[Image, tuple[str, ...]]:
    """The candidate at the source's size and in its profile; and what is to be said about it."""
    new = candidate
    if (new.width, new.height) != (source.width, source.height):
        new = geometry.apply_image(geometry.resize(source.width, source.height), new)
    new = into_profile(new, source.profile)
    lacking = new.opaque and not source.opaque and bool((source.alpha[region.inside] != 255).any())
    note = "The engine gives no transparency; the picture's own was kept."
    return new, (note,) if lacking else ()


def _own_alpha(new: Image, source: Image) -> Image:
    """With the source's transparency where the engine gave none."""
    if source.opaque or not new.opaque:
        return new
    return new.with_pixels(np.dstack([new.rgb, source.alpha]))


def _same_outside(new: Image, source: Image, region: Region) -> bool:
    """True when nearly every pixel outside is, within EQUAL levels, the one that was sent."""
    every = max(1, source.height * source.width // SAMPLE)
    few, sent = (np.ascontiguousarray(image.pixels[::every]) for image in (new, source))
    if not _alike(few, sent, region.inside[::every]):
        return False
    return every == 1 or _alike(new.pixels, source.pixels, region.inside)


def _alike(new: Pixels, old: Pixels, inside: Mask) -> bool:
    """See `_same_outside`; rows that are left out do not matter."""
    differ = total = 0
    for top in range(0, old.shape[0], BAND_ROWS):
        rows = slice(top, top + BAND_ROWS)
        outside = ~inside[rows] & (old[rows, :, 3] > 0)
        differ += int(np.count_nonzero(farther(new[rows], old[rows], EQUAL) & outside))
        total += int(np.count_nonzero(outside))
    return total > 0 and differ <= (1 - EQUAL_SHARE) * total


def _small(new: Image, source: Image, region: Region) -> _Small:
    """Copies of at most SIDE pixels a side; what is transparent is not compared."""
    scale = min(1.0, SIDE / max(source.width, source.height))
    size = max(1, round(source.width * scale)), max(1, round(source.height * scale))
    unknown = region.inside
    for image in (new, source):
        unknown = unknown if image.opaque else unknown | (image.alpha < 255)
    part = _shrunk(unknown.astype(np.uint8) * np.uint8(255), size)
    old, fresh = (cv2.cvtColor(_shrunk(image.pixels, size), cv2.COLOR_RGBA2RGB) for image in (source, new))
    return _Small(new=np.asarray(fresh, np.uint8), old=np.asarray(old, np.uint8), known=part == 0)


def _shrunk(array: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if (array.shape[1], array.shape[0]) == size:
        return array
    return cast(NDArray[np.uint8], cv2.resize(array, size, interpolation=cv2.INTER_AREA))


def _halved(array: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Halved as long as it is at least twice as large each way: much faster than all at once."""
    while array.shape[1] >= 2 * size[0] and array.shape[0] >= 2 * size[1] and not (array.shape[0] | array.shape[1]) & 1:
        array = _shrunk(array, (array.shape[1] // 2, array.shape[0] // 2))
    return array


def _grey(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return cast(NDArray[np.uint8], cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))


def _laid(
    new: Image, source: Image, region: Region, box: Box, small: _Small, at: Registration, cancel: CancelToken
) -> _Laid:
    """The new picture moved back by what was found on the small copies."""
    cancel.check()
    width, height = small.size
    cast_ = _measured(small, at)
    whole = at.scaled(source.width / width, source.height / height)
    depth = depth_of(source.width, source.height)
    window = _window(box, source, depth)
    part, covered = _moved(new, whole, window)
    pasted = source.pixels.copy()
    pasted[window] = part
    if new.opaque:
        pasted[window][:, :, 3] = source.alpha[window]
    if not cast_.is_nothing:
        colours.undo(pasted[window], cast_, window[1].start, window[0].start, (source.width, source.height))
    cancel.check()
    seen = seam(source.pixels[window], pasted[window], region.inside[window], covered, depth, cancel)
    return _Laid(pixels=pasted, window=window, seam=seen, cast=cast_, at=whole)


def _measured(small: _Small, at: Registration) -> colours.Cast:
    """The cast, on copies of COLOUR_SIDE pixels."""
    width, height = small.size
    scale = min(1.0, COLOUR_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    matrix = at.scaled(size[0] / width, size[1] / height).to_moving(*size)
    new, old = _halved(small.new, size), _halved(small.old, size)
    moved = cv2.warpAffine(_shrunk(new, size), matrix[:2], size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    covered = _covered(matrix, slice(0, size[1]), slice(0, size[0]), *size)
    unknown = cv2.resize((~small.known).astype(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    known = (np.asarray(unknown) == 0) & covered
    return colours.measure(np.asarray(moved, np.uint8), _shrunk(old, size), known)


def _window(box: Box, source: Image, depth: float) -> tuple[slice, slice]:
    """The edit's box with the surroundings that are looked at."""
    margin = round(3 * depth) + 8
    return (
        slice(max(0, box.y0 - margin), min(source.height, box.y1 + margin)),
        slice(max(0, box.x0 - margin), min(source.width, box.x1 + margin)),
    )


def _moved(new: Image, at: Registration, window: tuple[slice, slice]) -> tuple[Pixels, Mask]:
    """The window of the new picture with shift and zoom undone, and where it has any pixels."""
    rows, columns = window
    matrix = at.to_moving(new.width, new.height)
    corners = np.array([[x, y, 1] for x in (columns.start, columns.stop) for y in (rows.start, rows.stop)], float)
    if float(np.abs(corners @ matrix.T - corners).max()) < STILL:
        return new.pixels[window], np.ones(new.pixels[window].shape[:2], bool)
    offset = np.array([[1, 0, columns.start], [0, 1, rows.start], [0, 0, 1]], float)
    size = columns.stop - columns.start, rows.stop - rows.start
    moved = cast(Pixels, warp_array(new.pixels, matrix @ offset, *size))
    return moved, _covered(matrix, rows, columns, new.width, new.height)


def _covered(matrix: NDArray[np.float64], rows: slice, columns: slice, width: int, height: int) -> Mask:
    """Where the new picture, moved back, has pixels."""
    x = float(matrix[0, 0]) * np.arange(columns.start, columns.stop, dtype=np.float64) + float(matrix[0, 2])
    y = float(matrix[1, 1]) * np.arange(rows.start, rows.stop, dtype=np.float64) + float(matrix[1, 2])
    inside_x, inside_y = (x >= -0.5) & (x <= width - 0.5), (y >= -0.5) & (y <= height - 0.5)
    return np.asarray(inside_y[:, None] & inside_x[None, :], bool)


def _placed(at: Registration, sure: float, told: float) -> Verdict:
    """Shift and zoom in words."""
    moves = [
        f"{abs(shift):.1f} px {there if shift > 0 else back}"
        for shift, there, back in ((at.shift_x, "right", "left"), (at.shift_y, "down", "up"))
        if abs(shift) >= STILL
    ]
    wide, tall = 100 * (at.zoom_x - 1), 100 * (at.zoom_y - 1)
    if abs(wide - tall) < 0.2 and abs(wide) >= 0.05:
        moves.append(f"{abs(wide + tall) / 2:.2f} % {'larger' if wide > 0 else 'smaller'}")
    elif abs(wide - tall) >= 0.2:
        moves.append(f"{abs(wide):.2f} % {'wider' if wide > 0 else 'narrower'}")
        moves.append(f"{abs(tall):.2f} % {'taller' if tall > 0 else 'lower'}")
    what = f"{', '.join(moves)} against the picture that was sent; that was undone" if moves else "where it was sent"
    sentence = f"The engine's new picture lay {what} ({sure:.0%} sure)."
    if sure < SURE:
        sentence = "It cannot be told how the engine's new picture lies; it was pasted as it came. Look at its rim."
    elif told < SURE:
        sentence = f"Too little shows how the engine's new picture lies, but its rim fits along {sure:.0%}."
    return Verdict(guard=GEOMETRY, passed=sure >= SURE, value=sure, limit=SURE, sentence=sentence)


def _coloured(found: colours.Cast) -> Verdict:
    """The cast in words."""
    how = [
        word
        for value, more, less in ((found.lighter, "lighter", "darker"), (found.warmer, "warmer", "cooler"))
        if abs(value) >= 0.5
        for word in ((more if value > 0 else less),)
    ]
    said = f" ({', '.join(how)})" if how else ""
    sentence = f"Its colours were off by Delta E {found.delta:.1f}{said}; that was undone."
    if found.is_nothing:
        sentence = "Its colours are those of the picture that was sent."
    return Verdict(guard=CAST, passed=found.delta <= STRONG, value=found.delta, limit=STRONG, sentence=sentence)


def _joined(seen: Seam) -> Verdict:
    """How the rim fits, in words."""
    sentence = f"Around the edit the engine drew what was there along {seen.fits:.0%} of the rim."
    if seen.fits < FITS:
        sentence += " Elsewhere what it drew goes on beyond the edit and is cut off there."
    return Verdict(guard=RIM, passed=seen.fits >= FITS, value=seen.fits, limit=FITS, sentence=sentence)
