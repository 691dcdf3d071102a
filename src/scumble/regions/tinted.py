"""Things of a colour: areas of the segment tree that a colour fills, whole with their shading and highlights.

A thing needs a core that plainly has the colour, and takes what touches the core and has the core's own chromaticity:
the same colour under more shade or more light.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.regions.colours import RANGES, VIVID, Floats, looks_in
from scumble.regions.segments import Segments

Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]

HALF = 0.42
"""Share of a colour from which a node gains by being taken whole: below, most of it is something else."""
CORE = 0.3
"""Share of a thing that must plainly have the colour."""
SAME_MIXTURE = 0.5
"""Distance of chromaticities, as a share of a colour's own distance from grey, within which it is the same colour."""
TINT = 14.0
"""Mean chroma from which an area has a colour; below it is grey with a cast."""
DARK = 8.0
"""Lightness below which a pixel's chromaticity is noise."""
MOST_GROWTH = 8.0
"""An area that grows by more has leaked into what is around it."""
MOST_GROWN = 10
"""No more areas than these are looked at."""
SMALLEST, LARGEST = 0.0005, 0.5
"""Share of the picture that a coloured thing may have; below is noise, above is a backdrop."""
NEAR_MERGE = 0.96
"""A node is taken whole when it has this share of what its parts have alone: whole things before pieces."""
USUAL_EDGE = 5.0
"""Gradient around a thing, Lab units a pixel, at which it stands half apart."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Tinted:
    """An area of a colour. mask: bool (h, w). box: x0, y0, x1, y1 in the copy's pixels. purity: share of it that
    plainly has the colour. share: of the picture. stands: 0..1, how much it stands apart from what is around it. rim:
    share of its box's perimeter on the picture's edge. fill: share of its box."""

    mask: Mask
    box: tuple[int, int, int, int]
    purity: float
    share: float
    stands: float
    rim: float
    fill: float

    @property
    def prominence(self) -> float:
        """How much it stands out: large, pure, set apart, not cut by the picture's edge."""
        return self.share**0.5 * (0.3 + self.purity) * (0.25 + self.stands) * (1.0 - 0.6 * min(1.0, 1.5 * self.rim))


def tinted(tree: Segments, lab: Floats, colour: str, within: Mask | None = None) -> list[Tinted]:
    """Separate areas of a colour, those that stand out most first. within: look only there."""
    core = looks_in(lab, RANGES[colour])
    if within is not None:
        core &= within
    gradient = edges(lab)
    areas = _areas(_filled(tree, core), core, gradient)
    if colour in VIVID:
        chroma = np.hypot(lab[:, :, 1], lab[:, :, 2])
        areas = [a for a in areas if float(chroma[a.mask & core].mean()) >= TINT]
        areas = _grown(tree, lab, areas, core, gradient, within)
    return sorted((a for a in areas if a.share >= SMALLEST), key=lambda a: -a.prominence)


def _filled(tree: Segments, marks: Mask) -> Mask:
    """The nodes that the marks fill, together."""
    gain = tree.pixels * (tree.mean(marks.astype(np.float32)) - HALF)
    gain[tree.pixels > 0.9 * tree.labels.size] = -1.0
    taken = np.zeros(marks.shape, bool)
    for node in disjoint(tree, gain):
        taken |= tree.mask(node)
    return taken


def _grown(
    tree: Segments, lab: Floats, areas: list[Tinted], core: Mask, gradient: Floats, within: Mask | None
) -> list[Tinted]:
    """Each area with what continues it in the same colour under more shade or light.

    Shading changes how much light comes back, not its mixture: the chromaticity of linear light stays.
    """
    mixture = chromaticity(lab)
    grey = np.full(3, 1.0 / 3.0)
    found: list[Tinted] = []
    for area in sorted(areas, key=lambda a: -a.prominence)[:MOST_GROWN]:
        if any(bool(f.mask[area.mask].mean() > 0.5) for f in found):
            continue
        own = mixture[area.mask & core].mean(axis=0)
        near = SAME_MIXTURE * float(np.linalg.norm(own - grey))
        alike = (np.linalg.norm(mixture - own, axis=2) <= near) & (lab[:, :, 0] > DARK)
        if within is not None:
            alike &= within
        wider = [a for a in _areas(_filled(tree, alike | area.mask), alike, gradient) if a.mask[area.mask].mean() > 0.5]
        best = max(wider, key=lambda a: a.share, default=area)
        # What completes a thing makes it fuller; what leaks along its neighbours frays it.
        leaked = best.share > MOST_GROWTH * area.share or best.rim > area.rim + 0.1 or best.fill < area.fill
        found.append(area if leaked else replace(best, purity=max(area.purity, best.purity)))
    return found


def chromaticity(lab: Floats) -> Floats:
    """(h, w, 3): shares of red, green and blue in the linear light of each pixel."""
    rgb = np.clip(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2LRGB), np.float32), 0.0, None) + np.float32(1e-4)
    return (rgb / rgb.sum(axis=2, keepdims=True)).astype(np.float32)


def disjoint(tree: Segments, gain: Doubles) -> list[int]:
    """The nodes, none above another, whose gains add up to most; a whole before its parts when it is nearly as good."""
    best = np.maximum(gain, 0.0)
    taken = gain > 0
    below = np.zeros(len(gain))
    for node in range(len(gain)):
        if gain[node] <= 0 or gain[node] < NEAR_MERGE * below[node]:
            taken[node] = False
            best[node] = below[node]
        if tree.parent[node] >= 0:
            below[tree.parent[node]] += best[node]
    chosen: list[int] = []
    covered = np.zeros(len(gain), bool)
    for node in range(len(gain) - 1, -1, -1):
        up = int(tree.parent[node])
        covered[node] = up >= 0 and bool(covered[up] or taken[up])
        if taken[node] and not covered[node]:
            chosen.append(node)
    return chosen


def _areas(taken: Mask, core: Mask, gradient: Floats) -> list[Tinted]:
    """The connected parts of what was taken, with their measures."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(taken.astype(np.uint8), connectivity=8)
    h, w = taken.shape
    found: list[Tinted] = []
    for k in range(1, count):
        x, y, bw, bh, area = (int(v) for v in np.asarray(stats)[k])
        if not 0.4 * SMALLEST <= area / (h * w) <= LARGEST:
            continue
        mask = np.asarray(labels) == k
        purity = float(core[mask].mean())
        spans = (x == 0 and x + bw == w) or (y == 0 and y + bh == h)
        if purity < CORE or spans:
            continue
        found.append(
            Tinted(
                mask=mask,
                box=(x, y, x + bw, y + bh),
                purity=purity,
                share=area / (h * w),
                stands=standing(mask, gradient),
                rim=rim_share(mask, (x, y, x + bw, y + bh)),
                fill=area / (bw * bh),
            )
        )
    return found


def edges(lab: Floats) -> Floats:
    """(h, w): length of the colour gradient, Lab units a pixel."""
    dx = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 1, 0, scale=0.125), np.float32)
    dy = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 0, 1, scale=0.125), np.float32)
    return np.sqrt((dx * dx + dy * dy).sum(axis=2)).astype(np.float32)


def standing(mask: Mask, gradient: Floats) -> float:
    """0..1: the gradient along a mask's border against what edges of things usually have."""
    bytes_ = mask.astype(np.uint8)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    border = np.asarray(cv2.dilate(bytes_, cross) - cv2.erode(bytes_, cross)) > 0
    mean = float(gradient[border].mean()) if border.any() else 0.0
    return mean / (mean + USUAL_EDGE)


def rim_share(mask: Mask, box: tuple[int, int, int, int]) -> float:
    """Share of a box's perimeter where the mask touches the picture's edge."""
    touching = sum(int(line.sum()) for line in (mask[0], mask[-1], mask[:, 0], mask[:, -1]))
    return touching / (2.0 * (box[2] - box[0] + box[3] - box[1]))
