"""See-through subjects: gaps between spokes, meshes, slats and blades that the network painted over, and thin parts.

The saliency network sees 320 pixels: it paints a bicycle's wheels solid. Before a background that changes slowly every
gap is a cell without edges, its colour foretold from the background beside it, just across a thin bar. Cells are taken
one after another from the outside inwards, each new one helping to foretell the next.

A white label on a white ground, or a face in the colour of the wall, is such a cell too. So nothing is taken unless it
repeats: several cells, together a fair part of the subject, none of them alone large, all of them foretold.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.backdrop import LEAST, REACHES, SPREAD, Foretold, around, foretell, length, measured, predict
from scumble.vision.gap_colors import OWN, open_by_color
from scumble.vision.holes import to_lab

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
PerCell = NDArray[np.float64]

LEVELS = (1.4, 1.9, 2.5)
"""Slopes up to so many times the background's own count as no edge, from the purest cells to the most complete."""
FAINT, STEEP = 0.3, 3.5
"""The background's slope counts as at least FAINT (noise is left of any wall), and no slope beyond STEEP as none; CIE
Lab a pixel. The edge of a spoke has 5 to 40."""
MARGIN = 6
"""How far around the network's subject, in pixels of the working copy, background is not yet taken for granted."""
SEEN = 0.05
"""Least share of the picture that has to be known background."""
VISIBLE = 6
"""Least pixels of a cell; and how deep into a cell, from its side nearest to the known, its colour is compared."""
CELL = 12
"""Least pixels of a cell that counts towards a pattern."""
MANY, SHARE, BOTH = 5, 0.01, 0.2
"""A pattern has so many cells, so large a share of the subject, and so large a product of both: a chair's 10 slats
with 9 %, or 20 gaps of grass with 1.7 %. Solid subjects with fur, prints and glaze: up to 9 with 1.5 %, 18 with 0.9 %
(measured on the composites that are not held out)."""
LARGE = 0.04
"""Cells beyond this share of the subject belong to it unless a pattern is there and nothing else fits."""
UNSURE, VAGUE = 12.0, 20.0
"""Tolerance beyond which the background tells nothing, before and after a pattern is known, in CIE Lab."""
ALIKE = 0.3
"""Largest share of the rest of the subject that may lie away from everything that differs clearly from the background:
0 to 0.17 for see-through subjects, 0.5 for fur before its own colour (composites that are not held out)."""
FRAME, FRAME_REACH = 9.5, 25.0
"""What nine tenths of the ways into the gaps lead over, in CIE Lab: 10 to 46 for see-through subjects, 7 for fur before
its own colour, 1 for a white bowl with a printed grid; and how far, in pixels of the working copy."""
HINTED = 0.15
"""Least probability of what is added, a thin part's mean, unless it has the frame's own colours: the planks below a
wheel are thin too."""
CLEARLY = 3.0
"""How many tolerances a cell may be off that is four times nearer to the background than to the subject beside it: in a
shadow the background changes faster than it is foretold."""
ROUNDS = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class SeeThrough:
    """What shows the background.

    known: bool (h, w), background with the gaps. gaps: bool, those in the network's subject. opened: bool, those of
    them known by their colour alone. thin: bool, parts of the subject that the network missed. errors: float32
    (4, h, w), as `measured`.
    doubt: share of what is left of the subject that looks like the background too: gaps too small, or not told apart.
    """

    known: Mask
    gaps: Mask
    opened: Mask
    thin: Mask
    errors: Weights
    background: Foretold
    doubt: float


def see_through(rgb: Pixels, probability: Weights, cancel: CancelToken) -> SeeThrough | None:
    """The gaps of a see-through subject; None when it has none, or when its background tells nothing.

    rgb: uint8 (h, w, 3), the working copy. probability: float32 (h, w). Raises Cancelled.
    """
    subject = probability > 0.5
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MARGIN + 1, 2 * MARGIN + 1))
    outside = np.asarray(cv2.dilate((probability > 0.03).astype(np.uint8), disc)) == 0
    if min(subject.shape) < 64 or not subject.any() or float(outside.mean()) < SEEN:
        return None
    lab = np.asarray(cv2.GaussianBlur(to_lab(rgb), (0, 0), 0.6), np.float32)
    steep = slope(lab)
    # The fourth power, so that the background's few edges count, not its many even places.
    usual = np.sqrt(np.sqrt(around(np.minimum(steep, np.float32(6.0)) ** 4, outside)))
    usual = np.maximum(usual, np.float32(FAINT))
    known = _joined(even(steep, usual, LEVELS[1]) & ~subject, outside)
    if float(known.mean()) < SEEN:
        return None
    if not _promising(lab, even(steep, usual, LEVELS[1]) & subject, known, subject):
        return None
    search = _Search(lab=lab, subject=subject, steep=steep, usual=usual, errors=measured(lab, known), cancel=cancel)
    gaps, known = search.grow(known, np.zeros_like(subject), sure=False)
    if not repeats(gaps, subject):
        return None
    gaps, known = search.grow(known, gaps, sure=True)
    background = foretell(lab, known, search.errors)
    if not (_stands_out(background, subject & ~gaps) and _framed(background, known, gaps, known & ~subject)):
        return None
    opened = open_by_color(lab, ~even(steep, usual, LEVELS[-1]), subject, background, known, gaps)
    gaps, known = opened.gaps, opened.known
    if opened.added.any():
        background = foretell(lab, known, search.errors)
    thin = _thin(background, known, probability, gaps, opened.leaning)
    return SeeThrough(
        known=known,
        gaps=gaps,
        opened=opened.added,
        thin=thin,
        errors=search.errors,
        background=background,
        doubt=_alike(background, subject & ~gaps),
    )


def slope(lab: Weights) -> Weights:
    """Length of the colours' slope: float32 (h, w), CIE Lab a pixel."""
    soft = np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.8), np.float32)
    across, down = (np.asarray(cv2.Scharr(soft, cv2.CV_32F, dx, 1 - dx, scale=1 / 32), np.float32) for dx in (1, 0))
    return np.hypot(length(across), length(down)).astype(np.float32)


def even(steep: Weights, usual: Weights, level: float) -> Mask:
    """Where there is no edge: bool (h, w)."""
    return steep < np.minimum(np.float32(level) * usual, np.float32(STEEP))


def repeats(gaps: Mask, subject: Mask) -> bool:
    """True when gaps are many and large enough to be the subject's make."""
    count, share = extent(gaps, subject)
    return count >= MANY and share >= SHARE and count * share >= BOTH


def extent(gaps: Mask, subject: Mask) -> tuple[int, float]:
    """How many cells there are, and their share of the subject."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(gaps.astype(np.uint8), connectivity=4)
    sizes = np.asarray(stats, np.int32)[1:, cv2.CC_STAT_AREA]
    return int((sizes >= CELL).sum()), float(gaps.sum()) / max(int(subject.sum()), 1)


def _promising(lab: Weights, places: Mask, known: Mask, subject: Mask) -> bool:
    """True when there may be a pattern: cells of about the background's colour. A look that spares most pictures."""
    count, found, stats, _ = cv2.connectedComponentsWithStats(places.astype(np.uint8), connectivity=4)
    labels, sizes = np.asarray(found, np.int32), np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA]
    cells = (sizes >= CELL) & (sizes < LARGE * int(subject.sum()))
    cells[0] = False
    if int(cells.sum()) < MANY:
        return False
    here = cells[labels]
    off = length(lab[here][None] - predict(lab, known)[here][None])[0]
    close = np.bincount(labels[here], off, minlength=count) / np.maximum(sizes, 1) < VAGUE
    close &= cells
    return int(close.sum()) >= MANY and float(sizes[close].sum()) >= SHARE / 2 * int(subject.sum())


def _stands_out(ground: Foretold, rest: Mask) -> bool:
    """False when much of what is left of the subject looks like the background too: fur, a white thing on white."""
    clear = (ground.distance > 3.0 * ground.tolerance).astype(np.uint8)
    far = np.asarray(cv2.dilate(clear, np.ones((5, 5), np.uint8))) == 0
    return bool(rest.any()) and float(far[rest].mean()) < ALIKE and _alike(ground, rest) < ALIKE + 0.05


def _alike(ground: Foretold, rest: Mask) -> float:
    """Share of the subject that is within twice the tolerance of the background's colour, 0..1."""
    return float((ground.distance[rest] < 2.0 * ground.tolerance[rest]).mean()) if rest.any() else 0.0


def _framed(ground: Foretold, known: Mask, gaps: Mask, outside: Mask) -> bool:
    """True when the ways from the outside into the gaps lead over something that differs clearly from the background.

    Into a wheel they lead over the tyre, into grass over blades; onto a white bowl with a printed grid, before a white
    sheet, only over the bowl's faint outline. Looked at half way, within FRAME_REACH of either side.
    """
    to_gap, to_outside = (
        np.asarray(cv2.distanceTransform((~part).astype(np.uint8), cv2.DIST_L2, 3), np.float32)
        for part in (gaps, outside)
    )
    half_way = (np.abs(to_gap - to_outside) < 1.5) & (to_gap < FRAME_REACH) & ~known
    strongest = np.asarray(cv2.dilate(ground.distance, np.ones((7, 7), np.uint8)), np.float32)
    return bool(half_way.any()) and float(np.quantile(strongest[half_way], 0.1)) > FRAME


def _joined(places: Mask, outside: Mask) -> Mask:
    """Those connected parts that are large and lie mostly well outside the subject: the background to start from."""
    count, found, stats, _ = cv2.connectedComponentsWithStats(places.astype(np.uint8), connectivity=4)
    labels, areas = np.asarray(found, np.int32), np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA]
    far = np.bincount(labels[outside], minlength=count)
    keep = (areas >= 0.01 * places.size) & (far > 0.3 * areas)
    keep[0] = False
    return keep[labels]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Search:
    """A picture in which cells are looked for; see `SeeThrough` and `slope` for its parts."""

    lab: Weights
    subject: Mask
    steep: Weights
    usual: Weights
    errors: Weights
    cancel: CancelToken

    def grow(self, known: Mask, gaps: Mask, *, sure: bool) -> tuple[Mask, Mask]:
        """Takes cells from the known inwards, level by level. sure: a pattern is known, so that less evidence does."""
        ground: Foretold | None = None
        for level in LEVELS:
            labels, count = self._cells(even(self.steep, self.usual, level) & ~known)
            sizes = np.bincount(labels.ravel(), minlength=count)
            taken = np.zeros(count, np.bool_)
            for _ in range(ROUNDS):
                self.cancel.check()
                # Of what is known already nothing is asked; and where nothing was added, nothing is foretold anew.
                ground = ground or foretell(self.lab, known, self.errors, ~known)
                fits = self._fitting(ground, known, labels, sizes, sure) & ~taken
                if not fits.any():
                    break
                taken |= fits
                added = fits[labels]
                known, ground = known | added, None
                gaps = gaps | (added & self.subject)
        return gaps, known

    def _cells(self, places: Mask) -> tuple[Labels, int]:
        """Connected places, cut at the outline of the network's subject: int32 (h, w), 0 for none; their count."""
        inner, found = cv2.connectedComponents((places & self.subject).astype(np.uint8), connectivity=4)
        outer, others = cv2.connectedComponents((places & ~self.subject).astype(np.uint8), connectivity=4)
        labels = np.asarray(found, np.int32)
        beside = np.asarray(others, np.int32)
        return np.where(beside > 0, beside + np.int32(inner - 1), labels), inner + outer - 1

    def _fitting(self, ground: Foretold, known: Mask, labels: Labels, sizes: NDArray[np.intp], sure: bool) -> Mask:
        """Which cells are background, bool (count,): compared on their side that is nearest to known background."""
        count = sizes.size
        places = np.flatnonzero(labels)
        far, cells = ground.far.ravel()[places], labels.ravel()[places]
        first = np.full(count, np.inf, np.float32)
        np.minimum.at(first, cells, far)
        near = far <= np.minimum(first[cells] + VISIBLE, np.float32(REACHES[-1]))
        places, which = places[near], cells[near]
        seen = np.bincount(which, minlength=count)

        def mean(values: Weights) -> PerCell:
            """Of values (N,) at the places."""
            return np.bincount(which, values, minlength=count) / np.maximum(seen, 1)

        distance, allowed = ground.distance.ravel()[places], ground.tolerance.ravel()[places]
        off, usual = mean(np.minimum(distance / np.maximum(allowed, LEAST), np.float32(5.0))), mean(allowed)
        fits = (seen >= VISIBLE) & (sizes >= VISIBLE) & (usual < (VAGUE if sure else UNSURE))
        small = sizes < LARGE * int(self.subject.sum())
        if sure:
            limit, clear = self._limits(ground, known, labels, places, off, seen, mean)
            fits &= (off < limit) & (small | (usual < 2 * LEAST) | clear)
        else:
            fits &= (off < 1.0) & small
        fits[0] = False
        return fits

    def _limits(
        self,
        ground: Foretold,
        known: Mask,
        labels: Labels,
        places: NDArray[np.intp],
        off: PerCell,
        seen: NDArray[np.intp],
        mean: Callable[[Weights], PerCell],
    ) -> tuple[PerCell, Mask]:
        """By how many tolerances each cell may be off, and which cells are clearly no subject: beside what is
        certainly subject, the question is which of both a cell resembles."""
        apart = (off > 3.0) & (seen > 0)
        apart[0] = True
        solid = (ground.distance > 3.0 * ground.tolerance) & (self.subject | (ground.far < MARGIN)) & ~known
        there, solid_color = self.lab.reshape(-1, 3)[places], predict(self.lab, solid & apart[labels]).reshape(-1, 3)
        subject = mean(length((there - solid_color[places])[None])[0])
        background = mean(ground.distance.ravel()[places])
        close = np.maximum(np.float32(SPREAD) * self.errors[0].ravel()[places], np.float32(LEAST))
        # Where distance makes the prediction looser than it is close by, chance decides, and more is allowed.
        looser = 1.0 + 1.5 * np.clip(mean(ground.tolerance.ravel()[places] / close) - 1.0, 0.0, 1.0)
        clear = background < 0.25 * subject
        limit = np.where(background < 0.5 * subject, looser, np.where(background < 0.8 * subject, 1.0, 0.6))
        return np.where(clear, np.maximum(looser, CLEARLY), limit), clear


def _thin(ground: Foretold, known: Mask, probability: Weights, gaps: Mask, leaning: Weights) -> Mask:
    """Parts that the network missed: joined to the subject, thin, and clearly not background; bool (h, w)."""
    subject = probability > 0.5
    found = ~known & ~subject & (ground.distance > np.maximum(2.5 * ground.tolerance, 5 * LEAST))
    found &= ground.tolerance < 2 * LEAST
    core = subject & ~gaps
    joined = np.asarray(cv2.dilate((found | core).astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    count, near = cv2.connectedComponents(joined, connectivity=8)
    groups = np.asarray(near, np.int32)
    held = np.bincount(groups[core], minlength=count) > 0.02 * int(core.sum())
    held[0] = False
    parts = (found & held[groups]).astype(np.uint8)
    radius = max(3, round(0.02 * max(known.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    thick = np.asarray(cv2.morphologyEx(parts, cv2.MORPH_OPEN, disc), np.uint8)
    count, apart = cv2.connectedComponents(parts, connectivity=8)
    labels = np.asarray(apart, np.int32)
    sizes = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    hint = np.bincount(labels.ravel(), probability.ravel(), minlength=count) / sizes
    own = np.bincount(labels.ravel(), leaning.ravel(), minlength=count) / sizes < OWN
    kept = (np.bincount(labels.ravel(), thick.ravel(), minlength=count) == 0) & ((hint > HINTED) | own)
    kept[0] = False
    return kept[labels]
